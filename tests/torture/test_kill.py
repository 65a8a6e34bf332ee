"""kill -9 at any moment of adding, committing and merging: the old state or the new one."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections.abc import Callable
from pathlib import Path

from search import open_writer
from tests.torture import count
from tests.torture.newsroom import State, article, require_whole, state_of
from tests.torture.victim import IDS, steps, write

RUNS = count(6, 500)


def test_a_killed_writer_loses_nothing_that_was_committed(
    tmp_path: Path, tell: Callable[[str], None]
) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["search", "tests.torture.victim"])
    chance = random.Random(6)
    state: State = {}
    interrupted = 0
    for seed in range(RUNS):
        pipe, other = context.Pipe(duplex=False)
        process = context.Process(target=write, args=(tmp_path, state, seed, other))
        process.start()
        other.close()
        assert pipe.recv() == ("ready", 0)
        time.sleep(chance.uniform(0.0, 0.8))
        process.kill()
        process.join()
        begun = done = -1
        try:
            while True:
                kind, number = pipe.recv()
                begun, done = (number, done) if kind == "begin" else (begun, number)
        except EOFError:
            pipe.close()
        states = [state, *(after for _, after in steps(state, seed))]
        interrupted += begun != done
        if not list(tmp_path.glob("*.toc")):
            assert done < 0
            continue
        found = state_of(tmp_path)
        # The end of a commit may have been reached but not told.
        assert found in (states[done + 1], states[begun + 1]), f"run {seed}"
        require_whole(tmp_path)
        state = found
    with open_writer(tmp_path) as writer:
        writer.add(article(IDS))
    assert state_of(tmp_path) == {**state, f"n{IDS}": 0}
    assert state
    tell(f"{RUNS} runs, {interrupted} ended inside a commit; {len(state)} articles, none lost")
