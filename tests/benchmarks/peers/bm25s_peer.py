"""bm25s: every score computed when indexing; one field, OR only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.benchmarks.peers.base import (
    K1,
    TOP,
    B,
    Document,
    Hit,
    Kind,
    Missing,
    Peer,
    Scoring,
    Spent,
    Stopwatch,
)


class Bm25s(Peer):
    """The field `surface` alone: it has one list of terms an index."""

    name = "bm25s"
    kinds = frozenset(("or",))
    shows = False
    fields = "surface"
    scoring = Scoring(tolerance=1e-5)
    slow = True

    def __init__(self) -> None:
        try:
            import bm25s
        except ImportError as error:
            raise Missing("`pip install bm25s`") from error
        self._retriever = bm25s.BM25(method="lucene", k1=K1, b=B)

    def build(self, documents: Iterable[Document], folder: Path) -> Spent:
        watch = Stopwatch()
        self._retriever.index(
            [document.surface.split(" ") for document in documents], show_progress=False
        )
        spent = watch.spent()
        self._retriever.save(str(folder))
        return spent

    def search(self, kind: Kind, words: Sequence[str], shown: bool) -> Sequence[Hit]:
        found, scores = self._retriever.retrieve([list(words)], k=TOP, show_progress=False)
        pairs = zip(found[0].tolist(), scores[0].tolist(), strict=True)
        return [Hit(*pair) for pair in pairs if pair[1] > 0]  # it fills up to ten with others
