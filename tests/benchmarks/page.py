"""The search page as its readers have it: how long the server takes, and what a browser gets."""

from __future__ import annotations

import random
import shutil
import statistics
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import click
import numpy as np

import search
from search.index.toc import read_toc
from tests.benchmarks import busy, paint, whole
from tests.benchmarks.processes import get, served
from tests.benchmarks.table import number, table
from tests.benchmarks.workload import QUERIES, SEED, articles_of

ROUNDS = 3
LONGEST = 4  # words of a title in one query


class Asked(NamedTuple):
    """Addresses of pages of results: those that are measured, and as many others before."""

    measured: Sequence[str]
    warming: Sequence[str]


def measure(docs: Path, folder: Path, clients: int, minutes: float) -> None:
    """Prints the tables. An index that is in `folder` already is not built anew."""
    index = folder / "page.kashaf"
    if not index.exists():
        whole.index(docs, index, whole.JOBS)
    asked = addresses(docs, index)
    click.echo(server_time(index, asked) + "\n")
    click.echo(paint.paint(index, asked.measured[0]) + "\n")
    for pause in (busy.READING, 0):
        changing = folder / "page.busy"
        shutil.rmtree(changing, ignore_errors=True)
        shutil.copytree(index, changing)
        click.echo(busy.busy(docs, changing, asked, clients, minutes * 60, pause) + "\n")
        shutil.rmtree(changing)


def addresses(docs: Path, index: Path) -> Asked:
    """The same for the same articles: words of titles, as they were typed by somebody.

    Every second query is narrowed to the largest sources and every second to the later half of the
    time, so that of four one is not narrowed.
    """
    with search.open_index(index) as engine:
        largest = [facet.value for facet in engine.search("", facets=True).facets["source"][:3]]
        stats = engine.stats()
    middle = _middle(stats.first, stats.last)
    dice = random.Random(SEED)
    titles = [title for title in _titles(docs) if len(title) >= LONGEST]
    found = []
    for nth, title in enumerate(dice.sample(titles, min(2 * QUERIES, len(titles)))):
        size = dice.randint(1, LONGEST)
        start = dice.randrange(len(title) - size + 1)
        asked: dict[str, object] = {"q": " ".join(title[start : start + size])}
        if nth % 2:
            asked["source"] = largest
        if nth % 4 > 1 and middle:
            asked["from"] = middle
        found.append(f"/?{urlencode(asked, doseq=True)}")
    half = len(found) // 2
    return Asked(found[:half], found[half:])


def _titles(docs: Path) -> Iterator[list[str]]:
    """The words of each title; what could be an operator is none of them."""
    for article in articles_of(docs):
        words = article.title.split()
        yield ["".join(filter(str.isalnum, word)) for word in words if any(map(str.isalpha, word))]


def _middle(first: str | None, last: str | None) -> str | None:
    if first is None or last is None:
        return None
    days = np.datetime64(first), np.datetime64(last)
    return str(days[0] + (days[1] - days[0]) // 2)


def server_time(index: Path, asked: Asked) -> str:
    """From the request to the answer's last byte, over one connection, one page at a time.

    The server has answered as many other pages before. `processor` is what it used for one.
    """
    with served(index) as server:
        connection = server.connect()
        for path in asked.warming:
            get(connection, path)
        times = np.zeros((ROUNDS, len(asked.measured)))
        used = []
        for turn in range(ROUNDS):
            before = server.cpu()
            for place, path in enumerate(asked.measured):
                began = time.perf_counter()
                get(connection, path)
                times[turn, place] = time.perf_counter() - began
            used.append((server.cpu() - before) / len(asked.measured))
    rows = []
    for name, seconds, cpu in (
        ("asked for the first time", times[0], used[0]),
        ("asked again, the fastest of two", times[1:].min(axis=0), min(used[1:])),
    ):
        p50, p95, most = np.percentile(seconds * 1000, [50, 95, 100])
        mean = statistics.fmean(seconds) * 1000
        rows.append([name, *(number(float(part)) for part in (p50, p95, most, mean, cpu * 1000))])
    segments = len(read_toc(index).segments)
    count = f"{len(asked.measured)} pages of results, {segments} segments"
    return table([count, "p50 ms", "p95 ms", "longest ms", "mean ms", "processor ms"], rows)
