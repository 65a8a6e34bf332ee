"""What is inside a .gz, .zst, .zip or .tar, and is it safe to unpack?

Nothing is written to disk, and nothing is unpacked further than it is read. An archive may hold
.gz and .zst files; deeper nesting is refused. Each refusal and every damage is a ``Skipped``; what
was read before it stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from corpus.article import Article, Skipped
from corpus.readers.budget import Budget, LimitError, metered
from corpus.readers.formats import is_archive
from corpus.readers.member import DAMAGE, damage, read_packed_stream
from corpus.readers.origin import Origin
from corpus.readers.packed import unpacked
from corpus.readers.tar_archive import read_tar
from corpus.readers.zip_archive import read_zip


def read_packed(path: Path, origin: Origin) -> Iterator[Article | Skipped]:
    """The records of a packed file or an archive."""
    try:
        with path.open("rb") as stream:
            yield from _records(stream, path, origin, Budget(path.stat().st_size))
    except LimitError as error:
        yield origin.skipped(None, f"{error}; the rest is not read")
    except DAMAGE as error:
        yield origin.skipped(None, damage(error))


def _records(
    stream: BinaryIO, path: Path, origin: Origin, budget: Budget
) -> Iterator[Article | Skipped]:
    if not is_archive(path.name):
        yield from read_packed_stream(stream, path.name, origin, budget)
    elif path.suffix.lower() == ".zip":
        yield from read_zip(stream, origin, budget)
    elif path.suffix.lower() == ".tar":
        yield from read_tar(stream, origin, budget)
    else:
        # Everything in it is unpacked, what is passed over, too; and so it counts.
        with unpacked(stream, path.suffix) as content:
            yield from read_tar(metered(content, budget), origin, Budget(path.stat().st_size))
