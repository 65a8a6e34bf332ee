"""Bits turn over, files are cut off or made up: an error, never a wrong answer."""

from __future__ import annotations

import json
import os
import pickle
import random
import shutil
import subprocess
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from corpus import Article
from search import (
    IndexFormatError,
    KashafError,
    QueryError,
    check_index,
    open_index,
    open_writer,
    repair_index,
)
from search.index.codec import KashafIndex
from search.index.pages import PAGE, SUM, page_count
from tests.torture import SHARE, cheap, count
from tests.torture.newsroom import article, vocabulary
from tests.torture.storage import flip_bit

ARTICLES = 700


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two segments, one with deletions; every kind of file has several pages."""
    folder = tmp_path_factory.mktemp("built") / "index"
    with open_writer(folder) as writer:
        for number in range(ARTICLES):
            writer.add(article(number))
        writer.commit()
        for number in range(0, ARTICLES, 9):
            writer.delete(f"n{number}")
        for number in range(ARTICLES, ARTICLES + 30):
            writer.add(article(number))
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "index"
    shutil.copytree(built, copy)
    return copy


def files(folder: Path) -> list[Path]:
    """Every file that holds bytes: the lock, which nobody holds, does not."""
    return sorted(path for path in folder.iterdir() if path.stat().st_size)


def queries() -> list[str]:
    words = vocabulary()[0]
    return [
        words[0], f"{words[1]} {words[5]} {words[40]}", f'"{words[0]} {words[1]}"', words[1500],
        f"{words[2][:2]}*", f"*{words[9][-2:]}", f"={words[7]}", f"title:{words[3]}",
        f"{words[4]} -{words[0]}", "date:2020-01-02", "", "source:المرسى", f"{words[6]}قق",
    ]  # fmt: skip


def answers(folder: Path) -> Iterator[object]:
    """All that can be asked of an index, each answer on its own."""
    engine = open_index(folder)
    for query in queries():
        for sort in ("relevance", "newest"):
            results = engine.search(query, facets=True, explain=True, sort=sort).to_dict()  # type: ignore[arg-type]
            results.pop("took_ms")
            yield results
    for number in (0, 1, 350, ARTICLES + 3):
        yield engine.article(f"n{number}", vocabulary()[0][0])
    yield engine.complete(vocabulary()[0][0][:2])
    yield engine.concordance(vocabulary()[0][3], sort="after", limit=20).to_dict()
    yield engine.trend(vocabulary()[0][3]).to_dict()
    yield engine.more_like("n1", limit=3)
    yield engine.copies_of(f"n{ARTICLES + 3}")
    yield engine.stats().articles


def compare(folder: Path, right: list[object]) -> bool:
    """True when all answers are right, False for an error; fails on a wrong one."""
    given = 0
    try:
        for given, answer in enumerate(answers(folder)):
            assert answer == right[given], "a wrong answer without an error"
    except IndexFormatError as error:
        told = str(error)
    else:
        told = ""
    if told:
        assert str(folder) in told
        assert "\n" not in told
        return False
    assert given == len(right) - 1
    return True


def test_no_bit_flips_unnoticed(folder: Path, tell: Callable[[str], None]) -> None:
    right = list(answers(folder))
    chance = random.Random(3)
    paths = files(folder)
    kinds = {path.suffix for path in paths}
    assert kinds == {
        ".toc", ".copy", ".docs", ".title", ".lead", ".body", ".positions", ".stored", ".tables"
    }  # fmt: skip
    seen: Counter[str] = Counter()
    for number in range(cheap(27, 1000)):
        path = paths[number % len(paths)]
        bit = chance.randrange(path.stat().st_size * 8)
        flip_bit(path, bit)
        told = [damage.file for damage in check_index(folder).damages]
        assert told == [path.name], f"bit {bit} of {path.name}"
        seen[path.suffix if compare(folder, right) else "refused"] += 1
        flip_bit(path, bit)
    assert check_index(folder).damages == ()
    assert compare(folder, right)
    assert seen["refused"] > number / 3
    right_anyway = sum(seen.values()) - seen["refused"]
    tell(
        f"{number + 1} flips, all found by check; {seen['refused']} refused by a search, "
        f"{right_anyway} answered rightly, 0 wrongly"
    )


def test_every_truncation_is_one_sentence(folder: Path, tell: Callable[[str], None]) -> None:
    chance = random.Random(4)
    for number in range(cheap(20, 200)):
        path = files(folder)[number % len(files(folder))]
        data = path.read_bytes()
        path.write_bytes(data[: chance.randrange(len(data))])
        assert [damage.file for damage in check_index(folder).damages] == [path.name]
        if path.suffix != ".copy":
            with pytest.raises(IndexFormatError) as caught:
                open_index(folder)
            assert path.name in str(caught.value)
            assert "\n" not in str(caught.value)
        path.write_bytes(data)
    assert check_index(folder).damages == ()
    tell(f"{number + 1} truncations, one sentence each")


def test_repair_keeps_whole_segments_and_names_what_is_lost(folder: Path) -> None:
    chance = random.Random(5)
    large = max(folder.glob("*.positions"), key=lambda path: path.stat().st_size)
    flip_bit(large, chance.randrange(large.stat().st_size * 8))
    alive = {f"n{number}" for number in range(ARTICLES) if number % 9}
    repair = repair_index(folder)
    assert (repair.lost, repair.articles) == (len(alive), 30)
    assert set(repair.lost_ids) == alive
    assert large.name in repair.moved
    assert (folder / "damaged" / large.name).is_file(), "laid aside, not deleted"
    assert check_index(folder).damages == ()
    engine = open_index(folder)
    assert engine.stats().articles == 30
    with open_writer(folder) as writer:
        assert writer.add(article(1)) == "indexed"
        assert writer.add(article(ARTICLES)) == "unchanged"
    assert (folder / "damaged" / large.name).is_file()


CONTENTS = [
    # which file of the commit, what happens to it, why
    (".toc", "flip", "a flipped bit"),
    (".toc", "lose", "it is gone"),
    (".toc", "empty", "nothing in it"),
    (".copy", "flip", "its copy: the commit is whole"),
    (".copy", "lose", "its copy is gone"),
]


@pytest.mark.parametrize(("kind", "how", "why"), CONTENTS, ids=[row[2] for row in CONTENTS])
def test_repair_loses_nothing_with_one_of_two_tables(
    folder: Path, kind: str, how: str, why: str
) -> None:
    right = list(answers(folder))
    (path,) = folder.glob(f"*{kind}")
    if how == "flip":
        flip_bit(path, 9000)
    elif how == "lose":
        path.unlink()
    else:
        path.write_bytes(b"")
    assert [damage.file for damage in check_index(folder).damages] == [path.name]
    if kind == ".toc":
        for refused in (lambda: open_index(folder), lambda: open_writer(folder)):
            with pytest.raises(IndexFormatError, match=r"kashaf repair|not a Kashaf"):
                refused()
    repair = repair_index(folder)
    assert repair.lost == 0
    assert check_index(folder).damages == ()
    assert compare(folder, right), why


def test_nothing_left_to_repair_from(folder: Path) -> None:
    for path in (*folder.glob("*.toc"), *folder.glob("*.copy")):
        path.write_bytes(b"")
    with pytest.raises(IndexFormatError, match="no table of contents is left"):
        repair_index(folder)
    assert len(list(folder.glob("*.tables"))) == 2


class Payload:
    """Runs code wherever it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, ...]:
        return Path.write_text, (self.mark, "executed")


def sign(path: Path, data: bytes, folder: Path) -> None:
    """Writes `data` as the file's content, with every checksum right."""
    (toc,) = folder.glob("*.toc")
    if path.suffix in (".toc", ".copy"):
        path.write_bytes(b"kashaf 2 %08x\n" % zlib.crc32(data) + data)
        return
    sums = [zlib.crc32(data[at : at + PAGE]) for at in range(0, len(data), PAGE)]
    table = np.array(sums, dtype="<u4").tobytes()
    path.write_bytes(data + table)
    head, _, body = toc.read_bytes().partition(b"\n")
    record = json.loads(body)
    for entry in record["segments"]:
        if path.name in entry["files"]:
            entry["files"][path.name] = [len(data) + len(table), zlib.crc32(table)]
    body = json.dumps(record).encode()
    for one in (toc, *folder.glob("*.copy")):
        one.write_bytes(b"%s %08x\n" % (head.rpartition(b" ")[0], zlib.crc32(body)) + body)


def everything(folder: Path) -> None:
    """All that Kashaf does with an index that it did not make; only its own errors may come."""
    for deed in (
        lambda: list(answers(folder)),
        lambda: check_index(folder),
        lambda: list(KashafIndex(folder).reader().all_terms()),
        lambda: merge(folder),
        lambda: repair_index(folder),
    ):
        try:
            deed()
        except QueryError:
            raise
        except KashafError:
            continue


def names_of(folder: Path) -> list[str]:
    """One file of each kind in the short run, all of them in the long one."""
    one_of_each = {path.suffix: path.name for path in files(folder)}
    return list(one_of_each.values()) if not SHARE else [path.name for path in files(folder)]


def merge(folder: Path) -> None:
    with open_writer(folder) as writer:
        writer.add(article(10_000))
        writer.commit(optimize=True)


def test_no_pickle_is_executed(built: Path, tmp_path: Path, tell: Callable[[str], None]) -> None:
    mark = tmp_path / "mark"
    crafted = [pickle.dumps(Payload(mark), protocol) for protocol in (2, 0, 5)]
    pickle.loads(crafted[0])
    assert mark.read_text() == "executed", "the payload works"
    mark.unlink()
    tried = 0
    for name in names_of(built):
        for data in crafted if SHARE else crafted[:1]:
            for place in ("plain", "signed", "padded") if SHARE else ("plain", "padded"):
                folder = tmp_path / "index"
                shutil.copytree(built, folder)
                path = folder / name
                if place == "plain":
                    path.write_bytes(data)
                else:
                    size = path.stat().st_size
                    room = size - SUM * page_count(size) if place == "padded" else 0
                    sign(path, data.ljust(room, b"."), folder)
                everything(folder)
                assert not mark.exists(), f"{name} {place}"
                shutil.rmtree(folder)
                tried += 1
    assert tried >= 9 * 2
    # Whoosh's own index in our place, opened by our code.
    folder = tmp_path / "whoosh"
    folder.mkdir()
    from whoosh import fields, index

    index.create_in(folder, fields.Schema(text=fields.TEXT))
    everything(folder)
    (folder / "_MAIN_9.toc").write_bytes(crafted[1])
    everything(folder)
    assert not mark.exists()
    tell(f"{tried} crafted files, 0 executed")


def test_nothing_of_ours_can_unpickle_a_file() -> None:
    """Python's own tools for it are imported nowhere in the engine."""
    root = Path(__file__).parents[2]
    for path in (root / "search").rglob("*.py"):
        text = path.read_text("utf-8")
        for word in ("import pickle", "import marshal", "import shelve", "eval(", "exists_in"):
            assert word not in text, path


def test_a_made_up_index_is_an_error_and_nothing_else(
    built: Path, tmp_path: Path, tell: Callable[[str], None]
) -> None:
    """Numbers are changed and every checksum made right again, as an attacker would."""
    script = Path(__file__).with_name("made_up.py")
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(script), str(built), str(tmp_path / "work"),
         str(count(12, 3000))],
        capture_output=True, text=True, check=False, timeout=7200,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    tell(done.stdout.strip())


def test_an_article_of_another_name_is_found_by_check(tmp_path: Path) -> None:
    """Not the checksums but the contents disagree: `check` reads those, too."""
    folder = tmp_path / "index"
    with open_writer(folder) as writer:
        writer.add(Article("one", "خبر", "نص"))
        writer.add(Article("two", "خبر", "نص"))
    (path,) = folder.glob("*.tables")
    size = path.stat().st_size
    data = path.read_bytes()[: size - SUM * page_count(size)]
    assert data.count(b"one\n") == 1
    sign(path, data.replace(b"one\n", b"onf\n"), folder)
    (damage,) = check_index(folder).damages
    assert "'one' and found as 'onf'" in damage.what


def test_terms_that_are_cut_within_a_letter_are_found_by_all(tmp_path: Path) -> None:
    """Each array alone is as it must be: one is text, the other rises; merging broke on the two."""
    folder = tmp_path / "index"
    with open_writer(folder) as writer:
        writer.add(Article("one", "خبر", "نص قصير"))
    record = json.loads(next(folder.glob("*.toc")).read_bytes().partition(b"\n")[2])
    (path,) = folder.glob("*.tables")
    for field in ("stem", "surface"):
        _, offset, dtype, _ = record["segments"][0]["arrays"][f"{field}.bounds"]
        copy = tmp_path / field
        shutil.copytree(folder, copy)
        data = bytearray(
            path.read_bytes()[: path.stat().st_size - SUM * page_count(path.stat().st_size)]
        )
        place = offset + np.dtype(dtype).itemsize
        data[place] += 1
        sign(copy / path.name, bytes(data), copy)
        assert check_index(copy).damages
        with pytest.raises(IndexFormatError, match="contradicts itself"):
            merge(copy)
        everything(copy)
