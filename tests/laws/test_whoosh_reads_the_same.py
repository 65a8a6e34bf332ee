"""Law 4, second half: stock Whoosh queries over our codec find what the engine finds."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from whoosh.query import And, Every, Or, Phrase, Prefix, Query, Term, Wildcard
from whoosh.searching import Searcher

from corpus import Article
from search import IndexFormatError, IndexNotFoundError, open_index, open_writer
from search.analysis import arabic_analyzer
from search.index.codec import KashafIndex
from search.index.fields import schema

STEM = arabic_analyzer().stem
WORDS = ["وزير", "الوزير", "والوزير", "حكومه", "الحكومه", "غاز", "الغاز", "في", "من", "19", "gas"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five segments, each with deletions, with updates from segment to segment."""
    path = tmp_path_factory.mktemp("index")
    chance = random.Random(3)
    number = 0
    with open_writer(path) as writer:
        for size in (1200, 1200, 25, 25, 25):
            for _ in range(size):
                number += 1
                words = chance.choices(WORDS, k=7)
                title, body = " ".join(words[:2]), " ".join(words[2:])
                writer.add(Article(f"n{number}", title, body, url=f"u{number}"))
            if number > size:
                for old in range(3, number - size, 50):
                    writer.add(Article(f"n{old}", "غاز", f"وزير في {old}"))
            writer.add(Article("twice", "غاز", "الحكومة"))
            writer.add(Article("twice", "غاز", f"من {size} {number}"))
            writer.commit()
            for gone in range(number - size + 7, number, 9):
                writer.delete(f"n{gone}")
            writer.commit()
    assert open_index(path).stats().segments == 5
    return path


def surface(word: str) -> Term:
    return Term("surface", word)


def stem(word: str) -> Term:
    return Term("stem", STEM(word))


def whoosh_ids(searcher: Searcher, query: Query, without: Query | None = None) -> set[str]:
    """The ids of Whoosh's answer.

    What is left out is a search of its own, since Whoosh 2.7.4 gets it wrong on any index: its
    AndNotMatcher keeps excluded articles before the first match of both sides, and its
    InverseMatcher gives deleted ones.
    """
    documents = list(searcher.docs_for_query(query))
    ids = {searcher.stored_fields(document)["id"] for document in documents}
    assert len(ids) == len(documents)
    return ids - (whoosh_ids(searcher, without) if without else set())


EQUIVALENT = [
    # our query, Whoosh's (with what is left out), why
    ("=الوزير", surface("الوزير"), "one surface"),
    ("الوزير", stem("الوزير"), "one stem"),
    ("=nothing", surface("nothing"), "a word that no article has"),
    ("+=وزير +=غاز", And([surface("وزير"), surface("غاز")]), "both surfaces"),
    ("+وزير +غاز +19", And([stem("وزير"), stem("غاز"), stem("19")]), "three stems"),
    ("=وزير OR =gas", Or([surface("وزير"), surface("gas")]), "either surface"),
    ("وزير OR حكومة OR في", Or([stem("وزير"), stem("حكومه"), stem("في")]), "any of three"),
    ("+=وزير -=غاز", (surface("وزير"), surface("غاز")), "left out"),
    ("-وزير", (Every(), stem("وزير")), "all but"),
    ("", Every(), "all"),
    ('"وزير في"', Phrase("surface", ["وزير", "في"]), "a phrase with a function word"),
    ('"غاز غاز"', Phrase("surface", ["غاز", "غاز"]), "a word twice"),
    ('"في من الغاز"', Phrase("surface", ["في", "من", "الغاز"]), "a phrase of three"),
    ('"وزير في" OR =gas', Or([Phrase("surface", ["وزير", "في"]), surface("gas")]), "mixed"),
    ("ال*", Prefix("surface", "ال"), "a prefix"),
    ("*زير", Wildcard("surface", "*زير"), "a suffix"),
    ("ا*ر", Wildcard("surface", "ا*ر"), "both ends"),
    ("*حك*", Wildcard("surface", "*حك*"), "inside"),
]


@pytest.mark.parametrize(("ours", "theirs", "why"), EQUIVALENT, ids=[row[2] for row in EQUIVALENT])
def test_same_articles(
    folder: Path, ours: str, theirs: Query | tuple[Query, Query], why: str
) -> None:
    engine = open_index(folder)
    found = {key for key, _ in engine.rank_ids(ours, limit=10_000, plain=False)}
    with KashafIndex(folder).searcher() as searcher:
        queries = theirs if isinstance(theirs, tuple) else (theirs,)
        assert whoosh_ids(searcher, *queries) == found, why
    assert bool(found) is (ours != "=nothing")


def test_random_trees_find_the_same(folder: Path) -> None:
    chance = random.Random(11)
    engine = open_index(folder)

    def tree(depth: int) -> tuple[str, Query]:
        kind = chance.choice(["stem", "surface", "phrase"] if not depth else ["and", "or"])
        if kind == "stem":
            word = chance.choice(WORDS)
            return word, stem(word)
        if kind == "surface":
            word = chance.choice(WORDS)
            return f"={word}", surface(word)
        if kind == "phrase":
            words = chance.choices(WORDS, k=2)
            return f'"{" ".join(words)}"', Phrase("surface", words)
        (one, first), (other, second) = tree(depth - 1), tree(depth - 1)
        if kind == "and":
            return f"(+{one} +{other})", And([first, second])
        return f"({one} OR {other})", Or([first, second])

    nonempty = 0
    with KashafIndex(folder).searcher() as searcher:
        for _ in range(25):
            (ours, theirs), (left_out, excluded) = tree(chance.randint(1, 3)), tree(1)
            query = f"+{ours} -{left_out}"
            found = {key for key, _ in engine.rank_ids(query, limit=10_000, plain=False)}
            assert whoosh_ids(searcher, theirs, excluded) == found, query
            nonempty += bool(found)
    assert nonempty > 15


def test_whoosh_sees_articles_by_id(folder: Path) -> None:
    engine = open_index(folder)
    with KashafIndex(folder).searcher() as searcher:
        for key in ("n1", "n3", "twice", "n2440"):
            hits = searcher.search(Term("id", key), limit=None)
            view = engine.article(key)
            assert view is not None
            assert [(hit["id"], hit["body"], hit["url"]) for hit in hits] == [
                (key, view.article.body, view.article.url)
            ]
        assert not searcher.search(Term("id", "n7"), limit=None), "deleted"


def test_whoosh_counts_the_same(folder: Path) -> None:
    index = KashafIndex(folder)
    assert index.doc_count() == open_index(folder).stats().articles
    with index.reader() as reader:
        assert reader.field_terms("surface") is not None
        assert set(reader.field_terms("surface")) >= set(WORDS)
        postings = reader.postings("surface", "وزير")
        assert sum(1 for _ in postings.all_ids()) == len(
            open_index(folder).rank_ids("=وزير", limit=10_000, plain=False)
        )


def test_whoosh_writers_are_refused(folder: Path) -> None:
    before = sorted((path.name, path.stat().st_mtime_ns) for path in folder.iterdir())
    index = KashafIndex(folder)
    for write in (index.writer, index.optimize, lambda: index.delete_by_term("id", "n1")):
        with pytest.raises(IndexFormatError, match=r"written by search\.open_writer only"):
            write()
    for name in ("surface", "stem", "id"):
        with pytest.raises(IndexFormatError, match=r"written by search\.open_writer only"):
            schema()[name].index("غاز")
    assert before == sorted((path.name, path.stat().st_mtime_ns) for path in folder.iterdir())


def test_no_index_for_whoosh_either(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFoundError, match="there is no index at"):
        KashafIndex(tmp_path)
