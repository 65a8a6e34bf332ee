"""One writer at a time, and who it is.

The lock is the kernel's (flock), so that it ends with its process, however that ends. What stands
in the file is for people: it says who holds the lock while somebody does.
"""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import time
from datetime import datetime
from pathlib import Path

from search.errors import IndexFormatError, IndexLockedError
from search.index.schema import INDEX_NAME

LOCK_NAME = f"{INDEX_NAME}_WRITELOCK"
LOOK_EVERY = 0.1  # seconds between two tries of a writer that waits


class WriteLock:
    """The right to change the index in `folder`, taken on construction.

    Waits up to `wait` seconds for another writer to end (`math.inf`: as long as it takes), then
    raises IndexLockedError, which names that writer.
    """

    def __init__(self, folder: Path, wait: float = 0.0) -> None:
        self._path = folder / LOCK_NAME
        self._descriptor = -1
        until = time.monotonic() + wait
        while not self._take():
            if time.monotonic() >= until:
                raise IndexLockedError(
                    f"another process is writing to the index at {folder}{_holder(self._path)}; "
                    "wait until it has ended, or let `kashaf index --wait` do so"
                )
            time.sleep(LOOK_EVERY)
        started = datetime.now().astimezone().isoformat(" ", "seconds")
        text = f"process {os.getpid()} on {socket.gethostname()} since {started}\n"
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, text.encode("utf-8", "replace"), 0)

    def _take(self) -> bool:
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o666)
        except OSError as error:
            if error.errno != errno.ELOOP:
                raise
            # In an index of a stranger: our name would be written over what it leads to.
            raise IndexFormatError(f"{self._path} is a link and no lock; remove it") from None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # `remove_index` may have taken the file away between the two steps: a lock on a file
            # that has no name any more keeps nobody out.
            if os.path.samestat(os.fstat(descriptor), self._path.stat()):
                self._descriptor = descriptor
                return True
        except (BlockingIOError, FileNotFoundError):
            pass
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)
        return False

    def release(self) -> None:
        """Gives the lock back; the second time nothing happens."""
        if self._descriptor >= 0:
            descriptor, self._descriptor = self._descriptor, -1
            try:
                os.ftruncate(descriptor, 0)
            finally:
                os.close(descriptor)


def _holder(path: Path) -> str:
    """Who wrote the lock file, in its own words if they are there and short."""
    try:
        with path.open("rb") as stream:
            text = stream.read(300).decode("utf-8", "replace").strip()
    except OSError:
        text = ""
    return f" ({text})" if text.startswith("process ") and text.isprintable() else ""
