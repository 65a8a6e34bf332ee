"""The table of contents: which segments a commit consists of. JSON with a checksum, never code.

A commit is one atomic rename of this file; all that it names is on the disk before. So is a copy
of it under another name: without it, one damaged kilobyte would cost the whole index. Only
`kashaf repair` reads the copy.
"""

from __future__ import annotations

import base64
import json
import os
import re
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from search.errors import IndexFormatError, IndexNotFoundError
from search.index import disk
from search.index.files import ALLOWED_DTYPES, Extent
from search.index.layout import require_layout
from search.index.pages import SUM, page_count
from search.index.schema import FORMAT_VERSION, INDEX_NAME
from search.index.segment import SegmentInfo

_TOC = re.compile(rf"_{INDEX_NAME}_([0-9]+)\.toc")
_COPY = re.compile(rf"_{INDEX_NAME}_([0-9]+)\.copy")
_SEGMENT_FILE = re.compile(rf"({INDEX_NAME}_[0-9a-z]+)\.[a-z]+")
MOST_DIGITS = 15  # of the number of a commit


@dataclass(frozen=True, slots=True)
class TableOfContents:
    """One commit of an index."""

    generation: int
    analyzer: str
    segments: tuple[SegmentInfo, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """The names in an index's folder, by what they are."""

    commits: dict[int, str]
    copies: dict[int, str]
    segments: dict[str, list[str]]  # name of a segment → its files
    unfinished: list[str]  # commits that were never published
    others: list[str]


def list_contents(folder: Path) -> Contents:
    """What lies in `folder`; nothing where there is no such folder."""
    contents = Contents({}, {}, {}, [], [])
    names: list[str] = []
    with suppress(FileNotFoundError, NotADirectoryError):
        names = os.listdir(folder)
    for name in sorted(names):
        if (match := _TOC.fullmatch(name)) and len(match[1]) <= MOST_DIGITS:
            contents.commits[int(match[1])] = name
        elif (match := _COPY.fullmatch(name)) and len(match[1]) <= MOST_DIGITS:
            contents.copies[int(match[1])] = name
        elif match := _SEGMENT_FILE.fullmatch(name):
            contents.segments.setdefault(match[1], []).append(name)
        elif name.startswith(f"_{INDEX_NAME}_") and name.endswith(".new"):
            contents.unfinished.append(name)
        else:
            contents.others.append(name)
    return contents


def latest_generation(folder: Path) -> int:
    """The number of the newest commit in `folder`, or -1."""
    return max(list_contents(folder).commits, default=-1)


def read_toc(folder: Path) -> TableOfContents:
    """The newest commit. Raises IndexNotFoundError, IndexFormatError or IndexAccessError."""
    with disk.access(folder, "read", then="see to the disk and to its permissions"):
        for attempt in range(10):
            contents = list_contents(folder)
            if not contents.commits:
                if attempt < 3:
                    continue  # a listing made in a commit may hold neither the old nor the new
                if contents.copies or contents.segments:
                    raise IndexFormatError(
                        f"the table of contents of the index at {folder} is missing; "
                        "`kashaf repair` looks for its copy"
                    )
                raise IndexNotFoundError(
                    f"there is no index at {folder}; build one with "
                    "`kashaf index SOURCE --index DIR`"
                )
            generation = max(contents.commits)
            path = folder / contents.commits[generation]
            try:
                toc = parse_toc(path, disk.read(path))
            except FileNotFoundError:
                continue  # a newer commit has just removed it
            if toc.generation != generation:
                raise IndexFormatError(f"{path} is the commit {toc.generation} under another name")
            return toc
    raise IndexNotFoundError(f"the index at {folder} changes faster than it can be read")


def parse_toc(path: Path, data: bytes) -> TableOfContents:
    """A table of contents or a copy of one, from its bytes. Raises IndexFormatError."""
    first, _, body = data.partition(b"\n")
    head = first.split()
    if len(head) != 3 or head[0] != b"kashaf":
        raise IndexFormatError(
            f"{path} is not a Kashaf table of contents; build the index again with `kashaf index`"
        )
    if head[1] != str(FORMAT_VERSION).encode():
        raise IndexFormatError(
            f"{path} has format {head[1].decode('ascii', 'replace')}, this Kashaf reads format "
            f"{FORMAT_VERSION}; build the index again: `kashaf index SOURCE --rebuild`"
        )
    if head[2] != _checksum(body):
        raise IndexFormatError(
            f"{path} is damaged: its checksum does not match; `kashaf repair` looks for its copy"
        )
    try:
        record = json.loads(body)
        segments = tuple(_read_segment(entry) for entry in record["segments"])
        if len({segment.name for segment in segments}) < len(segments):
            raise ValueError("it names a segment twice")
        return TableOfContents(int(record["generation"]), str(record["analyzer"]), segments)
    except (
        ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError, zlib.error,
    ) as error:  # fmt: skip
        raise IndexFormatError(f"{path} cannot be read: {error}") from error


def write_toc(folder: Path, toc: TableOfContents) -> None:
    """Makes `toc` the newest commit, durably and in one step."""
    record = {
        "generation": toc.generation,
        "analyzer": toc.analyzer,
        "segments": [_write_segment(segment) for segment in toc.segments],
    }
    body = json.dumps(record, separators=(",", ":")).encode()
    data = b"kashaf %d %s\n" % (FORMAT_VERSION, _checksum(body)) + body
    temporary = folder / f"{_toc_name(toc.generation)}.new"
    _write(temporary, data)
    if toc.segments:
        _write(folder / copy_name(toc.generation), data)
    disk.sync_folder(folder)  # the segments' names, before the name that makes them count
    disk.rename(temporary, folder / _toc_name(toc.generation))
    disk.sync_folder(folder)


def _write(path: Path, data: bytes) -> None:
    with disk.create(path) as stream:
        stream.write(data)
        disk.sync(stream)


def remove_unused(folder: Path, toc: TableOfContents) -> None:
    """Removes what belongs to no segment of `toc`: older commits, unfinished segments."""
    for name in unused_names(list_contents(folder), toc):
        with suppress(OSError):  # it is in nobody's way, and the next writer tries again
            disk.remove(folder / name)


def unused_names(contents: Contents, toc: TableOfContents) -> list[str]:
    """The files of an index that are none of the commit `toc`."""
    used = {segment.name for segment in toc.segments}
    keeps_copy = bool(toc.segments)
    return [
        *(name for number, name in contents.commits.items() if number != toc.generation),
        *(
            name
            for number, name in contents.copies.items()
            if number != toc.generation or not keeps_copy
        ),
        *(name for key, names in contents.segments.items() if key not in used for name in names),
        *contents.unfinished,
    ]


def _toc_name(generation: int) -> str:
    return f"_{INDEX_NAME}_{generation}.toc"


def copy_name(generation: int) -> str:
    """The name of the copy of a commit's table of contents."""
    return f"_{INDEX_NAME}_{generation}.copy"


def _checksum(body: bytes) -> bytes:
    return b"%08x" % zlib.crc32(body)


def _write_segment(segment: SegmentInfo) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "name": segment.name,
        "documents": segment.documents,
        "files": {name: list(size) for name, size in segment.files.items()},
        "arrays": {
            name: [extent.file, extent.offset, extent.dtype, extent.count]
            for name, extent in segment.extents.items()
        },
    }
    if segment.deleted:
        flags = np.zeros(segment.documents, dtype=bool)
        flags[list(segment.deleted)] = True
        packed = zlib.compress(np.packbits(flags).tobytes())
        entry["deleted"] = base64.b64encode(packed).decode()
    return entry


def _read_segment(entry: dict[str, Any]) -> SegmentInfo:
    name, documents = str(entry["name"]), int(entry["documents"])
    files = {str(file): (int(size), int(crc)) for file, (size, crc) in entry["files"].items()}
    for file in files:
        match = _SEGMENT_FILE.fullmatch(file)
        if not match or match[1] != name:
            raise ValueError(f"the segment {name!r} names the file {file!r}")
    extents = {}
    for array, (file, offset, dtype, count) in entry["arrays"].items():
        if dtype not in ALLOWED_DTYPES or file not in files:
            raise ValueError(f"the array {array!r} has no place")
        offset, count, size = int(offset), int(count), files[file][0]
        end = offset + count * np.dtype(dtype).itemsize
        if offset < 0 or count < 0 or end > size - SUM * page_count(size):
            raise ValueError(f"the array {array!r} lies outside its file")
        extents[str(array)] = Extent(file, offset, dtype, count)
    require_layout(documents, extents)
    deleted: frozenset[int] = frozenset()
    if "deleted" in entry:
        packed = zlib.decompressobj().decompress(base64.b64decode(entry["deleted"]), documents + 8)
        if len(packed) != (documents + 7) // 8:
            raise ValueError("the deletions are cut off")
        flags = np.unpackbits(np.frombuffer(packed, dtype=np.uint8), count=documents)
        deleted = frozenset(np.flatnonzero(flags).tolist())
    return SegmentInfo(name, documents, extents, files, deleted)
