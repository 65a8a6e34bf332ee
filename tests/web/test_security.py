"""Whatever an article, an address or a query holds, the page stays ours."""

from __future__ import annotations

import re
from datetime import datetime
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

import search
from corpus import Article
from web import create_app

DAY = datetime(2023, 5, 17)
PAYLOADS = [
    ("<script>alert(1)</script>", "a script"),
    ('"><script>alert(1)</script>', "out of an attribute"),
    ("' onfocus='alert(1)' autofocus='", "out of a single-quoted attribute"),
    ('" onfocus="alert(1)" autofocus="', "out of a double-quoted attribute"),
    ("</title><script>alert(1)</script>", "out of the title"),
    ("<img src=x onerror=alert(1)>", "an image that fails"),
    ("<svg/onload=alert(1)>", "a drawing"),
    ("javascript:alert(1)", "a script as an address"),
    ("{{7*7}}{% raise %}", "a template"),
    ("\u202e<b>\u2066", "controls that turn text round"),
    ("%00\x00<b>", "a null character"),
]
ADDRESSES = [
    "/?q={}",
    "/?q=قمح&source={}",
    "/?q=قمح&category={}&author={}",
    "/?q=قمح&sort={}",
    "/?q=قمح&page={}",
    "/?q=قمح&from={}&to={}",
    "/article/port-1?q={}",
    "/article/port-1?q=قمح&source={}",
    "/article/{}",
    "/{}",
]
VOID = {"meta", "link", "input", "br", "rect", "path", "line"}
OURS = {"icon", "bars", "lines", "key"}  # the drawings that our templates make


class Document(HTMLParser):
    """The elements of a page as a browser finds them; fails on one that is not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        assert len(attrs) == len(dict(attrs)), f"{tag} has an attribute twice"
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def assert_ours(text: str) -> None:
    """No element, attribute or address but those that our templates write."""
    for tag, attributes in Document(text).elements:
        assert tag != "svg" or attributes["class"] in OURS
        assert tag not in ("img", "b", "i", "iframe", "style", "base", "object"), tag
        for name, value in attributes.items():
            assert not name.startswith("on"), name
            assert name not in ("style", "autofocus"), name
            if name in ("href", "src", "action"):
                assert re.match(r"(/|#|https?://)", value or ""), value
        if tag == "script":
            assert re.match(r"/static/\w+\.js\?v=[0-9a-f]+$", attributes["src"] or "")


@pytest.mark.parametrize(("payload", "why"), PAYLOADS)
@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_in_an_address_becomes_markup(
    client: FlaskClient, address: str, payload: str, why: str
) -> None:
    answer = client.get(address.replace("{}", quote(payload, safe="")))
    assert answer.status_code in (200, 400, 404), why
    assert_ours(answer.text)
    assert "49" not in re.findall(r'value="(\d+)', answer.text), why


@pytest.mark.parametrize("address", ["/", "/?sort=oldest", "/?q=عدائي", "/article/hostile?q=عدائي"])
def test_nothing_in_an_article_becomes_markup(client: FlaskClient, address: str) -> None:
    text = client.get(address).text
    assert_ours(text)
    assert "javascript:" not in text


def test_a_hostile_article_is_readable_as_written(client: FlaskClient) -> None:
    text = client.get("/article/hostile", query_string={"q": "عدائي"}).text
    assert "<mark>عدائي</mark> &lt;script&gt;alert(&#34;t&#34;)&lt;/script&gt;" in text
    assert "&lt;img src=x onerror=alert(1)&gt;" in text


HALVES = "قمح \ud83d \udc4d\x00\x1b[2J\u202e <b>"


@pytest.fixture(scope="module")
def halved(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """Pages over an article whose every field holds what no encoding has."""
    folder = tmp_path_factory.mktemp("halved") / "index"
    with search.open_writer(folder) as writer:
        for number in range(2):
            fields = dict.fromkeys(("title", "source", "category", "author", "url"), HALVES)
            body = f"{HALVES} {number} " * 30
            writer.add(Article(f"n{number}{HALVES}", body=body, published=DAY, **fields))
    return create_app(folder).test_client()


@pytest.mark.parametrize(
    "address",
    [
        "/", "/?q=قمح", "/concordance?q=قمح", "/trends?q=قمح", "/feed.atom?q=قمح",
        "/api/search?q=قمح&facets=1&explain=1", "/api/concordance?q=قمح", "/api/complete?q=قم",
        "/export/csv?q=قمح", "/export/jsonl?q=قمح", "/export/ris?q=قمح", "/export/bibtex?q=قمح",
        "/export/lines.csv?q=قمح",
    ],
)  # fmt: skip
def test_an_article_that_no_encoding_holds_is_shown(halved: FlaskClient, address: str) -> None:
    answer = halved.get(address)
    assert answer.status_code == 200
    text = answer.get_data().decode("utf-8")  # which it is, whole
    assert "قمح" in text or "\\u0642" in text
    if answer.mimetype == "text/html":
        assert not set("\x00\x1b\u202e") & set(answer.text)
        assert "<b>" not in answer.text


@pytest.mark.parametrize(
    "address", ["/", "/?q=قمح", "/nowhere", "/?q=%22", "/api/search", "/api/x", "/opensearch.xml"]
)
def test_every_answer_carries_the_headers(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    "address", ["/", "/?q=سفينة&source=المرسى", "/article/port-1?q=سفينة", "/x"]
)
def test_the_pages_are_well_formed_and_label_their_fields(
    client: FlaskClient, address: str
) -> None:
    text = client.get(address).text
    elements = Document(text).elements
    ids = [attributes["id"] for _, attributes in elements if "id" in attributes]
    assert len(ids) == len(set(ids)), "an id stands once"
    headings = [int(tag[1]) for tag, _ in elements if re.fullmatch(r"h[1-6]", tag)]
    assert headings.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(headings))
    assert text.count("<input") - text.count('type="hidden"') <= text.count("<label")


@pytest.mark.parametrize("host", ["a" * 300, "a..b", "[::1", '"><script>', "evil.example:99999999"])
@pytest.mark.parametrize("address", ["/", "/?q=قمح", "/api/search?q=قمح", "/nowhere", "/feed.atom"])
def test_no_host_is_an_error_of_ours(client: FlaskClient, address: str, host: str) -> None:
    answer = client.get(address, headers={"Host": host})
    assert answer.status_code in (200, 400, 404)
    assert "<script>" not in answer.text
