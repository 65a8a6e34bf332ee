"""SQLite's full-text index."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.benchmarks.peers.base import TOP, Document, Hit, Kind, Peer, Spent, Stopwatch

WORDS = 40  # of a snippet; it counts words and not characters


class Fts5(Peer):
    """Ranked by its own bm25, which has constants and an idf of its own."""

    name = "SQLite FTS5"
    slow = True

    def build(self, documents: Iterable[Document], folder: Path) -> Spent:
        folder.mkdir()
        watch = Stopwatch()
        self._connection = sqlite3.connect(folder / "fts.db")
        self._connection.execute(
            "create virtual table news using "
            'fts5(title unindexed, surface, stem, tokenize="unicode61 remove_diacritics 0")'
        )
        self._connection.executemany("insert into news values (?, ?, ?)", documents)
        self._connection.execute("insert into news(news) values ('optimize')")
        self._connection.commit()
        return watch.spent()

    def search(self, kind: Kind, words: Sequence[str], shown: bool) -> Sequence[Hit]:
        joint = {"or": " OR ", "and": " AND ", "phrase": " + "}[kind]
        expression = "surface : (" + joint.join(f'"{word}"' for word in words) + ")"
        columns = "rowid, -rank"
        if shown:
            columns += f", title, snippet(news, 1, '<b>', '</b>', '…', {WORDS})"
        rows = self._connection.execute(
            f"select {columns} from news where news match ? order by rank limit ?",
            (expression, TOP),
        )
        return [Hit(*row) for row in rows]

    def number(self, hit: Hit) -> int:
        return int(hit.place) - 1

    def text_bytes(self, folder: Path) -> int | None:
        try:
            rows = self._connection.execute(
                "select sum(pgsize) from dbstat where name = 'news_content'"
            )
        except sqlite3.OperationalError:
            return None  # this SQLite was compiled without dbstat
        return int(rows.fetchone()[0])

    def close(self) -> None:
        self._connection.close()
