"""A newer commit is served without a restart, and a failure to find one stops nothing."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

import search
from corpus import Article
from web import create_app
from web.current_index import CurrentIndex


def add(path: Path, id: str) -> None:
    with search.open_writer(path) as writer:
        writer.add(Article(id, f"خبر {id}", "نص"))


def test_a_newer_commit_is_served(tmp_path: Path) -> None:
    path = tmp_path / "index"
    add(path, "1")
    client = create_app(path, config={"REFRESH_SECONDS": 0}).test_client()
    assert client.get("/api/search").json["total"] == 1
    assert "مقال واحد" in client.get("/").text
    add(path, "2")
    assert client.get("/api/search").json["total"] == 2
    assert "مقالان" in client.get("/").text, "the counts of the front page follow"


def test_it_is_not_looked_for_at_every_request(tmp_path: Path) -> None:
    path = tmp_path / "index"
    add(path, "1")
    client = create_app(path, config={"REFRESH_SECONDS": 3600}).test_client()
    assert client.get("/api/search").json["total"] == 1
    add(path, "2")
    assert client.get("/api/search").json["total"] == 1


class UnreadableCommit:
    """An engine that answers, while the commit after its own cannot be opened."""

    generation = 1

    def refresh(self) -> bool:
        raise search.IndexFormatError("the newest commit is damaged")


def test_a_commit_that_cannot_be_opened_leaves_the_last_one(
    caplog: pytest.LogCaptureFixture,
) -> None:
    engine = UnreadableCommit()
    index = CurrentIndex(engine, refresh_seconds=0)  # type: ignore[arg-type]
    with caplog.at_level(logging.WARNING):
        assert index.engine() is engine
    assert "the newest commit is damaged" in caplog.text
