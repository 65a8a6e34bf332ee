"""Every error is a page that says what and what next; never a trace, never a path."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import search
from web import create_app

FAILURES = [
    ("/?q=%22وزارة", 400, "عند الحرف 1", "a quote never closed"),
    ("/?q=نفط (غاز", 400, "عند الحرف 5", "a parenthesis never closed"),
    ("/?q=قمح&page=0", 400, "رقم الصفحة", "pages begin at 1"),
    ("/?q=قمح&sort=best", 400, "لا خيار بهذا الاسم", "no such order"),
    ("/?q=قمح&from=yesterday", 400, "2023-05-17", "not a day: an example of one"),
    ("/?from=2024-01-02&to=2024-01-01", 400, "بعد تاريخ النهاية", "the end comes first"),
    ("/article/no-such-id", 404, "لا صفحة هنا", "no such article"),
    ("/article/..%2f..%2fetc%2fpasswd", 404, "لا صفحة هنا", "an id is never a path"),
    ("/nowhere", 404, "لا صفحة هنا", "no such page"),
    ("/static/..%2fapp.py", 404, "لا صفحة هنا", "nothing but the assets is served"),
]


@pytest.mark.parametrize(("address", "status", "says", "why"), FAILURES)
def test_a_page_that_explains(
    client: FlaskClient, address: str, status: int, says: str, why: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == status, why
    assert says in answer.text, why
    assert 'id="query"' in answer.text, "one can search on from here"


def test_the_box_keeps_a_query_that_cannot_be_read(client: FlaskClient) -> None:
    text = client.get("/", query_string={"q": 'وزارة "الصحة <b>'}).text
    assert 'value="وزارة &#34;الصحة &lt;b&gt;"' in text
    assert "<mark>&#34;</mark>الصحة" in text, "the character is shown in its place"
    assert "لا علامة اقتباس تغلق التي عند الحرف 7" in text


def test_the_position_is_shown_without_breaking_a_word(client: FlaskClient) -> None:
    text = client.get("/", query_string={"q": "قمح تاريخ:غدا"}).text
    assert re.search(r"<mark>تاريخ</mark>:غدا", text)


def test_a_problem_names_the_place(client: FlaskClient) -> None:
    query = client.get("/api/search", query_string={"q": 'وزارة "الصحة'}).json
    assert (query["parameter"], query["position"]) == ("q", 7)
    page = client.get("/api/search?page=0").json
    assert page["parameter"] == "page"
    assert "position" not in page


API_FAILURES = [
    ("/api/search?q=%22وزارة", 400, "no closing quote for the one at character 1", "a query"),
    ("/api/search?page=two", 400, "page=two is not a whole number from 1 to 1000000", "a page"),
    ("/api/search?limit=0", 400, "limit=0 is not a whole number from 1 to 100", "a limit"),
    ("/api/search?limit=101", 400, "limit=101 is not a whole number from 1 to 100", "too many"),
    ("/api/search?from=x", 400, "from=x is not a day written as 2023-05-17", "a day"),
    ("/api/articles/no-such-id", 404, "no article has this id", "an article"),
    (
        "/api/articles/port-1?q=%22x",
        400,
        "no closing quote for the one at character 1",
        "its query",
    ),
    ("/api/nowhere", 404, None, "an address"),
    ("/api/search?sort=best", 400, "sort=best is none of relevance, newest, oldest", "an order"),
    ("/api/search?facets=yes", 400, "facets=yes is none of 0, 1", "a flag"),
    ("/api/concordance", 400, "q is missing", "nothing to look for"),
    ("/api/concordance?q=x&width=51", 400, "width=51 is not a whole number from 1 to 50", "words"),
    ("/api/trends?q=1&q=2&q=3&q=4&q=5&q=6", 400, "q is given 6 times, more than 5", "lines"),
    ("/api/trends", 400, "q is missing", "no line"),
    ("/api/complete?q=x&page=2", 400, "page is no parameter here; it takes q, limit", "unknown"),
    ("/api/stats?verbose=1", 400, "verbose is no parameter here; it takes none", "one of none"),
    ("/api/search?q=x&q=y", 400, "q is given 2 times, and can be given once", "two queries"),
    ("/api/trends?q=x&unit=hour", 400, "unit=hour is none of day, week, month, year", "a unit"),
    (
        "/api/trends?q=x&from=2024-01-02&to=2024-01-01",
        400,
        "from=2024-01-02 is after to=2024-01-01: exchange the two days",
        "the end comes first",
    ),
]


@pytest.mark.parametrize(("address", "status", "message", "why"), API_FAILURES)
def test_json_for_programs(
    client: FlaskClient, address: str, status: int, message: str | None, why: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == status, why
    assert answer.content_type == "application/problem+json"
    assert {"type", "title", "status", "detail"} <= set(answer.json)
    assert answer.json["status"] == status
    if message:
        assert answer.json["detail"] == message


def test_other_methods_are_refused_in_kind(client: FlaskClient) -> None:
    page = client.post("/")
    assert page.status_code == 405
    assert "GET" in page.headers["Allow"]
    assert "تعذّر تنفيذ الطلب" in page.text
    assert client.delete("/api/search").json["title"] == "Method Not Allowed"


def test_an_index_that_is_not_there_is_503_until_it_is(tmp_path: Path) -> None:
    path = tmp_path / "later"
    client = create_app(path).test_client()
    answer = client.get("/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "الفهرس غير متاح" in answer.text
    assert str(tmp_path) not in answer.text
    answer = client.get("/api/search")
    assert answer.json["detail"] == "the index is not available; try again later"
    assert client.get("/health").status_code == 503
    with search.open_writer(path) as writer:
        writer.commit()
    assert client.get("/").status_code == 200, "no restart is needed"


class BrokenEngine:
    """An engine whose every answer is a bug."""

    generation = 1
    commit = "1"

    def search(self, *_: object, **__: object) -> search.Results:
        raise RuntimeError("secret /srv/kashaf/index")


@pytest.fixture
def broken() -> Flask:
    return create_app(BrokenEngine())  # type: ignore[arg-type]


@pytest.mark.parametrize("address", ["/", "/?q=قمح", "/api/search?q=قمح"])
def test_a_bug_is_logged_and_not_told(
    broken: Flask, caplog: pytest.LogCaptureFixture, address: str
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = broken.test_client().get(address)
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert "secret" in caplog.text
    assert "قمح" not in caplog.text, "what people search for stays out of the log"
    if address.startswith("/api/"):
        assert answer.json["title"] == "Internal Server Error"
    else:
        assert "وقع خطأ في الخادم" in answer.text


def test_a_disk_that_refuses_is_a_503_without_the_path(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise search.IndexAccessError("the index at /srv/news cannot be read: Input/output error")

    monkeypatch.setattr(search.Engine, "search", refuse)
    for address in ("/?q=قمح", "/api/search?q=قمح"):
        answer = app.test_client().get(address)
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]
        assert "/srv/news" not in answer.text
