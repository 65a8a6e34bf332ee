"""Where the nth word of a long text stands, without reading the text from its beginning."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import overload

from search.errors import IndexFormatError
from search.index.schema import MARK_EVERY
from search.results import Range


class WordPlaces(Sequence[Range]):
    """The ranges of a text's words, found piece by piece from the marks that the index keeps.

    Equal to `list(spans(text))` for every index and length; a snippet asks for some forty of them.
    """

    def __init__(
        self,
        text: str,
        count: int,
        marks: Sequence[int],
        spans: Callable[[str, int], Iterator[Range]],
    ) -> None:
        self._text = text
        self._count = count
        self._marks = marks
        self._spans = spans
        self._known: dict[int, Range] = {}

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, number: int) -> Range: ...
    @overload
    def __getitem__(self, number: slice) -> list[Range]: ...
    def __getitem__(self, number: int | slice) -> Range | list[Range]:
        if isinstance(number, slice):
            return [self[place] for place in range(*number.indices(self._count))]
        return self._known.get(number) or self._read(number)

    def earliest(self, number: int) -> int:
        """A word does not begin before this; known from the marks alone."""
        return self._marks[number // MARK_EVERY]

    def latest(self, number: int) -> int:
        """A word begins here at the latest; known from the marks alone."""
        piece = number // MARK_EVERY + 1
        return self._marks[piece] - 1 if piece < len(self._marks) else len(self._text)

    def _read(self, number: int) -> Range:
        """The place of a word that was not asked for yet."""
        place = number + self._count if number < 0 else number
        if not 0 <= place < self._count:
            raise IndexError(f"the text has {self._count} words, not {number + 1}")
        piece, behind = divmod(place, MARK_EVERY)
        word = next(islice(self._spans(self._text, self._marks[piece]), behind, None), None)
        if word is None:
            raise IndexFormatError(
                f"an article's words are not where the index says: number {place + 1} is not in "
                "its text; `kashaf check` reads the whole index"
            )
        self._known[place] = word
        return word
