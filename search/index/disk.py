"""Every step by which an index reaches the disk, in one place.

So the order of the steps can be read, and tests can record each one, tear it, or let it fail
(`tests/torture`). The rest of the package changes files through these functions only.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from search.errors import IndexAccessError, IndexFormatError

SMALL = (
    64 << 20
)  # bytes: a table of contents of ten million articles, a third of them deleted, has 5


def create(path: Path) -> BinaryIO:
    """A new file for writing; where one is, or a link that a stranger's index has, an error."""
    return path.open("xb")


def open_file(path: Path) -> int:
    """A descriptor for reading. Raises IndexFormatError for what is no file.

    A pipe in a stranger's index would keep us waiting for ever, and a device has no end.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise IndexFormatError(f"{path} is no file; build the index again with `kashaf index`")
    return descriptor


def read(path: Path) -> bytes:
    """All of a small file. Raises IndexFormatError for what is none."""
    with os.fdopen(open_file(path), "rb") as stream:
        data = stream.read(SMALL + 1)
    if len(data) > SMALL:
        raise IndexFormatError(f"{path} is longer than any of ours, {SMALL >> 20} MB")
    return data


def sync(stream: BinaryIO) -> None:
    """Makes what was written to `stream` durable, though not yet its name."""
    stream.flush()
    os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Makes the names in `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno != errno.EINVAL:  # a file system that cannot sync a folder, such as CIFS
            raise
    finally:
        os.close(descriptor)


def rename(old: Path, new: Path) -> None:
    """Gives a file its name in one step, in the place of any other."""
    old.replace(new)


def remove(path: Path) -> None:
    """Removes a file; one that is gone already is none."""
    path.unlink(missing_ok=True)


def make_folder(folder: Path) -> None:
    """Makes a folder and those above it, durably."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for path in reversed(missing):
        path.mkdir(exist_ok=True)
        sync_folder(path.parent)


@contextmanager
def access(folder: Path, deed: str, *, then: str) -> Iterator[None]:
    """Tells an error of the system (disk full, no permission, …) as one sentence.

    `deed` is what could not be done, `then` how things stand now and what to do.
    """
    try:
        yield
    except OSError as error:
        name = Path(error.filename).name if isinstance(error.filename, str) else ""
        where = f" ({name})" if name and name != folder.name else ""
        reason = error.strerror or str(error)
        raise IndexAccessError(
            f"the index at {folder} cannot be {deed}: {reason}{where}; {then}"
        ) from error
