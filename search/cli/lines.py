"""A stranger's text as lines of a terminal: made harmless, broken, measured, put in order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Literal

from search.results import Range

# Escape sequences could rewrite the terminal, direction controls the order of what stands beside.
BIDI_CONTROLS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_CONTROLS = re.compile(f"[\x00-\x1f\x7f-\x9f{BIDI_CONTROLS}]")
_WORD = re.compile(r"\S+")


def harmless(text: str) -> str:
    """The text on one line, without control characters, and encodable whatever it was.

    >>> harmless("a\\x1b[31m\\nb\\u202e")
    'a[31m b'
    """
    text = re.sub(r"\s+", " ", text)
    return _CONTROLS.sub("", text).encode("utf-8", "replace").decode()


def cleaned(text: str, ranges: Sequence[Range]) -> tuple[str, list[Range]]:
    """`harmless(text)`, and where the ranges are in it."""
    pieces: list[str] = []
    moved = []
    length = place = 0
    for start, end in [*ranges, (len(text), len(text))]:
        for begin, stop in ((place, start), (start, end)):
            pieces.append(harmless(text[begin:stop]))
            length += len(pieces[-1])
        if start < end:
            moved.append((length - len(pieces[-1]), length))
        place = end
    return "".join(pieces), moved


def broken(text: str, room: int | None) -> Iterator[Range]:
    """The lines of a text, as ranges: at most `room` columns each, but for a word that is longer.

    >>> text = "مجلس الوزراء اليوم"
    >>> [text[start:end] for start, end in broken(text, 12)]
    ['مجلس الوزراء', 'اليوم']
    """
    if room is None or columns_of(text) <= room:
        yield 0, len(text)
        return
    start = end = used = 0
    for word in _WORD.finditer(text):
        width = columns_of(text[end : word.end()])
        if end > start and used + width > room:
            yield start, end
            start, used, width = word.start(), 0, columns_of(word[0])
        used += width
        end = word.end()
    yield start, end


def columns_of(text: str) -> int:
    """Columns of a terminal: marks stand on the letter before them, CJK takes two."""
    return sum(
        0
        if unicodedata.category(letter) in ("Mn", "Me", "Cf")
        else 1 + (unicodedata.east_asian_width(letter) in "WF")
        for letter in text
    )


def first_columns(text: str, room: int) -> str:
    """As many whole words from the beginning as fit.

    >>> first_columns("مجلس الوزراء اليوم", 12), last_columns("مجلس الوزراء اليوم", 12)
    ('مجلس الوزراء', 'اليوم')
    """
    start, end = next(broken(text, room))
    return text[start:end] if columns_of(text[start:end]) <= room else ""


def last_columns(text: str, room: int) -> str:
    """As many whole words from the end as fit."""
    for word in _WORD.finditer(text):
        if columns_of(text[word.start() :]) <= room:
            return text[word.start() :]
    return ""


def direction_of(text: str) -> Literal["L", "R"]:
    """The direction of the first letter that has one, as the Unicode rule P2 has it."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in ("L", "R", "AL"):
            return "L" if kind == "L" else "R"
    return "L"


# For each bidirectional class two characters of it: one of them differs from any given character.
_STAND_INS = {
    "L": "ab", "R": "\u05d0\u05d1", "AL": "\u0628\u062a", "EN": "01", "AN": "\u0660\u0661",
    "NSM": "\u0300\u0301",
}  # fmt: skip


def visual(
    text: str, marked: Sequence[bool], direction: Literal["L", "R"]
) -> tuple[str, list[bool]]:
    """One line in the order in which it is seen, and which of its characters are marked.

    python-bidi does not say where a character went. Order depends on the classes of characters
    alone, so the same line with others of their class in the marked places is ordered alike, and
    the marked places are where the two differ.
    """
    # The package's older implementation: the newer one leaves brackets unmirrored.
    from bidi.algorithm import get_display

    def stand_in(letter: str) -> str:
        pair = _STAND_INS.get(unicodedata.bidirectional(letter), letter * 2)
        return pair[1] if letter == pair[0] else pair[0]

    other = "".join(
        stand_in(letter) if mark else letter for letter, mark in zip(text, marked, strict=True)
    )
    seen = str(get_display(text, base_dir=direction))
    beside = str(get_display(other, base_dir=direction))
    order = list(_letters_before_marks(seen))
    return "".join(seen[i] for i in order), [seen[i] != beside[i] for i in order]


def _letters_before_marks(seen: str) -> Iterator[int]:
    """The order of a line's characters in which each vowel mark follows its letter again.

    Turning a word round puts its marks before their letters, and a terminal would draw them on
    the neighbor: the rule L3 of the Unicode algorithm, which python-bidi leaves to others.
    """
    waiting: list[int] = []
    base = ""
    for place, letter in enumerate(seen):
        kind = unicodedata.bidirectional(letter)
        if kind == "NSM" and base != "L":
            waiting.append(place)
            continue
        yield place
        yield from reversed(waiting)
        waiting = []
        base = kind if kind != "NSM" else base
    yield from waiting
