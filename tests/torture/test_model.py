"""Thousands of random changes: the index equals a dictionary that was changed alike."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from search import Engine, open_index, open_writer
from search.index import IndexWriter
from tests.torture import count
from tests.torture.newsroom import State, article, require_whole, vocabulary

SEEDS = count(2, 20)
OPERATIONS = count(150, 2000)
IDS = 250


@pytest.mark.parametrize("seed", range(SEEDS))
def test_operations_against_a_dictionary(
    tmp_path: Path, seed: int, tell: Callable[[str], None]
) -> None:
    chance = random.Random(seed)
    committed: State = {}
    current: State = {}
    writer: IndexWriter = open_writer(tmp_path)
    engine = open_index(tmp_path)
    done = dict.fromkeys(("add", "delete", "commit", "merge", "reopen", "search"), 0)
    weights = (50, 12, 6, 1, 2, 29)
    for _ in range(OPERATIONS):
        operation = chance.choices(tuple(done), weights)[0]
        done[operation] += 1
        key = f"n{chance.randrange(IDS)}"
        if operation == "add":
            known = current.get(key)
            version = chance.choice((0, known or 0, (known or 0) + 1))
            outcome = "indexed" if known is None else "updated"
            wanted = "unchanged" if known == version else outcome
            assert writer.add(article(int(key[1:]), version)) == wanted
            current[key] = version
        elif operation == "delete":
            assert writer.delete(key) == (current.pop(key, None) is not None)
        elif operation in ("commit", "merge"):
            writer.commit(optimize=operation == "merge")
            committed = dict(current)
            engine.refresh()
        elif operation == "reopen":
            # Half of the time what was not committed is thrown away.
            if chance.random() < 0.5:
                writer.commit()
                committed = dict(current)
            writer.close()
            writer.close()
            current = dict(committed)
            writer = open_writer(tmp_path)
            engine = open_index(tmp_path)
        else:
            compare(engine, committed, chance)
    writer.commit()
    writer.close()
    engine.refresh()
    for _ in range(20):
        compare(engine, current, chance)
    require_whole(tmp_path)
    assert all(done.values())
    if seed == SEEDS - 1:
        tell(f"{SEEDS} seeds of {OPERATIONS} operations; the last: {done}")


def compare(engine: Engine, state: State, chance: random.Random) -> None:
    """One question of each kind."""
    articles = {key: article(int(key[1:]), version) for key, version in state.items()}
    words = {
        key: f"{one.title} {one.body}".replace(".", "").split() for key, one in articles.items()
    }
    one = vocabulary()[0][min(int(chance.expovariate(1 / 60)), 1999)]
    found = engine.search(f"={one}", limit=1000)
    assert {hit.id for hit in found} == {key for key, own in words.items() if one in own}
    other = vocabulary()[0][chance.randrange(20)]
    phrase = f" {one} {other} "
    found = engine.search(f'"{one} {other}"', limit=1000)
    assert {hit.id for hit in found} == {
        key
        for key, own in articles.items()
        if any(phrase in f" {text} ".replace(".", " ") for text in (own.title, own.body))
    }
    found = engine.search(f"+={one} -={other}", limit=1000, source=["المرسى"])
    assert {hit.id for hit in found} == {
        key
        for key, own in words.items()
        if one in own and other not in own and articles[key].source == "المرسى"
    }
    key = f"n{chance.randrange(IDS)}"
    view = engine.article(key)
    assert (view.article if view else None) == articles.get(key)
    assert engine.search("").total == len(state)
