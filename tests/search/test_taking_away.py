"""Timeline, trend, concordance and export by example, and what each of them refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from corpus import Article
from search import Engine, Period, QueryError, TrendPeriod, open_index, open_writer
from search.snippets import concordance as concordance_module

ARTICLES = [
    Article("1", "سعر القمح", "ارتفع سعر القمح اليوم.", datetime(2023, 1, 1), "المرسى"),
    Article("2", "القمح", "قال الوزير: «القمح» وفير.\nوالخبز رخيص", datetime(2023, 1, 31, 23, 59)),
    Article("3", "الشعير", "لا شيء", datetime(2023, 3, 5), "المرسى"),
    Article("4", "بلا تاريخ", "سعر قمح", None, "أطلس"),
]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = tmp_path_factory.mktemp("taking") / "index"
    with open_writer(folder) as writer:
        for article in ARTICLES:
            writer.add(article)
    return open_index(folder)


def lines(engine: Engine, query: str, **options: object) -> list[tuple[str, str, str, str]]:
    found = engine.concordance(query, **options)  # type: ignore[arg-type]
    return [(line.id, line.before, line.match, line.after) for line in found]


def test_a_timeline_has_its_empty_days_and_not_the_choice_of_dates(engine: Engine) -> None:
    results = engine.search("القمح", timeline=True, date_from=date(2023, 1, 31))
    assert results.total == 1
    assert results.timeline_unit == "day"
    assert results.timeline[0] == Period(date(2023, 1, 1), 1)
    assert results.timeline[30] == Period(date(2023, 1, 31), 1), "midnight is not passed"
    assert len(results.timeline) == 31
    assert results.to_dict()["timeline"][0] == {"start": "2023-01-01", "count": 1}
    assert engine.search("القمح").timeline == (), "only where it is asked for"
    assert engine.search("لاشيءهنا", timeline=True).timeline == ()


def test_a_trend_shows_matches_among_all_articles_of_the_time(engine: Engine) -> None:
    trend = engine.trend("القمح", unit="month")
    assert trend.periods == (
        TrendPeriod(date(2023, 1, 1), 2, 2),
        TrendPeriod(date(2023, 2, 1), 0, 0),
        TrendPeriod(date(2023, 3, 1), 0, 1),
    )
    assert engine.trend("القمح").unit == "day", "64 days are few enough"
    narrowed = engine.trend("القمح", unit="year", source=["المرسى"])
    assert narrowed.periods == (TrendPeriod(date(2023, 1, 1), 1, 2),)
    assert engine.trend("القمح", unit="day", source=["أطلس"]).periods == (), "no date, no period"
    assert engine.trend("القمح", unit="week").periods[0].start == date(2022, 12, 26), "a Monday"


def test_lines_stand_as_they_were_written(engine: Engine) -> None:
    assert lines(engine, "القمح", width=2) == [
        ("2", "", "القمح", ""),
        ("2", "قال الوزير: «", "القمح", "» وفير.\nوالخبز"),
        ("1", "سعر ", "القمح", ""),
        ("1", "ارتفع سعر ", "القمح", " اليوم"),
        ("4", "سعر ", "قمح", ""),
    ]
    assert [line[1] for line in lines(engine, "القمح", width=1, sort="before")] == [
        "الوزير: «", "سعر ", "سعر ", "سعر ", "",
    ], "what has no word before it last"  # fmt: skip
    assert lines(engine, '"سعر القمح" OR القمح', source=["المرسى"]) == [
        ("1", "", "سعر القمح", ""),
        ("1", "ارتفع ", "سعر القمح", " اليوم"),
    ], "a match within another is no line of its own"
    assert lines(engine, "title:القمح") == [("2", "", "القمح", ""), ("1", "سعر ", "القمح", "")]
    assert lines(engine, "") == [], "all articles, and nothing that matched"


def test_a_concordance_says_how_far_it_reaches(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(concordance_module, "SORTED_LINES", 3)
    found = engine.concordance("القمح", sort="after", limit=2, page=2)
    assert (found.total_lines, found.reachable_lines, found.pages) == (5, 3, 2)
    assert len(found) == 1
    assert engine.concordance("القمح", sort="oldest").reachable_lines == 5, "by date all of them"


def test_a_wide_answer_of_a_pattern_has_all_its_lines(tmp_path: Path) -> None:
    """More articles than a pattern looks up one by one."""
    with open_writer(tmp_path / "index") as writer:
        for number in range(300):
            writer.add(Article(f"{number}", f"خبر{number}", "قمح خبر خبران"))
        writer.commit()
        writer.delete("7")
    found = open_index(tmp_path / "index").concordance("خبر*", limit=1000)
    assert (found.total_articles, found.total_lines) == (299, 3 * 299)


def test_an_export_is_whole_articles_and_outlives_a_commit(tmp_path: Path) -> None:
    with open_writer(tmp_path / "index") as writer:
        for article in ARTICLES:
            writer.add(article)
    engine = open_index(tmp_path / "index")
    export = engine.export("القمح", sort="oldest")
    assert next(export) == ARTICLES[0]
    with open_writer(tmp_path / "index") as writer:
        writer.delete("2")
        writer.commit(optimize=True)
    assert engine.refresh()
    assert [article.id for article in export] == ["2", "4"]


REFUSED: list[tuple[Callable[[Engine], object], str, str]] = [
    (lambda e: e.concordance("قمح", sort="best"), "none of newest, oldest, before", "an order"),  # type: ignore[arg-type]
    (lambda e: e.concordance("قمح", width=0), "width 0 is outside 1 to 50", "no words"),
    (lambda e: e.concordance("قمح", limit=1001), "limit 1001 is outside", "too many"),
    (lambda e: e.concordance("قمح", page=0), "pages begin at 1", "no such page"),
    (lambda e: e.concordance('"قمح'), "no closing quote", "a query"),
    (lambda e: e.concordance("؟؟"), "only punctuation", "nothing asked for"),
    (lambda e: e.trend("قمح", unit="hour"), "unit 'hour' is none of day", "a unit"),  # type: ignore[arg-type]
    (lambda e: e.export("قمح", limit=0), "limit 0 is below 1", "before the first article"),
    (lambda e: e.export('"قمح'), "no closing quote", "before the first article"),
    (lambda e: e.export("قمح", sort="best"), "none of relevance", "an order"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("call", "message", "why"), REFUSED)
def test_refused(engine: Engine, call: Callable[[Engine], object], message: str, why: str) -> None:
    with pytest.raises(QueryError, match=message.replace("(", r"\(")):
        call(engine)


def test_days_over_centuries_are_refused(tmp_path: Path) -> None:
    with open_writer(tmp_path / "index") as writer:
        writer.add(Article("1", "قمح", "", datetime(1, 1, 1)))
        writer.add(Article("2", "قمح", "", datetime(9999, 12, 31, 23, 59)))
    engine = open_index(tmp_path / "index")
    with pytest.raises(QueryError, match=r"3,652,059 days .* choose a wider unit, or dates"):
        engine.trend("قمح", unit="day")
    assert len(engine.trend("قمح", unit="day", date_from=date(9999, 1, 1)).periods) == 1
    results = engine.search("قمح", timeline=True)
    assert (results.timeline_unit, len(results.timeline)) == ("year", 9999)
    assert results.timeline[-1].start == date(9999, 1, 1)
    engine.trend("قمح", unit="year")
    assert engine.trend("قمح", unit="week", date_to=date(2, 1, 1)).periods[0].start == date.min
