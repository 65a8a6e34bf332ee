"""How an article's id stands in an address."""

from __future__ import annotations

import re

from werkzeug.routing import PathConverter

ESCAPE = "~"
# Browsers take . and .. for ways through the path, even as %2e%2e; proxies make // one slash.
_UNSAFE_SEGMENT = re.compile(r"(?:\.{1,2}|~.*|)", re.DOTALL)


class ArticleIdConverter(PathConverter):
    """Any id of at least one character: slashes anywhere in it, and line breaks too.

    A part between slashes that would not arrive as it is gets a ~ before it: ../a is ~../a.
    """

    regex = r"[\s\S]+"
    part_isolating = False  # it reaches over slashes

    def to_python(self, value: str) -> str:
        return "/".join(part.removeprefix(ESCAPE) for part in value.split("/"))

    def to_url(self, value: str) -> str:
        """The id in an address."""
        parts = value.split("/")
        return super().to_url(
            "/".join(ESCAPE + part if _UNSAFE_SEGMENT.fullmatch(part) else part for part in parts)
        )
