"""The index behind a name: which it is, what made it, and its commits.

The name is an alias, so that an index that was built anew takes the place of the old one in one
step.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from typing import Any

from search.cluster.client import Client, Json, TransportError, reason
from search.cluster.mapping import FORMAT, NUMBER, index_body
from search.cluster.vocabulary import words_body, words_index
from search.errors import IndexAccessError, IndexFormatError, IndexNotFoundError

LONGEST_WAIT = 600.0  # seconds that a copy may be behind; by then the cluster gives it up
PAUSE = 0.05


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """An index as the cluster has it."""

    index: str  # behind the alias
    analyzer: str
    commit: str  # changes with each commit; "" before the first one


def read_info(client: Client, analyzer: str) -> IndexInfo:
    """The index of the client's address.

    Raises IndexNotFoundError or IndexFormatError, for one of another analyzer, too.
    """
    info = find_index(client)
    at = client.address
    if info is None:
        raise IndexNotFoundError(
            f"there is no index at {at}; build one: `kashaf index SOURCE --index {at}`"
        )
    if info.analyzer != analyzer:
        raise IndexFormatError(
            f"the index at {at} was made with the analyzer {info.analyzer}, this is {analyzer}; "
            f"build it again: `kashaf index SOURCE --index {at} --rebuild`"
        )
    return info


def find_index(client: Client) -> IndexInfo | None:
    """The index of the client's address; None where there is none."""
    name = client.address.name
    found = client.ask("GET", f"/{name}/_mapping", missing={})
    if not found:
        return None
    if len(found) > 1:
        raise IndexFormatError(f"{client.address} stands for {len(found)} indexes; name one")
    ((index, mapping),) = found.items()
    meta = mapping["mappings"].get("_meta", {})
    if meta.get("kashaf") != FORMAT:
        made = meta.get("kashaf")
        what = f"has the format {made}, this is {FORMAT}" if made else "is not one of Kashaf's"
        raise IndexFormatError(f"the index at {client.address} {what}; name another, or rebuild it")
    return IndexInfo(index, str(meta.get("analyzer")), str(meta.get("commit")))


def create_first(client: Client, analyzer: str, shards: int, replicas: int) -> IndexInfo:
    """The index of a name that has none; of several who make it at once one does."""
    name = client.address.name
    index = f"{name}.first"
    body = index_body(analyzer, shards, replicas)
    body["aliases"] = {name: {"is_write_index": True}}
    for path, own in ((words_index(index), words_body(replicas)), (index, body)):
        try:
            client.ask_once("PUT", f"/{path}", own)
        except TransportError as error:
            if "already_exists" not in reason(error):
                raise client.explained(error) from error
    return read_info(client, analyzer)


def create(client: Client, analyzer: str, shards: int, replicas: int) -> IndexInfo:
    """A new index that no name leads to yet."""
    stamp = time.strftime("%Y%m%d%H%M%S", time.gmtime())
    index = f"{client.address.name}.{stamp}-{secrets.token_hex(3)}"
    client.ask("PUT", f"/{index}", index_body(analyzer, shards, replicas))
    client.ask("PUT", f"/{words_index(index)}", words_body(replicas))
    return IndexInfo(index, analyzer, "")


def remove(client: Client, info: IndexInfo) -> None:
    """Removes an index and its words."""
    for index in (info.index, words_index(info.index)):
        client.ask("DELETE", f"/{index}", missing={})


def publish(client: Client, new: IndexInfo) -> None:
    """Lets the name lead to an index, and no other one; what it led to before is removed."""
    name = client.address.name
    before = list(client.ask("GET", f"/_alias/{name}", missing={}))
    actions: list[Json] = [{"add": {"index": new.index, "alias": name, "is_write_index": True}}]
    old = [index for index in before if index != new.index]
    actions += [{"remove_index": {"index": index}} for index in old]
    client.ask("POST", "/_aliases", {"actions": actions})
    for index in old:
        client.ask("DELETE", f"/{words_index(index)}", missing={})


def mark_commit(client: Client, info: IndexInfo) -> IndexInfo:
    """Makes what was written visible on every copy, and says so to who searches."""
    _refresh(client, info)
    commit = secrets.token_hex(8)
    meta = {"kashaf": FORMAT, "analyzer": info.analyzer, "commit": commit}
    client.ask("PUT", f"/{info.index}/_mapping", {"_meta": meta})
    return IndexInfo(info.index, info.analyzer, commit)


def finish_commit(client: Client, info: IndexInfo) -> IndexInfo:
    """The same, if there is anything that a writer wrote which ended before its commit."""
    before = _visible(client, info.index)
    _refresh(client, info)
    return info if _visible(client, info.index) == before else mark_commit(client, info)


def _visible(client: Client, index: str) -> Json:
    """What another change would make another: how many articles are seen, and the newest."""
    newest = {"newest": {"max": {"field": NUMBER}}}
    body: Json = {"size": 0, "track_total_hits": True, "aggs": newest}
    params = {"preference": "_primary", "filter_path": "hits.total,aggregations"}
    return client.ask("POST", f"/{index}/_search", body, params=params)


def _refresh(client: Client, info: IndexInfo) -> None:
    indexes = f"{info.index},{words_index(info.index)}"
    whole = {"wait_for_status": "yellow", "timeout": "30s"}  # every shard is on a node
    client.ask("GET", f"/_cluster/health/{indexes}", params=whole)
    client.ask("POST", f"/{indexes}/_refresh", seconds=600)
    _wait_for_copies(client, info.index)


def _wait_for_copies(client: Client, index: str) -> None:
    """Returns when the copies of all shards have what was made visible last."""
    as_rows, end = {"format": "json"}, time.monotonic() + LONGEST_WAIT
    while True:
        copies: Any = client.ask("GET", f"/_cat/segment_replication/{index}", params=as_rows)
        if not any(int(copy["checkpoints_behind"]) for copy in copies):
            return
        if time.monotonic() > end:
            raise IndexAccessError(
                f"a node of {client.address} has not taken over what was written; see how busy "
                "the cluster is, and run the same command again"
            )
        time.sleep(PAUSE)
