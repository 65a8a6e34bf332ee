"""How much is an article worth for its date? A share of the best score, halved with distance.

An article that a query scores at most S, published d days from a moment, earns

    weight × S × 2 ** (−d / half-life)

S is the sum of the best scores of the query's clauses: an article of that very moment rises by the
same share of what can be reached, whatever the query. Without a date it earns nothing. The moment
is the newest article of the index, and not the clock: an archive ends when its news end.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt


def decay(days: npt.NDArray[Any], half_life: float) -> npt.NDArray[np.float64]:
    """1 at the moment itself, a half after `half_life` days, 0 where `days` is NaN.

    >>> decay(np.array([0.0, 7.0, -14.0, np.nan]), 7).tolist()
    [1.0, 0.5, 0.25, 0.0]
    """
    found: npt.NDArray[np.float64] = np.exp2(-np.abs(days) / half_life)
    return np.nan_to_num(found, nan=0.0)
