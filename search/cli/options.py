"""Options that several commands share, each in one place."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from search.limits import Limits, from_environment

DEFAULT_INDEX = Path("kashaf.index")
Command = TypeVar("Command", bound=Callable[..., Any])


def index_option(function: Command) -> Command:
    """`--index DIR`, else KASHAF_INDEX, else ./kashaf.index."""
    return click.option(
        "--index",
        "folder",
        type=click.Path(path_type=Path, file_okay=False),
        envvar="KASHAF_INDEX",
        default=DEFAULT_INDEX,
        show_default="$KASHAF_INDEX, else ./kashaf.index",
        help="The folder of the index.",
    )(function)


def limits() -> Limits:
    """The limits of a query, with those that KASHAF_MAX_… set."""
    return from_environment(Limits, os.environ)


def json_option(function: Command) -> Command:
    """`--json`: one document for a program."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")(
        function
    )


def address_options(function: Command) -> Command:
    """`--host` and `--port` of the page."""
    function = click.option(
        "--port", type=click.IntRange(1, 65535), default=8000, show_default=True
    )(function)
    return click.option("--host", default="127.0.0.1", show_default=True)(function)


def bidi_option(function: Command) -> Command:
    """`--bidi`: who puts right-to-left text in order."""
    return click.option(
        "--bidi",
        type=click.Choice(["auto", "visual", "off"]),
        default="auto",
        show_default=True,
        help="auto: the terminal orders right-to-left text, and each field is kept apart from its "
        "neighbors; visual: lines are written as they are seen, for a terminal that orders "
        "nothing; off: the text as it is.",
    )(function)


class Day(click.ParamType):  # type: ignore[type-arg]  # generic in newer versions of click only
    """A year, a month or a day; its first or its last day."""

    name = "date"

    def __init__(self, *, last: bool) -> None:
        self._last = last

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> date | None:
        from search.errors import QueryError
        from search.query import parse_date_range

        if isinstance(value, date):
            return value
        try:
            span = parse_date_range(value)
        except QueryError as error:
            self.fail(str(error), param, ctx)
        if ".." in value:
            self.fail(f"{value!r} is a range; give one date", param, ctx)
        return span.last if self._last else span.first
