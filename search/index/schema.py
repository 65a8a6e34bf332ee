"""The fields of the index, and the one field type that holds words.

An article's title and body lie in one stream of positions: the title from 0, the body after it
and a gap. So a word has one posting list and not one for each part of the article, a phrase never
crosses from the title into the body, and `title:` is a question about positions. How often a word
occurs in the title, in the lead (the first LEAD_WORDS of the body) and in the body is kept beside
the list, so that ranking can weigh the three.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whoosh import fields, formats

from search.errors import IndexFormatError

INDEX_NAME = "MAIN"  # Whoosh's default name of an index; all files begin with it

SURFACE = "surface"  # the folded word
STEM = "stem"  # the folded word's light stem
TEXT_FIELDS = (SURFACE, STEM)
KEYWORD_FIELDS = ("source", "category", "author")

# The place of every so manieth word of a body is kept, so that a snippet reads that part only.
MARK_EVERY = 32

LEAD_WORDS = 60
TITLE_GAP = 64  # positions left free between title and body; also the widest nearness

FORMAT_VERSION = 1


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
