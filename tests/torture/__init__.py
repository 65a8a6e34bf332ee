"""What an index has to survive. Short in `make test`, at full counts in `make torture`."""

from __future__ import annotations

import os

SHARE = float(os.environ.get("KASHAF_TORTURE") or 0)


def count(short: int, full: int) -> int:
    """How often, or how long: `short` in `make test`, `full` under `make torture`.

    The variable KASHAF_TORTURE is the share of the full count, 1 under `make torture`.
    """
    return max(short, round(full * SHARE)) if SHARE else short


def cheap(short: int, full: int) -> int:
    """The same for what takes a minute or two at most: whole, whatever the share."""
    return full if SHARE else short
