"""Changing an index on the cluster: add, update, delete, in batches of bounded size.

Any number of writers may work on one index: an article's place is told by its id alone, so that the
last one that wrote it stands. What is in the index and unchanged is told by its fingerprint.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from itertools import islice
from types import TracebackType
from typing import TypeVar

from corpus import Article
from search.address import read_address
from search.analysis import ArabicAnalyzer
from search.cluster.client import Client, Json
from search.cluster.index import (
    create,
    create_first,
    find_index,
    finish_commit,
    mark_commit,
    publish,
    read_info,
    remove,
)
from search.cluster.mapping import document_id
from search.cluster.sending import Change, prepare, send
from search.errors import IndexAccessError, KashafError
from search.index.writer import Outcome

SHARDS, REPLICAS = "KASHAF_OPENSEARCH_SHARDS", "KASHAF_OPENSEARCH_REPLICAS"
MOST_PARTS = 1024
AHEAD = 500  # articles whose fingerprints are asked for at once
BATCH = 250  # articles that are sent at a time
Record = TypeVar("Record")


class ClusterWriter:
    """A writer of an index, as a context manager; leaving the block commits.

    What a batch has sent stays, whatever happens then: a run that is interrupted has lost only
    what was not sent, and the next run goes on from there. With `rebuild` it fills a new index,
    which takes the place of the old one when the block is left; until then the old one answers.
    """

    def __init__(
        self,
        place: str,
        analyzer: ArabicAnalyzer,
        *,
        create_index: bool = True,
        rebuild: bool = False,
        jobs: int = 1,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        shards = _setting(environment, SHARDS, 1, least=1)
        replicas = _setting(environment, REPLICAS, 1, least=0)
        self._client = Client(read_address(place))
        self._closed = False
        self._unpublished = False
        if rebuild:
            self._info = create(self._client, analyzer.identity, shards, replicas)
            self._unpublished = True
        elif create_index and find_index(self._client) is None:
            self._info = create_first(self._client, analyzer.identity, shards, replicas)
        else:
            self._info = read_info(self._client, analyzer.identity)
        # Numbers rise, and those of other writers are others: the order of equal scores.
        self._number = time.time_ns() // 1000 << 10 | secrets.randbelow(1 << 10)
        self._changed = False
        self._waiting: list[Change] = []
        self._underway: list[tuple[Future[KashafError | None], list[Change]]] = []
        self._ahead: dict[str, str | None] = {}  # what the cluster said before the last changes
        self._recent: dict[str, str | None] = {}  # what was written since it said so
        arguments = (place, self._info.index)
        self._most_underway = 2 * jobs
        self._senders: Executor
        if jobs == 1:
            self._senders = ThreadPoolExecutor(2, initializer=prepare, initargs=arguments)
        else:
            import multiprocessing

            self._senders = ProcessPoolExecutor(
                jobs,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=prepare,
                initargs=arguments,
            )

    def __enter__(self) -> ClusterWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self.commit()
                self._publish()
        finally:
            self.close()

    def close(self) -> None:
        """What was not sent is gone; so is a new index that was to take the place of an old one."""
        if self._closed:
            return
        self._closed = True
        self._senders.shutdown(wait=True, cancel_futures=True)
        try:
            if self._unpublished:
                remove(self._client, self._info)
        finally:
            self._client.close()

    def _publish(self) -> None:
        if self._unpublished:
            publish(self._client, self._info)
            self._unpublished = False

    def _require_open(self) -> None:
        if self._closed:
            raise ValueError(f"this writer of {self._client.address} is closed; open another")

    # -- changes --------------------------------------------------------------------------------

    def ahead(self, records: Iterable[Record]) -> Iterator[Record]:
        """The records, some of them looked up in the index before they are added.

        An article that is added without costs a question of its own.
        """
        source = iter(records)
        while group := list(islice(source, AHEAD)):
            self._look_up([one.id for one in group if isinstance(one, Article)])
            yield from group

    def _look_up(self, ids: list[str]) -> None:
        # What is under way may be in the cluster or not: what is known here holds.
        self._recent = {
            change.id: change.fingerprint or None
            for change in (*(c for _, batch in self._underway for c in batch), *self._waiting)
        }
        self._ahead = {}
        if not ids:
            return
        names = {document_id(article_id): article_id for article_id in ids}
        for found in self._written(list(names)):
            source = found.get("_source") or {}
            self._ahead[names[found["_id"]]] = source.get("fingerprint")

    def _written(self, names: list[str]) -> list[Json]:
        """What the cluster has of some articles; of those that nobody can search yet, too."""
        # Copies of a shard know of such an article when they have taken it over, and not before.
        params = {"_source_includes": "fingerprint", "preference": "_primary"}
        for pause in (0.5, 1, 2, 4, 8, 16, 0):  # after a loss, until another node is the first
            answer = self._client.ask(
                "POST", f"/{self._info.index}/_mget", {"ids": names}, params=params
            )
            found: list[Json] = answer["docs"]
            if not any("error" in one for one in found):
                return found
            time.sleep(pause)
        raise IndexAccessError(
            f"{self._client.address} lacks a part of the index; run the same command again "
            "when the cluster is whole"
        )

    def _fingerprint(self, article_id: str) -> str | None:
        """The fingerprint of an article in the index, or on its way there."""
        if article_id in self._recent:
            return self._recent[article_id]
        if article_id not in self._ahead:
            self._look_up([article_id])
            return self._fingerprint(article_id)
        return self._ahead[article_id]

    def add(self, article: Article) -> Outcome:
        """Adds an article, or takes the place of the one with its id if anything changed."""
        self._require_open()
        fingerprint = article.fingerprint()
        known = self._fingerprint(article.id)
        if known == fingerprint:
            return "unchanged"
        self._number += 1 << 10
        self._put(Change(article.id, article, self._number, fingerprint))
        return "indexed" if known is None else "updated"

    def delete(self, article_id: str) -> bool:
        """Takes an article out; says if it was there."""
        self._require_open()
        if self._fingerprint(article_id) is None:
            return False
        self._put(Change(article_id))
        return True

    def _put(self, change: Change) -> None:
        self._recent[change.id] = change.fingerprint or None
        self._changed = True
        if len(self._waiting) >= BATCH:
            self._send()
        self._waiting.append(change)

    def _send(self) -> None:
        if not self._waiting:
            return
        ids = {change.id for change in self._waiting}
        # Two changes of one article may not be under way side by side.
        while len(self._underway) >= self._most_underway or any(
            change.id in ids for _, batch in self._underway for change in batch
        ):
            self._settle()
        self._underway.append((self._senders.submit(send, self._waiting), self._waiting))
        self._waiting = []

    def _settle(self) -> None:
        """Waits for the batch that was sent first."""
        sent, _ = self._underway.pop(0)
        failure = sent.result()
        if failure is not None:
            raise failure

    def commit(self, *, optimize: bool = False) -> None:
        """Makes all changes so far visible to who searches; `optimize` leaves a segment a shard."""
        self._require_open()
        self._send()
        while self._underway:
            self._settle()
        self._recent, self._ahead = {}, {}
        if optimize:
            self._client.ask(
                "POST", f"/{self._info.index}/_forcemerge", params={"max_num_segments": 1},
                seconds=3600,
            )  # fmt: skip
        if self._changed or not self._info.commit:
            self._info = mark_commit(self._client, self._info)
            self._changed = False
        else:
            self._info = finish_commit(self._client, self._info)


def _setting(environment: Mapping[str, str], name: str, default: int, *, least: int) -> int:
    """A number for a new index. Raises KashafError."""
    text = environment.get(name, "").strip() or str(default)
    if not (text.isdecimal() and least <= int(text) <= MOST_PARTS):
        raise KashafError(f"{name}={text} is no whole number from {least} to {MOST_PARTS}")
    return int(text)
