"""The schema as Whoosh sees it: field types that read our posting lists and refuse to write them.

Apart from `schema.py`, so that a search which needs nothing of Whoosh does not import it (0.1 s).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whoosh import fields, formats

from search.errors import IndexFormatError


class WordField(fields.FieldType):  # type: ignore[misc]
    """Words with their positions, in posting lists that only Kashaf's writer knows how to write.

    Whoosh's own queries read it; Whoosh's own writer is refused, since it would drop the lists.
    """

    indexed = True
    scorable = True
    unique = False
    stored = False
    vector = None
    spelling = False
    column_type = None
    multitoken_query = "default"
    analyzer = None

    def __init__(self) -> None:
        self.format = formats.Positions()

    def index(self, value: object, **_: object) -> Iterator[Any]:
        raise IndexFormatError(
            "this field is written by search.open_writer only; "
            "Whoosh's own writer would lose its posting lists"
        )

    def to_bytes(self, value: str | bytes) -> bytes:
        return value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")

    def from_bytes(self, value: bytes) -> str:
        return value.decode("utf-8", "surrogatepass")


class ExactField(WordField):
    """A whole value as one term: the article's id."""

    scorable = False
    unique = True
    stored = True

    def __init__(self) -> None:
        self.format = formats.Existence()


def schema() -> fields.Schema:
    """The Whoosh schema of every index of this format version."""
    return fields.Schema(
        id=ExactField(),
        surface=WordField(),
        stem=WordField(),
        title=fields.STORED(),
        body=fields.STORED(),
        source=fields.STORED(),
        category=fields.STORED(),
        author=fields.STORED(),
        published=fields.STORED(),
        url=fields.STORED(),
    )
