"""Law 6 and examples: a snippet is a piece of the text as written, and ranges of whole words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Article
from search import Engine, Snippet, open_index, open_writer
from search.analysis import arabic_analyzer
from search.index.schema import MARK_EVERY
from search.retrieval import Occurrence
from search.snippets import WordPlaces, best_passage, mark_words

SPANS = arabic_analyzer().spans
Ranges = tuple[tuple[int, int], ...]


def spans(text: str) -> list[tuple[int, int]]:
    return list(SPANS(text))


def at(word: int, length: int = 1, leaf: int = 0, weight: float = 1.0) -> Occurrence:
    return Occurrence(word, length, leaf, weight)


def marked(text: str, ranges: Ranges) -> list[str]:
    return [text[start:end] for start, end in ranges]


def search_one(folder: Path, body: str, query: str, title: str = "عنوان") -> Snippet:
    with open_writer(folder) as writer:
        writer.add(Article("1", title, body))
    (hit,) = open_index(folder).search(query).hits
    return hit.snippet


# -- the law ----------------------------------------------------------------------------------

TEXTS = st.lists(
    st.sampled_from(
        ["النفط", "الـنـفط", "مُحَمَّد", "في", "iPhone", "19", "3.5", "كلمة" * 12, "O'Brien", "🛢️", "،",
         "«", "»", ".", "؟", "…", " ", " ", " ", " ", ". ", "\n", "\r\n", "\u200f", "-", "\ud800"]
    ),
    max_size=90,
).map("".join)  # fmt: skip
OCCURRENCES = st.lists(
    st.builds(
        Occurrence,
        word=st.integers(-3, 60),
        length=st.integers(1, 12),
        leaf=st.integers(0, 3),
        weight=st.floats(0, 9),
    ),
    max_size=12,
).map(lambda found: sorted(found, key=lambda o: (o.word, -o.length)))


def check_ranges(text: str, ranges: Ranges) -> None:
    """In the text, in order, not overlapping, on whole words."""
    words = spans(text)
    starts, ends = {a for a, _ in words}, {b for _, b in words}
    last = 0
    for start, end in ranges:
        assert last <= start < end <= len(text)
        assert start in starts
        assert end in ends
        last = end


@settings(max_examples=400, deadline=None)
@given(st.one_of(TEXTS, st.text(max_size=80)), OCCURRENCES, st.integers(1, 300))
def test_law(text: str, occurrences: list[Occurrence], length: int) -> None:
    words = spans(text)
    snippet = best_passage(text, words, occurrences, length=length)
    longest = max((end - start for start, end in words), default=0)
    assert len(snippet.text) <= max(length, longest)
    place = text.find(snippet.text)
    assert place >= 0, "a piece of the text, nothing changed"
    fitting = [o for o in occurrences if o.word >= 0 and o.word + o.length <= len(words)]
    assert bool(snippet.highlights) is bool(fitting), "what matched is seen and marked"
    check_ranges(snippet.text, snippet.highlights)
    check_ranges(text, mark_words(words, occurrences))
    if words:
        # Both ends of the snippet lie between words of the text, for one of its places there.
        cut = {c for start, end in words for c in range(start + 1, end)}
        places = []
        while place >= 0:
            places.append(place)
            place = text.find(snippet.text, place + 1)
        assert any(p not in cut and p + len(snippet.text) not in cut for p in places)


def test_a_phrase_before_the_best_word_is_marked_as_far_as_it_is_seen() -> None:
    found = [at(0, length=2, weight=0.0), at(0, leaf=1)]
    snippet = best_passage("النفط النفط", spans("النفط النفط"), found, length=5)
    assert marked(snippet.text, snippet.highlights) == ["النفط"]
    assert snippet.highlights == ((0, 5),), "not beyond the passage"


@settings(max_examples=300, deadline=None)
@given(TEXTS, OCCURRENCES, st.integers(1, 300))
def test_words_found_by_the_index_make_the_same_snippet(
    text: str, occurrences: list[Occurrence], length: int
) -> None:
    words = spans(text)
    marks = [start for start, _ in words[::MARK_EVERY]]
    places = WordPlaces(text, len(words), marks, SPANS)
    assert list(WordPlaces(text, len(words), marks, SPANS)) == words
    assert best_passage(text, places, occurrences, length=length) == best_passage(
        text, words, occurrences, length=length
    )
    for number, (start, _) in enumerate(words):
        assert places.earliest(number) <= start <= places.latest(number), "never left out wrongly"


@settings(max_examples=300, deadline=None)
@given(TEXTS, OCCURRENCES)
def test_marks_cover_exactly_the_occurrences(text: str, occurrences: list[Occurrence]) -> None:
    words = spans(text)
    expected = {
        n
        for o in occurrences
        if o.word >= 0 and o.word + o.length <= len(words)
        for n in range(o.word, o.word + o.length)
    }
    ranges = mark_words(words, occurrences)
    covered = {
        n for n, (start, end) in enumerate(words) if any(a <= start and end <= b for a, b in ranges)
    }
    assert covered == expected


# -- examples ---------------------------------------------------------------------------------

FILLER = "كلمة عادية هنا، وأخرى هناك. "

CASES: list[tuple[str, str, str, list[str], str]] = [
    # body, query, a piece of the snippet, what is marked, why
    ("ارتفع سعر النفط اليوم", "النفط", "ارتفع سعر النفط اليوم", ["النفط"], "a short body whole"),
    ("سعر الـنّـفْـطِ اليوم", "النفط", "الـنّـفْـطِ", ["الـنّـفْـطِ"], "marks and tatweel are kept"),
    ("قال: «النفط، أولا»", "النفط", "«النفط،", ["النفط"], "punctuation is not marked"),
    ("وبالنفط يحيا", "=وبالنفط", "وبالنفط", ["وبالنفط"], "the whole word"),
    ("سعر النفط في آسيا", '"النفط في آسيا"', "النفط", ["النفط في آسيا"], "a phrase is one range"),
    ("النفط، «في» آسيا", '"النفط في"', "النفط", ["النفط، «في"], "over punctuation, too"),
    ("النفط النفط", "النفط", "النفط النفط", ["النفط", "النفط"], "neighbours are two ranges"),
    ("غاز غاز غاز", '"غاز غاز"', "غاز", ["غاز غاز غاز"], "phrases that overlap are one"),
    ("سعر النفط اليوم", 'النفط "النفط اليوم"', "سعر", ["النفط اليوم"], "a word in its phrase"),
    ("نفط\r\nغاز\r\nفحم", "غاز", "غاز", ["غاز"], "lines that end as on Windows"),
    ("النفط 🛢️ والغاز", "الغاز OR النفط", "🛢️", ["النفط", "والغاز"], "an emoji between"),
    ("الحكومة والحكومات", "الحكوم*", "الحكومة", ["الحكومة"], "a pattern marks what it means"),
    ("iPhone وiPhone", "iphone", "iPhone", ["iPhone", "iPhone"], "a clitic before Latin is left"),
    ("كلام -النفط- كلام", "النفط -غاز", "النفط", ["النفط"], "what is left out is not marked"),
    ("في النفط في", "في النفط", "النفط", ["النفط"], "function words are not marked"),
    ("خرج في المساء", "=في", "في", ["في"], "unless they are asked for"),
    (FILLER * 30 + "النفط هنا. " + FILLER * 30, "النفط", "النفط هنا.", ["النفط"], "the middle"),
    ("النفط. " + FILLER * 20 + "النفط والغاز معا.", "نفط غاز", "والغاز معا.", ["النفط", "والغاز"],
     "the passage with both words, not the first with one"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "query", "piece", "marks", "why"), CASES, ids=[row[4] for row in CASES]
)
def test_snippet(
    tmp_path: Path, body: str, query: str, piece: str, marks: list[str], why: str
) -> None:
    snippet = search_one(tmp_path, body, query)
    assert piece in snippet.text, why
    assert marked(snippet.text, snippet.highlights) == marks, why
    assert snippet.text in body
    assert len(snippet.text) <= 240


def test_a_match_at_character_a_million(tmp_path: Path) -> None:
    body = FILLER * (1_000_000 // len(FILLER) + 1) + "وهنا النِّفط أخيرا. " + FILLER
    snippet = search_one(tmp_path, body, "النفط")
    assert marked(snippet.text, snippet.highlights) == ["النِّفط"]
    assert body.index(snippet.text) > 999_000


def test_it_begins_with_the_sentence(tmp_path: Path) -> None:
    body = FILLER * 10 + "وقال الوزير إن سعر النفط ارتفع. " + FILLER * 10
    snippet = search_one(tmp_path, body, "النفط")
    assert snippet.text.startswith("وقال الوزير")
    assert snippet.text[-1] in ".،" or snippet.text[-1].isalpha()


def test_empty_body(tmp_path: Path) -> None:
    assert search_one(tmp_path, "", "عنوان") == Snippet("")


def test_body_without_words(tmp_path: Path) -> None:
    assert search_one(tmp_path, " … 🛢️ … ", "عنوان") == Snippet("… 🛢️ …")
    assert len(best_passage("…" * 500, [], []).text) == 240


def test_without_a_match_it_is_the_beginning(tmp_path: Path) -> None:
    body = FILLER * 30
    snippet = search_one(tmp_path, body, "title:عنوان")
    assert body.startswith(snippet.text)
    assert snippet.highlights == ()
    assert 200 < len(snippet.text) <= 240


def test_one_word_of_ten_thousand_letters(tmp_path: Path) -> None:
    word = "ن" * 10_000
    snippet = search_one(tmp_path, f"قبل {word} بعد", word[:20] + "*")
    assert snippet.text == word, "never a part of a word"
    assert snippet.highlights == ((0, 10_000),)


def test_a_phrase_longer_than_the_snippet_is_marked_as_far_as_it_is_seen(tmp_path: Path) -> None:
    words = "، ".join(f"كلمة{n}" for n in range(100))
    snippet = search_one(tmp_path, f"قبل {words} بعد", f'"{words}"')
    assert 200 < len(snippet.text) <= 240
    ((start, end),) = snippet.highlights
    assert snippet.text[start:].startswith("كلمة")
    assert (start, end) in {(start, b) for _, b in spans(snippet.text)}


@pytest.mark.parametrize("length", range(40, 56))
def test_the_mark_of_a_cut_phrase_ends_with_a_word(length: int) -> None:
    body = "، ".join(f"كلمة{n}" for n in range(100))
    words = spans(body)
    snippet = best_passage(body, words, [at(2, 90)], length=length)
    check_ranges(snippet.text, snippet.highlights)
    assert len(snippet.text) <= length


def test_rare_words_come_first() -> None:
    body = "شائع " + "كلمة " * 60 + "نادر " + "كلمة " * 60
    words = spans(body)
    found = [at(0, leaf=0, weight=0.1), at(61, leaf=1, weight=5.0)]
    assert "نادر" in best_passage(body, words, found).text


def test_many_occurrences_of_one_word_do_not_beat_two_words() -> None:
    body = "غاز " * 20 + "كلمة " * 80 + "غاز نفط"
    words = spans(body)
    found = [at(n) for n in range(20)] + [at(100), at(101, leaf=1)]
    assert "نفط" in best_passage(body, words, found).text


def test_the_whole_text_is_marked_as_the_snippet_is(tmp_path: Path) -> None:
    body = FILLER * 5 + "سعر النفط. " + FILLER * 20 + "والنفط مرة أخرى"
    with open_writer(tmp_path) as writer:
        writer.add(Article("1", "النفط في «آسيا»", body))
    engine: Engine = open_index(tmp_path)
    view = engine.article("1", "النفط")
    assert view is not None
    assert marked(body, view.body_highlights) == ["النفط", "والنفط"]
    assert marked(view.article.title, view.title_highlights) == ["النفط"]
    view = engine.article("1", "title:النفط")
    assert view is not None
    assert view.body_highlights == ()
    assert marked(view.article.title, view.title_highlights) == ["النفط"]
    view = engine.article("1", "body:النفط")
    assert view is not None
    assert view.title_highlights == ()
