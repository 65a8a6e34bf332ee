"""Commands run as a person runs them: time by the clock and by processors, and memory.

Memory is PSS, Linux's share of every page that a process has mapped, so that pages which several
processes share count once; summed over the process and those it started.
"""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

EVERY = 0.05  # seconds between two looks at a process's memory
KASHAF = (sys.executable, "-c", "from search.cli import main; main()")  # the command `kashaf`
ROOT = Path(__file__).parents[2]


class Run(NamedTuple):
    """What a command took; `peak_mb` is None where the system does not tell.

    The peak is of the memory of its own: pages of files that are mapped are the system's to take.
    """

    elapsed: float
    cpu: float
    peak_mb: float | None


def run(command: Sequence[str]) -> Run:
    """Runs a command to its end. Raises RuntimeError where it fails."""
    started = time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        peak: list[float] = []
        ended = threading.Event()
        watcher = threading.Thread(target=_watch, args=(process.pid, peak, ended))
        watcher.start()
        assert process.stderr
        errors = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        elapsed = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        ended.set()
        watcher.join()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)}: {errors.decode(errors='replace').strip()}")
    return Run(elapsed, usage.ru_utime + usage.ru_stime, max(peak, default=None))


def _watch(pid: int, peak: list[float], ended: threading.Event) -> None:
    while not ended.wait(EVERY):
        found = pss_mb(pid, "Pss_Anon")
        if found is not None:
            peak[:] = [max([found, *peak])]


def pss_mb(pid: int, kind: str = "Pss") -> float | None:
    """The memory of a process and of all below it, now; `Pss_Anon` is that without files."""
    total = 0
    for one in _family(pid):
        try:
            text = Path(f"/proc/{one}/smaps_rollup").read_text()
        except OSError:
            if one == pid:
                return None
            continue
        found = re.search(rf"^{kind}:\s+(\d+) kB", text, re.MULTILINE)
        total += int(found[1]) if found else 0
    return total * 1024 / 1e6


def cpu_seconds(pid: int) -> float:
    """The seconds of processors that a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _family(pid: int) -> Iterator[int]:
    yield pid
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = path.read_text().split()
        except OSError:
            continue
        for child in children:
            yield from _family(int(child))


@dataclass(frozen=True)
class Server:
    """A `kashaf serve` that answers; `log` is what it wrote to stderr."""

    port: int
    pid: int
    log: Path

    def connect(self) -> http.client.HTTPConnection:
        """A connection that may ask for any number of pages."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def cpu(self) -> float:
        """The seconds of processors it has used."""
        return cpu_seconds(self.pid)


@contextmanager
def served(index: Path) -> Iterator[Server]:
    """`kashaf serve` on an index, who asks how often being no matter."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [*KASHAF, "serve", "--index", str(index.absolute()), "--port", str(port)]
    unlimited = {
        "KASHAF_MAX_REQUESTS_A_MINUTE": "1000000000",
        "KASHAF_MAX_REQUESTS_AT_ONCE": "1000000000",
    }
    with (
        tempfile.NamedTemporaryFile("wb", prefix="kashaf-serve-") as log,
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | unlimited,
            stdout=subprocess.DEVNULL,
            stderr=log,
        ) as process,
    ):
        try:
            server = Server(port, process.pid, Path(log.name))
            _wait(process, server)
            yield server
        finally:
            process.terminate()


def _wait(process: subprocess.Popen[bytes], server: Server) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(f"kashaf serve ended: {server.log.read_text()}")
        try:
            get(server.connect(), "/")
            return
        except ConnectionRefusedError:
            time.sleep(0.1)
    raise RuntimeError("kashaf serve does not answer")


def get(connection: http.client.HTTPConnection, path: str) -> bytes:
    """A page as it is sent to a browser. Raises RuntimeError for an error page."""
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    return body


def serving_mb(
    index: Path, queries: Sequence[str], count: int
) -> tuple[float | None, float | None]:
    """The memory of `kashaf serve` once it has answered `count` pages of results.

    With and without the pages of files, which the system takes back when it needs them.
    """
    with served(index) as server:
        connection = server.connect()
        for number in range(count):
            get(connection, f"/?q={quote(queries[number % len(queries)])}")
        return pss_mb(server.pid), pss_mb(server.pid, "Pss_Anon")
