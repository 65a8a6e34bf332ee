"""Only web addresses lead out; anything else that calls itself a link is dropped."""

from __future__ import annotations

import pytest

from web.links import outbound_host, outbound_url

LINKS = [
    ("https://example.com/a?b=1", "example.com", "https"),
    ("http://example.com", "example.com", "http"),
    ("HTTPS://Example.COM/A", "example.com", "schemes and hosts in capitals"),
    (" https://example.com/a ", "example.com", "spaces round it"),
    ("https://example.com:8443/a", "example.com", "a port"),
    ("https://good.example@evil.example/", "evil.example", "the host is named, not the user"),
    ("https://مثال.example/خبر", "مثال.example", "Arabic in host and path"),
    ("javascript:alert(1)", None, "a script"),
    ("JaVaScRiPt:alert(1)", None, "a script in disguise"),
    ("java\tscript:alert(1)", None, "browsers drop tabs and line breaks"),
    ("\x01javascript:alert(1)", None, "and control characters in front"),
    ("data:text/html,<script>alert(1)</script>", None, "a page inside an address"),
    ("vbscript:x", None, "another script"),
    ("file:///etc/passwd", None, "a file"),
    ("//example.com/a", None, "no scheme"),
    ("/a/b", None, "no host"),
    ("https:///a", None, "no host, either"),
    ("https://exam ple.com/", None, "a space inside"),
    ("https://example.com/\u202ea", None, "a control character that turns text round"),
    ("http://[::1", None, "a bracket never closed"),
    ("", None, "nothing"),
]


@pytest.mark.parametrize(("url", "host", "why"), LINKS)
def test_outbound(url: str, host: str | None, why: str) -> None:
    assert outbound_host(url) == host, why
    assert outbound_url(url) == (url.strip() if host else None), why
