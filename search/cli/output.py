"""What a person sees in the terminal. Text from articles is a stranger's and is made harmless."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from typing import Literal

import click

from search.cli.lines import (
    BIDI_CONTROLS,
    broken,
    cleaned,
    columns_of,
    direction_of,
    first_columns,
    harmless,
    last_columns,
    visual,
)
from search.results import Concordance, Facet, Hit, Range, Results, format_published

Bidi = Literal["auto", "visual", "off"]

_CONTROLS_IN_JSON = re.compile(f"[\x7f-\x9f{BIDI_CONTROLS}]")  # json escapes the others itself
_LEFT_ISOLATE, _RIGHT_ISOLATE = "\u2066", "\u2067"
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_RIGHT_TO_LEFT_MARK, _AN_ARABIC_LETTER = "\u200f", "\u0627"
_INDENT = " " * 5
_FACTS_OF_A_LINE = 30  # columns of a concordance for the day and the id
_LONGEST_VALUE = 40  # characters of a source, section or author
_MOST_VALUES = 15  # values of a field that are named when nothing was found
_MOST_COLUMNS = 100  # longer lines are hard to read, however wide the window


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
        text, ranges = cleaned(text, ranges)
        room = None if self._columns is None else self._columns - len(indent)
        for number, (start, end) in enumerate(broken(text, room)):
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
            text, marked = visual(text, marked, direction_of(whole or text))
        styled = self._styles(text, marked, bold=bold)
        if not (self._isolate and text):
            return styled
        # FSI takes the direction of the first strong letter; a later line of a passage may begin
        # with a foreign name and still belongs to the direction of the whole.
        direction = direction_of(whole or text)
        opening = _FIRST_STRONG_ISOLATE
        if direction != direction_of(text):
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
        widths = [max(map(columns_of, column)) for column in zip(*cleaned, strict=True)]
        for number, row in enumerate(cleaned):
            fields = [
                self._directed(value, ()) + " " * (width - columns_of(value))
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
        middle = max(map(columns_of, matches), default=0)
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
        before, after = last_columns(before.rstrip(), side), first_columns(after.lstrip(), side)
        lead = " " * (side - columns_of(before)) + before + " "
        tail = f" {after}" + " " * (side + middle - columns_of(match) - columns_of(after))
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
