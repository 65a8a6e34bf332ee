"""A file inside an archive: is it read, and what is told of one that is not?"""

from __future__ import annotations

import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from corpus.article import Article, Skipped
from corpus.readers.budget import Budget, metered
from corpus.readers.formats import PACKED_SUFFIXES, is_archive, is_known, read_plain
from corpus.readers.origin import Origin
from corpus.readers.packed import unpacked

DAMAGE = (
    OSError, EOFError, zlib.error, zipfile.BadZipFile, tarfile.TarError, NotImplementedError
)  # fmt: skip


def damage(error: BaseException) -> str:
    """What is told of an archive that cannot be read on."""
    if isinstance(error, EOFError):
        return "the packed file ends too early; what was missing is not read"
    return f"the packed file is damaged ({str(error)[:100]}); the rest is not read"


def is_passed_over(path: PurePosixPath) -> bool:
    """Hidden files and other formats, as in a folder. An archive in the archive is not silent."""
    if any((part.startswith(".") and part != "..") or part == "__MACOSX" for part in path.parts):
        return True
    return not is_known(path.name)


def refusal(path: PurePosixPath) -> str | None:
    """Why a member of this name is not read; None if it is."""
    if ".." in path.parts or path.is_absolute() or path.parts[0].endswith(":"):
        return "its path leads out of the archive"
    if is_archive(path.name):
        return "an archive inside an archive"
    return None


def read_member(
    opened: BinaryIO, path: PurePosixPath, inside: Origin, budget: Budget
) -> Iterator[Article | Skipped]:
    """The records of one file of an archive, which may itself be packed."""
    if path.suffix.lower() in PACKED_SUFFIXES:
        yield from read_packed_stream(opened, path.name, inside, budget)
    else:
        yield from read_plain(metered(cast(io.BufferedIOBase, opened), budget), path.name, inside)


def read_packed_stream(
    stream: BinaryIO, name: str, origin: Origin, budget: Budget
) -> Iterator[Article | Skipped]:
    """The records of a .gz or .zst, whose inner name says the format."""
    path = PurePosixPath(name)
    with unpacked(stream, path.suffix) as content:
        yield from read_plain(metered(content, budget), path.stem, origin)
