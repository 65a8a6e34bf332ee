"""What is inside a .tar, in the order in which it comes: it has no table of contents.

Nothing is written to disk, so of what a tar can hold only files are of interest: links, devices
and files with holes (which unpack to any length) are named and passed over.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from corpus.article import Article, Skipped
from corpus.limits import MAX_MEMBERS, MAX_TAR_HEADER_BYTES, MAX_UNPACKED_BYTES
from corpus.readers.budget import Budget, LimitError
from corpus.readers.member import DAMAGE, damage, is_passed_over, read_member, refusal
from corpus.readers.origin import Origin

# Long names, long links and attributes: what describes the member behind it.
_READ_WHOLE = (
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
)


class _Header(tarfile.TarInfo):
    """A header that does not ask for memory: long names and attributes are read as a whole."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> _Header:
        header = super().frombuf(buf, encoding, errors)
        if header.size > MAX_UNPACKED_BYTES:  # tarfile would count so far in steps of 10 KB
            raise LimitError(f"a member is longer than {MAX_UNPACKED_BYTES // 1024**2} MB")
        if header.type in _READ_WHOLE and header.size > MAX_TAR_HEADER_BYTES:
            raise LimitError(f"a header is longer than {MAX_TAR_HEADER_BYTES // 1024**2} MB")
        return header


def read_tar(stream: BinaryIO, origin: Origin, budget: Budget) -> Iterator[Article | Skipped]:
    """The records of all files of a tar, whose stream is read once from its beginning."""
    try:
        with tarfile.open(fileobj=stream, mode="r|", tarinfo=_Header) as archive:
            count = 0
            while (member := archive.next()) is not None:
                archive.members = []  # type: ignore[attr-defined]  # or it would hold them all
                count += not member.isdir()
                if count > MAX_MEMBERS:
                    raise LimitError(f"it holds more than {MAX_MEMBERS:,} files")
                yield from _read_member(archive, member, origin, budget)
    except (ValueError, IndexError, OverflowError) as error:  # of a damaged header
        yield origin.skipped(None, damage(error))


def _read_member(
    archive: tarfile.TarFile, member: tarfile.TarInfo, origin: Origin, budget: Budget
) -> Iterator[Article | Skipped]:
    name = member.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    path = PurePosixPath(name)
    if member.isdir() or is_passed_over(path):
        return
    inside = origin.member(name, path.parent.name)
    if reason := refusal(path) or _refusal(member):
        yield inside.skipped(None, reason)
        return
    opened = archive.extractfile(member)
    assert opened is not None
    try:
        yield from read_member(cast(BinaryIO, opened), path, inside, budget)
    except DAMAGE as error:
        yield inside.skipped(None, damage(error))


def _refusal(member: tarfile.TarInfo) -> str | None:
    if member.issym() or member.islnk():
        return "a link, which is not followed"
    if not member.isreg() or member.issparse():
        return "not a regular file"
    return None
