"""Limits are set by the environment, by the application, and told as they are."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

import search
from search.limits import ENVIRONMENT_PREFIX, Limits
from web import DEFAULTS, PageLimits, create_app

DOCUMENT = Path(__file__).parents[2] / "docs" / "limits.md"


def test_every_limit_is_documented_with_its_default() -> None:
    told = dict(re.findall(r"^\| `([A-Z_]+)` \| ([0-9.]+) \|", DOCUMENT.read_text("utf-8"), re.M))
    assert {name: float(value) for name, value in told.items()} == {
        ENVIRONMENT_PREFIX + field.name.upper(): field.default
        for record in (Limits, PageLimits)
        for field in fields(record)
    }
    assert DEFAULTS["QUERY_LIMITS"].seconds == 0.8, "as the row of seconds says"


def test_the_environment_sets_them_for_any_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KASHAF_MAX_SECONDS", "2.5")
    monkeypatch.setenv("KASHAF_MAX_EXPORT_RECORDS", "7")
    config = create_app("nowhere").config
    assert config["QUERY_LIMITS"] == Limits(seconds=2.5)
    assert config["LIMITS"] == PageLimits(export_records=7)
    config = create_app("nowhere", config={"LIMITS": PageLimits(clients=3)}).config
    assert config["LIMITS"] == PageLimits(clients=3), "what is given in code goes before"


def test_a_limit_that_is_none_is_told_before_anything_is_served(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KASHAF_MAX_REQUESTS_AT_ONCE", "none")
    with pytest.raises(search.KashafError, match="KASHAF_MAX_REQUESTS_AT_ONCE=none is not a whole"):
        create_app("nowhere")
