"""Parts of a page that are kept: whose they are, and that nobody gets another's."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from web import fragments

READERS = [
    ("/?q=النفط", "", "في العنوان وحده", 'href="/?q=', "Arabic is the default"),
    ("/?q=النفط&lang=en", "", "in the title only", 'href="/?q=', "another language"),
    ("/?q=النفط", "/news", "في العنوان وحده", 'href="/news/?q=', "behind a path of a proxy's"),
    ("/?q=النفط&theme=dark", "", 'value="dark" checked', 'href="/?q=', "what was chosen"),
    ("/?q=النفط", "", 'value="auto" checked', 'href="/?q=', "and the next reader's default"),
]


@pytest.mark.parametrize("turn", ["written", "kept"])
@pytest.mark.parametrize(("path", "root", "words", "link", "why"), READERS)
def test_each_reader_gets_their_own(
    client: FlaskClient, turn: str, path: str, root: str, words: str, link: str, why: str
) -> None:
    page = client.get(path, environ_overrides={"SCRIPT_NAME": root}).text
    assert words in page, (why, turn)
    panel = page[page.index('class="operators"') :]
    assert panel[panel.index("href") :].startswith(link), (why, turn)


def test_a_part_is_written_once(client: FlaskClient) -> None:
    fragments._written.cache_clear()
    for _ in range(3):
        client.get("/?q=النفط")
    assert fragments._written.cache_info().misses == 2, "the operators and the display's choices"
