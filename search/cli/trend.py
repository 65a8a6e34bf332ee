"""`kashaf trend`: how much was written when."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import click

from search.cli.options import bidi_option, csv_option, filter_options, index_option, json_option
from search.cli.output import Bidi, Terminal, json_line
from search.engine import open_index
from search.exports import csv_table
from search.limits import DEFAULT_LIMITS, from_environment
from search.results import UNITS, Trend, Unit


@click.command()
@click.argument("queries", metavar="QUERY...", nargs=-1, required=True)
@index_option
@click.option("--unit", type=click.Choice(UNITS), show_default="what suits the span",
    help="What is counted by.",
)  # fmt: skip
@click.option(
    "--share", is_flag=True, help="Percent of all articles of the time, not their number."
)
@filter_options
@json_option
@csv_option
@bidi_option
def command(
    queries: tuple[str, ...],
    folder: Path | str,
    unit: Unit | None,
    share: bool,
    source: tuple[str, ...],
    category: tuple[str, ...],
    author: tuple[str, ...],
    first: date | None,
    last: date | None,
    as_json: bool,
    as_csv: bool,
    bidi: Bidi,
) -> int:
    """Count the articles that answer each QUERY over time. Exit code 1: no article has a date.

    Each argument is a query of its own; one of several words needs quotes.

    \b
    kashaf trend النفط 'أسعار الغاز' --unit week
    kashaf trend القمح --share --from 2023 --csv > wheat.csv
    """
    with open_index(folder, limits=from_environment(DEFAULT_LIMITS, os.environ)) as engine:
        trends = [
            engine.trend(
                query,
                unit=unit,
                source=source,
                category=category,
                author=author,
                date_from=first,
                date_to=last,
            )
            for query in queries
        ]
    if as_json:
        click.echo(json_line({"trends": [trend.to_dict() for trend in trends]}))
    else:
        head = [trends[0].unit, *queries, "all"]
        rows = _rows(trends, share=share)
        if as_csv:
            click.echo(csv_table(head, rows), nl=False)
        else:
            Terminal(bidi).table(head, rows)
    return 0 if trends[0].periods else 1


def _rows(trends: list[Trend], *, share: bool) -> list[list[str]]:
    """For each period its first day, what each query has, and all articles."""
    rows = []
    for periods in zip(*(trend.periods for trend in trends), strict=True):
        total = periods[0].total
        counts = [
            f"{100 * period.count / total if total else 0:.2f}%" if share else str(period.count)
            for period in periods
        ]
        rows.append([periods[0].start.isoformat(), *counts, str(total)])
    return rows
