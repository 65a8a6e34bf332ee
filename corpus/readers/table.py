"""A table of articles: where are its columns, and which row is a record?

The delimiter is the one whose header names most of our fields, so that a comma inside the text
decides nothing. A row must have as many cells as the header: one that has not is skipped and
named, since its cells would stand under the wrong columns.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from corpus.article import Article, Skipped
from corpus.limits import MAX_COLUMNS, MAX_NAME_CHARACTERS, MAX_RECORD_BYTES, MAX_VALUES
from corpus.readers.origin import Origin

DELIMITERS = (",", "\t", ";", "|")
_BAD_BYTE = re.compile("[\udc80-\udcff]")


class _TooLongError(Exception):
    """A line or a row that is longer than a record may be."""


def read(content: io.BufferedReader, origin: Origin, usual: str) -> Iterator[Article | Skipped]:
    """The rows of a table as articles; ``usual`` is the delimiter that the file's name means."""
    # Process-wide in the csv module, and 128 KB by default: less than a long article.
    csv.field_size_limit(max(csv.field_size_limit(), MAX_RECORD_BYTES))
    text = io.TextIOWrapper(content, "utf-8", errors="surrogateescape", newline="")
    lines = _Lines(text)
    before = 0
    try:
        first = next((candidate for candidate in lines if candidate.strip()), None)
        if first is None:
            return
        if len(first) > MAX_COLUMNS * MAX_NAME_CHARACTERS:
            yield origin.skipped(1, "the header is too long; the rest of the file is not read")
            return
        delimiter = _delimiter(first, origin, usual)
        reader = csv.reader(_again(first, lines), delimiter=delimiter)
        header = [name.strip() for name in next(reader)]
        if problem := _unusable(header, origin):
            yield origin.skipped(1, problem)
            return
        before = reader.line_num
        lines.row_starts()
        for row in reader:
            lines.row_starts()
            line, before = before + 1, reader.line_num
            if row:
                yield _record(header, row, line, origin)
        return
    except (csv.Error, _TooLongError) as error:
        reason = "a cell or line is too long" if _is_length(error) else str(error)
    finally:
        text.detach()  # the caller closes what it opened
    yield origin.skipped(before + 1, f"{reason}; the rest of the file is not read")


class _Lines:
    """The lines of a table, as long as no line and no row is too long.

    A row may have many lines, and one whose quotes never pair would have all of the file's.
    """

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._left = MAX_RECORD_BYTES

    def row_starts(self) -> None:
        self._left = MAX_RECORD_BYTES

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline(self._left + 1)
        self._left -= len(line)
        if self._left < 0 or (len(line) > MAX_VALUES and _cells(line) > MAX_VALUES):
            raise _TooLongError
        if not line:
            raise StopIteration
        return line


def _cells(line: str) -> int:
    """More cells than this a line cannot hold."""
    return max(map(line.count, DELIMITERS))


def _again(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _is_length(error: Exception) -> bool:
    return isinstance(error, _TooLongError) or "field limit" in str(error)


def _delimiter(header: str, origin: Origin, usual: str) -> str:
    def promise(delimiter: str) -> tuple[int, int, bool]:
        names = [name.strip() for name in next(csv.reader([header], delimiter=delimiter), [])]
        return sum(origin.names.knows(name) for name in names), len(names), delimiter == usual

    return max(DELIMITERS, key=promise)


def _unusable(header: list[str], origin: Origin) -> str | None:
    if len(header) > MAX_COLUMNS:
        rest = "the rest of the file is not read"
        return f"{len(header):,} columns, {MAX_COLUMNS:,} are allowed; {rest}"
    if any(origin.names.knows(name) for name in header):
        return None
    columns = ", ".join(repr(name)[1:-1][:40] for name in header[:8])
    return f"no column has a known name (columns: {columns}); the rest of the file is not read"


def _record(header: list[str], row: list[str], line: int, origin: Origin) -> Article | Skipped:
    if len(row) != len(header):
        return origin.skipped(line, f"{len(row)} cells where the header has {len(header)}")
    if any(not cell.isascii() and _BAD_BYTE.search(cell) for cell in row):
        return origin.skipped(line, "not valid UTF-8")
    return origin.article(dict(zip(header, row, strict=True)), line)
