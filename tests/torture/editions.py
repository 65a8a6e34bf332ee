"""An index whose every commit is an edition: all articles are of it, and so is their number."""

from __future__ import annotations

from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

from corpus import Article
from search import Engine, Results, open_index, open_writer

LARGEST = 37


def size(edition: int) -> int:
    """How many articles a commit has; two commits in a row never have as many."""
    return 20 + edition * 5 % LARGEST


def publish(folder: Path, edition: int) -> None:
    """A commit in which every article is of this edition, and the count tells which."""
    with open_writer(folder) as writer:
        for number in range(20 + LARGEST):
            if number < size(edition):
                text = f"خبر اليوم عن سعر القمح في طبعة رقم {edition}"
                writer.add(Article(f"n{number}", f"طبعة {edition}", text, source=f"طبعة {edition}"))
            else:
                writer.delete(f"n{number}")
        if edition % 11 == 0:
            writer.commit(optimize=True)


def require_one_commit(results: Results) -> int:
    """The edition that all of an answer is of; fails where it is of two."""
    (title,) = {hit.title for hit in results.hits}
    edition = int(title.split()[1])
    assert {hit.source for hit in results.hits} == {title}
    assert results.total == len(results.hits) == size(edition)
    if results.facets:
        assert [(facet.value, facet.count) for facet in results.facets["source"]] == [
            (title, size(edition))
        ]
    for hit in results.hits:
        assert str(edition) in hit.snippet.text
    return edition


QUERIES = ("القمح", '"سعر القمح"', "خبر سعر", "القم*", "")


def ask(engine: Engine, number: int) -> int:
    query = QUERIES[number % len(QUERIES)]
    return require_one_commit(engine.search(query, limit=100, facets=number % 3 == 0))


def read(folder: Path, stop: Event, answers: Any) -> None:
    """A reader in a process of its own."""
    engine = open_index(folder)
    seen: set[int] = set()
    asked = 0
    while not stop.is_set():
        for _ in range(10):
            seen.add(ask(engine, asked))
            asked += 1
        engine.refresh()
        if asked % 50 == 0:
            engine = open_index(folder)
    answers.put((asked, len(seen)))
