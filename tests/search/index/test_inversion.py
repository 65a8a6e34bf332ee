"""Words in a row become the lists that counting them one by one makes."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.index import inversion
from search.index.files import Array
from search.index.inversion import Texts, leading, rank, write_lists
from search.index.schema import TITLE_GAP

WORDS = [b"b", b"a", b"d", b"c"]  # by their numbers
ARTICLES = st.lists(
    st.tuples(
        st.lists(st.integers(0, len(WORDS) - 1), max_size=4),
        st.lists(st.integers(0, len(WORDS) - 1), max_size=9),
    ),
    max_size=6,
)
Article = tuple[list[int], list[int]]


class Taken:
    """The arrays as they are given to be written."""

    def __init__(self) -> None:
        self.arrays: dict[str, list[int]] = {}

    def add(self, name: str, values: Array) -> None:
        self.arrays[name] = values.tolist()


def inverted(articles: list[Article]) -> tuple[list[bytes], dict[str, list[int]], Texts]:
    tokens = np.array([word for title, body in articles for word in title + body], dtype=np.uint32)
    texts = Texts(
        np.array([len(title) for title, _ in articles], dtype=np.uint32),
        np.array([len(body) for _, body in articles], dtype=np.uint32),
    )
    terms, used = rank(tokens, WORDS)
    taken = Taken()
    write_lists(taken, "x", terms, len(used), texts)
    return used, taken.arrays, texts


def counted(articles: list[Article]) -> tuple[list[bytes], dict[str, list[int]]]:
    """The same, word by word."""
    lists: dict[bytes, dict[int, tuple[list[int], list[int]]]] = defaultdict(dict)
    for number, (title, body) in enumerate(articles):
        for part, (words, start) in enumerate(((title, 0), (body, len(title) + TITLE_GAP))):
            for place, word in enumerate(words, start):
                lists[WORDS[word]].setdefault(number, ([], []))[part].append(place)
    found: dict[str, list[Any]] = {
        f"x.{part}": [] for part in ("docs", "title", "lead", "body", "positions")
    }
    found |= {"x.starts": [0], "x.places": [0]}
    for term in sorted(lists):
        for number, (title, body) in lists[term].items():
            found["x.docs"].append(number)
            found["x.title"].append(len(title))
            found["x.body"].append(len(body))
            first = [place - len(articles[number][0]) - TITLE_GAP for place in body[:1]]
            found["x.lead"] += leading(np.array(first)).tolist() or [0]
            found["x.positions"] += title + body
        found["x.starts"].append(len(found["x.docs"]))
        found["x.places"].append(len(found["x.positions"]))
    return sorted(lists), found


@pytest.mark.parametrize(
    ("run", "why"),
    [(1, "each list alone"), (5, "some lists, or one that is longer"), (1 << 18, "all at once")],
)
@given(articles=ARTICLES)
def test_lists_are_what_counting_makes(run: int, why: str, articles: list[Article]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inversion, "RUN", run)
        used, arrays, texts = inverted(articles)

    terms, lists = counted(articles)
    assert used == terms, why
    assert arrays == lists, why
    titles = [place for place, word in enumerate(words_of(articles)) if word == "title"]
    assert texts.title_places.tolist() == titles


def words_of(articles: list[Article]) -> list[str]:
    return [
        kind for title, body in articles for kind in ["title"] * len(title) + ["body"] * len(body)
    ]
