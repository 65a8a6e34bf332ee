"""`kashaf export`: an answer as a file."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import click

from search.cli.options import filter_options, index_option
from search.engine import open_index
from search.exports import FORMATS, written
from search.limits import DEFAULT_LIMITS, from_environment
from search.retrieval.ranking import SORTS, Sort


@click.command()
@click.argument("query", nargs=-1)
@index_option
@click.option("--format", "form", type=click.Choice(list(FORMATS)), required=True,
    help="csv and jsonl: whole articles; ris and bibtex: citations.",
)  # fmt: skip
@click.option("-o", "--output", type=click.Path(path_type=Path), default="-",
    help="The file to write, complete or not at all.", show_default="standard output",
)  # fmt: skip
@click.option("--limit", type=click.IntRange(1), help="Only so many of the first.")
@click.option("--sort", type=click.Choice(SORTS), default="relevance", show_default=True,
    help="What comes first.",
)  # fmt: skip
@filter_options
def command(
    query: tuple[str, ...],
    folder: Path | str,
    form: str,
    output: Path,
    limit: int | None,
    sort: Sort,
    source: tuple[str, ...],
    category: tuple[str, ...],
    author: tuple[str, ...],
    first: date | None,
    last: date | None,
) -> int:
    """Write all articles that answer a query, or the whole index where there is no query.

    Exit code 1: nothing found, and nothing written.

    \b
    kashaf export 'أسعار النفط' --format csv -o oil.csv
    kashaf export --source الرياض --from 2015-08 --format ris -o riyadh.ris
    kashaf export --format jsonl | gzip > all.jsonl.gz
    """
    with open_index(folder, limits=from_environment(DEFAULT_LIMITS, os.environ)) as engine:
        articles = engine.export(
            " ".join(query),
            sort=sort,
            source=source,
            category=category,
            author=author,
            date_from=first,
            date_to=last,
            limit=limit,
        )
        one = next(articles, None)
        if one is None:
            click.echo("nothing found", err=True)
            return 1
        with _opened(output) as stream:
            for piece in written(chain([one], articles), form):
                stream.write(piece)
    return 0


@contextmanager
def _opened(output: Path) -> Iterator[BinaryIO]:
    """Standard output for `-`; else a file that gets its name when it is complete.

    click's own atomic file takes the name even where writing it has failed.
    """
    if output == Path("-"):
        try:
            yield sys.stdout.buffer
        except OSError as error:
            error.filename = error.filename or "standard output"
            raise
        return
    target = Path(os.path.realpath(output))  # what a link leads to, not the link
    special = target.exists() and not target.is_file()  # a device, a pipe; a folder is refused
    beside = target if special else target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with beside.open("wb" if special else "xb") as stream:
            yield stream
        if not special:
            if target.exists():
                shutil.copymode(target, beside)
            beside.replace(target)
    except BaseException as error:
        if not special:
            with suppress(OSError):  # as where nothing can be written or removed
                beside.unlink(missing_ok=True)
        if isinstance(error, OSError) and (error.filename is None or not special):
            error.filename, error.filename2 = str(output), None
        raise
