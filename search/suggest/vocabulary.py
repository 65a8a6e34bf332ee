"""Which words does the collection have that look like this one? Its terms as rows of letters.

A term is a row of small numbers, one a letter, and a set of letters (a bit for each). Most of
250,000 terms are out at one look at length and set; the rest are compared letter by letter
(`distance.py`). Made when a word is first asked for, once for each segment: 20 ms for
258,000 terms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from search.index import Segment

Array = npt.NDArray[Any]

LATIN: Final = "abcdefghijklmnopqrstuvwxyz"
# Folded, as terms are; the last ones write foreign sounds.
ARABIC: Final = "ءابتثجحخدذرزسشصضطظعغفقكلمنهويپچژڤگڨ"
LETTERS: Final = LATIN + ARABIC
CODES: Final = {letter: number for number, letter in enumerate(LETTERS, 1)}
OTHER: Final = 0  # digits and all other alphabets
LONGEST: Final = 24  # letters; longer terms are addresses and accidents

_TABLE = np.zeros(0x800, dtype=np.uint8)
for _letter, _code in CODES.items():
    _TABLE[ord(_letter)] = _code
_TABLE.flags.writeable = False
_BITS = np.array([0, *(1 << code for code in range(len(LETTERS)))], dtype=np.uint64)


def encode(word: str) -> list[int] | None:
    """The numbers of a word's letters; None where one of them has none."""
    codes = [CODES.get(letter, OTHER) for letter in word]
    return codes if codes and all(codes) else None


def letter_set(letters: str) -> np.uint64:
    """A bit for each of the letters.

    >>> int(letter_set("ca")), int(letter_set(""))
    (5, 0)
    """
    codes = sorted({CODES[letter] for letter in letters})
    return np.uint64(np.bitwise_or.reduce(_BITS[codes], initial=np.uint64(0)))


@dataclass(frozen=True, slots=True)
class Candidates:
    """Some terms of one segment: their numbers, how long they are, their letters a row."""

    numbers: Array
    lengths: Array
    rows: Array  # letters, 0 behind the end


class Terms(Protocol):
    """Some terms of the collection, by numbers of their own."""

    def candidates(
        self,
        shortest: int,
        longest: int,
        *,
        near: np.uint64 | None = None,
        apart: int = 0,
        within: np.uint64 | None = None,
        holding: tuple[np.uint64, ...] = (),
        at_least: int = 1,
    ) -> Candidates:
        """Terms that look so: see `Vocabulary`."""

    def frequencies(self, numbers: Array) -> Array:
        """In how many articles each of them is."""

    def term(self, number: int) -> str:
        """A term by its number."""


class TermSource(Protocol):
    """What terms are read from: a segment, or a part of one."""

    def array(self, name: str) -> Array: ...
    def word(self, field_name: str, number: int) -> str: ...


class Vocabulary:
    """The terms of one field of a segment. Any number of threads may share it."""

    def __init__(self, segment: TermSource, field: str) -> None:
        self.segment = segment
        self._field = field

    @cached_property
    def _letters(self) -> tuple[Array, Array, Array, Array]:
        """Letters of all terms in a row, where each begins, its length, its set of letters."""
        text = self.segment.array(f"{self._field}.text")
        starts = np.flatnonzero((text & 0xC0) != 0x80)  # first bytes of characters
        first = text[starts]
        codes = np.where(first < 0x80, _TABLE[first], np.uint8(0))
        two = np.flatnonzero((first & 0xE0) == 0xC0)
        points = (first[two].astype(np.uint16) & 0x1F) << 6 | (text[starts[two] + 1] & 0x3F)
        codes[two] = _TABLE[points]
        ends = np.flatnonzero(first == 10)
        begins = np.zeros(len(ends), dtype=np.int64)
        begins[1:] = ends[:-1] + 1
        lengths = ends - begins
        sets = np.bitwise_or.reduceat(_BITS[codes], begins) if len(ends) else _BITS[codes]
        inside = codes == OTHER
        inside[ends] = False
        strange = np.searchsorted(ends, np.flatnonzero(inside))
        lengths[strange] = 0
        lengths[lengths > LONGEST] = 0  # of no use either, so that a byte holds each
        place = np.uint32 if len(codes) < 1 << 32 else np.int64
        return codes, begins.astype(place), lengths.astype(np.uint8), sets

    def candidates(
        self,
        shortest: int,
        longest: int,
        *,
        near: np.uint64 | None = None,
        apart: int = 0,
        within: np.uint64 | None = None,
        holding: tuple[np.uint64, ...] = (),
        at_least: int = 1,
    ) -> Candidates:
        """Terms of `shortest` to `longest` letters, in at least `at_least` articles.

        Their set of letters differs from `near` in at most `apart` letters, lies inside of
        `within`, and has a letter of each of `holding`, as far as these are given.
        """
        codes, begins, lengths, sets = self._letters
        keep = (lengths >= max(shortest, 1)) & (lengths <= longest)
        numbers = np.flatnonzero(keep)
        own = sets[numbers]
        passing = np.ones(len(numbers), dtype=bool)
        if near is not None:
            passing &= np.bitwise_count(own ^ near) <= apart
        if within is not None:
            passing &= (own & ~within) == 0
        for some in holding:
            passing &= (own & some) != 0
        numbers = numbers[passing]
        if at_least > 1:
            numbers = numbers[self.frequencies(numbers) >= at_least]
        length = lengths[numbers].astype(np.int64)
        width = int(length.max(initial=0))
        places = begins[numbers].astype(np.int64)[:, None] + np.arange(width)
        rows = codes[np.minimum(places, max(len(codes) - 1, 0))] if len(codes) else places
        rows[np.arange(width) >= length[:, None]] = OTHER
        return Candidates(numbers, length, rows)

    def frequencies(self, numbers: Array) -> Array:
        """In how many articles of the segment each term is, deleted ones among them."""
        starts = self.segment.array(f"{self._field}.starts")
        found: Array = (starts[numbers + 1] - starts[numbers]).astype(np.int64)
        return found

    def term(self, number: int) -> str:
        return self.segment.word(self._field, number)


def vocabularies(
    segments: Sequence[Segment], field: str, known: Sequence[Terms]
) -> list[Vocabulary]:
    """One for each segment, those of `known` among them."""
    by_segment = {one.segment: one for one in known if isinstance(one, Vocabulary)}
    return [by_segment.get(segment) or Vocabulary(segment, field) for segment in segments]
