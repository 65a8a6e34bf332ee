"""Where do our own pages stand? Addresses as templates ask for them, forty a page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import flask
from flask import g

IN_PATHS = ("id", "form", "name")  # what stands in an address's path and not in its query
AS_IT_IS = "!$'()*,/:;?@"  # in a query; Flask leaves the same


def url_for(endpoint: str, **values: Any) -> str:
    """`flask.url_for`, with each path and each query of a page's addresses built once.

    Most of the forty addresses on a page of results end in the same query, and percents for its
    Arabic letters, forty times, took a tenth of the page. Most begin with one of a few paths.

    >>> app = flask.Flask(__name__)
    >>> app.add_url_rule("/article/<id>", "article")
    >>> with app.test_request_context():
    ...     url_for("article", id="a b", q="1/2", source=["x", "y"], page=None)
    '/article/a%20b?q=1/2&source=x&source=y'
    """
    if "_external" in values:
        return flask.url_for(endpoint, **values)
    path = {name: values.pop(name) for name in IN_PATHS if name in values}
    query = query_string(values) if values else ""
    return _path(endpoint, path) + (f"?{query}" if query else "")


def _path(endpoint: str, values: dict[str, Any]) -> str:
    if values:
        return flask.url_for(endpoint, **values)
    built: dict[str, str] = g.setdefault("paths", {})
    if endpoint not in built:
        built[endpoint] = flask.url_for(endpoint)
    return built[endpoint]


def query_string(values: dict[str, Any]) -> str:
    """The parameters behind the question mark, those that are None left out."""
    given = [(name, value) for name, value in values.items() if value is not None]
    built: dict[str, str] = g.setdefault("queries", {})
    key = repr(given)
    if key not in built:
        built[key] = urlencode(given, doseq=True, safe=AS_IT_IS, errors="replace")
    return built[key]
