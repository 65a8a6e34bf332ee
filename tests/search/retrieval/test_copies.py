"""One text that several papers ran is one hit; articles like one are found by it."""

from __future__ import annotations

import random
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Article, Skipped, read_corpus, sample_path
from search import Engine, QueryError, open_writer
from search.retrieval import copies

SAMPLE = [article for article in read_corpus(sample_path()) if not isinstance(article, Skipped)]
BODIES = [article.body for article in SAMPLE if len(article.body.split()) >= 100][:8]
DAY = datetime(2024, 3, 1, 12)


def words(text: str, first: int, last: int) -> str:
    return " ".join(text.split()[first:last])


ONE, OTHER = BODIES[:2]
LENGTH = len(ONE.split())
PAIRS = [
    (ONE, ONE, 0, True, "the same text"),
    (ONE, ONE.replace("ة", "ه").replace("أ", "ا"), 1, True, "in another spelling"),
    (ONE, words(ONE, 0, LENGTH * 3 // 4), 1, True, "without its last paragraph"),
    (ONE, f"{ONE} {words(OTHER, 0, LENGTH // 5)}", 1, True, "with a paragraph more"),
    (ONE, f"عين اليوم الرياض {ONE}", 0, True, "with a paper's dateline before it"),
    (ONE, words(ONE, 0, LENGTH // 2), 1, True, "its first half alone"),
    (ONE, words(ONE, LENGTH // 2, LENGTH), 1, False, "what it says first is not there"),
    (ONE, f"{words(OTHER, 0, 80)} من جهة أخرى {ONE}", 0, False, "set behind another story"),
    (ONE, words(ONE, 0, LENGTH // 8), 1, False, "a small part of it is another article"),
    (ONE, f"{words(ONE, 0, LENGTH // 3)} {words(OTHER, 0, 90)}", 0, False, "a third of it quoted"),
    (ONE, OTHER, 0, False, "another text"),
    (ONE, ONE, 30, True, "the very same a month later"),
    (ONE, f"{words(ONE, 0, LENGTH * 4 // 5)} {words(OTHER, 0, LENGTH // 5)}", 30, False,
     "a form filled in again a month later"),
    ("شاهد الصور", "شاهد الصور", 0, False, "a caption says too little"),
]  # fmt: skip


def test_many_copies_and_captions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are compared a few at a time: what there are of them is no matter to memory."""
    monkeypatch.setattr(copies, "CHUNK", 500)
    monkeypatch.setattr(copies, "PAIRS", 7)
    with open_writer(tmp_path) as writer:
        for number in range(60):
            writer.add(Article(f"a{number}", "خبر", ONE, published=DAY))
            writer.add(Article(f"c{number}", "خبر", "شاهد الصور", published=DAY))
    with Engine(tmp_path) as engine:
        found = engine.search("خبر", limit=100)
    shown = {hit.id: hit.copies for hit in found}
    assert shown == {"a0": 59, **{f"c{number}": 0 for number in range(60)}}


@pytest.mark.parametrize(
    ("one", "other", "days", "copied", "why"), PAIRS, ids=[row[4] for row in PAIRS]
)
def test_pairs(tmp_path: Path, one: str, other: str, days: int, copied: bool, why: str) -> None:
    with open_writer(tmp_path) as writer:
        writer.add(Article("1", "عنوان", one, published=DAY))
        writer.add(Article("2", "خبر آخر", other, published=DAY + timedelta(days)))
        writer.commit()
    with Engine(tmp_path) as engine:
        assert [hit.id for hit in engine.copies_of("1")] == ["2"] * copied, why
        assert [hit.id for hit in engine.copies_of("2")] == ["1"] * copied, "both ways"
        folded, apart = engine.search(""), engine.search("", copies=True)
    assert [hit.copies for hit in folded] == ([1] if copied else [0, 0])
    assert (len(apart.hits), apart.total, folded.total) == (2, 2, 2), "counts are of articles"
    assert (folded.folded, apart.folded) == (int(copied), 0)


def told_again(chance: random.Random) -> list[Article]:
    """Articles of a few texts, each printed several times, cut here and there."""
    articles = []
    for number in range(chance.randint(10, 40)):
        body = chance.choice(BODIES[:5])
        length = len(body.split())
        body = words(body, 0, chance.choice([length, length, length * 4 // 5, length // 2]))
        moment = DAY + timedelta(chance.choice([0, 1, 2, 40]))
        articles.append(Article(str(number), "في", body, published=moment))
    return articles


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 7), st.sampled_from(["relevance", "newest"]))
def test_pages_neither_repeat_nor_lose_whatever_the_segments(
    seed: int, limit: int, sort: str
) -> None:
    articles = told_again(random.Random(seed))
    answers = []
    for segments in (1, 4):
        with tempfile.TemporaryDirectory() as name:
            with open_writer(name) as writer:
                for number, article in enumerate(articles):
                    writer.add(article)
                    if segments > 1 and number % (len(articles) // segments) == 1:
                        writer.commit()
                writer.commit()
            with Engine(name) as engine:
                shown = []
                for page in range(1, len(articles) + 2):
                    results = engine.search("في", limit=limit, page=page, sort=sort)  # type: ignore[arg-type]
                    shown += [(hit.id, hit.score) for hit in results]
                    if not results.hits:
                        break
                assert len(shown) + results.folded == results.total == len(articles)
                ids = [key for key, _ in shown]
                assert len(set(ids)) == len(ids)
                under = {hit.id for key in ids for hit in engine.copies_of(key)}
                assert {article.id for article in articles} <= under | set(ids)
                every = engine.search("في", limit=100, copies=True, sort=sort)  # type: ignore[arg-type]
                order = [hit.id for hit in every]
                assert ids == [key for key in order if key in set(ids)], "the order stays"
                answers.append(shown)
    assert [key for key, _ in answers[0]] == [key for key, _ in answers[1]]
    assert [score for _, score in answers[0]] == pytest.approx([score for _, score in answers[1]])


def test_behind_the_last_folded_page_come_all_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "FOLDED", 4)
    with open_writer(tmp_path) as writer:
        for number in range(30):
            writer.add(Article(str(number), "", BODIES[number % 5], published=DAY))
        writer.commit()
    with Engine(tmp_path) as engine:
        pages = [engine.search("", limit=2, page=page) for page in range(1, 16)]
        order = [hit.id for hit in engine.search("", limit=30, copies=True)]
    shown = [hit.id for results in pages for hit in results]
    assert len(set(shown)) == len(shown)
    assert shown[:4] == order[:4]
    assert shown[4:] == order[4:], "the fourth text is the fourth article: none was folded before"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = tmp_path_factory.mktemp("like")
    with open_writer(folder) as writer:
        for article in SAMPLE:
            writer.add(article)
        writer.add(Article("copy", "كما نشرته صحيفة أخرى", SAMPLE[0].body, SAMPLE[0].published))
        writer.commit()
    return Engine(folder)


def test_more_like_leaves_out_itself_and_its_copies(engine: Engine) -> None:
    own = SAMPLE[0].id
    assert [hit.id for hit in engine.copies_of(own)] == ["copy"]
    found = engine.more_like(own, limit=5)
    assert len(found) == 5
    assert not {own, "copy"} & {hit.id for hit in found}
    scores = [hit.score for hit in found]
    assert scores == sorted(scores, reverse=True)
    assert any(hit.snippet.highlights for hit in found), "what they share is marked"
    subject = [article.category for article in SAMPLE if article.id == own]
    assert [hit.category for hit in found[:2]] == subject * 2, "on its subject"


def test_no_such_article(engine: Engine) -> None:
    assert engine.copies_of("nowhere") == engine.more_like("nowhere") == ()
    with pytest.raises(QueryError, match="limit 0 is outside"):
        engine.more_like(SAMPLE[0].id, limit=0)


def test_recency_lifts_the_newer_of_two_that_are_as_good(tmp_path: Path) -> None:
    with open_writer(tmp_path) as writer:
        for number, days in enumerate((0, 20, 10, None)):
            moment = None if days is None else DAY + timedelta(days)
            writer.add(Article(str(number), "", f"النفط {number}", published=moment))
        writer.commit()
    with Engine(tmp_path) as engine:
        assert [hit.id for hit in engine.search("النفط")] == ["0", "1", "2", "3"]
        recent = engine.search("النفط", recency=10, explain=True)
        assert [hit.id for hit in recent] == ["1", "2", "0", "3"], "without a date: last"
        for hit in recent:
            assert hit.explanation is not None
            parts = [float(line.split()[0]) for line in hit.explanation.splitlines()]
            assert sum(parts[1:]) == pytest.approx(parts[0], abs=1e-3)
        with pytest.raises(QueryError, match="recency 0 is not a number of days"):
            engine.search("النفط", recency=0)
