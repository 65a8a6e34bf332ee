"""Where is an index? In a folder, or on a cluster: `opensearch://host:9200,other:9200/name`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from search.errors import IndexNotFoundError

PLAIN, SECURE = "opensearch://", "opensearchs://"
DEFAULT_PORT = 9200
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,199}")
_HOST = re.compile(r"([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::([0-9]{1,5}))?")


@dataclass(frozen=True, slots=True)
class Address:
    """An index on a cluster; any of the hosts answers for it."""

    hosts: tuple[tuple[str, int], ...]
    name: str
    secure: bool = False

    def __str__(self) -> str:
        hosts = ",".join(f"{host}:{port}" for host, port in self.hosts)
        return f"{SECURE if self.secure else PLAIN}{hosts}/{self.name}"


def is_address(place: Path | str) -> bool:
    """Whether a place is on a cluster.

    >>> is_address("opensearch://localhost:9200/news"), is_address(Path("news.index"))
    (True, False)
    """
    return isinstance(place, str) and place.startswith((PLAIN, SECURE))


def read_address(place: str) -> Address:
    """The parts of an address. Raises IndexNotFoundError for what is none.

    >>> read_address("opensearch://one,two:9201/news").hosts
    (('one', 9200), ('two', 9201))
    """
    secure = place.startswith(SECURE)
    hosts, _, name = place.removeprefix(SECURE if secure else PLAIN).partition("/")
    if "@" in hosts:
        raise IndexNotFoundError(
            "an address of an index holds no password; set KASHAF_OPENSEARCH_USER and "
            "KASHAF_OPENSEARCH_PASSWORD"
        )
    found = [_HOST.fullmatch(host) for host in hosts.split(",")]
    if not _NAME.fullmatch(name) or not all(found):
        raise IndexNotFoundError(
            f"{place} is no address of an index; write opensearch://HOST:9200/NAME, the name in "
            "small letters, digits, - and _"
        )
    pairs = tuple((one[1].strip("[]"), int(one[2] or DEFAULT_PORT)) for one in found if one)
    if any(not 0 < port < 65536 for _, port in pairs):
        raise IndexNotFoundError(f"{place} names a port that there is not; ports end at 65535")
    return Address(pairs, name, secure)
