"""What stands on the pages, asked the way a browser without scripts asks."""

from __future__ import annotations

import html
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient

import search
from corpus import Article
from search.limits import Limits
from web import create_app


def page(client: FlaskClient, path: str, **parameters: object) -> str:
    answer = client.get(path, query_string=parameters)
    assert answer.status_code == 200, answer.text
    return answer.text


def titles(text: str) -> list[str]:
    found = re.findall(r"<h[23]><a href=[^>]*>(.*?)</a></h[23]>", text, re.S)
    return [html.unescape(re.sub(r"<[^>]*>", "", title)).strip() for title in found]


def links(text: str) -> list[str]:
    return [unquote(html.unescape(href)) for href in re.findall(r'href="([^"]*)"', text)]


def marks(text: str) -> set[str]:
    return set(re.findall(r"<mark[^>]*>(.*?)</mark>", text))


def test_the_front_page_says_what_is_here(client: FlaskClient) -> None:
    text = page(client, "/")
    assert '<html lang="ar" dir="rtl">' in text
    assert "16 مقالًا" in text
    assert "8 أغسطس 2022 – 9 سبتمبر 2024" in text
    assert titles(text)[0] == "WhatsApp تختبر ميزة جديدة", "the newest article leads"
    assert len(titles(text)) == 8
    assert "/?category=اقتصاد" in links(text)
    assert "/?source=المرسى" in links(text)
    assert '/?q="البنك المركزي"' in links(text), "the operators are examples to follow"
    assert "/api/docs" in links(text), "programs find their way, too"


def test_a_query_gives_ranked_stories_with_their_words_marked(client: FlaskClient) -> None:
    text = page(client, "/", q="سفينة القمح")
    assert titles(text)[0] == "ميناء طرطوس يستقبل أول سفينة حبوب"
    assert {"سفينة", "القمح"} <= marks(text)
    assert 'value="سفينة القمح"' in text, "the box keeps the query"
    assert "/article/port-1?q=سفينة+القمح#passage" in links(text)
    assert "17 أبريل 2023" in text
    assert 'datetime="2023-04-17T09:30">' in text


def test_vowel_marks_and_tatweel_stay_as_written_inside_one_mark(client: FlaskClient) -> None:
    assert {"القَمْح", "القَمْحِ"} <= marks(page(client, "/", q="القمح", source="سنابل"))
    assert "القـــمـــح" in marks(page(client, "/article/wheat-1", q="القمح"))


ORDERS = [
    ("newest", ["wheat-1", "wheat-2", "port-1"], "by day, the latest first"),
    ("oldest", ["port-1", "wheat-2", "wheat-1"], "by day, the earliest first"),
]


@pytest.mark.parametrize(("sort", "expected", "why"), ORDERS)
def test_order(
    client: FlaskClient, articles: dict[str, Article], sort: str, expected: list[str], why: str
) -> None:
    text = page(client, "/", q="القمح", sort=sort)
    assert titles(text) == [articles[name].title for name in expected], why
    assert f'<input type="hidden" name="sort" value="{sort}">' in text, "the next query keeps it"


FILTERS = [
    ({"source": "سنابل"}, {"wheat-1", "wheat-2", "untitled", "undated"}, "one source"),
    ({"source": ["سنابل", "Coastal Wire"], "category": "اقتصاد"}, {"wheat-1", "latin"}, "any of"),
    ({"author": "ليلى مراد"}, {"wheat-2", "health-1"}, "an author"),
    ({"from": "2024-02-11", "to": "2024-06-30"}, {"wheat-1", "wheat-2"}, "both days included"),
    ({"to": "2022-08-08"}, {"hostile"}, "open at one end; the undated article has no day"),
]


@pytest.mark.parametrize(("parameters", "expected", "why"), FILTERS)
def test_filters(
    client: FlaskClient, parameters: dict[str, object], expected: set[str], why: str
) -> None:
    text = page(client, "/", **parameters)
    found = {
        link.removeprefix("/article/").split("?")[0] for link in links(text) if "/article/" in link
    }
    assert found == expected, why


def test_filters_have_counts_and_keep_the_other_values_choosable(client: FlaskClient) -> None:
    text = page(client, "/", category="بيئة")
    rows = re.findall(
        r'name="(\w+)" value="([^"]*)"( checked)?>.*?<span class="count">(\d+)</span>', text
    )
    assert ("category", "بيئة", " checked", "2") in rows
    assert ("category", "اقتصاد", "", "4") in rows, "its own field is counted without it"
    assert ("source", "سنابل", "", "2") in rows, "the other fields are counted within it"


def test_a_chosen_value_with_no_article_left_can_still_be_unticked(client: FlaskClient) -> None:
    text = page(client, "/", q="القمح", category="رياضة")
    assert 'name="category" value="رياضة" checked' in text


def test_every_filter_is_a_chip_that_removes_just_itself(client: FlaskClient) -> None:
    text = page(client, "/", q="سفينة", source=["المرسى", "أطلس"], to="2023-12-31", page=1)
    assert "/?q=سفينة&source=أطلس&to=2023-12-31" in links(text)
    assert "/?q=سفينة&source=المرسى&to=2023-12-31" in links(text)
    assert "/?q=سفينة&source=المرسى&source=أطلس" in links(text)
    assert "/?q=سفينة" in links(text), "all of them at once"
    assert "31 ديسمبر 2023" in text


def test_pages_lead_on_and_back(client: FlaskClient) -> None:
    text = page(client, "/", sort="newest", page=2)
    assert len(titles(text)) == 5
    assert '<ol class="stories" start="6">' in text
    assert re.search(r'rel="prev" href="/\?sort=newest"', text)
    assert re.search(r'rel="next" href="/\?sort=newest&amp;page=3"', text)
    seen = [
        title
        for nth in (1, 2, 3, 4)
        for title in titles(page(client, "/", sort="newest", page=nth))
    ]
    assert len(seen) == len(set(seen)) == 16
    assert 'rel="next"' not in page(client, "/", sort="newest", page=4)


def test_a_page_after_the_last_says_so(client: FlaskClient) -> None:
    answer = client.get("/", query_string={"sort": "newest", "page": 9})
    assert answer.status_code == 404
    assert "لا صفحة بهذا الرقم" in answer.text
    assert "/?sort=newest&page=4" in links(answer.text)


def test_nothing_found_says_what_to_try(client: FlaskClient) -> None:
    text = page(client, "/", q='"زعفران بنفسجي"', source="المرسى")
    assert "لم نجد ما يطابق" in text
    assert '/?q="زعفران+بنفسجي"' in links(text), "without the filters"
    assert "/?q=+زعفران+بنفسجي+" in links(text), "without the quotes"


def test_a_link_given_blank_parameters_is_the_front_page(client: FlaskClient) -> None:
    assert page(client, "/", q=" ", source="", page="") == page(client, "/")


def test_an_article_is_shown_whole_and_marked(client: FlaskClient) -> None:
    text = page(client, "/article/port-1", q="القمح", source="المرسى", page=1)
    assert text.count("<p dir=") == 3, "its paragraphs"
    assert re.findall(r'<mark id="(match-\d)">القمح</mark>', text) == [
        "match-1",
        "match-2",
        "match-3",
    ]
    assert "3 مواضع في النص" in text
    assert "17 نيسان/أبريل 2023، 09:30" in text
    assert "/?q=القمح&source=المرسى" in links(text), "the way back to these results"
    assert 'href="https://almarsa.example/port-1" rel="external noopener noreferrer"' in text
    assert ">almarsa.example<" in text
    assert "/?author=هالة+قدسي" in links(text)


def test_an_article_without_a_query_has_no_marks(client: FlaskClient) -> None:
    text = page(client, "/article/port-1")
    assert marks(text) == set()
    assert "عُد إلى" not in text


def test_an_article_can_be_read_with_a_query_that_cannot(client: FlaskClient) -> None:
    text = page(client, "/article/port-1", q='"القمح')
    assert "رست في ميناء طرطوس" in text
    assert "لم يُفهم الاستعلام" in text


def test_an_id_may_hold_anything(client: FlaskClient) -> None:
    text = page(client, "/", source="أطلس", category="ثقافة", sort="oldest")
    (address,) = re.findall(r'href="(/article/archive[^"]*)"', text)
    answer = client.get(html.unescape(address))
    assert answer.status_code == 200
    assert "معرّف هذا المقال فيه شرطات" in answer.text


def test_what_an_article_lacks_is_left_out(client: FlaskClient) -> None:
    untitled = page(client, "/article/untitled")
    assert "بلا عنوان" in untitled
    assert "الأصل" not in untitled
    undated = page(client, "/article/undated")
    assert "<time" not in undated.partition('<aside class="further"')[0]


def test_direction_follows_the_text(client: FlaskClient) -> None:
    latin = page(client, "/article/latin", q="harbour")
    assert '<p dir="ltr" id="passage">The <mark id="match-1">harbour</mark>' in latin
    assert '<bdi dir="ltr"><mark>Harbour</mark>' in latin
    assert '<bdi dir="rtl"><mark>WhatsApp</mark>' in page(client, "/", q="whatsapp")


def test_every_value_from_an_article_stands_in_an_isolate(client: FlaskClient) -> None:
    text = page(client, "/", sort="oldest")
    value = "مصدرمقلوب"  # its source wrote a control between the two that turns text round
    assert value in text
    isolated, in_fields = text.count(f"<bdi>{value}</bdi>"), text.count(f'value="{value}"')
    assert text.count(value) == isolated + in_fields


def test_an_empty_index_says_how_to_fill_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("empty") / "index"
    with search.open_writer(path) as writer:
        writer.commit()
    client = create_app(path).test_client()
    text = page(client, "/")
    assert "الفهرس خالٍ" in text
    assert "لا مقالات" in text
    assert "لم نجد" in page(client, "/", q="خبر")


def test_a_browser_can_add_the_search(app: Flask) -> None:
    answer = app.test_client().get("/opensearch.xml", base_url="https://kashaf.example/")
    assert answer.content_type == "application/opensearchdescription+xml; charset=utf-8"
    assert 'template="https://kashaf.example/?q={searchTerms}"' in answer.text


def test_no_time_is_not_nothing_found(tmp_path: Path) -> None:
    with search.open_writer(tmp_path / "index") as writer:
        writer.add(Article("1", "سفينة", "وصلت سفينة."))
    hurried = create_app(tmp_path / "index", config={"QUERY_LIMITS": Limits(seconds=1e-9)})
    page = hurried.test_client().get("/?q=سفينة&lang=en").text
    assert "Time ran out before anything was found" in page
    assert 'href="/?q=%D8%B3%D9%81%D9%8A%D9%86%D8%A9">Search again' in page
    assert "Nothing found for" not in page
