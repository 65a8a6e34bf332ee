"""The description holds for every answer: schemathesis asks, and no answer is an error of ours."""

from __future__ import annotations

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from web.api import OPERATIONS

EXAMPLES = 12  # of each operation; thousands were tried by hand
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture
def described(app: Flask) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_wsgi("/api/openapi.json", app)


PATHS = [operation.path for operation in OPERATIONS]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_as_described(described: schemathesis.BaseSchema, path: str) -> None:
    @given(described[path]["GET"].as_strategy())
    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def ask(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=CHECKS)

    ask()


REAL = [
    "/api/search?q=القمح&facets=1&timeline=1&explain=1",
    "/api/search?q=القمخ",
    "/api/articles/port-1?q=القمح",
    "/api/concordance?q=القمح&sort=before",
    "/api/trends?q=القمح&q=سفينة&unit=month",
    "/api/complete?q=الق",
    "/api/stats",
]


@pytest.mark.parametrize("address", REAL)
def test_answers_with_something_in_them_are_as_described(
    described: schemathesis.BaseSchema, client: FlaskClient, address: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    path = address.split("?")[0].replace("port-1", "{id}")
    described[path]["GET"].validate_response(
        schemathesis.Response.from_any(answer)  # a werkzeug response
    )


def test_every_operation_is_described(client: FlaskClient, app: Flask) -> None:
    document = client.get("/api/openapi.json").json
    assert document["openapi"] == "3.1.0"
    rules = {
        rule.rule.replace("<article_id:id>", "{id}")
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
    }
    assert rules - set(document["paths"]) == {"/api/openapi.json", "/api/docs"}
    assert all(one["get"]["summary"].endswith(".") for one in document["paths"].values())


def test_the_page_of_documentation_has_a_form_for_each(client: FlaskClient) -> None:
    text = client.get("/api/docs").text
    document = client.get("/api/openapi.json").json
    for path, methods in document["paths"].items():
        assert f'action="{path}"' in text
        for parameter in methods["get"]["parameters"]:
            assert f'id="{methods["get"]["operationId"]}-{parameter["name"]}"' in text
    assert "<script>" not in text
    assert " style=" not in text
