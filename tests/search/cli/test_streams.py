"""Where output goes: closed streams, full disks, and files that are complete or not there."""

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from search.cli import main
from tests.search.cli.test_commands import kashaf


def test_an_export_into_a_folder_names_the_folder(sample_index: Path, tmp_path: Path) -> None:
    done = kashaf("export", "--format", "csv", "-o", str(tmp_path), "--index", str(sample_index))
    assert done.returncode == 2
    assert done.stderr == f"kashaf: {tmp_path}: Is a directory\n"
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_takes_nothing_is_told_by_the_name_that_was_asked_for(
    sample_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    def refuse(path: Path, *_: object, **__: object) -> NoReturn:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))

    target = tmp_path / "all.csv"
    arguments = ["kashaf", "export", "--format", "csv", "-o", str(target)]
    monkeypatch.setattr(sys, "argv", [*arguments, "--index", str(sample_index)])
    real = Path.open
    monkeypatch.setattr(
        Path, "open",
        lambda path, *rest: (refuse if path.suffix == ".part" else real)(path, *rest),
    )  # fmt: skip
    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 2
    assert capsys.readouterr().err == f"kashaf: {target}: Read-only file system\n"


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_an_export_that_fails_leaves_the_file_that_was_there(
    error: BaseException, sample_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    def half(articles: object, form: str) -> Iterator[bytes]:
        yield b"half"
        raise error

    target = tmp_path / "all.csv"
    target.write_text("before")
    monkeypatch.setattr("search.cli.export.written", half)
    arguments = ["kashaf", "export", "--format", "csv", "-o", str(target)]
    monkeypatch.setattr(sys, "argv", [*arguments, "--index", str(sample_index)])
    with pytest.raises(SystemExit) as left:
        main()
    assert list(tmp_path.iterdir()) == [target]
    assert target.read_text() == "before"
    if isinstance(error, OSError):
        assert left.value.code == 2
        assert capsys.readouterr().err == f"kashaf: {target}: No space left on device\n"
    else:
        assert left.value.code == 130


def test_an_export_follows_a_link_and_keeps_permissions(sample_index: Path, tmp_path: Path) -> None:
    target, link = tmp_path / "all.jsonl", tmp_path / "link.jsonl"
    target.touch(0o600)
    link.symlink_to(target)
    done = kashaf("export", "--format", "jsonl", "-o", str(link), "--index", str(sample_index))
    assert (done.returncode, done.stderr) == (0, "")
    assert target.read_text("utf-8").count("\n") == 120
    assert target.stat().st_mode & 0o777 == 0o600
    assert link.is_symlink()


@pytest.mark.parametrize(
    ("redirection", "code", "told"),
    [
        (">&-", 2, "kashaf: standard output is closed; use >/dev/null to go without it\n"),
        ("2>&-", 0, ""),
        (">/dev/full", 2, "kashaf: standard output: No space left on device\n"),
        ("--page 0 2>/dev/full", 2, ""),
        ("--limit 2 --nothing 2>/dev/full", 2, ""),
        ("<&- >&- 2>&-", 2, ""),
    ],
)
def test_streams_that_are_closed_or_full(
    redirection: str, code: int, told: str, sample_index: Path
) -> None:
    shell = f"'{sys.executable}' -W ignore -c 'from search.cli import main; main()' search القمح"
    done = subprocess.run(
        ["bash", "-c", f"{shell} --index '{sample_index}' {redirection}"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (code, told)


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_an_export_into_a_full_pipe_says_what_is_full(form: str, sample_index: Path) -> None:
    shell = f"'{sys.executable}' -W ignore -c 'from search.cli import main; main()' export"
    done = subprocess.run(
        ["bash", "-c", f"{shell} --format {form} --index '{sample_index}' > /dev/full"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        timeout=60,
    )
    assert done.stderr == "kashaf: standard output: No space left on device\n"
    assert done.returncode == 2


def test_an_export_is_written_through_no_link_of_another(
    sample_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """In a folder that others write to, the name beside could have been guessed."""
    mine, target = tmp_path / "mine", tmp_path / "all.csv"
    mine.write_text("before")
    (tmp_path / f".all.csv.{os.getpid()}.part").symlink_to(mine)
    arguments = ["kashaf", "export", "--format", "csv", "-o", str(target)]
    monkeypatch.setattr(sys, "argv", [*arguments, "--index", str(sample_index)])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 2
    assert capsys.readouterr().err == f"kashaf: {target}: File exists\n"
    assert mine.read_text() == "before"
