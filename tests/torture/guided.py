"""Queries and files that a fuzzer makes up by looking at which branches they reach: `make fuzz`.

Hypothesis draws from what we thought of; atheris (libFuzzer) keeps each input that reaches a new
branch and changes it further. Anything but an answer, a QueryError or a Skipped ends it with the
input. Arguments: what is fuzzed, then options of libFuzzer.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

SUFFIXES = (".jsonl", ".json", ".csv", ".tsv", ".txt", ".xml", ".zip", ".tar")
LONGEST = 60  # seconds for one input


def queries() -> Callable[[bytes], None]:
    """An engine over the sample, and every text as a query of it."""
    import corpus
    import search

    folder = Path(tempfile.mkdtemp()) / "index"
    with search.open_writer(folder) as writer:
        for record in corpus.read_corpus(corpus.sample_path()):
            if isinstance(record, corpus.Article):
                writer.add(record)
    engine = search.open_index(folder, limits=search.Limits(seconds=2))

    def ask(data: bytes) -> None:
        text = data.decode("utf-8", "surrogateescape")
        engine.complete(text)
        problem, hits = None, ()
        try:
            hits = engine.search(text, facets=True).hits
        except search.QueryError as error:
            problem = error
        if problem:
            assert "\n" not in str(problem)
            assert problem.position is None or 1 <= problem.position <= len(text) + 1
        for hit in hits:
            for start, end in hit.snippet.highlights:
                assert 0 <= start < end <= len(hit.snippet.text)

    return ask


def files() -> Callable[[bytes], None]:
    """A file whose first byte says of which format it is."""
    import corpus

    folder = Path(tempfile.mkdtemp())

    def read(data: bytes) -> None:
        path = folder / f"a{SUFFIXES[data[0] % len(SUFFIXES)] if data else '.txt'}"
        path.write_bytes(data[1:])
        for record in corpus.read_corpus(path):
            if isinstance(record, corpus.Article):
                assert record.id
                assert record.title or record.body
                f"{record.id}{record.title}{record.body}".encode()
            else:
                assert record.reason
                assert "\n" not in record.reason
        path.unlink()

    return read


def main(name: str, options: list[str]) -> None:
    import atheris  # has no package for every system, so that `make test` must do without

    # Our packages import what they need when they need it, so each path is gone once before.
    with atheris.instrument_imports(include=["corpus", "search"]):
        target = {"queries": queries, "files": files}[name]()
        for first in range(len(SUFFIXES)):
            target(bytes([first]) + b'[{"title": "a", "body": "b"}]')
    atheris.Setup([name, f"-timeout={LONGEST}", *options], target)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
