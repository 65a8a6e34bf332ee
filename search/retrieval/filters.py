"""Sources, sections, authors and dates: masks over columns, and counts of what matched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from search.index import IndexReader
from search.index.schema import KEYWORD_FIELDS
from search.index.segment import NO_DATE, to_minutes
from search.query import DateFilter, KeywordFilter
from search.results import Facet

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Selection:
    """What a person chose beside the query: exact values, and days, both ends included."""

    source: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    dates: DateFilter = field(default_factory=lambda: DateFilter(None, None))

    def __bool__(self) -> bool:
        return bool(
            self.source or self.category or self.author or self.dates != DateFilter(None, None)
        )


class Filters:
    """Masks over the columns of one commit."""

    def __init__(
        self, reader: IndexReader, surfaces: Callable[[str], Sequence[str]]
    ) -> None:
        self._segments = reader.segments
        self._surfaces = surfaces

    def mask(self, segment: int, node: KeywordFilter | DateFilter) -> Mask:
        """True for each live article of the segment that passes."""
        source = self._segments[segment]
        if isinstance(node, DateFilter):
            mask = self._dates(segment, node)
        else:
            wanted = set(node.words)
            mask = self._values(
                segment, node.field, lambda value: wanted <= set(self._surfaces(value))
            )
        return mask if source.live is None else mask & source.live

    def selection(self, segment: int, chosen: Selection, *, without: str = "") -> Mask | None:
        """True for each article that passes all that was chosen but in the field `without`."""
        mask: Mask | None = None
        for name in KEYWORD_FIELDS:
            values = getattr(chosen, name)
            if values and name != without:
                own = self._values(segment, name, set(values).__contains__)
                mask = own if mask is None else mask & own
        if chosen.dates != DateFilter(None, None):
            own = self._dates(segment, chosen.dates)
            mask = own if mask is None else mask & own
        return mask

    def _values(self, segment: int, name: str, passes: Callable[[str], bool]) -> Mask:
        source = self._segments[segment]
        passing = np.array([passes(value) for value in source.values(name)], dtype=bool)
        found: Mask = passing[source.array(f"{name}.value")]
        return found

    def _dates(self, segment: int, node: DateFilter) -> Mask:
        published = self._segments[segment].array("published")
        mask: Mask = published != NO_DATE
        if node.first is not None:
            mask &= published >= _midnight(node.first)
        if node.last is not None and node.last < date.max:
            mask &= published < _midnight(node.last + timedelta(days=1))
        return mask

    def count(self, name: str, docs: Iterable[npt.NDArray[Any]]) -> tuple[Facet, ...]:
        """How many of the articles have each value of a keyword field, most frequent first."""
        totals: Counter[str] = Counter()
        for segment, numbers in zip(self._segments, docs, strict=True):
            values = segment.values(name)
            counts = np.bincount(segment.array(f"{name}.value")[numbers], minlength=len(values))
            for number in np.flatnonzero(counts).tolist():
                totals[values[number]] += int(counts[number])
        totals.pop("", None)
        ordered = sorted(totals.items(), key=lambda item: (-item[1], item[0]))
        return tuple(Facet(value, count) for value, count in ordered)


def _midnight(day: date) -> int:
    return to_minutes(datetime.combine(day, time()))
