"""A point in time of an index on the cluster: what is searched there is one commit and no other.

The cluster keeps it as long as it is asked within KEEP. Should it be lost, by a node that went or
because nobody asked, it is taken anew: the articles are then those of that moment.
"""

from __future__ import annotations

import json
import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from search.cluster.client import PASSING, Client, Json, TransportError, lines, reason
from search.deadline import NEVER, Deadline, DeadlinePassedError

KEEP = "30m"
PATIENCE = 30.0  # seconds that a search waits for the cluster to find itself after a loss
PAUSE = 0.25
SPARE = 5.0  # seconds that a request may take beyond its deadline
LONGEST = 120.0  # seconds for a request without a deadline
COUNTS = 50_000  # of queries that are remembered
Query = dict[str, Any]

_LOST = ("search_context", "no_shard", "node_", "no such", "null_pointer", "unavailable")


class Point:
    """Searches one commit. Any number of threads may share it."""

    def __init__(self, client: Client, index: str) -> None:
        self._client = client
        self._index = index
        self._lock = threading.Lock()
        self._id = self._take()
        self._counts: OrderedDict[str, int] = OrderedDict()

    def _take(self) -> str:
        answer = self._client.ask(
            "POST", f"/{self._index}/_search/point_in_time", params={"keep_alive": KEEP}
        )
        found: str = answer["pit_id"]
        return found

    def _renew(self, lost: str) -> None:
        with self._lock:
            if self._id == lost:  # else another thread has done it
                self._id = self._take()

    def _ask(self, path: str, bodies: Sequence[Json], deadline: Deadline) -> Json:
        """Sends searches until they are answered whole."""
        deadline.check()
        began = time.monotonic()
        try:
            return self._answer(path, bodies, deadline.left)
        finally:
            deadline.spend(time.monotonic() - began)

    def _answer(self, path: str, bodies: Sequence[Json], left: float | None) -> Json:
        seconds = LONGEST if left is None else left + SPARE
        end = time.monotonic() + PATIENCE
        while True:
            point = self._id
            for body in bodies:
                body["pit"] = {"id": point, "keep_alive": KEEP}
                if left is not None:
                    body["timeout"] = f"{max(int(1000 * left), 1)}ms"
            try:
                if path == "/_msearch":
                    header: Json = {"allow_partial_search_results": False}
                    rows = [row for body in bodies for row in (header, body)]
                    answer = self._client.ask_once("POST", path, lines(rows), seconds=seconds)
                    self._require_answers(answer)
                    return answer
                return self._client.ask_once(
                    "POST",
                    path,
                    bodies[0],
                    seconds=seconds,
                    params={"allow_partial_search_results": "false"},
                )
            except TransportError as error:
                if not _is_lost(error) or time.monotonic() > end:
                    raise self._client.explained(error) from error
            time.sleep(PAUSE)
            self._renew(point)

    def _require_answers(self, answer: Json) -> None:
        for one in answer["responses"]:
            if "error" in one:
                raise TransportError(int(one.get("status", 500)), "error", {"error": one["error"]})

    def search(self, body: Json, deadline: Deadline = NEVER) -> Json:
        """The answer to a search; cut short by the deadline, which is then `missed`."""
        answer = self._ask("/_search", [body], deadline)
        if answer.get("timed_out"):
            deadline.miss()
        return answer

    def searches(self, bodies: Sequence[Json], deadline: Deadline = NEVER) -> list[Json]:
        """The answers to several searches at once. Raises DeadlinePassedError."""
        answers: list[Json] = self._ask("/_msearch", bodies, deadline)["responses"]
        if any(answer.get("timed_out") for answer in answers):
            deadline.miss()
            raise DeadlinePassedError
        return answers

    # -- counts ---------------------------------------------------------------------------------

    def known(self, query: Query) -> int | None:
        """How many articles a query finds, if that was counted before."""
        return self._counts.get(_key(query))

    def count(self, query: Query, deadline: Deadline = NEVER) -> int:
        """How many articles a query finds; counted once."""
        self.count_all([query], deadline)
        return self._counts[_key(query)]

    def count_all(self, queries: Sequence[Query], deadline: Deadline = NEVER) -> None:
        """Counts those that were not counted yet, all at once. Raises DeadlinePassedError."""
        wanted = {_key(query): query for query in queries}
        new = {key: query for key, query in wanted.items() if key not in self._counts}
        if not new:
            return
        bodies: list[Json] = [
            {"size": 0, "track_total_hits": True, "query": query} for query in new.values()
        ]
        answers = self.searches(bodies, deadline)
        with self._lock:
            for key, answer in zip(new, answers, strict=True):
                self._counts[key] = answer["hits"]["total"]["value"]
            while len(self._counts) > COUNTS:
                self._counts.popitem(last=False)


def _key(query: Query) -> str:
    return json.dumps(query, sort_keys=True)


def _is_lost(error: TransportError) -> bool:
    """Whether another point in time may have what this one has lost."""
    if error.status_code == "N/A" or error.status_code in PASSING:
        return True
    said = reason(error)
    if "already_closed" in said:  # the cluster has moved a part to another node: status 400
        return True
    return error.status_code in (404, 500) and any(word in said for word in _LOST)
