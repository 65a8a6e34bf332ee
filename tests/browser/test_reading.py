"""An article's matches, what a person chose, and the drawings, as a browser shows them."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.browser.conftest import follow
from tests.browser.test_pages import LUMINANCE, parameters


def test_the_article_opens_at_its_best_passage(page: Any) -> None:
    page.goto("/?q=الصوامع")
    follow(page, page.locator(".story h2 a").first)
    assert urlsplit(page.url).fragment == "passage"
    assert "الصوامع" in page.locator("#passage").inner_text()
    assert page.locator(".text p").last.get_attribute("id") == "passage"


def test_from_match_to_match(page: Any, setting: Any, say: Any) -> None:
    page.goto("/article/port-1?q=القمح")
    assert page.locator(".matches .without-scripts").is_visible() is not setting.scripts
    if not setting.scripts:
        page.locator(".matches li a").nth(1).click()
        assert page.locator("mark:target").get_attribute("id") == "match-2"
        return
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    bar, last = (page.locator(one).bounding_box() for one in (".steps", ".colophon a"))
    assert not setting.phone or last["y"] + last["height"] <= bar["y"], "it covers nothing for good"
    place = page.locator(".steps .place")
    page.keyboard.press("n")
    page.keyboard.press("n")
    assert page.locator("mark.at").get_attribute("id") == "match-2"
    assert place.inner_text() == say("{nth} of {all}").format(nth=2, all=3)
    page.keyboard.press("p")
    assert page.locator("mark.at").get_attribute("id") == "match-1"
    page.get_by_role("button", name=say("Previous match")).click()
    assert page.locator("mark.at").get_attribute("id") == "match-3", "round to the last"


def test_a_citation_can_be_taken(page: Any, say: Any) -> None:
    page.goto("/article/port-1")
    page.get_by_text(say("Cite this article"), exact=True).click()
    assert "@article{port-1," in page.locator(".cite .record").nth(1).inner_text()


def test_choices_are_kept_from_page_to_page(page: Any, setting: Any, say: Any) -> None:
    page.goto("/?q=القمح")
    page.get_by_text(say("Display"), exact=True).click()
    other = "light" if setting.scheme == "dark" else "dark"
    page.locator(f"input[name=theme][value={other}]").check()
    page.locator("input[name=digits][value=arabic]").check()
    page.locator("input[name=calendar][value=hijri]").check()
    follow(page, page.get_by_role("button", name=say("Use these")))
    assert parameters(page) == {"q": ["القمح"]}, "back where one was"
    follow(page, page.locator(".story a").first)
    luminance = page.eval_on_selector("body", LUMINANCE)
    assert luminance > 0.9 if other == "light" else luminance < 0.15
    assert "٢٠٢" in page.locator("time").first.inner_text()
    assert "١٤٤" in page.locator("time").first.inner_text(), "the Hijri year"


def test_the_other_language_is_a_link_away_and_stays(page: Any, setting: Any) -> None:
    page.goto("/?q=القمح&source=المرسى")
    follow(page, page.locator(".language"))
    other = "en" if setting.lang == "ar" else "ar"
    assert page.locator("html").get_attribute("lang") == other
    follow(page, page.locator(".story a").first)
    assert page.locator("html").get_attribute("lang") == other
    assert page.locator("html").get_attribute("dir") == ("rtl" if other == "ar" else "ltr")


def test_a_bar_narrows_the_answer_to_its_period(page: Any, say: Any) -> None:
    page.goto("/?q=سفينة OR القمح")
    bars = page.locator(".bars a")
    assert bars.count() > 1
    follow(page, bars.first)
    asked = parameters(page)
    assert asked["from"] <= asked["to"]
    page.get_by_text(say("As a table"), exact=True).click()
    rows = page.locator(".behind tbody tr")
    assert rows.count() == bars.count(), "the table has what is drawn"
    address = rows.first.locator("a").get_attribute("href")
    assert parse_qs(urlsplit(address).query)["q"] == ["سفينة OR القمح"]


def test_the_oldest_bar_stands_where_lines_begin(page: Any, setting: Any) -> None:
    page.goto("/?q=سفينة OR القمح")
    places = page.locator(".bars .bar").evaluate_all(
        "bars => bars.map(bar => bar.getBoundingClientRect().x)"
    )
    assert places == sorted(places, reverse=setting.lang == "ar")


def test_arrows_point_where_lines_go(page: Any, setting: Any) -> None:
    page.goto("/?sort=newest")
    turned = page.locator("[rel=next] .icon").evaluate("icon => getComputedStyle(icon).transform")
    assert turned == ("matrix(-1, 0, 0, 1, 0, 0)" if setting.lang == "ar" else "none")


def test_before_is_where_arabic_begins(page: Any) -> None:
    page.goto("/concordance?q=القمح")
    for line in page.locator(".line").all():
        before, match, after = (
            line.locator(part).bounding_box() for part in (".before", "mark", ".after")
        )
        assert before["x"] > match["x"] > after["x"], "in either language of the page"
    middles = page.locator(".line mark").evaluate_all(
        "marks => marks.map(m => (b => b.x + b.width / 2)(m.getBoundingClientRect()))"
    )
    assert max(middles) - min(middles) < 2, "one below the other"


def test_lines_are_drawn_and_stand_in_a_table(page: Any, say: Any) -> None:
    page.goto("/trends")
    for nth, query in enumerate(("القمح", "سفينة")):
        page.locator(".queries input").nth(nth).fill(query)
    page.locator("select[name=unit]").select_option("month")
    page.locator("select[name=measure]").select_option("count")
    follow(page, page.get_by_role("button", name=say("Compare")))
    assert page.locator("svg.lines path[class^=line]").count() == 2
    colors = page.locator("svg.lines path[class^=line]").evaluate_all(
        "lines => lines.map(line => getComputedStyle(line).stroke)"
    )
    assert len(set(colors)) == 2
    page.get_by_text(say("As a table"), exact=True).click()
    assert page.locator(".trend thead th").all_inner_texts()[1:] == ["القمح", "سفينة"]
    follow(page, page.locator(".legend a").nth(1))
    assert parameters(page)["q"] == ["سفينة"]
