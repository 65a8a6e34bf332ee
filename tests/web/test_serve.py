"""Waitress serves the application, says nothing of itself, and nobody locks others out."""

from __future__ import annotations

import ctypes
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest

import search
from corpus import Article
from web import PageLimits, create_app, listen

LIMITS = PageLimits(connections=40, request_seconds=1, header_bytes=8_000, body_bytes=1_000)


@pytest.fixture(scope="module")
def server(engine: search.Engine) -> Iterator[Any]:
    app = create_app(engine, config={"LIMITS": LIMITS})
    server = listen(app, "127.0.0.1", 0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield server
    server.close()
    thread.join(timeout=5)


def connect(server: Any) -> socket.socket:
    return socket.create_connection(("127.0.0.1", int(server.effective_port)), timeout=60)


def ask(server: Any, request: bytes) -> bytes:
    """The whole answer to a request that asks for the connection's end."""
    with connect(server) as client:
        client.sendall(request)
        return b"".join(iter(lambda: client.recv(65_536), b""))


def get(address: bytes, headers: bytes = b"") -> bytes:
    return b"GET " + address + b" HTTP/1.1\r\nHost: x\r\n" + headers + b"Connection: close\r\n\r\n"


def test_an_answer_says_nothing_of_the_server(server: Any) -> None:
    head = ask(server, get(b"/opensearch.xml")).partition(b"\r\n\r\n")[0].lower()
    assert head.startswith(b"http/1.1 200")
    assert b"server:" not in head


def test_raw_utf8_in_an_address_is_what_browsers_make_of_it(server: Any) -> None:
    raw = ask(server, get("/api/search?q=قمح".encode()))
    encoded = ask(server, get(f"/api/search?q={quote('قمح')}".encode()))
    assert raw.startswith(b"HTTP/1.1 200")
    assert '"query":"قمح"'.encode() in raw
    assert raw.count(b'"id"') == encoded.count(b'"id"') > 0


@pytest.mark.parametrize(
    ("request_bytes", "status", "why"),
    [
        (get(b"/?q=" + b"a" * 9_000), b"431", "an address that is too long"),
        (get(b"/", b"X: " + b"a" * 9_000 + b"\r\n"), b"431", "headers that are too long"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999\r\n\r\n", b"413", "a body"),
        (get(b"/?q=\xff\xfe"), b"200", "bytes that are no UTF-8 are a word that no article has"),
        (b"\x16\x03\x01\x02\x00\x01\r\n\r\n", b"400", "TLS on a plain port"),
    ],
)
def test_requests_past_a_limit(server: Any, request_bytes: bytes, status: bytes, why: str) -> None:
    with connect(server) as client:
        client.sendall(request_bytes)
        assert client.recv(12).split()[1] == status, why


def test_half_sent_requests_lock_nobody_out(server: Any) -> None:
    waiting = [connect(server) for _ in range(3 * LIMITS.connections)]
    for client in waiting:
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
    address = f"http://127.0.0.1:{server.effective_port}/opensearch.xml"
    with urllib.request.urlopen(address, timeout=10) as answer:
        assert answer.status == 200
    for client in waiting:
        client.close()


def test_a_request_that_drips_has_its_time_and_no_more(server: Any) -> None:
    with connect(server) as client:
        client.settimeout(0.2)
        closed = False
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        for _ in range(100):  # a byte at a time, for longer than anybody is asked to wait
            try:
                client.sendall(b"a")
                closed = client.recv(1) == b""
            except TimeoutError:
                continue
            except OSError:
                closed = True
            if closed:
                break
        assert closed


@pytest.fixture(scope="module")
def exporting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server that keeps less for a client than an export has, and the system less than a page."""
    folder = tmp_path_factory.mktemp("long") / "index"
    with search.open_writer(folder) as writer:
        for number in range(8):
            writer.add(Article(f"n{number}", "خبر", "قمح وزير " * 10_000))
    limits = replace(LIMITS, request_seconds=3, requests_at_once=1_000, exports_at_once=100)
    app = create_app(folder, config={"LIMITS": limits})
    server = listen(app, "127.0.0.1", 0)
    server.adj.outbuf_high_watermark = 200_000
    server.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 32_768)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield server
    server.close()
    thread.join(timeout=5)


def unread(server: Any, request: bytes) -> socket.socket:
    """A connection that asks and takes nothing."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    client.connect(("127.0.0.1", int(server.effective_port)))
    client.sendall(request)
    return client


def test_answers_that_nobody_reads_keep_no_thread(exporting: Any) -> None:
    export = get("/export/jsonl?q=قمح".encode())
    waiting = [unread(exporting, export) for _ in range(5)]
    time.sleep(0.5)
    assert ask(exporting, get(b"/opensearch.xml")).startswith(b"HTTP/1.1 200")
    whole = ask(exporting, export)
    assert whole.startswith(b"HTTP/1.1 200")
    assert whole.count(b'"id": "n') == 8, "who reads gets all of it"
    for client in waiting:
        client.close()


def test_answers_that_nobody_reads_keep_no_place(exporting: Any) -> None:
    article = get(b"/api/articles/n1")
    waiting = [unread(exporting, article) for _ in range(LIMITS.connections)]
    channels = exporting.active_channels
    while any(channel.requests for channel in list(channels.values())):
        time.sleep(0.01)
    assert ask(exporting, get(b"/opensearch.xml")).startswith(b"HTTP/1.1 200")
    for client in waiting:
        client.close()


def test_an_address_that_is_taken_is_told_before_anything_is_served(server: Any) -> None:
    with pytest.raises(OSError, match="in use"):
        listen(create_app("nowhere"), "127.0.0.1", int(server.effective_port))


HEAPS = """
import ctypes, os, sys, tempfile, threading
from web.serve import share_one_heap
if sys.argv[1] == "shared":
    assert share_one_heap()
kept = threading.Barrier(5)
def hold():
    small = [bytes(2_000) for _ in range(500)]  # past Python's own pools, below a map of its own
    kept.wait()
threads = [threading.Thread(target=hold) for _ in range(4)]
for thread in threads: thread.start()
kept.wait()
for thread in threads: thread.join()
libc = ctypes.CDLL(None)
libc.fdopen.restype = ctypes.c_void_p
with tempfile.TemporaryFile() as told:
    stream = ctypes.c_void_p(libc.fdopen(os.dup(told.fileno()), b"w"))
    libc.malloc_info(0, stream)
    libc.fflush(stream)
    told.seek(0)
    print(told.read().count(b"<heap nr="))
"""


@pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "mallopt"), reason="a matter of glibc"
)
@pytest.mark.parametrize(
    ("how", "most", "why"),
    [
        ("shared", 1, "what a thread gives back is of use to the next"),
        ("apart", 5, "as glibc does"),
    ],
)
def test_threads_share_one_heap(how: str, most: int, why: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", HEAPS, how], capture_output=True, text=True, check=True
    )
    assert int(told.stdout) == most, why
