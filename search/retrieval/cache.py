"""What was made once is kept while it fits."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any


class ByteCache:
    """A cache that drops what was used longest ago once it holds more than `limit` bytes.

    Threads may share it. Two of them may make the same entry at the same time; one of the two is
    kept.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._entries: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Any], size: Callable[[Any], int]) -> Any:
        """The entry of `key`, made where it is not there yet."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None:
                self._entries.move_to_end(key)
                return entry[0]
        value = make()
        nbytes = size(value) + 200
        with self._lock:
            if key not in self._entries and nbytes < self._limit:
                self._entries[key] = (value, nbytes)
                self._size += nbytes
                while self._size > self._limit:
                    _, (_, dropped) = self._entries.popitem(last=False)
                    self._size -= dropped
        return value
