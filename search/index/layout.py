"""What holds between the arrays of a segment; so a made-up one is refused before it is read.

Lengths are compared when the table of contents is read, and cost nothing. What lies in an array
and points into another is bounded where it is used (`segment.py`) and compared throughout by
`checks.py`.
"""

from __future__ import annotations

from collections.abc import Mapping

from search.index.files import Extent
from search.index.schema import KEYWORD_FIELDS, KIN, SIGNATURE, TEXT_FIELDS

POSTING_PARTS = ("docs", "title", "lead", "body")
SIGNED = ("published",)  # the only array of numbers that may be below zero


def bounded_array(name: str) -> str | None:
    """The array in which the runs lie that the array `name` bounds; None when it bounds nothing.

    >>> bounded_array("stem.starts"), bounded_array("id.bounds"), bounded_array("stem.docs")
    ('stem.docs', 'id.text', None)
    """
    owner, _, kind = name.rpartition(".")
    if name == "stored.bounds":
        return "text.stored"
    target = {"bounds": "text", "starts": "docs", "places": "positions", "runs": "stems"}.get(kind)
    return f"{owner}.{target}" if target else None


def require_layout(documents: int, extents: Mapping[str, Extent]) -> None:
    """Raises ValueError unless every array is there, in the length that the others ask for."""
    if not 0 <= documents < 1 << 32:
        raise ValueError(f"a segment of {documents} articles")
    expected = {
        "title.length": documents,
        "body.length": documents,
        "published": documents,
        "fingerprint": 16 * documents,
        "signature": SIGNATURE * documents,
        "stored.bounds": documents + 1,
        "id.bounds": documents + 1,
        "id.document": documents,
    }
    for field in KEYWORD_FIELDS:
        expected[f"{field}.value"] = documents
    for field in TEXT_FIELDS:
        terms = _count(extents, f"{field}.bounds")
        expected |= {f"{field}.starts": terms, f"{field}.places": terms}
        postings = _count(extents, f"{field}.docs")
        expected |= {f"{field}.{part}": postings for part in POSTING_PARTS}
    expected[f"{KIN}.runs"] = _count(extents, f"{KIN}.bounds")
    for name, count in expected.items():
        if _count(extents, name) != count:
            raise ValueError(
                f"the array {name!r} has {_count(extents, name)} items where {count} belong"
            )
    for name in (
        "text.stored",
        "body.marks",
        "title.words",
        "id.text",
        *(f"{f}.values" for f in KEYWORD_FIELDS),
    ):
        _count(extents, name)
    for name in (f"{KIN}.text", f"{KIN}.stems"):
        _count(extents, name)
    for field in (*TEXT_FIELDS, KIN):
        if not _count(extents, f"{field}.bounds"):
            raise ValueError(f"the array '{field}.bounds' is empty")
    for field in TEXT_FIELDS:
        for part in ("text", "positions"):
            _count(extents, f"{field}.{part}")
    for field in TEXT_FIELDS:
        if extents[f"{field}.lead"].dtype != "|u1":
            raise ValueError(f"the array '{field}.lead' may hold one byte for each article")
    for name, extent in extents.items():
        if extent.dtype.startswith("<i") and name not in SIGNED:
            raise ValueError(f"the array {name!r} may not hold numbers below zero")


def _count(extents: Mapping[str, Extent], name: str) -> int:
    extent = extents.get(name)
    if extent is None:
        raise ValueError(f"the array {name!r} is missing")
    return extent.count
