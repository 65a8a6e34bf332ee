"""Where the nth word of a long text stands, without reading the text from its beginning."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import overload

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
        self._pieces: dict[int, list[Range]] = {}

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, number: int) -> Range: ...
    @overload
    def __getitem__(self, number: slice) -> list[Range]: ...
    def __getitem__(self, number: int | slice) -> Range | list[Range]:
        if isinstance(number, slice):
            return [self[place] for place in range(*number.indices(self._count))]
        if number < 0:
            number += self._count
        if not 0 <= number < self._count:
            raise IndexError(f"the text has {self._count} words, not {number + 1}")
        piece, place = divmod(number, MARK_EVERY)
        known = self._pieces.get(piece)
        if known is None:
            from_here = self._spans(self._text, self._marks[piece])
            known = self._pieces[piece] = list(islice(from_here, MARK_EVERY))
        return known[place]
