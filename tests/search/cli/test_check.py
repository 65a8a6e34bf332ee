"""`kashaf check` and `kashaf repair`, and what stops `kashaf index`, as a person meets them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from search.cli import cli


def kashaf(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments, standalone_mode=False)


@pytest.fixture
def folder(sample_index: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "index"
    shutil.copytree(sample_index, copy)
    return copy


def damage(folder: Path, kind: str) -> Path:
    path = next(folder.glob(f"*.{kind}"))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    path.write_bytes(data)
    return path


def test_a_whole_index(folder: Path) -> None:
    done = kashaf("check", "--index", str(folder))
    assert done.return_value == 0
    assert done.stdout.startswith(f"{folder} is whole: 120 articles, 1 segment(s), ")
    assert kashaf("repair", "--index", str(folder)).stdout == (
        f"{folder} is whole, nothing was changed\n"
    )
    record = json.loads(kashaf("check", "--index", str(folder), "--json").stdout)
    assert (record["articles"], record["damages"]) == (120, [])


def test_a_damaged_index_is_named_and_repaired(folder: Path) -> None:
    path = damage(folder, "positions")
    done = kashaf("check", "--index", str(folder))
    assert done.return_value == 1
    assert f"{path.name}: 1 of its pages" in done.stderr
    assert f"`kashaf repair --index {folder}`" in done.stderr
    record = json.loads(kashaf("check", "--index", str(folder), "--json").stdout)
    assert [entry["file"] for entry in record["damages"]] == [path.name]

    done = kashaf("repair", "--index", str(folder))
    assert done.return_value == 1
    assert "kept 0 articles in 0 segment(s)" in done.stdout
    assert f"files to {folder / 'damaged'}" in done.stdout
    assert "lost 120 articles" in done.stdout
    assert "and 100 more, all in" in done.stdout
    lost = (folder / "damaged" / "lost-ids.jsonl").read_text("utf-8").splitlines()
    assert len({json.loads(line) for line in lost}) == 120
    assert kashaf("check", "--index", str(folder)).return_value == 0
    assert kashaf("repair", "--index", str(folder), "--json").return_value == 0


def test_a_lost_table_of_contents_costs_nothing(folder: Path) -> None:
    next(folder.glob("*.toc")).unlink()
    assert kashaf("check", "--index", str(folder)).return_value == 1
    done = kashaf("repair", "--index", str(folder))
    assert done.return_value == 0
    assert "no article is lost" in done.stdout


@pytest.mark.parametrize("command", ["check", "repair"])
def test_nothing_to_check(command: str, tmp_path: Path) -> None:
    done = kashaf(command, "--index", str(tmp_path / "none"))
    assert "there is no index at" in str(done.exception)
