"""Whatever anybody types: an answer or a clear error, in the engine and on the page.

KASHAF_FUZZ_INDEX names another index than the sample's; what the slowest queries took is printed.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

import search
from search.errors import QueryError
from tests.torture import cheap, count
from web import PageLimits, create_app

PARTS = cheap(1, 8)  # so that two processes share them
TOGETHER = 20  # queries of one example: most of an example's time is Hypothesis' own
EACH_PAGE = 10  # one query in so many is asked of the page as well

WORDS = (
    "القمح سعر أسعار كأس العالم كرة وزير الوزراء من في على لا أو و ال ات ون ين مكتبة مُحَمَّد "
    "٢٠٢٣ Reuters WhatsApp 2023 ا ب"
)
words = st.sampled_from(WORDS.split())
signs = st.sampled_from(
    [
        "(", ")", '"', "“", "”", "„", "+", "-", "=", "*", "**", "OR", "|", "||", "AND", "&&", "NOT",
        " ", "  ", "\t", "\n", ":", "..", "،", "؟", "«", "ـ", "\u200f", "\u202e", "\u200d", "\x00",
        "title:", "عنوان:", "نص:", "source:", "مصدر:", "author:", "قسم:", "date:", "تاريخ:",
        "2023-05", "2023-13-99", "٢٠٢٣..", "..9999", "0000",
    ]
)  # fmt: skip
patterns = st.builds("*".join, st.lists(st.text("ابتنيول", max_size=4), min_size=2, max_size=6))
pieces = st.one_of(words, signs, patterns, st.text(max_size=12))
flat = st.lists(pieces, max_size=14).map("".join) | st.lists(pieces, max_size=14).map(" ".join)
nested = st.recursive(
    flat,
    lambda inner: st.one_of(
        inner.map(lambda text: f"({text})"),
        inner.map(lambda text: f'"{text}"'),
        inner.map(lambda text: f"-{text}"),
        st.tuples(inner, st.sampled_from([" OR ", " AND ", " ", " -"]), inner).map("".join),
        st.tuples(inner, st.integers(2, 200)).map(lambda pair: pair[0] * pair[1]),
    ),
    max_leaves=6,
)
queries = st.one_of(flat, nested, nested.map(lambda text: text[:4_500]))

WORST = [
    # query, why
    ("*ا*", "one letter in the middle"),
    ("*ون", "a plural's ending"),
    ("*ال*", "two letters in the middle"),
    ("ال*", "the article"),
    ("و*", "one letter"),
    ("(" * 10_000, "10,000 parentheses"),
    ("(" * 2_000 + "قمح" + ")" * 1_999, "4,000 parentheses"),
    ('"' + "في " * 2_000 + '"', "a phrase of 2,000 words"),
    ('"' + "في " * 256 + '"', "the longest phrase, of the most frequent word"),
    ('"' + "في من على إلى " * 64 + '"', "the longest phrase, of frequent words"),
    (" OR ".join(["قمح"] * 5_000), "5,000 alternatives"),
    (" OR ".join(f"و{n}" for n in range(500)), "500 alternatives"),
    (" ".join(["من في على إلى عن"] * 100), "500 function words"),
    (" ".join(f"{a}{b}*" for a in "ابتثجحخ" for b in "ابتثجحخدذرزسش"), "91 patterns"),
    (" ".join(f"*{a}{b}" for a in "ابتثجحخ" for b in "ابتثجحخدذرزسش"), "91 endings"),
    (" ".join(f"*{a}{b}*" for a in "ابتنيول" for b in "ابتنيول"), "49 middles"),
    ("*" + "ا*" * 200 + "ب", "200 pieces of a pattern"),
    ("-(" + " OR ".join(f"*{a}{b}" for a in "ابتن" for b in "ابتن") + ")", "endings left out"),
    ("+من +في +على +إلى +عن +ال*", "all of what is everywhere"),
    ("نص:" * 30 + "في", "30 fields inside one another"),
    ("date:0001..9999 -date:2015", "every day but a year"),
    ("a،" * 2_000, "2,000 words and no space"),
    ("\u200f" * 4_000, "4,000 marks that nobody sees"),
    ("ًٌٍَُ" * 800, "4,000 vowel marks"),
    ("ـ" * 4_000, "4,000 tatweels"),
    ("ا" * 4_000, "a word of 4,000 letters"),
    ("a" * 4_000, "a foreign word of 4,000 letters"),
    ("ش" * 4_000, "the same on the other keyboard"),
    ("na" * 2_000, "a foreign name of 2,000 syllables"),
]


@pytest.fixture(scope="module")
def index(sample_index: Path) -> Path:
    return Path(os.environ.get("KASHAF_FUZZ_INDEX", sample_index))


@pytest.fixture(scope="module")
def engine(index: Path) -> search.Engine:
    return search.open_index(index, limits=search.Limits(seconds=1))


@pytest.fixture(scope="module")
def client(engine: search.Engine) -> FlaskClient:
    limits = PageLimits(requests_at_once=1_000_000_000)
    return create_app(engine, config={"LIMITS": limits}).test_client()


def asked(engine: search.Engine, query: str) -> float:
    """Asks; gives the milliseconds that it took. Anything but an answer or a QueryError fails."""
    started = time.perf_counter()
    problem = None
    try:
        hits = engine.search(query, facets=True).hits
    except QueryError as error:
        problem, hits = error, ()
    milliseconds = 1000 * (time.perf_counter() - started)
    if problem:
        assert "\n" not in str(problem)
        assert problem.position is None or 1 <= problem.position <= len(query) + 1
    for hit in hits:
        for text, ranges in (
            (hit.title, hit.title_highlights),
            (hit.snippet.text, hit.snippet.highlights),
        ):
            assert all(0 <= start < end <= len(text) for start, end in ranges)
    return milliseconds


def shown(client: FlaskClient, query: str) -> None:
    for address in ("/", "/api/search", "/api/complete"):
        answer = client.get(address, query_string={"q": query})
        assert answer.status_code in (200, 400), (answer.status_code, address)


@pytest.mark.parametrize(("query", "why"), WORST, ids=[row[1] for row in WORST])
def test_the_worst_that_was_found(
    engine: search.Engine, client: FlaskClient, query: str, why: str, tell: Callable[[str], None]
) -> None:
    milliseconds = asked(engine, query)
    tell(f"{milliseconds:.0f} ms: {why}")
    shown(client, query)


@pytest.mark.parametrize("part", range(PARTS))
def test_any_query(
    engine: search.Engine, client: FlaskClient, part: int, tell: Callable[[str], None]
) -> None:
    times: list[float] = []
    longest = (0.0, "")

    @seed(part)
    @settings(
        max_examples=count(8, 10_000 // PARTS),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(queries, min_size=TOGETHER, max_size=TOGETHER))
    def ask(texts: list[str]) -> None:
        nonlocal longest
        for number, query in enumerate(texts):
            times.append(asked(engine, query))
            longest = max(longest, (times[-1], query[:60]))
            if not number % EACH_PAGE:
                shown(client, query)

    ask()
    times.sort()
    at = {share: times[int(share * (len(times) - 1))] for share in (0.5, 0.99)}
    tell(
        f"{len(times):,} queries, p50 {at[0.5]:.1f}, p99 {at[0.99]:.0f}, longest "
        f"{longest[0]:.0f} ms: {longest[1]!r}"
    )
