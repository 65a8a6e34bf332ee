"""Is every page usable by everyone? axe looks at each; the keyboard alone must do."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import WITH_SCRIPTS, settings
from tests.browser.test_pages import PAGES

OPENED = "document.querySelectorAll('details').forEach(element => { element.open = true; })"


@pytest.fixture(scope="session")
def axe() -> Axe:
    return Axe()


def complaints(axe: Axe, page: Any, **options: Any) -> list[tuple[str, str]]:
    found = axe.run(page, options={"resultTypes": ["violations"], **options}).response["violations"]
    return [(rule["id"], node["html"][:200]) for rule in found for node in rule["nodes"]]


@settings(WITH_SCRIPTS)
def test_axe_finds_nothing(page: Any, axe: Axe, setting: Any) -> None:
    for path, why in [*PAGES, ("/api/docs", "the API's page")]:
        page.goto(path)
        page.evaluate(OPENED)
        assert complaints(axe, page) == [], why
        # The other light: its colours alone can differ.
        page.emulate_media(color_scheme="light" if setting.scheme == "dark" else "dark")
        assert complaints(axe, page, runOnly=["color-contrast"]) == [], why
        page.emulate_media(color_scheme=setting.scheme)


@settings(WITH_SCRIPTS)
def test_axe_finds_nothing_in_the_open_list(page: Any, axe: Axe) -> None:
    page.goto("/?q=سفينة")
    page.locator("#query").fill("")
    page.locator("#query").press_sequentially("مينا")
    page.keyboard.press("ArrowDown")
    page.locator("#suggestions [aria-selected=true]").wait_for()
    assert complaints(axe, page) == []
