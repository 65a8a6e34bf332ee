"""How an article's id stands in an address."""

from __future__ import annotations

from werkzeug.routing import PathConverter


class ArticleIdConverter(PathConverter):
    """Any id of at least one character: slashes anywhere in it, and line breaks too."""

    regex = r"[\s\S]+"
    part_isolating = False  # it reaches over slashes

    def to_url(self, value: str) -> str:
        """The id in an address; half a character of UTF-16 has no address and becomes a ?."""
        return super().to_url(value.encode("utf-8", "replace").decode())
