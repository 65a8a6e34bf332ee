"""Files of an answer: all of it, in its order, or a refusal."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from urllib.parse import parse_qsl, urlsplit

import bibtexparser
import pytest
import rispy
from flask.testing import FlaskClient

import search
from web import PageLimits, create_app


def ids(engine: search.Engine, query: str, **options: object) -> list[str]:
    return [hit.id for hit in engine.search(query, limit=1000, **options)]  # type: ignore[arg-type]


def test_every_format_has_the_whole_answer(client: FlaskClient, engine: search.Engine) -> None:
    expected = ids(engine, "القمح")
    table = client.get("/export/csv?q=القمح&page=7")
    rows = list(csv.DictReader(io.StringIO(table.text.removeprefix("\ufeff"), newline="")))
    assert [row["id"] for row in rows] == expected, "whatever page one came from"
    lines = client.get("/export/jsonl?q=القمح").text.splitlines()
    assert [json.loads(line)["id"] for line in lines] == expected
    records = rispy.loads(client.get("/export/ris?q=القمح").text)
    assert [record["id"] for record in records] == expected
    library = bibtexparser.parse_string(client.get("/export/bibtex?q=القمح").text)
    assert len(library.entries) == len(expected)
    assert not library.failed_blocks


def test_the_files_name_themselves(client: FlaskClient) -> None:
    answer = client.get("/export/bibtex?q=القمح")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="kashaf.bib"'
    assert answer.content_type == "application/x-bibtex; charset=utf-8"
    assert answer.is_streamed


def test_filters_and_order_hold(client: FlaskClient, engine: search.Engine) -> None:
    lines = client.get("/export/jsonl?sort=oldest&source=المرسى").text.splitlines()
    expected = ids(engine, "", sort="oldest", source=["المرسى"])
    assert [json.loads(line)["id"] for line in lines] == expected


def test_too_much_is_refused_whole(engine: search.Engine) -> None:
    client = create_app(engine, config={"LIMITS": PageLimits(export_records=2)}).test_client()
    answer = client.get("/export/csv")
    assert answer.status_code == 400
    assert "أكثر مما يُنزَّل دفعة واحدة" in answer.text
    answer = client.get("/export/lines.csv?q=القمح")
    assert answer.status_code == 400
    assert "أكثر مما يُنزَّل دفعة واحدة" in answer.text
    rare = next(query for query in ("سفينة", "القمح", "عدائي") if len(ids(engine, query)) <= 2)
    assert client.get("/export/csv", query_string={"q": rare}).status_code == 200


def rows(client: FlaskClient, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.content_type == "text/csv; charset=utf-8"
    text = io.StringIO(answer.text.removeprefix("\ufeff"), newline="")
    return list(csv.DictReader(text))


@pytest.mark.parametrize("order", ["newest", "before"])
def test_the_lines_of_a_concordance_in_their_order(
    client: FlaskClient, engine: search.Engine, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.takeaway.MAX_LINES", 2)
    found = rows(client, f"/export/lines.csv?q=القمح&order={order}")
    lines = engine.concordance("القمح", sort=order, limit=1000).lines  # type: ignore[arg-type]
    assert len(lines) > 2, "of several pages"
    assert [(row["id"], row["before"], row["match"]) for row in found] == [
        (line.id, line.before, line.match) for line in lines
    ]


def test_the_numbers_of_trends(client: FlaskClient, engine: search.Engine) -> None:
    found = rows(client, "/export/trends.csv?q=القمح&q=سفينة&unit=year")
    for query in ("القمح", "سفينة"):
        assert [
            (row["start"], int(row["articles"]), int(row["of_all"]))
            for row in found
            if row["query"] == query
        ] == [
            (period.start.isoformat(), period.count, period.total)
            for period in engine.trend(query, unit="year").periods
        ]


def test_each_page_offers_what_it_shows(client: FlaskClient) -> None:
    for page, files in {
        "/?q=القمح&source=المرسى": 5,
        "/concordance?q=القمح&source=المرسى&order=after": 1,
        "/trends?q=القمح&q=سفينة&source=المرسى&unit=month": 1,
    }.items():
        panel = client.get(page).text.partition('class="takeaway"')[2].partition("</nav>")[0]
        links = [html.unescape(href) for href in re.findall(r'href="([^"]*)"', panel)]
        assert len(links) == files, page
        for link in links:
            assert client.get(link).status_code == 200, link
            assert set(parse_qsl(page.partition("?")[2])) <= set(parse_qsl(urlsplit(link).query))


REFUSED = [
    ("/export/lines.csv?q=قمح&order=longest", 400, "an order"),
    ("/export/trends.csv?q=قمح&unit=hour", 400, "a unit"),
    ('/export/csv?q="قمح', 400, "a query"),
    ("/export/pdf", 404, "a format"),
    ("/cite/ris/no-such-id", 404, "an article"),
    ("/export/csv?from=x", 400, "a day"),
]


@pytest.mark.parametrize(("address", "status", "why"), REFUSED)
def test_refused(client: FlaskClient, address: str, status: int, why: str) -> None:
    assert client.get(address).status_code == status, why


def test_one_article_is_cited(client: FlaskClient) -> None:
    (record,) = rispy.loads(client.get("/cite/ris/port-1").text)
    assert record["id"] == "port-1"
    assert record["date"] == "2023/04/17"
    (entry,) = bibtexparser.parse_string(client.get("/cite/bibtex/port-1").text).entries
    assert entry.key == "port-1"
    slashes = client.get("/cite/ris/archive/2023//05%3Fp=1%23top")
    assert rispy.loads(slashes.text)[0]["id"] == "archive/2023//05?p=1#top"


def test_exports_at_once_are_few_and_their_places_come_back(engine: search.Engine) -> None:
    limits = PageLimits(exports_at_once=2)
    client = create_app(engine, config={"LIMITS": limits}).test_client()
    held = [client.get("/export/csv?q=القمح", buffered=False) for _ in range(2)]
    assert [answer.status_code for answer in held] == [200, 200]
    answer = client.get("/export/csv?q=القمح")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "آخرون يُنزِّلون نتائج الآن" in answer.text
    assert client.get("/?q=القمح").status_code == 200, "the pages go on"
    held[0].close()  # its client goes before the first piece
    assert b"\n" in held[1].data  # this one takes all of it
    held[1].close()
    for address in ("/export/csv?q=القمح", '/export/csv?q="', "/export/csv?page=0") * 3:
        assert client.get(address).status_code in (200, 400), "no place is lost"
