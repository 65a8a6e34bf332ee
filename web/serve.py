"""Serving the pages: waitress, with less patience and a place for everyone."""

from __future__ import annotations

import ctypes
import errno
import gc
import logging
import re
import sys
import time
from typing import Any

import waitress
from flask import Flask
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import BaseWSGIServer

from web.limits import PageLimits

# Python runs one of them at a time: more only make all pages wait for each other. Of eight clients
# who ask without a pause, one in a hundred waited 2.0 s with eight threads and 1.2 s with four.
THREADS = 4
CLEANUP_SECONDS = 2
M_ARENA_MAX = -8  # of mallopt(3)
SPARE = 20  # connections that may still be on their way out when the next one comes
_NOT_ASCII = re.compile(rb"[\x80-\xff]")


class LenientParser(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
    """Takes raw UTF-8 in an address, as scripts and curl send it, for what browsers make of it."""

    def parse_header(self, header_plus: bytes) -> None:
        line, end, headers = header_plus.partition(b"\r\n")
        encoded = _NOT_ASCII.sub(lambda byte: b"%%%02X" % ord(byte[0]), line)
        super().parse_header(encoded + end + headers)


class PromptChannel(HTTPChannel):  # type: ignore[misc]  # waitress has no types
    """A connection that has to get on with it.

    To waitress every byte is a sign of life, and the 101st connection waits until one of the
    first hundred goes: a byte every two minutes on each locks everyone out. It also waits without
    end for who does not read: five such readers of an export had all four threads. Here a request
    as a whole has its time, an answer is taken at a least rate or cut off, and a newcomer takes the
    place of who has been waiting longest.
    """

    parser_class = LenientParser
    last_activity: float

    def __init__(self, server: Any, sock: Any, addr: Any, adj: Any, map: Any = None) -> None:
        self._sent = self._sent_before = 0
        self._measured_from = time.monotonic()
        super().__init__(server, sock, addr, adj, map)
        if len(server.active_channels) > adj.connection_limit - SPARE:
            channels = [one for one in server.active_channels.values() if one is not self]
            waiting = [one for one in channels if not (one.requests or one.will_close)]
            # Who takes an answer goes after who has asked for none.
            leaving = min(
                waiting,
                key=lambda channel: (channel.total_outbufs_len > 0, channel.last_activity),
                default=self,
            )
            leaving.will_close = True

    def handle_read(self) -> None:
        began: float = self.last_activity if self.request is not None else time.time()
        super().handle_read()
        self.last_activity = began

    def send(self, data: bytes, do_close: bool = True) -> int:
        sent: int = super().send(data, do_close)
        self._sent += sent
        return sent

    def writable(self) -> bool:
        """Asked in every round of the server's loop, a second apart at most."""
        if not self.total_outbufs_len:
            self._measure_anew()
        elif self.will_close or self._too_slow():
            # At once: what waitress closes, it closes when there is room to write, and who does
            # not read never makes any. A thread that waits for room is woken by it.
            self.handle_close()
            return False
        return bool(super().writable())

    def _too_slow(self) -> bool:
        seconds = time.monotonic() - self._measured_from
        if seconds < self.adj.channel_timeout:
            return False
        slow: bool = self._sent - self._sent_before < self.adj.least_rate * seconds
        self._measure_anew()
        return slow

    def _measure_anew(self) -> None:
        self._measured_from, self._sent_before = time.monotonic(), self._sent


def listen(app: Flask, host: str = "127.0.0.1", port: int = 8080, *, threads: int = THREADS) -> Any:
    """A waitress server that has its address already; `run()` answers requests until stopped.

    Headers of a proxy are believed only as far as `config["TRUSTED_PROXIES"]` says. Raises
    OSError when the address cannot be listened on.
    """
    share_one_heap()  # before there are threads
    # It warns of each request that has to wait for a thread, which is what a queue is for.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    limits: PageLimits = app.config["LIMITS"]
    sockets: dict[int, Any] = {}
    try:
        server = waitress.create_server(
            app,
            map=sockets,
            host=host,
            port=port,
            threads=threads,
            ident=None,
            clear_untrusted_proxy_headers=not app.config["TRUSTED_PROXIES"],
            connection_limit=limits.connections + SPARE,
            channel_timeout=limits.request_seconds,
            cleanup_interval=CLEANUP_SECONDS,
            max_request_header_size=limits.header_bytes,
            max_request_body_size=limits.body_bytes,
            asyncore_use_poll=True,
        )
    except (OSError, ValueError) as error:
        wasyncore.close_all(sockets)
        if isinstance(error, ValueError):  # all that waitress says of a name that it cannot find
            raise OSError(errno.EADDRNOTAVAIL, "there is no such address") from error
        raise
    for one in sockets.values():
        if isinstance(one, BaseWSGIServer):
            one.channel_class = PromptChannel
            one.adj.least_rate = 1e6 / limits.seconds_a_megabyte  # bytes a second
    return server


def share_one_heap() -> bool:
    """Has all threads take memory from one heap; says if the system can be told so.

    glibc gives each thread a heap of its own, and what one gave back the next could not use. Python
    lets one thread run at a time, so that none waits for the heap. After 1,000 pages a server had
    192 MB of its own instead of 217, for the same processor time.
    """
    set_option = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    return set_option is not None and set_option(M_ARENA_MAX, 1) == 1


def run(server: Any) -> None:
    """Answer requests until the process is stopped."""
    # What the program is made of stays: looking through it for garbage took .1 s, with every page
    # waiting, once in a hundred pages; now .015 s.
    gc.collect()
    gc.freeze()
    server.run()


def serve(app: Flask, host: str = "127.0.0.1", port: int = 8080, *, threads: int = THREADS) -> None:
    """Answer requests until the process is stopped: `listen` and `run` in one."""
    run(listen(app, host, port, threads=threads))
