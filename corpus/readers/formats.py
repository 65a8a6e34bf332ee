"""What does a file's name say of its format, and of what it is packed in?"""

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


PACKED_SUFFIXES = (".gz", ".zst")
ARCHIVE_SUFFIXES = (".zip", ".tar", ".tgz")


def is_archive(name: str) -> bool:
    """Whether a file of this name holds files.

    >>> is_archive("a.zip"), is_archive("A.TAR.GZ"), is_archive("a.txt.gz")
    (True, True, False)
    """
    path = PurePath(name.lower())
    if path.suffix in PACKED_SUFFIXES:
        return path.stem.endswith(".tar")
    return path.suffix in ARCHIVE_SUFFIXES


def is_packed(name: str) -> bool:
    """Whether what a file of this name holds must be unpacked first."""
    return name.lower().endswith(PACKED_SUFFIXES) or is_archive(name)


def is_known(name: str) -> bool:
    """Whether a file of this name is read.

    >>> is_known("a.JSONL"), is_known("a.csv.gz"), is_known("a.tgz"), is_known("a.pdf")
    (True, True, True, False)
    """
    path = PurePath(name.lower())
    inner = path.stem if path.suffix in PACKED_SUFFIXES else path.name
    return inner.endswith(SUFFIXES) or is_archive(name)


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
