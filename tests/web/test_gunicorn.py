"""The line that the README gives for gunicorn serves, in more than one process."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
        return number


@pytest.fixture
def served(index: Path, port: int, tmp_path: Path) -> Iterator[int]:
    counts = tmp_path / "counts"
    counts.mkdir()
    process = subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", f'web:create_app("{index}")',
            "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "2",
            "--worker-tmp-dir", str(tmp_path),
        ],
        env={
            **os.environ,
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "PROMETHEUS_MULTIPROC_DIR": str(counts),
        },
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(port, process)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0, "it ends when it is told"


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        assert process.poll() is None, "gunicorn did not start"
        try:
            assert get(port, "/health")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("gunicorn answers nothing")


def get(port: int, address: str) -> str:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", address)
    answer = connection.getresponse()
    assert answer.status == 200
    text = answer.read().decode()
    connection.close()
    return text


def test_gunicorn_serves_and_counts_over_its_processes(served: int) -> None:
    for _ in range(12):
        assert json.loads(get(served, "/api/search?limit=1"))["total"] > 1
    counted = 'kashaf_requests_total{endpoint="api.search",status="200"} 12.0'
    assert counted in get(served, "/metrics")
