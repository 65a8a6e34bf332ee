"""How far is it? A line that renews itself on a terminal, plain lines now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import TypeVar

import click

Item = TypeVar("Item")
EVERY_SECONDS = 10.0  # between plain lines
CHECK_EVERY = 256  # items between looks at the clock


class Progress:
    """Counts items with their rate on stderr."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._bar = None
        if not quiet and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import Progress as Bar
            from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

            self._bar = Bar(
                SpinnerColumn(),
                TextColumn("{task.completed:,} articles"),
                TextColumn("{task.fields[rate]}"),
                TimeElapsedColumn(),
                TextColumn("{task.description}"),
                console=Console(stderr=True),
                transient=True,
            )

    def __enter__(self) -> Progress:
        if self._bar is not None:
            self._bar.start()
            self._task = self._bar.add_task("", total=None, rate="")
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
        number = 0
        for number, item in enumerate(items, 1):
            yield item
            if number % CHECK_EVERY:
                continue
            now = time.monotonic()
            rate = f"{number / max(now - started, 1e-9):,.0f} a second"
            if self._bar is not None:
                self._bar.update(self._task, completed=number, rate=rate)
            elif now - said >= EVERY_SECONDS:
                said = now
                self.say(f"{number:,} articles, {rate}")
        if self._bar is not None:
            self._bar.update(self._task, completed=number)

    def say(self, text: str) -> None:
        """Says what goes on now."""
        if self._bar is not None:
            self._bar.update(self._task, description=text)
        elif not self._quiet:
            click.echo(f"kashaf: {text}", err=True)
