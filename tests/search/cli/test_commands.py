"""The command line as a person and as a script meet it: output, exit codes, counts."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-c", "from search.cli import main; main()"]


def kashaf(
    *arguments: str, cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Runs the real command in a process of its own."""
    inherited = {name: value for name, value in os.environ.items() if name != "KASHAF_INDEX"}
    inherited["PYTHONPATH"] = str(Path(__file__).parents[3])
    return subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env={**inherited, "PYTHONWARNINGS": "ignore", **environment},
        timeout=120,
    )


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Three articles, one line that is no JSON, one record without any text."""
    path = tmp_path / "news.jsonl"
    path.write_text(
        '{"id": "1", "title": "ارتفاع أسعار النفط", "text": "قال الوزير إن الأسعار ترتفع."}\n'
        '{"id": "2", "title": "حريق في المدينة", "text": "اندلع حريق."}\n'
        "{broken\n"
        '{"id": "3", "source": "المرسى"}\n'
        '{"id": "4", "title": "\\u001b[31mأحمر\\u202e", "text": "نص \\u001b[2Jللخبر"}\n',
        encoding="utf-8",
    )
    return path


EXIT_CODES = [
    (["search", "سعر القمح"], 0, "", "found"),
    (["search", "قسطنطينوبوليس"], 1, "", "nothing found"),
    (["search", '"القمح'], 2, "kashaf: no closing quote for the one at character 1\n", "query"),
    (["search", "القمح", "--limit", "0"], 2, "limit", "option out of range"),
    (["search", "القمح", "--from", "2023-13"], 2, "is not a date", "no such month"),
    (["search", "القمح", "--from", "2023..2024"], 2, "is a range", "one date is asked for"),
    (["search"], 2, "Missing argument", "no query"),
    (["search", "القمح", "--index", "nowhere"], 2, "kashaf: there is no index at nowhere", "index"),
    (["show", "eco-001"], 0, "", "there"),
    (["show", "eco-999"], 1, "no article has the id", "not there"),
    (["index", "missing.jsonl"], 2, "missing.jsonl", "no such source"),
    (["index", "x.jsonl", "--field", "body"], 2, "NAME=KEY", "a field without its key"),
    (["nonsense"], 2, "No such command", "no such command"),
    (["search", "--category", "اقتصاد"], 0, "", "a filter without words lists"),
    (["search", "--source", "لا أحد"], 1, "", "a filter that nothing passes"),
    (["search", "-q"], 2, "No such option", "a word that looks like an option"),
    (["search", "--", "-القمح", "النفط"], 0, "", "after -- it is a word"),
    (["search", "القمح", "--index", "a\x1b[2J\u202eb"], 2, "no index at a[2Jb", "escapes named"),
    (["show", "x\x1b[2J"], 1, "no article has the id 'x[2J'", "escapes in an id"),
    (["evaluate", "--topics", "t", "--qrels", "q"], 2, "'t' does not exist", "no topics"),
    (["serve", "--index", "nowhere"], 2, "kashaf: there is no index at nowhere", "said at start"),
]


@pytest.mark.parametrize(
    ("arguments", "code", "message", "why"), EXIT_CODES, ids=[row[3] for row in EXIT_CODES]
)
def test_exit_codes_and_errors(
    arguments: list[str], code: int, message: str, why: str, sample_index: Path, tmp_path: Path
) -> None:
    done = kashaf(*arguments, cwd=tmp_path, KASHAF_INDEX=str(sample_index))
    assert done.returncode == code, done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_index_counts_add_up_and_a_second_run_changes_nothing(news: Path, tmp_path: Path) -> None:
    first = kashaf("index", str(news), "--json", cwd=tmp_path)
    counts = json.loads(first.stdout)
    assert list(counts) == ["read", "indexed", "updated", "unchanged", "skipped", "seconds"]
    assert (counts["read"], counts["indexed"], counts["skipped"]) == (5, 3, 2)
    assert "news.jsonl:3: " in first.stderr
    assert "news.jsonl:4: " in first.stderr

    news.write_text(news.read_text("utf-8").replace("اندلع", "أُخمد"), encoding="utf-8")
    again = json.loads(kashaf("index", str(news), "--json", cwd=tmp_path).stdout)
    assert (again["indexed"], again["updated"], again["unchanged"]) == (0, 1, 2)
    total = again["indexed"] + again["updated"] + again["unchanged"] + again["skipped"]
    assert again["read"] == total

    said = kashaf("index", str(news), cwd=tmp_path).stdout
    assert "read 5: indexed 0, updated 0, unchanged 3, skipped 2" in said

    rebuilt = json.loads(kashaf("index", str(news), "--json", "--rebuild", cwd=tmp_path).stdout)
    assert rebuilt["indexed"] == 3


def test_several_processes_build_the_same_index(news: Path, tmp_path: Path) -> None:
    kashaf("index", str(news), "--index", "one", cwd=tmp_path)
    done = kashaf("index", str(news), "--index", "two", "--jobs", "2", "--json", cwd=tmp_path)
    assert json.loads(done.stdout)["indexed"] == 3, done.stderr

    def hits(index: str) -> object:
        answer = kashaf("search", "الأسعار OR حريق", "--index", index, "--json", cwd=tmp_path)
        return [(hit["id"], hit["score"]) for hit in json.loads(answer.stdout)["hits"]]

    assert sorted(hits("one")) == sorted(hits("two")) != []


def test_a_wrong_source_leaves_the_index_alone_even_with_rebuild(
    news: Path, tmp_path: Path
) -> None:
    kashaf("index", str(news), cwd=tmp_path)
    assert kashaf("index", "missing.csv", "--rebuild", cwd=tmp_path).returncode == 2
    assert json.loads(kashaf("stats", "--json", cwd=tmp_path).stdout)["articles"] == 3


def test_search_json_is_one_document(sample_index: Path) -> None:
    done = kashaf("search", "سعر القمح", "--json", "--index", str(sample_index), "--limit", "2")
    answer = json.loads(done.stdout)
    assert list(answer) == [
        "query", "total", "page", "folded", "took_ms", "partial", "suggestion", "also_searched",
        "unknown", "hits",
    ]  # fmt: skip
    assert answer["query"] == "سعر القمح"
    assert len(answer["hits"]) == 2 <= answer["total"]
    for hit in answer["hits"]:
        assert set(hit) >= {
            "id", "title", "source", "category", "author", "published", "url", "score", "snippet",
        }  # fmt: skip
        snippet = hit["snippet"]
        for start, end in snippet["highlights"]:
            assert 0 <= start < end <= len(snippet["text"])


def test_explain_adds_up(sample_index: Path) -> None:
    done = kashaf("search", "سعر القمح", "--explain", "--json", "--index", str(sample_index))
    for hit in json.loads(done.stdout)["hits"]:
        total, *parts = hit["explanation"].split("\n")
        assert float(total.split()[0]) == pytest.approx(hit["score"], abs=1e-3)
        summed = sum(float(part.split()[0]) for part in parts)
        assert summed == pytest.approx(hit["score"], abs=1e-3)


def test_filters_and_dates(sample_index: Path) -> None:
    done = kashaf(
        "search", "في OR من", "--category", "اقتصاد", "--from", "2023", "--to", "2023-06",
        "--sort", "oldest", "--json", "--index", str(sample_index),
    )  # fmt: skip
    hits = json.loads(done.stdout)["hits"]
    assert hits
    days = [hit["published"] for hit in hits]
    assert days == sorted(days)
    assert all("2023-01-01" <= day < "2023-07-01" for day in days)
    assert {hit["category"] for hit in hits} == {"اقتصاد"}


def test_analyze_json(tmp_path: Path) -> None:
    done = kashaf("analyze", "والوزيرِ في", "--json")
    first, second = json.loads(done.stdout)
    assert first == {
        "token": "والوزيرِ", "start": 0, "end": 8, "surface": "والوزير", "stem": "وزير",
        "stopword": False,
    }  # fmt: skip
    assert second["stopword"] is True


def test_stats_json(sample_index: Path) -> None:
    stats = json.loads(kashaf("stats", "--json", "--index", str(sample_index)).stdout)
    assert stats["articles"] == 120
    assert {"terms", "bytes", "analyzer", "first", "last"} <= set(stats)


def test_control_characters_of_an_article_do_not_reach_the_terminal(
    news: Path, tmp_path: Path
) -> None:
    kashaf("index", str(news), cwd=tmp_path)
    for arguments in (["search", "أحمر"], ["show", "4"]):
        shown = kashaf(*arguments, cwd=tmp_path).stdout
        assert "أحمر" in shown
        assert "\x1b" not in shown
        assert "\u202e" not in shown


@pytest.mark.parametrize(
    ("arguments", "encoding", "why"),
    [
        (["search", "القمح"], "latin-1", "letters are lost, not the answer"),
        (["search", "القمح", "--json"], "latin-1", "a document escapes what it cannot hold"),
        (["search", "القمح", "--json"], "cp1256", "the code page of Arabic Windows"),
        (["search", '"القمح'], "ascii", "an error, too"),
        (["analyze", "القمح"], "ascii", "a table"),
    ],
)
def test_a_stdout_in_another_encoding(
    arguments: list[str], encoding: str, why: str, sample_index: Path
) -> None:
    done = subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        check=False,
        env={
            **os.environ,
            "PYTHONPATH": str(Path(__file__).parents[3]),
            "PYTHONIOENCODING": encoding,
            "PYTHONWARNINGS": "ignore",
            "KASHAF_INDEX": str(sample_index),
        },
        timeout=60,
    )
    assert b"Traceback" not in done.stderr
    assert done.returncode == (2 if '"القمح' in arguments else 0)
    if "--json" in arguments:
        assert json.loads(done.stdout.decode(encoding))["query"] == "القمح"


def test_nothing_found_says_what_to_try(sample_index: Path) -> None:
    plain = kashaf("search", "قسطنطينوبوليس", "--index", str(sample_index)).stdout
    assert plain.startswith("nothing found for قسطنطينوبوليس\ntry: fewer words")
    narrow = kashaf("search", "القمح", "--source", "لا أحد", "--index", str(sample_index)).stdout
    assert "try: without --source" in narrow
    assert "source: " in narrow
    assert "صدى الواحة" in narrow
    wrong = kashaf("search", "مصدر:لاأحد", "--index", str(sample_index)).stdout
    assert "صدى الواحة" in wrong


def test_a_page_past_the_end_says_which_is_the_last(sample_index: Path) -> None:
    done = kashaf("search", "القمح", "--page", "90", "--index", str(sample_index))
    assert "there is no page 90, the last is 1" in done.stdout


def test_the_shell_completes_commands() -> None:
    done = kashaf(_KASHAF_COMPLETE="bash_complete", COMP_WORDS="kashaf se", COMP_CWORD="1")
    assert done.stdout.split() == ["plain,search", "plain,serve"]


def test_demo_says_what_it_did(tmp_path: Path) -> None:
    done = kashaf("demo", "--no-serve", "--index", "d.index", cwd=tmp_path)
    assert done.returncode == 0
    assert "120 sample articles in d.index, 120 of them new" in done.stdout
    assert "  1. " in done.stdout


def test_a_port_that_is_taken_is_one_sentence(sample_index: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = kashaf("serve", "--port", port, "--index", str(sample_index))
    assert done.returncode == 2
    assert f"kashaf: cannot listen on 127.0.0.1:{port}: " in done.stderr
    assert "Traceback" not in done.stderr


def test_a_host_that_is_none_is_one_sentence(sample_index: Path) -> None:
    done = kashaf("serve", "--host", "999.1.1.1", "--index", str(sample_index))
    assert done.returncode == 2
    assert done.stderr == (
        "kashaf: cannot listen on 999.1.1.1:8000: there is no such address; choose another with "
        "--host or --port\n"
    )


def test_no_color_into_a_pipe(sample_index: Path) -> None:
    assert "\x1b" not in kashaf("search", "القمح", "--index", str(sample_index)).stdout


def test_visual_order_reverses_arabic(sample_index: Path) -> None:
    shown = kashaf("search", "القمح", "--index", str(sample_index), "--bidi", "visual").stdout
    assert "حمقلا" in shown


def test_a_pipe_closed_early_is_no_traceback(sample_index: Path) -> None:
    shell = f"'{sys.executable}' -c 'from search.cli import main; main()' search من --limit 1000"
    done = subprocess.run(
        ["bash", "-c", f"{shell} --index '{sample_index}' | head -1"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        timeout=60,
    )
    assert done.stdout.count("\n") == 1
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script(shell: str) -> None:
    assert "_KASHAF_COMPLETE" in kashaf("completion", shell).stdout


def test_search_imports_nothing_that_it_does_not_need(sample_index: Path) -> None:
    script = (
        "import sys; sys.argv = ['kashaf', 'search', 'القمح', '--index', sys.argv[1]]\n"
        "from search.cli import main\n"
        "try:\n    main()\nexcept SystemExit: pass\n"
        "print(' '.join(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(sample_index)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "search.index.segment" in loaded
    assert not loaded & {"flask", "rich", "ijson", "socket", "search.cluster"}
    assert not loaded & {"search.index.writer", "search.index.checks"}, "only a writer needs these"


def test_like(sample_index: Path) -> None:
    index = ("--index", str(sample_index))
    done = kashaf("like", "eco-001", "--limit", "3", "--json", *index)
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["id"], len(answer["hits"])) == (0, "eco-001", 3)
    assert "eco-001" not in [hit["id"] for hit in answer["hits"]]
    assert answer["hits"][0]["title"] in kashaf("like", "eco-001", *index).stdout
    alone = kashaf("like", "eco-001", "--copies", *index)
    assert (alone.returncode, alone.stdout) == (1, "no other article has this text\n")
    missing = kashaf("like", "nowhere", *index)
    assert (missing.returncode, missing.stdout) == (1, "")
    assert missing.stderr == "kashaf: no article has the id 'nowhere'\n"
