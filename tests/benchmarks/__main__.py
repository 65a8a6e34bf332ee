"""`make bench`: the same terms, the same queries, all engines in turn; Markdown tables.

make bench BENCH="--docs archive.jsonl.gz --limit 30000"
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from corpus import sample_path
from tests.benchmarks import building, querying
from tests.benchmarks.answers import Scan
from tests.benchmarks.workload import articles_of, documents_of, query_classes


@click.command()
@click.option("--docs", type=click.Path(path_type=Path, exists=True), default=sample_path())
@click.option("--limit", type=int, help="Read no more articles than this.")
@click.option("--without", multiple=True, help="Leave an engine out, by its name.")
@click.option("--rounds", default=7, show_default=True, help="How often each query is asked.")
@click.option("--builds", default=2, show_default=True, help="How often each index is built.")
@click.option("--folder", type=click.Path(path_type=Path), help="Keep the indexes here.")
def main(
    docs: Path, limit: int | None, without: tuple[str, ...], rounds: int, builds: int,
    folder: Path | None,
) -> None:  # fmt: skip
    """Build and query every engine that is installed, and print medians, p95 and ratios."""
    documents = list(documents_of(articles_of(docs, limit)))
    classes = query_classes(documents)
    peers, missing = building.available(without)
    with _place(folder) as place:
        click.echo(f"{len(documents):,} articles of {docs.name}, {os.cpu_count()} cores.")
        click.echo("".join(f"{line}\n" for line in missing))
        click.echo(building.build(peers, documents, place, builds) + "\n")
        scan = Scan(documents, classes)
        click.echo(querying.check(peers, classes, scan) + "\n")
        del scan
        for name, timings in querying.compare(peers, classes, rounds):
            click.echo(querying.ratios(name, timings, "Kashaf") + "\n")
        for peer in peers:
            peer.close()


@contextmanager
def _place(folder: Path | None) -> Iterator[Path]:
    if folder is not None:
        folder.mkdir(parents=True)
        yield folder
        return
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


if __name__ == "__main__":
    main()
