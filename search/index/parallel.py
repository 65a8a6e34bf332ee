"""Several processes that each build segments, behind the interface of one `Gatherer`.

Analysis is most of the work of building (fold, stem, count), and it needs nothing but the article:
so each process takes every nth batch and writes a segment of its own. The writer publishes them in
one commit, and the merge policy brings them together.
"""

from __future__ import annotations

import multiprocessing
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from corpus import Article
from search.analysis import arabic_analyzer
from search.errors import KashafError
from search.index.builder import TOKEN_BYTES, Gatherer
from search.index.segment import SegmentInfo

BATCH = 64  # articles sent at a time
CHARACTERS_PER_TOKEN = 5  # Arabic news: 5.9 with the space; fewer, to be on the safe side


class BuilderProcessError(KashafError):
    """A process that builds segments has ended before its work was done."""


class ParallelGatherer:
    """`jobs` processes that gather articles; each flush gives a segment for each of them."""

    def __init__(self, jobs: int, words: int) -> None:
        """`words` is how many each process remembers from one flush to the next."""
        self._jobs = jobs
        self._words = words
        self._workers: list[_Worker] = []
        self._known: dict[str, tuple[str, int]] = {}  # id → fingerprint, worker
        self._added = 0
        self._memory = 0

    def __len__(self) -> int:
        return self._added

    @property
    def memory(self) -> int:
        """Bytes that a flush would need now in all processes together, by estimate."""
        return self._memory

    def fingerprint(self, article_id: str) -> str | None:
        """The fingerprint of a gathered article; None where the id is not among them."""
        known = self._known.get(article_id)
        return known[0] if known else None

    def add(self, article: Article, fingerprint: str) -> None:
        """Sends an article on its way; an earlier one of the same id is replaced."""
        self.delete(article.id)
        if not self._workers:
            self._workers = [_Worker(self._words) for _ in range(self._jobs)]
        number = (self._added // BATCH) % self._jobs
        self._workers[number].send(("add", article, fingerprint))
        self._known[article.id] = (fingerprint, number)
        self._added += 1
        characters = len(article.title) + len(article.body)
        self._memory += 400 + characters * TOKEN_BYTES // CHARACTERS_PER_TOKEN + characters

    def delete(self, article_id: str) -> bool:
        """Takes a gathered article back; says if it was there."""
        known = self._known.pop(article_id, None)
        if known is not None:
            self._workers[known[1]].send(("delete", article_id))
        return known is not None

    def flush(self, folder: Path) -> list[SegmentInfo]:
        """Writes a segment for each process that has articles; begins anew."""
        for worker in self._workers:
            worker.send(("flush", folder))
            worker.drain()
        infos = [info for worker in self._workers for info in worker.receive()]
        self._known.clear()
        self._added = self._memory = 0
        return infos

    def close(self) -> None:
        """Ends the processes; what they gathered since the last flush is gone."""
        for worker in self._workers:
            worker.end()
        self._workers = []


class _Worker:
    """One process and the pipe to it; messages travel in batches."""

    def __init__(self, words: int) -> None:
        # A fresh interpreter: a fork would copy locks that threads of this process hold.
        context = multiprocessing.get_context("spawn")
        self._pipe, other = context.Pipe()
        self._process = context.Process(target=_work, args=(other, words), daemon=True)
        self._process.start()
        other.close()
        self._batch: list[tuple[Any, ...]] = []

    def send(self, message: tuple[Any, ...]) -> None:
        self._batch.append(message)
        if len(self._batch) >= BATCH:
            self.drain()

    def drain(self) -> None:
        """Sends what waits."""
        try:
            self._pipe.send(self._batch)
        except (BrokenPipeError, ConnectionError) as error:
            raise self._ended() from error
        self._batch = []

    def receive(self) -> list[SegmentInfo]:
        try:
            answer = self._pipe.recv()
        except (EOFError, ConnectionError) as error:
            raise self._ended() from error
        if isinstance(answer, BaseException):
            raise answer
        infos: list[SegmentInfo] = answer
        return infos

    def _ended(self) -> KashafError:
        self._process.join(1)
        return BuilderProcessError(
            f"a process that builds the index ended early (exit code {self._process.exitcode}); "
            "what was committed is safe, run again with --jobs 1 or less --memory"
        )

    def end(self) -> None:
        self._pipe.close()
        self._process.join(0.5)
        if self._process.is_alive():
            self._process.terminate()
            self._process.join()


def _work(pipe: Connection, words: int) -> None:
    """The life of a process: gather, flush, until the pipe closes."""
    gatherer = Gatherer(arabic_analyzer(), words)
    failure: Exception | None = None
    while True:
        try:
            batch = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        for kind, *values in batch:
            try:
                if kind == "flush":
                    if failure is None:
                        pipe.send(gatherer.flush(*values))
                    else:  # told here, where the writer listens
                        gatherer.close()
                        pipe.send(failure)
                        failure = None
                elif kind == "add":
                    gatherer.add(*values)
                else:
                    gatherer.delete(*values)
            except KeyboardInterrupt:
                return
            except Exception as error:
                failure = error
                if kind == "flush":
                    pipe.send(error)
