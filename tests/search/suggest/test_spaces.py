"""Names of two words that others write as one."""

from pathlib import Path

import pytest

from corpus import Article
from search import Engine, open_writer

BODIES = {
    "joined": ["وصل الوفد إلى أبوظبي"] * 3 + ["عاد من أبوظبي مساء"],
    "apart": ["وصل الوفد إلى أبو ظبي", "عاد من أبو ظبي مساء"],
    "ordinary": ["هذا كتابنا الجديد"] * 3,
    "other": ["أبو بكر في المدينة", "صيد ظبي في البر"],
    "slip": ["وصل إلى نيويورك"],
}

TABLE = [
    # query, the articles that are found, why
    ("أبو ظبي", {"joined", "apart"}, "the place in either spelling"),
    ("الوفد أبو ظبي", {"joined", "apart"}, "with a word beside it"),
    ("أبوظبي", {"joined"}, "the second word alone may be another"),
    ("أبو في ظبي", {"apart"}, "with nothing between them"),
    ("ظبي أبو", {"apart"}, "in this order only"),
    ('"أبو ظبي"', {"apart"}, "a phrase is what it says"),
    ("=أبو =ظبي", {"apart"}, "and so are exact words"),
    ("كتاب نا", {"ordinary"}, "what a dictionary reads is no name: found by its own stem"),
    ("نيو يورك", set(), "once may be a slip"),
    ("-أبو ظبي", {"other"}, "left out is the word as it is, and what it is found by"),
]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder: Path = tmp_path_factory.mktemp("spaces")
    with open_writer(folder) as writer:
        for kind, bodies in BODIES.items():
            for number, body in enumerate(bodies):
                writer.add(Article(f"{kind} {number}", "", body))
    return Engine(folder)


@pytest.mark.parametrize(("query", "found", "why"), TABLE, ids=[row[2] for row in TABLE])
def test_two_words_are_found_as_one(engine: Engine, query: str, found: set[str], why: str) -> None:
    assert {hit.id.split()[0] for hit in engine.search(query, limit=50)} == found, why


def test_the_one_word_is_marked(engine: Engine) -> None:
    marked = {
        hit.snippet.text[start:end]
        for hit in engine.search("أبو ظبي", limit=50)
        for start, end in hit.snippet.highlights
    }
    assert marked == {"أبوظبي", "أبو", "ظبي"}
