"""What an address may say, and what it is told when it says something else."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl

import pytest
from werkzeug.datastructures import MultiDict

from web.inquiry import BadParameterError, Inquiry


def inquiry(address: str) -> Inquiry:
    return Inquiry.from_args(MultiDict(parse_qsl(address, keep_blank_values=True)))


READ = [
    ("", Inquiry(), "nothing asked"),
    ("q=++قمح+", Inquiry(query="قمح"), "spaces round the query"),
    ("q=&source=&from=&to=&page=&sort=", Inquiry(), "a form sends its blank fields too"),
    ("page=3&sort=oldest", Inquiry(page=3, sort="oldest"), "page and order"),
    ("source=ب&source=أ&source=ب", Inquiry(source=("ب", "أ")), "each value once, as given"),
    ("category=صحة&author=لي", Inquiry(category=("صحة",), author=("لي",)), "other lists"),
    ("from=2023-05-01", Inquiry(date_from=date(2023, 5, 1)), "an open range"),
    (
        "from=2023-05-01&to=2023-05-01",
        Inquiry(date_from=date(2023, 5, 1), date_to=date(2023, 5, 1)),
        "one day is a range",
    ),
    ("utm_source=x&lang=en", Inquiry(), "a parameter that is not ours"),
]


@pytest.mark.parametrize(("address", "expected", "why"), READ)
def test_read(address: str, expected: Inquiry, why: str) -> None:
    assert inquiry(address) == expected, why


REFUSED = [
    ("page=0", "page", "page", "pages begin at 1"),
    ("page=-1", "page", "page", "no page before the first"),
    ("page=two", "page", "page", "not a number"),
    ("page=1e9", "page", "page", "not a whole number"),
    ("page=²", "page", "page", "a digit to Unicode, not to us"),
    ("page=99999999999999999999", "page", "page", "absurdly large"),
    ("sort=best", "sort", "choice", "an order that does not exist"),
    ("from=yesterday", "from", "date", "not a day"),
    ("to=2023-02-30", "to", "date", "a day that does not exist"),
    ("to=20230230", "to", "date", "ISO without dashes is not what the page writes"),
    ("from=2023-W05-1", "from", "date", "ISO weeks are not, either"),
    ("from=2024-01-02&to=2024-01-01", "from", "order", "the end before the beginning"),
]


@pytest.mark.parametrize(("address", "parameter", "reason", "why"), REFUSED)
def test_refused(address: str, parameter: str, reason: str, why: str) -> None:
    with pytest.raises(BadParameterError) as caught:
        inquiry(address)
    assert (caught.value.parameter, caught.value.reason) == (parameter, reason), why
    assert f"{parameter}={caught.value.value}" in str(caught.value), "the message names both"


@pytest.mark.parametrize(("address", "expected", "why"), READ)
def test_its_parameters_lead_back_to_it(address: str, expected: Inquiry, why: str) -> None:
    args = inquiry(address).to_args()
    pairs = [
        (name, str(value))
        for name, given in args.items()
        for value in (given if isinstance(given, list) else [given])
    ]
    assert Inquiry.from_args(MultiDict(pairs)) == expected, why


def test_narrowing_differently_starts_at_the_first_page() -> None:
    asked = inquiry("q=قمح&source=أ&source=ب&from=2023-01-01&sort=newest&page=4")
    assert asked.without("source", "أ").to_args() == {
        "q": "قمح",
        "source": ["ب"],
        "from": "2023-01-01",
        "sort": "newest",
    }
    assert asked.without("from").date_from is None
    assert asked.without("from").page == 1
    assert asked.sorted_by("oldest").page == 1
    assert asked.without_filters() == Inquiry(query="قمح", sort="newest")
