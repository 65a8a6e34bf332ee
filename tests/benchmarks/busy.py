"""Many readers at once while articles are being added: errors, times, memory.

Once each client asks for the next page as soon as it has the last one, so that the server is never
idle: how long a page takes is then how many it makes in a second, and nothing else. Once each looks
at a page for a while before it asks for the next, as a reader does who is in a hurry. The articles
come from a process of their own, an edition every few seconds, under new ids.
"""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

import numpy as np

import search
from tests.benchmarks.processes import ROOT, Server, get, pss_mb, served
from tests.benchmarks.table import number, table
from tests.benchmarks.workload import SEED, articles_of

if TYPE_CHECKING:
    from tests.benchmarks.page import Asked

EDITION = 20  # articles, every so many seconds
SECONDS = 5.0
READING = 1.0  # seconds: the pause of a hurried reader
PARTS = 4  # of the time, for each of which memory is told


@dataclass
class Client(threading.Thread):
    """Asks for one page after the other until it is told to stop."""

    server: Server
    paths: Sequence[str]
    stop: threading.Event
    pause: float  # seconds on average, half as much to half as much again
    times: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        super().__init__()

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        connection = self.server.connect()
        dice = random.Random(self.paths[0])
        for path in cycle(self.paths):
            if self.stop.wait(self.pause * dice.uniform(0.5, 1.5)):
                return
            began = time.perf_counter()
            try:
                get(connection, path)
            except (OSError, RuntimeError) as error:
                self.errors[type(error).__name__ + ": " + str(error)[:80]] += 1
                connection = self.server.connect()
            self.times.append(time.perf_counter() - began)


def busy(docs: Path, index: Path, asked: Asked, clients: int, seconds: float, pause: float) -> str:
    """A table of one run; it changes the index."""
    with served(index) as server:
        stop = threading.Event()
        readers = [Client(server, paths, stop, pause) for paths in _shares(asked, clients)]
        before, used = generation(index), server.cpu()
        with subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.busy", str(docs), str(index)], cwd=ROOT
        ) as writer:
            for reader in readers:
                reader.start()
            memory: list[float | None] = []
            own: list[float | None] = []
            for _ in range(PARTS):
                time.sleep(seconds / PARTS)
                memory.append(pss_mb(server.pid))
                own.append(pss_mb(server.pid, "Pss_Anon"))
            stop.set()
            for reader in readers:
                reader.join()
            used = server.cpu() - used
            ended = writer.poll()
            writer.terminate()
        log = server.log.read_text()
    if ended is not None:
        raise RuntimeError(f"adding articles ended with {ended}")
    times = [taken for reader in readers for taken in reader.times]
    errors = sum((reader.errors for reader in readers), Counter())
    p50, p95, p99, most = np.percentile(np.array(times) * 1000, [50, 95, 99, 100])
    rows = [
        ["pages", f"{len(times):,}"],
        ["pages a second", number(len(times) / seconds)],
        ["processor ms for a page", number(used * 1000 / len(times))],
        ["commits meanwhile", str(generation(index) - before)],
        ["errors", str(errors.total()) + "".join(f"; {text}" for text in errors)],
        ["p50, p95, p99 ms", ", ".join(number(float(part)) for part in (p50, p95, p99))],
        ["longest ms", number(float(most))],
        ["memory after each quarter, MB (PSS)", ", ".join(map(number, memory))],
        ["of it the process' own, not the index", ", ".join(map(number, own))],
        ["lines that the server logged", str(len(log.splitlines()))],
    ]
    kind = f"a pause of {number(pause)} s" if pause else "no pause"
    return table([f"{clients} clients, {kind}, {number(seconds)} s", ""], rows)


def _shares(asked: Asked, clients: int) -> Iterator[list[str]]:
    """What each client asks: results mostly, some of every other page."""
    dice = random.Random(SEED)
    every = [*asked.measured, *asked.warming]
    for _ in range(clients):
        paths = dice.sample(every, len(every))
        for place in range(0, len(paths), 5):
            kind = dice.choice(("/concordance", "/trends", "/api/complete", "/feed.atom", "/"))
            query = urlsplit(paths[place]).query
            if kind == "/api/complete":  # which takes no filters, and says so
                query = urlencode({"q": parse_qs(query)["q"][0]})
            paths[place] = f"{kind}?{query}" if kind != "/" else "/"
        yield paths


def generation(index: Path) -> int:
    """The number of the newest commit."""
    with search.open_index(index) as engine:
        return engine.generation


def add(docs: Path, index: Path) -> None:
    """Adds editions until the process is ended."""
    articles = cycle(articles_of(docs))
    for edition in range(1_000_000):
        began = time.monotonic()
        with search.open_writer(index) as writer:
            for nth, article in enumerate(islice(articles, EDITION)):
                writer.add(replace(article, id=f"edition {edition}, {nth}"))
        time.sleep(max(SECONDS - (time.monotonic() - began), 0))


if __name__ == "__main__":
    add(Path(sys.argv[1]), Path(sys.argv[2]))
