"""Copies folded on a page, and all copies of an article, by signatures that the cluster keeps."""

from __future__ import annotations

from typing import Any

import numpy as np

from search.cluster.client import Json
from search.cluster.documents import read_signatures
from search.cluster.mapping import NUMBER, PUBLISHED
from search.cluster.matching import Answer
from search.cluster.reading import Reading, value_of
from search.deadline import NEVER, Deadline
from search.index.segment import NO_DATE
from search.retrieval.bitsets import Docs
from search.retrieval.copies import Folding, Texts, in_order
from search.retrieval.ranking import Ranked, Sort

SOURCE = ("signature",)
CANDIDATES = 1000  # articles with the same telling words, among which the copies are


class ClusterFolding(Folding[Answer]):
    """Folds the copies of one answer. For one search: it remembers what it has seen."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._seen: dict[int, Json] = {}

    def _rank(
        self, answer: Answer, sort: Sort, skip: int, limit: int, deadline: Deadline
    ) -> list[Ranked]:
        hits = self._reading.hits(answer, sort, skip, limit, source=SOURCE, deadline=deadline)
        return list(map(self._remember, hits))

    def _remember(self, hit: Json) -> Ranked:
        number = value_of(hit, NUMBER)
        assert number is not None
        self._seen[number] = hit
        return Ranked(number, float(hit.get("_score") or 0.0))

    def _texts(self, docs: Docs) -> Texts:
        hits = [self._seen[number] for number in docs.tolist()]
        signatures = read_signatures([hit["_source"] for hit in hits])
        dates = [value_of(hit, PUBLISHED) for hit in hits]
        published = np.array([NO_DATE if date is None else date for date in dates], np.int64)
        words = np.array([value_of(hit, "body.length") or 0 for hit in hits], np.int64)
        return Texts.of(signatures, words, published)

    def copies(self, hit: Json, alike: Answer) -> tuple[Ranked, ...]:
        """The copies of an article, most alike first, among those with its words."""
        one = self._remember(hit).document
        found = self._rank(alike, "relevance", 0, CANDIDATES, NEVER)
        numbers: np.ndarray[Any, np.dtype[np.int64]] = np.array(
            [ranked.document for ranked in found], dtype=np.int64
        )
        return in_order(self._copies_among(one, numbers)) if len(numbers) else ()
