"""The page of the API's documentation calls what it documents; without scripts a form leads on."""

from __future__ import annotations

from typing import Any


def test_a_call_is_answered_on_the_page(page: Any, setting: Any) -> None:
    page.goto("/api/docs")
    assert page.evaluate("document.documentElement.scrollWidth") <= setting.width
    page.get_by_label("q").first.fill("القمح")
    page.locator("form", has=page.locator("#search-q")).get_by_role("button").click()
    if not setting.scripts:
        page.wait_for_url("**/api/search?**")
        assert '"total"' in page.locator("body").inner_text()
        return
    answer = page.locator("section", has=page.locator("#search-q")).locator("pre")
    answer.get_by_text('"total"').wait_for()
    assert answer.inner_text().startswith("200 OK")
    assert page.url.endswith("/api/docs")
    page.fill("#article-id", "archive/2023//05?p=1#top")
    page.locator("section", has=page.locator("#article-id")).get_by_role("button").click()
    one = page.locator("section", has=page.locator("#article-id")).locator("pre")
    one.get_by_text("archive/2023//05").first.wait_for()
    assert one.inner_text().startswith("200 OK"), "an id may hold anything"
