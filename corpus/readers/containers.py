"""What is inside a .gz, .zst or .zip, and is it safe to unpack?

Nothing is written to disk, and nothing is unpacked further than it is read. A .zip may hold
.gz and .zst files; deeper nesting, and an archive in a .gz, are refused. Each refusal and every
damage is a ``Skipped``; what was read before it stays.
"""

from __future__ import annotations

import gzip
import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, TypeVar, cast

from corpus.article import Article, Skipped
from corpus.limits import (
    MAX_DIRECTORY_BYTES,
    MAX_MEMBERS,
    MAX_RATIO,
    MAX_UNPACKED_BYTES,
    MAX_ZSTD_WINDOW_BYTES,
    RATIO_GRACE_BYTES,
)
from corpus.readers.formats import is_known, read_plain
from corpus.readers.origin import Origin

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Opened = TypeVar("Opened")

PACKED_SUFFIXES = (".gz", ".zst")
_DAMAGE = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError)
# A zstd block of 4 bytes may stand for 128 KB: so few bytes at a time give 16 MB at the most.
_ZSTD_CHUNK_BYTES = 512


class _LimitError(Exception):
    """An archive went past one of the limits; the message says which."""


class _Budget:
    """What one archive may still unpack, all of its members together."""

    def __init__(self, packed_bytes: int) -> None:
        self._packed = max(packed_bytes, 1)
        self._unpacked = 0

    def spend(self, count: int) -> None:
        self._unpacked += count
        if self._unpacked > MAX_UNPACKED_BYTES:
            raise _LimitError(f"it unpacks to more than {MAX_UNPACKED_BYTES // 1024**2} MB")
        if self._unpacked > max(RATIO_GRACE_BYTES, MAX_RATIO * self._packed):
            raise _LimitError(f"it unpacks to more than {MAX_RATIO} times its size")


class _Metered(io.RawIOBase):
    """A stream that counts what it gives."""

    def __init__(self, stream: io.BufferedIOBase, budget: _Budget) -> None:
        self._stream = stream
        self._budget = budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        # One piece at a time, so that damage does not take what came before it along.
        data = self._stream.read1(len(view))
        self._budget.spend(len(data))
        view[: len(data)] = data
        return len(data)


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


def read_packed(path: Path, origin: Origin) -> Iterator[Article | Skipped]:
    """The records of a .gz, .zst or .zip."""
    try:
        with path.open("rb") as stream:
            budget = _Budget(path.stat().st_size)
            if path.suffix.lower() == ".zip":
                yield from _read_zip(stream, origin, budget)
            else:
                yield from _read_packed_stream(stream, path.name, origin, budget)
    except _LimitError as error:
        yield origin.skipped(None, f"{error}; the rest is not read")
    except _DAMAGE as error:
        yield origin.skipped(None, _damage(error))


def _read_packed_stream(
    stream: BinaryIO, name: str, origin: Origin, budget: _Budget
) -> Iterator[Article | Skipped]:
    inner, suffix = name.rsplit(".", 1)
    unpacked: io.BufferedIOBase
    if suffix.lower() == "gz":
        unpacked = gzip.GzipFile(fileobj=stream)
    else:
        unpacked = io.BufferedReader(_Zstd(stream))
    with unpacked:
        yield from read_plain(_metered(unpacked, budget), inner, origin)


def _metered(stream: io.BufferedIOBase, budget: _Budget) -> BinaryIO:
    return cast(BinaryIO, _Metered(stream, budget))


def _damage(error: BaseException) -> str:
    if isinstance(error, EOFError):
        return "the packed file ends too early; what was missing is not read"
    return f"the packed file is damaged ({str(error)[:100]}); the rest is not read"


def _read_zip(stream: BinaryIO, origin: Origin, budget: _Budget) -> Iterator[Article | Skipped]:
    if _directory_bytes(stream) > MAX_DIRECTORY_BYTES:
        raise _LimitError(
            f"its table of contents is longer than {MAX_DIRECTORY_BYTES // 1024**2} MB"
        )
    with _sound(lambda: zipfile.ZipFile(stream)) as archive:
        # Not is_dir(), which fails on a damaged entry without a name.
        members = [member for member in archive.infolist() if member.filename[-1:] != "/"]
        if len(members) > MAX_MEMBERS:
            raise _LimitError(f"it holds more than {MAX_MEMBERS:,} files")
        for member in sorted(members, key=lambda member: member.filename):
            yield from _read_member(archive, member, origin, budget)


def _sound(opening: Callable[[], Opened]) -> Opened:
    """What is opened; BadZipFile for all that zipfile raises of a damaged archive."""
    try:
        return opening()
    except (ValueError, IndexError, OverflowError, RuntimeError, struct.error) as error:
        raise zipfile.BadZipFile(str(error)) from None


def _directory_bytes(stream: BinaryIO) -> int:
    """The size of a .zip's table of contents, as its last record says it.

    zipfile reads the whole table on opening, before anyone can ask how long it is.
    """
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - 66_000))
    tail = stream.read()
    stream.seek(0)
    sizes = []
    if (place := tail.rfind(b"PK\x05\x06")) >= 0 and len(tail) >= place + 16:
        sizes.append(struct.unpack_from("<I", tail, place + 12)[0])
        if sizes == [0xFFFFFFFF] and (place := tail.rfind(b"PK\x06\x06")) >= 0:
            sizes = [int.from_bytes(tail[place + 40 : place + 48], "little")]
    return max(sizes, default=0)


def _read_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, origin: Origin, budget: _Budget
) -> Iterator[Article | Skipped]:
    name = _member_name(member)
    path = PurePosixPath(name.replace("\\", "/"))
    inside = origin.member(name, path.parent.name)
    if _is_passed_over(path):
        return
    if refusal := _refusal(member, path):
        yield inside.skipped(None, refusal)
        return
    try:
        with _sound(lambda: archive.open(member)) as opened:
            if path.suffix.lower() in PACKED_SUFFIXES:
                yield from _read_packed_stream(cast(BinaryIO, opened), path.name, inside, budget)
            else:
                stream = cast(io.BufferedIOBase, opened)
                yield from read_plain(_metered(stream, budget), path.name, inside)
    except _DAMAGE as error:
        yield inside.skipped(None, _damage(error))


def _member_name(member: zipfile.ZipInfo) -> str:
    """The name in UTF-8, which macOS writes without saying so."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return member.filename


def _is_passed_over(path: PurePosixPath) -> bool:
    """Hidden files and other formats, as in a folder. An archive in the archive is not silent."""
    if any((part.startswith(".") and part != "..") or part == "__MACOSX" for part in path.parts):
        return True
    return not is_known(path.name, PACKED_SUFFIXES)


def _refusal(member: zipfile.ZipInfo, path: PurePosixPath) -> str | None:
    if ".." in path.parts or path.is_absolute() or path.parts[0].endswith(":"):
        return "its path leads out of the archive"
    if stat.S_ISLNK(member.external_attr >> 16):
        return "a link, which is not followed"
    if member.flag_bits & 0x1:
        return "it is encrypted"
    if path.suffix.lower() == ".zip":
        return "an archive inside an archive"
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        # LZMA's header may ask for 4 GB of memory.
        return "it is packed in a way that is not read; deflate is"
    return None
