"""Which addresses may a page lead out to?"""

from __future__ import annotations

from urllib.parse import urlsplit


def outbound_url(url: str) -> str | None:
    """The address when it is http or https and names a host; None for any other.

    >>> outbound_url("https://example.com/a"), outbound_url("javascript:alert(1)")
    ('https://example.com/a', None)
    """
    return url.strip() if outbound_host(url) else None


def outbound_host(url: str) -> str | None:
    """The host that `outbound_url` leads to, as a reader should see it before following.

    >>> outbound_host("https://name@example.com:8080/a")
    'example.com'
    """
    url = url.strip()
    if any(character.isspace() or not character.isprintable() for character in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts.hostname if parts.scheme in ("http", "https") else None
