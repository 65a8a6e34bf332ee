"""How far is a word from each of many others? One edit distance, its costs in tables.

Costs say what is meant by "the same": a slip of the finger (`spelling.py`) or another spelling of
a name (`names.py`). All candidates go through one table of the distance at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from search.suggest.vocabulary import CODES, LETTERS, Candidates

Array = npt.NDArray[Any]
SIZE: Final = len(LETTERS) + 1


def pair_costs(other: float, groups: Iterable[tuple[str, float]]) -> Array:
    """The cost of one letter for another: `other`, but less within each of the groups."""
    costs = np.full((SIZE, SIZE), other, dtype=np.float32)
    for group, cost in groups:
        codes = [CODES[letter] for letter in group]
        for one in codes:
            for two in codes:
                costs[one, two] = min(costs[one, two], cost)
    np.fill_diagonal(costs, 0.0)
    return costs


def letter_costs(other: float, letters: Mapping[str, float]) -> Array:
    """The cost of a letter too many or missing: `other`, but for the ones given."""
    costs = np.full(SIZE, other, dtype=np.float32)
    for group, cost in letters.items():
        costs[[CODES[letter] for letter in group]] = cost
    return costs


@dataclass(frozen=True)
class Costs:
    """What each difference costs; a word is changed into a candidate."""

    change: Array  # one letter for another
    missing: Array  # the word lacks a letter of the candidate
    extra: Array  # the word has a letter that the candidate lacks
    doubled: float  # the same for a letter beside its like
    swapped: float  # two neighbors changed places


def distances(word: Sequence[int], candidates: Candidates, costs: Costs) -> Array:
    """The distance of `word` to each candidate."""
    # A letter's column as one run of memory: 2 to 3 times as fast as row after row.
    columns = np.ascontiguousarray(candidates.rows.T)
    width, count = columns.shape
    before: Array = np.empty((0, count))
    row = np.zeros((width + 1, count), dtype=np.float32)
    lack = costs.missing[columns]
    lack[1:] = np.where(columns[1:] == columns[:-1], np.minimum(lack[1:], costs.doubled), lack[1:])
    for place in range(width):
        row[place + 1] = row[place] + lack[place]
    for at, letter in enumerate(word):
        spare = costs.extra[letter]
        if at and word[at - 1] == letter:
            spare = min(spare, costs.doubled)
        new = np.empty_like(row)
        new[0] = row[0] + spare
        change = costs.change[letter][columns]
        for place in range(width):
            best = np.minimum(row[place] + change[place], row[place + 1] + spare)
            np.minimum(best, new[place] + lack[place], out=best)
            if at and place and word[at - 1] != letter:
                crossed = (columns[place] == word[at - 1]) & (columns[place - 1] == letter)
                swapped = before[place - 1] + costs.swapped
                best = np.where(crossed, np.minimum(best, swapped), best)
            new[place + 1] = best
        before, row = row, new
    return row[candidates.lengths, np.arange(count)]
