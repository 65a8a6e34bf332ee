"""What does a file's name say of its format?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import BinaryIO

from corpus.article import Article, Skipped
from corpus.readers.encoding import first_character, utf8
from corpus.readers.origin import Origin

SUFFIXES = (
    ".jsonl", ".ndjson", ".jsonlines", ".json", ".csv", ".tsv", ".tab", ".txt", ".text",
    ".xml", ".rss", ".atom", ".rdf",
)  # fmt: skip


def is_known(name: str, packed_suffixes: tuple[str, ...] = ()) -> bool:
    """Whether a file of this name is read; packed ones too, if their suffixes are given.

    >>> is_known("a.JSONL"), is_known("a.csv.gz"), is_known("a.csv.gz", (".gz",)), is_known("a.pdf")
    (True, False, True, False)
    """
    path = PurePath(name.lower())
    if packed_suffixes and path.suffix in packed_suffixes:
        path = path.with_suffix("")
    elif packed_suffixes and path.suffix == ".zip":
        return True
    return path.suffix in SUFFIXES


def read_plain(stream: BinaryIO, name: str, origin: Origin) -> Iterator[Article | Skipped]:
    """The records of an unpacked file of a known format."""
    # Each imported when a file of its kind comes up: ijson alone takes 20 ms.
    suffix = PurePath(name.lower()).suffix
    content = utf8(stream)
    if suffix in (".txt", ".text"):
        from corpus.readers import text

        yield text.read(content, origin)
    elif suffix in (".csv", ".tsv", ".tab"):
        from corpus.readers import table

        yield from table.read(content, origin, "," if suffix == ".csv" else "\t")
    elif suffix in (".xml", ".rss", ".atom", ".rdf"):
        from corpus.readers import feed

        yield from feed.read(content, origin)
    elif suffix == ".json" or first_character(content) == b"[":
        from corpus.readers import json_array

        yield from json_array.read(content, origin)
    else:
        from corpus.readers import jsonl

        yield from jsonl.read(content, origin)
