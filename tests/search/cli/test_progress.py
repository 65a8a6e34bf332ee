"""How far is it? Bytes read of files, plain lines, and what Ctrl-C leaves behind."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from search.cli import progress
from search.cli.progress import Position, Progress

COMMAND = [sys.executable, "-c", "from search.cli import main; main()"]
ENVIRONMENT = {
    **os.environ, "PYTHONPATH": str(Path(__file__).parents[3]), "PYTHONWARNINGS": "ignore"
}  # fmt: skip
on_linux = pytest.mark.skipif(not Path("/proc/self/fdinfo").exists(), reason="only Linux tells")


def test_the_total_is_all_files_of_all_sources(tmp_path: Path) -> None:
    (tmp_path / "folder" / "sub").mkdir(parents=True)
    (tmp_path / "folder" / "a.txt").write_bytes(b"1" * 10)
    (tmp_path / "folder" / "sub" / "b.txt").write_bytes(b"1" * 20)
    (tmp_path / "c.jsonl").write_bytes(b"1" * 5)
    assert Position([tmp_path / "folder", tmp_path / "c.jsonl"]).total == 35
    assert Position([tmp_path / "c.jsonl"]).read() is None  # nothing is open yet


@on_linux
def test_files_count_in_order_and_never_backward(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(b"1" * 100)
    position = Position([tmp_path])
    with (tmp_path / "b").open("rb", buffering=0) as second:
        second.read(30)
        assert position.read() == 130
    with (tmp_path / "a").open("rb", buffering=0) as first:
        first.read(10)
        assert position.read() == 130


def test_plain_lines_where_no_one_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "EVERY_SECONDS", 0.0)
    with Progress(Position([tmp_path])) as shown:
        assert list(shown.over(range(40))) == list(range(40))
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(", ")[0] for line in lines] == ["kashaf: 16 articles", "kashaf: 32 articles"]
    with Progress(Position([tmp_path]), quiet=True) as shown:
        assert len(list(shown.over(range(40)))) == 40
    assert capsys.readouterr().err == ""


def test_only_twenty_skipped_records_are_named(tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text("{broken\n" * 1025 + '{"id": "1", "text": "نص"}\n', "utf-8")
    done = subprocess.run(
        [*COMMAND, "index", "bad.jsonl", "--json"],
        capture_output=True, text=True, check=True, cwd=tmp_path, env=ENVIRONMENT,
    )  # fmt: skip
    *named, last = done.stderr.splitlines()
    assert len(named) == 20
    assert all(line.startswith("kashaf: skipped bad.jsonl:") for line in named)
    assert last == "kashaf: skipped 1,005 more that are not named here"
    counts = json.loads(done.stdout)
    assert (counts["read"], counts["indexed"], counts["skipped"]) == (1026, 1, 1025)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_says_how_far_it_got_and_the_next_run_goes_on(jobs: str, tmp_path: Path) -> None:
    with gzip.open(tmp_path / "news.jsonl.gz", "wt", encoding="utf-8") as stream:
        for number in range(20_000):
            body = f"خبر رقم {number} عن اجتماع الوزراء " * 20
            stream.write(json.dumps({"id": str(number), "text": body}) + "\n")
    arguments = [*COMMAND, "index", "news.jsonl.gz", "--memory", "64", "--jobs", jobs]
    process = subprocess.Popen(
        arguments, cwd=tmp_path, env=ENVIRONMENT, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    # Past the first commit that the writer made on its way.
    while len(list(tmp_path.glob("kashaf.index/*.stored"))) < 1 and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.3)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does it: every process of the group
    said, complaint = process.communicate(timeout=60)
    assert process.returncode == 130, complaint
    assert said == ""
    assert "Traceback" not in complaint
    assert "run the same command again to go on" in complaint

    done = subprocess.run(
        [*arguments, "--json"], capture_output=True, text=True, check=True, cwd=tmp_path,
        env=ENVIRONMENT,
    )  # fmt: skip
    counts = json.loads(done.stdout)
    assert counts["read"] == 20_000
    assert counts["unchanged"] > 0
    assert counts["indexed"] + counts["unchanged"] == 20_000
