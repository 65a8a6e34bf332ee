"""`kashaf index`: read news into an index."""

from __future__ import annotations

import math
import os
import signal
import time
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import click

from corpus import Article, Skipped, read_corpus
from search.cli.lines import harmless
from search.cli.options import Seconds, index_option, json_option
from search.cli.output import json_line
from search.cli.progress import Position, Progress
from search.commit import Writer
from search.engine import open_writer
from search.errors import IndexLockedError
from search.limits import DEFAULT_MEMORY_MB

MOST_NAMED = 20  # skipped records that are named one by one
PARALLEL_FROM = 20 << 20  # bytes of sources; less is indexed before other processes have started
INTERRUPTED = {signal.SIGINT: 130, signal.SIGTERM: 143}  # as a shell tells it


class Share(NamedTuple):
    """One of several shares of a corpus; an article is in the same one wherever it is read."""

    number: int
    of: int

    def holds(self, article_id: str) -> bool:
        """Whether an article is in this share."""
        data = article_id.encode("utf-8", "surrogatepass")
        return zlib.crc32(data) % self.of == self.number - 1


class Part(click.ParamType):  # type: ignore[type-arg]  # generic in newer versions of click only
    """A share as it is typed."""

    name = "part"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Share:
        if isinstance(value, Share):
            return value
        number, _, of = str(value).partition("/")
        if not (number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of)):
            self.fail(f"{value!r} is no part; write --part 3/8 for the third of eight", param, ctx)
        return Share(int(number), int(of))


class Interrupted(BaseException):
    """A signal that asks to stop; not an Exception, so that nothing takes it for a bad record."""

    def __init__(self, number: int) -> None:
        self.code = INTERRUPTED[signal.Signals(number)]


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
@click.option(
    "--wait",
    type=Seconds(),
    is_flag=False,
    flag_value=math.inf,
    default=0.0,
    metavar="[SECONDS]",
    help="While another process writes to the index, wait; as long as it takes, or so many seconds "
    "(--wait=60).",
)
@click.option(
    "--part",
    type=Part(),
    metavar="N/OF",
    help="Only this share of the articles, told by their ids, as in --part 3/8: so that several "
    "machines load one corpus into one index.",
)
@json_option
def command(
    sources: tuple[Path, ...],
    folder: Path | str,
    fields: tuple[str, ...],
    rebuild: bool,
    memory: int,
    jobs: int | None,
    wait: float,
    part: Share | None,
    as_json: bool,
) -> int:
    """Read articles from SOURCES into an index, and make it where there is none.

    Sources are files or folders: .jsonl, .json, .csv, .tsv, .xml, .txt, each also inside .gz, .zst,
    .zip or .tar. What is in the index already and unchanged is left alone.

    \b
    kashaf index archive.jsonl.gz more-news/
    kashaf index export.csv --field body=story_text --index news.index
    kashaf index archive/ --part 3/8 --index opensearch://search1:9200/news
    """
    if part and rebuild:
        raise click.UsageError(
            "--rebuild with --part would begin anew for each share; leave out --part, or name "
            "a new index"
        )
    started = time.perf_counter()
    names = _field_names(fields)
    # Every source is opened before the index is touched: a wrong name costs nothing.
    records = [(source, read_corpus(source, fields=names)) for source in sources]
    position = Position(sources)
    if jobs is None:
        jobs = (os.cpu_count() or 1) if position.total > PARALLEL_FROM else 1
    counts: Counter[str] = Counter()
    try:
        with (
            _stoppable(),
            _writer(folder, rebuild=rebuild, memory_mb=memory, jobs=jobs, wait=wait) as writer,
            Progress(position, quiet=as_json) as progress,
        ):
            for record in progress.over(writer.ahead(_chained(records))):
                if isinstance(record, Skipped):
                    counts["skipped"] += 1
                    _name(record, counts["skipped"])
                elif part and not part.holds(record.id):
                    counts["elsewhere"] += 1
                else:
                    counts[writer.add(record)] += 1
            progress.say("writing what was gathered")
    except Interrupted as stop:
        click.echo(
            f"\nkashaf: stopped after {sum(counts.values()):,} records; what was committed is "
            "kept, run the same command again to go on",
            err=True,
        )
        return stop.code
    if counts["skipped"] > MOST_NAMED:
        more = counts["skipped"] - MOST_NAMED
        click.echo(f"kashaf: skipped {more:,} more that are not named here", err=True)
    seconds = time.perf_counter() - started
    summary: dict[str, float] = {"read": sum(counts.values())}
    for name in ("indexed", "updated", "unchanged", "skipped", *(("elsewhere",) if part else ())):
        summary[name] = counts[name]
    summary["seconds"] = round(seconds, 2)
    if as_json:
        click.echo(json_line(summary))
    else:
        elsewhere = f", of other parts {counts['elsewhere']:,}" if part else ""
        click.echo(
            f"read {summary['read']:,}: indexed {counts['indexed']:,}, updated "
            f"{counts['updated']:,}, unchanged {counts['unchanged']:,}, skipped "
            f"{counts['skipped']:,}{elsewhere} in {seconds:.1f} s; the index is {folder}"
        )
    return 0


@contextmanager
def _stoppable() -> Iterator[None]:
    """Ctrl-C and SIGTERM raise Interrupted, so that the writer leaves as it should."""

    def stop(number: int, frame: FrameType | None) -> None:
        # Once is enough: a second one would interrupt the leaving.
        for one in INTERRUPTED:
            signal.signal(one, signal.SIG_IGN)
        raise Interrupted(number)

    before = {number: signal.signal(number, stop) for number in INTERRUPTED}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _writer(folder: Path | str, *, rebuild: bool, memory_mb: int, jobs: int, wait: float) -> Writer:
    """The writer; where another one is at work and we may wait, that is said first."""

    def opened(seconds: float) -> Writer:
        return open_writer(folder, memory_mb=memory_mb, jobs=jobs, wait=seconds, rebuild=rebuild)

    try:
        return opened(0.0)
    except IndexLockedError as error:
        if not wait:
            raise
        click.echo(f"kashaf: {harmless(str(error).partition(';')[0])}; waiting", err=True)
        return opened(wait)


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
