"""An application over a small index of its own, whose page holds five results."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import search
from corpus import Article
from web import PageLimits, create_app

# These tests ask more often than any person.
NO_LIMITS = PageLimits(requests_at_once=1_000_000)
ARTICLES = Path(__file__).parent / "articles.jsonl"


def read_articles() -> list[Article]:
    records = [json.loads(line) for line in ARTICLES.read_text("utf-8").splitlines()]
    for record in records:
        day = record["published"]
        record["published"] = datetime.fromisoformat(day) if day else None
    return [Article(**record) for record in records]


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("web") / "index"
    with search.open_writer(path) as writer:
        for article in read_articles():
            writer.add(article)
    return path


@pytest.fixture(scope="session")
def articles() -> dict[str, Article]:
    return {article.id: article for article in read_articles()}


@pytest.fixture(scope="session")
def engine(index: Path) -> Iterator[search.Engine]:
    with search.open_index(index) as engine:
        yield engine


@pytest.fixture(scope="session")
def app(engine: search.Engine) -> Flask:
    return create_app(engine, config={"RESULTS_PER_PAGE": 5, "LIMITS": NO_LIMITS})


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
