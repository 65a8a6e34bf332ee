"""The harness measures what it says: answers are checked, and the large corpus grows as text."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import search
from corpus import sample_path
from search.analysis import arabic_analyzer
from tests.benchmarks import busy, grown, page
from tests.benchmarks.answers import Scan
from tests.benchmarks.peers import Document, Hit, Kashaf
from tests.benchmarks.querying import interleaved
from tests.benchmarks.workload import QueryClass, articles_of, documents_of, query_classes
from web import PageLimits, create_app

FACTOR = 4


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return list(documents_of(articles_of(sample_path(), 60)))


@pytest.fixture(scope="module")
def classes(documents: list[Document]) -> list[QueryClass]:
    return query_classes(documents)


@pytest.fixture(scope="module")
def kashaf(documents: list[Document], tmp_path_factory: pytest.TempPathFactory) -> Kashaf:
    peer = Kashaf()
    peer.build(documents, tmp_path_factory.mktemp("bench") / "index")
    return peer


def test_kashaf_gives_what_the_scan_gives(
    documents: list[Document], classes: list[QueryClass], kashaf: Kashaf
) -> None:
    scan = Scan(documents, classes)
    for one in classes:
        for words in one.queries[:10]:
            hits = kashaf.search(one.kind, words, False)
            assert scan.wrong(kashaf, one, words, hits) is None, (one.name, words)
            shown = kashaf.search(one.kind, words, True)
            assert [hit[:2] for hit in shown] == [hit[:2] for hit in hits]
            assert all(hit.title and hit.snippet for hit in shown)


def test_a_wrong_answer_is_noticed(
    documents: list[Document], classes: list[QueryClass], kashaf: Kashaf
) -> None:
    scan = Scan(documents, classes)
    mixed, words = classes[0], classes[0].queries[0]
    hits = list(kashaf.search("or", words, False))
    first, last = hits[0], hits[-1]
    for why, broken in {
        "one is missing": hits[:-1],
        "one is there twice": [*hits[:-1], first],
        "a score is off": [first._replace(score=first.score * 1.001), *hits[1:]],
        "two have each other's scores": [
            first._replace(place=last.place), *hits[1:-1], last._replace(place=first.place)
        ],
    }.items():  # fmt: skip
        assert scan.wrong(kashaf, mixed, words, broken) is not None, why
    pair = classes[3]
    assert pair.kind == "phrase"
    elsewhere = next(n for n, d in enumerate(documents) if pair.queries[0][0] not in d.surface)
    assert scan.wrong(kashaf, pair, pair.queries[0], [Hit(elsewhere, 1.0)]) is not None


def test_queries_are_the_same_every_time(documents: list[Document]) -> None:
    assert query_classes(documents) == query_classes(documents)


def test_pages_that_are_measured_are_pages(tmp_path: Path) -> None:
    with search.open_writer(tmp_path / "index") as writer:
        for article in articles_of(sample_path(), 60):
            writer.add(article)
    asked = page.addresses(sample_path(), tmp_path / "index")
    assert asked == page.addresses(sample_path(), tmp_path / "index"), "the same every time"
    assert not {*asked.measured} & {*asked.warming}
    config = {"LIMITS": PageLimits(requests_at_once=1000)}
    client = create_app(tmp_path / "index", config=config).test_client()
    shared = next(busy._shares(asked, 1))
    others = shared[:100:5]  # those that are no results
    found = [client.get(path) for path in (*asked.measured[:20], *shared[:20], *others)]
    assert {answer.status_code for answer in found} == {200}
    assert sum("<mark>" in answer.text for answer in found) > 20


def test_the_fastest_round_counts() -> None:
    seconds = iter([0.004, 0.002, 0.001, 0.003])  # two queries, two rounds
    timing = interleaved({"it": lambda words: next(seconds)}, [["a"], ["b"]], {"it": 2})["it"]
    assert timing.p50 == pytest.approx(1.5)  # of 1 and 2 ms
    assert timing.first == pytest.approx(3)  # of 4 and 2 ms


def test_a_grown_corpus_follows_heaps_law(tmp_path: Path) -> None:
    path = tmp_path / "grown.jsonl.zst"
    grown.write(grown.grown(sample_path(), FACTOR), path)
    articles = list(articles_of(path))
    small = len(list(articles_of(sample_path())))
    assert small * FACTOR - FACTOR < len(articles) <= small * FACTOR
    assert len({article.id for article in articles}) == len(articles)
    words = arabic_analyzer().words
    counts = Counter(word for a in articles for word in (*words(a.title), *words(a.body)))
    found = grown.vocabulary(articles_of(sample_path()), small)
    assert 0.4 < found.beta < 0.9
    assert len(counts) == pytest.approx(len(found.counts) * FACTOR**found.beta, rel=0.1)
    frequent = [word for word, _ in found.counts.most_common(20)]
    growth = np.array([counts[word] / found.counts[word] for word in frequent])
    assert (growth > 0.7 * FACTOR).all()  # the longest lists grow with the corpus
