"""What a person sees in the terminal. Text from articles is a stranger's and is made harmless."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import Literal

import click

from search.results import Hit, Range, Results, Snippet, format_published

Bidi = Literal["auto", "visual", "off"]

# Escape sequences could rewrite the terminal, direction controls the order of what stands beside.
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SPACE = re.compile(r"\s+")
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"


def harmless(text: str) -> str:
    """The text without control characters.

    >>> harmless("a\\x1b[31mb")
    'a[31mb'
    """
    return _CONTROLS.sub("", text).encode("utf-8", "replace").decode()


class Terminal:
    """Writes to stdout; colors and marks only where a person looks at them."""

    def __init__(self, bidi: Bidi = "auto") -> None:
        self._bidi = bidi
        self._isolate = bidi == "auto" and sys.stdout.isatty()

    def line(self, text: str = "") -> None:
        """One line; right-to-left text in logical order, or reordered with `visual`."""
        if self._bidi == "visual":
            from bidi import get_display

            text = "\n".join(str(get_display(part)) for part in text.split("\n"))
        click.echo(text)

    def field(self, text: str) -> str:
        """A value of unknown direction that must not disturb its neighbors."""
        text = harmless(text)
        return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}" if self._isolate and text else text

    def marked(self, text: str, ranges: Sequence[Range], *, bold: bool = False) -> str:
        """Text with its ranges in color, on one line."""
        pieces = []
        place = 0
        for start, end in ranges:
            pieces.append(self._plain(text[place:start], bold=bold))
            pieces.append(click.style(self._clean(text[start:end]), fg="yellow", bold=True))
            place = end
        pieces.append(self._plain(text[place:], bold=bold))
        return "".join(pieces)

    def _plain(self, text: str, *, bold: bool) -> str:
        text = self._clean(text)
        return click.style(text, bold=True) if bold and text else text

    @staticmethod
    def _clean(text: str) -> str:
        return harmless(_SPACE.sub(" ", text))

    def results(self, results: Results) -> None:
        """A page of results: the answer's size first, then the hits."""
        if not results.total:
            self.line(f"nothing found for {self.field(results.query)}")
            self.line("try fewer words, another spelling, or a part of a word with *: انتخاب*")
            return
        articles = "1 article" if results.total == 1 else f"{results.total:,} articles"
        where = f", page {results.page} of {results.pages}" if results.pages > 1 else ""
        self.line(f"{articles} in {results.took_ms:.0f} ms{where}")
        if not results.hits:
            self.line(f"there is no page {results.page}; the last is {results.pages}")
        for number, hit in enumerate(results, 1 + (results.page - 1) * results.limit):
            self.line()
            self.hit(number, hit)

    def hit(self, number: int, hit: Hit) -> None:
        """One hit: title, where and when, the passage, and the sum of its score if asked for."""
        title = hit.title or "(no title)"
        self.line(f"{number:>3}. {self.marked(title, hit.title_highlights, bold=True)}")
        facts = [hit.source, format_published(hit.published) or "", hit.category, hit.author]
        facts = [self.field(fact) for fact in [*facts, hit.id] if fact]
        self.line(click.style(f"     {' · '.join(facts)}", dim=True))
        if hit.snippet.text:
            self.line(f"     {self.snippet(hit.snippet)}")
        if hit.explanation is not None:
            for part in hit.explanation.split("\n"):
                self.line(click.style(f"     {harmless(part)}", dim=True))

    def snippet(self, snippet: Snippet) -> str:
        """A passage on one line."""
        return self.marked(snippet.text, snippet.highlights)


def json_line(document: object) -> str:
    """A document as JSON, readable Arabic, safe for any encoding of lone surrogates."""
    import json

    text = json.dumps(document, ensure_ascii=False, indent=2)
    try:
        text.encode()
    except UnicodeEncodeError:
        text = json.dumps(document, indent=2)
    return text
