"""What an engine has to do to be compared: build from terms, answer a query's top ten."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

Kind = Literal["or", "and", "phrase"]
TOP = 10
SNIPPET = 240  # characters
K1, B = 1.2, 0.75


class Document(NamedTuple):
    """An article as every engine gets it: terms with one space between, nothing to analyze.

    `surface` and `stem` are two indexed fields of the same length; `title` is only kept, and
    `surface` is the text that snippets are cut from.
    """

    title: str
    surface: str
    stem: str


class Hit(NamedTuple):
    """`place` is the engine's own address of the article: `Peer.number` makes its number of it."""

    place: Any
    score: float
    title: str = ""
    snippet: str = ""


class Spent(NamedTuple):
    """Seconds by the clock, and of processors: others use the machine, too."""

    elapsed: float
    cpu: float


class Stopwatch:
    """What this process, all its threads together, spends from now on."""

    def __init__(self) -> None:
        self._elapsed, self._cpu = time.perf_counter(), time.process_time()

    def spent(self) -> Spent:
        return Spent(time.perf_counter() - self._elapsed, time.process_time() - self._cpu)


class Answer(NamedTuple):
    """The hits of one query, and the seconds that the engine alone took for them."""

    seconds: float
    hits: Sequence[Hit]


class Scoring(NamedTuple):
    """How an engine's BM25 differs from the textbook's, so that its scores can be checked."""

    byte_lengths: bool = False  # the length of an article is kept in one byte
    empty_count: bool = True  # articles without a word count in idf and average length
    factor: float = 1.0
    tolerance: float = 1e-9  # relative; 1e-5 where it computes in 32 bits


class Missing(Exception):
    """The engine is not installed here; the message says what is missing."""


class Peer(ABC):
    """One engine, one thread.

    `kinds` is what it can answer, `shows` whether it makes snippets. Without `scoring` its formula
    is its own, and only its articles can be checked.
    """

    name: str
    kinds: frozenset[Kind] = frozenset(("or", "and", "phrase"))
    shows = True
    fields = "surface, stem"
    scoring: Scoring | None = None
    slow = False  # builds once, answers fewer times

    @abstractmethod
    def build(self, documents: Iterable[Document], folder: Path) -> Spent:
        """Builds a committed index of one segment and opens it; gives what building took."""

    @abstractmethod
    def search(self, kind: Kind, words: Sequence[str], shown: bool) -> Sequence[Hit]:
        """The top ten of `words` in the field `surface`; with `shown`, title and snippet each."""

    def ask(self, kind: Kind, words: Sequence[str], shown: bool) -> Answer:
        """`search`, timed."""
        started = time.perf_counter_ns()
        hits = self.search(kind, words, shown)
        return Answer((time.perf_counter_ns() - started) / 1e9, hits)

    def number(self, hit: Hit) -> int:
        """The number of the hit's article, in the order that `build` got them in."""
        return int(hit.place)

    def warm(self, kind: Kind, queries: Sequence[Sequence[str]], shown: bool) -> None:
        """Answers queries that are not measured."""
        for words in queries:
            self.search(kind, words, shown)

    def text_bytes(self, folder: Path) -> int | None:
        """How much of the folder is stored text; None where that cannot be told."""
        return None

    def close(self) -> None:  # noqa: B027
        """Ends what `build` started."""
