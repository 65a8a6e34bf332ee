"""`kashaf search`: search an index."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import click

from search.cli.options import bidi_option, filter_options, index_option, json_option
from search.cli.output import Bidi, Terminal, json_line
from search.engine import open_index
from search.limits import DEFAULT_LIMITS, from_environment
from search.results import Facet
from search.retrieval.ranking import Sort


@click.command()
@click.argument("query", nargs=-1)
@index_option
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True,
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
@filter_options
@click.option("--timeout", type=click.FloatRange(0, min_open=True), metavar="SECONDS",
    help="Answer with what was found by then.", show_default="$KASHAF_MAX_SECONDS, else 30",
)  # fmt: skip
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
    folder: Path | str,
    limit: int,
    page: int,
    sort: Sort,
    source: tuple[str, ...],
    category: tuple[str, ...],
    author: tuple[str, ...],
    first: date | None,
    last: date | None,
    timeout: float | None,
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
    with open_index(folder, limits=from_environment(DEFAULT_LIMITS, os.environ)) as engine:
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
            timeout=timeout,
            copies=copies,
            recency=recency,
        )
        if results.partial:
            click.echo(
                "kashaf: time ran out, so this is only what was found by then; see --timeout",
                err=True,
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
