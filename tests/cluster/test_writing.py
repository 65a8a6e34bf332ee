"""Loading: counts add up, nothing is written twice, a new index takes the old one's place."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import corpus
from corpus import Article
from search import IndexFormatError, IndexNotFoundError, check_index, open_index, open_writer
from search.address import read_address
from search.cli import cli
from search.cluster.client import Client
from search.cluster.writer import BATCH
from tests.conftest import Place


def kashaf(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments, standalone_mode=False)


def sample() -> list[Article]:
    return [one for one in corpus.read_corpus(corpus.sample_path()) if isinstance(one, Article)]


def counts(place: Place, articles: list[Article], **options: object) -> Counter[str]:
    with open_writer(place, **options) as writer:  # type: ignore[arg-type]
        return Counter(writer.add(article) for article in writer.ahead(articles))


def test_a_second_run_changes_nothing(place: Place) -> None:
    articles = sample()
    assert counts(place, articles) == {"indexed": len(articles)}
    with open_index(place) as engine:
        commit = engine.commit
        assert counts(place, articles) == {"unchanged": len(articles)}
        assert not engine.refresh(), "no commit where nothing was changed"
        assert engine.commit == commit
        changed = Article(articles[0].id, "عنوان آخر", "نص آخر")
        assert counts(place, [changed, articles[1], changed]) == {"updated": 1, "unchanged": 2}
        assert engine.refresh()
        assert [hit.id for hit in engine.search('"عنوان آخر"')] == [changed.id]
        assert engine.stats().articles == len(articles)


def test_what_a_writer_that_was_killed_had_sent_is_seen_after_the_next_run(place: Place) -> None:
    counts(place, [Article("old", "خبر", "")])
    articles = [Article(f"n{number}", "خبر", "") for number in range(BATCH)]
    killed = open_writer(place)
    for article in [*articles, Article("not sent", "خبر", "")]:
        killed.add(article)
    killed.close()  # without a commit
    with open_index(place) as engine:
        assert counts(place, articles) == {"unchanged": BATCH}
        assert engine.refresh()
        assert engine.search("خبر").total == BATCH + 1
        assert counts(place, articles) == {"unchanged": BATCH}
        assert not engine.refresh()


def test_the_last_of_several_with_one_id_stands(place: Place) -> None:
    versions = [Article("1", f"خبر{number}", "") for number in range(5)]
    with open_writer(place) as writer:
        outcomes = [writer.add(article) for article in writer.ahead(versions)]
        assert writer.delete("1")
        assert not writer.delete("1")
        outcomes.append(writer.add(versions[2]))
    assert outcomes == ["indexed", *["updated"] * 4, "indexed"]
    with open_index(place) as engine:
        assert [hit.title for hit in engine.search("")] == ["خبر2"]


def test_parts_make_the_whole(place: Place, tmp_path: Path) -> None:
    source = tmp_path / "news.jsonl"
    lines = [{"id": f"n{number}", "title": "خبر", "body": f"نص {number}"} for number in range(40)]
    source.write_text("\n".join(map(json.dumps, lines)))
    shares = []
    for _ in range(2):
        for part in ("1/3", "2/3", "3/3"):
            arguments = ("index", str(source), "--index", str(place), "--part", part, "--json")
            shares.append(json.loads(kashaf(*arguments).stdout))
    first, second = shares[:3], shares[3:]
    assert sum(share["indexed"] for share in first) == 40
    assert all(share["indexed"] for share in first), "each has some"
    assert [share["unchanged"] for share in second] == [share["indexed"] for share in first]
    for share in shares:
        assert share["read"] == 40
        assert share["indexed"] + share["unchanged"] + share["elsewhere"] == 40
    with open_index(place) as engine:
        assert engine.stats().articles == 40


def test_a_rebuilt_index_takes_the_place_of_the_old_one_at_the_end(place: Place) -> None:
    counts(place, [Article("old", "خبر", "")])
    with open_index(place) as engine:
        with open_writer(place, rebuild=True) as writer:
            writer.add(Article("new", "خبر", ""))
            writer.commit()
            assert not engine.refresh(), "the old one answers until the new one is whole"
            assert [hit.id for hit in engine.search("خبر")] == ["old"]
        assert engine.refresh()
        assert [hit.id for hit in engine.search("خبر")] == ["new"]
    assert len(indexes(place)) == 2, "the new one and its words; the old one is gone"


def test_a_rebuild_that_fails_leaves_the_old_index(place: Place) -> None:
    counts(place, [Article("old", "خبر", "")])
    with pytest.raises(ZeroDivisionError), open_writer(place, rebuild=True) as writer:
        writer.add(Article("new", "خبر", ""))
        raise ZeroDivisionError
    with open_index(place) as engine:
        assert [hit.id for hit in engine.search("خبر")] == ["old"]
    assert len(indexes(place)) == 2, "nothing is left of the new one"


def indexes(place: Place) -> list[str]:
    address = read_address(str(place))
    return list(Client(address).ask("GET", f"/{address.name}*/_settings", missing={}))


def test_several_processes_write_what_one_writes(
    new_place: Callable[[], Place], place: Place
) -> None:
    articles = sample()
    other = new_place()
    assert counts(place, articles, jobs=2) == counts(other, articles)
    with open_index(place) as two, open_index(other) as one:
        for query in ("", "السعودية", '"مجلس الوزراء"', "وز*"):
            found = [[hit.id for hit in engine.search(query, limit=200)] for engine in (two, one)]
            assert sorted(found[0]) == sorted(found[1])


def test_an_index_of_another_analyzer_is_refused(place: Place) -> None:
    counts(place, [Article("1", "خبر", "")])
    address = read_address(str(place))
    client = Client(address)
    ((index, mapping),) = client.ask("GET", f"/{address.name}/_mapping").items()
    meta = {**mapping["mappings"]["_meta"], "analyzer": "arabic-light/0"}
    client.ask("PUT", f"/{index}/_mapping", {"_meta": meta})
    for door in (open_index, open_writer, check_index):
        with pytest.raises(
            IndexFormatError, match=r"analyzer arabic-light/0, this is .* --rebuild"
        ):
            door(place)
    assert counts(place, [Article("1", "خبر", "")], rebuild=True) == {"indexed": 1}


def test_where_there_is_none(place: Place) -> None:
    for door in (open_index, check_index, lambda where: open_writer(where, create=False)):
        with pytest.raises(IndexNotFoundError, match=r"no index at opensearch://.*kashaf index"):
            door(place)


def test_an_index_of_somebody_else_is_left_alone(place: Place) -> None:
    address = read_address(str(place))
    Client(address).ask("PUT", f"/{address.name}", {})
    for door in (open_index, open_writer):
        with pytest.raises(IndexFormatError, match="is not one of Kashaf's"):
            door(place)


def test_check(place: Place) -> None:
    counts(place, [Article(str(n), "خبر", "نص", datetime(2015, 7, 1)) for n in range(7)])
    report = check_index(place)
    assert (report.articles, report.damages) == (7, ())
    done = kashaf("check", "--index", str(place))
    assert done.return_value == 0
    assert "is whole: 7 articles" in done.stdout
    address = read_address(str(place))
    client = Client(address)
    stranger = {"article": "QUJD", "signature": "QUJD", "number": 5}
    client.ask("PUT", f"/{address.name}/_doc/stranger", stranger)
    counts(place, [])  # a commit ends when every copy of the shard has it
    damages = check_index(place).damages
    assert [damage.file for damage in damages] == ["stranger"]
    assert kashaf("check", "--index", str(place)).return_value == 1
