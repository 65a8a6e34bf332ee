"""How an article's id stands in an address."""

from __future__ import annotations

from werkzeug.routing import PathConverter


class ArticleIdConverter(PathConverter):
    """Any id of at least one character: slashes anywhere in it, and line breaks too."""

    regex = r"[\s\S]+"
    part_isolating = False  # it reaches over slashes
