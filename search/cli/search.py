"""`kashaf search`: search an index."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from search.cli.options import Day, bidi_option, index_option, json_option
from search.cli.output import Bidi, Terminal, json_line
from search.engine import MAX_LIMIT, open_index
from search.results import Facet
from search.retrieval.ranking import Sort


@click.command()
@click.argument("query", nargs=-1)
@index_option
@click.option("--limit", type=click.IntRange(1, MAX_LIMIT), default=10, show_default=True,
    help="Hits of a page.",
)  # fmt: skip
@click.option("--page", type=click.IntRange(1), default=1, show_default=True,
    help="Which page of them.",
)  # fmt: skip
@click.option(
    "--sort",
    type=click.Choice(["relevance", "newest", "oldest"]),
    default="relevance",
    show_default=True,
    help="What comes first.",
)
@click.option("--source", multiple=True, help="Only this source; may be given more than once.")
@click.option("--category", multiple=True, help="Only this section; the same.")
@click.option("--author", multiple=True, help="Only this author; the same.")
@click.option(
    "--from", "first", type=Day(last=False), help="First day: 2015, 2015-07 or 2015-07-21."
)
@click.option("--to", "last", type=Day(last=True), help="Last day, included: written the same way.")
@click.option("--copies/--no-copies", default=False,
    help="Show articles with nearly the same text each, or one of them for all.  "
    "[default: no-copies]",
)  # fmt: skip
@click.option("--recency", type=click.FloatRange(0, min_open=True), metavar="DAYS",
    help="Newer articles higher, by a share that halves in so many days.",
)  # fmt: skip
@json_option
@click.option("--explain", is_flag=True, help="Show how each score adds up.")
@bidi_option
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
    copies: bool,
    recency: float | None,
    as_json: bool,
    explain: bool,
    bidi: Bidi,
) -> int:
    """Search an index. Exit code 0: found, 1: nothing found, 2: error.

    \b
    kashaf search أسعار النفط
    kashaf search '"مجلس الوزراء" -مصر' --from 2015-07 --sort newest
    kashaf search 'title:حريق OR انفجار*' --json
    kashaf search --source الرياض --from 2015-08 --sort newest
    A query that begins with - goes after --:  kashaf search -- -مصر النفط
    """
    filtered = bool(source or category or author or first or last)
    if not query and not filtered:
        raise click.UsageError("Missing argument 'QUERY...': the words to search for, or a filter")
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
            copies=copies,
            recency=recency,
        )
        known: dict[str, tuple[Facet, ...]] = {}
        if not (results.total or as_json) and (filtered or ":" in results.query):
            # A name that no article has is a usual reason to find nothing: these it has.
            known = engine.search("", limit=1, facets=True).facets
            if not author:
                known.pop("author", None)  # too many to help who did not ask for one
    if as_json:
        click.echo(json_line(results.to_dict()))
    elif results.total:
        Terminal(bidi).results(results)
    else:
        Terminal(bidi).nothing(results.query, known, filtered)
    return 0 if results.total else 1
