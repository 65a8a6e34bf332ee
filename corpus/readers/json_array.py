"""An array of articles, or objects one after another: how is a .json read without holding it?

Taken: ``[{…}, {…}]``; an object that holds the array under one of ``WRAPPERS``, as feeds and
APIs give it; and whole objects in a row, on one line each or on many.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import ijson

from corpus.article import Article, Skipped
from corpus.limits import MAX_DEPTH, MAX_RECORD_BYTES, MAX_VALUES
from corpus.readers.encoding import BAD_BYTE, HEAD_BYTES, first_character, marking_decoder
from corpus.readers.json_structure import TOO_DEEP, Structure
from corpus.readers.origin import Origin

WRAPPERS = (
    "articles", "items", "data", "docs", "documents", "results", "records", "rows", "news",
    "stories", "posts", "entries", "hits",
)  # fmt: skip

_STORY_NAMES = ("body", "text", "content", "النص")

_END = object()


class _TooLongError(Exception):
    """An item that is longer than a record may be, or holds more; the message says which."""


def read(content: io.BufferedReader, origin: Origin) -> Iterator[Article | Skipped]:
    """The records of a JSON file. What comes after broken JSON cannot be found, and one
    ``Skipped`` says so."""
    first = first_character(content)
    if not first:
        return
    prefix = "item" if first == b"[" else _wrapper(content)
    source = _Checked(content)
    number = 0
    # What follows an array is an error to be told, not more values to be passed over.
    items = ijson.items(source, prefix, use_float=True, multiple_values=not prefix)
    while True:
        try:
            item = next(items, _END)
        except _TooLongError as error:
            reason = f"item {number + 1} {error}"
        except (ijson.JSONError, ValueError, OverflowError) as error:
            reason = f"not valid JSON after item {number}: {_first_line(error)}"
        else:
            if item is _END:
                return
            number += 1
            source.item_starts()
            yield _record(item, number, origin)
            continue
        yield origin.skipped(None, f"{reason}; the rest of the file is not read")
        return


def _wrapper(content: io.BufferedReader) -> str:
    """The place of the articles in an object around them; "" if the object is an article."""
    head = content.peek(HEAD_BYTES)
    try:
        # As floats: the parser's own way of reading whole numbers ends the process at one of more
        # than 4,300 digits (ijson 3.6).
        for place, event, _ in ijson.parse(
            io.BytesIO(Structure().passed(head)), multiple_values=True, use_float=True
        ):
            if event == "string" and place in _STORY_NAMES:
                break  # an article, and any list in it is its own
            if event == "start_array" and place in WRAPPERS:
                return f"{place}.item"
            if event == "end_map" and not place:
                break
    except (ijson.JSONError, ValueError, OverflowError):
        pass  # the head ends in mid-object, or the file is broken and its reader will say so
    return ""


def _record(item: object, number: int, origin: Origin) -> Article | Skipped:
    if not isinstance(item, dict):
        return origin.skipped(None, f"item {number} is not a JSON object")
    if _holds(item, BAD_BYTE):
        return origin.skipped(None, f"item {number} is not valid UTF-8")
    if _holds(item, TOO_DEEP):
        return origin.skipped(
            None, f"item {number}: lists or objects are nested deeper than {MAX_DEPTH}"
        )
    record = origin.article(item, None)
    if isinstance(record, Skipped):
        return origin.skipped(None, f"item {number}: {record.reason}")
    return record


def _holds(item: dict[str, object], mark: str) -> bool:
    pending: list[object] = [item]
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            if mark in value:
                return True
        elif isinstance(value, dict):
            pending.extend(value)
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)
    return False


def _first_line(error: Exception) -> str:
    # yajl shows the place with a drawing on three lines, in bytes.
    text = error.args[0] if error.args else ""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    return (str(text).splitlines() or ["the file ends too early"])[0].strip()[:100]


class _Checked:
    """The bytes for the parser: valid UTF-8, and not too many of them for one item."""

    def __init__(self, content: io.BufferedReader) -> None:
        self._content = content
        self._decoder = marking_decoder()
        self._structure = Structure()
        self._since_item = 0

    def item_starts(self) -> None:
        self._since_item = self._structure.values = 0

    def read(self, count: int = -1) -> bytes:
        if count == 0:
            return b""
        chunk = self._content.read1(HEAD_BYTES)
        self._since_item += len(chunk)
        if self._since_item > MAX_RECORD_BYTES + HEAD_BYTES:
            raise _TooLongError(f"is longer than {MAX_RECORD_BYTES // 1024**2} MB")
        if self._structure.values > MAX_VALUES:
            raise _TooLongError(f"holds more than {MAX_VALUES:,} values")
        text = self._decoder.decode(chunk, final=not chunk).encode("utf-8")
        # Never b"" before the end, which would be it.
        passed = self._structure.passed(text)
        if self._structure.endless:
            raise _TooLongError("holds a number that is too long")
        return passed or (b" " if chunk else b"")
