"""Hostile articles and queries in a real Chromium that is told to ignore our policy.

So what holds is the escaping alone; that the policy would hold as well is tested in tests/web.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest

import search
from corpus import Article
from tests.browser.conftest import PATIENCE_MS
from tests.torture import cheap
from tests.web.payloads import PAYLOADS, RUN
from web import PageLimits, create_app, listen

IDS = [
    # id, why
    ("..", "a step up"),
    (".", "a step nowhere"),
    ("../../etc/passwd", "steps up"),
    ("a/../b", "a step up inside"),
    ("%2e%2e", "a step up that is encoded"),
    ("a//b", "two slashes"),
    ("//evil.example/x", "another host"),
    ("/", "a slash"),
    ("a/", "a slash at the end"),
    ("~", "our own sign"),
    ("~..", "our own sign before a step"),
    ("a%b", "a percent sign"),
    ("%00", "a null, encoded"),
    ("a?q=b", "a question mark"),
    ("a#b", "a number sign"),
    ("a&b=c", "an ampersand"),
    ("a;b", "a semicolon"),
    ("a\\b", "a backslash"),
    ("\\..\\b", "steps of Windows"),
    ("a b+c", "a space and a plus"),
    (" a ", "spaces at the ends"),
    ("خبر/١", "Arabic"),
    ("<b>'\"", "markup"),
    ("javascript:alert(1)", "a scheme"),
    ("https://example.com/a?b=c#d", "an address"),
    ("😀", "beyond the first plane"),
]

# What no page of ours holds.
LOOK = """() => {
  const wrong = [];
  if (top.ran) wrong.push("a script ran");
  for (const element of document.querySelectorAll("*")) {
    for (const {name, value} of element.attributes) {
      if (name.startsWith("on") || name === "style") wrong.push(name);
      if (["href", "src", "action"].includes(name) &&
          !["http:", "https:"].includes(new URL(value, location).protocol)) wrong.push(value);
    }
    if (["IFRAME", "OBJECT", "EMBED", "BASE", "MARQUEE", "MATH", "VIDEO", "AUDIO", "STYLE"]
        .includes(element.tagName)) wrong.push(element.tagName);
    if (element.tagName === "SCRIPT" && !element.src.startsWith(location.origin + "/static/"))
      wrong.push("a script");
    if (element.tagName === "IMG") wrong.push("an image");
  }
  return wrong;
}"""


# For each title the status and the headline that its link leads to.
OPEN_ALL = """titles => {
  const links = new Map([...document.querySelectorAll(".story a")].map(
    link => [link.textContent.trim(), link.href]));
  return Promise.all(titles.map(async title => {
    const answer = await fetch(links.get(title));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return [answer.status, page.querySelector("h1").textContent.trim()];
  }));
}"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where an application answers over an index of payloads, all of them on one page."""
    index = tmp_path_factory.mktemp("hostile") / "index"
    with search.open_writer(index) as writer:
        for number, payload in enumerate(PAYLOADS):
            text = payload.encode("utf-8", "replace").decode()
            writer.add(
                Article(f"{number}/{text}", text, f"خبر {text}", None, text, text, text, text)
            )
        for article_id, why in IDS:
            writer.add(Article(article_id, f"عنوان {why}", f"معرّف {article_id}"))
        body = "\n".join(payload.encode("utf-8", "replace").decode() for payload in PAYLOADS)
        writer.add(Article("all", "الكل", body))
    config = {
        "RESULTS_PER_PAGE": len(PAYLOADS) + len(IDS) + 1,
        "LIMITS": PageLimits(requests_at_once=1_000_000),
    }
    server = listen(create_app(index, config=config), "127.0.0.1", 0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=5)


@pytest.fixture
def tab(chromium: Any, hostile: str) -> Iterator[Any]:
    context = chromium.new_context(base_url=hostile, bypass_csp=True)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    heard: list[str] = []
    page.on("dialog", lambda dialog: heard.append(dialog.message))
    page.on(
        "request", lambda asked: None if asked.url.startswith(hostile) else heard.append(asked.url)
    )
    yield page
    context.close()
    assert heard == []


def test_there_are_enough_of_them() -> None:
    assert len(PAYLOADS) >= 200


def test_the_look_finds_what_it_looks_for(tab: Any) -> None:
    tab.goto("/")
    assert tab.evaluate(LOOK) == []
    tab.evaluate(f"document.body.innerHTML = '<img src=/x onerror=\"{RUN}\">'")
    tab.wait_for_function("top.ran === 1")
    assert "a script ran" in tab.evaluate(LOOK)


@pytest.mark.parametrize(
    "address", ["/?sort=oldest", "/?q=خبر", "/", "/article/all?q=script", "/api/docs"]
)
def test_nothing_in_an_article_runs(tab: Any, address: str) -> None:
    tab.goto(address)
    assert tab.evaluate(LOOK) == []


def test_nothing_in_a_query_or_a_filter_runs(
    tab: Any, hostile: str, tell: Callable[[str], None]
) -> None:
    for payload in PAYLOADS[:: cheap(16, 1)]:
        text = quote(payload.encode("utf-8", "replace"))
        for address in (f"/?q={text}", f"/?q=خبر&source={text}&author={text}", f"/{text}"):
            tab.goto(hostile + address)  # whole: "//host" would be another one
            assert tab.evaluate(LOOK) == [], address
    tell(f"{len(PAYLOADS[:: cheap(16, 1)])} payloads in three places each, 0 ran")


def test_every_article_of_the_list_can_be_opened(tab: Any) -> None:
    """A link, as a browser understands it, leads to the article that it stands for."""
    tab.goto("/?sort=oldest")
    led_to = tab.evaluate(OPEN_ALL, [f"عنوان {why}" for _, why in IDS])
    for (article_id, why), led in zip(IDS, led_to, strict=True):
        assert led == [200, f"عنوان {why}"], article_id


def test_a_cell_is_no_formula() -> None:
    from search.exports import harmless_cell

    for payload in PAYLOADS:
        cell = harmless_cell(payload)
        seen = cell.lstrip(" \t\r\n\u200b\u200e\u200f\ufeff")
        assert seen[:1] not in tuple("=+-@＝＋－＠"), payload
        for inner in re.split("[;\t\r\n]", cell):
            assert inner.lstrip(" \u200b\u200e\u200f\ufeff")[:1] not in tuple("=+-@＝＋－＠"), (
                payload
            )
