"""Does the README tell the truth? Every example in it is run."""

import doctest
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_python_example_gives_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    [example] = blocks("python")
    test = doctest.DocTestParser().get_doctest(example, {}, "README.md", "README.md", 0)
    result = doctest.DocTestRunner().run(test)
    assert result.attempted >= 5
    assert result.failed == 0


def test_the_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make (\w+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_the_shell_examples_run(tmp_path: Path, sample_index: Path) -> None:
    commands = [
        shlex.split(line.split("#")[0])[1:]
        for block in blocks("sh")
        for line in block.splitlines()
        if line.startswith("kashaf ")
    ]
    assert [command[0] for command in commands] == ["index", "search", "serve"]
    (tmp_path / "more-news").mkdir()
    article = '{"title": "أسعار النفط ترتفع", "text": "خبر"}'
    (tmp_path / "more-news" / "news.jsonl").write_text(article, encoding="utf-8")
    import gzip

    (tmp_path / "archive.jsonl.gz").write_bytes(gzip.compress(article.encode()))
    for command in commands[:2]:
        done = subprocess.run(
            [sys.executable, "-c", "from search.cli import main; main()", *command],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        )
        assert done.returncode == 0, done.stderr


def queries() -> list[str]:
    table = README.split("| you type | it finds |")[1].split("\n\n")[0]
    return [query for cell in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
            for query in re.findall(r"`([^`]+)`", cell)]  # fmt: skip


@pytest.mark.parametrize("query", queries())
def test_every_query_of_the_table_can_be_read(query: str, sample_index: Path) -> None:
    import search

    with search.open_index(sample_index) as engine:
        engine.search(query)


def test_the_picture_is_there() -> None:
    for picture in re.findall(r"!\[[^]]*\]\(([^)]+)\)", README):
        assert (ROOT / picture).is_file()
