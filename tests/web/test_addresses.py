"""Are addresses in pages those that Flask builds?"""

from __future__ import annotations

from typing import Any

import flask
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from web import create_app
from web.addresses import IN_PATHS, url_for

APP = create_app("no.index")
TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
VALUES = st.dictionaries(
    st.sampled_from(["q", "source", "from", "page", "order"]),
    st.none() | st.integers() | TEXT | st.lists(TEXT, max_size=3),
)


@pytest.mark.parametrize(
    ("endpoint", "path"),
    [
        ("pages.search", {}),
        ("study.trends", {}),
        ("pages.article", {"id": "الأهرام/1?q=2"}),
        ("takeaway.cite", {"form": "ris", "id": "../a"}),
        ("asset", {"name": "kashaf.css"}),
    ],
)
@given(values=VALUES, others=VALUES)
@settings(max_examples=60)
def test_an_address_is_flasks(
    endpoint: str, path: dict[str, str], values: dict[str, Any], others: dict[str, Any]
) -> None:
    with APP.test_request_context("/", base_url="https://example.com/news/"):
        for asked in (values, others, values):  # what was built before changes nothing
            assert url_for(endpoint, **path, **asked) == flask.url_for(endpoint, **path, **asked)


def test_every_variable_of_a_path_is_known() -> None:
    assert set().union(*(rule.arguments for rule in APP.url_map.iter_rules())) == set(IN_PATHS)


def test_one_page_does_not_see_another_pages_queries() -> None:
    for query in ("النفط", "الغاز"):
        with APP.test_request_context("/"):
            assert url_for("pages.search", q=query) == flask.url_for("pages.search", q=query)
            assert len(flask.g.queries) == 1
