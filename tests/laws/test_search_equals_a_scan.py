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
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Article
from search import open_writer
from search.analysis import arabic_analyzer, skeleton
from search.engine import Engine
from search.index.schema import LEAD_HALF, LEAD_MOST, TITLE_GAP
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
from search.retrieval.matching import asks_for_preferred, words_needed

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

    def saturated(self, field: int, terms: set[str], part: str, *, early: bool = True) -> Scores:
        """Each article with any of the terms in `part`, and its saturated frequency."""
        found = {}
        for article in self.articles:
            places = self.places(article.id, field, terms, part)
            if not places:
                continue
            title = self.lengths[article.id][0]
            body = [place - title - TITLE_GAP for place in places if place >= title]
            lead = round(LEAD_MOST * LEAD_HALF / (LEAD_HALF + min(body))) if body and early else 0
            lead = LEAD_MOST if len(places) > len(body) else lead
            amount = self.weights.title * (len(places) - len(body)) / self.title_norm(article.id)
            amount += len(body) / self.body_norm(article.id) + self.weights.lead * lead / LEAD_MOST
            found[article.id] = amount / (self.weights.k1 + amount)
        return found

    def name(self, word: Word) -> Scores:
        """Each article at the greatest score that one of the spellings gives it."""
        usual = self.idf(self.frequency(2, ANALYZER.stem(word.text)))
        best = self.answer(replace(word, others=()))
        for other in word.others:
            own = self.idf(self.frequency(2, other.stem))
            share = self.weights.variant * min(usual / own, 1.0)
            alone = replace(word, text=other.surface, stem=other.stem, others=())
            for key, score in self.answer(alone).items():
                best[key] = max(best.get(key, 0.0), share * score)
        return best

    def answer(self, node: Node) -> Scores:
        if isinstance(node, Word) and node.others:
            return self.name(node)
        if isinstance(node, Word):
            rarity = self.idf(self.frequency(1, node.text))
            forms = {
                key: rarity * share
                for key, share in self.saturated(1, {node.text}, node.part).items()
            }
            if node.exact:
                return forms
            rarity = self.idf(self.frequency(2, node.stem))
            return {
                key: rarity * (self.weights.presence + share)
                + self.weights.surface * forms.get(key, 0.0)
                for key, share in self.saturated(2, {node.stem}, node.part).items()
            }
        if isinstance(node, Phrase):
            return self.phrase(node)
        if isinstance(node, Pattern):
            pattern = ".*".join(map(re.escape, (node.prefix, *node.middle, node.suffix)))
            words = {surface for stream in self.streams.values() for _, surface, _ in stream}
            terms = {word for word in words if re.fullmatch(pattern, word)}
            found = self.saturated(1, terms, node.part, early=False)
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
        if wanted and asks_for_preferred(node):
            needed = words_needed(max((counts[key] for key in total), default=0), len(wanted))
            total = {key: score for key, score in total.items() if counts[key] >= needed}
        content = [child for child in wanted if isinstance(child, Word)]
        if len(node.required) + len(wanted) > 1:
            for child in content:
                for key, amount in self.kin(child).items():
                    if key in total:
                        total[key] += amount
        for key in total:
            total[key] += self.nearness(node, key)
        return total

    def kin(self, word: Word) -> Scores:
        """What articles without the word earn by others with the same consonants."""
        own = ANALYZER.stem(word.text)
        if word.exact or word.part != "any" or word.variants or not skeleton(own):
            return {}
        stems = {stem for stream in self.streams.values() for _, _, stem in stream}
        others = {stem for stem in stems if skeleton(stem) == skeleton(own)}
        having = self.saturated(2, {form.stem for form in word.forms}, "any").keys()
        found = {
            key: share
            for key, share in self.saturated(2, others, "any").items()
            if key not in having
        }
        rarity = self.weights.kin * self.idf(len(found) + len(having))
        return {key: rarity * (self.weights.presence + share) for key, share in found.items()}

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
            rarity = sum(self.idf(self.frequency(2, s)) for s in (rarer, commoner)) / 2
            norm = self.weights.k1 * self.body_norm(key)
            earned += self.weights.nearness * rarity * (amount / (norm + amount))
        return earned


# -- random collections and random queries ----------------------------------------------------

WORDS = [
    "وزير", "الوزير", "والوزير", "وزارة", "الحكومة", "حكومة", "حكومي", "غاز", "الغاز", "نفط",
    "النفط", "بالنفط", "في", "من", "على", "19", "١٩", "gas", "Gas", "مدينة", "المدينة", "كتاب",
    "تجارة", "تاجر", "التجار", "التجارة",
]  # fmt: skip
FUNCTION_WORDS = ["في", "من", "على"]
PATTERNS = ["ال*", "*ير", "*زي*", "و*ر", "ga*", "ال*م*ه", "*نف*ط", "و*زير", "غا*از", "19*"]
FILTERS = [
    "source:نيوز", "مصدر:العربية", "category:رياضة", "author:سالم", "date:2015-07",
    "date:2015-07-03..2015-07-20", "date:..2015-07-10", "date:2015-07-29..",
]  # fmt: skip
Commit = tuple[list[Article], list[str]]


class Chance(random.Random):
    """Collections and queries by dice: larger and more mixed than what Hypothesis would draw."""

    def article(self) -> Article:
        long = self.random() < 0.15  # past the lead
        hours = self.randint(0, 800)
        return Article(
            f"id{self.randint(0, 25)}",
            " ".join(self.choices(WORDS, k=self.randint(0, 5))),
            " ".join(self.choices(WORDS, k=self.randint(60, 90) if long else self.randint(0, 14))),
            None if self.random() < 0.2 else datetime(2015, 7, 1) + timedelta(hours=hours),
            self.choice(["", "العربية", "سكاي نيوز", "نيوز"]),
            self.choice(["", "رياضة", "اقتصاد"]),
            self.choice(["", "سالم"]),
        )

    def commits(self) -> list[Commit]:
        return [
            (
                [self.article() for _ in range(self.randint(0, 9))],
                [f"id{self.randint(0, 25)}" for _ in range(self.randint(0, 3))],
            )
            for _ in range(self.randint(1, 6))
        ]

    def weights(self) -> Weights:
        return Weights(
            k1=self.choice([0.9, 1.2]),
            b_title=self.choice([0.0, 0.3, 0.75]),
            b_body=self.choice([0.4, 0.75]),
            title=self.choice([1.0, 2.5]),
            lead=self.choice([0.0, 3.0]),
            presence=self.choice([0.0, 0.2]),
            surface=self.choice([0.0, 0.5]),
            kin=self.choice([0.0, 0.7]),
            variant=self.choice([0.5, 0.9]),
            nearness=self.choice([0.0, 0.3, 0.9]),
            window=self.choice([1, 4, 1000]),
        )

    def stem(self) -> str:
        return ANALYZER.stem(ANALYZER.surface(self.choice(WORDS)))

    def leaf(self) -> str:
        kind = self.random()
        if kind < 0.5:
            leaf = self.choice(WORDS)
        elif kind < 0.62:
            leaf = self.choice(FUNCTION_WORDS)
        elif kind < 0.8:
            leaf = f'"{" ".join(self.choices(WORDS, k=self.randint(1, 2)))}"'
        elif kind < 0.9:
            leaf = self.choice(PATTERNS)
        else:
            leaf = f"={self.choice(WORDS)}"
        return self.choice(["", "", "", "", "", "title:", "body:"]) + leaf

    def clause(self, depth: int) -> str:
        if depth and self.random() < 0.3:
            return f"({self.clauses(depth - 1)})"
        return self.choice(FILTERS) if self.random() < 0.07 else self.leaf()

    def clauses(self, depth: int = 2) -> str:
        if self.random() < 0.25:  # as most people search
            return " ".join(self.choices(WORDS, k=self.randint(2, 5)))
        parts = []
        for _ in range(self.randint(1, 4)):
            joint = self.choice([None, None, None, None, " OR ", " AND "])
            if joint:
                parts.append(joint.join(self.clause(depth) for _ in range(2)))
            else:
                parts.append(self.choice(["", "", "", "", "+", "-"]) + self.clause(depth))
        return " ".join(parts)


def write(folder: Path, commits: list[Commit], optimize: bool) -> dict[str, Article]:
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
    tree = engine._snapshot.suggester.with_variants(parse(query, ANALYZER))
    expected = scan.answer(tree)
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


@settings(max_examples=35, deadline=None)
@given(st.integers(0, 2**32))
def test_engine_equals_scan(seed: int) -> None:
    chance = Chance(seed)
    weights = chance.weights()
    with tempfile.TemporaryDirectory() as name:
        kept = write(Path(name), chance.commits(), optimize=chance.random() < 0.3)
        scan = Scan(list(kept.values()), weights)
        with Engine(Path(name), weights=weights) as engine:
            variants = {chance.stem(): (chance.stem(), chance.stem()) for _ in range(2)}
            engine._snapshot.suggester._variants.of = lambda stem: variants.get(stem, ())
            for _ in range(12):
                compare(engine, scan, chance.clauses())


def test_the_dice_fall_on_everything() -> None:
    """The law above is worth something only if its queries find articles in every way."""
    seen: Counter[str] = Counter()
    for seed in range(25):
        chance = Chance(seed)
        articles = {article.id: article for added, _ in chance.commits() for article in added}
        scan = Scan(list(articles.values()), replace(Weights(), nearness=1.0))
        for _ in range(12):
            tree = parse(chance.clauses(), ANALYZER)
            found = scan.answer(tree)
            asides = [scan.function_word(node) for node in tree.preferred]
            seen["found"] += bool(found)
            words = [node for node in tree.preferred if isinstance(node, Word)]
            seen["kin"] += any(scan.kin(word).keys() & found.keys() for word in words)
            seen["near"] += any(scan.nearness(tree, key) for key in found)
            seen["function word aside"] += bool(found) and any(asides) and not all(asides)
            seen["left out"] += bool(found and tree.excluded)
            seen["demanded"] += bool(found and tree.required)
            for kind in (Phrase, Pattern, Or):
                nodes = (*tree.required, *tree.preferred)
                seen[kind.__name__] += any(
                    isinstance(node, kind) and bool(scan.answer(node)) for node in nodes
                )
    assert min(seen.values()) >= 5, seen


def test_engine_equals_scan_over_five_segments_and_after_merging(tmp_path: Path) -> None:
    """The commits are large enough that the merge policy leaves five segments."""
    weights = Weights()
    kept = {}
    commits: list[Commit] = []
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
