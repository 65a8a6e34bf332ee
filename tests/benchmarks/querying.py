"""All queries of a class on every engine in turn: round after round, each time in another order."""

from __future__ import annotations

import gc
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from tests.benchmarks.answers import CHECKED, Scan
from tests.benchmarks.peers import Peer
from tests.benchmarks.table import number, table
from tests.benchmarks.workload import SEED, QueryClass, Words

SLOW_ROUNDS = 2

Ask = Callable[[Words], float]


@dataclass(frozen=True)
class Timing:
    """One engine's times for the queries of one class, in ms.

    Others use the machine, too. So each query counts with its fastest round; `first` is the median
    of the first round, when the engine had not met the words before.
    """

    p50: float
    p95: float
    first: float


def interleaved(
    asks: dict[str, Ask], queries: Sequence[Words], rounds: dict[str, int]
) -> dict[str, Timing]:
    """The timing of each engine; `asks` answer a query and give the seconds it took.

    An engine is asked all queries before the next one's turn, as a server is. With the turns by
    query each began with what the others had left in the processor's caches: that doubled the
    times of Kashaf and did nothing to Lucene, whose process has a core of its own.
    """
    dice = random.Random(SEED)
    times = {name: np.full((rounds[name], len(queries)), np.inf) for name in asks}
    gc.collect()
    gc.freeze()  # a collection during a query would look through all the articles
    for turn in range(max(rounds.values())):
        for name in dice.sample(sorted(asks), len(asks)):
            if turn < rounds[name]:
                times[name][turn] = [asks[name](words) for words in queries]
    gc.unfreeze()
    return {name: _timing(seconds * 1000) for name, seconds in times.items()}


def _timing(times: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> Timing:
    p50, p95 = np.percentile(times.min(axis=0), [50, 95])
    return Timing(float(p50), float(p95), float(np.median(times[0])))


def compare(
    peers: Sequence[Peer], classes: Sequence[QueryClass], rounds: int
) -> Iterator[tuple[str, dict[str, Timing]]]:
    """Each class, its hits alone and then with titles and snippets."""
    for shown in (False, True):
        for one in classes:
            able = [p for p in peers if one.kind in p.kinds and (p.shows or not shown)]
            for peer in able:
                warming = one.warming[:20] if peer.slow else one.warming
                peer.warm(one.kind, warming, shown)
            asks = {peer.name: _ask(peer, one, shown) for peer in able}
            turns = {p.name: min(rounds, SLOW_ROUNDS) if p.slow else rounds for p in able}
            name = one.name + (", titles and snippets" if shown else "")
            yield name, interleaved(asks, one.queries, turns)


def _ask(peer: Peer, one: QueryClass, shown: bool) -> Ask:
    return lambda words: peer.ask(one.kind, words, shown).seconds


def ratios(name: str, timings: dict[str, Timing], own: str) -> str:
    """The rows of one class: p50, p95, and what part of each engine's times `own` takes."""
    ours = timings.get(own)
    rows = []
    for engine, timing in timings.items():
        parts = ("–", "–")
        if ours is not None and engine != own:
            parts = (number(ours.p50 / timing.p50), number(ours.p95 / timing.p95))
        times = (number(timing.p50), number(timing.p95), number(timing.first))
        rows.append([name, engine, *times, *parts])
    head = ["queries", "engine", "p50", "p95", "first p50"]
    return table([*head, f"{own} / it, p50", f"{own} / it, p95"], rows)


def check(peers: Sequence[Peer], classes: Sequence[QueryClass], scan: Scan) -> str:
    """How many of the answers are right."""
    rows = []
    for peer in peers:
        wrong, total = [], 0
        for one in classes:
            if one.kind not in peer.kinds:
                continue
            for words in one.queries[:CHECKED]:
                total += 1
                hits = peer.search(one.kind, words, False)
                problem = scan.wrong(peer, one, words, hits)
                if problem:
                    wrong.append(f"{one.name} {' '.join(words)}: {problem}")
        checked = f"articles, scores to {peer.scoring.tolerance:g}" if peer.scoring else "articles"
        rows.append([peer.name, f"{total - len(wrong)} of {total}", checked, *wrong[:1]])
    head = ["engine", "right answers", "checked"]
    if any(len(row) > len(head) for row in rows):
        head.append("the first that is not")
        rows = [[*row, ""][: len(head)] for row in rows]
    return table(head, rows)
