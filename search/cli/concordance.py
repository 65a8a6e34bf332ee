"""`kashaf concordance`: every match in its line."""

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
from search.results import CONCORDANCE_SORTS, ConcordanceSort
from search.snippets.concordance import MAX_LINES, MAX_WIDTH


@click.command()
@click.argument("query", nargs=-1, required=True)
@index_option
@click.option("--sort", type=click.Choice(CONCORDANCE_SORTS), default="newest", show_default=True,
    help="By date, or by the words before or after the match.",
)  # fmt: skip
@click.option("--width", type=click.IntRange(1, MAX_WIDTH), default=8, show_default=True,
    help="Words on either side.",
)  # fmt: skip
@click.option("--limit", type=click.IntRange(1, MAX_LINES), default=50, show_default=True,
    help="Lines of a page.",
)  # fmt: skip
@click.option("--page", type=click.IntRange(1), default=1, show_default=True,
    help="Which page of them.",
)  # fmt: skip
@filter_options
@json_option
@csv_option
@bidi_option
def command(
    query: tuple[str, ...],
    folder: Path | str,
    sort: ConcordanceSort,
    width: int,
    limit: int,
    page: int,
    source: tuple[str, ...],
    category: tuple[str, ...],
    author: tuple[str, ...],
    first: date | None,
    last: date | None,
    as_json: bool,
    as_csv: bool,
    bidi: Bidi,
) -> int:
    """Show every match in its line, the word in the middle. Exit code 1: nothing found.

    \b
    kashaf concordance القمح --sort after
    kashaf concordance '"مجلس الوزراء"' --width 5 --csv > lines.csv
    """
    with open_index(folder, limits=from_environment(DEFAULT_LIMITS, os.environ)) as engine:
        found = engine.concordance(
            " ".join(query),
            sort=sort,
            width=width,
            limit=limit,
            page=page,
            source=source,
            category=category,
            author=author,
            date_from=first,
            date_to=last,
        )
    if as_json:
        click.echo(json_line(found.to_dict()))
    elif as_csv:
        names = ("id", "title", "source", "published", "before", "match", "after")
        click.echo(csv_table(names, [list(line.to_dict().values()) for line in found]), nl=False)
    elif found.total_lines:
        Terminal(bidi).concordance(found)
    else:
        Terminal(bidi).line("nothing found")
    return 0 if found.total_lines else 1
