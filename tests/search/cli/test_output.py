"""What the terminal shows: order, isolates, lines, colors, and nothing that harms it."""

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.cli import lines as terminal_lines
from search.cli.lines import harmless
from search.cli.output import Terminal, json_line
from search.results import Results, Suggestion

COMMAND = [sys.executable, "-c", "from search.cli import main; main()"]


def on_a_terminal(*arguments: str, columns: int = 70, **environment: str) -> str:
    """What the real command writes to a terminal of that width."""
    inherited = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS", "TERM")}
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={
            **inherited,
            "PYTHONPATH": str(Path(__file__).parents[3]),
            "PYTHONWARNINGS": "ignore",
            "TERM": "xterm-256color",
            **environment,
        },
    )
    os.close(theirs)
    pieces = []
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # Linux says the end of a terminal so
            break
        if not piece:
            break
        pieces.append(piece)
    os.close(ours)
    process.wait(60)
    return b"".join(pieces).decode().replace("\r\n", "\n")


STYLE = re.compile(r"\x1b\[[0-9;]*m")

LOOKS = [
    ([], {}, True, True, "a person looks: colors and isolates"),
    ([], {"NO_COLOR": "1"}, False, True, "no color was asked for"),
    ([], {"NO_COLOR": ""}, True, True, "an empty NO_COLOR asks for nothing"),
    ([], {"TERM": "dumb"}, False, True, "a terminal without colors"),
    (["--bidi", "off"], {}, True, False, "a terminal that shows isolates as boxes"),
    (["--bidi", "visual"], {}, True, False, "the order is ours: nothing to isolate"),
    (["--json"], {}, False, False, "a document is for programs"),
]


@pytest.mark.parametrize(
    ("options", "environment", "colors", "isolates", "why"), LOOKS, ids=[row[4] for row in LOOKS]
)
def test_what_a_terminal_gets(
    options: list[str],
    environment: dict[str, str],
    colors: bool,
    isolates: bool,
    why: str,
    sample_index: Path,
) -> None:
    shown = on_a_terminal("search", "القمح", "--index", str(sample_index), *options, **environment)
    assert ("\x1b[" in shown) is colors
    assert ("\u2068" in shown) is isolates
    assert shown.count("\u2066") + shown.count("\u2067") + shown.count("\u2068") == shown.count(
        "\u2069"
    )
    assert "\x1b" not in STYLE.sub("", shown)


def test_lines_end_at_words_within_the_window(sample_index: Path) -> None:
    shown = STYLE.sub("", on_a_terminal("search", "القمح", "--index", str(sample_index)))
    piped = subprocess.run(
        [*COMMAND, "search", "القمح", "--index", str(sample_index)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
    ).stdout
    passages = [line for line in shown.split("\n") if " · " not in line]
    assert max(map(terminal_lines.columns_of, passages)) <= 70
    assert max(map(len, piped.split("\n"))) > 100  # one line for grep
    # Below the head, which holds the time it took, nothing but the places of the line ends differs.
    assert harmless(shown.split("\n", 1)[1]).split() == harmless(piped.split("\n", 1)[1]).split()


def test_marks_are_whole_words_in_color(sample_index: Path) -> None:
    shown = on_a_terminal("search", "القمح", "--index", str(sample_index))
    marked = re.findall(r"\x1b\[33m\x1b\[1m(.*?)\x1b\[0m", shown)
    assert "القمح" in marked
    seen = on_a_terminal("search", "القمح", "--index", str(sample_index), "--bidi", "visual")
    assert re.findall(r"\x1b\[33m\x1b\[1m(.*?)\x1b\[0m", seen).count("حمقلا") == marked.count(
        "القمح"
    )


VISUAL = [
    ("قال نعم", "معن لاق", "words and letters turn round"),
    ("قال (نعم)", "(معن) لاق", "brackets are mirrored"),
    ("«نعم»", "«معن»", "and quotes"),
    ("عام 2015", "2015 ماع", "a number keeps its order"),
    ("شركة Apple الكبرى", "ىربكلا Apple ةكرش", "a foreign name, too"),
    ("مُد", "دمُ", "a vowel mark stays on its letter"),
    ("مّد", "دمّ", "shadda"),
    ("abc", "abc", "nothing to do"),
    ("Reuters: نعم", "Reuters: معن", "a line that begins from the left"),
]


@pytest.mark.parametrize(("text", "seen", "why"), VISUAL, ids=[row[2] for row in VISUAL])
def test_visual_order(text: str, seen: str, why: str) -> None:
    shown, _ = terminal_lines.visual(text, [False] * len(text), terminal_lines.direction_of(text))
    assert shown == seen


words = st.text("ابتثجحخ", min_size=1, max_size=6) | st.sampled_from(
    ["2015", "١٢", "BBC", "مُحَمَّد", "(نعم)", "«لا»", "٪", "a-b", "12.5", "é", "e\u0301"]
)


@given(st.lists(words, min_size=1, max_size=8), st.data())
def test_visual_order_keeps_every_character_and_its_mark(
    parts: list[str], data: st.DataObject
) -> None:
    text = " ".join(parts)
    chosen = data.draw(st.integers(0, len(parts) - 1))
    start = len(" ".join(parts[:chosen])) + (chosen > 0)
    marked = [start <= place < start + len(parts[chosen]) for place in range(len(text))]
    seen, now = terminal_lines.visual(text, marked, "R")
    assert len(seen) == len(now) == len(text)
    assert sorted(seen.translate(str.maketrans(")»", "(«"))) == sorted(
        text.translate(str.maketrans(")»", "(«"))
    )
    with_order = [c for c, mark in zip(seen, now, strict=True) if mark]
    neutral = {c for c in text if unicodedata.bidirectional(c) not in terminal_lines._STAND_INS}
    assert sorted(with_order) == sorted(c for c in parts[chosen] if c not in neutral)


ANYTHING = st.text(st.characters() | st.sampled_from("\x1b\x9b\u202e\u2066\n\t\ud800 "))


@given(ANYTHING)
def test_nothing_harmful_is_left(text: str) -> None:
    clean = harmless(text)
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in clean)
    assert not any(
        unicodedata.bidirectional(c)
        in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
        for c in clean
    )


@given(ANYTHING)
def test_json_gives_every_text_back(text: str) -> None:
    line = json_line({"text": text})
    assert json.loads(line) == {"text": text}
    assert not set(line) & set("\x1b\x9b\u202e\u2066")


@given(ANYTHING, st.data())
def test_ranges_follow_the_cleaned_text(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True)))
    ranges = list(zip(cuts[::2], cuts[1::2], strict=False))
    clean, moved = terminal_lines.cleaned(text, ranges)
    assert [clean[a:b] for a, b in moved] == [harmless(text[a:b]) for a, b in ranges]


def test_a_line_of_a_passage_keeps_the_direction_of_the_whole(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "16")
    monkeypatch.setenv("NO_COLOR", "1")
    Terminal().passage("وكالة الأنباء Reuters News قالت")
    first, second, *_ = capsys.readouterr().out.split("\n")
    assert first.startswith("\u2068وكالة")
    assert second.startswith("\u2067Reuters")


def test_analyze_is_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    Terminal().table(["word", "fold"], [["مُحَمَّد", "محمد"], ["a\x1b[2J", ""]])
    assert capsys.readouterr().out == "word  fold\nمُحَمَّد  محمد\na[2J\n"


ADVICE = [
    # what the results hold, lines, why
    ({}, "", "most queries are right as they are"),
    (
        {"suggestion": Suggestion("النفط", "spelling"), "unknown": ("النفظ",)},
        "no article has النفظ\ndid you mean: النفط\n",
        "offered beside results",
    ),
    (
        {"suggestion": Suggestion("السلام", "keyboard", applied=True), "unknown": ("hgsghl",)},
        "nothing found for hgsghl; searched for السلام instead\n",
        "applied, and said once",
    ),
    (
        {"also_searched": {"غوغل": ("جوجل", "قوقل")}},
        "غوغل: also searched as جوجل, قوقل; =غوغل searches it alone\n",
        "spellings, and how to switch them off",
    ),
    ({"unknown": ("زز", "سس")}, "no article has زز or سس\n", "words without an article"),
    ({"unknown": ("a\x1b[2J",)}, "no article has a[2J\n", "a query is a stranger's text, too"),
]


@pytest.mark.parametrize(("parts", "lines", "why"), ADVICE, ids=[row[2] for row in ADVICE])
def test_advice(
    parts: dict[str, object], lines: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    results = Results(query="hgsghl", total=1, page=1, took_ms=1.0, hits=(), **parts)  # type: ignore[arg-type]
    Terminal().advice(results)
    assert capsys.readouterr().out == lines, why
