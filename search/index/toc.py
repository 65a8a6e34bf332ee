"""The table of contents: which segments a commit consists of. JSON with a checksum, never code.

A commit is one atomic rename of this file; all that it names is on the disk before.
"""

from __future__ import annotations

import base64
import json
import os
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from search.errors import IndexFormatError, IndexNotFoundError
from search.index.files import ALLOWED_DTYPES, Extent
from search.index.schema import FORMAT_VERSION, INDEX_NAME
from search.index.segment import SegmentInfo

_TOC = re.compile(rf"_{INDEX_NAME}_([0-9]+)\.toc")
_SEGMENT_FILE = re.compile(rf"({INDEX_NAME}_[0-9a-z]+)\.[a-z]+")


@dataclass(frozen=True, slots=True)
class TableOfContents:
    """One commit of an index."""

    generation: int
    analyzer: str
    segments: tuple[SegmentInfo, ...]


def latest_generation(folder: Path) -> int:
    """The number of the newest commit in `folder`, or -1."""
    try:
        names = os.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return -1
    return max((int(m[1]) for m in map(_TOC.fullmatch, names) if m), default=-1)


def read_toc(folder: Path) -> TableOfContents:
    """The newest commit. Raises IndexNotFoundError or IndexFormatError."""
    for attempt in range(10):
        generation = latest_generation(folder)
        if generation < 0:
            if not attempt:
                continue  # a listing made during a commit may hold neither the old nor the new one
            raise IndexNotFoundError(
                f"there is no index at {folder}; build one with `kashaf index SOURCE --index DIR`"
            )
        path = folder / _toc_name(generation)
        try:
            return _parse(path, path.read_bytes())
        except FileNotFoundError:
            continue  # a newer commit has just removed it
    raise IndexNotFoundError(f"the index at {folder} changes faster than it can be read")


def _parse(path: Path, data: bytes) -> TableOfContents:
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
        raise IndexFormatError(f"{path} is damaged: its checksum does not match")
    try:
        record = json.loads(body)
        return TableOfContents(
            int(record["generation"]),
            str(record["analyzer"]),
            tuple(_read_segment(entry) for entry in record["segments"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, zlib.error) as error:
        raise IndexFormatError(f"{path} cannot be read: {error}") from error


def write_toc(folder: Path, toc: TableOfContents) -> None:
    """Makes `toc` the newest commit, durably and in one step."""
    record = {
        "generation": toc.generation,
        "analyzer": toc.analyzer,
        "segments": [_write_segment(segment) for segment in toc.segments],
    }
    body = json.dumps(record, separators=(",", ":")).encode()
    temporary = folder / f"{_toc_name(toc.generation)}.new"
    with temporary.open("wb") as stream:
        stream.write(b"kashaf %d %s\n" % (FORMAT_VERSION, _checksum(body)) + body)
        stream.flush()
        os.fsync(stream.fileno())
    sync_folder(folder)  # the segments' names, before the name that makes them count
    temporary.replace(folder / _toc_name(toc.generation))
    sync_folder(folder)


def remove_unused(folder: Path, toc: TableOfContents) -> None:
    """Removes what belongs to no segment of `toc`: older commits, unfinished segments."""
    used = {segment.name for segment in toc.segments}
    for name in os.listdir(folder):
        old_toc = _TOC.fullmatch(name)
        segment = _SEGMENT_FILE.fullmatch(name)
        if (
            (old_toc and int(old_toc[1]) != toc.generation)
            or (segment and segment[1] not in used)
            or (name.startswith(f"_{INDEX_NAME}_") and name.endswith(".new"))
        ):
            (folder / name).unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Makes the names in `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _toc_name(generation: int) -> str:
    return f"_{INDEX_NAME}_{generation}.toc"


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
    documents = int(entry["documents"])
    files = {str(name): (int(size), int(crc)) for name, (size, crc) in entry["files"].items()}
    for name in files:
        if not _SEGMENT_FILE.fullmatch(name):
            raise ValueError(f"a segment names the file {name!r}")
    extents = {}
    for name, (file, offset, dtype, count) in entry["arrays"].items():
        if dtype not in ALLOWED_DTYPES or file not in files:
            raise ValueError(f"the array {name!r} has no place")
        if offset < 0 or count < 0 or offset + count * np.dtype(dtype).itemsize > files[file][0]:
            raise ValueError(f"the array {name!r} lies outside its file")
        extents[name] = Extent(file, int(offset), dtype, int(count))
    deleted: frozenset[int] = frozenset()
    if "deleted" in entry:
        packed = zlib.decompressobj().decompress(base64.b64decode(entry["deleted"]), documents + 8)
        if len(packed) != (documents + 7) // 8:
            raise ValueError("the deletions are cut off")
        flags = np.unpackbits(np.frombuffer(packed, dtype=np.uint8), count=documents)
        deleted = frozenset(np.flatnonzero(flags).tolist())
    return SegmentInfo(str(entry["name"]), documents, extents, files, deleted)
