"""A term is found where it stands among thousands, as a walk over all of them finds it."""

from __future__ import annotations

from bisect import bisect_left

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import search
from corpus import Article
from search.index import Segment
from search.index.schema import SURFACE

IDS = "id"
ARTICLES = 700  # more terms than are read at once, and than halving alone would end among


@pytest.fixture(scope="module")
def segment(tmp_path_factory: pytest.TempPathFactory) -> Segment:
    """Ids may be anything but empty: line ends, half characters, one the beginning of another."""
    folder = tmp_path_factory.mktemp("index")
    with search.open_writer(folder) as writer:
        for number in range(ARTICLES):
            name = f"{number % 7}\n{'أ' * (number % 3)}\udc80{number}"
            writer.add(Article(name, f"خبر{number}", "نص " * 3 + f"كلمة{number * 31}"))
    with search.open_index(folder) as engine:
        (only,) = engine._current.reader.segments
    return only


@pytest.mark.parametrize("field", [IDS, SURFACE])
def test_every_term_is_where_it_stands(segment: Segment, field: str) -> None:
    terms = [segment.term(field, number) for number in range(segment.term_count(field))]
    assert terms == sorted(terms)
    assert len(terms) >= ARTICLES
    for _ in range(2):  # the second time by what the first one kept
        for number, term in enumerate(terms):
            assert segment.term_place(field, term) == number
            assert segment.term_place(field, term + b"\0") == number + 1
            assert segment.term_number(field, term) == number


@given(wanted=st.binary(max_size=6) | st.text("0123456\nأخبر", max_size=6).map(str.encode))
@settings(max_examples=300)
def test_what_is_no_term_would_stand_before_the_next(segment: Segment, wanted: bytes) -> None:
    for field in (IDS, SURFACE):
        terms = [segment.term(field, number) for number in range(segment.term_count(field))]
        assert segment.term_place(field, wanted) == bisect_left(terms, wanted)
