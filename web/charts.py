"""Counts over time as places in a drawing: bars of one query, lines of several."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from flask_babel import gettext, lazy_gettext

from search.results import Period, Trend, TrendPeriod
from web.inquiry import Inquiry
from web.wording import Wording

Measure = Literal["share", "count"]
MEASURES: tuple[Measure, ...] = get_args(Measure)
FEW = 60  # periods of which each can have a dot
BAR = 10  # units of the drawing, which is as wide as all bars and 100 high
CAPTIONS = {
    "day": lazy_gettext("Articles by day"),
    "week": lazy_gettext("Articles by week"),
    "month": lazy_gettext("Articles by month"),
    "year": lazy_gettext("Articles by year"),
}
SHARES = {
    "day": lazy_gettext("Share of all articles by day"),
    "week": lazy_gettext("Share of all articles by week"),
    "month": lazy_gettext("Share of all articles by month"),
    "year": lazy_gettext("Share of all articles by year"),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One period: what is drawn, and the address that narrows the answer to it."""

    shape: str  # an SVG path, and that of its whole place
    reach: str
    label: str
    count: str
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """The bars of an answer in reading direction: in Arabic the oldest is at the right."""

    bars: tuple[Bar, ...]  # of the periods in which there are articles
    width: int
    peak: int
    caption: str
    scale: tuple[str, ...]  # labels of the first, the middle and the last period


def timeline(
    periods: Sequence[Period], unit: str, inquiry: Inquiry, address: str, wording: Wording
) -> Timeline | None:
    """`address` is the inquiry's without dates; None where there is nothing to compare."""
    if len(periods) < 2:
        return None
    peak = max(period.count for period in periods)
    joint = "&" if "?" in address else "?"
    bars = []
    for nth, period in enumerate(periods):
        if not period.count:
            continue
        last = period_end(period.start, unit)
        place = len(periods) - 1 - nth if wording.lang == "ar" else nth
        # What is there is seen, however little beside the peak.
        height = max(round(100 * period.count / peak), 3)
        bars.append(
            Bar(
                shape=f"M{place * BAR + 1} 100v-{height}h{BAR - 2}v{height}z",
                reach=f"M{place * BAR} 0h{BAR}v100h-{BAR}z",
                label=period_label(period.start, unit, wording),
                count=wording.number(period.count),
                address=f"{address}{joint}from={period.start}&to={last}",
                chosen=(inquiry.date_from or date.min) <= last
                and period.start <= (inquiry.date_to or date.max),
            )
        )
    caption = str(CAPTIONS[unit])
    return Timeline(tuple(bars), BAR * len(periods), peak, caption, scale(periods, unit, wording))


def scale(periods: Sequence[Period | TrendPeriod], unit: str, wording: Wording) -> tuple[str, ...]:
    """The names of the first, the middle and the last period."""
    places = sorted({0, len(periods) // 2, len(periods) - 1})
    return tuple(wording.period(periods[place].start, unit) for place in places)


def period_label(start: date, unit: str, wording: Wording) -> str:
    name = wording.period(start, unit)
    return gettext("the week from %(day)s", day=name) if unit == "week" else name


def period_end(start: date, unit: str) -> date:
    """The last day of the period that begins on `start`.

    >>> period_end(date(2024, 2, 1), "month"), period_end(date(2023, 5, 1), "week")
    (datetime.date(2024, 2, 29), datetime.date(2023, 5, 7))
    """
    if unit == "year":
        return date(start.year, 12, 31)
    if unit == "month":
        return start.replace(day=calendar.monthrange(start.year, start.month)[1])
    return start + timedelta(days=6 if unit == "week" else 0)


@dataclass(frozen=True, slots=True)
class Line:
    """One query: its path through the drawing, and its numbers as the table shows them."""

    query: str
    path: str
    dots: str
    total: int
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LineChart:
    """Several queries over the same periods, in a drawing 1000 wide and 100 high."""

    lines: tuple[Line, ...]
    labels: tuple[str, ...]  # of the periods
    levels: tuple[str, ...]  # the values at the top, the middle and the bottom
    scale: tuple[str, ...]
    caption: str


def line_chart(trends: Sequence[Trend], measure: Measure, wording: Wording) -> LineChart:
    """The trends have the same periods, of which there is at least one."""
    periods, unit = trends[0].periods, trends[0].unit
    rows = [[value(period, measure) for period in trend.periods] for trend in trends]
    highest = max(number or 0 for row in rows for number in row)
    top = ceiling(highest, least=2 if measure == "count" else 0.0001)
    written = wording.share if measure == "share" else lambda part: wording.number(round(part))
    step = 1000 / max(len(periods) - 1, 1)
    places = [round(nth * step) for nth in range(len(periods))]
    if wording.lang == "ar":
        places = [1000 - place for place in places]
    lines = (
        Line(
            query=trend.query,
            path=path(places, row, top),
            dots=dots(places, row, top) if len(periods) <= FEW else "",
            total=sum(period.count for period in trend.periods),
            values=tuple("–" if number is None else written(number) for number in row),
        )
        for trend, row in zip(trends, rows, strict=True)
    )
    return LineChart(
        lines=tuple(lines),
        labels=tuple(period_label(period.start, unit, wording) for period in periods),
        levels=tuple(written(part) for part in (top, top / 2, 0)),
        scale=scale(periods, unit, wording),
        caption=str((SHARES if measure == "share" else CAPTIONS)[unit]),
    )


def value(period: TrendPeriod, measure: Measure) -> float | None:
    """None for a share of nothing."""
    if measure == "count":
        return period.count
    return period.count / period.total if period.total else None


def path(places: Sequence[int], row: Sequence[float | None], top: float) -> str:
    """A line through the values, broken where there is none.

    >>> path([0, 5, 10, 15], [1, 2, None, 0], 2)
    'M0 50.0L5 0.0M15 100.0'
    """
    drawn, pen = "", "M"
    for place, number in zip(places, row, strict=True):
        if number is not None:
            drawn += f"{pen}{place} {100 - 100 * number / top:.1f}"
        pen = "M" if number is None else "L"
    return drawn


def dots(places: Sequence[int], row: Sequence[float | None], top: float) -> str:
    """A path that only touches the paper, once for each value."""
    return "".join(
        f"M{place} {100 - 100 * number / top:.1f}h0"
        for place, number in zip(places, row, strict=True)
        if number is not None
    )


def ceiling(highest: float, *, least: float) -> float:
    """A round number at or over the highest, with a round half.

    >>> ceiling(37, least=2), ceiling(0.031, least=0.0001), ceiling(0, least=2)
    (40, 0.04, 2)
    """
    power = least if least < 1 else 1
    while True:
        for step in (1, 2, 4, 6):
            if power * step >= max(highest, least):
                return round(power * step, 6)
        power *= 10
