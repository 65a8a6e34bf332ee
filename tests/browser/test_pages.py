"""What a person sees and does, at phone and desktop size, light and dark, scripts on and off."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.conftest import EVERY_PAIR, follow, press_enter, settings
from tests.browser.launch import LAYOUT_SHIFT

PAGES = [
    ("/", "front page"),
    ("/?sort=newest", "all articles, long words and foreign ones"),
    ("/?q=سفينة&source=المرسى&source=أطلس&to=2024-01-01", "filters as chips"),
    ("/?q=زعفران&source=المرسى", "nothing found"),
    ("/?q=" + "طويل" * 60, "a very long word"),
    ('/?q="قمح', "a query that cannot be read"),
    ("/article/port-1?q=القمح", "an article"),
    ("/article/latin?q=harbour", "an article in English"),
    ("/article/hostile?q=عدائي", "an article full of markup"),
    ("/article/bidi", "a source that turns text round"),
    ("/nowhere", "no such page"),
    ("/concordance?q=القمح", "every match in its line"),
    ("/concordance", "a concordance of nothing yet"),
    ("/trends?q=القمح&q=سفينة&unit=month", "two queries over time"),
]

LUMINANCE = """element => {
  const [r, g, b] = getComputedStyle(element).backgroundColor.match(/\\d+/g).map(Number);
  return (0.299 * r + 0.587 * g + 0.114 * b) / 255;
}"""

# The characters on both sides of each mark, "" at the edge of its text.
NEIGHBORS = """() => [...document.querySelectorAll("mark")].map(mark => {
  const before = mark.previousSibling?.textContent ?? "";
  const after = mark.nextSibling?.textContent ?? "";
  return [before.slice(-1), mark.textContent, after.slice(0, 1)];
})"""

FOCUSED = """() => {
  const element = document.activeElement;
  const style = getComputedStyle(element.id === "query" ? element.form : element);
  const box = element.getBoundingClientRect();
  return {
    name: element.id || element.className || element.textContent.trim().slice(0, 20),
    outline: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0,
    seen: box.width > 0 && box.height > 0 && box.top >= -1 && box.bottom <= innerHeight + 1,
    last: element === document.body,
  };
}"""


def parameters(page: Any) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


@settings(EVERY_PAIR)
def test_in_reading_direction_and_no_wider_than_the_screen(page: Any, setting: Any) -> None:
    for path, why in PAGES:
        page.goto(path)
        direction = "rtl" if setting.lang == "ar" else "ltr"
        assert page.evaluate("getComputedStyle(document.body).direction") == direction, why
        if not page.locator("#query").input_value():
            box = "getComputedStyle(document.getElementById('query')).direction"
            assert page.evaluate(box) == direction, "an empty box begins as its page does"
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= setting.width, why
        luminance = page.eval_on_selector("body", LUMINANCE)
        assert luminance > 0.9 if setting.scheme == "light" else luminance < 0.15, why


@pytest.mark.parametrize("path", ["/?q=القمح سفينة", "/article/port-1?q=القمح سفينة"])
def test_marks_are_visible_and_on_whole_words(page: Any, setting: Any, path: str) -> None:
    page.goto(path)
    found = page.evaluate(NEIGHBORS)
    assert {"القمح", "سفينة"} <= {word for _, word, _ in found}
    for before, word, after in found:
        assert not before[-1:].isalpha(), word
        assert not after[:1].isalpha(), word
    mark = page.locator("p mark").first
    assert mark.is_visible()
    contrast = mark.evaluate(LUMINANCE) - page.eval_on_selector("body", LUMINANCE)
    assert abs(contrast) > 0.05
    assert (
        page.locator("h1 mark, h2 mark")
        .first.evaluate("mark => getComputedStyle(mark).backgroundImage")
        .startswith("linear-gradient")
    )


def test_searching_from_the_front_page(page: Any, say: Any) -> None:
    page.goto("/")
    page.locator("#query").fill("كأس")
    follow(page, page.get_by_role("button", name=say("Search")))
    assert parameters(page) == {"q": ["كأس"]}
    follow(page, page.get_by_role("link", name="فريق الساحل يفوز بالكأس"))
    assert page.locator(".text mark").first.is_visible()
    follow(page, page.get_by_role("link", name=say("Back to the results")))
    assert parameters(page) == {"q": ["كأس"]}


def test_filtering_and_taking_it_back(page: Any, say: Any, setting: Any) -> None:
    page.goto("/?q=سفينة")
    lid = page.get_by_text(say("Narrow the results"), exact=True)
    source = page.get_by_role("checkbox", name="المرسى")
    if setting.phone:
        assert not source.is_visible(), "folded on a phone"
        lid.click()
    assert source.is_visible()
    apply = page.get_by_role("button", name=say("Apply"))
    place = "button => getComputedStyle(button).position"
    assert apply.evaluate(place) == "static", "it covers nothing before it is wanted"
    source.check()
    page.locator("#query").focus()
    assert apply.evaluate(place) == "sticky", "in sight while something waits for it"
    page.get_by_label(say("To"), exact=True).fill("2023-01-01")
    follow(page, apply)
    asked = parameters(page)
    assert asked["source"] == ["المرسى"]
    assert asked["to"] == ["2023-01-01"]
    assert page.locator(".tally strong").inner_text() in ("مقال واحد", "1 article")
    follow(page, page.get_by_role("link", name=f"{say('Source')} المرسى"))
    assert "source" not in parameters(page)
    follow(page, page.get_by_role("link", name=say("Until")))
    assert parameters(page) == {"q": ["سفينة"]}


def test_another_query_keeps_the_filters(page: Any) -> None:
    page.goto("/?q=سفينة&source=المرسى&sort=oldest")
    page.locator("#query").fill("الفوز")
    press_enter(page)
    asked = parameters(page)
    assert (asked["q"], asked["source"], asked["sort"]) == (["الفوز"], ["المرسى"], ["oldest"])


def test_turning_pages_and_order(page: Any, say: Any) -> None:
    page.goto("/?q=ميناء OR سفينة OR فريق OR مقال OR مدينة&sort=newest")
    first = page.locator(".stories h2").all_inner_texts()
    follow(page, page.get_by_role("link", name=say("Next")))
    assert parameters(page)["page"] == ["2"]
    assert set(first).isdisjoint(page.locator(".stories h2").all_inner_texts())
    assert page.locator(".here[aria-current=page]").inner_text().endswith("2")
    follow(page, page.get_by_role("link", name=say("Oldest")))
    assert "page" not in parameters(page), "another order begins at its first page"
    follow(page, page.get_by_role("link", name=say("Most relevant")))
    assert "sort" not in parameters(page)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?q=سفينة&source=المرسى",
        "/article/port-1?q=القمح",
        "/concordance?q=القمح",
        "/trends?q=القمح&unit=month",
        '/?q="قمح',
    ],
)
def test_the_keyboard_reaches_everything_and_shows_where_it_is(
    page: Any, setting: Any, path: str
) -> None:
    page.goto(path)
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused["last"]:
            break
        assert focused["outline"], focused
        assert focused["seen"], focused
        reached.append(focused["name"])
    assert reached[0] == "skip"
    assert "query" in reached
    if path.startswith("/?") and not setting.phone:
        assert page.get_by_role("checkbox").count() <= len(reached)


def test_the_skip_link_leads_past_the_masthead(page: Any) -> None:
    page.goto("/?q=سفينة")
    page.keyboard.press("Tab")
    press_enter(page)
    assert urlsplit(page.url).fragment == "content"
    page.wait_for_function("document.activeElement.id === 'content'")


def test_an_articles_matches_are_a_link_away(page: Any) -> None:
    page.goto("/article/port-1?q=القمح")
    page.locator(".matches a[href='#match-1']").first.click()
    assert page.locator("mark:target").inner_text() == "القمح"


def test_the_typefaces_are_ours(page: Any) -> None:
    # A busy machine may show the first page before they came, and later ones with them.
    for _ in range(10):
        page.goto("/?q=سفينة", wait_until="networkidle")
        if page.evaluate("[...document.fonts].every(face => face.status === 'loaded')"):
            break
    faces = page.evaluate(
        "[...document.fonts].filter(face => face.status === 'loaded').map(face => face.family)"
    )
    assert sorted(family.strip('"') for family in faces) == ["Kashaf Headline", "Kashaf Text"]


@pytest.mark.parametrize("path", ["/", "/?q=سفينة&source=المرسى", "/article/port-1?q=القمح"])
def test_nothing_moves_once_it_is_there(page: Any, path: str) -> None:
    page.goto(path, wait_until="networkidle")
    page.evaluate("document.fonts.ready.then(() => true)")
    assert page.evaluate(LAYOUT_SHIFT) <= 0.01


def test_paper_shows_the_article_and_where_it_is_from(page: Any) -> None:
    page.emulate_media(media="print")
    page.goto("/article/port-1?q=القمح")
    assert not page.locator("#query").is_visible()
    assert page.locator(".text").is_visible()
    after = page.locator(".original").evaluate("link => getComputedStyle(link, '::after').content")
    assert "https://almarsa.example/port-1" in after or "attr(href)" in after
    assert page.eval_on_selector("body", LUMINANCE) == 1, "white in the dark, too"


def test_a_slash_goes_to_the_box(page: Any, setting: Any) -> None:
    page.goto("/?q=سفينة")
    page.keyboard.press("/")
    focused = page.evaluate("document.activeElement.id")
    assert focused == ("query" if setting.scripts else "")
    if setting.scripts:
        page.keyboard.type("ريح/ماء")
        assert page.locator("#query").input_value() == "ريح/ماء", "typing is left alone"


def test_blank_fields_stay_out_of_the_address(page: Any, setting: Any) -> None:
    page.goto("/?q=سفينة&source=المرسى")
    page.locator("#query").fill("")
    press_enter(page)
    assert ("from=" in page.url) is not setting.scripts, "without scripts they are harmless"
    assert page.locator(".stories h2").count() > 0
