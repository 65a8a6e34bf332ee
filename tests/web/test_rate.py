"""Who asks too much waits; who stands beside does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import search
from web import PageLimits, create_app
from web.rate import Rate


class Clock:
    """Time that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_then_the_rate_and_each_client_for_itself() -> None:
    clock = Clock()
    rate = Rate(PageLimits(requests_a_minute=60, requests_at_once=3), clock)
    assert [rate.wait("a") for _ in range(3)] == [0, 0, 0]
    assert rate.wait("a") == pytest.approx(1)
    assert rate.wait("b") == 0
    clock.now += 0.4
    assert rate.wait("a") == pytest.approx(0.6), "who asks too early loses nothing by it"
    clock.now += 0.6
    assert rate.wait("a") == 0
    assert rate.wait("a") > 0
    clock.now += 3600
    assert [rate.wait("a") > 0 for _ in range(4)] == [False, False, False, True]


@given(st.lists(st.floats(0, 3), max_size=60))
def test_never_more_than_the_burst_and_the_rate(pauses: list[float]) -> None:
    clock = Clock()
    rate = Rate(PageLimits(requests_a_minute=60, requests_at_once=5), clock)
    allowed = 0
    for pause in pauses:
        clock.now += pause
        allowed += not rate.wait("a")
    assert allowed <= 5 + sum(pauses) + 1e-6


def test_the_table_of_clients_does_not_grow() -> None:
    rate = Rate(PageLimits(clients=10, requests_at_once=1))
    for number in range(1_000):
        rate.wait(str(number))
    assert len(rate._full_at) == 10


def app_with(engine: search.Engine, proxies: int = 0):  # type: ignore[no-untyped-def]
    limits = PageLimits(requests_a_minute=1, requests_at_once=2)
    app = create_app(engine, config={"LIMITS": limits, "TRUSTED_PROXIES": proxies})
    return app.test_client()


def test_the_page_says_so_and_when_to_come_back(engine: search.Engine) -> None:
    client = app_with(engine)
    assert [client.get("/?q=قمح").status_code for _ in range(3)] == [200, 200, 429]
    answer = client.get("/")
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert "طلبات كثيرة" in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    answer = client.get("/api/search?q=قمح")
    assert answer.json["detail"] == "too many requests; wait as long as Retry-After says"
    assert client.get("/static/kashaf.css").status_code == 200, "the page keeps its looks"


def test_a_proxy_is_believed_only_when_told(engine: search.Engine) -> None:
    def statuses(proxies: int) -> list[int]:
        client = app_with(engine, proxies)
        return [
            client.get("/", headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code
            for n in range(4)
        ]

    assert statuses(0) == [200, 200, 429, 429], "anyone can write the header"
    assert statuses(1) == [200] * 4, "the proxy names its clients"


def test_what_a_client_adds_before_the_proxy_counts_nothing(engine: search.Engine) -> None:
    client = app_with(engine, 1)
    statuses = [
        client.get("/", headers={"X-Forwarded-For": f"10.0.0.{n}, 192.0.2.1"}).status_code
        for n in range(3)
    ]
    assert statuses == [200, 200, 429]
