"""The disk is full, or fails, at the Nth step, for every N: the old index answers, exit code 2."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from search import open_index, open_writer
from search.cli import main
from tests.torture import SHARE
from tests.torture.newsroom import State, article, require_whole, state_of
from tests.torture.storage import Step, watched

KINDS = [
    # what fails, with which error, once or from then on, why
    (("write",), errno.ENOSPC, True, "the disk is full"),
    (("write",), errno.EIO, False, "one write fails"),
    (("create",), errno.ENOSPC, True, "no room for another file"),
    (("sync",), errno.EIO, False, "one sync fails: what was written may be lost"),
    (("sync_folder",), errno.EIO, False, "that of the folder"),
    (("rename",), errno.EACCES, True, "permission lost"),
    (
        ("write", "create", "sync", "sync_folder", "rename", "remove"),
        errno.EROFS,
        True,
        "read-only",
    ),
]


def failing(kinds: tuple[str, ...], nth: int, error: int, lasting: bool) -> Callable[[Step], None]:
    seen = 0

    def watch(step: Step) -> None:
        nonlocal seen
        if step[0] in kinds:
            seen += 1
            if seen == nth or (lasting and seen > nth):
                raise OSError(error, os.strerror(error))

    return watch


def run(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "argv", ["kashaf", *arguments])
    with pytest.raises(SystemExit) as left:
        main()
    assert isinstance(left.value.code, int)
    return left.value.code


@pytest.fixture
def news(tmp_path: Path) -> Path:
    path = tmp_path / "news.jsonl"
    records = [article(number, 1) for number in range(20, 60)]
    path.write_text(
        "".join(
            json.dumps({
                "id": one.id, "title": one.title, "body": one.body, "url": one.url,
                "published": one.published.isoformat() if one.published else "",
                "source": one.source, "category": one.category,
            }) + "\n"
            for one in records
        ),
        encoding="utf-8",
    )  # fmt: skip
    return path


@pytest.mark.parametrize(("kinds", "error", "lasting", "why"), KINDS, ids=[row[3] for row in KINDS])
def test_every_step(
    kinds: tuple[str, ...], error: int, lasting: bool, why: str, news: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str],
    tell: Callable[[str], None],
) -> None:  # fmt: skip
    folder = tmp_path / "index"
    old: State = {}
    with open_writer(folder) as writer:
        for start in (0, 10, 20):  # three segments: one more, and a commit merges
            for number in range(start, start + 10):
                writer.add(article(number))
                old[f"n{number}"] = 0
            writer.commit()
    new = {**old, **{f"n{number}": 1 for number in range(20, 60)}}
    engine = open_index(folder)
    query = article(3).title.split()[0]
    answer = [hit.id for hit in engine.search(query)]
    stride = 1 if SHARE or kinds != ("write",) else 5
    failures = 0
    for nth in range(1, 10_000, stride):
        with watched(failing(kinds, nth, error, lasting)):
            code = run(["index", str(news), "--index", str(folder), "--jobs", "1"], monkeypatch)
        said = capfd.readouterr().err
        assert [hit.id for hit in engine.search(query)] == answer, "the old index answers"
        if code == 0:
            break
        failures += 1
        assert code == 2
        last = said.strip().splitlines()[-1]
        assert last.startswith(f"kashaf: the index at {folder} cannot be "), last
        assert os.strerror(error) in last
        assert "Traceback" not in said
        assert state_of(folder) in (old, new)
        require_whole(folder)
    assert state_of(folder) == new
    require_whole(folder)
    assert failures, why
    tell(f"{why}: at {failures} steps, exit code 2 each time")
    with open_writer(folder) as writer:
        writer.add(article(999))
    assert state_of(folder) == {**new, "n999": 0}
