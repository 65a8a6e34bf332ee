"""What an operator sees, and what nobody sees: the text of queries."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

import search
from web import create_app, observation


def metrics(client: FlaskClient) -> dict[tuple[str, ...], float]:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_health(client: FlaskClient, engine: search.Engine) -> None:
    answer = client.get("/health")
    assert answer.json == {"status": "ok", "generation": engine.generation}
    assert answer.headers["Cache-Control"] == "no-store"


def test_requests_are_counted_by_address_and_answer(engine: search.Engine) -> None:
    client = create_app(engine).test_client()
    for address in ("/api/search?q=قمح", "/api/search?q=سر", '/api/search?q="', "/wp-login.php"):
        client.get(address)
    counted = metrics(client)
    assert counted["kashaf_requests_total", "api.search", "200"] == 2
    assert counted["kashaf_requests_total", "api.search", "400"] == 1
    assert counted["kashaf_requests_total", "none", "404"] == 1, "not a name for each guess"
    assert counted["kashaf_request_seconds_count", "api.search"] == 3
    assert counted["kashaf_index_articles",] == engine.stats().articles
    assert counted["kashaf_index_up",] == 1
    assert "قمح" not in client.get("/metrics").text


def test_metrics_go_on_without_an_index(tmp_path: object) -> None:
    client = create_app(f"{tmp_path}/none").test_client()
    assert client.get("/").status_code == 503
    assert metrics(client)["kashaf_index_up",] == 0


LOGS = [
    ("off", 0, False, "nothing is written"),
    ("requests", 2, False, "a line each, without what was asked"),
    ("queries", 2, True, "what was asked, on the operator's word"),
]


@pytest.mark.parametrize(("log", "lines", "asked", "why"), LOGS)
def test_the_log(
    engine: search.Engine, monkeypatch: pytest.MonkeyPatch,
    log: str, lines: int, asked: bool, why: str,
) -> None:  # fmt: skip
    written: list[str] = []
    monkeypatch.setattr(observation.logger, "info", written.append)
    client = create_app(engine, config={"REQUEST_LOG": log}).test_client()
    client.get("/api/search?q=سرّ", headers={"Referer": "/?q=سرّ"})
    client.get("/article/سرّ")
    records = [json.loads(line) for line in written]
    assert len(records) == lines, why
    assert ("سرّ" in str(records)) is asked, why
    if records:
        assert [record["status"] for record in records] == [200, 404]
        assert records[0]["endpoint"] == "api.search"
        assert set(records[0]) - {"query"} == {
            "time", "method", "endpoint", "status", "ms", "bytes",
        }  # fmt: skip


def test_an_unknown_log_is_refused(engine: search.Engine) -> None:
    with pytest.raises(search.KashafError, match="'all' is none of off, requests, queries"):
        create_app(engine, config={"REQUEST_LOG": "all"})
