"""Do the engines give the right answer? Theirs against a scan of all texts."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tests.benchmarks.peers import TOP, Document, Hit, Peer
from tests.benchmarks.peers.base import K1, B, Scoring
from tests.benchmarks.workload import QueryClass, Words

CHECKED = 40  # queries of each class
Array = npt.NDArray[np.float64]


class Scan:
    """BM25 of the field `surface`, article by article, and nothing clever about it."""

    def __init__(self, documents: Sequence[Document], classes: Sequence[QueryClass]) -> None:
        self._texts = [f" {document.surface} " for document in documents]
        wanted = {word for one in classes for words in one.queries[:CHECKED] for word in words}
        counts: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        lengths = []
        for number, document in enumerate(documents):
            words = document.surface.split()
            lengths.append(len(words))
            for word in words:
                if word in wanted:
                    counts[word][number] += 1
        self._counts = {word: dict(found) for word, found in counts.items()}
        self._lengths = np.array(lengths, dtype=np.int64)

    def scores(self, words: Words, how: Scoring) -> tuple[Array, npt.NDArray[np.int64]]:
        """For every article its score, and how many of the words it has."""
        size = len(self._texts)
        scores, matched = np.zeros(size), np.zeros(size, dtype=np.int64)
        count = size if how.empty_count else np.count_nonzero(self._lengths)
        lengths = byte_lengths(self._lengths) if how.byte_lengths else self._lengths
        norms = K1 * (1 - B + B * lengths * count / self._lengths.sum())
        for word in words:
            found = self._counts[word]
            docs = np.fromiter(found, dtype=np.int64)
            times = np.fromiter(found.values(), dtype=np.float64)
            rarity = how.factor * math.log(1 + (count - len(docs) + 0.5) / (len(docs) + 0.5))
            scores[docs] += rarity * times / (times + norms[docs])
            matched[docs] += 1
        return scores, matched

    def wrong(self, peer: Peer, one: QueryClass, words: Words, hits: Sequence[Hit]) -> str | None:
        """What is wrong with an engine's top ten, if anything.

        Engines weigh a phrase each in their own way, so there the articles have to be right; and
        where idf or constants are an engine's own, they have to be articles that match.
        """
        numbers = [peer.number(hit) for hit in hits]
        scoring = peer.scoring or Scoring()
        scores, matched = self.scores(words, scoring)
        matching = matched == len(words) if one.kind != "or" else matched > 0
        if one.kind == "phrase":
            phrase = f" {' '.join(words)} "
            matching &= [phrase in text for text in self._texts]
        expected = min(TOP, int(matching.sum()))
        if len(set(numbers)) != expected:
            return f"{len(set(numbers))} articles and not {expected}"
        if not matching[numbers].all():
            return "an article that does not match"
        if one.kind == "phrase" or peer.scoring is None:
            return None
        best = np.sort(np.where(matching, scores, 0))[::-1][:expected]
        given = np.array([hit.score for hit in hits])
        if not np.allclose(best, given, rtol=scoring.tolerance, atol=0):
            return f"scores {given.tolist()} and not {best.tolist()}"
        if not np.allclose(scores[numbers], given, rtol=scoring.tolerance, atol=0):
            return "a score of another article"
        return None


def byte_lengths(lengths: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Lengths as Lucene and tantivy keep them: up to 24 as they are, the rest to four bits.

    >>> byte_lengths(np.array([3, 39, 41, 57, 1000])).tolist()
    [3, 39, 40, 56, 984]
    """
    rest = np.maximum(lengths - 24, 0)
    shift = np.maximum(np.frexp(rest)[1] - 4, 0)
    return np.where(lengths < 24, lengths, 24 + (rest >> shift << shift))
