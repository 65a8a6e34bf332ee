"""`make bench`: the same terms, the same queries, all engines in turn; a Markdown table.

make bench BENCH="--docs archive.jsonl.gz --limit 30000"
"""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path

import click
import numpy as np

import search
from corpus import sample_path
from tests.benchmarks.engines import PEERS, Kind, Peer
from tests.benchmarks.workload import SEED, Workload, load

CLASSES: list[tuple[str, Kind]] = [
    ("titles", "or"), ("titles", "and"), ("frequent", "or"), ("pairs", "phrase"),
]  # fmt: skip
NAMES = {"titles": "2–4 words of a title", "frequent": "a frequent word", "pairs": "a pair"}


@click.command()
@click.option("--docs", type=click.Path(path_type=Path, exists=True), default=sample_path())
@click.option("--limit", type=int, default=100_000)
@click.option("--without", multiple=True, help="Leave an engine out, by its name.")
def main(docs: Path, limit: int, without: tuple[str, ...]) -> None:
    """Build and query every engine that is installed, and print medians, p95 and ratios."""
    workload = load(docs, limit)
    click.echo(f"{len(workload.texts):,} articles of {docs.name}; times in ms, one thread\n")
    with tempfile.TemporaryDirectory() as folder:
        peers = build(workload, Path(folder), without)
        compare(workload, peers)
        whole(workload, Path(folder) / "whole")


def build(workload: Workload, folder: Path, without: tuple[str, ...]) -> list[Peer]:
    click.echo("| engine | articles a second, terms given | MB on disk |\n|---|---|---|")
    peers = []
    for number, kind in enumerate(PEERS):
        if kind.name in without:
            continue
        peer = kind()
        place = folder / str(number)
        started = time.perf_counter()
        try:
            peer.build(workload.texts, place)
        except ImportError as error:
            click.echo(f"| {kind.name} | not installed: {error.name} | |")
            continue
        seconds = time.perf_counter() - started
        files = place.rglob("*") if place.exists() else []
        size = sum(path.stat().st_size for path in files) / 1e6
        click.echo(f"| {peer.name} | {len(workload.texts) / seconds:,.0f} | {size:.1f} |")
        peers.append(peer)
    return peers


def compare(workload: Workload, peers: list[Peer]) -> None:
    """Each query goes to every engine, in an order of its own, before the next one does."""
    click.echo("\n| queries | engine | p50 | p95 | p50 against Kashaf |\n|---|---|---|---|---|")
    dice = random.Random(SEED)
    for name, kind in CLASSES:
        times: dict[str, list[float]] = {peer.name: [] for peer in peers if kind in peer.kinds}
        for measured in (False, True):
            for query in getattr(workload, name):
                for peer in dice.sample(peers, len(peers)):
                    if kind not in peer.kinds:
                        continue
                    started = time.perf_counter()
                    peer.search(kind, query)
                    if measured:
                        times[peer.name].append((time.perf_counter() - started) * 1000)
        own = float(np.median(times["Kashaf"])) if "Kashaf" in times else float("nan")
        for engine, values in times.items():
            p50, p95 = np.percentile(values, [50, 95])
            click.echo(
                f"| {kind.upper()}, {NAMES[name]} | {engine} | {p50:.3f} | {p95:.3f} "
                f"| {p50 / own:.2f} |"
            )


def whole(workload: Workload, folder: Path) -> None:
    """What a person waits for: every field, nearness, counts of filters, ten snippets."""
    started = time.perf_counter()
    with search.open_writer(folder) as writer:
        for article in workload.articles:
            writer.add(article)
    rate = len(workload.articles) / (time.perf_counter() - started)
    with search.open_index(folder) as engine:
        size = engine.stats().bytes / 1e6
        times = []
        for measured in (False, True):
            for words in workload.titles:
                started = time.perf_counter()
                engine.search(" ".join(words), facets=True)
                if measured:
                    times.append((time.perf_counter() - started) * 1000)
    p50, p95 = np.percentile(times, [50, 95])
    click.echo(
        f"\nKashaf whole, from articles: {rate:,.0f} articles a second, {size:.1f} MB with texts; "
        f"a search with ten snippets and counts p50 {p50:.2f} ms, p95 {p95:.2f} ms"
    )


if __name__ == "__main__":
    main()
