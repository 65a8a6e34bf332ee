"""How much may one query of a stranger cost? Every limit of the engine stands here.

What goes past one is a `QueryError` that names it. What time cuts short is an answer that says so:
`Results.partial`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, TypeVar

from search.errors import KashafError, QueryError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

ENVIRONMENT_PREFIX = "KASHAF_MAX_"
DEFAULT_MEMORY_MB = 512  # of a writer and the processes that it starts


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one query may ask for. The defaults answer everything that people type."""

    characters: int = 4_000
    """Of a query; a page of a newspaper has 3,000."""

    clauses: int = 512
    """Words, phrases, filters and parentheses, all together."""

    depth: int = 32
    """Parentheses and fields inside one another."""

    phrase_words: int = 256
    """Between two quotes: a long paragraph."""

    pattern_words: int = 20_000
    """Different words of one segment that a pattern with * may stand for."""

    filter_values: int = 100
    """Values chosen of one field, beside the query."""

    page_size: int = 1_000
    """Hits of one page."""

    window: int = 1_000_000
    """Hits that can be paged to. Whoever needs more exports them."""

    seconds: float = 30.0
    """Of processor time for one search. What was found by then is the answer."""


DEFAULT_LIMITS = Limits()
Record = TypeVar("Record", bound="DataclassInstance")


def from_environment(record: Record, environment: Mapping[str, str]) -> Record:
    """The limits with those that the environment sets: `KASHAF_MAX_SECONDS=5`.

    Raises KashafError for a value that is no number above 0.

    >>> from_environment(Limits(), {"KASHAF_MAX_CLAUSES": "64"}).clauses
    64
    """
    given: dict[str, float] = {}
    for field in fields(record):
        name = ENVIRONMENT_PREFIX + field.name.upper()
        text = environment.get(name, "").strip()
        if text:
            given[field.name] = _number(name, text, whole=isinstance(field.default, int))
    return replace(record, **given)


def _number(name: str, text: str, *, whole: bool) -> float:
    try:
        number: float = int(text) if whole else float(text)
    except ValueError:
        number = 0
    if not 0 < number < float("inf"):
        kind = "whole number" if whole else "number"
        raise KashafError(f"{name}={text} is not a {kind} above 0")
    return number


def check_page(page: int, limit: int, limits: Limits) -> None:
    """Raises QueryError for a page that cannot be."""
    if page < 1:
        raise QueryError("page {page} does not exist; pages begin at 1", page=page)
    if not 1 <= limit <= limits.page_size:
        raise QueryError("limit {limit} is outside 1 to {most}", limit=limit, most=limits.page_size)
    if page * limit > max(limits.window, limit):
        raise QueryError(
            "page {page} is past the first {most:,} hits; narrow the query",
            page=page,
            most=limits.window,
        )
