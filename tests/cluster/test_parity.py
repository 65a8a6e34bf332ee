"""Both engines answer alike: a folder, and the same articles in three shards on a cluster."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import corpus
from corpus import Article
from search import Engine, Results, open_index, open_writer
from search.analysis import arabic_analyzer
from tests.conftest import Place

ARTICLES = [one for one in corpus.read_corpus(corpus.sample_path()) if isinstance(one, Article)]
# A score is a float there, and the sum of its clauses may be rounded once more for each of them.
ALIKE = 1e-5


class Pair(NamedTuple):
    """The same articles in two places."""

    folder: Engine
    cluster: Engine


@pytest.fixture(scope="module")
def pair(sample_index: Path, new_place: Callable[[], Place]) -> Iterator[Pair]:
    place = new_place()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KASHAF_OPENSEARCH_SHARDS", "3")
        with open_writer(place) as writer:
            for article in writer.ahead(ARTICLES):
                writer.add(article)
    with open_index(sample_index) as folder, open_index(place) as cluster:
        yield Pair(folder, cluster)


class Queries:
    """Queries of every kind, from words of the sample; the same ones in each run."""

    def __init__(self) -> None:
        self._random = random.Random(7)
        self._analyzer = arabic_analyzer()

    def title(self) -> list[str]:
        return self._analyzer.words(self._random.choice(ARTICLES).title)

    def word(self) -> str:
        return self._random.choice(self.title())

    def run(self, count: int) -> list[str]:
        words = self._analyzer.words(self._random.choice(ARTICLES).body)
        first = self._random.randrange(max(len(words) - count, 1))
        return words[first : first + count]

    def letters(self, places: slice) -> str:
        return self._analyzer.surface(self.run(1)[0])[places].rjust(2, "ا")

    def all(self, times: int) -> Iterator[tuple[str, dict[str, Any]]]:
        for _ in range(times):
            yield self.word(), {}
            yield " ".join(self.title()[:2]), {"explain": True}
            yield " ".join(self.word() for _ in range(3)), {"explain": True}
            yield " ".join(self.title()), {"copies": True}
            yield f'"{" ".join(self.run(3))}"', {"explain": True}
            yield f'"{" ".join(self.run(2))}" {self.word()}', {"page": 2, "limit": 3}
            yield f"={self.word()} {self.word()}", {}
            yield f"{self.letters(slice(3))}*", {"explain": True}
            yield f"*{self.letters(slice(-3, None))} {self.word()}", {}
            yield f"{self.word()} OR {self.word()}", {"sort": "oldest"}
            yield f"+{self.word()} -{self.word()} {self.word()}", {"explain": True}
            yield f"({self.word()} OR {self.word()}) ({self.word()} {self.word()})", {}
            yield f"title:{self.word()} {self.word()}", {}
            yield f"body:{self.word()} =body:{self.word()}", {}
            yield f'title:"{" ".join(self.title()[:2])}"', {}
            yield f"body:{self.letters(slice(3))}*", {}
            chosen = [self._random.choice(ARTICLES).source]
            yield self.word(), {"source": chosen, "facets": True, "timeline": True}
            yield f"source:{self._random.choice(ARTICLES).source.split()[0]} {self.word()}", {}
            yield self.word(), {"date_from": date(2023, 6, 1), "sort": "newest", "facets": True}
            yield " ".join(self.title()[:2]), {"recency": 14.0, "explain": True}
            yield self.word()[:-1] + self.letters(slice(1)), {"facets": True}
            yield self.word(), {"plain": True, "limit": 50}


def shown(results: Results) -> dict[str, Any]:
    """All of an answer but its scores and how long it took."""
    record = results.to_dict()
    del record["took_ms"]
    for hit in record["hits"]:
        del hit["score"]
    return record


@pytest.mark.parametrize(("query", "options"), list(Queries().all(2)))
def test_queries(pair: Pair, query: str, options: dict[str, Any]) -> None:
    expected = pair.folder.search(query, timeout=60, **options)
    found = pair.cluster.search(query, timeout=60, **options)
    assert not found.partial
    assert shown(found) == shown(expected)
    scores = [hit.score for hit in expected]
    assert [hit.score for hit in found] == pytest.approx(scores, rel=ALIKE)


def test_everything_else_of_an_article(pair: Pair) -> None:
    folder, cluster = pair
    for article in ARTICLES[::20]:
        assert cluster.article(article.id, article.title) == folder.article(
            article.id, article.title
        )
        for one, other in (
            (cluster.copies_of(article.id), folder.copies_of(article.id)),
            (cluster.more_like(article.id), folder.more_like(article.id)),
        ):
            assert [hit.id for hit in one] == [hit.id for hit in other]
            assert [hit.score for hit in one] == pytest.approx(
                [hit.score for hit in other], rel=ALIKE
            )
            assert [hit.snippet for hit in one] == [hit.snippet for hit in other]
    assert cluster.article("nowhere") is None
    assert cluster.copies_of("nowhere") == cluster.more_like("nowhere") == ()


@pytest.mark.parametrize("query", ["", "القمح", "سعر القمح", '"سعر القمح"', "وز*"])
def test_everything_else_of_an_answer(pair: Pair, query: str) -> None:
    folder, cluster = pair
    assert cluster.trend(query) == folder.trend(query)
    assert cluster.trend(query, unit="week") == folder.trend(query, unit="week")
    assert list(cluster.export(query)) == list(folder.export(query))
    assert list(cluster.export(query, sort="oldest", limit=7)) == list(
        folder.export(query, sort="oldest", limit=7)
    )
    if query:
        for sort in ("newest", "oldest", "before", "after"):
            one, other = (engine.concordance(query, sort=sort) for engine in pair)  # type: ignore[arg-type]
            assert (one.total_lines, one.total_articles) == (
                other.total_lines,
                other.total_articles,
            )
            assert sorted(map(str, one.lines)) == sorted(map(str, other.lines))
    assert cluster.rank_ids(query, limit=5) == [
        (name, pytest.approx(score, rel=ALIKE)) for name, score in folder.rank_ids(query, limit=5)
    ]


def test_everything_else_of_an_index(pair: Pair) -> None:
    folder, cluster = pair
    assert cluster.extent() == folder.extent()
    one, other = cluster.stats(), folder.stats()
    assert (one.articles, one.terms, one.analyzer) == (other.articles, other.terms, other.analyzer)
    for typed in ("سع", "سعر ", "ال", "مج", "وزير ال", "title:سع", "سعر القم", "source:ا"):
        assert cluster.complete(typed) == folder.complete(typed)
