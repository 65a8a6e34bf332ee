"""A cluster of three nodes on this machine beside a folder: loading, and the same searches."""

from __future__ import annotations

import os
from pathlib import Path

import click

import search
from tests.benchmarks import whole
from tests.benchmarks.processes import KASHAF, cpu_seconds, run
from tests.benchmarks.querying import interleaved, ratios
from tests.benchmarks.table import number, table
from tests.benchmarks.workload import articles_of, documents_of, query_classes
from tests.cluster.nodes import Cluster, Missing

FOLDER = "Kashaf, a folder"
CLUSTER = "Kashaf, three nodes"
QUERIES = 50  # of each class


def measure(docs: Path, place: Path, rounds: int) -> None:
    """Prints the tables: of loading, and of each class of queries."""
    documents = list(documents_of(articles_of(docs)))
    try:
        cluster = Cluster(place / "nodes", hurried=False)
    except Missing as why:
        raise click.ClickException(str(why)) from why
    try:
        click.echo(f"{len(documents):,} articles of {docs.name}, {os.cpu_count()} cores.\n")
        names = {name: f"opensearch://{cluster.hosts}/{name}" for name in ("first", "second")}
        rows = [
            _loaded(docs, FOLDER, str(place / "folder"), len(documents), None),
            _loaded(docs, f"{CLUSTER}, just started", names["first"], len(documents), cluster),
            _loaded(docs, f"{CLUSTER}, a second index", names["second"], len(documents), cluster),
        ]
        head = [f"kashaf index --jobs {whole.JOBS}", "articles/s", "its CPU ms an article"]
        head += ["the nodes' CPU ms an article", "its peak MB of its own"]
        click.echo(table(head, rows) + "\n")
        with search.open_index(place / "folder") as one, search.open_index(names["second"]) as two:
            asks = {FOLDER: whole.default_ask(one), CLUSTER: whole.default_ask(two)}
            for queries in query_classes(documents):
                for words in queries.warming[:QUERIES]:
                    for ask in asks.values():
                        ask(words)
                timings = interleaved(asks, queries.queries[:QUERIES], dict.fromkeys(asks, rounds))
                name = f"{queries.name}, the default search"
                click.echo(ratios(name, timings, FOLDER) + "\n")
    finally:
        cluster.stop()


def _loaded(docs: Path, name: str, index: str, count: int, cluster: Cluster | None) -> list[str]:
    """Loads the articles; the row of the table."""
    pids = cluster.pids if cluster else []
    before = sum(map(cpu_seconds, pids))
    command = [*KASHAF, "index", str(docs.absolute()), "--index", index]
    spent = run([*command, "--jobs", str(whole.JOBS), "--json"])
    nodes = sum(map(cpu_seconds, pids)) - before if pids else None
    own, theirs = (None if s is None else 1000 * s / count for s in (spent.cpu, nodes))
    return [name, *map(number, (count / spent.elapsed, own, theirs, spent.peak_mb))]
