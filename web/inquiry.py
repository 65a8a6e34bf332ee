"""What does an address ask for?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, TypeVar, cast, get_args

from werkzeug.datastructures import MultiDict

from search import Engine
from search.results import Results

Sort = Literal["relevance", "newest", "oldest"]
ListField = Literal["source", "category", "author"]
SORTS: tuple[Sort, ...] = get_args(Sort)
LIST_FIELDS: tuple[ListField, ...] = get_args(ListField)
Choice = TypeVar("Choice", bound=str)
LARGEST_PAGE = 1_000_000
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class BadParameterError(ValueError):
    """A parameter of the address that cannot be read; the text names it, its value and the way out.

    `reason` says which rule it broke: "page", "limit", "choice", "date", "order", and so on.
    """

    def __init__(self, message: str, *, parameter: str, value: str, reason: str) -> None:
        super().__init__(message)
        self.parameter = parameter
        self.value = value
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A query with its filters, order and page, as the address holds them.

    >>> address = MultiDict([("q", "النفط"), ("source", "المرسى"), ("page", "2")])
    >>> inquiry = Inquiry.from_args(address)
    >>> inquiry.to_args()
    {'q': 'النفط', 'source': ['المرسى'], 'page': 2}
    >>> inquiry.without("source", "المرسى").to_args()
    {'q': 'النفط'}
    """

    query: str = ""
    page: int = 1
    sort: Sort = "relevance"
    source: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    date_from: date | None = None
    date_to: date | None = None
    copies: bool = False  # each article with nearly the same text, and not one for all

    @classmethod
    def from_args(cls, args: MultiDict[str, str]) -> Inquiry:
        """Read an address's parameters; a parameter left blank is one not given.

        Raises BadParameterError for a page, an order or a day that cannot be read.
        """
        inquiry = cls(
            query=args.get("q", "").strip(),
            page=whole_number(args, "page", default=1, largest=LARGEST_PAGE),
            sort=one_of(args, "sort", SORTS),
            source=distinct(args.getlist("source")),
            category=distinct(args.getlist("category")),
            author=distinct(args.getlist("author")),
            date_from=day(args, "from"),
            date_to=day(args, "to"),
            copies=args.get("copies", "").strip() == "1",
        )
        if inquiry.date_from and inquiry.date_to and inquiry.date_from > inquiry.date_to:
            raise BadParameterError(
                f"from={inquiry.date_from} is after to={inquiry.date_to}: exchange the two days",
                parameter="from",
                value=inquiry.date_from.isoformat(),
                reason="order",
            )
        return inquiry

    def to_args(self) -> dict[str, Any]:
        """The parameters that lead back here, for `url_for`; what is at its default is left out."""
        given: dict[str, Any] = {
            "q": self.query,
            "source": list(self.source),
            "category": list(self.category),
            "author": list(self.author),
            "from": self.date_from and self.date_from.isoformat(),
            "to": self.date_to and self.date_to.isoformat(),
            "sort": self.sort if self.sort != "relevance" else "",
            "copies": "1" if self.copies else "",
            "page": self.page if self.page != 1 else None,
        }
        return {name: value for name, value in given.items() if value}

    def asking(self, query: str) -> Inquiry:
        """The same conditions for another query, from its first page."""
        return replace(self, query=query, page=1)

    def at_page(self, page: int) -> Inquiry:
        """The same inquiry, another page of it."""
        return replace(self, page=page)

    def sorted_by(self, sort: Sort) -> Inquiry:
        """The same inquiry in another order, from its first page."""
        return replace(self, sort=sort, page=1)

    def without(self, name: str, value: str = "") -> Inquiry:
        """From the first page, without one value of a list field, or without "from" or "to"."""
        if name == "from":
            return replace(self, date_from=None, page=1)
        if name == "to":
            return replace(self, date_to=None, page=1)
        kept = tuple(item for item in self.values(name) if item != value)
        changed: Mapping[str, Any] = {name: kept}
        return replace(self, page=1, **changed)

    def without_dates(self) -> Inquiry:
        """From the first page, at any time."""
        return replace(self, date_from=None, date_to=None, page=1)

    def without_filters(self) -> Inquiry:
        """The query and its order alone."""
        return Inquiry(query=self.query, sort=self.sort, copies=self.copies)

    def showing_copies(self, copies: bool) -> Inquiry:
        """From the first page, articles with the same text each or folded."""
        return replace(self, copies=copies, page=1)

    def values(self, name: str) -> tuple[str, ...]:
        """The values asked for of a list field: "source", "category" or "author"."""
        return cast("tuple[str, ...]", getattr(self, name))

    def filters(self) -> dict[str, Any]:
        """What narrows the answer, as every question to the engine takes it."""
        return {
            "source": self.source,
            "category": self.category,
            "author": self.author,
            "date_from": self.date_from,
            "date_to": self.date_to,
        }

    @property
    def filtered(self) -> bool:
        """Whether anything but the query narrows the answer."""
        return bool(self.source or self.category or self.author or self.date_from or self.date_to)

    def answer(
        self, engine: Engine, *, limit: int, facets: bool = False, timeline: bool = False
    ) -> Results:
        """Ask the engine; raises search.QueryError when the query cannot be read."""
        return engine.search(
            self.query,
            limit=limit,
            page=self.page,
            sort=self.sort,
            facets=facets,
            timeline=timeline,
            copies=self.copies,
            **self.filters(),
        )


def whole_number(args: MultiDict[str, str], name: str, *, default: int, largest: int) -> int:
    """A parameter that must be a whole number from 1 to `largest`."""
    text = args.get(name, "").strip()
    if not text:
        return default
    if text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= largest:
        return int(text)
    raise BadParameterError(
        f"{name}={text} is not a whole number from 1 to {largest}",
        parameter=name,
        value=text,
        reason=name,
    )


def one_of(args: MultiDict[str, str], name: str, choices: tuple[Choice, ...]) -> Choice:
    """A parameter that must be one of the choices; the first where it is not given."""
    text = args.get(name, "").strip() or choices[0]
    for known in choices:
        if text == known:
            return known
    raise BadParameterError(
        f"{name}={text} is none of {', '.join(choices)}",
        parameter=name,
        value=text,
        reason="choice",
    )


def day(args: MultiDict[str, str], name: str) -> date | None:
    text = args.get(name, "").strip()
    if not text:
        return None
    try:
        if not ISO_DAY.fullmatch(text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise BadParameterError(
            f"{name}={text} is not a day written as 2023-05-17",
            parameter=name,
            value=text,
            reason="date",
        ) from None


def distinct(values: Sequence[str]) -> tuple[str, ...]:
    """Each value once, in the order given, blanks left out."""
    return tuple(dict.fromkeys(value for value in values if value.strip()))
