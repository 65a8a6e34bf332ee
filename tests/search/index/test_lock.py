"""One writer: who it is, waiting for it, and what its death leaves."""

from __future__ import annotations

import math
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from corpus import Article
from search import IndexLockedError, open_index, open_writer, remove_index
from search.index.lock import LOCK_NAME, WriteLock

ROOT = str(Path(__file__).parents[3])
HOLD = (
    "import sys, search\n"
    "writer = search.open_writer(sys.argv[1])\n"
    "print('open', flush=True)\n"
    "sys.stdin.read()\n"
    "writer.close()\n"
)


def holder(folder: Path) -> subprocess.Popen[bytes]:
    """A process that has the lock until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", HOLD, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": ROOT},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"open\n"
    return process


def kashaf(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", "from search.cli import main; main()", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": ROOT},
    )


@pytest.fixture
def news(tmp_path: Path) -> Path:
    path = tmp_path / "news.jsonl"
    path.write_text('{"id": "1", "title": "خبر", "text": "نص"}\n', encoding="utf-8")
    return path


def test_a_second_writer_is_told_who_is_at_work(tmp_path: Path) -> None:
    with holder(tmp_path / "index") as process:
        with pytest.raises(IndexLockedError) as caught:
            open_writer(tmp_path / "index")
        process.kill()
        process.wait()
        told = str(caught.value)
        assert f"(process {process.pid} on {socket.gethostname()} since 20" in told
        assert str(tmp_path / "index") in told
        assert "--wait" in told


def test_the_lock_of_a_dead_writer_is_none(tmp_path: Path) -> None:
    with holder(tmp_path / "index") as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
    left = (tmp_path / "index" / LOCK_NAME).read_text("utf-8")
    assert f"process {process.pid} " in left, "its name is still in the file"
    open_writer(tmp_path / "index").close()
    assert (tmp_path / "index" / LOCK_NAME).read_bytes() == b""


def test_waiting_ends_with_the_other_writer(tmp_path: Path) -> None:
    lock = WriteLock(tmp_path)
    threading.Timer(0.3, lock.release).start()
    started = time.monotonic()
    WriteLock(tmp_path, math.inf).release()
    assert time.monotonic() - started > 0.2
    lock.release()


def test_waiting_ends_with_its_time(tmp_path: Path) -> None:
    lock = WriteLock(tmp_path)
    with pytest.raises(IndexLockedError):
        WriteLock(tmp_path, 0.15)
    lock.release()


def test_a_lock_whose_file_was_removed_keeps_the_others_out(tmp_path: Path) -> None:
    """A writer that waits, and one that comes after `--rebuild`, meet at one file."""
    with open_writer(tmp_path / "index"):
        pass
    first = WriteLock(tmp_path / "index")
    (tmp_path / "index" / LOCK_NAME).unlink()  # as remove_index does, which holds it
    second = WriteLock(tmp_path / "index")
    with pytest.raises(IndexLockedError):
        WriteLock(tmp_path / "index")
    first.release()
    with pytest.raises(IndexLockedError):
        WriteLock(tmp_path / "index")
    second.release()
    remove_index(tmp_path / "index")
    assert not (tmp_path / "index").exists()


def test_what_stands_in_the_lock_file_is_only_told_when_it_is_a_name(tmp_path: Path) -> None:
    lock = WriteLock(tmp_path)
    (tmp_path / LOCK_NAME).write_bytes(b"process 1 \x1b[2J\n")
    with pytest.raises(IndexLockedError) as caught:
        WriteLock(tmp_path)
    assert "\x1b" not in str(caught.value)
    lock.release()


def test_the_command_waits_when_it_is_asked_to(news: Path, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with holder(folder) as process:
        refused = kashaf("index", str(news), "--index", str(folder))
        _, told = refused.communicate(timeout=60)
        assert refused.returncode == 2
        assert f"process {process.pid} on" in told
        short = kashaf("index", str(news), "--index", str(folder), "--wait=0.2")
        _, told = short.communicate(timeout=60)
        assert short.returncode == 2
        assert "; waiting\n" in told
        waiting = kashaf("index", str(news), "--index", str(folder), "--wait")
        assert waiting.stderr is not None
        assert "; waiting" in waiting.stderr.readline()
        process.communicate(timeout=60)
        out, _ = waiting.communicate(timeout=60)
        assert waiting.returncode == 0
        assert "indexed 1" in out


def test_wait_takes_no_source_for_a_number(news: Path) -> None:
    process = kashaf("index", "--wait", str(news))
    _, told = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "write --wait=60" in told


def test_close_twice_and_nothing_after_it(tmp_path: Path) -> None:
    writer = open_writer(tmp_path)
    writer.add(Article("1", "خبر", "نص"))
    writer.commit()
    writer.close()
    writer.close()
    for deed in (
        lambda: writer.add(Article("2", "خبر", "نص")),
        lambda: writer.delete("1"),
        lambda: writer.commit(),
    ):
        with pytest.raises(ValueError, match="is closed"):
            deed()
    assert open_index(tmp_path).search("").total == 1
