"""An index that is not ours, not of this version, or damaged: one clear sentence."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import Article
from search import IndexFormatError, IndexNotFoundError, open_index, open_writer

Damage = Callable[[Path], object]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with open_writer(tmp_path) as writer:
        for number in range(20):
            writer.add(Article(f"n{number}", f"خبر {number}", "أسعار النفط في المدينة " * 5))
    return tmp_path


def toc(folder: Path) -> Path:
    (path,) = folder.glob("*.toc")
    return path


def signed(folder: Path, body: bytes, version: bytes = b"1") -> None:
    """A table of contents whose checksum is right, whatever it says."""
    head = toc(folder).read_bytes().split()[1] if version == b"1" else version
    toc(folder).write_bytes(b"kashaf %s %08x\n" % (head, zlib.crc32(body)) + body)


def edited(folder: Path, change: Callable[[dict[str, object]], object]) -> None:
    record = json.loads(toc(folder).read_bytes().partition(b"\n")[2])
    change(record)
    signed(folder, json.dumps(record).encode())


def flip(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 0x20
    path.write_bytes(data)


def segment_file(folder: Path, kind: str) -> Path:
    (path,) = folder.glob(f"MAIN_*.{kind}")
    return path


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def entry(record: dict[str, object]) -> dict[str, object]:
    segments = record["segments"]
    assert isinstance(segments, list)
    first: dict[str, object] = segments[0]
    return first


DAMAGES: list[tuple[Damage, str, str]] = [
    # damage, a piece of the message, why
    (
        lambda f: edited(f, lambda r: r.update(analyzer="arabic-light/0")),
        "was made with the analyzer arabic-light/0, this is arabic-light/",
        "an older analyzer: both are named",
    ),
    (
        lambda f: signed(f, b"{}", b"999"),
        "has format 999, this Kashaf reads format",
        "a format of the future",
    ),
    (lambda f: toc(f).write_bytes(b""), "is not a Kashaf table of contents", "empty"),
    (
        lambda f: toc(f).write_bytes(b"\x80\x04\x95 pickle"),
        "is not a Kashaf table of contents",
        "Whoosh's own pickle is not opened",
    ),
    (lambda f: cut(toc(f)), "its checksum does not match", "a truncated table of contents"),
    (lambda f: flip(toc(f), 200), "its checksum does not match", "one flipped bit in it"),
    (lambda f: signed(f, b"[]"), "cannot be read", "another JSON"),
    (lambda f: signed(f, b"{}"), "cannot be read", "nothing in it"),
    (lambda f: signed(f, b"\xff"), "cannot be read", "no JSON"),
    (
        lambda f: edited(f, lambda r: entry(r).update(files=[])),
        "cannot be read",
        "a list for a record",
    ),
    (
        lambda f: edited(f, lambda r: entry(r).update(files={"../../etc/passwd": [1, 1]})),
        "names the file '../../etc/passwd'",
        "a file outside the folder",
    ),
    (
        lambda f: edited(f, lambda r: entry(r).update(deleted="eA==")),
        "cannot be read",
        "deletions that are not packed",
    ),
    (
        lambda f: edited(
            f,
            lambda r: entry(r)["arrays"].update(x=["y", 0, "|O", 1]),  # type: ignore[attr-defined]
        ),
        "has no place",
        "an array of Python objects",
    ),
    (lambda f: cut(segment_file(f, "positions")), "is damaged: ", "a truncated segment file"),
    (lambda f: cut(segment_file(f, "tables")), "is damaged: ", "another"),
    (lambda f: segment_file(f, "stored").write_bytes(b""), "is damaged: 0 bytes", "an empty one"),
    (lambda f: segment_file(f, "docs").unlink(), "is missing", "a lost one"),
]


@pytest.mark.parametrize(("damage", "message", "why"), DAMAGES, ids=[row[2] for row in DAMAGES])
def test_damage(folder: Path, damage: Damage, message: str, why: str) -> None:
    assert open_index(folder).search("النفط").total == 20
    damage(folder)
    with pytest.raises(IndexFormatError) as caught:
        open_index(folder)
    assert message in str(caught.value), why
    assert "\n" not in str(caught.value), "one sentence"
    assert str(folder) in str(caught.value), "which names the place"


def test_damage_stops_the_writer_too_and_frees_the_lock(folder: Path) -> None:
    cut(toc(folder))
    for _ in range(2):
        with pytest.raises(IndexFormatError, match="checksum"):
            open_writer(folder)


def test_a_damaged_segment_stops_the_writer_too(folder: Path) -> None:
    segment_file(folder, "docs").unlink()
    with pytest.raises(IndexFormatError, match="is missing"):
        open_writer(folder)


def test_the_damaged_page_of_an_article_is_named(folder: Path) -> None:
    flip(segment_file(folder, "stored"), 0)
    with pytest.raises(IndexFormatError, match=r"\.stored is damaged between the bytes 0 and "):
        open_index(folder).article("n0")


MISSING = [
    # what is at the place, why
    (lambda path: None, "nothing"),
    (lambda path: path.mkdir(), "an empty folder"),
    (lambda path: path.write_text("x"), "a file"),
]


@pytest.mark.parametrize(("make", "why"), MISSING, ids=[row[1] for row in MISSING])
def test_no_index(tmp_path: Path, make: Callable[[Path], object], why: str) -> None:
    path = tmp_path / "index"
    make(path)
    with pytest.raises(IndexNotFoundError) as caught:
        open_index(path)
    assert str(caught.value) == (
        f"there is no index at {path}; build one with `kashaf index SOURCE --index DIR`"
    ), why
