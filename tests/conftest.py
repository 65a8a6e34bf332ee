"""What many tests stand on: the sample articles in a real index."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

import corpus
import search
from tests.torture import SHARE, summary

Place = Path | str  # of an index: a folder, or an address on a cluster

# How long an example takes is the machine's affair; Hypothesis fails one of 200 ms otherwise.
settings.register_profile("kashaf", deadline=None)
settings.load_profile("kashaf")


@pytest.fixture(scope="session")
def new_place(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Place]:
    """Gives a place where no index is; on a cluster in tests/cluster."""
    return lambda: tmp_path_factory.mktemp("index")


@pytest.fixture
def place(new_place: Callable[[], Place]) -> Place:
    """Such a place."""
    return new_place()


@pytest.fixture(scope="session")
def sample_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the sample; nobody writes to it."""
    folder = tmp_path_factory.mktemp("sample") / "sample.index"
    with search.open_writer(folder) as writer:
        for record in corpus.read_corpus(corpus.sample_path()):
            assert isinstance(record, corpus.Article)
            writer.add(record)
    return folder


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Keeps a sentence for the table at the end of `make torture`."""
    return lambda sentence: request.node.user_properties.append(("told", sentence))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if SHARE:
        reports = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
        terminalreporter.section(f"torture at {SHARE:g} of the full counts")
        for line in summary.table(reports):
            terminalreporter.write_line(line)
