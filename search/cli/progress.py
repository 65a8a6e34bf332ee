"""How far is it? A bar that renews itself on a terminal, plain lines now and then elsewhere."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import click

Item = TypeVar("Item")
EVERY_SECONDS = 10.0  # between plain lines
EVERY_SECONDS_OF_BAR = 0.25
CHECK_EVERY = 16  # items between looks at the clock
_DESCRIPTORS = Path("/proc/self/fd")


class Position:
    """How many bytes of some files and folders this process has read, while it reads them in order.

    Linux says at which byte each open file is; elsewhere, or when no file is recognized, nothing
    is known. Packed files count as they lie on the disk, so what is left needs no unpacking.
    """

    def __init__(self, sources: Sequence[Path]) -> None:
        self._before: dict[str, int] = {}  # file → bytes of all the files before it
        self.total = self._read = 0
        for source in sources:
            for path in _files(source):
                self._before.setdefault(os.path.realpath(path), self.total)
                self.total += path.stat().st_size

    def read(self) -> int | None:
        """The bytes read until now, None where that is not known; never fewer than before."""
        try:
            for descriptor in _DESCRIPTORS.iterdir():
                try:
                    before = self._before.get(str(descriptor.readlink()))
                    if before is not None:
                        info = Path("/proc/self/fdinfo", descriptor.name).read_text("ascii")
                        self._read = max(self._read, before + int(info.split()[1]))
                except FileNotFoundError:  # closed meanwhile
                    continue
        except OSError:
            return None
        return self._read or None


def _files(source: Path) -> Iterator[Path]:
    """The files of a source in the order in which `read_corpus` reads them."""
    if source.is_file():
        yield source
    for folder, subfolders, files in os.walk(source):
        subfolders.sort()
        for name in sorted(files):
            path = Path(folder, name)
            if path.is_file() and not path.is_symlink():
                yield path


class Progress:
    """Counts items on stderr, with their rate and, where it is known, the time left."""

    def __init__(self, position: Position, *, quiet: bool = False) -> None:
        self._position = position
        self._quiet = quiet
        self._bar = None
        if not quiet and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, SpinnerColumn, TextColumn
            from rich.progress import Progress as Bar

            self._bar = Bar(
                SpinnerColumn(),
                BarColumn(),
                TextColumn("{task.description}"),
                console=Console(stderr=True),
                transient=True,
            )

    def __enter__(self) -> Progress:
        if self._bar is not None:
            self._bar.start()
            self._task = self._bar.add_task("", total=None)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def over(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items themselves, counted as they pass."""
        started = said = time.monotonic()
        pause = EVERY_SECONDS if self._bar is None else EVERY_SECONDS_OF_BAR
        for number, item in enumerate(items, 1):
            yield item
            if self._quiet or number % CHECK_EVERY:
                continue
            now = time.monotonic()
            if now - said >= pause:
                said = now
                read = self._position.read()
                self.say(describe(number, now - started, read, self._position.total), read)

    def say(self, text: str, read: int | None = None) -> None:
        """Says what goes on now; `read` moves the bar."""
        if self._bar is not None:
            total = None if read is None else self._position.total
            self._bar.update(self._task, description=text, total=total, completed=read or 0)
        elif not self._quiet:
            click.echo(f"kashaf: {text}", err=True)


def describe(number: int, seconds: float, read: int | None, total: int) -> str:
    """One line of progress.

    >>> describe(3000, 10.0, 25, 100)
    '3,000 articles, 300 a second, 25 %, 0:30 left'
    >>> describe(3000, 10.0, None, 100)
    '3,000 articles, 300 a second'
    """
    said = f"{number:,} articles, {number / max(seconds, 1e-9):,.0f} a second"
    if read is None or not 0 < read <= total:
        return said
    left = round(seconds * (total - read) / read)
    return f"{said}, {read * 100 // total} %, {left // 60}:{left % 60:02} left"
