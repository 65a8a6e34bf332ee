"""`kashaf export`, `concordance` and `trend`, as they are called."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import search
from search.cli import cli, output
from search.cli.lines import columns_of
from search.cli.output import Terminal
from search.results import Concordance


def run(index: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments, "--index", str(index)], standalone_mode=False)


def test_export_writes_the_answer_in_order(sample_index: Path, tmp_path: Path) -> None:
    file = tmp_path / "wheat.jsonl"
    done = run(sample_index, "export", "سعر", "القمح", "--format", "jsonl", "-o", str(file))
    assert (done.return_value, done.stdout) == (0, "")
    ids = [json.loads(line)["id"] for line in file.read_text("utf-8").splitlines()]
    with search.open_index(sample_index) as engine:
        assert ids == [hit.id for hit in engine.search("سعر القمح", limit=1000)]


def test_export_to_stdout_and_filters(sample_index: Path) -> None:
    done = run(
        sample_index, "export", "--format", "csv", "--category", "اقتصاد", "--limit", "2",
        "--sort", "oldest",
    )  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(done.stdout.removeprefix("\ufeff"), newline="")))
    assert [row["category"] for row in rows] == ["اقتصاد"] * 2
    assert rows[0]["published"] <= rows[1]["published"]


def test_an_export_of_nothing_leaves_the_file_as_it_was(sample_index: Path, tmp_path: Path) -> None:
    file = tmp_path / "old.ris"
    file.write_text("kept", "utf-8")
    done = run(sample_index, "export", "لاشيءهنا", "--format", "ris", "-o", str(file))
    assert done.return_value == 1
    assert "nothing found" in done.stderr
    broken = run(sample_index, "export", '"لا', "--format", "ris", "-o", str(file))
    assert isinstance(broken.exception, search.QueryError)
    assert file.read_text("utf-8") == "kept"


def test_concordance_as_json_and_csv(sample_index: Path) -> None:
    found = json.loads(run(sample_index, "concordance", "القمح", "--json").stdout)
    assert found["total_lines"] == len(found["lines"]) > 3
    table = run(sample_index, "concordance", "القمح", "--csv", "--width", "3").stdout
    rows = list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"), newline="")))
    assert [row["match"] for row in rows] == [line["match"] for line in found["lines"]]
    assert all(len(row["before"].split()) <= 4 for row in rows)
    assert run(sample_index, "concordance", "لاشيءهنا").return_value == 1


def test_concordance_in_columns(sample_index: Path) -> None:
    head, *lines = run(sample_index, "concordance", "القمح").stdout.splitlines()
    assert re.fullmatch(r"\d+ lines in \d+ articles", head)
    starts = {re.search(r"\S*قمح", line).start() for line in lines}  # type: ignore[union-attr]
    assert len(starts) <= 3, "the match begins where a prefix or none begins"
    assert len({columns_of(line.split("  20")[0]) for line in lines if "  20" in line}) == 1


WATCHED = [
    ("auto", "\u2067", "a terminal that orders text is told the direction of the whole line"),
    ("visual", "", "a terminal that orders nothing gets the line as it is seen"),
]


@pytest.mark.parametrize(("bidi", "opening", "why"), WATCHED)
def test_before_is_on_the_right(
    sample_index: Path, bidi: str, opening: str, why: str,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    with search.open_index(sample_index) as engine:
        found = engine.concordance("القمح", limit=1)
    line = found.lines[0]
    latin = Concordance(**{
        **{name: getattr(found, name) for name in found.__slots__},
        "lines": (search.ConcordanceLine("id", "", "", None, "WHO قال ", line.match, " ثم"),),
    })  # fmt: skip
    monkeypatch.setattr(output.sys.stdout, "isatty", lambda: True, raising=False)
    Terminal(bidi).concordance(latin)  # type: ignore[arg-type]
    shown = capsys.readouterr().out.splitlines()[1]
    assert shown.startswith(opening), why
    if bidi == "auto":
        assert shown.index("WHO") < shown.index("قال") < shown.index("ثم")
        assert "\u200f\u2069" in shown, "the spaces at the end stay where they are"
    else:
        assert shown.index("مث") < shown.index("لاق") < shown.index("WHO"), why


def test_trend_as_table_json_and_csv(sample_index: Path) -> None:
    arguments = ("trend", "القمح", "سعر النفط", "--unit", "month")
    table = run(sample_index, *arguments).stdout.splitlines()
    trends = json.loads(run(sample_index, *arguments, "--json").stdout)["trends"]
    assert [trend["query"] for trend in trends] == ["القمح", "سعر النفط"]
    rows = list(csv.reader(io.StringIO(run(sample_index, *arguments, "--csv").stdout[1:])))
    assert rows[0] == ["month", "القمح", "سعر النفط", "all"]
    assert len(rows) == len(table) == len(trends[0]["periods"]) + 1
    assert [int(row[1]) for row in rows[1:]] == [p["count"] for p in trends[0]["periods"]]
    assert [line.split() for line in table[1:]] == rows[1:]
    share = run(sample_index, *arguments, "--share", "--csv").stdout
    first = trends[0]["periods"][0]
    assert f"{100 * first['count'] / first['total']:.2f}%" in share.splitlines()[1]
    none = run(sample_index, "trend", "القمح", "--from", "3000")
    assert none.return_value == 1
