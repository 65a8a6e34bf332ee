"""Batches of articles on their way to the cluster; each thread or process has its own sender."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from corpus import Article
from search.address import read_address
from search.analysis import arabic_analyzer
from search.cluster.client import PASSING, Client, Json, TransportError, is_full, reason
from search.cluster.documents import Documents
from search.cluster.mapping import document_id
from search.cluster.terms import MOST_TEXTS
from search.cluster.vocabulary import pack, words_index
from search.errors import IndexFormatError, KashafError

REQUEST_BYTES = 4 << 20  # of one request: what a node takes in one piece without strain
CHARACTERS = 1 << 18  # of the articles whose words are counted together
ATTEMPTS = 10  # of what a busy cluster refuses, or one that looks for the place of a lost node
FIRST_PAUSE = 0.25  # seconds before the second; each pause is twice the one before, up to
LONGEST_PAUSE = 10.0
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Change:
    """An article to write, or the id of one to take out."""

    id: str
    article: Article | None = None
    number: int = 0
    fingerprint: str = ""


class Sender:
    """Makes documents and sends them; sends again what was refused for a while, and only that."""

    def __init__(self, place: str, index: str) -> None:
        self._client = Client(read_address(place))
        self._index = index
        self._documents = Documents(arabic_analyzer())

    def send(self, changes: Iterable[Change]) -> None:
        """Returns when all of it is in the cluster. Raises KashafError."""
        request: list[bytes] = []
        size = 0
        for action in self._actions(changes):
            if size + len(action) > REQUEST_BYTES and request:
                self._send(request)
                request, size = [], 0
            request.append(action)
            size += len(action)
        if request:
            self._send(request)

    def _actions(self, changes: Iterable[Change]) -> Iterator[bytes]:
        for group in _groups(changes):
            written = ((one.article, one.number, one.fingerprint) for one in group if one.article)
            documents = self._documents.make(list(written))
            for change in group:
                place = {"_index": self._index, "_id": document_id(change.id)}
                if change.article is None:
                    yield _line({"delete": place})
                else:
                    yield _line({"index": place}) + _line(next(documents))
        words = self._documents.new_words()
        if any(words.values()):
            name, block = pack(words, time.time_ns())
            place = {"_index": words_index(self._index), "_id": name}
            yield _line({"create": place}) + _line(block)

    def _send(self, request: list[bytes]) -> None:
        pause = FIRST_PAUSE
        for attempt in range(ATTEMPTS):
            last = attempt + 1 == ATTEMPTS
            try:
                answer = self._client.ask_once(
                    "POST", "/_bulk", b"".join(request), params={"timeout": "30s"}
                )
            except TransportError as error:
                failed, why = request, self._client.explained(error)
                passing = error.status_code in (*PASSING, "N/A")
                if last or not passing or is_full(error):
                    raise why from error
            else:
                failed, error_of = self._refused(request, answer)
                if not failed:
                    return
                if last:
                    raise self._client.explained(error_of)
            time.sleep(pause)
            request, pause = failed, min(2 * pause, LONGEST_PAUSE)

    def _refused(self, request: list[bytes], answer: Json) -> tuple[list[bytes], TransportError]:
        """The actions to send again. Raises for one that no cluster would take."""
        failed: list[bytes] = []
        passing = TransportError(200, "none", {})
        if not answer["errors"]:
            return failed, passing
        for action, item in zip(request, answer["items"], strict=True):
            ((kind, outcome),) = item.items()
            status = outcome["status"]
            if "error" not in outcome or (kind == "create" and status == 409):
                continue
            error = TransportError(status, "item", {"error": outcome["error"]})
            if is_full(error):
                raise self._client.explained(error)
            if status not in PASSING:
                raise IndexFormatError(
                    f"{self._client.address} does not take an article: {reason(error)}"
                )
            failed.append(action)
            passing = error
        return failed, passing


class _Own(threading.local):
    sender: Sender


_own = _Own()


def prepare(place: str, index: str) -> None:
    """Gives this thread, or this process, its sender."""
    _own.sender = Sender(place, index)


def send(changes: list[Change]) -> KashafError | None:
    """Sends a batch; an error is given back, since not every one can be raised across processes."""
    try:
        _own.sender.send(changes)
    except KashafError as error:
        return error
    return None


def _groups(changes: Iterable[Change]) -> Iterator[list[Change]]:
    """Some changes at a time, of which documents are made together."""
    group: list[Change] = []
    size = 0
    for change in changes:
        if group and (size > CHARACTERS or len(group) == MOST_TEXTS):
            yield group
            group, size = [], 0
        group.append(change)
        if change.article:
            size += len(change.article.title) + len(change.article.body)
    if group:
        yield group


def _line(record: Any) -> bytes:
    return _json(record).encode() + b"\n"
