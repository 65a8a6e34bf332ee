"""A file in pages, each with a checksum that is compared when the page is first read.

Behind the last page stand the CRC-32s of all pages, four bytes each; the table of contents keeps
the CRC-32 of that table. So opening a file reads 1/4096 of it, and no byte is used unverified: a
search pays for the pages that it touches, once in each process (3.6 GB/s, 5 µs a page). CRC-32
finds every error of up to 32 bits in a row and every odd number of flipped bits.
"""

from __future__ import annotations

import mmap
import os
import weakref
import zlib
from array import array
from pathlib import Path

import numpy as np
import numpy.typing as npt

from search.errors import IndexAccessError, IndexFormatError
from search.index.disk import open_file

PAGE = 16 << 10
SUM = 4  # bytes of one checksum
REMEDY = (
    "`kashaf check` says how much is damaged; `kashaf repair` keeps the rest, and "
    "`kashaf index SOURCE` adds again what was lost"
)


class PageSums:
    """The checksums of a file's pages, gathered while it is written."""

    def __init__(self) -> None:
        self._sums = array("I")
        self._current = 0
        self._filled = 0

    def update(self, data: bytes) -> None:
        """Takes in what is appended to the file."""
        view = memoryview(data)
        while len(view):
            piece = view[: PAGE - self._filled]
            self._current = zlib.crc32(piece, self._current)
            self._filled += len(piece)
            if self._filled == PAGE:
                self._sums.append(self._current)
                self._current = self._filled = 0
            view = view[len(piece) :]

    def table(self) -> bytes:
        """What is written behind the last page."""
        sums = [*self._sums, self._current] if self._filled else list(self._sums)
        return np.array(sums, dtype="<u4").tobytes()


def page_count(size: int) -> int:
    """How many pages a file of `size` bytes has, its table counted in.

    >>> page_count(0), page_count(1 + 4), page_count(PAGE + 4), page_count(PAGE + 1 + 8)
    (0, 1, 1, 2)
    """
    return -(-size // (PAGE + SUM))


class PagedFile:
    """A file for reading, through a memory map; safe to share by threads.

    Raises IndexFormatError when it is not what was written, IndexAccessError when the system
    refuses it.
    """

    def __init__(self, path: Path, size: int, checksum: int) -> None:
        self.path = path
        pages = page_count(size)
        self.size = size - SUM * pages  # without the table
        if self.size < 0:
            raise IndexFormatError(f"{path} cannot have {size} bytes; {REMEDY}")
        try:
            self._descriptor = open_file(path)
        except FileNotFoundError as error:
            raise IndexFormatError(f"{path} is missing; {REMEDY}") from error
        except OSError as error:
            raise _refused(path, error) from error
        weakref.finalize(self, os.close, self._descriptor)
        self._length = size
        self.require_length()
        table = self._read(self.size, size)
        if zlib.crc32(table) != checksum:
            raise IndexFormatError(
                f"{path} is damaged: the checksum of its last {len(table)} bytes does not match; "
                f"{REMEDY}"
            )
        self._sums: list[int] = np.frombuffer(table, dtype="<u4").tolist()
        self._verified = bytearray(pages)
        self.content: mmap.mmap | bytes = self._map() if size else b""

    def require_length(self) -> None:
        """Raises IndexFormatError unless the file is as long as it was written.

        Whoever looks at the map of a file that was cut off is ended by the system (SIGBUS), so
        this is asked before each search: a copy laid over an index that is served is an error.
        """
        actual = os.lseek(self._descriptor, 0, os.SEEK_END)  # a third of the time of fstat
        if actual != self._length:
            raise IndexFormatError(
                f"{self.path} is damaged: {actual} bytes where {self._length} were written; "
                f"{REMEDY}"
            )

    def _map(self) -> mmap.mmap | bytes:
        try:
            return mmap.mmap(self._descriptor, 0, access=mmap.ACCESS_READ)
        except OSError as error:
            import logging  # here and not above: 4 ms that no other search needs

            logging.getLogger(__name__).warning(
                "%s cannot be mapped into memory (%s) and is read into it: %.1f MB",
                self.path, error.strerror, self.size / 1e6,
            )  # fmt: skip
            return self._read(0, self.size)

    def verify(self, start: int, end: int) -> None:
        """Sees to it that the bytes from `start` to `end` are those that were written."""
        first, last = start // PAGE, -(-end // PAGE)
        page = self._verified.find(0, first, last)
        while page >= 0:
            begin, stop = page * PAGE, min((page + 1) * PAGE, self.size)
            # Read and not looked at through the map: there, a file that somebody has cut off, or
            # a disk that fails, would end the process (SIGBUS) and not this call.
            data = (
                self.content[begin:stop]
                if isinstance(self.content, bytes)
                else self._read(begin, stop)
            )
            if zlib.crc32(data) != self._sums[page]:
                raise IndexFormatError(
                    f"{self.path} is damaged between the bytes {begin} and {stop}; {REMEDY}"
                )
            self._verified[page] = 1
            page = self._verified.find(0, page + 1, last)

    def verify_runs(self, starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]) -> None:
        """The same for the bytes from each start to its end: short runs, mostly verified before."""
        pages = (starts // PAGE).tolist(), (-(-ends // PAGE)).tolist()
        for first, last in zip(*pages, strict=True):
            if self._verified.find(0, first, last) >= 0:
                self.verify(first * PAGE, last * PAGE)

    def damaged_pages(self) -> list[int]:
        """The numbers of all pages that are not what was written; reads the whole file."""
        damaged = []
        for page in range(len(self._sums)):
            self._verified[page] = 0
            try:
                self.verify(page * PAGE, min((page + 1) * PAGE, self.size))
            except (IndexFormatError, IndexAccessError):
                damaged.append(page)
        return damaged

    def _read(self, start: int, end: int) -> bytes:
        pieces = []
        try:
            while start < end and (piece := os.pread(self._descriptor, end - start, start)):
                pieces.append(piece)
                start += len(piece)
        except OSError as error:
            raise _refused(self.path, error) from error
        return b"".join(pieces)


def _refused(path: Path, error: OSError) -> IndexAccessError:
    return IndexAccessError(
        f"{path} cannot be read: {error.strerror}; see to the disk and to its permissions"
    )
