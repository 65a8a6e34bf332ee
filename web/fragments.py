"""Parts of a page that are the same for all who read it alike: written once, then kept."""

from __future__ import annotations

from functools import lru_cache

from flask import render_template, request
from markupsafe import Markup

from web.preferences import Preferences, current_preferences

MOST = 64


def fragment(template: str, **values: str) -> Markup:
    """A template that asks for the reader's preferences, `values`, and nothing else of the page.

    The panel of operators and that of the display took a tenth of a page of results.
    """
    # What a proxy has set before our addresses stands in them, too.
    root = request.script_root
    return _written(template, current_preferences(), root, tuple(values.items()))


@lru_cache(MOST)
def _written(
    template: str, preferences: Preferences, root: str, values: tuple[tuple[str, str], ...]
) -> Markup:
    return Markup(render_template(template, **dict(values)))  # noqa: S704 - a template of ours
