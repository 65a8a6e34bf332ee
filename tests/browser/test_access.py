"""Is every page usable by everyone? axe looks at each; the keyboard alone must do."""

from __future__ import annotations

from typing import Any

from tests.browser.conftest import WITH_SCRIPTS, settings, violations
from tests.browser.test_pages import PAGES

OPENED = "document.querySelectorAll('details').forEach(element => { element.open = true; })"


@settings(WITH_SCRIPTS)
def test_axe_finds_nothing(page: Any, axe: Any, setting: Any) -> None:
    for path, why in [*PAGES, ("/api/docs", "the API's page")]:
        page.goto(path)
        page.evaluate(OPENED)
        assert violations(axe, page) == [], why
        # The other light: its colours alone can differ.
        page.emulate_media(color_scheme="light" if setting.scheme == "dark" else "dark")
        assert violations(axe, page, runOnly=["color-contrast"]) == [], why
        page.emulate_media(color_scheme=setting.scheme)


@settings(WITH_SCRIPTS)
def test_axe_finds_nothing_in_the_open_list(page: Any, axe: Any) -> None:
    page.goto("/?q=سفينة")
    page.locator("#query").fill("")
    page.locator("#query").press_sequentially("مينا")
    page.keyboard.press("ArrowDown")
    page.locator("#suggestions [aria-selected=true]").wait_for()
    assert violations(axe, page) == []
