"""A name that no dictionary has, with and without a letter written onto it."""

from pathlib import Path

import pytest

from corpus import Article
from search import Engine, open_writer

WORDS = {"جاكرتا": 4, "وجاكرتا": 2, "لجاكرتا": 1, "بوكيني": 3, "وكيني": 2, "لوموس": 3, "وموس": 1}

TABLE = [
    ("جاكرتا", "جاكرتا وجاكرتا لجاكرتا", "the bare name finds it with any letter before it"),
    ("لجاكرتا", "جاكرتا وجاكرتا لجاكرتا", "and each form finds all the others"),
    ("فجاكرتا", "جاكرتا وجاكرتا لجاكرتا", "also one that no article has"),
    ("=جاكرتا", "جاكرتا", "exact is exact"),
    ("-جاكرتا وكيني", "وكيني", "what is left out is left out in every form"),
    ("وكيني", "وكيني", "a longer name is no clitic form of one that is as rare: بوكيني"),
    ("لوموس", "لوموس", "three letters left are too few to tell"),
]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder: Path = tmp_path_factory.mktemp("clitics")
    with open_writer(folder) as writer:
        for word, times in WORDS.items():
            for copy in range(times):
                writer.add(Article(f"{word} {copy}", "", f"{word} في الخبر"))
        writer.commit()
    return Engine(folder)


@pytest.mark.parametrize(("query", "found", "why"), TABLE, ids=[row[2] for row in TABLE])
def test_clitics(engine: Engine, query: str, found: str, why: str) -> None:
    results = engine.search(query, limit=50)
    assert {hit.id.split()[0] for hit in results} == set(found.split()), why
    assert results.also_searched == {}, "not another spelling, and so nothing to be told of"
    assert results.unknown == ()
