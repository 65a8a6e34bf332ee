"""Where does a record come from, and under which names are its fields known?"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.article import Article, Skipped
from corpus.record import FieldNames


def shown(path: Path) -> str:
    """A path as it can be printed, whatever bytes its name has."""
    return os.fsencode(path).decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Origin:
    """A file on its way through a reader, which makes its records' ``Article`` and ``Skipped``."""

    file: str
    names: FieldNames
    folder: str = ""
    """The folder's name: the category of plain texts, which say nothing of their own."""

    def article(self, record: Mapping[str, object], line: int | None) -> Article | Skipped:
        return self.names.article(record, self.file, line)

    def skipped(self, line: int | None, reason: str) -> Skipped:
        return Skipped(self.file, line, reason)

    def member(self, name: str, folder: str) -> Origin:
        """The same for a file inside this one."""
        return replace(self, file=f"{self.file}/{name}", folder=folder)
