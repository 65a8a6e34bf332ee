"""The word being typed, completed from titles: folded, as it is written, and never made up."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import search
from corpus import Article
from search import Engine, QueryError
from search.analysis import arabic_analyzer

TITLES = [
    *["مجلس الأمن يجتمع"] * 6,
    *["مجلس الوزراء يناقش أسعار النفط"] * 5,
    *["مجلس الأمن الدولي"] * 4,
    *["الأمم المتحدة قلقة"] * 4,
    *["الحرب على الإرهاب"] * 4,
    *["الحرب على الفقر"] * 3,
    *["مكتبة المدينة"] * 3,
    "المُجَلّد الأول",
    "google تنشر تقريرها",
]


def write(folder: Path) -> None:
    """Three segments, one with a deletion, another merged from two with a deletion in each."""
    with search.open_writer(folder) as writer:
        for number, title in enumerate(TITLES):
            writer.add(Article(f"{number}", title, "النصوص لا تكمل"))
            if number in (8, 20):
                writer.add(Article(f"gone{number}", "مجلس الأشباح يجتمع", ""))
                writer.commit()
                writer.delete(f"gone{number}")
                writer.commit()


@pytest.fixture(scope="module", params=["segments", "merged"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = tmp_path_factory.mktemp("completion") / "index"
    write(folder)
    if request.param == "merged":
        with search.open_writer(folder) as writer:
            writer.commit(optimize=True)
    engine = search.open_index(folder)
    assert (engine.stats().segments == 1) == (request.param == "merged")
    return engine


COMPLETIONS = [
    # typed, the first completions, why
    ("مج", ["مجلس", "مجلس الأمن"], "a word by how many titles have it, and what mostly follows"),
    ("الامم", ["الأمم المتحدة"], "no hamza typed, hamza shown"),
    ("الأمم", ["الأمم المتحدة"], "the same with it"),
    ("مكتبه", ["مكتبة المدينة"], "a whole word goes on"),
    ("مكتب", ["مكتبة", "مكتبة المدينة"], "as it is written"),
    ("المجل", ["المجلد"], "without vowel marks"),
    (
        "مجلس ا",
        ["مجلس الأمن", "مجلس الأمن يجتمع", "مجلس الوزراء"],
        "what follows the word before, the likelier first",
    ),
    ("مجلس الو", ["مجلس الوزراء", "مجلس الوزراء يناقش"], "a phrase"),
    (
        "مجلس ",
        ["مجلس الأمن", "مجلس الأمن يجتمع", "مجلس الوزراء"],
        "the next word, before a letter of it is typed",
    ),
    ("مجلس الأمن ا", ["مجلس الأمن الدولي"], "two words before"),
    ("كتب مجلس الو", ["كتب مجلس الوزراء"], "what was typed before stays"),
    ("كتب  مجلسُ الو", ["كتب  مجلسُ الوزراء"], "with its spaces and marks"),
    ("الحرب ", ["الحرب على الإرهاب"], "a function word is not an end"),
    ("عل", [], "nor is it offered alone"),
    ("النصو", [], "bodies are not titles"),
    ("الأشب", [], "a deleted article has no words"),
    ("مجلس الأشب", [], "nor phrases"),
    ("عنوان:النف", ["عنوان:النفط"], "in the field of titles"),
    ("مصدر:النف", [], "a source is no title"),
    ("-النف", ["-النفط"], "behind a sign"),
    ('"مجلس الو', ['"مجلس الوزراء"'], "an open quote is closed"),
    ('"مجلس" الو', ['"مجلس" الوزراء'], "a closed one is not"),
    ("Goo", ["google"], "Latin letters in any case"),
    ("مجلس*", [], "behind a wildcard"),
    ("ظظظ", [], "nothing begins so"),
    ("", [], "nothing typed"),
    ("  ", [], "nothing but spaces"),
    ("مج" * 200, [], "pasted, not typed"),
]


@pytest.mark.parametrize(
    ("typed", "expected", "why"), COMPLETIONS, ids=[row[2] for row in COMPLETIONS]
)
def test_complete(engine: Engine, typed: str, expected: list[str], why: str) -> None:
    found = list(engine.complete(typed))
    assert found[: len(expected)] == expected, why
    if not expected:
        assert found == [], why


def test_a_limit_is_kept(engine: Engine) -> None:
    assert len(engine.complete("ال", limit=2)) == 2
    with pytest.raises(QueryError, match="limit 0 is outside"):
        engine.complete("ال", limit=0)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet='امجلسنوزرفتدبحخ أإىة"-:*ag', max_size=12))
def test_every_completion_begins_as_typed_and_finds_an_article(engine: Engine, typed: str) -> None:
    analyzer = arabic_analyzer()
    found = engine.complete(typed)
    assert len(set(found)) == len(found) <= 8
    for completion in found:
        kept = typed[: len(typed) - len(analyzer.words(typed)[-1])] if typed.strip() else ""
        if not typed[-1].isspace():
            assert completion.startswith(kept)
        last = analyzer.words(completion)[-1]
        assert engine.search(f'عنوان:"{last}"').total


def test_titles_in_the_index_are_the_titles_of_the_articles(engine: Engine) -> None:
    analyzer = arabic_analyzer()
    read = 0
    for segment in engine._snapshot.reader.segments:
        titles: list[list[str]] = [[]]
        for number in segment.array("title.words").tolist():
            if number:
                titles[-1].append(segment.term("surface", number - 1).decode())
            else:
                titles.append([])
        assert len(titles) == segment.documents + 1
        for document, title in enumerate(titles[:-1]):
            words = analyzer.words(segment.article(document).title)
            assert title == list(map(analyzer.surface, words))
            read += 1
    assert read >= len(TITLES)
