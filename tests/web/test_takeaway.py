"""Files of an answer: all of it, in its order, or a refusal."""

from __future__ import annotations

import csv
import io
import json

import bibtexparser
import pytest
import rispy
from flask.testing import FlaskClient

import search
from web import create_app


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
    client = create_app(engine, config={"EXPORT_LIMIT": 2}).test_client()
    answer = client.get("/export/csv")
    assert answer.status_code == 400
    assert "أكثر مما يُنزَّل دفعة واحدة" in answer.text
    rare = next(query for query in ("سفينة", "القمح", "عدائي") if len(ids(engine, query)) <= 2)
    assert client.get("/export/csv", query_string={"q": rare}).status_code == 200


REFUSED = [
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
