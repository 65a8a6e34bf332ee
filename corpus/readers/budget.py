"""How much may an archive still unpack?"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO, cast

from corpus.limits import MAX_RATIO, MAX_UNPACKED_BYTES, RATIO_GRACE_BYTES

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class LimitError(Exception):
    """An archive went past one of the limits; the message says which."""


class Budget:
    """What one archive may still unpack, all of its members together."""

    def __init__(self, packed_bytes: int) -> None:
        self._packed = max(packed_bytes, 1)
        self._unpacked = 0

    def spend(self, count: int) -> None:
        self._unpacked += count
        if self._unpacked > MAX_UNPACKED_BYTES:
            raise LimitError(f"it unpacks to more than {MAX_UNPACKED_BYTES // 1024**2} MB")
        if self._unpacked > max(RATIO_GRACE_BYTES, MAX_RATIO * self._packed):
            raise LimitError(f"it unpacks to more than {MAX_RATIO} times its size")


class _Metered(io.RawIOBase):
    """A stream that counts what it gives."""

    def __init__(self, stream: io.BufferedIOBase, budget: Budget) -> None:
        self._stream = stream
        self._budget = budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        # One piece at a time, so that damage does not take what came before it along.
        data = self._stream.read1(len(view))
        self._budget.spend(len(data))
        view[: len(data)] = data
        return len(data)


def metered(stream: io.BufferedIOBase, budget: Budget) -> BinaryIO:
    """The stream, with what it gives counted."""
    return cast(BinaryIO, _Metered(stream, budget))
