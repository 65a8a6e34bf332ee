"""What a person sees in the terminal. Text from articles is a stranger's and is made harmless."""

from __future__ import annotations

import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import click

from search.results import Concordance, Facet, Hit, Range, Results, format_published

Bidi = Literal["auto", "visual", "off"]

# Escape sequences could rewrite the terminal, direction controls the order of what stands beside.
_BIDI_CONTROLS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_CONTROLS = re.compile(f"[\x00-\x1f\x7f-\x9f{_BIDI_CONTROLS}]")
_CONTROLS_IN_JSON = re.compile(f"[\x7f-\x9f{_BIDI_CONTROLS}]")  # json escapes the others itself
_WORD = re.compile(r"\S+")
_LEFT_ISOLATE, _RIGHT_ISOLATE = "\u2066", "\u2067"
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_RIGHT_TO_LEFT_MARK, _AN_ARABIC_LETTER = "\u200f", "\u0627"
_INDENT = " " * 5
_FACTS_OF_A_LINE = 30  # columns of a concordance for the day and the id
_LONGEST_VALUE = 40  # characters of a source, section or author
_MOST_VALUES = 15  # values of a field that are named when nothing was found
_MOST_COLUMNS = 100  # longer lines are hard to read, however wide the window


def harmless(text: str) -> str:
    """The text on one line, without control characters, and encodable whatever it was.

    >>> harmless("a\\x1b[31m\\nb\\u202e")
    'a[31m b'
    """
    text = re.sub(r"\s+", " ", text)
    return _CONTROLS.sub("", text).encode("utf-8", "replace").decode()


class Terminal:
    """Writes to stdout: colors, line ends and isolates only where a person looks at them.

    Into a file or a pipe each passage is one line and each line is in logical order, for grep and
    for editors. With `visual` lines are put in the order in which they are seen, for terminals
    that show characters from left to right as they come; these need line ends of our own, since
    a terminal that broke such a line would show its end above its beginning.
    """

    def __init__(self, bidi: Bidi = "auto") -> None:
        watched = sys.stdout.isatty()
        self._visual = bidi == "visual"
        self._isolate = bidi == "auto" and watched
        self._styled = (
            watched and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        )
        columns = shutil.get_terminal_size().columns
        self._columns = min(columns, _MOST_COLUMNS) if watched or self._visual else None

    # -- pieces -------------------------------------------------------------------------------

    def line(self, text: str = "", *, dim: bool = False) -> None:
        """One line of our own words and of fields."""
        click.echo(self._style(text, dim=True) if dim else text)

    def field(self, text: str) -> str:
        """A value of unknown direction, so that it does not disturb what stands beside it."""
        return self._directed(harmless(text), ())

    def passage(
        self,
        text: str,
        ranges: Sequence[Range] = (),
        *,
        first: str = "",
        indent: str = "",
        bold: bool = False,
    ) -> None:
        """Text with its ranges marked, broken at words where a person looks.

        `first` stands before the first line and `indent` before the others.
        """
        text, ranges = _cleaned(text, ranges)
        room = None if self._columns is None else self._columns - len(indent)
        for number, (start, end) in enumerate(_broken(text, room)):
            inside = [
                (max(a, start) - start, min(b, end) - start)
                for a, b in ranges
                if a < end and b > start
            ]
            piece = self._directed(text[start:end], inside, whole=text, bold=bold)
            click.echo((indent if number else first) + piece)

    def _directed(
        self, text: str, ranges: Sequence[Range], *, whole: str = "", bold: bool = False
    ) -> str:
        """A piece of the text `whole` in the order that the terminal needs, styled."""
        marked = [False] * len(text)
        for start, end in ranges:
            marked[start:end] = [True] * (end - start)
        if self._visual:
            text, marked = _visual(text, marked, _direction(whole or text))
        styled = self._styles(text, marked, bold=bold)
        if not (self._isolate and text):
            return styled
        # FSI takes the direction of the first strong letter; a later line of a passage may begin
        # with a foreign name and still belongs to the direction of the whole.
        direction = _direction(whole or text)
        opening = _FIRST_STRONG_ISOLATE
        if direction != _direction(text):
            opening = _RIGHT_ISOLATE if direction == "R" else _LEFT_ISOLATE
        return f"{opening}{styled}{_POP_ISOLATE}"

    def _styles(self, text: str, marked: Sequence[bool], *, bold: bool) -> str:
        if not self._styled:
            return text
        pieces = []
        start = 0
        for end in range(1, len(text) + 1):
            if end == len(text) or marked[end] != marked[start]:
                piece = text[start:end]
                if marked[start]:
                    piece = click.style(piece, fg="yellow", bold=True)
                elif bold:
                    piece = click.style(piece, bold=True)
                pieces.append(piece)
                start = end
        return "".join(pieces)

    def _style(self, text: str, *, dim: bool) -> str:
        return click.style(text, dim=dim) if self._styled and text else text

    # -- records ------------------------------------------------------------------------------

    def nothing(self, query: str, facets: Mapping[str, Sequence[Facet]], filtered: bool) -> None:
        """What to try when nothing was found; `facets`: names the index has."""
        self.line(f"nothing found for {self.field(query)}" if query.strip() else "nothing found")
        tries = ["fewer words", f"the beginning of a word and *: {self.field('انتخاب*')}"]
        if filtered:
            tries.insert(0, "without --source, --category, --author, --from and --to")
        self.line(f"try: {'; '.join(tries if query.strip() else tries[:1])}")
        for name, values in facets.items():
            if values:
                most = [self.field(_short(facet.value)) for facet in values[:_MOST_VALUES]]
                more = " and more" if len(values) > len(most) else ""
                self.line(f"{name}: {' · '.join(most)}{more}")

    def results(self, results: Results) -> None:
        """A page of results: how large the answer is, then the hits."""
        articles = "1 article" if results.total == 1 else f"{results.total:,} articles"
        where = f", page {results.page:,} of {results.pages:,}" if results.pages > 1 else ""
        if not results.hits:
            where = f"; there is no page {results.page:,}, the last is {results.pages:,}"
        self.line(f"{articles} in {results.took_ms:.0f} ms{where}")
        self.advice(results)
        for number, hit in enumerate(results, 1 + (results.page - 1) * results.limit):
            self.line()
            self.hit(number, hit)

    def advice(self, results: Results) -> None:
        """What else was searched, or may have been meant."""
        meant = results.suggestion
        if meant is not None and meant.applied:
            self.line(
                f"nothing found for {self.field(results.query)}; "
                f"searched for {self.field(meant.query)} instead"
            )
            return
        if results.unknown:
            self.line(f"no article has {' or '.join(map(self.field, results.unknown))}")
        if meant is not None:
            self.line(f"did you mean: {self.field(meant.query)}")
        for word, more in results.also_searched.items():
            spellings = ", ".join(map(self.field, more))
            alone = self.field(f"={word}")
            self.line(
                f"{self.field(word)}: also searched as {spellings}; {alone} searches it alone"
            )

    def hit(self, number: int, hit: Hit) -> None:
        """One hit: title, where and when, the passage, and the sum of its score if asked for."""
        rank = f"{number:>3}. "
        title = hit.title.strip() or "(no title)"
        self.passage(title, hit.title_highlights, first=rank, indent=_INDENT, bold=True)
        self.facts(
            hit.source, format_published(hit.published), hit.category, hit.author, hit.id,
            indent=_INDENT,
        )  # fmt: skip
        if hit.snippet.text:
            self.passage(hit.snippet.text, hit.snippet.highlights, first=_INDENT, indent=_INDENT)
        if hit.copies:
            self.line(f"{_INDENT}+{hit.copies} similar", dim=True)
        if hit.explanation is not None:
            for part in hit.explanation.split("\n"):
                space = part[: len(part) - len(part.lstrip())]
                self.line(f"{_INDENT}{space}{harmless(part.strip())}", dim=True)

    def facts(self, *values: str | None, indent: str = "") -> None:
        """What is known of an article, on one line.

        The last, its id or address, stays whole to be copied; of the others the beginning is
        enough, since some sources fill the author with a sentence.
        """
        last = len(values) - 1
        fields = [
            self.field(value if place == last else _short(value))
            for place, value in enumerate(values)
            if value and value.strip()
        ]
        if fields:
            self.line(f"{indent}{' · '.join(fields)}", dim=True)

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Rows of fields under a head, each column as wide as its widest field."""
        cleaned = [[harmless(value) for value in row] for row in (head, *rows)]
        widths = [max(map(_width, column)) for column in zip(*cleaned, strict=True)]
        for number, row in enumerate(cleaned):
            fields = [
                self._directed(value, ()) + " " * (width - _width(value))
                for value, width in zip(row, widths, strict=True)
            ]
            self.line("  ".join(fields).rstrip(), dim=not number)

    def concordance(self, found: Concordance) -> None:
        """The lines of a page, the matches one under the other, each with its day and article."""
        where = f", page {found.page:,} of {found.pages:,}" if found.pages > 1 else ""
        self.line(f"{found.total_lines:,} lines in {found.total_articles:,} articles{where}")
        if found.reachable_lines < found.total_lines:
            self.line(f"the newest {found.reachable_lines:,} lines are in order", dim=True)
        matches = [harmless(line.match).strip() for line in found]
        middle = max(map(_width, matches), default=0)
        side = max(12, ((self._columns or _MOST_COLUMNS) - middle - _FACTS_OF_A_LINE) // 2)
        for line, match in zip(found, matches, strict=True):
            text = self._aligned(harmless(line.before), match, harmless(line.after), side, middle)
            day = (format_published(line.published) or "")[:10]
            self.line(f"{text}  {day:10}  {self.field(line.id)}")

    def _aligned(self, before: str, match: str, after: str, side: int, middle: int) -> str:
        """One line of a concordance, `before` on the right and ending where the match begins.

        The whole is as wide in every line, since a terminal may begin it at either end; the mark
        at its end keeps the spaces there from being sent to the other.
        """
        before, after = _last_columns(before.rstrip(), side), _first_columns(after.lstrip(), side)
        lead = " " * (side - _width(before)) + before + " "
        tail = f" {after}" + " " * (side + middle - _width(match) - _width(after))
        marked = [(len(lead), len(lead) + len(match))]
        mark = _RIGHT_TO_LEFT_MARK if self._isolate else ""
        return self._directed(f"{lead}{match}{tail}{mark}", marked, whole=_AN_ARABIC_LETTER)


def _short(text: str) -> str:
    """The beginning of a long value, cut between words.

    >>> _short("مجلس " * 20)
    'مجلس مجلس مجلس مجلس مجلس مجلس مجلس مجلس…'
    """
    text = harmless(text).strip()
    if len(text) <= _LONGEST_VALUE:
        return text
    cut = text[:_LONGEST_VALUE]
    return f"{cut.rsplit(' ', 1)[0] or cut}…"


def json_line(document: object) -> str:
    """A document as JSON: readable Arabic where stdout can hold it, no control character as such.

    >>> json_line(["نفط", "\\u202e"])
    '[\\n  "نفط",\\n  "\\\\u202e"\\n]'
    """
    import json

    text = json.dumps(document, ensure_ascii=False, indent=2)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
        text.encode()  # a lone surrogate passes under a lenient error handler only
    except UnicodeEncodeError:
        return json.dumps(document, indent=2)
    return _CONTROLS_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _cleaned(text: str, ranges: Sequence[Range]) -> tuple[str, list[Range]]:
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


def _broken(text: str, room: int | None) -> Iterator[Range]:
    """The lines of a text, as ranges: at most `room` columns each, but for a word that is longer.

    >>> text = "مجلس الوزراء اليوم"
    >>> [text[start:end] for start, end in _broken(text, 12)]
    ['مجلس الوزراء', 'اليوم']
    """
    if room is None or _width(text) <= room:
        yield 0, len(text)
        return
    start = end = used = 0
    for word in _WORD.finditer(text):
        width = _width(text[end : word.end()])
        if end > start and used + width > room:
            yield start, end
            start, used, width = word.start(), 0, _width(word[0])
        used += width
        end = word.end()
    yield start, end


def _width(text: str) -> int:
    """Columns of a terminal: marks stand on the letter before them, CJK takes two."""
    return sum(
        0
        if unicodedata.category(letter) in ("Mn", "Me", "Cf")
        else 1 + (unicodedata.east_asian_width(letter) in "WF")
        for letter in text
    )


def _first_columns(text: str, room: int) -> str:
    """As many whole words from the beginning as fit.

    >>> _first_columns("مجلس الوزراء اليوم", 12), _last_columns("مجلس الوزراء اليوم", 12)
    ('مجلس الوزراء', 'اليوم')
    """
    start, end = next(_broken(text, room))
    return text[start:end] if _width(text[start:end]) <= room else ""


def _last_columns(text: str, room: int) -> str:
    """As many whole words from the end as fit."""
    for word in _WORD.finditer(text):
        if _width(text[word.start() :]) <= room:
            return text[word.start() :]
    return ""


def _direction(text: str) -> Literal["L", "R"]:
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


def _visual(
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
