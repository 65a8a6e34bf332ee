"""The law of the edge: what is marked is whole words, what is escaped gives the text back."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.markup import (
    highlight,
    is_word_character,
    lines,
    marked_text,
    text_direction,
    whole_words,
)

TEXTS = st.text(alphabet="أبتثةىي ـَّ\u200dab1٢ <>&\"'\n.،", max_size=60)
RANGES = st.lists(st.tuples(st.integers(-3, 65), st.integers(-3, 65)), max_size=6)

HIGHLIGHTS = [
    ("خبر عن النفط", [(7, 12)], "خبر عن <mark>النفط</mark>", "a word"),
    ("خبر عن النفط", [], "خبر عن النفط", "nothing to mark"),
    ("النفط والغاز", [(0, 5), (6, 12)], "<mark>النفط</mark> <mark>والغاز</mark>", "two words"),
    ("وزارة الصحة", [(0, 11)], "<mark>وزارة الصحة</mark>", "a phrase is one mark"),
    ("والنفط", [(1, 6)], "<mark>والنفط</mark>", "half a word would break its joining"),
    ("مُحَمَّدٌ", [(0, 3)], "<mark>مُحَمَّدٌ</mark>", "vowel marks belong to the word"),
    ("القـــمـــح", [(0, 4)], "<mark>القـــمـــح</mark>", "tatweel belongs to the word"),
    ("عام 2023م", [(4, 8)], "عام <mark>2023</mark>م", "digits do not join a letter"),
    ("abc", [(0, 2), (1, 3)], "<mark>abc</mark>", "overlapping ranges are one"),
    ("abc def", [(4, 99), (-5, 1)], "<mark>abc</mark> <mark>def</mark>", "outside is left out"),
    ("abc", [(2, 2), (3, 1)], "abc", "an empty range marks nothing"),
    ("<b>", [(1, 2)], "&lt;<mark>b</mark>&gt;", "markup in the text stays text"),
    ('a & "b"', [], "a &amp; &#34;b&#34;", "all that HTML reads is escaped"),
    ("<script>", [(0, 8)], "<mark>&lt;script&gt;</mark>", "inside a mark, too"),
]


@pytest.mark.parametrize(("text", "ranges", "expected", "why"), HIGHLIGHTS)
def test_highlight(text: str, ranges: list[tuple[int, int]], expected: str, why: str) -> None:
    assert highlight(text, ranges) == expected, why


@given(TEXTS, RANGES)
def test_without_its_tags_the_markup_is_the_text(text: str, ranges: list[tuple[int, int]]) -> None:
    marked = str(highlight(text, ranges))
    assert html.unescape(re.sub(r"</?mark>", "", marked)) == text


@given(TEXTS, RANGES)
def test_marks_begin_and_end_where_words_do(text: str, ranges: list[tuple[int, int]]) -> None:
    last = 0
    for start, end in whole_words(text, ranges):
        assert last <= start < end <= len(text)
        for edge in (start, end):
            if 0 < edge < len(text):
                assert not (is_word_character(text[edge - 1]) and is_word_character(text[edge]))
        last = end


def test_paragraphs_are_the_lines_and_marks_are_numbered_through() -> None:
    text = "  قمح أول\r\n\n\t\nثم قمح\nوبعد "
    marked = marked_text(text, [(2, 5), (17, 20)])
    assert [paragraph.html for paragraph in marked.paragraphs] == [
        '<mark id="match-1">قمح</mark> أول',
        'ثم <mark id="match-2">قمح</mark>',
        "وبعد",
    ]
    assert marked.matches == 2


@given(st.text(st.sampled_from("ا \t\n\r\u00a0\u2028")))
def test_the_lines_are_the_text_between_its_breaks(text: str) -> None:
    expected = [line.strip() for line in text.split("\n") if line.strip()]
    assert [text[start:end] for start, end in lines(text)] == expected


def test_a_run_of_spaces_is_read_once() -> None:
    assert list(lines("ا" + " " * 3_000_000 + "ب")) == [(0, 3_000_002)], "and not for hours"


def test_a_range_over_a_line_break_is_marked_on_both_sides() -> None:
    marked = marked_text("وزارة\nالصحة", [(0, 11)])
    assert [paragraph.html for paragraph in marked.paragraphs] == [
        '<mark id="match-1">وزارة</mark>',
        '<mark id="match-2">الصحة</mark>',
    ]


@given(TEXTS, RANGES)
def test_paragraphs_lose_nothing_but_space(text: str, ranges: list[tuple[int, int]]) -> None:
    parts = marked_text(text, ranges).paragraphs
    shown = "".join(html.unescape(re.sub(r"<[^>]*>", "", part.html)) for part in parts)
    assert "".join(shown.split()) == "".join(text.split())


DIRECTIONS = [
    ("خبر", "rtl", "Arabic"),
    ("Harbour reopens", "ltr", "Latin"),
    ("WhatsApp تختبر ميزة جديدة", "rtl", "an Arabic line that begins with a foreign name"),
    ("Reuters: the word كشاف means searchlight", "ltr", "a foreign line that quotes Arabic"),
    ("2023-05-17", "rtl", "no letters: the page's own direction"),
    ("", "rtl", "nothing"),
]


@pytest.mark.parametrize(("text", "expected", "why"), DIRECTIONS)
def test_text_direction(text: str, expected: str, why: str) -> None:
    assert text_direction(text) == expected, why
