"""Which files hold articles, and in what form? One module a format; this one chooses.

A file's name says its format and its container: ``docs.jsonl.gz``. What the text is encoded in
is found from its bytes (``encoding``), and every reader gets UTF-8 whatever it was.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from corpus.article import Article, CorpusError, Skipped
from corpus.readers.containers import read_packed
from corpus.readers.folder import read_folder
from corpus.readers.formats import (
    ARCHIVE_SUFFIXES,
    PACKED_SUFFIXES,
    SUFFIXES,
    is_known,
    is_packed,
    read_plain,
)
from corpus.readers.origin import Origin, shown
from corpus.record import FieldNames

__all__ = ["read_path"]


def read_path(path: Path, fields: Mapping[str, str]) -> Iterator[Article | Skipped]:
    """See ``corpus.read_corpus``. What cannot be used is told now, not at the first record."""
    names = FieldNames(fields)
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise CorpusError(f"{path} cannot be read: {reason}.") from None
    if stat.S_ISDIR(mode):
        return read_folder(path, names, read_file)
    if not stat.S_ISREG(mode):
        raise CorpusError(f"{path} is neither a file nor a folder.")
    if not is_known(path.name):
        raise CorpusError(
            f"{path} has no known format: a name ends in {', '.join(SUFFIXES)}, and may then end "
            f"in {' or '.join(PACKED_SUFFIXES)}; {', '.join(ARCHIVE_SUFFIXES[:-1])} and "
            f"{ARCHIVE_SUFFIXES[-1]} hold such files."
        )
    try:
        path.open("rb").close()
    except OSError as error:
        raise CorpusError(f"{path} cannot be read: {error.strerror}.") from None
    return read_file(path, Origin(shown(path), names))


def read_file(path: Path, origin: Origin) -> Iterator[Article | Skipped]:
    """The records of one file of a known format."""
    if is_packed(path.name):
        yield from read_packed(path, origin)
        return
    try:
        with path.open("rb") as stream:
            yield from read_plain(stream, path.name, origin)
    except OSError as error:
        yield origin.skipped(None, f"the file cannot be read: {error.strerror or error}")
