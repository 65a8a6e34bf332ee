"""A segment's files: named, typed arrays, written in a stream and read through a memory map.

Nothing in them is code: a file is little-endian numbers or bytes, and what they mean stands in the
table of contents (`toc.py`), each file with its size and CRC-32.
"""

from __future__ import annotations

import mmap
import os
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from search.errors import IndexFormatError

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


class ArrayWriter:
    """Writes the arrays of one segment into `folder`; `finish` syncs them to the disk."""

    def __init__(self, folder: Path, segment: str) -> None:
        self._folder = folder
        self._segment = segment
        self._files: dict[str, BinaryIO] = {}
        self._checksums: dict[str, int] = {}
        self.extents: dict[str, Extent] = {}

    def _file(self, name: str) -> str:
        kind = name.rsplit(".", 1)[-1]
        return f"{self._segment}.{kind if kind in STREAMED else 'tables'}"

    def extend(self, name: str, values: Array, dtype: str) -> None:
        """Appends to the array `name`; arrays of one file are written one after the other."""
        file = self._file(name)
        stream = self._files.get(file)
        if stream is None:
            stream = self._files[file] = (self._folder / file).open("wb")
            self._checksums[file] = 0
        known = self.extents.get(name)
        if known is None:
            self._write(file, stream, bytes(-stream.tell() % ALIGNMENT))
            known = Extent(file, stream.tell(), dtype, 0)
        data = np.ascontiguousarray(values, dtype=dtype)
        self._write(file, stream, data.tobytes())
        self.extents[name] = Extent(file, known.offset, dtype, known.count + data.size)

    def _write(self, file: str, stream: BinaryIO, data: bytes) -> None:
        stream.write(data)
        self._checksums[file] = zlib.crc32(data, self._checksums[file])

    def add(self, name: str, values: Array) -> None:
        """A whole array of whole numbers, in the narrowest type that holds it."""
        if values.dtype.kind == "i":
            self.extend(name, values, "<i8")
        else:
            self.extend(name, values, smallest_dtype(int(values.max(initial=0))))

    def finish(self) -> dict[str, tuple[int, int]]:
        """Syncs and closes the files; gives each one's size and CRC-32."""
        sizes = {}
        for file, stream in self._files.items():
            stream.flush()
            os.fsync(stream.fileno())
            sizes[file] = (stream.tell(), self._checksums[file])
            stream.close()
        return sizes

    def discard(self) -> None:
        """Closes and removes what was written."""
        for file, stream in self._files.items():
            stream.close()
            (self._folder / file).unlink(missing_ok=True)


class ArrayReader:
    """The arrays of one segment as read-only views into memory maps; safe to share by threads."""

    def __init__(
        self, folder: Path, extents: Mapping[str, Extent], sizes: Mapping[str, tuple[int, int]]
    ) -> None:
        self._extents = extents
        self._maps: dict[str, mmap.mmap | bytes] = {}
        for file, (size, _) in sizes.items():
            path = folder / file
            try:
                stream = path.open("rb")
            except FileNotFoundError as error:
                raise IndexFormatError(
                    f"{path} is missing; build the index again with `kashaf index --rebuild`"
                ) from error
            with stream:
                actual = os.fstat(stream.fileno()).st_size
                if actual != size:
                    raise IndexFormatError(
                        f"{path} is damaged: {actual} bytes where {size} were written; "
                        "build the index again with `kashaf index --rebuild`"
                    )
                self._maps[file] = (
                    mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
                )

    def __contains__(self, name: str) -> bool:
        return name in self._extents

    def array(self, name: str) -> Array:
        """A view of the whole array; pages come in as they are touched."""
        extent = self._extents[name]
        return np.frombuffer(
            self._maps[extent.file], dtype=extent.dtype, count=extent.count, offset=extent.offset
        )

    def find(self, name: str, wanted: bytes, start: int = 0) -> int:
        """The first place from `start` of the byte array `name` that holds `wanted`, or -1."""
        extent = self._extents[name]
        end = extent.offset + extent.count
        found = self._maps[extent.file].find(wanted, extent.offset + start, end)
        return found if found < 0 else found - extent.offset

    def slice(self, name: str, start: int, end: int) -> bytes:
        """The bytes from `start` to `end` of the byte array `name`."""
        extent = self._extents[name]
        return self._maps[extent.file][extent.offset + start : extent.offset + end]
