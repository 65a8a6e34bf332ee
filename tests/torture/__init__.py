"""What an index has to survive. Short in `make test`, at full counts in `make torture`."""

from __future__ import annotations

import os

FULL = bool(os.environ.get("KASHAF_TORTURE"))


def count(short: int, full: int) -> int:
    """How often: `short` in `make test`, `full` under `make torture`."""
    return full if FULL else short
