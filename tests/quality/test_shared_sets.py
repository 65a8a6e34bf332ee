"""How good are the rankings on real judged queries? A gate for each set that is at hand.

The sets are not part of the project. They lie in `../shared/data` beside it, or where
KASHAF_DATA says; where they are not, these tests say so and are skipped.
"""

import os
from pathlib import Path

import pytest

import search
from corpus import Article, read_corpus
from search.analysis import arabic_analyzer

DATA = Path(os.environ.get("KASHAF_DATA", Path(__file__).parents[3] / "shared" / "data"))

# Set, topics, nDCG@10 that was measured. A fall by more than TOLERANCE fails.
TOLERANCE = 0.005
MEASURED = [
    ("xquad", "queries.tsv", 0.9618),
    ("antcorpus-known-item", "queries.tsv", 0.905),
    ("antcorpus-known-item", "queries-casual.tsv", 0.905),
    ("saudinews-known-item", "queries.tsv", 0.751),
    ("saudinews-known-item", "queries-casual.tsv", 0.751),
]


def needs(name: str) -> Path:
    folder = DATA / name
    if not folder.is_dir():
        pytest.skip(f"{folder} is not here: this quality was not measured")
    return folder


@pytest.fixture(scope="module")
def indexes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    built: dict[str, Path] = {}
    for name in sorted({name for name, _, _ in MEASURED}):
        if (DATA / name).is_dir():
            built[name] = tmp_path_factory.mktemp(name)
            with search.open_writer(built[name]) as writer:
                for record in read_corpus(DATA / name / "docs.jsonl.gz"):
                    if isinstance(record, Article):
                        writer.add(record)
    return built


@pytest.mark.parametrize(("name", "topics", "measured"), MEASURED)
def test_ranking_is_as_good_as_it_was(
    name: str, topics: str, measured: float, indexes: dict[str, Path]
) -> None:
    folder = needs(name)
    from search.evaluation import evaluate

    with search.open_index(indexes[name]) as engine:
        measures = evaluate(engine, folder / topics, folder / "qrels.txt").measures
    assert measures["nDCG@10"] >= measured - TOLERANCE


def test_vocalized_text_gives_the_same_terms_as_bare_text() -> None:
    import gzip
    import json

    folder = needs("wikinews-diac")
    analyzer = arabic_analyzer()
    compared = 0
    with gzip.open(folder / "docs.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            for field in ("title", "text"):
                bare = analyzer.tokens(record[field])
                vocalized = analyzer.tokens(record[f"{field}_diacritized"])
                assert [t.surface for t in bare] == [t.surface for t in vocalized]
                assert [t.stem for t in bare] == [t.stem for t in vocalized]
                compared += len(bare)
    assert compared > 10_000
