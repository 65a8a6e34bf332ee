"""A large corpus in little memory, interrupted again and again: nothing lost, nothing doubled."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from search import IndexNotFoundError, check_index
from tests.torture import SHARE, count
from tests.torture.newsroom import article, live

ARTICLES = count(9_000, 303_220)
# 512 for all of them; a share of the articles fills the buffer as often, about twelve times.
MEMORY = 120 + round(392 * SHARE) if SHARE else 64
WORDS = 60_000 if SHARE else 2_000
INTERRUPTIONS = 5 if SHARE else 2


def write_corpus(path: Path) -> None:
    with path.open("w", encoding="utf-8") as stream:
        for number in range(ARTICLES):
            one = article(number, 0, 110, WORDS)
            record = {
                "id": one.id, "title": one.title, "body": one.body, "source": one.source,
                "category": one.category, "url": one.url,
                "published": one.published.isoformat() if one.published else "",
            }  # fmt: skip
            stream.write(json.dumps(record, ensure_ascii=False) + "\n")


def start(source: Path, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", "from search.cli import main; main()", "index",
         str(source), "--index", str(folder), "--memory", str(MEMORY), "--jobs", "1", "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip


def articles_in(folder: Path) -> int:
    try:
        return check_index(folder).articles
    except IndexNotFoundError:
        return 0


def test_interrupted_and_resumed(tmp_path: Path, tell: Callable[[str], None]) -> None:
    source, folder = tmp_path / "news.jsonl", tmp_path / "index"
    write_corpus(source)
    chance = random.Random(9)
    before = 0
    for number in range(INTERRUPTIONS):
        process = start(source, folder)
        kept = wait_for_a_commit(folder, process)
        time.sleep(chance.uniform(0, count(0, 20)))
        stop = (signal.SIGTERM, signal.SIGINT, signal.SIGKILL)[number % 3]
        process.send_signal(stop)
        _, told = process.communicate(timeout=300)
        if process.returncode == 0:
            assert SHARE < 0.1, "it was done before it was interrupted"
            before = ARTICLES
            break
        assert process.returncode == {
            signal.SIGTERM: 143, signal.SIGINT: 130, signal.SIGKILL: -9,
        }[stop], told  # fmt: skip
        if stop != signal.SIGKILL:
            assert "what was committed is kept" in told
        assert "Traceback" not in told
        report = check_index(folder)
        assert report.damages == ()
        assert report.articles >= max(before, kept), "nothing that was committed is lost"
        before = report.articles
    process = start(source, folder)
    peak = watch_memory(process)
    out, told = process.communicate(timeout=7200)
    assert process.returncode == 0, told
    tell(
        f"{ARTICLES:,} articles, interrupted {INTERRUPTIONS} times, nothing lost or doubled; "
        f"at most {peak >> 20} MB of its own with --memory {MEMORY}"
    )
    assert not SHARE or peak <= MEMORY << 20
    summary = json.loads(out)
    assert summary["unchanged"] == before
    assert summary["indexed"] == ARTICLES - before
    ids = [segment.id_of(document) for segment, document in live(folder)]
    assert len(ids) == ARTICLES
    assert set(ids) == {f"n{number}" for number in range(ARTICLES)}
    for segment, document in live(folder):
        number = int(segment.id_of(document)[1:])
        if number % count(1, 100) == 0:
            assert segment.article(document) == article(number, 0, 110, WORDS)
    assert check_index(folder).damages == ()


def watch_memory(process: subprocess.Popen[str]) -> int:
    """The most bytes that a process held of its own until it ended; mapped files do not count."""
    status = Path("/proc", str(process.pid), "status")
    peak = 0
    while process.poll() is None:
        with suppress(OSError):
            for line in status.read_text("ascii", "replace").splitlines():
                if line.startswith("RssAnon:"):
                    peak = max(peak, int(line.split()[1]) << 10)
        time.sleep(0.05)
    return peak


def wait_for_a_commit(folder: Path, process: subprocess.Popen[str]) -> int:
    """Waits until there is one that there was not; gives how many articles there were before."""
    before = sorted(folder.glob("*.toc"))
    kept = articles_in(folder)
    until = time.monotonic() + 600
    while time.monotonic() < until and process.poll() is None:
        if (now := sorted(folder.glob("*.toc"))) != before and now and now[0].stem != "_MAIN_0":
            break
        time.sleep(0.02)
    return kept
