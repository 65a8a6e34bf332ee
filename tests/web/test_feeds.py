"""A feed that other people's readers read: valid, newest first, with ids that stay."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import feedparser
import pytest
from flask.testing import FlaskClient

import search
from corpus import Article
from web import create_app

ATOM = "{http://www.w3.org/2005/Atom}"
FEED = {"id": 1, "title": 1, "updated": 1, "author": 1, "link": 2}
ENTRY = {"id": 1, "title": 1, "updated": 1, "published": 1, "link": 1, "summary": 1}


def counted(element: ElementTree.Element) -> dict[str, int]:
    names = [child.tag.removeprefix(ATOM) for child in element]
    return {name: names.count(name) for name in names}


def test_it_has_what_rfc_4287_asks_for(client: FlaskClient) -> None:
    answer = client.get("/feed.atom?q=القمح")
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(answer.data)
    assert root.tag == f"{ATOM}feed"
    assert {k: v for k, v in counted(root).items() if k != "entry"} == FEED
    ids = [one.findtext(f"{ATOM}id") for one in (root, *root.iter(f"{ATOM}entry"))]
    assert len(ids) == len(set(ids)) > 2
    assert all(str(one).startswith("urn:uuid:") for one in ids)
    for entry in root.iter(f"{ATOM}entry"):
        assert counted(entry).items() >= ENTRY.items()
        updated = entry.findtext(f"{ATOM}updated")
        assert updated
        assert updated.endswith("Z")
        assert datetime.fromisoformat(updated)


def test_a_reader_reads_it(client: FlaskClient, engine: search.Engine) -> None:
    parsed = feedparser.parse(client.get("/feed.atom?q=القمح&source=المرسى").data)
    assert not parsed.bozo, parsed.get("bozo_exception")
    assert parsed.version == "atom10"
    found = engine.search("القمح", source=["المرسى"], sort="newest", limit=50)
    dated = [hit for hit in found if hit.published]
    assert [entry.title for entry in parsed.entries] == [hit.title for hit in dated]
    dates = [entry.updated_parsed for entry in parsed.entries]
    assert dates == sorted(dates, reverse=True)
    assert parsed.feed.updated_parsed == dates[0]
    links = {link.rel: urlsplit(link.href) for link in parsed.feed.links}
    assert links["self"].path == "/feed.atom"
    assert parse_qs(links["self"].query) == {"q": ["القمح"], "source": ["المرسى"]}
    assert links["alternate"].path == "/"
    answer = client.get(urlsplit(parsed.entries[0].link).path)
    assert dated[0].title in answer.text


def test_ids_stay_while_the_index_and_the_host_change(tmp_path: Path) -> None:
    def ids(base: str) -> list[str]:
        client = create_app(tmp_path / "index", config={"REFRESH_SECONDS": 0}).test_client()
        return [one.id for one in feedparser.parse(client.get("/feed.atom", base).data).entries]

    with search.open_writer(tmp_path / "index") as writer:
        writer.add(Article("1", "قمح", "نص", datetime(2023, 1, 1)))
    before = ids("http://localhost")
    with search.open_writer(tmp_path / "index") as writer:
        writer.add(Article("2", "قمح", "نص", datetime(2023, 1, 2)))
        writer.add(Article("1", "قمح", "نص جديد", datetime(2023, 1, 1)))
    after = ids("https://news.example")
    assert after[1:] == before
    assert len(after) == 2


STRANGE = [
    ("\x00\x1f\ufffe", "characters that XML does not have"),
    ("<script>&]]>", "markup"),
    ("\ud800", "half a character"),
    ("", "nothing"),
]


@pytest.mark.parametrize(("text", "why"), STRANGE)
def test_strange_articles_and_queries_leave_it_valid(tmp_path: Path, text: str, why: str) -> None:
    with search.open_writer(tmp_path / "index") as writer:
        article = Article(f"id{text}", text, f"قمح {text}", datetime(1, 1, 1), text, text, text)
        writer.add(article)
        writer.add(Article("undated", "قمح", "نص"))
    client = create_app(tmp_path / "index").test_client()
    query = f"قمح {text}".encode("utf-8", "replace").decode()
    for address in ({"q": "قمح"}, {"q": query}):
        answer = client.get("/feed.atom", query_string=address)
        if answer.status_code == 200:
            ElementTree.fromstring(answer.data)
    assert len(feedparser.parse(client.get("/feed.atom?q=قمح").data).entries) == 1, why


def test_a_feed_without_entries_and_one_that_cannot_be(client: FlaskClient) -> None:
    parsed = feedparser.parse(client.get("/feed.atom?q=لاشيءهنا").data)
    assert not parsed.bozo
    assert parsed.entries == []
    assert client.get('/feed.atom?q="قمح').status_code == 400


def test_a_reader_that_asks_again_gets_304(client: FlaskClient) -> None:
    tag = client.get("/feed.atom?q=القمح").headers["ETag"]
    assert client.get("/feed.atom?q=القمح", headers={"If-None-Match": tag}).status_code == 304


def test_opensearch_names_the_feed_and_the_completions(client: FlaskClient) -> None:
    root = ElementTree.fromstring(client.get("/opensearch.xml").data)
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    urls = {url.get("type"): url.get("template", "") for url in root.iter(f"{space}Url")}
    feed = urls["application/atom+xml"].replace("{searchTerms}", "القمح")
    assert feedparser.parse(client.get(feed).data).entries
    completing = urls["application/x-suggestions+json"].replace("{searchTerms}", "الق")
    typed, completions = client.get(completing).json
    assert typed == "الق"
    assert completions
