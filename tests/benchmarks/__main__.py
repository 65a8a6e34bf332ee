"""`make bench`: the same terms, the same queries, all engines in turn; Markdown tables.

make bench BENCH="--docs archive.jsonl.gz"               engines beside each other, then the whole
make bench BENCH="--docs archive.jsonl.gz --growth"      the same corpus ten times as large
make bench BENCH="--docs archive.jsonl.gz --page"        the search page: server, browser, a crowd
make bench BENCH="--docs archive.jsonl.gz --cluster"     three nodes of OpenSearch beside a folder
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from corpus import sample_path
from tests.benchmarks import building, cluster, growth, page, querying, whole
from tests.benchmarks.answers import Scan
from tests.benchmarks.peers import Document, Peer
from tests.benchmarks.workload import QueryClass, articles_of, documents_of, query_classes


@click.command()
@click.option("--docs", type=click.Path(path_type=Path, exists=True), default=sample_path())
@click.option("--without", multiple=True, metavar="NAME", help="Leave an engine out.")
@click.option("--rounds", default=7, show_default=True, help="How often each query is asked.")
@click.option("--builds", default=2, show_default=True, help="How often each index is built.")
@click.option("--engines-only", is_flag=True, help="Without the command line and the server.")
@click.option("--growth", "grow", is_flag=True, help="The corpus and ten times the corpus instead.")
@click.option("--page", "page_only", is_flag=True, help="The search page instead.")
@click.option("--cluster", "on_cluster", is_flag=True, help="An index on a cluster instead.")
@click.option("--clients", default=8, show_default=True, help="At once, with --page.")
@click.option("--minutes", default=5.0, show_default=True, help="That they ask, with --page.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    help="Keep what is built here; --growth and --page take it from there the next time.",
)
def main(
    docs: Path,
    without: tuple[str, ...],
    rounds: int,
    builds: int,
    engines_only: bool,
    grow: bool,
    page_only: bool,
    on_cluster: bool,
    clients: int,
    minutes: float,
    folder: Path | None,
) -> None:
    """Build and query every engine that is installed, and print medians, p95 and ratios.

    Times of queries are ms, by the clock. Others use the machine, too, so each query counts with
    its fastest round; p50 and p95 are over the queries.
    """
    with _place(folder) as place:
        if grow:
            growth.measure(docs, place, rounds)
            return
        if page_only:
            page.measure(docs, place, clients, minutes)
            return
        if on_cluster:
            cluster.measure(docs, place, rounds)
            return
        documents = list(documents_of(articles_of(docs)))
        classes = query_classes(documents)
        peers, missing = building.available(without)
        click.echo(f"{len(documents):,} articles of {docs.name}, {os.cpu_count()} cores.")
        click.echo("".join(f"{line}\n" for line in missing))
        _engines(documents, classes, peers, place, rounds, builds)
        if not engines_only:
            _whole(docs, len(documents), classes, peers, place, rounds)
        for peer in peers:
            peer.close()


def _engines(
    documents: Sequence[Document],
    classes: Sequence[QueryClass],
    peers: Sequence[Peer],
    place: Path,
    rounds: int,
    builds: int,
) -> None:
    click.echo(building.build(peers, documents, place, builds) + "\n")
    click.echo(querying.check(peers, classes, Scan(documents, classes)) + "\n")
    for name, timings in querying.compare(peers, classes, rounds):
        click.echo(querying.ratios(name, timings, "Kashaf") + "\n")


def _whole(
    docs: Path,
    count: int,
    classes: Sequence[QueryClass],
    peers: Sequence[Peer],
    place: Path,
    rounds: int,
) -> None:
    click.echo(whole.building(docs, place, count) + "\n")
    index, mixed = place / f"whole {whole.JOBS}", classes[0]
    click.echo(whole.largest(index) + "\n")
    tantivy = next((peer for peer in peers if peer.name == "tantivy"), None)
    timings = whole.default_search(index, mixed, tantivy, rounds)
    click.echo(querying.ratios(mixed.name, timings, whole.DEFAULT_SEARCH) + "\n")
    click.echo(whole.starting(index, mixed.queries[0][0]) + "\n")
    click.echo(whole.memory(index, classes))


@contextmanager
def _place(folder: Path | None) -> Iterator[Path]:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
        return
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


if __name__ == "__main__":
    main()
