"""How alike are two texts? Formulas over their signatures (`search/index/signatures.py`).

A copy is rarely the whole text and nothing else: papers cut an agency's last paragraphs, or add
some of their own. So what counts is containment, the share of the shorter text that stands in the
longer one; but a text that is a small part of another (a statement quoted in a long report) is
another article, so the two have to resemble each other on the whole, too. And an article is about
what it says first: of the longer one's lead a part has to stand in the shorter one. Else a story
that was set behind another ("on the other side …") would vanish under the other's headline.

The same words weeks later are a form: a telegram of congratulation, an execution, the weather.
Where the dates lie apart, or are not known, more has to be the same.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[Any]
Rows = npt.NDArray[np.uint8]
Bits = npt.NDArray[np.uint64]

# Chosen on pairs of saudinews that were read and judged: see tests/quality/test_copies.py.
NEAR_DAYS = 3
CONTAINED = 0.71  # of the shorter text, where the dates are near
CONTAINED_APART = 0.88
RESEMBLING = 0.22
LEADING = 0.25  # of the longer text's lead

_CHANCE = 1 / 255  # two bytes of a signature are the same by accident


def agreement(some: Rows, others: Rows) -> Bits:
    """For each two rows a bit for each byte: whether it is the same.

    A row's length is a multiple of 64. Shapes are broadcast, here and below.
    """
    return _bits(some == others)


def resemblance(some: Rows, others: Rows, agreeing: Bits) -> Numbers:
    """For each two rows: the share of all their shingles they both have.

    A byte 0 is empty; `agreeing` is their `agreement`.

    >>> one = np.arange(1, 65, dtype=np.uint8)
    >>> others = np.stack([one, one[::-1], one * 0])
    >>> resemblance(one, others, agreement(one, others)).tolist()
    [1.0, 0.0, 0.0]
    """
    width = some.shape[-1]
    same = _ones(agreeing)
    filled, other_filled = _bits(some != 0), _bits(others != 0)
    either = _ones(filled | other_filled)
    both = _ones(filled & other_filled)
    # Buckets that are empty in both are the same, too, and say nothing.
    same -= width - either
    matching = np.maximum((same - _CHANCE * both) / (1 - _CHANCE), 0.0)
    found: Numbers = matching / np.maximum(either, 1)
    return found


def may_resemble(some: Rows, others: Rows) -> npt.NDArray[np.bool_]:
    """Which can be copies of each other: a third of the time that `resemblance` takes.

    Of the bytes of `some` that are not empty each copy shares RESEMBLING at the least.

    >>> one = np.arange(1, 65, dtype=np.uint8)
    >>> may_resemble(one, np.stack([one, one[::-1]])).tolist()
    [True, False]
    """
    filled = some != 0
    same = _counted((others == some) & filled)
    found: npt.NDArray[np.bool_] = same >= RESEMBLING * (1 - _CHANCE) * _counted(filled)
    return found


def shared(leads: Bits, agreeing: Bits) -> Numbers:
    """The share of the bits of `leads` that agree; 1 where there are none to tell by.

    >>> leads = np.array([[3], [0]], dtype=np.uint64)
    >>> shared(leads, np.array([[1], [1]], dtype=np.uint64)).tolist()
    [0.5, 1.0]
    """
    total = _ones(leads)
    found: Numbers = np.where(total == 0, 1.0, _ones(leads & agreeing) / np.maximum(total, 1))
    return found


def _bits(flags: npt.NDArray[np.bool_]) -> Bits:
    # All in a row: half the time of packing row by row.
    packed = np.packbits(flags.reshape(-1)).view(np.uint64)
    return packed.reshape(*flags.shape[:-1], flags.shape[-1] // 64)


def _ones(bits: Bits) -> Numbers:
    ones: Numbers = np.bitwise_count(bits).sum(axis=-1, dtype=np.int64)
    return ones


def _counted(flags: npt.NDArray[np.bool_]) -> Numbers:
    """How many are True along the last axis: in a third of the time that a sum takes."""
    return _ones(_bits(flags))


def shingle_count(rows: Rows, words: Numbers) -> Numbers:
    """How many different shingles a text of so many words has, by the buckets they filled.

    Forms repeat themselves: a fifth of all texts have a quarter fewer shingles than words.

    >>> filled = (np.arange(256) < 128).astype(np.uint8)[None]
    >>> [round(float(shingle_count(filled, np.array([words]))[0])) for words in (101, 300)]
    [100, 177]
    """
    width = rows.shape[1]
    empty = np.maximum(width - _counted(rows != 0), 0.5) / width
    found: Numbers = np.minimum(-width * np.log(empty), np.maximum(words - 1.0, 1.0))
    return np.where(empty * width >= 1, found, np.maximum(words - 1.0, 1.0))


def containment(alike: Numbers, shingles: Numbers, others: Numbers) -> Numbers:
    """The share of the shorter text's shingles that the longer one has, too.

    >>> containment(np.array([0.5]), np.array([100]), np.array([200])).tolist()
    [1.0]
    """
    shared = alike * (shingles + others) / (1 + alike)
    found: Numbers = np.minimum(shared / np.maximum(np.minimum(shingles, others), 1), 1.0)
    return found


def is_copy(
    alike: Numbers, contained: Numbers, leading: Numbers, days_apart: Numbers
) -> npt.NDArray[np.bool_]:
    """Whether two texts are one text printed twice; `days_apart` is NaN where a date is missing.

    `leading` is the share of the longer text's lead that the shorter one has.

    >>> half = np.array([0.5] * 4)
    >>> is_copy(half, half + 0.25, half * [1, 1, 1, 0], np.array([1, 9, np.nan, 1])).tolist()
    [True, False, False, False]
    """
    needed = np.where(days_apart <= NEAR_DAYS, CONTAINED, CONTAINED_APART)
    found: npt.NDArray[np.bool_] = (
        (alike >= RESEMBLING) & (contained >= needed) & (leading >= LEADING)
    )
    return found
