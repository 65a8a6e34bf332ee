"""`kashaf index`: read news into an index."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from corpus import Article, Skipped, read_corpus
from search.cli.options import index_option, json_option
from search.cli.output import harmless, json_line
from search.cli.progress import Position, Progress
from search.engine import open_writer
from search.index import remove_index
from search.index.writer import DEFAULT_MEMORY_MB

MOST_NAMED = 20  # skipped records that are named one by one
PARALLEL_FROM = 20 << 20  # bytes of sources; less is indexed before other processes have started


@click.command()
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path))
@index_option
@click.option(
    "--field",
    "fields",
    multiple=True,
    metavar="NAME=KEY",
    help="Where a field stands in the source, as in --field body=content.",
)
@click.option("--rebuild", is_flag=True, help="Begin with an empty index.")
@click.option(
    "--memory",
    type=click.IntRange(64),
    default=DEFAULT_MEMORY_MB,
    show_default=True,
    metavar="MB",
    help="Memory to work with; what does not fit is committed on the way.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    show_default="one a core for large sources",
    help="Processes that analyze.",
)
@json_option
def command(
    sources: tuple[Path, ...],
    folder: Path,
    fields: tuple[str, ...],
    rebuild: bool,
    memory: int,
    jobs: int | None,
    as_json: bool,
) -> int:
    """Read articles from SOURCES into an index, and make it where there is none.

    Sources are files or folders: .jsonl, .json, .csv, .tsv, .txt, each also inside .gz, .zst or
    .zip. What is in the index already and unchanged is left alone.

    \b
    kashaf index archive.jsonl.gz more-news/
    kashaf index export.csv --field body=story_text --index news.index
    """
    started = time.perf_counter()
    names = _field_names(fields)
    # Every source is opened before the index is touched: a wrong name costs nothing.
    records = [(source, read_corpus(source, fields=names)) for source in sources]
    position = Position(sources)
    if rebuild:
        remove_index(folder)
    if jobs is None:
        jobs = (os.cpu_count() or 1) if position.total > PARALLEL_FROM else 1
    counts: Counter[str] = Counter()
    try:
        with (
            Progress(position, quiet=as_json) as progress,
            open_writer(folder, memory_mb=memory, jobs=jobs) as writer,
        ):
            for record in progress.over(_chained(records)):
                if isinstance(record, Skipped):
                    counts["skipped"] += 1
                    _name(record, counts["skipped"])
                else:
                    counts[writer.add(record)] += 1
            progress.say("writing what was gathered")
    except KeyboardInterrupt:
        click.echo(
            f"\nkashaf: stopped after {sum(counts.values())} records; what was committed is kept, "
            "run the same command again to go on",
            err=True,
        )
        return 130
    if counts["skipped"] > MOST_NAMED:
        more = counts["skipped"] - MOST_NAMED
        click.echo(f"kashaf: skipped {more:,} more that are not named here", err=True)
    seconds = time.perf_counter() - started
    summary: dict[str, float] = {"read": sum(counts.values())}
    for name in ("indexed", "updated", "unchanged", "skipped"):
        summary[name] = counts[name]
    summary["seconds"] = round(seconds, 2)
    if as_json:
        click.echo(json_line(summary))
    else:
        click.echo(
            f"read {summary['read']:,}: indexed {counts['indexed']:,}, updated "
            f"{counts['updated']:,}, unchanged {counts['unchanged']:,}, skipped "
            f"{counts['skipped']:,} in {seconds:.1f} s; the index is {folder}"
        )
    return 0


def _chained(
    records: Iterable[tuple[Path, Iterator[Article | Skipped]]],
) -> Iterator[Article | Skipped]:
    for _, source in records:
        yield from source


def _name(skipped: Skipped, number: int) -> None:
    if number <= MOST_NAMED:
        line = f":{skipped.line}" if skipped.line is not None else ""
        click.echo(
            f"kashaf: skipped {harmless(skipped.file)}{line}: {harmless(skipped.reason)}", err=True
        )


def _field_names(fields: tuple[str, ...]) -> dict[str, str]:
    names = {}
    for field in fields:
        name, equals, key = field.partition("=")
        if not (name and equals and key):
            raise click.UsageError(f"--field {field}: write it as NAME=KEY, as in body=content")
        names[name] = key
    return names
