"""Which browser is there, and how is it started?"""

from __future__ import annotations

import shutil
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
MISSING = f"no browser: none of {', '.join(NAMES)} is on the PATH"

# The layout shifts of a page so far, added up.
LAYOUT_SHIFT = """() => {
  const observer = new PerformanceObserver(() => {});
  observer.observe({ type: "layout-shift", buffered: true });
  return observer.takeRecords().reduce((total, entry) => total + entry.value, 0);
}"""


def browser_path() -> str | None:
    """The first of NAMES on the PATH."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def launched(playwright: Any, path: str) -> Any:
    """A headless Chromium of Playwright's."""
    return playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
