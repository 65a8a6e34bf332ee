"""Articles with nearly the same text, on the pages and for programs."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from corpus import Article, Skipped, read_corpus, sample_path
from search import open_writer
from web import create_app

SAMPLE = [one for one in read_corpus(sample_path()) if not isinstance(one, Skipped)][:40]
WORD = SAMPLE[0].body.split()[0]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder: Path = tmp_path_factory.mktemp("copies")
    with open_writer(folder) as writer:
        for article in SAMPLE:
            writer.add(article)
        for number in range(3):
            body, published = SAMPLE[0].body, SAMPLE[0].published
            writer.add(Article(f"copy-{number}", f"نسخة {number}", body, published, "صحيفة"))
        writer.commit()
    return create_app(folder).test_client()


def stories(page: str) -> int:
    return page.count('<article class="story"')


def test_a_page_of_results_shows_one_and_can_show_each(client: FlaskClient) -> None:
    page = client.get(f"/?q={WORD}&lang=en").text
    assert "3 similar from other papers" in page
    (more,) = re.findall(r'folded into one\.\s*<a href="([^"]*)">Show each', page)
    each = client.get(more.replace("&amp;", "&") + "&lang=en").text
    assert stories(each) > 0
    assert "similar from other papers" not in each
    assert "Fold them" in each
    assert "copy-1" in each, "and so are those that were folded"


def test_an_article_names_its_copies_and_others_like_it(client: FlaskClient) -> None:
    page = client.get("/article/copy-0?lang=en").text
    copies = page.partition('id="copies"')[2].partition('id="similar"')
    assert {"/article/copy-1", "/article/copy-2"} <= set(re.findall(r'href="([^"?]*)', copies[0]))
    assert copies[2].count('class="brief"') == 5


def test_programs_get_both(client: FlaskClient) -> None:
    record = client.get("/api/similar/copy-0?limit=2").get_json()
    assert record["id"] == "copy-0"
    assert len(record["similar"]) == 2
    assert len(record["copies"]) == 3
    assert client.get("/api/similar/nowhere").status_code == 404
    assert client.get(f"/api/search?q={WORD}").get_json()["folded"] == 3
    assert client.get(f"/api/search?q={WORD}&copies=1").get_json()["folded"] == 0


def test_a_feed_has_each(client: FlaskClient) -> None:
    assert client.get(f"/feed.atom?q={WORD}").text.count("نسخة ") >= 3
