"""What can the answer be narrowed by, and what narrows it now?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import LazyString, lazy_gettext

from search.results import Facet
from web.inquiry import LIST_FIELDS, Inquiry
from web.wording import Wording

LABELS: Mapping[str, LazyString] = {
    "category": lazy_gettext("Section"),
    "source": lazy_gettext("Source"),
    "author": lazy_gettext("Author"),
    "from": lazy_gettext("Since"),
    "to": lazy_gettext("Until"),
}
GROUPS = ("category", "source", "author")
SHOWN_AT_ONCE: Mapping[str, int] = {"category": 10, "source": 8, "author": 4}
SHOWN_AT_MOST = 40


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that can be ticked, and how many articles it would leave."""

    value: str
    count: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The choices of one field: those shown at once and those behind "more"."""

    name: str
    label: LazyString
    choices: tuple[Choice, ...]
    more: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Active:
    """One condition that narrows the answer now, and the inquiry without it."""

    label: LazyString
    value: str
    without: Inquiry


def filter_groups(
    inquiry: Inquiry, facets: Mapping[str, Sequence[Facet]], wording: Wording
) -> tuple[Group, ...]:
    """The fields worth filtering by, chosen values always among those shown at once.

    A field in which no article has a value is left out.
    """
    return tuple(
        group
        for name in GROUPS
        if (group := _group(name, inquiry.values(name), facets.get(name, ()), wording)).choices
    )


def _group(name: str, chosen: Sequence[str], facets: Sequence[Facet], wording: Wording) -> Group:
    counts = {facet.value: facet.count for facet in facets if facet.value}
    others = [value for value in counts if value not in chosen]
    free = max(SHOWN_AT_ONCE[name] - len(chosen), 0)
    shown = sorted([*chosen, *others[:free]], key=lambda value: -counts.get(value, 0))

    def choices(values: Sequence[str]) -> tuple[Choice, ...]:
        return tuple(
            Choice(value, wording.number(counts.get(value, 0)), value in chosen) for value in values
        )

    return Group(name, LABELS[name], choices(shown), choices(others[free:SHOWN_AT_MOST]))


def active_filters(inquiry: Inquiry, wording: Wording) -> tuple[Active, ...]:
    """Every condition of the inquiry but the query itself."""
    found = [
        Active(LABELS[name], value, inquiry.without(name, value))
        for name in LIST_FIELDS
        for value in inquiry.values(name)
    ]
    for name, day in (("from", inquiry.date_from), ("to", inquiry.date_to)):
        if day:
            found.append(Active(LABELS[name], wording.day(day), inquiry.without(name)))
    return tuple(found)
