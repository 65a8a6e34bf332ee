"""Where escaping and <mark> meet: text and ranges in, safe HTML out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup, escape

from search.results import Range

Direction = Literal["rtl", "ltr"]

ZERO_WIDTH_JOINER = "\u200d"
# What could turn the order of what stands beside it, or is no character of a text at all.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# Letters by runs: a page asks 40 times, and the bidirectional class of each letter took 2 ms of it.
LETTERS = re.compile(r"[^\W\d_]+")
LEFTWARD = re.compile(
    "[\u05d0-\u05f4\u0620-\u064a\u066e-\u06ef\u06fa-\u08c9\ufb1d-\ufdfb\ufe70-\ufefc]+"
)
BEGINNING = 200
# HTML, put together as it stands: Markup.format takes three times as long, and a page has 80 marks.
OPENED, CLOSED = "<mark>", "</mark>"
NUMBERED = '<mark id="match-%d">'


def harmless(value: object) -> object:
    """Text without controls, as it goes into a page; anything else as it is.

    >>> harmless("a\\u202eb\\x1b[31m"), harmless(7)
    ('ab[31m', 7)
    """
    # Asked 700 times a page: looking for controls takes six times as long as asking for none.
    return value if type(value) is not str or value.isprintable() else UNSEEN.sub("", value)


def _escaped(text: str) -> Markup:
    return escape(UNSEEN.sub("", text))


def highlight(text: str, ranges: Iterable[Range] = (), *, first: int = 0) -> Markup:
    """The text, escaped, with each range in a <mark>.

    A range that cuts a word is widened to the whole of it, since browsers break the joining of
    Arabic letters at an element's edge; ranges that then overlap become one, and what lies outside
    the text is left out. Without its tags the result is the escaped
    text but for controls. With `first` the marks
    carry ids: match-first, and so on upwards.

    >>> highlight("أسعار <النفط> اليوم", [(7, 12)])
    Markup('أسعار &lt;<mark>النفط</mark>&gt; اليوم')
    """
    pieces: list[str] = []  # of HTML
    done = 0
    for nth, (start, end) in enumerate(whole_words(text, ranges), start=first):
        opened = NUMBERED % nth if first else OPENED
        pieces += (_escaped(text[done:start]), opened, _escaped(text[start:end]), CLOSED)
        done = end
    pieces.append(_escaped(text[done:]))
    return Markup("".join(pieces))  # noqa: S704 - each is escaped above, or a tag


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, ready for the page, and the direction it reads in."""

    html: Markup
    direction: Direction
    best: bool = False  # here is the passage that answers the query best


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A long text as paragraphs; its marks are numbered through: match-1 to match-`matches`."""

    paragraphs: tuple[Paragraph, ...]
    matches: int


def marked_text(text: str, ranges: Iterable[Range] = (), best: int | None = None) -> MarkedText:
    """The text cut at its line breaks, each part highlighted, parts with nothing in them left out.

    A range over a line break is marked on both sides of it. The part with the character `best` in
    it is the best.
    """
    words = whole_words(text, ranges)
    shown: list[Paragraph] = []
    matches = first = 0
    for start, end in lines(text):
        # Both are in order: the words before this line are before all that follow.
        while first < len(words) and words[first][1] <= start:
            first += 1
        inside = [
            (max(left, start) - start, min(right, end) - start)
            for left, right in _before(words, first, end)
        ]
        part = text[start:end]
        html = highlight(part, inside, first=matches + 1)
        found = best is not None and start <= best < end
        shown.append(Paragraph(html, text_direction(part), found))
        matches += len(inside)
    return MarkedText(tuple(shown), matches)


def _before(words: list[Range], first: int, end: int) -> Iterator[Range]:
    """The words from the one numbered `first` that begin before `end`."""
    for place in range(first, len(words)):
        if words[place][0] >= end:
            return
        yield words[place]


def lines(text: str) -> Iterator[Range]:
    """Where the parts between line breaks begin and end, without the spaces round them.

    By no pattern: of a run of 100,000 spaces that no break follows, one took 30 seconds.
    """
    start = 0
    for line in text.split("\n"):
        if inside := line.strip():
            first = start + len(line) - len(line.lstrip())
            yield first, first + len(inside)
        start += len(line) + 1


def whole_words(text: str, ranges: Iterable[Range]) -> list[Range]:
    """The ranges in order, clipped to the text, widened to whole words, none over another."""
    found: list[Range] = []
    for start, end in sorted(ranges):
        start, end = max(start, 0), min(end, len(text))
        if start >= end:
            continue
        while start > 0 and within_word(text, start):
            start -= 1
        while end < len(text) and within_word(text, end):
            end += 1
        if found and start < found[-1][1]:
            start, end = found[-1][0], max(found.pop()[1], end)
        found.append((start, end))
    return found


def within_word(text: str, at: int) -> bool:
    """Whether the characters before and after this place belong to one word."""
    return is_word_character(text[at - 1]) and is_word_character(text[at])


def is_word_character(character: str) -> bool:
    """A letter, a vowel mark, tatweel or a joiner; not a digit, as nothing joins to one."""
    return unicodedata.category(character)[0] in "LM" or character == ZERO_WIDTH_JOINER


def text_direction(text: str) -> Direction:
    """Left to right only where such letters clearly prevail in the text's beginning.

    A browser's dir=auto asks the first letter alone and would turn the whole line round for an
    Arabic headline that begins with a foreign name.

    >>> text_direction("WhatsApp تطلق ميزة جديدة"), text_direction("Breaking: oil falls")
    ('rtl', 'ltr')
    """
    beginning = text[:BEGINNING]
    others = LEFTWARD.sub("", beginning)
    rightward = sum(map(len, LETTERS.findall(others)))
    return "ltr" if rightward > 2 * (len(beginning) - len(others)) else "rtl"


def isolated(text: str) -> Markup:
    """The text, escaped, in a <bdi> that keeps its direction to itself."""
    return Markup('<bdi dir="{}">{}</bdi>').format(text_direction(text), _escaped(text))


def code(text: str, direction: Direction = "rtl") -> Markup:
    """Something to be typed as it stands."""
    return Markup('<bdi dir="{}"><code>{}</code></bdi>').format(direction, _escaped(text))
