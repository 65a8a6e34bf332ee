"""May this client ask again already?

A token bucket for each client, in the memory of one process. (flask-limiter keeps to the same and
brings seven packages along.)
"""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from flask import Flask, request
from werkzeug.exceptions import TooManyRequests

from web.limits import PageLimits

LONGEST_ADDRESS = 100  # characters; of ten thousand clients not more is remembered


class Rate:
    """Counts the requests of each client. Threads may share it."""

    def __init__(self, limits: PageLimits, clock: Callable[[], float] = time.monotonic) -> None:
        self._each = 60 / limits.requests_a_minute
        self._at_once = limits.requests_at_once
        self._clients = limits.clients
        self._clock = clock
        # For each client, when all of its tokens are back; who was seen last stands last.
        self._full_at: OrderedDict[str, float] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, client: str) -> float:
        """0 if the client may ask, which counts; else the seconds until it may."""
        with self._lock:
            now = self._clock()
            full_at = max(self._full_at.pop(client, now), now) + self._each
            early = full_at - now - self._at_once * self._each
            allowed = early <= 1e-6
            self._full_at[client] = full_at if allowed else full_at - self._each
            if len(self._full_at) > self._clients:
                self._full_at.popitem(last=False)
            return 0 if allowed else early


def client_of(address: str | None) -> str:
    """Who asks: an IPv4 address, or the first half of an IPv6 one, which is one customer's.

    >>> client_of("192.0.2.7"), client_of("2001:db8:1:2:3:4:5:6"), client_of(None)
    ('192.0.2.7', '2001:db8:1:2::', '')
    """
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return (address or "")[:LONGEST_ADDRESS]
    if parsed.version == 4:
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_address(int(parsed) >> 64 << 64))


def register(app: Flask) -> None:
    """Answer 429 with Retry-After to who asks too much; files beside the pages are not counted."""
    rate = Rate(app.config["LIMITS"])

    @app.before_request
    def count() -> None:
        if request.endpoint == "asset":
            return
        seconds = rate.wait(client_of(request.remote_addr))
        if seconds:
            raise TooManyRequests(
                "too many requests; wait as long as Retry-After says",
                retry_after=math.ceil(seconds),
            )
