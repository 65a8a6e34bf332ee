"""Options that several commands share, each in one place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from search.address import is_address, read_address

DEFAULT_INDEX = Path("kashaf.index")
Command = TypeVar("Command", bound=Callable[..., Any])


class Place(click.Path):
    """A folder, or the address of an index on a cluster."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if is_address(value):
            read_address(value)  # what is wrong with it is said before anything is read
            return value
        return super().convert(value, param, ctx)


def index_option(function: Command) -> Command:
    """`--index DIR`, else KASHAF_INDEX, else ./kashaf.index."""
    return click.option(
        "--index",
        "folder",
        type=Place(path_type=Path, file_okay=False),
        envvar="KASHAF_INDEX",
        default=DEFAULT_INDEX,
        show_default="$KASHAF_INDEX, else ./kashaf.index",
        help="The folder of the index, or opensearch://HOST:9200/NAME.",
    )(function)


def json_option(function: Command) -> Command:
    """`--json`: one document for a program."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")(
        function
    )


def csv_option(function: Command) -> Command:
    """`--csv`: a table for a spreadsheet."""
    return click.option("--csv", "as_csv", is_flag=True, help="Print a table as CSV.")(function)


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


def filter_options(function: Command) -> Command:
    """What narrows an answer beside the query: names, and the first and the last day."""
    for option in (
        click.option("--to", "last", type=Day(last=True), help="Last day, included: the same way."),
        click.option(
            "--from", "first", type=Day(last=False), help="First day: 2015, 2015-07 or 2015-07-21."
        ),
        click.option("--author", multiple=True, help="Only this author; the same."),
        click.option("--category", multiple=True, help="Only this section; the same."),
        click.option("--source", multiple=True, help="Only this source; may be given more often."),
    ):
        function = option(function)
    return function


class Seconds(click.ParamType):  # type: ignore[type-arg]
    """How long to wait, in seconds."""

    name = "seconds"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        try:
            seconds = float(value)
        except ValueError:
            seconds = -1.0
        if not seconds >= 0:
            self.fail(
                f"{value!r} is no number of seconds; write --wait=60, or --wait behind the sources "
                "to wait as long as it takes",
                param,
                ctx,
            )
        return seconds


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
