"""A node is killed while articles are loaded, and another time while they are searched.

Part of `make torture`: it needs a cluster of its own, since one that lost a node is of no use to
others.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus import Article
from search import open_index, open_writer
from tests.cluster.conftest import missing
from tests.cluster.nodes import Cluster, Missing
from tests.torture import SHARE

pytestmark = pytest.mark.skipif(not SHARE, reason="`make torture` kills nodes")
WORDS = [
    "النفط", "الغاز", "القمح", "سعر", "سوق", "وزير", "مجلس", "قرار", "مطر", "ميناء", "مدينة",
    "شارع", "كتاب", "مدرسة", "طبيب", "فريق",
]  # fmt: skip
ARTICLES = max(int(20_000 * SHARE), 300)
SEARCHES = max(int(1_000 * SHARE), 50)
SLOWEST = 30.0  # seconds that a search may take while the cluster finds itself


def articles(count: int) -> list[Article]:
    chance = random.Random(7)
    return [
        Article(
            str(number), " ".join(chance.sample(WORDS, 3)), " ".join(chance.choices(WORDS, k=80))
        )
        for number in range(count)
    ]


@pytest.fixture
def lost(tmp_path: Path) -> Iterator[Cluster]:
    """A cluster that loses a node."""
    try:
        cluster = Cluster(tmp_path / "cluster")
    except Missing as why:
        missing(why)
        raise
    yield cluster
    cluster.stop()


@pytest.mark.parametrize("moment", ["loading", "searching"])
def test_nothing_is_lost_with_a_node(
    lost: Cluster, tmp_path: Path, moment: str, tell: Callable[[str], None]
) -> None:
    place, folder = f"opensearch://{lost.hosts}/news", tmp_path / "folder.index"
    written = articles(ARTICLES)
    for where in (folder, place):
        with open_writer(where) as writer:
            for number, article in enumerate(writer.ahead(written)):
                writer.add(article)
                if where == place and moment == "loading" and number == len(written) // 2:
                    lost.kill(1)
    chance, slowest = random.Random(8), 0.0
    with open_index(folder) as one, open_index(place) as other:
        assert other.stats().articles == len(written), "every article is there"
        for number in range(SEARCHES):
            if moment == "searching" and number == SEARCHES // 3:
                lost.kill(1)
            query = " ".join(chance.sample(WORDS, 2))
            began = time.monotonic()
            found = other.search(query, timeout=600, copies=True)
            slowest = max(slowest, time.monotonic() - began)
            expected = one.search(query, timeout=600, copies=True)
            assert [hit.id for hit in found] == [hit.id for hit in expected]
            assert found.total == expected.total
    assert slowest < SLOWEST
    tell(
        f"a node killed while {moment}: {len(written):,} articles, {SEARCHES:,} searches, all right"
    )
