"""Three nodes of a real OpenSearch on loopback, started from the jars that Maven fetches."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import urllib.request
from pathlib import Path
from typing import IO

PROGRAM = Path(__file__).parent / "opensearch"
START_SECONDS = 180
JAVA = [
    "java", "-Xms512m", "-Xmx512m", "-XX:+UseSerialGC",
    "-Dopensearch.set.netty.runtime.available.processors=false", "-Dio.netty.noUnsafe=true",
    "-Dlog4j2.disable.jmx=true", "-Dlog4j.rootLevel=error",
]  # fmt: skip
HURRIED = "-XX:TieredStopAtLevel=1"  # starts sooner; code that runs for long stays slower


class Missing(Exception):
    """What a cluster needs and this machine has not."""


def classpath() -> str:
    """The jars of a node, fetched and built where they are not there yet."""
    built = PROGRAM / "target" / "opensearch-node-1.jar"
    sources = [PROGRAM / "pom.xml", *PROGRAM.glob("src/**/*.java")]
    if not built.exists() or built.stat().st_mtime < max(p.stat().st_mtime for p in sources):
        if not (shutil.which("java") and shutil.which("mvn")):
            raise Missing("java and mvn (Maven) are needed for a cluster")
        made = subprocess.run(
            ["mvn", "--quiet", "--batch-mode", "package"],
            cwd=PROGRAM, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        if made.returncode:
            raise Missing(f"mvn package in {PROGRAM} fails: {made.stdout[-2000:]}")
    return f"{built}:{PROGRAM / 'target' / 'jars' / '*'}"


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on."""
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Cluster:
    """Three processes, one a node; `kill` ends one of them as a power cut would."""

    def __init__(
        self, folder: Path, size: int = 3, life: Path | None = None, *, hurried: bool = True
    ) -> None:
        """Starts the nodes and waits for them; they live as long as anybody has `life` open."""
        ports = free_ports(2 * size)
        self.ports, transports = ports[:size], ports[size:]
        jars = classpath()
        java = [*JAVA, HURRIED] if hurried else JAVA
        names = [f"node{number}" for number in range(size)]
        self._processes: list[subprocess.Popen[bytes]] = []
        self._logs: list[IO[bytes]] = []
        # Open for both, so that opening it waits for nobody; the nodes' own end is for reading.
        held = os.open(life, os.O_RDWR) if life else None
        for name, port, transport in zip(names, self.ports, transports, strict=True):
            home = folder / name
            (home / "config").mkdir(parents=True)
            settings = {
                "path.home": home,
                "cluster.name": "kashaf",
                "node.name": name,
                "network.host": "127.0.0.1",
                "http.port": port,
                "transport.port": transport,
                "discovery.seed_hosts": ",".join(f"127.0.0.1:{one}" for one in transports),
                "cluster.initial_cluster_manager_nodes": ",".join(names),
                "indices.query.bool.max_clause_count": 32768,
                # The disk of whoever runs the tests may be full without harm to them.
                "cluster.routing.allocation.disk.threshold_enabled": "false",
                # A killed node is known to be gone in a second or two and not in half a minute.
                "cluster.fault_detection.leader_check.interval": "1s",
                "cluster.fault_detection.follower_check.interval": "1s",
            }
            log = (home / "output").open("wb")
            self._logs.append(log)
            arguments = [f"{key}={value}" for key, value in settings.items()]
            reading = os.open(life, os.O_RDONLY) if life else subprocess.PIPE
            self._processes.append(
                subprocess.Popen(
                    [*java, "-cp", jars, "kashaf.ClusterNode", *arguments],
                    stdin=reading,
                    stdout=log,
                    stderr=log,
                    cwd=home,
                    start_new_session=True,
                )
            )
            if life:
                os.close(reading)
        self._held = held
        self._wait(size, folder)

    @property
    def hosts(self) -> str:
        """`host:port` of each node, as an address has them."""
        return ",".join(f"127.0.0.1:{port}" for port in self.ports)

    @property
    def pids(self) -> list[int]:
        """The processes of the nodes."""
        return [process.pid for process in self._processes]

    def _wait(self, size: int, folder: Path) -> None:
        end = time.monotonic() + START_SECONDS
        address = (
            f"http://127.0.0.1:{self.ports[0]}/_cluster/health?wait_for_nodes={size}&timeout=5s"
        )
        while time.monotonic() < end:
            if any(process.poll() is not None for process in self._processes):
                break
            try:
                with urllib.request.urlopen(address, timeout=10) as answer:
                    if b'"timed_out":false' in answer.read():
                        return
            except OSError:
                time.sleep(0.2)
        outputs = [path.read_text(errors="replace")[-2000:] for path in folder.glob("*/output")]
        self.stop()
        raise RuntimeError("the cluster does not start:\n" + "\n".join(outputs))

    def kill(self, number: int) -> None:
        """Ends a node at once (SIGKILL)."""
        self._processes[number].kill()
        self._processes[number].wait()

    def stop(self) -> None:
        """Ends all nodes and waits for them."""
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.wait()
            if process.stdin:
                process.stdin.close()
        for log in self._logs:
            log.close()
