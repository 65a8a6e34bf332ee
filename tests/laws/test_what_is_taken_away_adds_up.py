"""Timelines, trends, concordances and exports equal what a person would count by hand.

Each is held against a plain loop over the articles, or against `search` itself.
"""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Article
from search import Engine, open_index, open_writer
from search.analysis import arabic_analyzer

ANALYZER = arabic_analyzer()
WORDS = [
    "وزير", "الوزير", "والوزير", "النفط", "نفط", "بالنفط", "غاز", "الغاز", "في", "من", "gas",
    "مُدُنٌ", "المدينة،", "«كتاب»", "19", "(20)", "قال:",
]  # fmt: skip
SOURCES = ["", "المرسى", "أطلس"]
DAYS = {"day": 40, "week": 500, "month": 3000, "year": 20_000}


class Chance(random.Random):
    """Small collections with dates as near or as far apart as a unit of the timeline needs."""

    def articles(self) -> list[Article]:
        span = DAYS[self.choice(list(DAYS))]
        return [self.article(f"a{number}", span) for number in range(self.randint(1, 16))]

    def article(self, key: str, span: int) -> Article:
        days = self.randint(-span // 2, span // 2)
        published = datetime(1975, 7, 1) + timedelta(days=days, minutes=self.randint(0, 1439))
        return Article(
            key,
            self.text(4),
            self.text(30),
            None if self.random() < 0.2 else published,
            self.choice(SOURCES),
        )

    def text(self, most: int) -> str:
        return self.choice([" ", "  ", "\n"]).join(self.choices(WORDS, k=self.randint(0, most)))

    def filters(self) -> dict[str, Any]:
        chosen: dict[str, Any] = {}
        if self.random() < 0.3:
            chosen["source"] = self.sample(SOURCES, 2)
        if self.random() < 0.3:
            chosen["date_from"] = date(1975, 7, 1) - timedelta(days=self.randint(0, 400))
        if self.random() < 0.3:
            chosen["date_to"] = date(1975, 7, 1) + timedelta(days=self.randint(0, 400))
        return chosen


@st.composite
def collections(draw: st.DrawFn) -> Iterator[tuple[Chance, list[Article]]]:
    chance = Chance(draw(st.integers(0, 2**32)))
    return chance, chance.articles()


def indexed(folder: str, articles: list[Article]) -> Engine:
    """The articles in two commits, and one more that was deleted."""
    with open_writer(Path(folder) / "index") as writer:
        writer.add(Article("gone", "وزير النفط", "غاز", datetime(1974, 1, 1)))
        for number, article in enumerate(articles):
            writer.add(article)
            if number == len(articles) // 2:
                writer.commit()
        writer.delete("gone")
    return open_index(Path(folder) / "index")


def start_of(day: date, unit: str) -> date:
    if unit == "week":
        return day - timedelta(days=day.weekday())
    return {"day": day, "month": day.replace(day=1), "year": day.replace(month=1, day=1)}[unit]


def passes(article: Article, chosen: dict[str, Any]) -> bool:
    day = article.published.date() if article.published else None
    first, last = chosen.get("date_from"), chosen.get("date_to")
    if (first or last) and day is None:
        return False
    if "source" in chosen and article.source not in chosen["source"]:
        return False
    return not ((first and day < first) or (last and day > last))


QUERIES = ["", "وزير", "النفط غاز", "=الوزير OR gas", '"في من"', "غا* OR نفط", "title:نفط", "في"]


@settings(max_examples=6, deadline=None)
@given(collections())
def test_periods_are_counted_as_by_hand(drawn: tuple[Chance, list[Article]]) -> None:
    chance, articles = drawn
    with tempfile.TemporaryDirectory() as folder, indexed(folder, articles) as engine:
        dates = {article.id: article.published for article in articles}
        for query in QUERIES:
            chosen = chance.filters()
            undated = {name: value for name, value in chosen.items() if "date" not in name}
            results = engine.search(query, limit=1000, timeline=True, **chosen)
            dated = [
                day.date()
                for hit in engine.search(query, limit=1000, **undated)
                if (day := dates[hit.id])
            ]
            unit = results.timeline_unit
            assert {p.start: p.count for p in results.timeline if p.count} == Counter(
                start_of(day, unit) for day in dated
            ), "the timeline does not see the choice of dates"
            assert sum(period.count for period in results.timeline) == len(dated)
            starts = [period.start for period in results.timeline]
            span = (max(dated) - min(dated)).days + 1 if dated else 0
            assert unit == next(
                (
                    name
                    for name, most in (("day", 92), ("week", 732), ("month", 3660))
                    if span <= most
                ),
                "year",
            )
            assert all(one < other for one, other in pairwise(starts))
            assert all(start_of(one, unit) == one for one in starts)
            assert starts == steps(starts, unit), "there are no gaps"


def steps(starts: list[date], unit: str) -> list[date]:
    """Every start from the first to the last, found a day at a time."""
    if not starts:
        return []
    days = (starts[0] + timedelta(days=n) for n in range((starts[-1] - starts[0]).days + 1))
    return [day for day in days if start_of(day, unit) == day]


@settings(max_examples=6, deadline=None)
@given(collections(), st.sampled_from(["day", "week", "month", "year"]))
def test_trends_are_counted_as_by_hand(drawn: tuple[Chance, list[Article]], unit: str) -> None:
    chance, articles = drawn
    with tempfile.TemporaryDirectory() as folder, indexed(folder, articles) as engine:
        for query in QUERIES:
            chosen = chance.filters()
            if unit == "day":
                chosen.setdefault("date_from", date(1974, 1, 1))
                chosen.setdefault("date_to", date(1976, 1, 1))
            trend = engine.trend(query, unit=unit, **chosen)  # type: ignore[arg-type]
            found = {hit.id for hit in engine.search(query, limit=1000, **chosen)}
            all_of_them = [a for a in articles if a.published and passes(a, chosen)]
            totals = Counter(start_of(a.published.date(), unit) for a in all_of_them)  # type: ignore[union-attr]
            counts = Counter(
                start_of(a.published.date(), unit)  # type: ignore[union-attr]
                for a in all_of_them
                if a.id in found
            )
            assert {p.start: p.total for p in trend.periods if p.total} == totals
            assert {p.start: p.count for p in trend.periods if p.count} == counts
            starts = [period.start for period in trend.periods]
            assert starts == steps(starts, unit)
            assert all(period.count <= period.total for period in trend.periods)


@settings(max_examples=6, deadline=None)
@given(collections())
def test_export_is_every_page_of_search(drawn: tuple[Chance, list[Article]]) -> None:
    chance, articles = drawn
    by_id = {article.id: article for article in articles}
    with tempfile.TemporaryDirectory() as folder, indexed(folder, articles) as engine:
        for query in QUERIES:
            for sort in ("relevance", "newest", "oldest"):
                chosen = chance.filters()
                first = engine.search(query, limit=3, sort=sort, **chosen)  # type: ignore[arg-type]
                asked = query
                if first.suggestion and first.suggestion.applied:
                    # Nothing answers, and the page shows what was meant instead, and says so.
                    assert not list(engine.export(query, sort=sort, **chosen))  # type: ignore[arg-type]
                    asked = first.suggestion.query
                pages = first.pages
                expected = [
                    hit.id
                    for page in range(1, pages + 1)
                    for hit in engine.search(asked, limit=3, page=page, sort=sort, **chosen)  # type: ignore[arg-type]
                ]
                exported = list(engine.export(asked, sort=sort, **chosen))  # type: ignore[arg-type]
                assert [article.id for article in exported] == expected
                assert all(article == by_id[article.id] for article in exported)
                some = engine.export(asked, sort=sort, limit=2, **chosen)  # type: ignore[arg-type]
                assert [article.id for article in some] == expected[:2]


# For each query what a line's words may be: surfaces, or stems where the query asks for stems.
LINES = [
    ("وزير", lambda tokens, i: [1] if tokens[i].stem == ANALYZER.stem("وزير") else []),
    ("=الوزير", lambda tokens, i: [1] if tokens[i].surface == "الوزير" else []),
    ("غا*", lambda tokens, i: [1] if tokens[i].surface.startswith("غا") else []),
    ("في", lambda tokens, i: [1] if tokens[i].surface == "في" else []),
    (
        '"النفط في" OR نفط',
        lambda tokens, i: (
            [2]
            if [t.surface for t in tokens[i : i + 2]] == ["النفط", "في"]
            else [1]
            if tokens[i].stem == ANALYZER.stem("نفط")
            else []
        ),
    ),
]


@settings(max_examples=6, deadline=None)
@given(collections(), st.integers(1, 9))
def test_concordance_has_every_match_in_its_line(
    drawn: tuple[Chance, list[Article]], width: int
) -> None:
    _, articles = drawn
    with tempfile.TemporaryDirectory() as folder, indexed(folder, articles) as engine:
        for query, matches in LINES:
            expected: Counter[tuple[str, str, str, str]] = Counter()
            for article in articles:
                for text in (article.title, article.body):
                    tokens = ANALYZER.tokens(text)
                    for place in range(len(tokens)):
                        for length in matches(tokens, place):
                            first, last = tokens[place], tokens[place + length - 1]
                            start = tokens[max(place - width, 0)].start
                            end = tokens[min(place + length + width, len(tokens)) - 1].end
                            line = text[start : first.start], text[first.start : last.end]
                            expected[(article.id, *line, text[last.end : end])] += 1
            for sort in ("newest", "oldest", "before", "after"):
                found = engine.concordance(query, sort=sort, width=width, limit=1000)  # type: ignore[arg-type]
                lines = [(line.id, line.before, line.match, line.after) for line in found]
                assert Counter(lines) == expected, query
                assert found.total_lines == found.reachable_lines == len(lines)
                assert found.total_articles == len({line.id for line in found})
                paged = [
                    (line.id, line.before, line.match, line.after)
                    for page in range(1, len(lines) // 7 + 2)
                    for line in engine.concordance(
                        query,
                        sort=sort,
                        width=width,
                        limit=7,
                        page=page,  # type: ignore[arg-type]
                    )
                ]
                assert paged == lines, "pages are the whole, cut"
                assert in_order(found.lines, sort)
            for line in engine.concordance(query, limit=1000):
                article = next(article for article in articles if article.id == line.id)
                whole = line.before + line.match + line.after
                assert whole in article.title or whole in article.body


def in_order(lines: Any, sort: str) -> bool:
    if sort in ("newest", "oldest"):
        dates = [line.published for line in lines]
        dated = [day for day in dates if day]
        in_time = dated == sorted(dated, reverse=sort == "newest")
        return in_time and dates[len(dated) :] == [None] * (len(dates) - len(dated))
    sides = [
        [token.surface for token in ANALYZER.tokens(line.before)][::-1]
        if sort == "before"
        else [token.surface for token in ANALYZER.tokens(line.after)]
        for line in lines
    ]
    keys = [(not words, words[:4]) for words in sides]
    return all(one <= other for one, other in pairwise(keys))
