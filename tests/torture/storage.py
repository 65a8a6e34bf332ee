"""A disk that is watched: every step that an index takes on it can be recorded, or made to fail."""

from __future__ import annotations

import io
import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO
from unittest.mock import patch

from search.index import disk

Step = tuple[Any, ...]
SECTOR = 512


class _Raw(io.FileIO):
    """A file that tells of each write before it is done, and of each sync."""

    def __init__(self, path: Path, watch: Callable[[Step], None]) -> None:
        super().__init__(path, "wb")
        self.path = path
        self._watch = watch

    def write(self, data: Any) -> int:
        self._watch(("write", self.path.name, self.tell(), bytes(data)))
        return super().write(data)


@contextmanager
def watched(watch: Callable[[Step], None]) -> Iterator[None]:
    """Calls `watch` before each step of `search.index.disk`; what it raises, the step raises."""
    sync, sync_folder = disk.sync, disk.sync_folder
    rename, remove = disk.rename, disk.remove

    def create(path: Path) -> BinaryIO:
        watch(("create", path.name))
        return io.BufferedWriter(_Raw(path, watch))  # type: ignore[return-value]

    def watched_sync(stream: BinaryIO) -> None:
        stream.flush()
        watch(("sync", Path(stream.raw.path).name))  # type: ignore[attr-defined]
        sync(stream)

    def watched_sync_folder(folder: Path) -> None:
        watch(("sync_folder", folder.name))
        sync_folder(folder)

    def watched_rename(old: Path, new: Path) -> None:
        watch(("rename", old.name, new.name))
        rename(old, new)

    def watched_remove(path: Path) -> None:
        watch(("remove", path.name))
        remove(path)

    with (
        patch.object(disk, "create", create),
        patch.object(disk, "sync", watched_sync),
        patch.object(disk, "sync_folder", watched_sync_folder),
        patch.object(disk, "rename", watched_rename),
        patch.object(disk, "remove", watched_remove),
    ):
        yield


@dataclass
class _File:
    """A file's bytes on the platter, and the writes that may not have got there."""

    durable: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes]] = field(default_factory=list)

    def sync(self) -> None:
        for offset, data in self.pending:
            _put(self.durable, offset, data)
        self.pending.clear()

    def after_a_crash(self, chance: random.Random) -> bytes:
        """Each unsynced write is there, lost, or torn at a sector."""
        content = bytearray(self.durable)
        for offset, data in self.pending:
            fate = chance.random()
            if fate < 0.4:
                _put(content, offset, data)
            elif fate < 0.7:
                _put(content, offset, data[: chance.randrange(len(data) // SECTOR + 1) * SECTOR])
        return bytes(content)


def _put(content: bytearray, offset: int, data: bytes) -> None:
    if not data:
        return
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(data)] = data


def crash(steps: list[Step], folder: Path, chance: random.Random) -> None:
    """Fills `folder` with what a disk may hold when the power fails after `steps`.

    What was synced is there. Of the rest every write may be lost or torn, and every change of a
    name may be lost, each on its own.
    """
    now: dict[str, _File] = {}
    durable: dict[str, _File] = {}
    pending: list[Callable[[dict[str, _File]], object]] = []

    def set_name(name: str, file: _File) -> None:
        now[name] = file
        pending.append(lambda names: names.__setitem__(name, file))

    def drop_name(name: str) -> None:
        now.pop(name, None)
        pending.append(lambda names: names.pop(name, None))

    def change_name(old: str, new: str) -> None:
        file = now.pop(old)
        now[new] = file

        def both(names: dict[str, _File]) -> None:
            names.pop(old, None)
            names[new] = file

        pending.append(both)

    for step in steps:
        match step:
            case ("create", name):
                set_name(name, _File())
            case ("write", name, offset, data):
                now[name].pending.append((offset, data))
            case ("sync", name):
                now[name].sync()
            case ("sync_folder", name):
                if name == "index":
                    durable = dict(now)
                    pending.clear()
            case ("rename", old, new):
                change_name(old, new)
            case ("remove", name):
                drop_name(name)
    names = dict(durable)
    for change in pending:
        if chance.random() < 0.5:
            change(names)
    folder.mkdir()
    for name, file in names.items():
        (folder / name).write_bytes(file.after_a_crash(chance))


def flip_bit(path: Path, bit: int) -> None:
    """Turns one bit of a file over, in place."""
    with path.open("r+b") as stream:
        stream.seek(bit // 8)
        (byte,) = stream.read(1)
        stream.seek(bit // 8)
        stream.write(bytes([byte ^ (1 << bit % 8)]))
        stream.flush()
        os.fsync(stream.fileno())
