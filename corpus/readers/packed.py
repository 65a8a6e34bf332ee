"""The content of a .gz or .zst."""

from __future__ import annotations

import gzip
import io
from typing import TYPE_CHECKING, BinaryIO

from corpus.limits import MAX_ZSTD_WINDOW_BYTES

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# A zstd block of 4 bytes may stand for 128 KB: so few bytes at a time give 16 MB at the most.
_ZSTD_CHUNK_BYTES = 512


def unpacked(stream: BinaryIO, suffix: str) -> io.BufferedIOBase:
    """The content of a stream that is packed as its file's ``suffix`` says."""
    if suffix.lower() in (".gz", ".tgz"):
        return gzip.GzipFile(fileobj=stream)
    return io.BufferedReader(_Zstd(stream))


class _Zstd(io.RawIOBase):
    """The content of a .zst; EOFError if it ends in mid-frame, which zstandard does not tell."""

    def __init__(self, stream: BinaryIO) -> None:
        import zstandard

        self._stream = stream
        self._opened = zstandard.ZstdDecompressor(max_window_size=MAX_ZSTD_WINDOW_BYTES)
        self._damage = zstandard.ZstdError
        self._frame: zstandard.ZstdDecompressionObj | None = None
        self._pending = b""
        self._position = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        while self._position >= len(self._pending):
            if not self._unpack():
                return 0
        count = min(len(view), len(self._pending) - self._position)
        view[:count] = self._pending[self._position : self._position + count]
        self._position += count
        return count

    def _unpack(self) -> bool:
        left = b""
        if self._frame is not None and self._frame.eof:
            left, self._frame = self._frame.unused_data, None
        packed = left or self._stream.read(_ZSTD_CHUNK_BYTES)
        if not packed:
            if self._frame is not None:
                raise EOFError
            return False
        if self._frame is None:
            self._frame = self._opened.decompressobj()
        try:
            self._pending, self._position = self._frame.decompress(packed), 0
        except self._damage as error:
            raise OSError(str(error)) from None
        return True
