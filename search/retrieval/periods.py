"""How much was written when? Articles counted by day, week, month or year, a column at a time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from search.errors import QueryError
from search.index.segment import NO_DATE
from search.results import UNITS, Period, Unit

Minutes = npt.NDArray[np.int64]  # since 1970, as the `published` column holds them
Numbers = npt.NDArray[np.int64]  # of periods since the one that holds 1970-01-01

EPOCH = date(1970, 1, 1)
MINUTES_OF_A_DAY = 24 * 60
MONDAY = 3  # 1970-01-01 was a Thursday: three days after the Monday of week 0
MAX_PERIODS = 10_000  # 27 years of days; a line has no more points than that
# The widest span of days that a unit is fine enough for.
WIDEST: tuple[tuple[Unit, int], ...] = (("day", 92), ("week", 2 * 366), ("month", 10 * 366))


def choose_unit(published: Minutes) -> Unit:
    """The unit in which these dates give a line that can be read: at most some 120 periods.

    >>> day = 24 * 60
    >>> [choose_unit(np.array([0, days * day])) for days in (91, 92, 732, 3660)]
    ['day', 'week', 'month', 'year']
    """
    days = _days(published[published != NO_DATE])
    span = int(days.max() - days.min()) + 1 if len(days) else 0
    return next((unit for unit, widest in WIDEST if span <= widest), "year")


def period_numbers(published: Minutes, unit: Unit) -> Numbers:
    """The number of the period that each date lies in."""
    days = _days(published)
    if unit == "day":
        return days
    if unit == "week":
        found: Numbers = (days + MONDAY) // 7
        return found
    letter = "M" if unit == "month" else "Y"
    return days.astype("datetime64[D]").astype(f"datetime64[{letter}]").astype(np.int64)


def period_start(number: int, unit: Unit) -> date:
    """The first day of a period.

    >>> [period_start(0, unit).isoformat() for unit in ("day", "week", "month", "year")]
    ['1970-01-01', '1969-12-29', '1970-01-01', '1970-01-01']
    """
    if unit == "day":
        return EPOCH + timedelta(days=number)
    if unit == "week":
        return EPOCH + timedelta(days=number * 7 - MONDAY)
    if unit == "month":
        return date(EPOCH.year + number // 12, 1 + number % 12, 1)
    return date(EPOCH.year + number, 1, 1)


def count_periods(
    unit: Unit, published: Minutes, *others: Minutes
) -> tuple[list[date], npt.NDArray[Any]]:
    """Every period from the first date to the last, and how many dates lie in each.

    The rows of the counts are for `published` and then for each of `others`, whose dates are among
    those of `published`. What has no date is in no period. Raises QueryError where the periods are
    more than MAX_PERIODS.
    """
    dated = [(column[column != NO_DATE], None) for column in (published, *others)]
    return count_weighted(unit, *dated)


def count_weighted(
    unit: Unit, *columns: tuple[Minutes, Numbers | None]
) -> tuple[list[date], npt.NDArray[Any]]:
    """The same of dates that each stand for a number of articles; None where each is one."""
    if unit not in UNITS:
        raise QueryError("unit {unit!r} is none of {known}", unit=unit, known=", ".join(UNITS))
    numbered = [(period_numbers(dates, unit), weights) for dates, weights in columns]
    if not len(numbered[0][0]):
        return [], np.zeros((len(columns), 0), dtype=np.int64)
    first, last = int(numbered[0][0].min()), int(numbered[0][0].max())
    size = last - first + 1
    if size > MAX_PERIODS:
        raise QueryError(
            "there are {size:,} {unit}s from {first} to {last}, more than {most:,}; "
            "choose a wider unit, or dates",
            size=size,
            unit=unit,
            first=period_start(first, unit),
            last=period_start(last, unit),
            most=MAX_PERIODS,
        )
    counts = np.array(
        [np.bincount(own - first, weights, minlength=size) for own, weights in numbered]
    ).astype(np.int64)
    return [period_start(number, unit) for number in range(first, last + 1)], counts


def timeline_of(published: Minutes) -> tuple[Unit, tuple[Period, ...]]:
    """The dates of an answer in the unit that suits them, without gaps."""
    unit = choose_unit(published)
    starts, counts = count_periods(unit, published)
    return unit, tuple(map(Period, starts, counts[0].tolist()))


def _days(published: Minutes) -> Numbers:
    days: Numbers = published.astype(np.int64) // MINUTES_OF_A_DAY
    return days
