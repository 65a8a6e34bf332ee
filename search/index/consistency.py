"""Does what a segment says agree with itself? Every array, read whole but never at once.

The checksums say that a segment is what was written; this says that what was written can be. It
finds faults of our own writer, and segments that somebody has made by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np

from search.index.files import Array
from search.index.schema import KEYWORD_FIELDS, KIN, TEXT_FIELDS
from search.index.segment import Segment, SegmentInfo

RUN = 500_000  # postings compared at a time
TERMS = 20_000


def contradictions(folder: Path, info: SegmentInfo) -> Iterator[str]:
    """Each contradiction as a phrase. Raises for an array that points out of another."""
    segment = Segment(folder, info)
    for field in TEXT_FIELDS:
        yield from _terms(segment, field)
        yield from _lists(segment, field)
    yield from _terms(segment, KIN)
    segment.array(f"{KIN}.runs")
    segment.array(f"{KIN}.stems")  # raises for one that is none
    yield from _terms(segment, "id", again=True)
    documents = segment.array("id.document").astype(np.int64)
    if len(np.unique(documents)) != segment.documents:
        yield "id.document does not name each article once"
    for field in KEYWORD_FIELDS:
        segment.array(f"{field}.value")  # raises where one has no value
    segment.word_marks(0)
    segment.array("stored.bounds")
    segment.array("signature")
    yield from _articles(segment)


def _terms(segment: Segment, field: str, *, again: bool = False) -> Iterator[str]:
    """Terms rise; with `again` one may come twice."""
    segment.array(f"{field}.bounds")
    last: list[bytes] = []
    for first in range(0, segment.term_count(field), TERMS):
        terms = segment.term_slice(field, first, min(first + TERMS, segment.term_count(field)))
        if not all(a < b or (again and a == b) for a, b in pairwise(last + terms)):
            yield f"the terms of {field} are not in order from number {first}"
        if any(b"\n" in term for term in terms) and field != "id":
            yield f"a term of {field} from number {first} holds a line end"
        last = terms[-1:]


def _lists(segment: Segment, field: str) -> Iterator[str]:
    """Lists: documents rise, the counts add up to the positions, positions rise in an article."""
    starts = segment.array(f"{field}.starts").astype(np.int64)
    places = segment.array(f"{field}.places").astype(np.int64)
    term = 0
    while term < len(starts) - 1:
        reach = int(np.searchsorted(starts, starts[term] + RUN, side="right")) - 1
        end = max(reach, term + 1)
        first, last = int(starts[term]), int(starts[end])
        docs, title, lead, body = (
            segment.part(f"{field}.{part}", first, last).astype(np.int64)
            for part in ("docs", "title", "lead", "body")
        )
        positions = segment.part(f"{field}.positions", int(places[term]), int(places[end]))
        counts = title + body
        here = f"the lists of {field} from number {term}"
        own = starts[term : end + 1] - first
        if np.any(docs >= segment.documents) or not _rising(docs, own):
            yield f"{here} do not name articles in order"
        if np.any(counts < 1) or np.any((lead > 0) & (body == 0)):
            yield f"{here} have impossible counts"
        sums = np.concatenate([[0], np.cumsum(counts)])
        if not np.array_equal(sums[own], places[term : end + 1] - places[term]):
            yield f"{here} count other than they have positions"
        elif not _rising(positions.astype(np.int64), sums):
            yield f"the positions in {here} do not rise"
        term = end


def _rising(values: Array, bounds: Array) -> bool:
    """Whether every run of `values` between two `bounds` rises.

    >>> _rising(np.array([1, 5, 2]), np.array([0, 2, 3])), _rising(np.array([1, 1]), np.array([0]))
    (True, False)
    """
    steps = np.diff(values)
    borders = bounds[(bounds > 0) & (bounds < len(values))] - 1
    steps[borders] = 1
    return bool(np.all(steps > 0))


def _articles(segment: Segment) -> Iterator[str]:
    """Every article opens, and has the id by which it is found.

    Its fingerprint is no help: that is of the date to the second, and a column holds minutes.
    """
    for document in range(segment.documents):
        if document not in segment.info.deleted:
            found = segment.article(document).id
            if found != segment.id_of(document):
                yield f"article {document} is {found!r} and found as {segment.id_of(document)!r}"
                return
