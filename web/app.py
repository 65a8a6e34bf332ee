"""The application: its parts, put together in one place."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Flask, Response
from jinja2 import StrictUndefined
from markupsafe import Markup
from werkzeug.middleware.proxy_fix import ProxyFix

from search import Engine, citations
from search.limits import Limits, from_environment
from web import (
    api,
    caching,
    compression,
    failures,
    feeds,
    observation,
    pages,
    preferences,
    rate,
    security,
    study,
    takeaway,
)
from web.addresses import url_for
from web.assets import Assets
from web.converters import ArticleIdConverter
from web.current_index import CurrentIndex, current_engine
from web.fragments import fragment
from web.limits import PageLimits
from web.links import outbound_host, outbound_url
from web.markup import code, harmless, highlight, isolated, text_direction
from web.preferences import current_preferences
from web.wording import current_wording

SOME_DAY = "2023-07-01"  # for an example's sake, where no article has a date
A_MONTH = 31
DEFAULTS: Mapping[str, Any] = {
    "RESULTS_PER_PAGE": 10,
    "LATEST_ON_FRONT_PAGE": 8,
    "LINES_PER_PAGE": 50,  # of a concordance
    "SIMILAR_ARTICLES": 5,  # below an article
    "COPIES": 20,  # of an article, below it
    "ENTRIES_OF_A_FEED": 50,
    "REQUEST_LOG": "off",  # or "requests": a line of JSON each; or "queries": with what was asked
    "REFRESH_SECONDS": 2.0,  # how often a newer commit of the index is looked for
    "LIMITS": PageLimits(),
    # Of an index given by its path; an open engine has its own.
    "QUERY_LIMITS": Limits(seconds=0.8),
    "TRUSTED_PROXIES": 0,  # how many stand before this server, each adding X-Forwarded-For
}


class Answer(Response):
    """A response that can be sent whatever an article holds."""

    def set_data(self, value: bytes | str) -> None:
        super().set_data(encodable(value) if isinstance(value, str) else value)


def encodable(text: str) -> str:
    """The text with a ? for half a character of UTF-16, which no encoding has."""
    return text.encode("utf-8", "replace").decode()


def encodable_values(endpoint: str, values: dict[str, Any]) -> None:
    """The same for all that goes into an address of ours."""
    for name, value in values.items():
        if isinstance(value, str):
            values[name] = encodable(value)
        elif isinstance(value, list):
            values[name] = [encodable(one) if isinstance(one, str) else one for one in value]


def create_app(
    engine_or_path: Engine | str | os.PathLike[str], *, config: Mapping[str, Any] | None = None
) -> Flask:
    """A search page over an engine that is open, or over the index at a path.

    With a path the index is opened by the first request that needs it: until it is there, every
    page answers 503 and says so, and no restart is needed once it is. `config` overrides DEFAULTS,
    their limits as the environment sets them (`KASHAF_MAX_SECONDS=2`), and Flask's own settings.
    Raises search.KashafError for a limit in the environment that is none.
    """
    app = Flask(__name__, static_folder=None)
    app.response_class = Answer
    app.url_defaults(encodable_values)
    app.config.from_mapping(DEFAULTS)
    for limits in ("LIMITS", "QUERY_LIMITS"):
        app.config[limits] = from_environment(DEFAULTS[limits], os.environ)
    app.config.from_mapping(config or {})
    # Article ids are the sources' own: they may hold slashes, even two in a row.
    app.url_map.merge_slashes = False
    app.url_map.converters["article_id"] = ArticleIdConverter
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]

    if proxies := app.config["TRUSTED_PROXIES"]:
        # Never the host: a proxy that leaves X-Forwarded-Host alone passes on a stranger's.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=0)  # type: ignore[method-assign]
    CurrentIndex(engine_or_path, app.config["REFRESH_SECONDS"], app.config["QUERY_LIMITS"]).attach(
        app
    )
    Assets.collect(app.logger).attach(app)
    preferences.register(app)
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(study.blueprint)
    app.register_blueprint(api.blueprint)
    app.register_blueprint(feeds.blueprint)
    app.register_blueprint(takeaway.blueprint)
    app.register_blueprint(observation.blueprint)
    failures.register(app)
    rate.register(app)
    security.register(app)
    caching.register(app)
    compression.register(app)
    observation.register(app)
    prepare_templates(app)
    return app


def prepare_templates(app: Flask) -> None:
    """Give the templates the functions they call; a name they do not know is an error."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.finalize = harmless
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        citations=citations,
        code=code,
        fragment=fragment,
        newest_months=newest_months,
        day=date.fromisoformat,
        highlight=highlight,
        isolated=isolated,
        outbound_url=outbound_url,
        outbound_host=outbound_host,
        url_for=url_for,
    )
    # Pages that have no way of their own to see the answer ask for articles.
    app.context_processor(lambda: {"wording": current_wording(), "view": "pages.search"})
    app.jinja_env.filters["direction"] = text_direction
    app.jinja_env.filters["written"] = written


def newest_months() -> str:
    """The last two months of the index as a query writes them, so that the example finds some."""
    last = current_engine().extent().last or SOME_DAY
    before = date.fromordinal(max(date.fromisoformat(last).toordinal() - A_MONTH, 1))
    return f"{before.isoformat()[:7]}..{last[:7]}"


def written(text: str) -> Markup:
    """The attributes of an element that holds a text as its source wrote it."""
    direction = text_direction(text)
    if direction == "rtl" and current_preferences().lang != "ar":
        return Markup('dir="rtl" lang="ar"')
    return Markup('dir="{}"').format(direction)
