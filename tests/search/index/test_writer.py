"""Writing: what is rewritten and what is not, locks, roll back, merging, and what stays on disk."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from corpus import Article
from search import (
    IndexLockedError,
    IndexNotFoundError,
    open_index,
    open_writer,
    remove_index,
)
from search.index.segment import SegmentInfo
from search.index.toc import read_toc
from search.index.writer import _to_merge, _to_tidy

FIRST = Article("1", "أسعار النفط", "ارتفعت أسعار النفط اليوم", datetime(2015, 7, 21), "العربية")
SECOND = Article("2", "الغاز", "أسعار الغاز")


def files(folder: Path) -> dict[str, int]:
    """When each was changed, but the lock, in which a writer leaves its name while it is open."""
    return {
        path.name: path.stat().st_mtime_ns
        for path in folder.iterdir()
        if path.name != "MAIN_WRITELOCK"
    }


def data(folder: Path) -> set[str]:
    """The files but the lock, which stays."""
    return {path.name for path in folder.iterdir()} - {"MAIN_WRITELOCK"}


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


def test_unchanged_articles_are_not_rewritten(tmp_path: Path) -> None:
    with open_writer(tmp_path) as writer:
        assert writer.add(FIRST) == "indexed"
        assert writer.add(SECOND) == "indexed"
    before = files(tmp_path)
    with open_writer(tmp_path) as writer:
        assert writer.add(FIRST) == "unchanged"
        assert writer.add(replace(SECOND)) == "unchanged"
    assert files(tmp_path) == before, "not even a new commit"


CHANGES = [
    # field, value, why
    ("title", "أسعار الغاز", "a correction in the title"),
    ("body", "ارتفعت أسعار النفط أمس", "one in the body"),
    ("body", "اِرتفعت أسعار النفط اليوم", "a mark: no term changes, the text does"),
    ("published", datetime(2015, 7, 21, 0, 0, 30), "half a minute"),
    ("published", None, "the date taken away"),
    ("source", "سكاي نيوز", "a source"),
    ("category", "اقتصاد", "a section"),
    ("author", "سالم", "a writer"),
    ("url", "http://x", "an address"),
]


@pytest.mark.parametrize(("field", "value", "why"), CHANGES, ids=[row[2] for row in CHANGES])
def test_every_field_counts_as_a_change(
    tmp_path: Path, field: str, value: object, why: str
) -> None:
    with open_writer(tmp_path) as writer:
        writer.add(FIRST)
    changed = replace(FIRST, **{field: value})
    with open_writer(tmp_path) as writer:
        assert writer.add(changed) == "updated", why
    engine = open_index(tmp_path)
    view = engine.article("1")
    assert view is not None
    if field != "published":
        assert getattr(view.article, field) == value
    assert engine.stats().articles == 1


def test_the_same_id_twice_in_one_run(tmp_path: Path) -> None:
    with open_writer(tmp_path) as writer:
        assert writer.add(FIRST) == "indexed"
        assert writer.add(FIRST) == "unchanged"
        assert writer.add(replace(FIRST, body="الغاز")) == "updated"
        assert writer.add(replace(FIRST, body="الفحم")) == "updated"
    engine = open_index(tmp_path)
    assert engine.stats().articles == 1
    assert [hit.snippet.text for hit in engine.search("")] == ["الفحم"]
    assert engine.search("الغاز").total == 0


def test_update_and_back_and_delete_in_one_run(tmp_path: Path) -> None:
    with open_writer(tmp_path) as writer:
        writer.add(FIRST)
    with open_writer(tmp_path) as writer:
        assert writer.add(replace(FIRST, body="الغاز")) == "updated"
        assert writer.add(FIRST) == "updated"
        assert writer.delete("1")
        assert not writer.delete("1"), "the old one does not come back"
        assert writer.add(FIRST) == "indexed"
        assert writer.delete("1")
    assert open_index(tmp_path).search("").total == 0
    with open_writer(tmp_path) as writer:
        assert writer.add(FIRST) == "indexed"
    assert open_index(tmp_path).search("النفط").total == 1


def test_an_exception_takes_back_what_was_not_committed(tmp_path: Path) -> None:
    with open_writer(tmp_path) as writer:
        writer.add(FIRST)
    before = files(tmp_path)

    def interrupted() -> None:
        with open_writer(tmp_path) as writer:
            writer.add(SECOND)
            writer.add(replace(FIRST, body="الغاز"))
            writer.delete("1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        interrupted()
    assert files(tmp_path) == before
    engine = open_index(tmp_path)
    assert [hit.id for hit in engine.search("")] == ["1"]
    with open_writer(tmp_path) as writer:
        assert writer.add(FIRST) == "unchanged", "the lock is free again"


def test_what_was_committed_before_the_exception_stays(tmp_path: Path) -> None:
    def interrupted() -> None:
        with open_writer(tmp_path) as writer:
            writer.add(FIRST)
            writer.commit()
            writer.add(SECOND)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        interrupted()
    assert [hit.id for hit in open_index(tmp_path).search("")] == ["1"]


def test_an_article_that_cannot_be_added_leaves_nothing_half_done(tmp_path: Path) -> None:
    with open_writer(tmp_path) as writer:
        writer.add(FIRST)
    zoned = datetime(2015, 7, 21, tzinfo=timezone(timedelta(hours=3)))
    with open_writer(tmp_path) as writer:
        for broken in (
            replace(FIRST, published=zoned),
            replace(SECOND, published=zoned),
            replace(SECOND, body=7),  # type: ignore[arg-type]
        ):
            with pytest.raises((TypeError, AttributeError)):
                writer.add(broken)
        writer.add(replace(SECOND, id="3"))
    engine = open_index(tmp_path)
    assert {hit.id: hit.title for hit in engine.search("")} == {"1": "أسعار النفط", "3": "الغاز"}
    assert [hit.id for hit in engine.search('"أسعار الغاز"')] == ["3"]


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    with open_writer(tmp_path) as writer:
        writer.add(FIRST)
        for refused in (lambda: open_writer(tmp_path), lambda: remove_index(tmp_path)):
            with pytest.raises(IndexLockedError, match="another process is writing") as caught:
                refused()
            assert str(tmp_path) in str(caught.value)
    with open_writer(tmp_path) as writer:
        assert writer.add(FIRST) == "unchanged"


def test_a_writer_in_another_process_is_seen_and_its_death_frees_the_lock(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib, search\n"
        "from corpus import Article\n"
        "writer = search.open_writer(sys.argv[1])\n"
        "writer.add(Article('1', 'a', 'b'))\n"
        "print('open', flush=True)\n"
        "sys.stdin.read()\n"
    )
    root = str(Path(__file__).parents[3])
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", code, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": root},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"open\n"
        with pytest.raises(IndexLockedError):
            open_writer(tmp_path)
        process.kill()
        process.wait()
    with open_writer(tmp_path) as writer:
        assert writer.add(Article("1", "a", "b")) == "indexed", "nothing was committed"


def test_no_index_where_none_was_asked_for(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFoundError, match="there is no index at"):
        open_writer(tmp_path / "none", create=False)
    assert not (tmp_path / "none").exists()


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("x")
    with pytest.raises(IndexNotFoundError, match="is a file; an index is a folder"):
        open_writer(path)
    with pytest.raises(IndexNotFoundError, match="there is no index at"):
        open_index(path)
    assert path.read_text() == "x"


@pytest.fixture
def memory_path() -> Iterator[Path]:
    """A folder in memory where there is one: 500 commits are 5,000 syncs of a disk."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name)


def test_many_small_commits_keep_the_index_small(memory_path: Path) -> None:
    tmp_path = memory_path
    texts = ["أسعار النفط", "الغاز في المدينة", "وزير الصحة", "كأس العالم 2015"]
    most = 0
    with open_writer(tmp_path) as writer:
        for number in range(500):
            body = " ".join([*texts[number % 4 :], f"خبر {number}"]) * 3
            writer.add(Article(f"n{number % 200}", texts[number % 4], body))
            if number % 10 == 9:
                writer.delete(f"n{number % 200 - 5}")
            writer.commit()
            if number % 50 == 0:
                most = max(most, open_index(tmp_path).stats().segments)
    engine = open_index(tmp_path)
    stats = engine.stats()
    assert stats.articles == 180
    assert max(most, stats.segments) <= 4
    names = {name.split(".")[0] for name in data(tmp_path)}
    assert len(names) == stats.segments + 1, "one name for each segment, one for the commit"
    before = size(tmp_path)
    hits = {hit.id: hit.score for hit in engine.search("النفط 2015", limit=1000)}
    with open_writer(tmp_path) as writer:
        writer.commit(optimize=True)
    assert before <= 2 * size(tmp_path)
    assert engine.refresh()
    assert engine.stats().segments == 1
    after = {hit.id: hit.score for hit in engine.search("النفط 2015", limit=1000)}
    assert after == pytest.approx(hits, rel=1e-9)


def test_a_large_run_ends_with_few_segments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The smallest are merged, up to half of what the run added; a small run rewrites nothing."""
    monkeypatch.setattr("search.index.writer.LARGE_RUN", 100)
    names = iter(range(1000))

    def run(*sizes: int) -> list[int]:
        with open_writer(tmp_path) as writer:
            for size in sizes:
                for _ in range(size):
                    writer.add(Article(f"n{next(names)}", "خبر", "نص"))
                writer.commit()
        return [info.documents for info in read_toc(tmp_path).segments]

    assert run(100, 40, 10) == [100, 50]
    assert run(20) == [100, 50, 20]
    assert [hit.id for hit in open_index(tmp_path).search("خبر", limit=4).hits] == [
        "n0", "n1", "n2", "n3"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sizes", "most", "left", "why"),
    [
        ([100_000, 9_000, 8_000], 50_000, [100_000, 17_000], "the small ones become one"),
        ([100_000, 9_000, 8_000], 10_000, [100_000, 9_000, 8_000], "no more than it may cost"),
        (
            [17_000] * 3 + [6_000] * 3,
            30_000,
            [17_000] * 3 + [12_000, 6_000],
            "else all would follow",
        ),
        ([20_000], 50_000, [20_000], "one is none too many"),
    ],
)
def test_what_is_merged_at_the_end_stays(
    sizes: list[int], most: int, left: list[int], why: str
) -> None:
    """The next writer, who may have nothing to add, finds nothing to merge."""
    infos = [SegmentInfo(f"s{place}", size, {}, {}) for place, size in enumerate(sizes)]
    small = _to_tidy(infos, most)
    kept = [info for info in infos if info not in small]
    if small:
        kept.append(SegmentInfo("merged", sum(info.documents for info in small), {}, {}))
    assert sorted(info.documents for info in kept) == sorted(left), why
    assert not _to_merge(kept, optimize=False), why


def test_a_run_succeeds_where_there_is_no_room_to_merge(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """All is committed by then; the segments stay as they are, and it is said."""

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("search.index.writer.LARGE_RUN", 10)
    monkeypatch.setattr("search.index.writer.merge_segments", full)
    with open_writer(tmp_path) as writer:
        for size in (20, 5, 4):
            for number in range(size):
                writer.add(Article(f"n{size}-{number}", "خبر", "نص"))
            writer.commit()
    assert open_index(tmp_path).search("خبر").total == 29
    assert len(read_toc(tmp_path).segments) == 3
    assert "No space left" in caplog.text


def test_deleting_everything_leaves_no_segment(tmp_path: Path) -> None:
    with open_writer(tmp_path) as writer:
        writer.add(FIRST)
        writer.add(SECOND)
    with open_writer(tmp_path) as writer:
        assert writer.delete("1")
        assert writer.delete("2")
    engine = open_index(tmp_path)
    assert engine.stats().segments == 0
    assert engine.search("النفط", facets=True).total == 0
    assert len(data(tmp_path)) == 1, "the commit alone"


def test_what_an_interrupted_run_left_is_removed(tmp_path: Path) -> None:
    with open_writer(tmp_path) as writer:
        writer.add(FIRST)
    before = data(tmp_path)
    (tmp_path / "MAIN_0123456789abcdef.docs").write_bytes(b"half a segment")
    (tmp_path / "_MAIN_9.toc.new").write_bytes(b"half a commit")
    (tmp_path / "notes.txt").write_text("not ours")
    with open_writer(tmp_path) as writer:
        writer.add(FIRST)
    assert data(tmp_path) == before | {"notes.txt"}


def test_a_small_memory_commits_on_the_way(tmp_path: Path) -> None:
    long = "كلمة " * 50_000

    def interrupted() -> None:
        with open_writer(tmp_path, memory_mb=1) as writer:
            for number in range(12):
                writer.add(Article(f"n{number}", "", f"{long} {number}"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        interrupted()
    kept = open_index(tmp_path).stats().articles
    assert 0 < kept <= 12
    with open_writer(tmp_path) as writer:
        outcomes = [writer.add(Article(f"n{n}", "", f"{long} {n}")) for n in range(12)]
    assert outcomes == ["unchanged"] * kept + ["indexed"] * (12 - kept)


def test_removing_an_index_takes_only_its_files(tmp_path: Path) -> None:
    mine, shared = tmp_path / "mine", tmp_path / "shared"
    for folder in (mine, shared):
        with open_writer(folder) as writer:
            writer.add(FIRST)
    (shared / "notes.txt").write_text("not ours")
    remove_index(mine)
    remove_index(shared)
    remove_index(tmp_path / "none")
    assert not mine.exists()
    assert [path.name for path in shared.iterdir()] == ["notes.txt"]


def test_a_rebuilt_index_is_noticed_even_at_the_same_commit(tmp_path: Path) -> None:
    with open_writer(tmp_path) as writer:
        writer.add(FIRST)
    engine = open_index(tmp_path)
    remove_index(tmp_path)
    with open_writer(tmp_path) as writer:
        writer.add(SECOND)
    assert engine.generation == open_index(tmp_path).generation
    assert [hit.id for hit in engine.search("")] == ["1"], "it serves what it has opened"
    assert engine.refresh()
    assert [hit.id for hit in engine.search("")] == ["2"]


def test_several_processes_build_the_same_index(tmp_path: Path) -> None:
    articles = [
        Article(f"n{n % 250}", f"خبر {n % 7}", f"أسعار النفط {n % 11} في المدينة")
        for n in range(300)
    ]
    answers = []
    for jobs in (1, 2):
        folder = tmp_path / str(jobs)
        with open_writer(folder, jobs=jobs) as writer:
            outcomes = [writer.add(article) for article in articles]
            writer.delete("n17")
        assert outcomes.count("updated") + outcomes.count("unchanged") == 50
        engine = open_index(folder)
        answers.append(
            {
                query: {hit.id: pytest.approx(hit.score) for hit in engine.search(query, limit=999)}
                for query in ("خبر 3", '"النفط 5"', "الن*", "-7")
            }
        )
    assert answers[0] == answers[1]
    assert all(answers[0].values())


def test_an_index_can_be_opened_at_any_moment_of_a_commit(memory_path: Path) -> None:
    """A commit removes the segments that it has merged: who opens just then takes the new ones."""
    with open_writer(memory_path) as writer:
        writer.add(Article("n0", "خبر", ""))
    errors: list[BaseException] = []
    done = threading.Event()

    def work() -> None:
        try:
            while not done.is_set():
                assert open_index(memory_path).search("خبر").total
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    end = time.monotonic() + 1.5
    number = 0
    with open_writer(memory_path) as writer:
        while (time.monotonic() < end or number < 20) and not errors:
            number += 1
            writer.add(Article(f"n{number}", "خبر", ""))
            writer.commit(optimize=True)
    done.set()
    for thread in threads:
        thread.join()
    assert not errors, errors[:3]
