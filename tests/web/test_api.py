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


def test_only_what_is_asked_for_is_counted(client: FlaskClient, engine: search.Engine) -> None:
    asked = {"q": "القمح", "facets": 1, "timeline": 1, "explain": 1}
    document = client.get("/api/search", query_string=asked).json
    found = engine.search("القمح", facets=True, timeline=True)
    assert document["timeline"] == [period.to_dict() for period in found.timeline]
    assert document["facets"]["source"][0] == found.facets["source"][0].to_dict()
    assert "explanation" in document["hits"][0]
    bare = client.get("/api/search", query_string={"q": "القمح", "facets": 0}).json
    assert not {"facets", "timeline", "timeline_unit"} & set(bare)


def test_concordance_and_trends_are_the_engines_own(
    client: FlaskClient, engine: search.Engine
) -> None:
    asked = {"q": "القمح", "sort": "after", "width": 3, "limit": 4}
    lines = client.get("/api/concordance", query_string=asked).json
    assert lines == engine.concordance("القمح", sort="after", width=3, limit=4).to_dict()
    asked = {"q": ["القمح", "سفينة"], "unit": "month", "source": "المرسى"}
    trends = client.get("/api/trends", query_string=asked).json["trends"]
    assert trends == [
        engine.trend(query, unit="month", source=["المرسى"]).to_dict() for query in asked["q"]
    ]


def test_stats_name_no_folder(client: FlaskClient, engine: search.Engine) -> None:
    held = engine.stats()
    assert client.get("/api/stats").json == {
        "articles": held.articles,
        "terms": held.terms,
        "first": held.first,
        "last": held.last,
        "generation": engine.generation,
    }


def test_an_answer_is_not_sent_twice(client: FlaskClient) -> None:
    first = client.get("/api/search?q=قمح")
    tag = first.headers["ETag"]
    again = client.get("/api/search?q=قمح", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get("/api/search?q=شعير", headers={"If-None-Match": tag})
    assert other.status_code == 200, "another address, another answer"
    assert first.headers["Cache-Control"] == "no-cache"


KEPT = [
    ("/api/search?q=قمح", "no-cache", "asked each time, and 304 if it holds"),
    ("/feed.atom?q=قمح", "no-cache", "the same"),
    ("/?q=قمح", "private, no-cache", "a page is for who asked for it"),
    ("/nowhere", "private, no-cache", "an error too"),
    ("/health", "no-store", "now, not then"),
    ("/metrics", "no-store", "now, not then"),
]


@pytest.mark.parametrize(("address", "kept", "why"), KEPT)
def test_what_may_be_kept(client: FlaskClient, address: str, kept: str, why: str) -> None:
    assert client.get(address).headers["Cache-Control"] == kept, why


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
