"""The concordance, the trends and the timeline, as their pages say them without scripts."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest
from flask.testing import FlaskClient

from search.results import Period, Trend, TrendPeriod
from web.charts import line_chart, timeline
from web.inquiry import Inquiry
from web.wording import Wording


def page(client: FlaskClient, path: str, **parameters: object) -> str:
    answer = client.get(path, query_string=parameters)
    assert answer.status_code == 200, answer.text
    return html.unescape(answer.text)


def test_every_match_stands_in_its_line(client: FlaskClient) -> None:
    text = page(client, "/concordance", q="القمح", order="before")
    lines = re.findall(
        r'"before"><bdi>(.*?)</bdi>.*?<mark>(.*?)</mark>.*?"after"><bdi>(.*?)</bdi>', text, re.S
    )
    assert len(lines) == text.count('class="line"')
    assert {match for _, match, _ in lines} >= {"القمح", "القَمْح", "القـــمـــح"}
    assert ("محصول ", "القمح", " يتجاوز التوقعات") in lines
    assert re.search(r'order=before[^"]*" aria-current="true"', text)


def test_a_concordance_keeps_filters_and_says_when_there_is_nothing(client: FlaskClient) -> None:
    text = page(client, "/concordance", q="القمح", source="المرسى")
    assert '<input type="hidden" name="source" value="المرسى">' in text, "for the next query"
    assert text.count('class="line"') == 3
    assert "لم نجد ما يطابق" in page(client, "/concordance", q="زعفران")


def test_trends_compare_queries(client: FlaskClient) -> None:
    address = "/trends?q=القمح&q=سفينة&unit=month&measure=count"
    text = html.unescape(client.get(address).text)
    assert re.findall(r'<path class="(line-\d)"', text) == ["line-1", "line-2"]
    header, *rows = re.findall(r"<tr>(.*?)</tr>", text, re.S)
    assert re.findall(r"<bdi[^>]*>(.*?)</bdi>", header) == ["القمح", "سفينة"]
    april = next(row for row in rows if "أبريل 2023" in row)
    assert re.findall(r"<td>(.*?)</td>", april) == ["1", "1"]


REFUSED = [
    ("/trends?" + "&".join(f"q={nth}" for nth in range(6)), "خمسة استعلامات", "six queries"),
    ("/trends?q=x&unit=hour", "لا خيار بهذا الاسم", "no such unit"),
    ("/trends?q=%22x", "علامة اقتباس", "a query that cannot be read"),
    ("/concordance?q=x&order=length", "لا خيار بهذا الاسم", "no such order"),
]


@pytest.mark.parametrize(("address", "says", "why"), REFUSED)
def test_refused(client: FlaskClient, address: str, says: str, why: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400, why
    assert says in answer.text, why


def test_a_timeline_runs_in_reading_direction_and_shows_what_is_chosen() -> None:
    periods = [Period(date(2023, month, 1), count) for month, count in ((1, 4), (2, 0), (3, 100))]
    asked = Inquiry(query="x", date_from=date(2023, 3, 5))
    arabic = timeline(periods, "month", asked, "/?q=x", Wording("ar"))
    english = timeline(periods, "month", asked, "/?q=x", Wording("en"))
    assert arabic is not None
    assert english is not None
    assert [bar.reach for bar in arabic.bars] == ["M20 0h10v100h-10z", "M0 0h10v100h-10z"]
    assert [bar.shape for bar in english.bars] == ["M1 100v-4h8v4z", "M21 100v-100h8v100z"]
    assert english.width == 30, "the month without an article keeps its place"
    assert [bar.chosen for bar in english.bars] == [False, True]
    assert english.bars[1].address == "/?q=x&from=2023-03-01&to=2023-03-31"
    assert english.scale == ("January 2023", "February 2023", "March 2023")


def test_a_single_period_is_no_timeline() -> None:
    assert timeline([Period(date(2023, 1, 1), 3)], "day", Inquiry(), "/", Wording()) is None


def test_a_share_of_nothing_is_a_gap_and_not_zero() -> None:
    counts = ((2, 10), (0, 0), (1, 4))
    trend = Trend(
        "x", "year", tuple(TrendPeriod(date(2020 + n, 1, 1), *c) for n, c in enumerate(counts))
    )
    (line,) = line_chart([trend], "share", Wording("en")).lines
    assert line.values == ("20%", "–", "25%")
    assert line.path.count("M") == 2, "the pen is lifted"
    (line,) = line_chart([trend], "count", Wording("en")).lines
    assert line.values == ("2", "0", "1")
    assert line.path.count("M") == 1
