"""Law 5: any series of add, delete, commit, optimize, roll back and reopen equals a dict."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from corpus import Article
from search import Engine, analyze, open_index, open_writer
from search.index import IndexWriter

WORDS = ["وزير", "الوزير", "غاز", "الغاز", "في", "من", "مدينة", "19", "gas"]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
IDS = st.sampled_from(["", "1", "10", "2", "a\nb", "a", "\0", "\ud800", "خبر", "x" * 500])
MOMENTS = st.integers(-50, 2000).map(lambda hours: datetime(1969, 12, 30) + timedelta(hours=hours))
ARTICLES = st.builds(
    Article,
    id=IDS,
    title=TEXTS,
    body=TEXTS,
    published=st.none() | MOMENTS,
    source=st.sampled_from(["", "العربية", "سكاي نيوز", "\ud83d\ude00"]),
    category=st.sampled_from(["", "رياضة"]),
    author=st.sampled_from(["", "سالم", "a\nb"]),
    url=st.sampled_from(["", "http://x"]),
)


class RollBackError(Exception):
    pass


class IndexModel(RuleBasedStateMachine):
    """`kept` is what is committed, `pending` what the open writer would commit."""

    def __init__(self) -> None:
        super().__init__()
        self.home = tempfile.TemporaryDirectory()
        self.folder = Path(self.home.name, "index")
        self.kept: dict[str, Article] = {}
        self.pending: dict[str, Article] = {}
        self.writer: IndexWriter = open_writer(self.folder)
        self.engine: Engine = open_index(self.folder)

    def teardown(self) -> None:
        self.writer.close()
        self.home.cleanup()

    @initialize(articles=st.lists(ARTICLES, max_size=6))
    def some(self, articles: list[Article]) -> None:
        for article in articles:
            self.add(article)

    @rule(article=ARTICLES)
    def add(self, article: Article) -> None:
        before = self.pending.get(article.id)
        expected = "indexed" if before is None else "unchanged" if before == article else "updated"
        assert self.writer.add(article) == expected
        self.pending[article.id] = article

    @rule(key=IDS)
    def delete(self, key: str) -> None:
        assert self.writer.delete(key) is (self.pending.pop(key, None) is not None)

    @rule(optimize=st.booleans())
    def commit(self, optimize: bool) -> None:
        self.writer.commit(optimize=optimize)
        self.kept = dict(self.pending)
        if optimize:
            self.engine.refresh()
            assert self.engine.stats().segments <= 1
            words = {
                token.surface
                for article in self.kept.values()
                for token in (*analyze(article.title), *analyze(article.body))
            }
            assert self.engine.stats().terms == len(words), "deleted articles leave no words"

    @rule()
    def reopen(self) -> None:
        with self.writer:
            pass
        self.kept = dict(self.pending)
        self.engine = open_index(self.folder)
        self.writer = open_writer(self.folder, create=False)

    @rule()
    def roll_back(self) -> None:
        try:
            with self.writer:
                raise RollBackError
        except RollBackError:
            pass
        self.pending = dict(self.kept)
        self.writer = open_writer(self.folder)

    @invariant()
    def equal(self) -> None:
        self.engine.refresh()
        assert not self.engine.refresh(), "one refresh is enough"
        articles = self.kept
        engine = self.engine
        # contents
        everything = engine.search("", limit=1000, facets=True)
        assert everything.total == len(articles) == len(everything.hits)
        assert {hit.id for hit in everything} == set(articles)
        for key in ("", "1", "a\nb", "\ud800", "nowhere"):
            view = engine.article(key)
            assert (view.article if view else None) == articles.get(key)
        for hit in everything:
            article = articles[hit.id]
            assert (hit.title, hit.source, hit.author) == (
                article.title,
                article.source,
                article.author,
            )
        # counts
        for name in ("source", "category", "author"):
            values = Counter(getattr(article, name) for article in articles.values())
            values.pop("", None)
            facets = everything.facets[name]
            assert {facet.value: facet.count for facet in facets} == values
            assert [f.count for f in facets] == sorted(values.values(), reverse=True)
        # stats
        stats = engine.stats()
        days = sorted(a.published.date().isoformat() for a in articles.values() if a.published)
        assert stats.articles == len(articles)
        assert (stats.first, stats.last) == ((days[0], days[-1]) if days else (None, None))
        # dates
        for sort in ("newest", "oldest"):
            hits = engine.search("", sort=sort, limit=1000).hits  # type: ignore[arg-type]
            moments = [hit.published for hit in hits]
            dated = [moment for moment in moments if moment]
            assert dated == sorted(dated, reverse=sort == "newest")
            assert moments[len(dated) :] == [None] * (len(moments) - len(dated))
        self.same("date:1969", lambda a: bool(a.published and a.published.year == 1969))
        found = engine.search("", limit=1000, date_from=date(1970, 1, 1))
        assert {hit.id for hit in found} == {
            key for key, a in articles.items() if a.published and a.published.year >= 1970
        }
        # words
        self.same("ال*", lambda a: any(w.startswith("ال") for w in surfaces(a)))
        self.same("*از", lambda a: any(w.endswith("از") for w in surfaces(a)))
        self.same("=gas", lambda a: "gas" in surfaces(a))
        self.same('"غاز في"', lambda a: holds(a.title, "غاز في") or holds(a.body, "غاز في"))
        self.same("title:مدينة", lambda a: "مدينة" in a.title.split())

    def same(self, query: str, passes: object) -> None:
        assert callable(passes)
        found = {hit.id for hit in self.engine.search(query, limit=1000)}
        assert found == {key for key, article in self.kept.items() if passes(article)}, query


def surfaces(article: Article) -> list[str]:
    return [t.surface for text in (article.title, article.body) for t in analyze(text)]


def holds(text: str, phrase: str) -> bool:
    return f" {phrase} " in f" {text} "


IndexModel.TestCase.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)
TestIndexEqualsADictionary = IndexModel.TestCase
