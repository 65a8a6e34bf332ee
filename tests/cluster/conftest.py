"""A cluster of three real nodes, one for all processes that run these tests."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.cluster.nodes import Cluster, Missing
from tests.conftest import Place

# Kept to the end: a process that is forgotten while it runs is a warning, and so an error.
_started: list[Cluster] = []


def missing(why: Missing) -> None:
    """Skips what needs a cluster, or fails where one is required."""
    if os.environ.get("KASHAF_REQUIRE_CLUSTER"):
        pytest.fail(str(why))
    pytest.skip(str(why))


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The hosts of the cluster. It ends when the last process that asked for it has ended.

    KASHAF_TEST_CLUSTER may name one that runs already, to try a change again and again.
    """
    if running := os.environ.get("KASHAF_TEST_CLUSTER"):
        yield running
        return
    folder = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        folder = folder.parent
    known = folder / "cluster.hosts"
    life = folder / "cluster.life"  # the nodes live as long as somebody has this pipe open
    with (folder / "cluster.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not known.exists():
            os.mkfifo(life)
            try:
                _started.append(Cluster(folder / "cluster", life=life))
                known.write_text(_started[-1].hosts)
            except Missing as why:
                life.unlink()
                missing(why)
    held = os.open(life, os.O_WRONLY)
    yield known.read_text()
    os.close(held)


@pytest.fixture(scope="session")
def new_place(cluster: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Place]:
    """Gives an address at which no index is."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    numbers, run = count(), secrets.token_hex(3)
    return lambda: f"opensearch://{cluster}/{run}-{worker}-{next(numbers)}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder where no index is."""
    return tmp_path / "folder.index"
