"""The terms of some articles at a time, as the server is given them.

What hangs on a word alone is made once for each distinct word; the rest is counted for a batch of
articles in a few steps of NumPy.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

import numpy as np
import numpy.typing as npt

from search.analysis import ArabicAnalyzer, OnceAnalyzer, skeleton
from search.cluster.mapping import is_digest, packed, token
from search.index.builder import Lexemes
from search.index.files import Array
from search.index.inversion import leading
from search.index.schema import KIN, STEM, SURFACE
from search.index.signatures import signatures, word_hash

MOST_TEXTS = 256  # in a batch: a document has 8 bits of a key
LIMIT = 120_000  # distinct words that are remembered: 41 MB; past it the next batch begins again


class Terms:
    """The words that a sender has met."""

    def __init__(self, analyzer: ArabicAnalyzer) -> None:
        self._analyzer = analyzer
        self._new: dict[str, list[str]] = {SURFACE: [], STEM: []}
        self._begin()

    def _begin(self) -> None:
        self._lexemes = Lexemes(OnceAnalyzer())
        self._kin_numbers = {"": 0}
        self._kin_of = array("I")  # the kin of each stem
        self._hashes = array("I")  # of each stem
        self._tokens: dict[str, list[str]] = {SURFACE: [], STEM: [], KIN: [""]}

    def read(self, texts: Sequence[tuple[str, str]]) -> Batch:
        """The words of titles and bodies."""
        if len(self._lexemes) > LIMIT:
            self._begin()
        number_of = self._lexemes.__getitem__
        words = self._analyzer.words
        numbers = array("I")
        lengths = []
        for text in texts:
            for part in text:
                before = len(numbers)
                numbers.extend(map(number_of, words(part)))
                lengths.append(len(numbers) - before)
        self._grow()
        tokens = np.array(numbers, dtype=np.int64)
        stems = _of(tokens, self._lexemes.stem_of)
        title, body = np.array(lengths, dtype=np.int64).reshape(-1, 2).T
        ends = np.cumsum(title + body)
        return Batch(
            {SURFACE: tokens, STEM: stems, KIN: _of(stems, self._kin_of)},
            self._tokens,
            _of(stems, self._hashes).astype("<u4"),
            signatures(tokens, np.frombuffer(self._lexemes.hashes, np.uint32), ends - body, body),
            title,
            body,
            ends,
        )

    def _grow(self) -> None:
        """Makes what hangs on a word alone of those that are new."""
        surfaces, stems, kin = (self._tokens[field] for field in (SURFACE, STEM, KIN))
        known = len(surfaces), len(stems)
        surfaces.extend(map(token, islice(self._lexemes.surface_numbers, len(surfaces), None)))
        for stem in islice(self._lexemes.stem_numbers, len(stems), None):
            self._hashes.append(word_hash(self._lexemes.stems[len(stems)]))
            stems.append(token(stem))
            shared = skeleton(stem)
            number = self._kin_numbers.setdefault(shared, len(self._kin_numbers))
            self._kin_of.append(number)
            if number == len(kin):
                kin.append(token(shared))
        for field, first in zip((SURFACE, STEM), known, strict=True):
            new = (word for word in self._tokens[field][first:] if not is_digest(word))
            self._new[field].extend(new)

    def new(self) -> dict[str, list[str]]:
        """The words that were new since this was asked before."""
        found, self._new = self._new, {field: [] for field in self._new}
        return found


@dataclass(frozen=True, slots=True)
class Batch:
    """Numbers of words in a row, article after article, the title of each before its body."""

    numbers: dict[str, Array]  # by field
    tokens: dict[str, list[str]]  # of the numbers
    stems: Array  # what stands for each stem
    signatures: npt.NDArray[np.uint8]
    title: Array  # words of each
    body: Array
    ends: Array

    def _bounds(self, place: int) -> tuple[int, int, int]:
        """Where an article, its body, and what is behind them begins."""
        end = int(self.ends[place])
        body = end - int(self.body[place])
        return body - int(self.title[place]), body, end

    def words(self, field: str, place: int) -> tuple[list[str], list[str]]:
        """The terms of an article's title and body."""
        first, body, end = self._bounds(place)
        tokens = self.tokens[field]
        return (
            [tokens[number] for number in self.numbers[field][first:body].tolist()],
            [tokens[number] for number in self.numbers[field][body:end].tolist()],
        )

    def stream(self, place: int) -> Array:
        """What stands for the stems of an article, word for word."""
        first, _, end = self._bounds(place)
        return self.stems[first:end]

    def counted(self, field: str) -> list[str]:
        """Of each article its terms, each once, with its counts and how early it stands."""
        count = len(self.title)
        lengths = self.title + self.body
        docs = np.repeat(np.arange(count, dtype=np.uint64), lengths)
        order = np.arange(len(docs))
        places = order - np.repeat(self.ends - self.body, lengths)  # below 0 in the title
        keys = docs << 56 | self.numbers[field].astype(np.uint64) << 32 | order.astype(np.uint64)
        keys = keys[self.numbers[field] > 0] if field == KIN else keys
        keys.sort()
        terms = keys >> np.uint64(32)
        first = np.flatnonzero(np.diff(terms, prepend=np.uint64(1 << 40)))
        terms = terms[first].astype(np.int64)
        places = places[(keys & np.uint64(0xFFFFFFFF)).astype(np.int64)]
        total = np.diff(first, append=len(keys))
        title = np.add.reduceat(places < 0, first, dtype=np.int64) if len(first) else total
        lead = np.zeros(len(first), dtype=np.int64)
        in_body = title < total
        lead[in_body] = leading(places[(first + title)[in_body]])
        tokens = self.tokens[field]
        numbers = (terms & 0xFFFFFF).tolist()
        counts = packed(title, lead, total - title).tolist()
        parts = [f"{tokens[n]}|{c}" for n, c in zip(numbers, counts, strict=True)]
        bounds = np.searchsorted(terms >> 24, np.arange(count + 1)).tolist()
        return [" ".join(parts[a:b]) for a, b in pairwise(bounds)]


def _of(numbers: Array, table: array[int]) -> Array:
    """What a table has for each number; a copy, since a table that is looked at cannot grow."""
    return np.frombuffer(table, dtype=np.uint32)[numbers].astype(np.int64)
