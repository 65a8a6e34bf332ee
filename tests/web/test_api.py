"""Programs get the same documents from the web as from Python and the command line."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

import search

SEARCHES = [
    ({"q": "القمح"}, {"limit": 5}, "a query"),
    ({"q": "القمح", "limit": 1, "page": 2}, {"limit": 1, "page": 2}, "one page of it"),
    ({"q": "القمح", "limit": 1, "page": 50}, {"limit": 1, "page": 50}, "a page after the last"),
    ({"q": "سفينة", "source": ["المرسى", "أطلس"]}, {"source": ("المرسى", "أطلس")}, "filters"),
    ({"q": "", "sort": "oldest"}, {"sort": "oldest"}, "all articles"),
    ({"q": "لاشيءهنا"}, {}, "nothing found"),
]


@pytest.mark.parametrize(("parameters", "options", "why"), SEARCHES)
def test_search_is_the_engines_own_document(
    client: FlaskClient,
    engine: search.Engine,
    parameters: dict[str, object],
    options: dict[str, object],
    why: str,
) -> None:
    answer = client.get("/api/search", query_string=parameters)
    expected = engine.search(str(parameters["q"]), **{"limit": 5, **options}).to_dict()
    assert answer.status_code == 200, why
    assert {**answer.json, "took_ms": 0} == {**expected, "took_ms": 0}, why


def test_arabic_is_written_as_arabic(client: FlaskClient) -> None:
    answer = client.get("/api/search", query_string={"q": "القمح"})
    assert '"query":"القمح"' in answer.text.replace(" ", "")
    assert answer.content_type == "application/json"


def test_article(client: FlaskClient) -> None:
    document = client.get("/api/articles/port-1", query_string={"q": "القمح"}).json
    assert list(document) == [
        "id",
        "title",
        "title_highlights",
        "source",
        "category",
        "author",
        "published",
        "url",
        "body",
        "body_highlights",
    ]
    assert document["published"] == "2023-04-17T09:30"
    body = document["body"]
    assert [body[start:end] for start, end in document["body_highlights"]] == ["القمح"] * 3


def test_an_article_with_slashes_in_its_id(client: FlaskClient) -> None:
    answer = client.get("/api/articles/archive/2023//05%3Fp=1%23top")
    assert answer.json["id"] == "archive/2023//05?p=1#top"


def test_completions_are_the_engines_own(client: FlaskClient, engine: search.Engine) -> None:
    answer = client.get("/api/complete", query_string={"q": "الق", "limit": 3})
    assert answer.status_code == 200
    assert answer.json == {"query": "الق", "completions": list(engine.complete("الق", limit=3))}
    assert answer.json["completions"]
    assert client.get("/api/complete").json == {"query": "", "completions": []}
    assert client.get("/api/complete", query_string={"q": "الق", "limit": 21}).status_code == 400
