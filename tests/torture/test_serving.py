"""Eight clients at once while editions are published: no error, no mixture, memory that stays."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.torture import count
from tests.torture.editions import publish, size

SECONDS = count(3, 300)
CLIENTS = 8
SLACK = 64  # megabytes that the process may grow by once every address was asked for
WHEAT = quote("سعر القمح")
ADDRESSES = [
    f"/?q={WHEAT}",
    f"/api/search?q={WHEAT}&limit=100&facets=1&timeline=1",
    f"/api/concordance?q={WHEAT}",
    f"/api/trends?q={WHEAT}",
    f"/feed.atom?q={WHEAT}",
    f"/export/jsonl?q={WHEAT}",
    "/article/n1",
    "/health",
]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[int, int, Path]]:
    """A port, the server's process, and the index that it serves."""
    index = tmp_path / "index"
    publish(index, 0)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [
            sys.executable, "-c", "from search.cli import main; main()",
            "serve", "--index", str(index), "--port", str(port),
        ],
        env={
            **os.environ,
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "KASHAF_MAX_REQUESTS_A_MINUTE": "10000000",
            "KASHAF_MAX_REQUESTS_AT_ONCE": "1000000",
            "KASHAF_MAX_EXPORTS_AT_ONCE": "8",
        },
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        end = time.monotonic() + 60
        while time.monotonic() < end and process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port, process.pid, index
    finally:
        process.terminate()
        process.wait(30)


class Client(threading.Thread):
    """Asks for one address after the other until it is told to stop."""

    def __init__(self, port: int, number: int, stop: threading.Event) -> None:
        super().__init__()
        self.port, self.number, self.stop = port, number, stop
        self.statuses: Counter[int] = Counter()
        self.seconds: list[float] = []
        self.faults: list[str] = []

    def run(self) -> None:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            self.ask(connection)
        finally:
            connection.close()

    def ask(self, connection: HTTPConnection) -> None:
        nth = self.number
        while not self.stop.is_set():
            address = ADDRESSES[nth % len(ADDRESSES)]
            nth += 1
            began = time.perf_counter()
            try:
                connection.request("GET", address)
                answer = connection.getresponse()
                body = answer.read()
            except Exception as error:
                self.faults.append(f"{address}: {error!r}")
                return
            self.seconds.append(time.perf_counter() - began)
            self.statuses[answer.status] += 1
            if fault := wrong(address, body):
                self.faults.append(fault)


def wrong(address: str, body: bytes) -> str:
    """What is wrong with an answer, if it is of two editions."""
    if not address.startswith("/api/search"):
        return ""
    found = json.loads(body)
    editions = {hit["source"] for hit in found["hits"]}
    if len(editions) != 1:
        return f"one answer of {len(editions)} editions"
    edition = int(editions.pop().split()[1])
    return "" if found["total"] == size(edition) else f"edition {edition} has {found['total']}"


def resident(pid: int) -> float:
    """Megabytes."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise AssertionError("no such process")


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_eight_clients_while_articles_are_added(
    server: tuple[int, int, Path], tell: Callable[[str], None]
) -> None:
    port, pid, index = server
    stop = threading.Event()
    clients = [Client(port, number, stop) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    time.sleep(1)
    before, end, edition = resident(pid), time.monotonic() + SECONDS, 0
    while time.monotonic() < end:
        edition += 1
        publish(index, edition)
        time.sleep(0.5)
    stop.set()
    for client in clients:
        client.join(60)
    after = resident(pid)
    seconds = sorted(second for client in clients for second in client.seconds)
    tell(
        f"{len(seconds):,} requests, {edition} commits, p50 {at(seconds, 0.5)}, "
        f"p99 {at(seconds, 0.99)} ms, {before:.0f} to {after:.0f} MB"
    )
    assert not [fault for client in clients for fault in client.faults]
    statuses = sum((client.statuses for client in clients), Counter())
    assert set(statuses) == {200}, statuses
    assert edition > 1
    assert after - before < SLACK, "memory stays"


def at(seconds: list[float], share: float) -> str:
    return f"{1000 * seconds[int(share * (len(seconds) - 1))]:.0f}"
