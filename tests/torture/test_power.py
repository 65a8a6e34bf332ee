"""The power fails: every write that was not synced may be lost or torn, and every name, too."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from search import IndexNotFoundError, open_index, open_writer
from search.index import disk
from tests.torture import cheap
from tests.torture.newsroom import State, article, require_whole, state_of
from tests.torture.storage import Step, crash, watched

COMMITS = 14


def recorded(folder: Path) -> list[Step]:
    """The steps of a run of commits and merges; between them what the index held when."""
    steps: list[Step] = []
    chance = random.Random(1)
    state: State = {}
    with watched(steps.append), open_writer(folder) as writer:
        steps.append(("done", {}))
        for number in range(COMMITS):
            for _ in range(40):
                which = chance.randrange(200)
                version = state.get(f"n{which}", -1) + 1
                writer.add(article(which, version))
                state[f"n{which}"] = version
            if number % 3 == 2:
                which = int(next(iter(state))[1:])
                writer.delete(f"n{which}")
                del state[f"n{which}"]
            steps.append(("begin", dict(state)))
            writer.commit(optimize=number == 11)
            steps.append(("done", dict(state)))
    return steps


def test_what_was_committed_outlives_the_power(tmp_path: Path, tell: Callable[[str], None]) -> None:
    steps = recorded(tmp_path / "index")
    chance = random.Random(2)
    real = [place for place, step in enumerate(steps) if step[0] not in ("begin", "done")]
    assert sum(steps[place][0] == "write" for place in real) > 100
    states = 0
    for point in range(cheap(8, 200)):
        before = steps[: chance.choice(real) + 1]
        allowed: list[State | None] = [None]
        for step in before:
            if step[0] == "done":
                allowed = [step[1]]
            elif step[0] == "begin":
                allowed.append(step[1])
        folder = tmp_path / f"point{point}"
        crash(before, folder, chance)
        try:
            found: State | None = state_of(folder)
        except IndexNotFoundError:
            found = None
        assert found in allowed, f"point {point}"
        if found is not None:
            require_whole(folder)
            states += found == allowed[-1]
        # The next writer cleans up and goes on.
        with open_writer(folder) as writer:
            writer.add(article(999))
        assert state_of(folder) == {**(found or {}), "n999": 0}
        require_whole(folder)
        for path in folder.iterdir():
            path.unlink()
    assert states
    tell(f"{point + 1} points, 0 corruptions; {states} times the newest commit was whole")


def test_the_folders_of_a_new_index_are_durable_too(tmp_path: Path) -> None:
    steps: list[Step] = []
    with watched(steps.append):
        disk.make_folder(tmp_path / "years" / "2023" / "index")
    assert steps == [
        ("sync_folder", tmp_path.name),
        ("sync_folder", "years"),
        ("sync_folder", "2023"),
    ]
    assert open_writer(tmp_path / "years" / "2023" / "index").close() is None
    assert open_index(tmp_path / "years" / "2023" / "index").search("").total == 0
