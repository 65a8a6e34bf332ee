"""The one door to a cluster: what it answers, and what went wrong as one plain sentence."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Mapping, Sequence
from typing import Any

from search.address import Address
from search.errors import (
    IndexAccessError,
    IndexFormatError,
    IndexNotFoundError,
    KashafError,
    QueryError,
)

try:
    from opensearchpy import OpenSearch
    from opensearchpy.exceptions import ConnectionError as NoConnection
    from opensearchpy.exceptions import (
        ConnectionTimeout,
        ImproperlyConfigured,
        SSLError,
    )
    from opensearchpy.exceptions import TransportError as TransportError
    from opensearchpy.serializer import JSONSerializer
except ImportError as error:  # an extra, so that nobody else pays for it
    raise KashafError(
        "an index on a cluster needs the client of OpenSearch; install it: "
        "pip install 'kashaf[opensearch]'"
    ) from error

Json = dict[str, Any]
USER, PASSWORD, AUTHORITIES = (
    "KASHAF_OPENSEARCH_USER",
    "KASHAF_OPENSEARCH_PASSWORD",
    "KASHAF_OPENSEARCH_CA",
)
SECONDS = 60.0  # for one request that is not a search
RETRIES = 4  # of a request that got no answer: by then a cluster knows that a node is gone
PAUSE = 0.5  # seconds before the first of them; each waits twice as long as the one before
PASSING = (408, 429, 502, 503, 504)

# It warns of each node that is gone, and we say so ourselves where that matters.
logging.getLogger("opensearch").setLevel(logging.ERROR)


class _Serializer(JSONSerializer):
    """JSON in ASCII: a lone surrogate of a query is then an escape and no error of ours."""

    def dumps(self, data: Any) -> Any:
        if isinstance(data, (str, bytes)):
            return data
        import json

        return json.dumps(data, default=self.default, separators=(",", ":"))


class Client:
    """Requests to the cluster of one address. Any number of threads may share it."""

    def __init__(self, address: Address, environment: Mapping[str, str] = os.environ) -> None:
        self.address = address
        user, password = environment.get(USER), environment.get(PASSWORD)
        try:
            self._client = OpenSearch(
                [{"host": host, "port": port} for host, port in address.hosts],
                http_auth=(user, password or "") if user else None,
                use_ssl=address.secure,
                verify_certs=address.secure,
                ca_certs=environment.get(AUTHORITIES) or None,
                ssl_show_warn=False,
                serializer=_Serializer(),
                max_retries=len(address.hosts),
                retry_on_timeout=False,
                retry_on_status=(502,),
                dead_timeout=5,
                pool_maxsize=8,
            )
        except (ImproperlyConfigured, OSError) as error:
            raise IndexAccessError(f"{address} cannot be asked: {error}") from error

    def close(self) -> None:
        """Lets the connections go."""
        self._client.close()

    def ask(
        self,
        method: str,
        path: str,
        body: Json | bytes | str | None = None,
        *,
        seconds: float = SECONDS,
        params: Json | None = None,
        missing: Json | None = None,
    ) -> Json:
        """The answer to a request; `missing` where there is nothing (404), if that is no error.

        What passes by itself is asked again: a node that went, a cluster that is busy. Raises
        KashafError in one sentence.
        """
        wait = PAUSE
        for attempt in range(RETRIES + 1):
            try:
                return self.ask_once(method, path, body, seconds=seconds, params=params)
            except TransportError as error:
                if missing is not None and error.status_code == 404:
                    return missing
                again = error.status_code in PASSING or _is_lost_connection(error)
                if not again or attempt == RETRIES or is_full(error):
                    raise self.explained(error) from error
            time.sleep(wait)
            wait *= 2
        raise AssertionError("unreachable")

    def ask_once(
        self,
        method: str,
        path: str,
        body: Json | bytes | str | None = None,
        *,
        seconds: float = SECONDS,
        params: Json | None = None,
    ) -> Json:
        """The same, asked of one host after the other, once each. Raises TransportError."""
        answer: Json = self._client.transport.perform_request(
            method, path, params=params, body=body, timeout=seconds
        )
        return answer

    def explained(self, error: TransportError) -> Exception:
        """What went wrong, for a person. The address is named, what proves who asks never is."""
        at, status = self.address, error.status_code
        said = reason(error)
        if isinstance(error, ConnectionTimeout):
            return IndexAccessError(f"{at} does not answer in time; see how busy the cluster is")
        if isinstance(error, SSLError):
            return IndexAccessError(
                f"the certificate of {at} is not trusted; name the authority's file in "
                f"{AUTHORITIES}"
            )
        if isinstance(error, NoConnection):
            return IndexAccessError(
                f"{at} cannot be reached; see that the cluster runs, and name more than one of its "
                "nodes in the address"
            )
        if status in (401, 403) and "block" not in said:
            return IndexAccessError(f"{at} does not let this user in; see to {USER} and {PASSWORD}")
        if is_full(error):
            return IndexAccessError(
                f"the disks of {at} are full, so nothing more is written; make room, lift the "
                "block (index.blocks.read_only_allow_delete), and run the same command again"
            )
        if status == 404:
            return IndexNotFoundError(
                f"there is no index at {at}; build one: `kashaf index SOURCE --index {at}`"
            )
        if "too_many" in said and "clauses" in said:
            return QueryError(
                "the query stands for more words than the cluster counts at once; give more "
                "letters or fewer words, or raise indices.query.bool.max_clause_count"
            )
        if status in PASSING:
            return IndexAccessError(f"{at} is too busy or lacks a part of the index ({said})")
        return IndexFormatError(f"{at} does not understand what was asked ({said})")


def _is_lost_connection(error: TransportError) -> bool:
    return isinstance(error, NoConnection) and not isinstance(error, (ConnectionTimeout, SSLError))


def is_full(error: TransportError) -> bool:
    said = reason(error)
    return (
        "read_only_allow_delete" in said
        or "read-only-allow-delete" in said
        or ("flood" in said and "stage" in said)
    )


def reason(error: TransportError) -> str:
    """What the server says, the causes below it with it."""
    info = error.info
    found: list[str] = []

    def gather(value: Any) -> None:
        if isinstance(value, dict):
            told = (value.get(name) for name in ("type", "reason"))
            found.extend(one for one in told if isinstance(one, str))
            for name in ("error", "root_cause", "caused_by", "failed_shards", "reason"):
                gather(value.get(name))
        elif isinstance(value, list):
            for one in value:
                gather(one)

    gather(info)
    return "; ".join(dict.fromkeys(found))[:500] or f"status {error.status_code}"


def lines(documents: Sequence[Json]) -> str:
    """Documents one a line, as `_msearch` and `_bulk` read them."""
    import json

    return "".join(json.dumps(one, separators=(",", ":")) + "\n" for one in documents)
