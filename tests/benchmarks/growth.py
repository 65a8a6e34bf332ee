"""What becomes of the times when the corpus is ten times as large?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click

import search
from corpus import Article
from search.analysis import arabic_analyzer
from search.limits import DEFAULT_MEMORY_MB
from tests.benchmarks import grown, whole
from tests.benchmarks.peers import Document, Kashaf, Kind
from tests.benchmarks.peers.tantivy_peer import Tantivy
from tests.benchmarks.querying import Ask, Timing, interleaved
from tests.benchmarks.table import number, table
from tests.benchmarks.workload import QueryClass, articles_of, documents_of, query_classes

FACTOR = 10


class Size(NamedTuple):
    """The engines on a corpus of one size."""

    kashaf: Kashaf
    engine: search.Engine
    tantivy: Tantivy


def measure(docs: Path, folder: Path, rounds: int) -> None:
    """Prints the tables. What is in `folder` already is used again and not built anew."""
    folder.mkdir(parents=True, exist_ok=True)
    large = folder / f"x{FACTOR}.jsonl.zst"
    if not large.exists():
        grown.write(grown.grown(docs, FACTOR), large)
    sizes = [_built(path, folder / name) for path, name in ((docs, "x1"), (large, f"x{FACTOR}"))]
    classes = query_classes(documents_of(articles_of(docs)))
    for one in classes:
        click.echo(_rows(one.name, _timings(sizes, one, rounds, default=False)) + "\n")
    timings = _timings(sizes, classes[0], rounds, default=True)
    click.echo(_rows(whole.DEFAULT_SEARCH, timings) + "\n")
    for name in ("x1", f"x{FACTOR}"):
        click.echo(whole.memory(folder / f"{name}.kashaf", classes))


def _built(docs: Path, place: Path) -> Size:
    index, other = place.with_suffix(".kashaf"), place.with_suffix(".tantivy")
    if not index.exists():
        spent = whole.index(docs, index, whole.JOBS)
        with search.open_index(index) as engine:
            stats = engine.stats()
        row = [
            place.name, f"{stats.articles:,}", f"{stats.terms:,}", number(spent.elapsed),
            number(spent.cpu), number(spent.peak_mb), str(stats.segments), number(stats.bytes / 1e6)
        ]  # fmt: skip
        head = ["kashaf index", "articles", "words", "s", "s of CPU"]
        memory = f"peak MB of its own, --memory {DEFAULT_MEMORY_MB}"
        click.echo(table([*head, memory, "segments", "MB"], [row]) + "\n")
    peer = Tantivy()
    if other.exists():
        peer.open(other)
    else:
        peer.build(_one_field(articles_of(docs)), other)
    own = Kashaf()
    own.open(index, arabic_analyzer().identity)
    return Size(own, search.open_index(index), peer)


def _one_field(articles: Iterator[Article]) -> Iterator[Document]:
    """Title and body as one field, as Kashaf's lists have them."""
    for document in documents_of(articles):
        yield Document(document.title, f"{document.title} {document.surface}", "")


def _timings(
    sizes: list[Size], one: QueryClass, rounds: int, *, default: bool
) -> dict[str, Timing]:
    asks: dict[str, Ask] = {}
    for name, size in zip(("×1", f"×{FACTOR}"), sizes, strict=True):
        own = whole.default_ask(size.engine) if default else _plain(size.kashaf, one.kind)
        asks[f"Kashaf {name}"] = own
        asks[f"tantivy {name}"] = _plain(size.tantivy, one.kind, shown=default)
    for words in one.warming:
        for ask in asks.values():
            ask(words)
    return interleaved(asks, one.queries, dict.fromkeys(asks, rounds))


def _plain(peer: Kashaf | Tantivy, kind: Kind, shown: bool = False) -> Ask:
    return lambda words: peer.ask(kind, words, shown).seconds


def _rows(name: str, timings: dict[str, Timing]) -> str:
    rows = []
    for engine in ("Kashaf", "tantivy"):
        small, large = (timings[f"{engine} {size}"] for size in ("×1", f"×{FACTOR}"))
        times = [number(value) for one in (small, large) for value in (one.p50, one.p95)]
        growth = [number(large.p50 / small.p50), number(large.p95 / small.p95)]
        rows.append([name, engine, *times, *growth])
    head = ["queries", "engine", "×1 p50", "×1 p95", f"×{FACTOR} p50", f"×{FACTOR} p95"]
    return table([*head, "growth p50", "growth p95"], rows)
