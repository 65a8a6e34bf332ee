"""Articles made up as they are asked for: the same number and version, the same article.

Words are drawn as language draws them, a few often and most of them rarely.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path

from corpus import Article
from search import check_index
from search.index import IndexReader, Segment

LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
SOURCES = ("المرسى", "الشراع", "المنارة", "")
SECTIONS = ("اقتصاد", "رياضة", "ثقافة", "صحة", "")

State = dict[str, int]  # id → version of the article


@cache
def vocabulary(size: int = 2_000) -> tuple[list[str], list[float]]:
    """Made-up words, and their running weights: the nth is drawn in proportion to 1/n."""
    chance = random.Random("words")
    words = ["".join(chance.choices(LETTERS, k=chance.randint(2, 7))) for _ in range(size)]
    return words, list(accumulate(1 / (rank + 2) for rank in range(size)))


def article(number: int, version: int = 0, length: int = 60, words_known: int = 2_000) -> Article:
    """Article `number` as it stands after `version` changes."""
    chance = random.Random(number * 1_000_003 + version)
    words, weights = vocabulary(words_known)
    drawn = chance.choices(words, cum_weights=weights, k=length + chance.randrange(length))
    cut = chance.randint(3, 8)
    return Article(
        id=f"n{number}",
        title=" ".join(drawn[:cut]),
        body=f"{' '.join(drawn[cut:])}. نسخة {version}",
        published=datetime(2020, 1, 1) + timedelta(minutes=number * 7),
        source=chance.choice(SOURCES),
        category=chance.choice(SECTIONS),
        url=f"https://example.org/{number}",
    )


def live(folder: Path) -> Iterator[tuple[Segment, int]]:
    """Every article that an index holds, straight from its newest commit."""
    from search.analysis import arabic_analyzer

    for segment in IndexReader(folder, arabic_analyzer().identity).segments:
        for document in range(segment.documents):
            if document not in segment.info.deleted:
                yield segment, document


def state_of(folder: Path) -> State:
    """What an index holds; fails where an article is not as it was made, or is there twice."""
    state: State = {}
    for segment, document in live(folder):
        found = segment.article(document)
        number, version = int(found.id[1:]), int(found.body.rpartition(" ")[2])
        assert found == article(number, version)
        assert found.id not in state, f"{found.id} is there twice"
        state[found.id] = version
    return state


def require_whole(folder: Path) -> None:
    """Fails unless `check_index` finds nothing wrong."""
    assert check_index(folder).damages == ()
