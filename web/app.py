"""The application: its parts, put together in one place."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from search import Engine
from search.limits import Limits
from web import api, failures, pages, rate, security, wording
from web.assets import Assets
from web.converters import ArticleIdConverter
from web.current_index import CurrentIndex
from web.limits import PageLimits
from web.links import outbound_host, outbound_url
from web.markup import harmless, highlight, text_direction

DEFAULTS: Mapping[str, Any] = {
    "RESULTS_PER_PAGE": 10,
    "LATEST_ON_FRONT_PAGE": 8,
    "REFRESH_SECONDS": 2.0,  # how often a newer commit of the index is looked for
    "LIMITS": PageLimits(),
    # Of an index given by its path; an open engine has its own.
    "QUERY_LIMITS": Limits(seconds=0.8),
    "TRUSTED_PROXIES": 0,  # how many stand before this server, each adding X-Forwarded-For
}


def create_app(
    engine_or_path: Engine | str | os.PathLike[str], *, config: Mapping[str, Any] | None = None
) -> Flask:
    """A search page over an engine that is open, or over the index at a path.

    With a path the index is opened by the first request that needs it: until it is there, every
    page answers 503 and says so, and no restart is needed once it is. `config` overrides DEFAULTS
    and Flask's own settings.
    """
    app = Flask(__name__, static_folder=None)
    app.config.from_mapping(DEFAULTS)
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
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(api.blueprint)
    failures.register(app)
    rate.register(app)
    security.register(app)
    prepare_templates(app)
    return app


def prepare_templates(app: Flask) -> None:
    """Give the templates the functions they call; a name they do not know is an error."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.finalize = harmless
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        highlight=highlight,
        outbound_url=outbound_url,
        outbound_host=outbound_host,
        day_in_words=wording.day_in_words,
        day_in_full=wording.day_in_full,
        articles_counted=wording.articles_counted,
        matches_counted=wording.matches_counted,
        milliseconds=wording.milliseconds,
        number=wording.number,
        day=date.fromisoformat,
    )
    app.jinja_env.filters["direction"] = text_direction
