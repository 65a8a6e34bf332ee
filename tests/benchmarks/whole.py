"""The whole thing as a person has it: the command line, every field, all analysis."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

import search
from search.index.toc import read_toc
from tests.benchmarks.peers import Peer
from tests.benchmarks.pipeline import build_plain
from tests.benchmarks.processes import KASHAF, Run, run, serving_mb
from tests.benchmarks.querying import Ask, Timing, interleaved
from tests.benchmarks.table import number, table
from tests.benchmarks.workload import QueryClass, Words, articles_of

DEFAULT_SEARCH = "Kashaf, the default search"
JOBS = 2
PLAIN_ARTICLES = 300  # for the pipeline that has no caches: some twenty seconds
STARTS = 9
SERVED = 1000


def index(docs: Path, folder: Path, jobs: int, *options: str) -> Run:
    """`kashaf index`, from the file to the committed index."""
    command = [*KASHAF, "index", str(docs.absolute()), "--index", str(folder.absolute())]
    return run([*command, "--jobs", str(jobs), "--json", *options])


def building(docs: Path, folder: Path, count: int) -> str:
    """Both ways to build, and the plain pipeline on some of the articles."""
    rows = []
    rates = {}
    for jobs in (1, JOBS):
        place = folder / f"whole {jobs}"
        spent = index(docs, place, jobs)
        rates[jobs] = (count / spent.elapsed, count / spent.cpu)
        rows.append(_row(f"kashaf index --jobs {jobs}", f"{count:,}", rates[jobs], spent.peak_mb))
    step = max(1, count // PLAIN_ARTICLES)
    sample = list(articles_of(docs))[::step]
    plain = build_plain(sample, folder / "plain")
    rate = (len(sample) / plain.elapsed, len(sample) / plain.cpu)
    rows.append(_row("Whoosh + Tashaphyne, no caches", f"every {step}th", rate, None))
    times = [number(rates[JOBS][side] / rate[side]) for side in (0, 1)]
    rows.append([f"--jobs {JOBS} against it", "", *(f"{one} times" for one in times), ""])
    head = ["from the file to the committed index", "articles", "articles/s"]
    return table([*head, "articles per CPU second", "peak MB of its own"], rows)


def _row(name: str, articles: str, rates: tuple[float, float], peak: float | None) -> list[str]:
    return [name, articles, *(number(rate) for rate in rates), number(peak)]


def default_search(
    folder: Path, one: QueryClass, tantivy: Peer | None, rounds: int
) -> dict[str, Timing]:
    """Every field, nearness, counts of the filters, ten snippets; beside tantivy's one field."""
    with search.open_index(folder) as engine:
        asks: dict[str, Ask] = {DEFAULT_SEARCH: default_ask(engine)}
        if tantivy is not None:
            asks["tantivy, one field"] = lambda words: tantivy.ask(one.kind, words, True).seconds
        for words in one.warming:
            for each in asks.values():
                each(words)
        return interleaved(asks, one.queries, dict.fromkeys(asks, rounds))


def default_ask(engine: search.Engine) -> Ask:
    """A search as the page makes it."""

    def ask(words: Words) -> float:
        text = " ".join(words)
        started = time.perf_counter()
        engine.search(text, facets=True)
        return time.perf_counter() - started

    return ask


def starting(folder: Path, word: str) -> str:
    """`kashaf search` from nothing, beside an interpreter that imports what it needs anyway."""
    commands = {
        "`kashaf search`": [*KASHAF, "search", word, "--index", str(folder.absolute())],
        '`python -c "import numpy, click"`': [sys.executable, "-c", "import numpy, click"],
    }
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for turn in range(STARTS + 1):
        for name, command in commands.items():
            one = run(command)
            if turn:  # the first one reads the files
                runs[name].append(one)
    fastest = [min(one.elapsed for one in found) for found in runs.values()]
    cpu = [min(one.cpu for one in found) for found in runs.values()]
    rows = [
        [name, *(number(value * 1000) for value in pair)]
        for name, pair in zip(runs, zip(fastest, cpu, strict=True), strict=True)
    ]
    rows.append(["ratio", number(fastest[0] / fastest[1]), number(cpu[0] / cpu[1])])
    return table(["whole command, fastest start", "ms", "ms of CPU"], rows)


def memory(folder: Path, classes: Sequence[QueryClass]) -> str:
    """What `kashaf serve` holds after a thousand pages of other queries each."""
    queries = [words for one in classes for words in (*one.queries, *one.warming)]
    texts = list(dict.fromkeys(" ".join(words) for words in queries))
    whole, own = serving_mb(folder, texts, SERVED)
    segments = len(read_toc(folder).segments)
    return (
        f"`kashaf serve` on {folder.name} after {SERVED:,} pages of results: {number(own)} MB of "
        f"its own, {number(whole)} MB with what it has mapped of files (PSS); "
        f"segments: {segments}."
    )


def sizes(folder: Path) -> Iterator[tuple[str, int]]:
    """The bytes of each array of an index, the largest first: where its size comes from."""
    found: dict[str, int] = {}
    for info in read_toc(folder).segments:
        for name, extent in info.extents.items():
            size = extent.count * np.dtype(extent.dtype).itemsize
            found[name] = found.get(name, 0) + size
    yield from sorted(found.items(), key=lambda item: -item[1])


def largest(folder: Path, most: int = 12) -> str:
    """A table of what takes the room."""
    named: Sequence[tuple[str, int]] = list(sizes(folder))
    rows = [[name, number(size / 1e6)] for name, size in named[:most]]
    rows.append(["the rest", number(sum(size for _, size in named[most:]) / 1e6)])
    return table(["arrays of the whole index", "MB"], rows)
