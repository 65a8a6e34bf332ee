"""Where escaping and <mark> meet: text and ranges in, safe HTML out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup, escape

from search.results import Range

PARAGRAPH_BREAK = re.compile(r"\s*\n\s*")
ZERO_WIDTH_JOINER = "\u200d"


def highlight(text: str, ranges: Iterable[Range] = (), *, anchor: str = "") -> Markup:
    """The text, escaped, with each range in a <mark>.

    A range that cuts a word is widened to the whole of it, since browsers break the joining of
    Arabic letters at an element's edge; ranges that then touch each other's words become one, and
    what lies outside the text is left out. Without its tags the result is the escaped text. With
    an `anchor` the marks get the ids anchor-1, anchor-2 and so on.

    >>> highlight("أسعار <النفط> اليوم", [(7, 12)])
    Markup('أسعار &lt;<mark>النفط</mark>&gt; اليوم')
    """
    pieces: list[Markup] = []
    done = 0
    for nth, (start, end) in enumerate(whole_words(text, ranges), start=1):
        identity = Markup(' id="{}-{}"').format(anchor, nth) if anchor else Markup()
        pieces.append(escape(text[done:start]))
        pieces.append(Markup("<mark{}>{}</mark>").format(identity, text[start:end]))
        done = end
    pieces.append(escape(text[done:]))
    return Markup("").join(pieces)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, ready for the page, and the direction it reads in."""

    html: Markup
    direction: Literal["rtl", "ltr"]


def paragraphs(text: str, ranges: Iterable[Range] = ()) -> tuple[Paragraph, ...]:
    """The text at its line breaks, each part highlighted; parts with nothing in them are left out.

    The first mark has the id "match-1", the second "match-2", through all the paragraphs.
    """
    words = whole_words(text, ranges)
    shown: list[Paragraph] = []
    marked = 0
    for start, end in lines(text):
        inside = [
            (max(first, start) - start, min(last, end) - start)
            for first, last in words
            if first < end and last > start
        ]
        part = text[start:end]
        html = highlight(part, inside)
        for _ in inside:
            marked += 1
            html = Markup(html.replace("<mark>", f'<mark id="match-{marked}">', 1))
        shown.append(Paragraph(html, text_direction(part)))
    return tuple(shown)


def lines(text: str) -> Iterator[Range]:
    """Where the parts between line breaks begin and end, their outer spaces left out."""
    start = 0
    for gap in [*PARAGRAPH_BREAK.finditer(text), None]:
        end = gap.start() if gap else len(text)
        if text[start:end].strip():
            yield start, end
        start = gap.end() if gap else end


def whole_words(text: str, ranges: Iterable[Range]) -> list[Range]:
    """The ranges in order, widened to whole words, none empty, none touching another's words."""
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
    """A letter, a vowel mark, tatweel or a joiner; digits stand alone, as nothing joins them."""
    return unicodedata.category(character)[0] in "LM" or character == ZERO_WIDTH_JOINER


def text_direction(text: str) -> Literal["rtl", "ltr"]:
    """The direction most of the text's letters ask for, right to left when they are even.

    A browser's dir=auto asks the first letter alone and would turn the whole line round for an
    Arabic headline that begins with a foreign name.

    >>> text_direction("WhatsApp تطلق ميزة جديدة"), text_direction("Breaking news"), text_direction("")
    ('rtl', 'ltr', 'rtl')
    """
    rightward = leftward = 0
    for character in text[:400]:
        kind = unicodedata.bidirectional(character)
        leftward += kind in ("R", "AL")
        rightward += kind == "L"
    return "ltr" if rightward > 2 * leftward else "rtl"
