"""What goes wrong on a cluster is one plain sentence, and 503 on the page."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from corpus import Article
from search import IndexAccessError, IndexNotFoundError, KashafError, open_index, open_writer
from search.address import read_address
from search.cluster.client import PASSWORD, USER, Client
from search.limits import Limits
from tests.cluster.nodes import free_ports
from tests.conftest import Place
from web import create_app

ADDRESSES = [
    # address, what is said, why
    ("opensearch://localhost:9200", "is no address of an index", "no name"),
    ("opensearch://localhost:9200/News", "small letters", "the cluster takes no capitals"),
    ("opensearch://localhost:x/news", "is no address of an index", "no port"),
    ("opensearch://localhost:99999/news", "ports end at 65535", "no such port"),
    ("opensearch://me:secret@localhost:9200/news", "holds no password", "it would be seen"),
    ("opensearch:///news", "is no address of an index", "no host"),
    ("opensearch://localhost:9200/news/other", "is no address of an index", "two names"),
    ("opensearch://localhost:9200/../news", "is no address of an index", "no way out"),
]


@pytest.mark.parametrize(("address", "said", "why"), ADDRESSES, ids=[row[2] for row in ADDRESSES])
def test_addresses_that_are_none(address: str, said: str, why: str) -> None:
    with pytest.raises(IndexNotFoundError, match=re.escape(said)) as caught:
        open_index(address)
    assert "secret" not in str(caught.value), why


@pytest.fixture
def nobody() -> str:
    """An address where nobody listens."""
    return f"opensearch://127.0.0.1:{free_ports(1)[0]}/news"


def test_nobody_answers(nobody: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.cluster.client.PAUSE", 0.01)
    monkeypatch.setenv(USER, "reader")
    monkeypatch.setenv(PASSWORD, "a secret")
    for door in (open_index, open_writer):
        with pytest.raises(IndexAccessError, match=r"cannot be reached; see that") as caught:
            door(nobody)
        assert "secret" not in str(caught.value)
        assert "reader" not in str(caught.value)


def test_the_page_says_so_and_comes_back(
    place: Place, nobody: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.cluster.client.PAUSE", 0.01)
    answer = create_app(nobody).test_client().get("/?q=خبر")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert nobody not in answer.text, "whoever asks need not know where the index is"
    patient = {"QUERY_LIMITS": Limits(), "REFRESH_SECONDS": 0.0}
    client = create_app(place, config=patient).test_client()
    assert client.get("/?q=خبر").status_code == 503
    with open_writer(place) as writer:
        writer.add(Article("1", "خبر", "نص الخبر"))
    answer = client.get("/?q=خبر")
    assert answer.status_code == 200
    assert "نص" in answer.text


@pytest.fixture
def silent() -> Iterator[str]:
    """An address that takes what it is sent and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"opensearch://127.0.0.1:{server.getsockname()[1]}/news"


def test_who_never_answers(silent: str) -> None:
    client = Client(read_address(silent))
    with pytest.raises(IndexAccessError, match=r"does not answer in time"):
        client.ask("GET", "/", seconds=0.2)


@pytest.fixture
def locked() -> Iterator[str]:
    """A door that lets nobody in, as the cluster's own answers to a wrong password."""
    program = (
        "from http.server import BaseHTTPRequestHandler, HTTPServer\n"
        "class Door(BaseHTTPRequestHandler):\n"
        "    def do_GET(self):\n"
        "        self.send_error(401)\n"
        "    def log_message(self, *arguments): pass\n"
        "server = HTTPServer(('127.0.0.1', 0), Door)\n"
        "print(server.server_port, flush=True)\n"
        "server.serve_forever()\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield f"opensearch://127.0.0.1:{int(process.stdout.readline())}/news"
        process.kill()


def test_a_wrong_password(locked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(USER, "reader")
    monkeypatch.setenv(PASSWORD, "a wrong one")
    with pytest.raises(IndexAccessError, match=f"does not let this user in.*{USER}") as caught:
        open_index(locked)
    assert "wrong one" not in str(caught.value)


def test_full_disks(place: Place) -> None:
    """The block that a cluster sets by itself when a disk is at its flood stage."""
    with open_writer(place) as writer:
        writer.add(Article("1", "خبر", ""))
    address = read_address(str(place))
    client = Client(address)
    block = {"index.blocks.read_only_allow_delete": True}
    client.ask("PUT", f"/{address.name}/_settings", block)
    with (
        pytest.raises(IndexAccessError, match=r"disks of .* are full") as caught,
        open_writer(place) as writer,
    ):
        writer.add(Article("2", "خبر", ""))
    assert "the same command again" in str(caught.value)
    with open_index(place) as engine:
        assert [hit.id for hit in engine.search("خبر")] == ["1"], "it still answers"
    client.ask("PUT", f"/{address.name}/_settings", {"index.blocks.read_only_allow_delete": None})
    with open_writer(place) as writer:
        assert writer.add(Article("1", "خبر", "")) == "unchanged"
        assert writer.add(Article("2", "خبر", "")) == "indexed"


def test_a_point_in_time_that_is_lost_is_taken_anew(place: Place) -> None:
    with open_writer(place) as writer:
        writer.add(Article("1", "خبر", ""))
    address = read_address(str(place))
    with open_index(place) as engine:
        assert engine.search("خبر").total == 1
        Client(address).ask("DELETE", "/_search/point_in_time/_all")
        assert [hit.id for hit in engine.search("خبر")] == ["1"]
        assert engine.search("نص").total == 0


def test_without_the_client() -> None:
    program = (
        "import sys; sys.modules['opensearchpy'] = None\n"
        "import search\n"
        "search.open_index('opensearch://localhost:9200/news')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=False
    )
    said = done.stderr.strip().splitlines()[-1]
    assert said == (
        f"search.errors.{KashafError.__name__}: an index on a cluster needs the client of "
        "OpenSearch; install it: pip install 'kashaf[opensearch]'"
    )
