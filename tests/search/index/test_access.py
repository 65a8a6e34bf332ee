"""What the system refuses: one sentence, and what is open goes on answering."""

from __future__ import annotations

import errno
import logging
import mmap
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from corpus import Article
from search import (
    IndexAccessError,
    IndexFormatError,
    IndexNotFoundError,
    KashafError,
    check_index,
    open_index,
    open_writer,
    repair_index,
)
from search.index import pages


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "index"
    with open_writer(path) as writer:
        for number in range(20):
            writer.add(Article(f"n{number}", f"خبر {number}", "أسعار النفط في المدينة " * 5))
    return path


ASKED_AGAIN = """
import os, sys
from pathlib import Path
from search import IndexFormatError, open_index
folder = Path(sys.argv[1])
engine = open_index(folder)
assert engine.search("النفط").total == 20
asked = [
    lambda: engine.search("النفط"), lambda: engine.search(""), lambda: engine.article("n1"),
    lambda: list(engine.export("")), lambda: engine.concordance("النفط"), engine.stats,
    lambda: engine.complete("خ"), lambda: engine.trend("النفط"),
    lambda: engine.generation,
]
told = 0
for path in sorted(folder.glob("MAIN_*")):
    whole = path.read_bytes()
    os.truncate(path, 0)
    for ask in asked:
        try:
            ask()
        except IndexFormatError as error:
            assert "0 bytes where" in str(error)
            told += 1
    path.write_bytes(whole)
    assert engine.search("النفط").total == 20
print(told)
"""


def test_a_file_that_is_cut_off_while_it_is_served_is_an_error(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ASKED_AGAIN, str(folder)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
    )
    assert done.returncode == 0, done.stderr  # a signal would be below 0
    assert int(done.stdout) == 7 * 9, "each of seven files, whatever is asked"


def test_a_folder_that_is_removed_goes_on_answering(folder: Path) -> None:
    engine = open_index(folder)
    shutil.rmtree(folder)
    assert engine.search("النفط").total == 20, "read for the first time after it was removed"
    with pytest.raises(IndexNotFoundError, match="there is no index at"):
        engine.refresh()
    assert engine.search("المدينة").total == 20


def test_without_memory_maps_it_is_read_and_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    right = [(hit.id, hit.score) for hit in open_index(folder).search("النفط")]

    def no_map(*_: Any, **__: Any) -> NoReturn:
        raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))

    monkeypatch.setattr(mmap, "mmap", no_map)
    with caplog.at_level(logging.WARNING):
        engine = open_index(folder)
    assert [(hit.id, hit.score) for hit in engine.search("النفط")] == right
    assert "cannot be mapped into memory (No such device) and is read into it" in caplog.text
    path = next(folder.glob("*.positions"))
    data = bytearray(path.read_bytes())
    data[0] ^= 1
    path.write_bytes(data)
    assert [damage.file for damage in check_index(folder).damages] == [path.name]


FAILURES = [
    # which call fails, with what, why
    ("open", errno.EACCES, "no permission for a file"),
    ("pread", errno.EIO, "the disk fails"),
    ("pread", errno.ESTALE, "the file is gone from a network folder"),
]


@pytest.mark.parametrize(("call", "error", "why"), FAILURES, ids=[row[2] for row in FAILURES])
def test_reading_refused(
    folder: Path, call: str, error: int, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> NoReturn:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(pages.os, call, refuse)
    with pytest.raises(IndexAccessError) as caught:
        open_index(folder).search("النفط")
    assert os.strerror(error) in str(caught.value), why
    assert "\n" not in str(caught.value)
    assert str(folder) in str(caught.value)


def test_a_listing_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> NoReturn:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr(os, "listdir", refuse)
    for deed in (lambda: open_index(folder), lambda: open_writer(folder)):
        with pytest.raises(IndexAccessError, match="cannot be read: Permission denied"):
            deed()


def test_a_file_that_is_cut_off_while_it_is_open(folder: Path) -> None:
    """An error and not the end of the process, as a look through the map would be."""
    engine = open_index(folder)
    for path in folder.glob("*.positions"):
        os.truncate(path, 0)
    with pytest.raises(IndexFormatError, match=r"\.positions is damaged"):
        engine.search('"أسعار النفط"')


STRANGERS = ["notes.txt", "photo.jpg", "_OTHER_1.toc", ".hidden"]


@pytest.mark.parametrize("name", STRANGERS)
def test_a_folder_of_something_else_is_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("not ours")
    with pytest.raises(IndexNotFoundError) as caught:
        open_writer(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path} is no index, and it is not empty ({name} is there); name an empty or a new "
        "folder with --index"
    )
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_what_a_first_run_left_is_no_stranger(tmp_path: Path) -> None:
    (tmp_path / "MAIN_WRITELOCK").write_text("process 1 on x since y\n")
    (tmp_path / "_MAIN_0.toc.new").write_bytes(b"half")
    open_writer(tmp_path).close()
    assert open_index(tmp_path).search("").total == 0


def test_a_lost_table_of_contents_is_no_empty_folder(folder: Path) -> None:
    """Else the next run would begin anew and remove every segment."""
    before = sorted(folder.glob("*.stored"))
    for path in (*folder.glob("*.toc"), *folder.glob("*.copy")):
        path.unlink()
    for deed in (lambda: open_index(folder), lambda: open_writer(folder)):
        with pytest.raises(IndexFormatError, match=r"table of contents .* is missing"):
            deed()
    assert sorted(folder.glob("*.stored")) == before


# --- what a stranger may have laid into the folder ----------------------------------------------

LINKED = [
    # what is a link, what is done, why
    ("MAIN_WRITELOCK", open_writer, "the name of the writer would be written over it"),
    ("MAIN_WRITELOCK", repair_index, "the same"),
    ("damaged/lost-ids.jsonl", repair_index, "ids, which may be commands, would be added to it"),
    ("damaged", repair_index, "files would be moved there"),
]


@pytest.mark.parametrize(("name", "deed", "why"), LINKED)
def test_nothing_is_written_through_a_link(
    folder: Path, name: str, deed: Callable[[Path], object], why: str
) -> None:
    outside = folder.parent / "outside"
    if name == "damaged":
        outside.mkdir()
    else:
        outside.write_text("mine")
    path = next(folder.glob("*.positions"))
    os.truncate(path, 5)
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).unlink(missing_ok=True)
    (folder / name).symlink_to(outside)
    with pytest.raises(IndexFormatError, match="is a link"):
        deed(folder)
    if name == "damaged":
        assert list(outside.iterdir()) == [], why
    else:
        assert outside.read_text() == "mine", why


def test_a_link_in_the_place_of_a_new_file_is_removed(folder: Path) -> None:
    outside = folder.parent / "outside"
    outside.write_text("mine")
    for name in ("_MAIN_2.toc.new", "_MAIN_2.copy", "_MAIN_2.toc.new.new"):
        (folder / name).symlink_to(outside)
    with open_writer(folder) as writer:
        writer.delete("n1")
    assert outside.read_text() == "mine"
    assert open_index(folder).search("").total == 19


@pytest.mark.parametrize("kind", [".toc", ".positions", ".tables", ".copy"])
@pytest.mark.parametrize("what", ["pipe", "device", "folder"])
def test_what_is_no_file_is_said_and_not_waited_for(folder: Path, kind: str, what: str) -> None:
    path = next(folder.glob(f"*{kind}"))
    path.unlink()
    if what == "pipe":
        os.mkfifo(path)
    elif what == "device":
        path.symlink_to("/dev/zero")
    else:
        path.mkdir()
    assert [damage.file for damage in check_index(folder).damages] == [path.name]
    if kind != ".copy":
        with pytest.raises(IndexFormatError, match=f"{path.name} is no file"):
            open_index(folder)


def test_an_article_that_could_not_be_read_back_is_not_written(tmp_path: Path) -> None:
    with open_writer(tmp_path) as writer:
        with pytest.raises(KashafError, match="and 268,435,456 can be stored"):
            writer.add(Article("long", "خبر", "\x01" * (45 << 20)))
        writer.add(Article("short", "خبر", "نص"))
    assert open_index(tmp_path).search("").total == 1
