"""Leaving out what cannot reach the page changes nothing: the page of a large collection.

`FEW` is set low, so that few are scored without a look at what lists know of their best; the whole
ranking asks for every document, so that none is left out.
"""

from __future__ import annotations

import random

import pytest

from corpus import Article
from search import Engine, open_writer
from search.analysis import arabic_analyzer
from search.deadline import NEVER
from search.query import Word, parse
from search.retrieval.clauses import ListClause
from search.retrieval.lists import BEST
from search.retrieval.ranking import _candidates, best

SIZE = 6_000
WORDS = [f"كلمه{'ابتثجحخدذرزسش'[n % 13]}{n}" for n in range(60)]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Articles whose words come and go with time, as in the news; some deleted, two segments."""
    folder = tmp_path_factory.mktemp("blocks") / "index"
    chance = random.Random(3)
    with open_writer(folder) as writer:
        for number in range(SIZE):
            season = number * 20 // SIZE
            weights = [1 / (1 + abs(place % 20 - season)) ** 4 for place in range(60)]
            words = chance.choices(WORDS, weights, k=chance.randint(5, 60))
            writer.add(Article(f"n{number}", " ".join(words[:3]), " ".join(words[3:])))
            if number == SIZE // 2:
                writer.commit()
        for number in range(0, SIZE, 11):
            writer.delete(f"n{number}")
    return Engine(folder)


QUERIES = [
    *(" ".join(random.Random(seed).sample(WORDS, 4)) for seed in range(40)),
    f"{WORDS[3]} OR {WORDS[23]}",
    f"({WORDS[3]} {WORDS[23]}) OR ({WORDS[9]} -{WORDS[10]}) OR {WORDS[41]}",
    f"-{WORDS[3]} كلمه*",
    f"كلمه* +{WORDS[3]}",
    f"title:{WORDS[4]} OR {WORDS[5]} OR {WORDS[6]}",
]


@pytest.mark.parametrize("count", [1, 10, 25])
def test_page_equals_the_whole_ranking(
    engine: Engine, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.retrieval.ranking.FEW", 500)
    matcher = engine._snapshot.matcher
    left_out = 0
    for query in QUERIES:
        answer = matcher.answer(parse(query, arabic_analyzer()))
        docs, scores = best(answer, count)
        all_docs, all_scores = best(answer, SIZE)
        assert docs.tolist() == all_docs[:count].tolist(), query
        assert scores == pytest.approx(all_scores[:count], rel=1e-12)
        assert len(all_docs) == answer.total
        lists = [clause for clause in answer.clauses if isinstance(clause, ListClause)]
        more = sum(c.bound for c in answer.clauses if not isinstance(c, ListClause))
        candidates, _ = _candidates(answer, lists, more, count, NEVER)
        left_out += answer.total - len(candidates)
    assert left_out > SIZE, "the law is worth something only where documents are left out"


@pytest.mark.parametrize("text", ["كلمهج", "كلمهث", "4", "20"])
def test_one_word_looks_at_its_best_articles_only(engine: Engine, text: str) -> None:
    answer = engine._snapshot.matcher.answer(Word(text, exact=True))
    (clause,) = answer.clauses
    assert isinstance(clause, ListClause)
    docs, scores = best(answer, 10)
    whole, of_whole = best(answer, SIZE)
    assert (docs.tolist(), scores.tolist()) == (whole[:10].tolist(), of_whole[:10].tolist())
    if scores[-1] > clause.list.best.rest:  # where the tenth is no better, all are looked at
        assert len(_candidates(answer, [clause], 0.0, 10, NEVER)[0]) == BEST < answer.total
