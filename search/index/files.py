"""A segment's files: named, typed arrays, written in a stream and read through a memory map.

Nothing in them is code: a file is little-endian numbers or bytes in pages with checksums
(`pages.py`), and what they mean stands in the table of contents (`toc.py`).
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import numpy as np
import numpy.typing as npt

from search.errors import IndexFormatError
from search.index import disk
from search.index.pages import REMEDY, PagedFile, PageSums
from search.index.ranges import are_runs, spread

Array = npt.NDArray[Any]
ALIGNMENT = 8
# The arrays that grow side by side while lists are merged have a file each; the rest share one.
STREAMED = ("docs", "title", "lead", "body", "positions", "stored")
ALLOWED_DTYPES = ("|u1", "<u2", "<u4", "<u8", "<i8")


@dataclass(frozen=True, slots=True)
class Extent:
    """Where one array lies: `count` items of `dtype` from byte `offset` of `file`."""

    file: str
    offset: int
    dtype: str
    count: int


def smallest_dtype(largest: int) -> str:
    """The narrowest unsigned type that holds `largest`.

    >>> smallest_dtype(255), smallest_dtype(256), smallest_dtype(70_000)
    ('|u1', '<u2', '<u4')
    """
    for dtype, limit in (("|u1", 1 << 8), ("<u2", 1 << 16), ("<u4", 1 << 32)):
        if largest < limit:
            return dtype
    return "<u8"


def kept_dtype(values: Array) -> str:
    """The type in which an array is kept: the narrowest of its numbers, or signed ones as they are.

    >>> kept_dtype(np.array([1, 300], dtype=np.uint64)), kept_dtype(np.array([1, 300]))
    ('<u2', '<i8')
    """
    return "<i8" if values.dtype.kind == "i" else smallest_dtype(int(values.max(initial=0)))


class Arrays(Protocol):
    """Takes the arrays of a segment by their names: into files, or into memory."""

    def add(self, name: str, values: Array) -> None:
        """A whole array of whole numbers."""


class ArrayWriter:
    """Writes the arrays of one segment into `folder`; `finish` syncs them to the disk."""

    def __init__(self, folder: Path, segment: str) -> None:
        self._folder = folder
        self._segment = segment
        self._files: dict[str, BinaryIO] = {}
        self._sums: dict[str, PageSums] = {}
        self.extents: dict[str, Extent] = {}

    def _file(self, name: str) -> str:
        kind = name.rsplit(".", 1)[-1]
        return f"{self._segment}.{kind if kind in STREAMED else 'tables'}"

    def extend(self, name: str, values: Array, dtype: str) -> None:
        """Appends to the array `name`; arrays of one file are written one after the other."""
        file = self._file(name)
        stream = self._files.get(file)
        if stream is None:
            stream = self._files[file] = disk.create(self._folder / file)
            self._sums[file] = PageSums()
        known = self.extents.get(name)
        if known is None:
            self._write(file, stream, bytes(-stream.tell() % ALIGNMENT))
            known = Extent(file, stream.tell(), dtype, 0)
        data = np.ascontiguousarray(values, dtype=dtype)
        self._write(file, stream, data.tobytes())
        self.extents[name] = Extent(file, known.offset, dtype, known.count + data.size)

    def _write(self, file: str, stream: BinaryIO, data: bytes) -> None:
        stream.write(data)
        self._sums[file].update(data)

    def add(self, name: str, values: Array) -> None:
        """A whole array of whole numbers, in the narrowest type that holds it."""
        self.extend(name, values, kept_dtype(values))

    def finish(self) -> dict[str, tuple[int, int]]:
        """Syncs and closes the files; gives each one's size and the CRC-32 of its checksums."""
        sizes = {}
        for file, stream in self._files.items():
            table = self._sums[file].table()
            stream.write(table)
            disk.sync(stream)
            sizes[file] = (stream.tell(), zlib.crc32(table))
            stream.close()
        return sizes

    def discard(self) -> None:
        """Closes and removes what was written, as far as a full disk lets it."""
        for file, stream in self._files.items():
            with suppress(OSError):  # closing writes what is still in the buffer
                stream.close()
            with suppress(OSError):  # else the next writer removes it
                disk.remove(self._folder / file)


class ArrayReader:
    """The arrays of one segment as read-only views into memory maps; safe to share by threads.

    Nothing that it gives was left unverified, and nothing reaches beyond its array: a part that
    would is an IndexFormatError.
    """

    def __init__(
        self, folder: Path, extents: Mapping[str, Extent], sizes: Mapping[str, tuple[int, int]]
    ) -> None:
        self.files = {
            file: PagedFile(folder / file, size, checksum)
            for file, (size, checksum) in sizes.items()
        }
        self._extents = extents
        self._views: dict[str, tuple[Array, PagedFile, int, int]] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._extents

    def _view(self, name: str) -> tuple[Array, PagedFile, int, int]:
        """All of an array, not verified; its file, its first byte, and the bytes of an item."""
        extent = self._extents[name]
        file = self.files[extent.file]
        values = np.frombuffer(
            file.content, dtype=extent.dtype, count=extent.count, offset=extent.offset
        )
        found = self._views[name] = (values, file, extent.offset, values.itemsize)
        return found

    def count(self, name: str) -> int:
        """The number of items of an array."""
        return self._extents[name].count

    def array(self, name: str) -> Array:
        """The whole array; all its pages are read to verify them."""
        return self.part(name, 0, self._extents[name].count)

    def part(self, name: str, first: int, last: int) -> Array:
        """The items from `first` to `last`; only their pages are read."""
        values, file, offset, width = self._views.get(name) or self._view(name)
        if not 0 <= first <= last <= len(values):
            raise self._outside(name, first, last)
        file.verify(offset + first * width, offset + last * width)
        return values[first:last]

    def runs(self, names: Sequence[str], starts: Array, ends: Array) -> list[Array]:
        """Of each array the items from each start to its end, behind one another.

        Only their pages are read.
        """
        count = min(self.count(name) for name in names)
        if not are_runs(starts, ends, count):
            raise self._outside(names[0], int(starts.min()), int(ends.max()))
        places = spread(starts, ends - starts)
        found = []
        for name in names:
            values, file, offset, width = self._views.get(name) or self._view(name)
            file.verify_runs(offset + starts * width, offset + ends * width)
            found.append(values[places])
        return found

    def _outside(self, name: str, first: int, last: int) -> IndexFormatError:
        extent = self._extents[name]
        return IndexFormatError(
            f"{self.files[extent.file].path} contradicts itself: {name} has {extent.count} items, "
            f"and those from {first} to {last} are asked for; {REMEDY}"
        )

    def find(self, name: str, wanted: bytes, start: int = 0) -> int:
        """The first place from `start` of the byte array `name` that holds `wanted`, or -1."""
        values, file, offset, _ = self._views.get(name) or self._view(name)
        file.verify(offset, offset + len(values))
        found = file.content.find(wanted, offset + start, offset + len(values))
        return found if found < 0 else found - offset

    def slice(self, name: str, start: int, end: int) -> bytes:
        """The bytes from `start` to `end` of the byte array `name`."""
        values, file, offset, _ = self._views.get(name) or self._view(name)
        if not 0 <= start <= end <= len(values):
            raise self._outside(name, start, end)
        first, last = offset + start, offset + end
        file.verify(first, last)
        return file.content[first:last]
