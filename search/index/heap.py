"""Memory that was freed, given back to the system."""

from __future__ import annotations

import sys


def give_back() -> bool:
    """Has the system take what is free in this process's heap; says if it can be told so.

    glibc keeps the room of large arrays between what was made after them: 10 to 35 MB of 150 in a
    process that has written its segment and waits, for 10 ms.
    """
    import ctypes  # not above: what only searches has no use for it

    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    return trim is not None and trim(0) == 1
