"""The search box while one types: completion, recent searches, and all by the keyboard."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import WITH_SCRIPTS, follow, press_enter, settings

pytestmark = settings(WITH_SCRIPTS)


@pytest.fixture
def box(page: Any) -> Any:
    page.goto("/")
    return page.locator("#query")


def options(page: Any) -> list[str]:
    return page.locator("#suggestions [role=option]").all_inner_texts()


def test_completion_by_keyboard_alone(page: Any, box: Any, say: Any) -> None:
    assert box.get_attribute("role") == "combobox"
    assert box.get_attribute("aria-expanded") == "false"
    page.keyboard.press("/")
    page.keyboard.insert_text("مينا")  # at once: there is no list of fewer letters before
    page.locator("#suggestions [role=option]").first.wait_for()
    offered = options(page)
    assert all(option.startswith("مينا") for option in offered), offered
    assert box.get_attribute("aria-expanded") == "true"
    heard = say("Suggestions: {count}. Use the arrow keys.").format(count=len(offered))
    assert page.locator("#heard").inner_text() == heard
    page.keyboard.press("ArrowDown")
    active = box.get_attribute("aria-activedescendant")
    assert page.locator(f"#{active}").get_attribute("aria-selected") == "true"
    assert page.evaluate("document.activeElement.id") == "query", "the focus stays in the box"
    page.keyboard.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") is None, "back in the box"
    page.keyboard.press("Escape")
    assert options(page) == []
    assert box.input_value() == "مينا", "Escape closes the list and keeps what was typed"
    page.keyboard.press("ArrowDown")
    page.locator("#suggestions [aria-selected=true]").wait_for()
    press_enter(page)
    assert page.locator("#query").input_value() == offered[0]


def test_an_arrow_pressed_before_the_list_came_steps_through_the_right_one(
    page: Any, box: Any
) -> None:
    held: list[Any] = []
    page.route("**/complete*q=%D9%85%D9%8A%D9%86%D8%A7", lambda route: held.append(route))
    box.press_sequentially("مين")
    page.locator("#suggestions [role=option]").first.wait_for()
    with page.expect_request("**/complete*q=%D9%85%D9%8A%D9%86%D8%A7"):
        box.press_sequentially("ا")
    page.keyboard.press("ArrowDown")
    held[0].continue_()
    chosen = page.locator("#suggestions [aria-selected=true]")
    chosen.wait_for()
    assert chosen.inner_text().startswith("مينا")


def test_a_suggestion_can_be_clicked(page: Any, box: Any) -> None:
    box.fill("سفي")
    first = page.locator("#suggestions [role=option]").first
    query = first.inner_text()
    follow(page, first)
    assert page.locator("#query").input_value() == query


def test_a_query_that_cannot_be_read_yet_is_no_error(page: Any, box: Any) -> None:
    with page.expect_response("**/complete*q=%22%D9%85%D9%8A%D9%86%D8%A7"):
        box.press_sequentially('"مينا')
    assert page.locator("h1.nameplate").is_visible()


def test_recent_searches_stay_in_the_browser_and_can_be_forgotten(
    page: Any, box: Any, say: Any
) -> None:
    for query in ("سفينة", "القمح", "سفينة"):
        page.goto(f"/?q={query}")
    page.goto("/")
    page.locator("#query").click()
    assert options(page) == ["سفينة", "القمح"], "the last one first, each once"
    page.keyboard.press("Escape")
    page.get_by_text(say("Display"), exact=True).click()
    page.get_by_role("button", name=say("Forget recent searches")).click()
    page.locator("#query").click()
    assert options(page) == []


def test_what_another_program_kept_there_is_left_out(page: Any, box: Any) -> None:
    page.evaluate("""localStorage.setItem("kashaf.recent", '[1, "<b>سفينة</b>", null]')""")
    box.click()
    assert options(page) == ["<b>سفينة</b>"]
    page.evaluate("""localStorage.setItem("kashaf.recent", "{")""")
    page.reload()
    page.locator("#query").click()
    assert options(page) == []
