"""Which files of a folder are read, and in which order?"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from corpus.article import Article, CorpusError, Skipped
from corpus.readers.formats import is_known
from corpus.readers.origin import Origin, shown
from corpus.record import FieldNames

FileReader = Callable[[Path, Origin], Iterator[Article | Skipped]]


def read_folder(
    root: Path, names: FieldNames, read_file: FileReader
) -> Iterator[Article | Skipped]:
    """The records of every file below ``root`` of a known format, in the order of the names.

    Files of other formats and hidden ones are passed over. Links are not followed: a collection
    from a stranger could reach any file by one.
    """
    try:
        os.scandir(root).close()
    except OSError as error:
        raise CorpusError(f"{root} cannot be read: {error.strerror}.") from None
    return _records(root, names, read_file)


def _records(root: Path, names: FieldNames, read_file: FileReader) -> Iterator[Article | Skipped]:
    unread: list[OSError] = []
    for folder, subfolders, files in os.walk(root, onerror=unread.append):
        for error in unread:
            yield Skipped(
                shown(Path(error.filename)), None, f"the folder cannot be read: {error.strerror}"
            )
        unread.clear()
        # In place: os.walk goes on in the order of this list.
        subfolders[:] = sorted(name for name in subfolders if not _is_hidden(name))
        here = Path(folder)
        for name in subfolders:
            if (here / name).is_symlink():
                yield Skipped(shown(here / name), None, "a link to a folder, which is not followed")
        for name in sorted(files):
            path = here / name
            if _is_hidden(name) or not is_known(name):
                continue
            if path.is_symlink():
                yield Skipped(shown(path), None, "a link, which is not followed")
            elif not path.is_file():
                yield Skipped(shown(path), None, "not a regular file")
            else:
                yield from read_file(path, Origin(shown(path), names, here.resolve().name))
    for error in unread:
        yield Skipped(
            shown(Path(error.filename)), None, f"the folder cannot be read: {error.strerror}"
        )


def _is_hidden(name: str) -> bool:
    # __MACOSX is where macOS puts the resource forks of what it packs.
    return name.startswith(".") or name == "__MACOSX"
