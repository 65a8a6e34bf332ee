"""What a browser gets and when it shows it: bytes over the wire, first paint, layout shift."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import search
from tests.benchmarks.processes import Server, served
from tests.benchmarks.table import number, table
from tests.browser.launch import LAYOUT_SHIFT, MISSING, browser_path, launched

VISITS = 5
SETTLED_MS = 300
SIZES = {"phone": (360, 740), "desktop": (1280, 900)}
FIRST_PAINT = """() => performance.getEntriesByType("paint")
  .find(entry => entry.name === "first-contentful-paint").startTime"""


class Visit(NamedTuple):
    """One page in a browser that has seen none before: KB as sent, headers and all, and ms."""

    kb: float
    fonts_kb: float
    paint_ms: float
    shift: float


def paint(index: Path, results: str) -> str:
    """A table of the pages in Chromium, each in a fresh profile, at both sizes."""
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        return "playwright is not installed: weight, paint and shift were not measured"
    path = browser_path()
    if path is None:
        return f"{MISSING}: weight, paint and shift were not measured"
    rows = []
    with served(index) as server, sync_playwright() as playwright:
        browser = launched(playwright, path)
        for name, page in pages(index, results).items():
            for size, (width, height) in SIZES.items():
                visits = list(_visits(browser, server, page, width, height))
                weights = [
                    number(statistics.median(kb))
                    for kb in (
                        [visit.kb for visit in visits],
                        [visit.kb - visit.fonts_kb for visit in visits],
                    )
                ]
                paints = sorted(visit.paint_ms for visit in visits)
                shift = f"{max(visit.shift for visit in visits):.4f}"
                times = [number(statistics.median(paints)), number(paints[-1])]
                rows.append([f"{name}, {size}", *weights, *times, shift])
        browser.close()
    head = ["in Chromium", "KB first time", "KB with fonts cached"]
    return table([*head, "first paint ms", "longest ms", "layout shift"], rows)


def pages(index: Path, results: str) -> dict[str, str]:
    """One address of each kind, all of the same query."""
    asked = parse_qs(urlsplit(results).query)
    query = urlencode({"q": asked["q"][0]})
    with search.open_index(index) as engine:
        best = engine.search(asked["q"][0], limit=1).hits[0].id
    return {
        "front page": "/",
        "results": results,
        "article": f"/article/{quote(best)}?{query}#passage",
        "concordance": f"/concordance?{query}",
        "trends": f"/trends?{query}",
    }


def _visits(browser: Any, server: Server, path: str, width: int, height: int) -> Iterator[Visit]:
    for _ in range(VISITS):
        context = browser.new_context(viewport={"width": width, "height": height}, locale="ar")
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        kinds: dict[str, str] = {}
        sizes: dict[str, float] = {}
        session.on("Network.responseReceived", partial(_note, kinds, "type"))
        session.on("Network.loadingFinished", partial(_note, sizes, "encodedDataLength"))
        page.goto(f"http://127.0.0.1:{server.port}{path}", wait_until="load")
        page.wait_for_timeout(SETTLED_MS)
        fonts = sum(size for one, size in sizes.items() if kinds.get(one) == "Font")
        yield Visit(
            sum(sizes.values()) / 1e3,
            fonts / 1e3,
            page.evaluate(FIRST_PAINT),
            page.evaluate(LAYOUT_SHIFT),
        )
        context.close()


def _note(found: dict[str, Any], name: str, event: dict[str, Any]) -> None:
    found[event["requestId"]] = event[name]
