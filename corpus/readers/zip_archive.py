"""What is inside a .zip, in the order of the names; its table of contents says what it holds."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, TypeVar, cast

from corpus.article import Article, Skipped
from corpus.limits import MAX_DIRECTORY_BYTES, MAX_MEMBERS
from corpus.readers.budget import Budget, LimitError
from corpus.readers.member import DAMAGE, damage, is_passed_over, read_member, refusal
from corpus.readers.origin import Origin

Opened = TypeVar("Opened")


def read_zip(stream: BinaryIO, origin: Origin, budget: Budget) -> Iterator[Article | Skipped]:
    if _directory_bytes(stream) > MAX_DIRECTORY_BYTES:
        raise LimitError(
            f"its table of contents is longer than {MAX_DIRECTORY_BYTES // 1024**2} MB"
        )
    with _sound(lambda: zipfile.ZipFile(stream)) as archive:
        # Not is_dir(), which fails on a damaged entry without a name.
        members = [member for member in archive.infolist() if member.filename[-1:] != "/"]
        if len(members) > MAX_MEMBERS:
            raise LimitError(f"it holds more than {MAX_MEMBERS:,} files")
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
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, origin: Origin, budget: Budget
) -> Iterator[Article | Skipped]:
    name = _member_name(member)
    path = PurePosixPath(name.replace("\\", "/"))
    inside = origin.member(name, path.parent.name)
    if is_passed_over(path):
        return
    if reason := refusal(path) or _refusal(member):
        yield inside.skipped(None, reason)
        return
    try:
        with _sound(lambda: archive.open(member)) as opened:
            yield from read_member(cast(BinaryIO, opened), path, inside, budget)
    except DAMAGE as error:
        yield inside.skipped(None, damage(error))


def _member_name(member: zipfile.ZipInfo) -> str:
    """The name in UTF-8, which macOS writes without saying so."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return member.filename


def _refusal(member: zipfile.ZipInfo) -> str | None:
    if stat.S_ISLNK(member.external_attr >> 16):
        return "a link, which is not followed"
    if member.flag_bits & 0x1:
        return "it is encrypted"
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        # LZMA's header may ask for 4 GB of memory.
        return "it is packed in a way that is not read; deflate is"
    return None
