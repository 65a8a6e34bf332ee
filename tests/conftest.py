"""What many tests stand on: the sample articles in a real index."""

from pathlib import Path

import pytest
from hypothesis import settings

import corpus
import search

# How long an example takes is the machine's affair; Hypothesis fails one of 200 ms otherwise.
settings.register_profile("kashaf", deadline=None)
settings.load_profile("kashaf")


@pytest.fixture(scope="session")
def sample_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the sample; nobody writes to it."""
    folder = tmp_path_factory.mktemp("sample") / "sample.index"
    with search.open_writer(folder) as writer:
        for record in corpus.read_corpus(corpus.sample_path()):
            assert isinstance(record, corpus.Article)
            writer.add(record)
    return folder
