"""The writer that is killed, and what it would have written."""

from __future__ import annotations

import random
from multiprocessing.connection import Connection
from pathlib import Path

from search import open_writer
from search.analysis import arabic_analyzer
from tests.torture.newsroom import State, article, vocabulary

for _word in vocabulary()[0]:  # once, before the processes are forked: they stem no word anew
    arabic_analyzer().stem(_word)

COMMITS = 12
IDS = 400


def steps(state: State, seed: int) -> list[tuple[list[tuple[str, int, int]], State]]:
    """For each commit what is done before it, and the state that it makes."""
    chance = random.Random(seed)
    current = dict(state)
    commits = []
    for _ in range(COMMITS):
        deeds = []
        for _ in range(chance.randint(1, 30)):
            number = chance.randrange(IDS)
            key = f"n{number}"
            if chance.random() < 0.2:
                deeds.append(("delete", number, 0))
                current.pop(key, None)
            else:
                version = current.get(key, -1) + chance.randint(0, 1)
                version = max(version, 0)
                deeds.append(("add", number, version))
                current[key] = version
        commits.append((deeds, dict(current)))
    return commits


def write(folder: Path, state: State, seed: int, pipe: Connection) -> None:
    """The life of the process that is killed."""
    pipe.send(("ready", 0))
    with open_writer(folder) as writer:
        for number, (deeds, _) in enumerate(steps(state, seed)):
            for kind, which, version in deeds:
                if kind == "add":
                    writer.add(article(which, version))
                else:
                    writer.delete(f"n{which}")
            pipe.send(("begin", number))
            writer.commit(optimize=number % 7 == 5)
            pipe.send(("done", number))
