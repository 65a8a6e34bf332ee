"""`kashaf search`: search an index."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from search.cli.options import Day, index_option, json_option
from search.cli.output import Bidi, Terminal, json_line
from search.engine import MAX_LIMIT, open_index
from search.retrieval.ranking import Sort


@click.command()
@click.argument("query", nargs=-1, required=True)
@index_option
@click.option("--limit", type=click.IntRange(1, MAX_LIMIT), default=10, show_default=True)
@click.option("--page", type=click.IntRange(1), default=1, show_default=True)
@click.option(
    "--sort",
    type=click.Choice(["relevance", "newest", "oldest"]),
    default="relevance",
    show_default=True,
)
@click.option("--source", multiple=True, help="Only this source; may be given more than once.")
@click.option("--category", multiple=True, help="Only this section.")
@click.option("--author", multiple=True, help="Only this author.")
@click.option("--from", "first", type=Day(last=False), help="2015, 2015-07 or 2015-07-21.")
@click.option("--to", "last", type=Day(last=True), help="The same; both ends are included.")
@json_option
@click.option("--explain", is_flag=True, help="Show how each score adds up.")
@click.option(
    "--bidi",
    type=click.Choice(["auto", "visual", "off"]),
    default="auto",
    show_default=True,
    help="visual: for a terminal that does not reorder right-to-left text.",
)
def command(
    query: tuple[str, ...],
    folder: Path,
    limit: int,
    page: int,
    sort: Sort,
    source: tuple[str, ...],
    category: tuple[str, ...],
    author: tuple[str, ...],
    first: date | None,
    last: date | None,
    as_json: bool,
    explain: bool,
    bidi: Bidi,
) -> int:
    """Search an index. Exit code 0: found, 1: nothing found, 2: error.

    \b
    kashaf search أسعار النفط
    kashaf search '"مجلس الوزراء" -مصر' --from 2015-07 --sort newest
    kashaf search 'title:حريق OR انفجار*' --json
    A query that begins with - goes after --:  kashaf search -- -مصر النفط
    """
    with open_index(folder) as engine:
        results = engine.search(
            " ".join(query),
            limit=limit,
            page=page,
            sort=sort,
            source=source,
            category=category,
            author=author,
            date_from=first,
            date_to=last,
            explain=explain,
        )
    if as_json:
        click.echo(json_line(results.to_dict()))
    else:
        Terminal(bidi).results(results)
    return 0 if results.total else 1
