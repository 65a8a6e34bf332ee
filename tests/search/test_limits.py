"""What goes past a limit is named; what time cuts short says so and is no lie."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import search
from search import deadline
from search.errors import KashafError, QueryError
from search.limits import Limits, from_environment
from search.query import Pattern
from search.retrieval.expansion import matches


@pytest.fixture(scope="module")
def engine(sample_index: Path) -> search.Engine:
    return search.open_index(sample_index)


PAST = [
    # limits, arguments, message, why
    ({"characters": 3}, {"query": "قمحا"}, "has 4 characters, 3 are allowed", "a long query"),
    ({"pattern_words": 3}, {"query": "ال*"}, "more than 3 different words", "a wide pattern"),
    ({"pattern_words": 3}, {"query": "*ات"}, "more than 3 different words", "a wide ending"),
    ({"pattern_words": 3}, {"query": "*تا*"}, "more than 3 different words", "a wide middle"),
    ({"page_size": 5}, {"limit": 6}, "limit 6 is outside 1 to 5", "a long page"),
    ({"window": 50}, {"page": 6}, "page 6 is past the first 50 hits", "a deep page"),
    ({"filter_values": 2}, {"source": ("a", "b", "c")}, "3 values of source are chosen, 2 are",
     "many values"),
    ({}, {"date_from": date(2023, 2, 1), "date_to": date(2023, 1, 1)},
     "first day 2023-02-01 is after the last day 2023-01-01", "a period backwards"),
]  # fmt: skip


@pytest.mark.parametrize(("limits", "arguments", "message", "why"), PAST)
def test_each_limit_has_its_own_error(
    sample_index: Path, limits: dict[str, Any], arguments: dict[str, Any], message: str, why: str
) -> None:
    engine = search.open_index(sample_index, limits=Limits(**limits))
    with pytest.raises(QueryError) as caught:
        engine.search(**{"query": "", **arguments})
    assert message in str(caught.value), why
    assert "\n" not in str(caught.value)


def test_a_value_alone_is_one_value(engine: search.Engine) -> None:
    source = engine.search("", limit=1).hits[0].source
    alone = engine.search("", source=source)
    assert alone.total == engine.search("", source=[source]).total > 0


@pytest.mark.parametrize("text", ["0", "-1", "many", "nan", "inf", "1.5"])
def test_a_wrong_limit_of_the_environment_is_named(text: str) -> None:
    with pytest.raises(KashafError, match=f"KASHAF_MAX_DEPTH={text} is not a whole number above"):
        from_environment(Limits(), {"KASHAF_MAX_DEPTH": text})


def test_limits_of_the_environment() -> None:
    limits = from_environment(Limits(), {"KASHAF_MAX_SECONDS": "0.5", "KASHAF_MAX_DEPTH": ""})
    assert limits == Limits(seconds=0.5)


# --- time -------------------------------------------------------------------------------------

QUERIES = [
    "القمح",
    "سعر القمح",
    "+سعر +القمح",
    "سعر OR القمح OR كأس",
    "النفط -الغاز",
    '-(سعر OR "كأس العالم")',
    '+"كرة القدم" +(سعر OR *ات)',
    "((+سعر +القمح) OR (+كرة -كأس)) +مباراة",
    "title:سعر date:2023",
    "",
]


class Clock:
    """Each look at it costs a second, so that time can be up at any of a search's questions."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


@pytest.mark.parametrize("query", QUERIES)
def test_wherever_time_ends_the_answer_holds_nothing_wrong(
    sample_index: Path, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Where words without a sign are missing, the others alone are asked for.
    whole = search.open_index(sample_index).search(query, limit=1000)
    wider = {hit.id for hit in whole}
    if query == "سعر القمح":
        wider |= {hit.id for hit in search.open_index(sample_index).search("سعر", limit=1000)}
    seconds, partial = 1.0, True
    while partial:
        engine = search.open_index(sample_index)  # nothing is cached from the run before
        monkeypatch.setattr(deadline, "thread_time", Clock())
        found = engine.search(query, limit=1000, timeout=seconds)
        partial = found.partial
        assert {hit.id for hit in found} <= wider
        assert found.total <= len(wider)
        assert seconds < 500, "with time enough the answer is whole"
        seconds += 1
    assert [hit.id for hit in found] == [hit.id for hit in whole]


def test_no_time_at_all(engine: search.Engine) -> None:
    results = engine.search("سعر القمح", timeout=0, facets=True)
    assert (results.partial, results.total, results.hits) == (True, 0, ())
    assert results.to_dict()["partial"] is True


def test_what_cannot_be_had_in_part_is_an_error(sample_index: Path) -> None:
    engine = search.open_index(sample_index, limits=Limits(seconds=1e-9))
    for ask in (engine.trend, engine.concordance, engine.export):
        with pytest.raises(QueryError, match="takes longer than 1e-09 seconds; ask for less"):
            ask("سعر القمح")
    view = engine.article("eco-001", "القمح")
    assert view is not None
    assert view.body_highlights == (), "the article is there, the marks are not"


def test_what_was_cut_short_is_not_kept(sample_index: Path) -> None:
    engine = search.open_index(sample_index)
    assert engine.search("ال*ات *ون", timeout=0).partial
    assert engine.search("ال*ات *ون").total > 0


def test_time_is_counted_in_worker_threads(engine: search.Engine) -> None:
    answers: list[search.Results] = []
    threads = [
        threading.Thread(target=lambda t=t: answers.append(engine.search("سعر", timeout=t)))
        for t in (0, 60)
    ]
    for thread in threads:
        thread.start()
        thread.join()
    assert [answer.partial for answer in answers] == [True, False]


# --- patterns ---------------------------------------------------------------------------------

PATTERNS = [
    # pattern, word, matches, why
    (Pattern("ا", "ن"), "انتخابيون", True, "both ends"),
    (Pattern("ان", "نا"), "انا", False, "the ends do not overlap"),
    (Pattern("ان", "نا"), "اننا", True, "they may touch"),
    (Pattern("", "", ("تا", "ات")), "كتابات", True, "two middles in order"),
    (Pattern("", "", ("ات", "تا")), "كتابات", False, "not in the other order"),
    (Pattern("", "", ("اب", "ابا")), "كتاباب", False, "a letter counts once"),
    (Pattern("", "ب", ("ا",) * 30), "ا" * 5_000, False, "in one pass: no years of backtracking"),
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "word", "expected", "why"), PATTERNS)
def test_pattern(pattern: Pattern, word: str, expected: bool, why: str) -> None:
    assert matches(pattern, word) == expected, why
