"""How may the query go on? The word that is being typed, from the words and phrases of titles.

Titles lie in the index as rows of numbers of words (`title.words`), sorted as the words are: the
words that begin as typed are a range of numbers, and what follows a word is the next number.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from search.analysis import ArabicAnalyzer
from search.index import Segment
from search.index.schema import SURFACE
from search.query.parser import FIELD_NAMES
from search.suggest.written import Spellings

Array = npt.NDArray[Any]
Phrase = tuple[str, ...]  # surfaces

LONGEST: Final = 200  # characters; a longer text was pasted
MOST_BEFORE: Final = 2  # words typed before that a phrase may go on from
ENOUGH: Final = 3  # titles with a phrase
LOOKED_BEHIND: Final = 3  # of the likeliest words: does another nearly always follow?
BOUND: Final = 0.5  # the share of a word's titles in which one other follows: الأمم المتحدة
_BETWEEN: Final = re.compile(r"\s+")
_FIELD: Final = re.compile(r"(?:^|[\s(+-])([^\s(:+-]+):[+-]?\S*$")


class Titles(Protocol):
    """Some titles, word by word."""

    def words(self, prefix: str, most: int) -> Iterator[tuple[str, int]]:
        """The most frequent words that begin so, and how often each is in a title."""

    def following(self, before: Sequence[str], prefix: str, most: int) -> Iterator[tuple[str, int]]:
        """The most frequent of those right behind some others, and how often they are."""


class SegmentTitles:
    """The titles of one segment."""

    def __init__(self, segment: Segment) -> None:
        self.segment = segment

    @cached_property
    def _words(self) -> Array:
        """Each word's number from 1, a 0 behind each title; deleted titles are zeros."""
        words = self.segment.array("title.words")
        if self.segment.live is None:
            return words
        ends = words == 0
        return np.where(self.segment.live[np.cumsum(ends) - ends], words, 0)

    @cached_property
    def _counts(self) -> Array:
        return np.bincount(self._words, minlength=self.segment.term_count(SURFACE) + 1)

    def number(self, surface: str) -> int:
        """The number of a word; 0 where no article has it."""
        found = self.segment.term_number(SURFACE, surface.encode("utf-8", "surrogatepass"))
        return 0 if found is None else found + 1

    def text(self, number: int) -> str:
        return self.segment.word(SURFACE, number - 1)

    def _beginning(self, prefix: str) -> range:
        """The numbers of the words that begin so."""
        if not prefix:
            return range(1, self.segment.term_count(SURFACE) + 1)
        found = self.segment.prefix_range(SURFACE, prefix.encode("utf-8", "surrogatepass"))
        return range(found.start + 1, found.stop + 1)

    def words(self, prefix: str, most: int) -> Iterator[tuple[str, int]]:
        """The most frequent words that begin so, and how often each is in a title."""
        wanted = self._beginning(prefix)
        yield from self._most(wanted.start, self._counts[wanted.start : wanted.stop], most)

    def following(self, before: Sequence[str], prefix: str, most: int) -> Iterator[tuple[str, int]]:
        """The most frequent of those right behind some others, and how often they are."""
        wanted = self._beginning(prefix)
        numbers = [self.number(surface) for surface in before]
        if not all(numbers):
            return
        words = self._words
        places = np.flatnonzero(words == numbers[-1])
        for back, number in enumerate(reversed(numbers[:-1]), 1):
            places = places[places >= back]
            places = places[words[places - back] == number]
        behind = words[places + 1]  # a 0 at least
        behind = behind[(behind >= max(wanted.start, 1)) & (behind < wanted.stop)]
        if len(behind):
            found, counts = np.unique(behind, return_counts=True)
            best = np.argsort(-counts, kind="stable")[:most]
            for place in best.tolist():
                yield self.text(int(found[place])), int(counts[place])

    def _most(self, start: int, counts: Array, most: int) -> Iterator[tuple[str, int]]:
        if most < len(counts):
            best = np.argpartition(counts, -most)[-most:]
        else:
            best = np.arange(len(counts))
        for place in best[counts[best] > 0].tolist():
            yield self.text(start + place), int(counts[place])


def titles_of(segments: Sequence[Segment], known: Sequence[SegmentTitles]) -> list[SegmentTitles]:
    """The titles of each segment; of those that are `known` already their counts hold."""
    by_segment = {titles.segment: titles for titles in known}
    return [by_segment.get(segment) or SegmentTitles(segment) for segment in segments]


class Completer:
    """Completes queries on one commit of an index. Any number of threads may share it."""

    def __init__(
        self, titles: Sequence[Titles], analyzer: ArabicAnalyzer, spellings: Spellings
    ) -> None:
        self._titles = titles
        self._analyzer = analyzer
        self._spellings = spellings

    def complete(self, text: str, limit: int) -> tuple[str, ...]:
        """At most `limit` queries that begin as typed, the likeliest first.

        What stands before the last word stays as it is; a quote that is open is closed. A function
        word is offered only inside of a phrase. Nothing is offered behind punctuation, nor for the
        value of a source, section, author or date.
        """
        if len(text) > LONGEST:
            return ()
        spans = list(self._analyzer.spans(text))
        typed = spans[-1] if spans and spans[-1][1] == len(text) else None
        if typed is None and not text[-1:].isspace():
            return ()
        start = len(text) if typed is None else typed[0]
        named = _FIELD.search(text)
        field = FIELD_NAMES.get(self._fold(named[1])) if named else None
        if field not in (None, "title", "body"):
            return ()
        prefix = self._analyzer.surface(text[start:]) if typed else ""
        before = [] if field else self._before(text, spans[:-1] if typed else spans, start)
        closing = '"' if text.count('"') % 2 else ""
        found: dict[str, None] = {}
        for phrase in self._phrases(before, prefix, limit):
            if len(found) == limit:
                break
            written = " ".join(map(self._spellings.written, phrase))
            if phrase != (prefix,):
                found[text[:start] + written + closing] = None
        return tuple(found)

    def _fold(self, name: str) -> str:
        words = self._analyzer.words(name)
        return self._analyzer.surface(words[0]) if len(words) == 1 else name

    def _before(self, text: str, spans: Sequence[tuple[int, int]], start: int) -> list[str]:
        """The words right before the one at `start`, with nothing but white space between."""
        before: list[str] = []
        for begin, end in reversed(spans[-MOST_BEFORE:]):
            if not _BETWEEN.fullmatch(text[end:start]):
                break
            before.insert(0, self._analyzer.surface(text[begin:end]))
            start = begin
        return before

    def _phrases(self, before: list[str], prefix: str, limit: int) -> Iterator[Phrase]:
        """What may stand for the word that begins with `prefix`, behind the words `before`."""
        for known in range(len(before), 0, -1):
            behind = before[-known:]
            for rank, (word, count) in enumerate(self._following(behind, prefix, limit)):
                function = self._analyzer.is_stopword(word)
                if not function:
                    yield (word,)
                if function or rank < LOOKED_BEHIND:
                    yield from self._bound((*behind, word), 0 if function else count)
        if not prefix:
            return
        found = [titles.words(prefix, 4 * limit) for titles in self._titles]
        for rank, (word, count) in enumerate(self._counted(found, limit)):
            if self._analyzer.is_stopword(word):
                continue
            yield (word,)
            if rank < LOOKED_BEHIND:
                yield from self._bound((word,), count)

    def _following(self, before: Sequence[str], prefix: str, limit: int) -> list[tuple[str, int]]:
        found = [titles.following(before, prefix, 4 * limit) for titles in self._titles]
        return self._counted(found, limit)

    def _bound(self, phrase: Phrase, count: int) -> Iterator[Phrase]:
        """The last word of a phrase with the one that mostly follows in the titles that have it."""
        for word, times in self._following(phrase, "", 1):
            if times >= max(ENOUGH, BOUND * count) and not self._analyzer.is_stopword(word):
                yield (phrase[-1], word)
                return

    def _counted(
        self, found: Sequence[Iterator[tuple[str, int]]], limit: int
    ) -> list[tuple[str, int]]:
        """The most frequent of all segments; some more than asked for, since some are left out."""
        counts: Counter[str] = Counter()
        for one in found:
            for word, count in one:
                counts[word] += count
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[: 2 * limit]
