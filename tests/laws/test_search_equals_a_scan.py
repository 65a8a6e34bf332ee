"""Laws 4 and 7: the engine equals a dumb scan of all articles, and `explain` adds up to the score.

`Scan` reads every article for every node of the tree, in plain Python, by the formulas that stand
in the docstrings of `search.rank` and `search.retrieval`. It shares with the engine the analyzer,
the parser and the one rule of how many preferred words are needed, and nothing else.
"""

from __future__ import annotations

import math
import random
import re
import tempfile
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Article
from search import open_writer
from search.analysis import arabic_analyzer
from search.engine import Engine
from search.index.schema import LEAD_WORDS, TITLE_GAP
from search.query import (
    DateFilter,
    Group,
    KeywordFilter,
    Node,
    Or,
    Pattern,
    Phrase,
    Word,
    parse,
)
from search.rank import Weights
from search.retrieval.matching import words_needed

ANALYZER = arabic_analyzer()
Scores = dict[str, float]


class Scan:
    """Answers a query tree by looking at each article in turn."""

    def __init__(self, articles: list[Article], weights: Weights) -> None:
        self.articles = articles
        self.weights = weights
        self.streams: dict[str, list[tuple[int, str, str]]] = {}  # (position, surface, stem)
        self.lengths: dict[str, tuple[int, int]] = {}
        self.frequencies: dict[tuple[int, str], int] = {}
        for article in articles:
            title, body = ANALYZER.tokens(article.title), ANALYZER.tokens(article.body)
            self.lengths[article.id] = len(title), len(body)
            gap = len(title) + TITLE_GAP
            self.streams[article.id] = [(t.position, t.surface, t.stem) for t in title] + [
                (t.position + gap, t.surface, t.stem) for t in body
            ]
        count = max(len(articles), 1)
        self.average_title = sum(title for title, _ in self.lengths.values()) / count
        self.average_body = sum(body for _, body in self.lengths.values()) / count

    def idf(self, frequency: int) -> float:
        return math.log(1 + (len(self.articles) - frequency + 0.5) / (frequency + 0.5))

    def body_norm(self, key: str) -> float:
        b, average = self.weights.b_body, self.average_body
        return 1 - b + (b * self.lengths[key][1] / average if average else 0)

    def title_norm(self, key: str) -> float:
        b, average = self.weights.b_title, self.average_title
        return 1 - b + (b * self.lengths[key][0] / average if average else 0)

    def places(self, key: str, field: int, terms: set[str], part: str = "any") -> list[int]:
        """Positions of any of the terms; field 1 is the surface, 2 the stem."""
        title = self.lengths[key][0]
        return [
            token[0]
            for token in self.streams[key]
            if token[field] in terms and part in ("any", "title" if token[0] < title else "body")
        ]

    def frequency(self, field: int, term: str) -> int:
        if (field, term) not in self.frequencies:
            self.frequencies[field, term] = sum(
                bool(self.places(article.id, field, {term})) for article in self.articles
            )
        return self.frequencies[field, term]

    def saturated(self, field: int, terms: set[str], part: str) -> Scores:
        """Each article with any of the terms in `part`, and its saturated frequency."""
        found = {}
        for article in self.articles:
            places = self.places(article.id, field, terms, part)
            if not places:
                continue
            title = self.lengths[article.id][0]
            body = [place - title - TITLE_GAP for place in places if place >= title]
            lead = sum(place < LEAD_WORDS for place in body)
            amount = self.weights.title * (len(places) - len(body)) / self.title_norm(article.id)
            amount += (len(body) + self.weights.lead * lead) / self.body_norm(article.id)
            found[article.id] = amount / (self.weights.k1 + amount)
        return found

    def answer(self, node: Node) -> Scores:
        if isinstance(node, Word):
            rarity = self.idf(self.frequency(1, node.text))
            forms = {
                key: rarity * share
                for key, share in self.saturated(1, {node.text}, node.part).items()
            }
            if node.exact:
                return forms
            stem = ANALYZER.stem(node.text)
            rarity = self.idf(self.frequency(2, stem))
            return {
                key: rarity * share + self.weights.surface * forms.get(key, 0.0)
                for key, share in self.saturated(2, {stem}, node.part).items()
            }
        if isinstance(node, Phrase):
            return self.phrase(node)
        if isinstance(node, Pattern):
            pattern = ".*".join(map(re.escape, (node.prefix, *node.middle, node.suffix)))
            words = {surface for stream in self.streams.values() for _, surface, _ in stream}
            terms = {word for word in words if re.fullmatch(pattern, word)}
            found = self.saturated(1, terms, node.part)
            rarity = self.idf(len(found))
            return {key: rarity * share for key, share in found.items()}
        if isinstance(node, KeywordFilter | DateFilter):
            return {a.id: 0.0 for a in self.articles if self.passes(a, node)}
        if isinstance(node, Or):
            total: Scores = {}
            for child in node.children:
                for key, score in self.answer(child).items():
                    total[key] = total.get(key, 0.0) + score
            return total
        return self.group(node)

    def phrase(self, node: Phrase) -> Scores:
        counts = {}
        for article in self.articles:
            at = {place: surface for place, surface, _ in self.streams[article.id]}
            title = self.lengths[article.id][0]
            counts[article.id] = sum(
                all(at.get(place + n) == word for n, word in enumerate(node.words))
                and node.part in ("any", "title" if place < title else "body")
                for place in at
            )
        counts = {key: count for key, count in counts.items() if count}
        rarity = max(
            self.idf(len(counts)), *(self.idf(self.frequency(1, word)) for word in node.words)
        )
        return {
            key: rarity * len(node.words) * n / (self.weights.k1 * self.body_norm(key) + n)
            for key, n in counts.items()
        }

    @staticmethod
    def passes(article: Article, node: KeywordFilter | DateFilter) -> bool:
        if isinstance(node, KeywordFilter):
            value = getattr(article, node.field)
            return set(node.words) <= {ANALYZER.surface(word) for word in ANALYZER.words(value)}
        if article.published is None:
            return False
        day = article.published.date()
        return (node.first or date.min) <= day <= (node.last or date.max)

    @staticmethod
    def function_word(node: Node) -> bool:
        return isinstance(node, Word) and not node.exact and ANALYZER.is_stopword(node.text)

    def group(self, node: Group) -> Scores:
        wanted = [child for child in node.preferred if not self.function_word(child)]
        if not wanted and not node.required:
            wanted = list(node.preferred)
        required = [self.answer(child) for child in node.required]
        preferred = [self.answer(child) for child in wanted]
        excluded = [self.answer(child) for child in node.excluded]
        total: Scores = {}
        counts: dict[str, int] = {}
        for article in self.articles:
            key = article.id
            counts[key] = sum(key in scores for scores in preferred)
            if any(key in scores for scores in excluded):
                continue
            if required:
                if not all(key in scores for scores in required):
                    continue
            elif wanted and not counts[key]:
                continue
            total[key] = sum(scores.get(key, 0.0) for scores in (*required, *preferred))
        if wanted and not required:
            needed = words_needed(
                [np.array([counts[key] for key in total], dtype=int)], len(wanted)
            )
            total = {key: score for key, score in total.items() if counts[key] >= needed}
        for key in total:
            total[key] += self.nearness(node, key)
        return total

    def nearness(self, node: Group, key: str) -> float:
        words = [
            child
            for child in (*node.required, *node.preferred)
            if isinstance(child, Word) and not child.exact and not self.function_word(child)
        ]
        earned = 0.0
        window = min(self.weights.window, TITLE_GAP - 1)
        for one, other in pairwise(words):
            rarer, commoner = ANALYZER.stem(one.text), ANALYZER.stem(other.text)
            if rarer == commoner:
                continue
            if self.frequency(2, commoner) < self.frequency(2, rarer):
                rarer, commoner = commoner, rarer
            amount = 0.0
            others = self.places(key, 2, {commoner})
            for place in self.places(key, 2, {rarer}):
                distance = min((abs(place - o) for o in others), default=window + 1)
                if distance <= window:
                    amount += 1 / distance
            rarity = min(self.idf(self.frequency(2, s)) for s in (rarer, commoner))
            norm = self.weights.k1 * self.body_norm(key)
            earned += self.weights.nearness * rarity * (amount / (norm + amount))
        return earned


# -- random collections and random queries ----------------------------------------------------

WORDS = [
    "وزير", "الوزير", "والوزير", "وزارة", "الحكومة", "حكومة", "حكومي", "غاز", "الغاز", "نفط",
    "النفط", "بالنفط", "في", "من", "على", "19", "١٩", "gas", "Gas", "مدينة", "المدينة", "كتاب",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)
LONG = st.lists(st.sampled_from(WORDS[:8]), min_size=60, max_size=75).map(" ".join)
SOURCES = ["", "العربية", "سكاي نيوز", "نيوز"]
DAYS = st.integers(0, 800).map(lambda minutes: datetime(2015, 7, 1) + timedelta(hours=minutes))
ARTICLES = st.builds(
    Article,
    id=st.sampled_from([f"id{n}" for n in range(12)]),
    title=TEXTS,
    body=st.one_of(TEXTS, TEXTS, TEXTS, LONG),
    published=st.none() | DAYS,
    source=st.sampled_from(SOURCES),
    category=st.sampled_from(["", "رياضة", "اقتصاد"]),
    author=st.sampled_from(["", "سالم"]),
)
COMMITS = st.lists(
    st.tuples(
        st.lists(ARTICLES, max_size=8),
        st.lists(st.sampled_from([f"id{n}" for n in range(12)]), max_size=2),
    ),
    min_size=1,
    max_size=6,
)

WORD = st.sampled_from(WORDS)
PATTERN = st.sampled_from(["ال*", "*ير", "*زي*", "و*ر", "ga*", "ال*م*ه", "*نف*ط", "و*زير", "غا*از"])
PHRASE = st.lists(WORD, min_size=1, max_size=4).map(lambda words: f'"{" ".join(words)}"')
LEAF = st.one_of(WORD, WORD, WORD, PHRASE, PATTERN, WORD.map("={}".format))
PART = st.tuples(st.sampled_from(["", "", "", "title:", "body:"]), LEAF).map("".join)
FILTER = st.sampled_from(
    ["source:نيوز", "مصدر:العربية", "category:رياضة", "author:سالم", "date:2015-07",
     "date:2015-07-03..2015-07-20", "date:..2015-07-10", "date:2015-07-29.."]
)  # fmt: skip
SIGN = st.sampled_from(["", "", "", "", "+", "-"])


def _clauses(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    signed = st.tuples(SIGN, inner).map("".join)
    either = st.lists(inner, min_size=2, max_size=3).map(" OR ".join)
    both = st.lists(inner, min_size=2, max_size=2).map(" AND ".join)
    return st.lists(st.one_of(signed, signed, either, both), min_size=1, max_size=4).map(" ".join)


QUERY = _clauses(
    st.recursive(
        st.one_of(PART, PART, PART, FILTER),
        lambda inner: _clauses(inner).map("({})".format),
        max_leaves=6,
    )
)
WEIGHTS = st.builds(
    Weights,
    k1=st.sampled_from([0.9, 1.2]),
    b_title=st.sampled_from([0.0, 0.3, 0.75]),
    b_body=st.sampled_from([0.4, 0.75]),
    title=st.sampled_from([1.0, 2.5]),
    lead=st.sampled_from([0.0, 0.5]),
    surface=st.sampled_from([0.0, 0.5]),
    nearness=st.sampled_from([0.0, 0.3, 0.9]),
    window=st.sampled_from([1, 4, 1000]),
)


def write(
    folder: Path, commits: list[tuple[list[Article], list[str]]], optimize: bool
) -> dict[str, Article]:
    """Writes the commits, and does the same to a dictionary."""
    kept: dict[str, Article] = {}
    with open_writer(folder) as writer:
        for added, deleted in commits:
            for article in added:
                writer.add(article)
                kept[article.id] = article
            for key in deleted:
                assert writer.delete(key) is (kept.pop(key, None) is not None)
            writer.commit()
        if optimize:
            writer.commit(optimize=True)
    return kept


def compare(engine: Engine, scan: Scan, query: str) -> None:
    results = engine.search(query, limit=1000, explain=True)
    expected = scan.answer(parse(query, ANALYZER))
    found = {hit.id: hit.score for hit in results}
    assert len(found) == len(results.hits) == results.total
    assert found.keys() == expected.keys(), query
    for key, score in expected.items():
        assert found[key] == pytest.approx(score, rel=1e-9, abs=1e-9), (query, key)
    scores = [hit.score for hit in results]
    assert scores == sorted(scores, reverse=True)
    for hit in results:
        assert hit.explanation is not None
        total, *parts = hit.explanation.splitlines()
        amounts = [float(part.split()[0]) for part in parts]
        assert float(total.split()[0]) == pytest.approx(hit.score, abs=1e-4), (query, total)
        assert sum(amounts) == pytest.approx(hit.score, abs=1e-4 * (len(parts) + 1)), query


@settings(max_examples=40, deadline=None)
@given(COMMITS, st.booleans(), WEIGHTS, st.lists(QUERY, min_size=4, max_size=10))
def test_engine_equals_scan(
    commits: list[tuple[list[Article], list[str]]],
    optimize: bool,
    weights: Weights,
    queries: list[str],
) -> None:
    with tempfile.TemporaryDirectory() as name:
        kept = write(Path(name), commits, optimize)
        scan = Scan(list(kept.values()), weights)
        with Engine(Path(name), weights=weights) as engine:
            for query in queries:
                compare(engine, scan, query)


def test_engine_equals_scan_over_five_segments_and_after_merging(tmp_path: Path) -> None:
    """The commits are large enough that the merge policy leaves five segments."""
    weights = Weights()
    kept = {}
    commits: list[tuple[list[Article], list[str]]] = []
    number = 0
    chance = random.Random(5)
    for size in (1400, 1400, 20, 20, 20):
        added = []
        for _ in range(size):
            number += 1
            words = chance.choices(WORDS, k=8)
            added.append(Article(f"n{number}", " ".join(words[:2]), " ".join(words[2:])))
        deleted = [f"n{n}" for n in range(number - size + 3, number, 7)]
        updated = [replace(added[0], id=f"n{n}") for n in range(5, number - size, 40)]
        commits.append((added + updated, deleted))
    with open_writer(tmp_path) as writer:
        for added, deleted in commits:
            for article in added:
                writer.add(article)
                kept[article.id] = article
            writer.commit()
            for key in deleted:
                writer.delete(key)
                del kept[key]
            writer.commit()
    queries = [
        "وزير الغاز",
        '+حكومة -"في من"',
        "title:ال* OR =النفط",
        '"نفط في"',
        "(غاز OR gas) 19",
    ]
    scan = Scan(list(kept.values()), weights)
    expected = {query: scan.answer(parse(query, ANALYZER)) for query in queries}
    assert all(expected.values())
    engine = Engine(tmp_path, weights=weights)
    assert engine.stats().segments == 5
    for once in range(2):
        for query in queries:
            found = dict(engine.rank_ids(query, limit=10_000, plain=False))
            assert found == pytest.approx(expected[query], rel=1e-9)
        with open_writer(tmp_path) as writer:
            writer.commit(optimize=True)
        assert engine.refresh() is (once == 0), "nothing is left to merge the second time"
        assert engine.stats().segments == 1
