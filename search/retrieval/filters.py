"""Sources, sections, authors and dates: masks over columns, and counts of what matched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from search.errors import QueryError
from search.index.schema import KEYWORD_FIELDS
from search.index.segment import NO_DATE, to_minutes
from search.limits import Limits
from search.query import DateFilter, KeywordFilter
from search.results import Facet
from search.retrieval import bitsets
from search.retrieval.bitsets import Bits, Docs
from search.retrieval.collection import Collection
from search.retrieval.order import smallest

Array = npt.NDArray[Any]
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


def select(
    limits: Limits,
    source: Sequence[str] | str = (),
    category: Sequence[str] | str = (),
    author: Sequence[str] | str = (),
    date_from: date | None = None,
    date_to: date | None = None,
) -> Selection:
    """The choices as a caller gives them; a value alone is one value. Raises QueryError.

    >>> select(Limits(), source="الرياض").source
    ('الرياض',)
    """
    sources, categories, authors = (
        (given,) if isinstance(given, str) else tuple(given) for given in (source, category, author)
    )
    for name, chosen in zip(KEYWORD_FIELDS, (sources, categories, authors), strict=True):
        if len(chosen) > limits.filter_values:
            raise QueryError(
                "{count} values of {name} are chosen, {most} are allowed",
                count=len(chosen),
                name=name,
                most=limits.filter_values,
            )
    if date_from and date_to and date_from > date_to:
        raise QueryError(
            "the first day {first} is after the last day {last}: exchange the two",
            first=date_from,
            last=date_to,
        )
    return Selection(sources, categories, authors, DateFilter(date_from, date_to))


class Filters:
    """Sets of documents by column, over one commit."""

    def __init__(self, collection: Collection, surfaces: Callable[[str], Sequence[str]]) -> None:
        self._collection = collection
        self._surfaces = surfaces
        self._numbered: dict[str, tuple[list[str], Array]] = {}

    def bits(self, node: KeywordFilter | DateFilter) -> Bits:
        """The live articles that pass."""
        if isinstance(node, DateFilter):
            mask = self._dates(node)
        else:
            wanted = set(node.words)
            mask = self._values(node.field, lambda value: wanted <= set(self._surfaces(value)))
        return bitsets.from_mask(mask) & self._collection.live

    def selection(self, chosen: Selection, *, without: str = "") -> Bits | None:
        """The articles that pass all that was chosen but in the field `without`; None for all.

        `without` is a keyword field, or "dates".
        """
        masks = []
        for name in KEYWORD_FIELDS:
            values = getattr(chosen, name)
            if values and name != without:
                masks.append(self._values(name, set(values).__contains__))
        if chosen.dates != DateFilter(None, None) and without != "dates":
            masks.append(self._dates(chosen.dates))
        return bitsets.from_mask(np.logical_and.reduce(masks)) if masks else None

    def _values(self, name: str, passes: Callable[[str], bool]) -> Mask:
        values, numbers = self.numbered(name)
        passing = np.array([passes(value) for value in values], dtype=bool)
        found: Mask = passing[numbers]
        return found

    def _dates(self, node: DateFilter) -> Mask:
        published = self._collection.column("published")
        mask: Mask = published != NO_DATE
        if node.first is not None:
            mask &= published >= _midnight(node.first)
        if node.last is not None and node.last < date.max:
            mask &= published < _midnight(node.last + timedelta(days=1))
        return mask

    def count(self, name: str, docs: Docs) -> tuple[Facet, ...]:
        """How many of `docs` have each value of a keyword field, most frequent first.

        At most MAX_VALUES values; articles without a value are not counted.
        """
        values, numbers = self.numbered(name)
        totals = np.bincount(numbers[docs], minlength=len(values))
        if values and not values[0]:
            totals[0] = 0
        # Values are in their order, so among equal counts the first stay first.
        best = smallest(-totals, MAX_VALUES).tolist()
        return tuple(Facet(values[i], int(totals[i])) for i in best if totals[i])

    def numbered(self, name: str) -> tuple[list[str], Array]:
        """The values of a keyword field in order, and for each article the number of its value."""
        found = self._numbered.get(name)
        if found is None:
            segments = self._collection.segments
            values = sorted({value for segment in segments for value in segment.values(name)})
            place = {value: number for number, value in enumerate(values)}
            numbers = [np.empty(0, dtype=np.int64)]
            for segment in segments:
                own = np.array([place[value] for value in segment.values(name)], dtype=np.int64)
                numbers.append(own[segment.array(f"{name}.value")])
            found = self._numbered[name] = (values, np.concatenate(numbers))
        return found


def _midnight(day: date) -> int:
    return to_minutes(datetime.combine(day, time()))
