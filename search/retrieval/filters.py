"""Sources, sections, authors and dates: masks over columns, and counts of what matched."""

from __future__ import annotations

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
MAX_VALUES = 100  # of one field that are counted for a page


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

    def __init__(self, reader: IndexReader, surfaces: Callable[[str], Sequence[str]]) -> None:
        self._segments = reader.segments
        self._surfaces = surfaces
        self._values_of_all: dict[str, tuple[list[str], list[npt.NDArray[Any]]]] = {}

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
        """How many of the articles have each value of a keyword field, most frequent first.

        At most MAX_VALUES values; articles without a value are not counted.
        """
        values, numbers = self._numbered(name)
        totals = np.zeros(len(values), dtype=np.int64)
        for number, own in zip(numbers, docs, strict=True):
            totals += np.bincount(number[own], minlength=len(values))
        # Values are in their order, so a stable sort leaves equal counts in it.
        best = np.argsort(-totals, kind="stable")[: MAX_VALUES + 1].tolist()
        facets = [Facet(values[i], int(totals[i])) for i in best if totals[i] and values[i]]
        return tuple(facets[:MAX_VALUES])

    def _numbered(self, name: str) -> tuple[list[str], list[npt.NDArray[Any]]]:
        """The values of all segments in order, and for each article the number of its value."""
        found = self._values_of_all.get(name)
        if found is None:
            values = sorted({value for segment in self._segments for value in segment.values(name)})
            place = {value: number for number, value in enumerate(values)}
            numbers = []
            for segment in self._segments:
                own = np.array([place[value] for value in segment.values(name)], dtype=np.uint32)
                numbers.append(own[segment.array(f"{name}.value")])
            found = self._values_of_all[name] = (values, numbers)
        return found


def _midnight(day: date) -> int:
    return to_minutes(datetime.combine(day, time()))
