"""A real Chromium before a served application; skipped where there is none, unless it must be.

With KASHAF_REQUIRE_BROWSER=1 a missing browser is a failure and not a skip.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import waitress
from babel.support import Translations

import search
import web
from corpus import Article
from tests.browser.launch import MISSING, browser_path, launched
from web import PageLimits, create_app

ARTICLES = Path(__file__).parents[1] / "web" / "articles.jsonl"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def missing(reason: str) -> None:
    if os.environ.get("KASHAF_REQUIRE_BROWSER") == "1":
        pytest.fail(f"{reason}, and KASHAF_REQUIRE_BROWSER=1 asks for it", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        missing("playwright is not installed")
    path = browser_path()
    if path is None:
        missing(MISSING)
    with sync_playwright() as playwright:
        browser = launched(playwright, path)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the application answers, over the articles of tests/web."""
    with served(tmp_path_factory.mktemp("browser") / "index", articles_of_tests()) as address:
        yield address


def articles_of_tests() -> Iterator[Article]:
    for line in ARTICLES.read_text("utf-8").splitlines():
        record = json.loads(line)
        day = record["published"]
        record["published"] = datetime.fromisoformat(day) if day else None
        yield Article(**record)


@contextmanager
def served(index: Path, articles: Iterable[Article], **config: Any) -> Iterator[str]:
    """The address of an application over these articles."""
    with search.open_writer(index) as writer:
        for article in articles:
            writer.add(article)
    limits = PageLimits(requests_at_once=1_000_000)
    app = create_app(index, config={"RESULTS_PER_PAGE": 5, "LIMITS": limits} | config)
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=5)


@dataclass(frozen=True)
class Setting:
    """How a person looks at the pages."""

    width: int
    height: int
    scheme: str
    scripts: bool
    lang: str

    @property
    def phone(self) -> bool:
        return self.width < 900

    def __str__(self) -> str:
        device = "phone" if self.phone else "desktop"
        return f"{device}-{self.scheme}-{'scripts' if self.scripts else 'noscripts'}-{self.lang}"


# Every pair of a size, a scheme, scripts or none and a language meets in one of five.
EVERY_PAIR = [
    Setting(360, 740, "light", scripts=True, lang="ar"),
    Setting(360, 740, "dark", scripts=False, lang="en"),
    Setting(1280, 900, "light", scripts=False, lang="en"),
    Setting(1280, 900, "dark", scripts=True, lang="en"),
    Setting(1280, 900, "dark", scripts=False, lang="ar"),
]
# Two that have nothing in common: enough wherever one thing at a time can go wrong.
OPPOSITES = [EVERY_PAIR[0], Setting(1280, 900, "dark", scripts=False, lang="en")]
WITH_SCRIPTS = [setting for setting in EVERY_PAIR if setting.scripts]
PATIENCE_MS = 20_000  # no page takes it; a busy machine may
ARABIC = Translations.load(Path(web.__file__).parent / "translations", ["ar"])


@pytest.fixture(params=OPPOSITES, ids=str)
def setting(request: pytest.FixtureRequest) -> Setting:
    """Both of OPPOSITES, unless a test names others with `settings`."""
    return request.param


def settings(chosen: list[Setting]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("setting", chosen, ids=str)


@pytest.fixture(scope="session")
def axe() -> Any:
    from axe_playwright_python.sync_playwright import Axe

    return Axe()


def violations(axe: Any, page: Any, **options: Any) -> list[tuple[str, str]]:
    """What axe finds on the page: a rule and an element that breaks it."""
    found = axe.run(page, options={"resultTypes": ["violations"], **options}).response["violations"]
    return [(rule["id"], node["html"][:200]) for rule in found for node in rule["nodes"]]


def follow(page: Any, leading_on: Any) -> None:
    """Click on it, and wait until the page that it leads to is there."""
    with page.expect_navigation():
        leading_on.click()


def press_enter(page: Any) -> None:
    """Send the form and wait for its answer."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


class Complaints(list[str]):
    """What the browser had to complain about, whether or not anyone could see it."""

    def watch(self, page: Any, address: str) -> None:
        page.on("console", lambda message: self.hear(message.type, message.text))
        page.on("pageerror", lambda error: self.append(f"script: {error}"))
        page.on("dialog", lambda dialog: self.append(f"dialog: {dialog.message}"))
        page.on("requestfailed", lambda request: self.miss(request.url, request.failure))
        page.on("request", lambda request: self.leave(request.url, address))

    def hear(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and "status of 40" not in text:
            self.append(f"{kind}: {text}")

    def miss(self, url: str, reason: str | None) -> None:
        if reason != "net::ERR_ABORTED":  # the page was left before it came
            self.append(f"not loaded: {url}, {reason}")

    def leave(self, url: str, address: str) -> None:
        if not url.startswith(address):
            self.append(f"asked elsewhere: {url}")


@pytest.fixture
def say(setting: Setting) -> Callable[[str], str]:
    """A sentence of the pages in the language of the setting."""
    return ARABIC.gettext if setting.lang == "ar" else str


@pytest.fixture
def page(chromium: Any, address: str, setting: Setting) -> Iterator[Any]:
    """A fresh profile's page; the test fails on anything that the browser complained about."""
    context = chromium.new_context(
        base_url=address,
        viewport={"width": setting.width, "height": setting.height},
        color_scheme=setting.scheme,
        java_script_enabled=setting.scripts,
        locale=setting.lang,
    )
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    complaints = Complaints()
    complaints.watch(page, address)
    yield page
    context.close()
    assert complaints == []
