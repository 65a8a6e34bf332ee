"""What many tests stand on: the sample articles in a real index."""

from pathlib import Path

import pytest

import corpus
import search


@pytest.fixture(scope="session")
def sample_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the sample; nobody writes to it."""
    folder = tmp_path_factory.mktemp("sample") / "sample.index"
    with search.open_writer(folder) as writer:
        for record in corpus.read_corpus(corpus.sample_path()):
            assert isinstance(record, corpus.Article)
            writer.add(record)
    return folder
