"""What an answer says beside its hits: what was meant, what was searched as well, what is alike.

Over the sample, with one of its articles in three more papers and a name in two spellings.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree as Xml

import feedparser
import pytest

from corpus import Article, Skipped, read_corpus, sample_path
from tests.browser.conftest import EVERY_PAIR, follow, served, settings, violations
from tests.browser.test_pages import parameters
from web import PageLimits

SAMPLE = [one for one in read_corpus(sample_path()) if not isinstance(one, Skipped)]
STORY = SAMPLE[0]
COMPANY = ("قمة", "صفقة", "بطولة", "معرض", "مهرجان", "ندوة")
MOST_IN_A_FILE = 100
WIDTH = "document.documentElement.scrollWidth"

# How the line of "n similar" runs: its text as it is seen, from one side to the other.
IN_ORDER = """element => {
  const range = document.createRange(), seen = [];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    for (let at = 0; at < node.length; at++) {
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      seen.push([range.getBoundingClientRect().x, node.data[at]]);
    }
  }
  return seen.sort((one, other) => one[0] - other[0]).map(one => one[1]).join("").trim();
}"""

ANSWERS = [
    # query, what it shows, and a part of the sentence in both languages
    ("معرض الميياه", "did you mean", "هل تقصد", "Did you mean"),
    ("الميياه", "what was meant is shown", "هذه نتائج", "these are the results for"),
    ("hgldhi", "typed in the other layout", "هذه نتائج", "these are the results for"),
    ("معرض كرستالات", "a word that no article has", "لا يرد في أي مقال", "No article has"),
    ("جوجل", "another spelling of a name", "وبُحث مع", "Also searched for"),
    (f'"{COMPANY[0]} {COMPANY[1]} الغائبة"', "nothing found", "جرّب واحدًا", "Try one of"),
]


def articles() -> Iterator[Article]:
    yield from SAMPLE
    for number in range(3):
        title = f"{STORY.title} {number}"
        yield Article(f"copy-{number}", title, STORY.body, STORY.published, f"صحيفة {number}")
    for number, word in enumerate(COMPANY):
        for name in ("جوجل", "غوغل"):
            body = f"تحدّث الخبر عن {word} {name} {word} أمس."
            day = datetime(2024, 1, 1 + number)
            yield Article(f"{name}-{number}", f"{name} {word}", body, day, "أطلس")


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    limits = PageLimits(requests_at_once=1_000_000, export_records=MOST_IN_A_FILE)
    index = tmp_path_factory.mktemp("answers") / "index"
    with served(index, articles(), LIMITS=limits) as address:
        yield address


@settings(EVERY_PAIR)
def test_what_an_answer_says_of_its_query(page: Any, setting: Any, axe: Any) -> None:
    for query, why, arabic, english in ANSWERS:
        page.goto(f"/?q={query}")
        said = page.locator(".note, .notice").all_inner_texts()
        expected = arabic if setting.lang == "ar" else english
        assert any(expected in one for one in said), (why, said)
        assert page.evaluate(WIDTH) <= setting.width, why
        if setting.scripts:
            assert violations(axe, page) == [], why


def test_what_was_meant_is_a_link_and_keeps_the_conditions(page: Any) -> None:
    page.goto("/?q=معرض الميياه&from=2000-01-01")
    follow(page, page.locator(".note a").first)
    assert parameters(page) == {"q": ["معرض المياه"], "from": ["2000-01-01"]}
    assert page.locator(".stories mark").count() > 0


def test_hits_of_what_was_meant_lead_to_articles_with_its_words_marked(page: Any) -> None:
    page.goto("/?q=الميياه")
    follow(page, page.locator(".story a").first)
    assert parameters(page)["q"] == ["المياه"]
    assert page.locator(".text mark").count() > 0


def test_a_story_of_several_papers_is_one_hit(page: Any, setting: Any, say: Any) -> None:
    page.goto(f'/?q="{STORY.title}"')
    line = page.locator(".copies")
    assert line.count() == 1, "the others are folded under it"
    if setting.lang == "en":
        assert line.evaluate(IN_ORDER) == "3 similar from other papers"
    else:
        assert line.inner_text() == "3 مقالات شبيهة في صحف أخرى"
    follow(page, page.get_by_role("link", name=say("Show each")))
    assert page.locator(".stories .story").count() == 4
    follow(page, page.get_by_role("link", name=say("Fold them")))
    follow(page, page.locator(".copies a"))
    assert urlsplit(page.url).fragment == "copies"
    elsewhere = page.locator("section", has=page.locator("#copies"))
    assert elsewhere.locator("h2").inner_text() == say("The same story elsewhere")
    assert elsewhere.locator(".brief").count() == 3
    assert page.locator("section", has=page.locator("#similar")).locator(".brief").count() > 0
    follow(page, elsewhere.locator(".brief a").first)
    assert urlsplit(page.url).path.startswith("/article/")


def test_an_answer_can_be_taken_away(page: Any, setting: Any, say: Any) -> None:
    page.goto(f"/?q={STORY.title}&from=2000-01-01&sort=oldest")
    for form, holds in (("CSV", STORY.title), ("JSONL", STORY.id), ("RIS", "TY  - NEWS")):
        with page.expect_download() as loaded:
            page.locator(".takeaway").get_by_role("link", name=form).click()
        text = loaded.value.path().read_text("utf-8")
        assert holds in text, form
    href = page.get_by_role("link", name=say("Feed of new articles")).get_attribute("href")
    told = page.locator("link[type='application/atom+xml']").get_attribute("href")
    assert told == href, "a reader of feeds finds it by the page's address alone"
    assert parse_qs(urlsplit(href).query)["q"] == [STORY.title]
    feed = feedparser.parse(io.BytesIO(page.request.get(href).body()))
    assert not feed.bozo
    assert {STORY.title, f"{STORY.title} 0"} <= {entry.title for entry in feed.entries}


def test_lines_and_trends_can_be_taken_away(page: Any) -> None:
    for path, holds in (("/concordance?q=المياه", "المياه"), ("/trends?q=المياه", "of_all")):
        page.goto(path)
        with page.expect_download() as loaded:
            page.locator(".takeaway a").click()
        assert holds in loaded.value.path().read_text("utf-8")


def test_lines_are_put_in_order_by_the_word_beside(page: Any, say: Any) -> None:
    page.goto("/concordance?q=المياه")
    for order, part, word in (("Word after", ".after", 0), ("Word before", ".before", -1)):
        follow(page, page.get_by_role("link", name=say(order), exact=True))
        beside = [text.split()[word:][:1] for text in page.locator(part).all_inner_texts()]
        words = ["".join(filter(str.isalpha, one[0])) for one in beside if one]
        assert words[0] < words[-1], order
        assert page.locator(".order [aria-current]").inner_text() == say(order)


def test_a_browser_can_add_the_box(page: Any) -> None:
    page.goto("/")
    link = page.locator("link[rel=search]")
    described = Xml.fromstring(page.request.get(link.get_attribute("href")).text())
    spaces = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
    html = described.find("o:Url[@type='text/html']", spaces)
    assert html is not None
    page.goto(html.attrib["template"].replace("{searchTerms}", "المياه"))
    assert page.locator(".stories mark").count() > 0


def test_examples_are_of_this_index(page: Any, say: Any) -> None:
    page.goto("/")
    example = page.locator(".operators a").last
    assert example.inner_text().startswith("تاريخ:")
    follow(page, example)
    assert page.locator(".story").count() > 0, unquote(page.url)


def test_a_persons_own_colours_keep_what_shades_said(page: Any, setting: Any) -> None:
    page.emulate_media(forced_colors="active")
    page.goto("/?q=المياه")
    plain = [
        page.eval_on_selector(element, "element => getComputedStyle(element).backgroundColor")
        for element in ("body", "h2 a")
    ]
    for mark in (page.locator("h2 mark").first, page.locator("p mark").first):
        assert mark.evaluate("mark => getComputedStyle(mark).backgroundColor") not in plain
    here = page.locator(".views [aria-current]")
    assert here.evaluate("link => getComputedStyle(link).outlineStyle") == "solid"
    button = page.locator("#search button")
    assert button.evaluate("button => getComputedStyle(button).borderTopWidth") != "0px"


def test_paper_says_what_was_asked(page: Any) -> None:
    page.emulate_media(media="print")
    page.goto("/?q=المياه&from=2000-01-01")
    asked = page.locator("h1").bounding_box()
    assert asked["height"] > 10
    assert "المياه" in page.locator("h1").inner_text()
    assert page.locator(".chips").is_visible(), "and what narrows it"
    assert not page.locator(".takeaway").is_visible()


def test_more_than_a_file_may_hold_is_said_before_it_is_asked_for(page: Any) -> None:
    page.goto("/?sort=newest")
    assert page.locator(".takeaway li").count() == 1, "the feed alone"
    assert str(MOST_IN_A_FILE) in page.locator(".takeaway p").inner_text()
