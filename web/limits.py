"""How much of the server may one client take? Every limit of the pages stands here.

What one query may ask for and how long it may take: `search.limits`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLimits:
    """What the pages and the server for them give; `config["LIMITS"]` of `create_app`."""

    requests_a_minute: float = 600
    """Of one client, in the long run; the next is answered with 429 and Retry-After."""

    requests_at_once: int = 120
    """Of one client who has been quiet: what a room full of readers behind one address needs."""

    clients: int = 10_000
    """Whose requests are counted; beyond, who was seen longest ago is forgotten."""

    header_bytes: int = 64 * 1024
    """Of a request with its address. The longest query takes 24 KB, and what asks for more is
    answered with 431."""

    body_bytes: int = 16 * 1024
    """Of a request. The pages read none."""

    connections: int = 500
    """Open at once. For one more, the one that has been waiting longest is closed."""

    request_seconds: int = 20
    """From a request's first byte to its last, and from an answer to the next request."""

    seconds_a_megabyte: float = 1_000
    """For a client to take an answer; who takes it slower over `request_seconds` is cut off."""

    export_records: int = 10_000
    """Articles, or lines of a concordance, that are taken away in one file; the command line has no
    limit."""

    exports_at_once: int = 2
    """Files of articles that are sent at the same time, since each keeps a thread from the pages
    for as long as its client likes; one more is answered with 503 and Retry-After."""
