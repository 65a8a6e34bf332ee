"""Which articles, and in what order: what a person can rely on, whatever the weights are."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Article
from search import Engine, open_index, open_writer
from search.retrieval.cache import ByteCache
from search.retrieval.order import smallest

FILLER = " ".join(f"حشو{n}" for n in range(30))


def build(folder: Path, *texts: tuple[str, str]) -> Engine:
    with open_writer(folder) as writer:
        for number, (title, body) in enumerate(texts):
            writer.add(Article("abcdefgh"[number], title, body))
    return open_index(folder)


def found(engine: Engine, query: str) -> str:
    return "".join(hit.id for hit in engine.search(query))


MATCHES = [
    # query, ids of those that match, why
    ("النفط الغاز", "a", "two words mean both of them where an article has both"),
    ("النفط معدوم", "ab", "a word that nothing has does not empty the page"),
    ("معدوم", "", "unless it is the only one"),
    ("في النفط", "ab", "a function word asks for nothing"),
    ("+النفط الغاز", "ab", "what must hold decides, the rest ranks"),
    ("+الغاز +الفحم", "c", "both must hold"),
    ("النفط -الغاز", "b", "left out"),
    ("الغاز OR الفحم", "ac", "either"),
    ("title:النفط", "b", "in the title"),
    ("body:النفط", "a", "in the body"),
    ('"الغاز في البحر"', "a", "a phrase with its function word"),
    ('"الغاز البحر"', "", "is another without it"),
    ('title:"النفط اليوم"', "b", "a phrase in the title"),
    ('body:"النفط اليوم"', "", "is not in the body"),
    ("نف*", "", "a pattern looks at the whole word"),
    ("*نفط", "ab", "with its article"),
    ("ال*م", "bc", "both ends: اليوم and الفحم"),
    ("=نفط", "", "exactly this form"),
    ("نفط", "ab", "any form"),
    ("=اليوم", "b", "exactly this form, found"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "matching", "why"), MATCHES, ids=[row[2] for row in MATCHES])
def test_match(tmp_path: Path, query: str, matching: str, why: str) -> None:
    engine = build(
        tmp_path,
        ("سعر", "النفط ثم الغاز في البحر"),
        ("النفط اليوم", "في سوق"),
        ("الغاز", "ثم الفحم"),
    )
    assert "".join(sorted(found(engine, query))) == matching, why


ORDERS = [
    # first article, second article, query, why
    (("النفط", "كلمة"), ("كلمة", "النفط"), "النفط", "a word in the title before one in the body"),
    (("", "نفط نفط كلمة"), ("", "نفط كلمة كلمة"), "نفط", "more often"),
    (("", "نفط كلمة"), ("", f"نفط كلمة {FILLER}"), "نفط", "in a shorter text"),
    (("", f"نفط غاز {FILLER}"), ("", f"نفط {FILLER} غاز"), "نفط غاز", "nearer to each other"),
    (("", "الحكومة كلمة"), ("", "حكومة كلمة"), "الحكومة", "the same form before another"),
    (
        ("", f"نفط {' '.join([FILLER] * 9)}"),
        ("", f"{' '.join([FILLER] * 9)} نفط"),
        "نفط",
        "in the lead before one far down",
    ),
]


@pytest.mark.parametrize(
    ("better", "worse", "query", "why"), ORDERS, ids=[row[3] for row in ORDERS]
)
def test_order(
    tmp_path: Path, better: tuple[str, str], worse: tuple[str, str], query: str, why: str
) -> None:
    one = build(tmp_path / "1", better, worse).search(query, copies=True).hits
    other = build(tmp_path / "2", worse, better).search(query, copies=True).hits
    assert [hit.id for hit in one] == ["a", "b"], why
    assert [hit.id for hit in other] == ["b", "a"], why
    assert one[0].score > one[1].score


def test_equal_scores_keep_the_order_of_the_index(tmp_path: Path) -> None:
    engine = build(tmp_path, ("نفط", "س"), ("نفط", "س"), ("نفط", "س"))
    assert found(engine, "نفط") == "abc"


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 6).map(float), max_size=40), st.integers(1, 50))
def test_smallest_is_a_stable_sort_cut_off(keys: list[float], count: int) -> None:
    expected = sorted(range(len(keys)), key=keys.__getitem__)[:count]
    assert smallest(np.array(keys), count).tolist() == expected


def test_the_cache_keeps_what_was_used_last() -> None:
    cache = ByteCache(1000)
    made: list[str] = []

    def get(key: str, nbytes: int) -> str:
        def make() -> str:
            made.append(key)
            return key * 2

        value: str = cache.get(key, make, lambda _: nbytes)
        return value

    for key in ("a", "b", "a", "c", "a", "b", "a"):  # 200 bytes are added to each entry
        assert get(key, 250) == key * 2
    assert made == ["a", "b", "c", "b"], "c took the place of b, which was used before a"
    assert get("huge", 10_000) == "hugehuge"
    assert get("huge", 10_000) == "hugehuge"
    assert made[-2:] == ["huge", "huge"], "what never fits is not kept"
    assert get("a", 250) == "aa"
    assert made.count("a") == 1, "and throws nothing out"


def test_the_cache_is_shared_by_threads() -> None:
    cache = ByteCache(5000)
    wrong: list[object] = []

    def work(start: int) -> None:
        for number in range(3000):
            key = (start * 7 + number * 13) % 60
            value = cache.get(key, lambda key=key: key * 2, lambda _: 50)  # type: ignore[misc]
            if value != key * 2:
                wrong.append((key, value))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert cache._size == sum(size for _, size in cache._entries.values()) <= 5000
