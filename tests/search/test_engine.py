"""The engine as its callers see it: filters, facets, dates, pages, threads, and strange values."""

from __future__ import annotations

import gc
import json
import threading
import time
import weakref
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

import search
from corpus import Article
from search import Engine, Facet, QueryError, open_index, open_writer
from search.address import is_address
from tests.conftest import Place

ARTICLES = [
    Article("1", "النفط", "أسعار النفط", datetime(2015, 7, 1), "العربية", "اقتصاد", "سالم"),
    Article("2", "النفط", "سعر", datetime(2015, 7, 31, 23, 59), "العربية", "اقتصاد"),
    Article("3", "الغاز", "النفط", datetime(2015, 8, 1), "سكاي نيوز", "اقتصاد", "سالم"),
    Article("4", "النفط", "كرة", None, "سكاي نيوز", "رياضة"),
    Article("5", "كرة", "كأس", datetime(2014, 1, 1), "الرياض", "رياضة", "هند"),
    Article("6", "النفط", "كأس", datetime(1950, 1, 1), "", ""),
]


@pytest.fixture(scope="module")
def engine(new_place: Callable[[], Place]) -> Engine:
    """Six articles in three commits, and one that was deleted."""
    place = new_place()
    with open_writer(place) as writer:
        writer.add(Article("gone", "النفط", "النفط", datetime(2015, 7, 15), "العربية", "اقتصاد"))
        for article in ARTICLES[:4]:
            writer.add(article)
        writer.commit()
        writer.delete("gone")
        writer.add(ARTICLES[4])
        writer.commit()
        writer.add(ARTICLES[5])
    engine = open_index(place)
    assert is_address(place) or engine.stats().segments == 3
    return engine


def ids(engine: Engine, query: str, **options: object) -> list[str]:
    return [hit.id for hit in engine.search(query, **options)]  # type: ignore[arg-type]


SEARCHES = [
    # query, options, ids, why
    ("", {}, "3 2 1 5 6 4", "no query: all, the newest first, the undated last"),
    ("", {"sort": "oldest"}, "6 5 1 2 3 4", "the oldest first, the undated last again"),
    ("كرة OR كأس", {"sort": "newest"}, "5 6 4", "a query by date"),
    ("كرة OR كأس", {"sort": "oldest"}, "6 5 4", "the other way"),
    ("", {"source": ["العربية"]}, "2 1", "one source, the newest first"),
    ("", {"source": ["العربية", "الرياض"]}, "2 1 5", "any of two sources"),
    ("", {"source": ["العربيه"]}, "", "a value is exact, not folded"),
    ("", {"source": [""]}, "6", "articles that name none"),
    ("", {"source": ["سكاي نيوز"], "category": ["رياضة"]}, "4", "both fields"),
    ("", {"author": ["سالم"]}, "3 1", "an author"),
    ("", {"date_from": date(2015, 7, 31)}, "3 2", "that day is in it"),
    ("", {"date_to": date(2015, 7, 31)}, "2 1 5 6", "that whole day is in it, the undated are not"),
    (
        "",
        {"date_from": date(2015, 7, 1), "date_to": date(2015, 7, 1)},
        "1",
        "one day",
    ),
    ("", {"date_from": date.min, "date_to": date.max}, "3 2 1 5 6", "every day there is"),
    ("date:2015-07", {}, "2 1", "the same in the query"),
    ("date:2015-07-31..2015-08-01", {}, "3 2", "both days are in it"),
    ("date:..2014", {}, "5 6", "up to and with"),
    ("date:2015", {"date_to": date(2015, 7, 5)}, "1", "query and choice together"),
    ("مصدر:سكاي", {}, "3 4", "one word of a source is enough in the query"),
    ('source:"نيوز سكاي"', {}, "3 4", "in any order"),
    ("-مصدر:سكاي", {}, "2 1 5 6", "left out"),
    ("قسم:رياضة OR كاتب:سالم", {}, "3 1 5 4", "either field"),
    ("النفط", {"category": ["رياضة"]}, "4", "a word and a filter"),
    ("لاشيء", {}, "", "nothing found"),
]


@pytest.mark.parametrize(
    ("query", "options", "expected", "why"), SEARCHES, ids=[row[3] for row in SEARCHES]
)
def test_search(
    engine: Engine, query: str, options: dict[str, object], expected: str, why: str
) -> None:
    assert ids(engine, query, **options) == expected.split(), why
    assert engine.search(query, **options).total == len(expected.split())  # type: ignore[arg-type]


FACETS = [
    # query, options, field, counts, why
    ("", {}, "source", {"العربية": 2, "سكاي نيوز": 2, "الرياض": 1}, "all; no value is no facet"),
    ("النفط", {}, "category", {"اقتصاد": 3, "رياضة": 1}, "of what matches; deleted ones are not"),
    (
        "",
        {"source": ["الرياض"]},
        "source",
        {"العربية": 2, "سكاي نيوز": 2, "الرياض": 1},
        "the choice in its own field does not count",
    ),
    ("", {"source": ["الرياض"]}, "category", {"رياضة": 1}, "in the others it does"),
    (
        "",
        {"source": ["الرياض"], "category": ["اقتصاد"]},
        "source",
        {"العربية": 2, "سكاي نيوز": 1},
        "each without its own",
    ),
    ("", {"date_from": date(2015, 8, 1)}, "author", {"سالم": 1}, "the dates always count"),
    ("source:الرياض", {}, "source", {"الرياض": 1}, "a filter in the query is part of the query"),
]


@pytest.mark.parametrize(
    ("query", "options", "field", "counts", "why"), FACETS, ids=[row[4] for row in FACETS]
)
def test_facets(
    engine: Engine,
    query: str,
    options: dict[str, object],
    field: str,
    counts: dict[str, int],
    why: str,
) -> None:
    results = engine.search(query, facets=True, **options)  # type: ignore[arg-type]
    found = results.facets[field]
    assert {facet.value: facet.count for facet in found} == counts, why
    assert list(found) == sorted(found, key=lambda f: (-f.count, f.value))
    assert set(results.facets) == {"source", "category", "author"}


def test_no_facets_unless_asked(engine: Engine) -> None:
    assert engine.search("").facets == {}
    assert engine.search("", facets=True).facets["author"][0] == Facet("سالم", 2)


def test_facets_count_the_whole_answer_and_not_the_page(engine: Engine) -> None:
    results = engine.search("", facets=True, limit=1, page=9)
    assert results.hits == ()
    assert sum(facet.count for facet in results.facets["source"]) == 5


WRONG = [
    # options, message, why
    ({"page": 0}, "page 0 does not exist; pages begin at 1", "pages begin at 1"),
    ({"page": -1}, "page -1 does not exist; pages begin at 1", "no page from behind"),
    ({"limit": 0}, "limit 0 is outside 1 to 1000", "no empty page"),
    ({"limit": -5}, "limit -5 is outside 1 to 1000", "no negative one"),
    ({"limit": 1001}, "limit 1001 is outside 1 to 1000", "not too much at once"),
    ({"sort": "best"}, "sort 'best' is none of relevance, newest, oldest", "an order unknown"),
]


@pytest.mark.parametrize(("options", "message", "why"), WRONG, ids=[row[2] for row in WRONG])
def test_wrong_options(engine: Engine, options: dict[str, object], message: str, why: str) -> None:
    with pytest.raises(QueryError) as caught:
        engine.search("النفط", **options)  # type: ignore[arg-type]
    assert str(caught.value) == message, why
    assert caught.value.position is None


@pytest.fixture(scope="module")
def repetitive(new_place: Callable[[], Place]) -> Engine:
    """Many articles with equal scores and dates."""
    place = new_place()
    with open_writer(place) as writer:
        for number in range(60):
            day = datetime(2015, 1, 1 + number % 2) if number % 3 else None
            writer.add(Article(f"n{number}", "خبر", "مكرر " * (number % 2), day))
            if number % 25 == 0:
                writer.commit()
    return open_index(place)


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize("query", ["", "خبر", "خبر مكرر"])
def test_pages_never_overlap_and_miss_nothing(repetitive: Engine, query: str, sort: str) -> None:
    """Their order must not depend on the page."""
    engine = repetitive
    whole = ids(engine, query, sort=sort, limit=1000)
    assert len(whole) == len(set(whole)) == engine.search(query).total
    for limit in (1, 7, 30):
        paged: list[str] = []
        for page in range(1, len(whole) // limit + 3):
            results = engine.search(query, sort=sort, limit=limit, page=page)  # type: ignore[arg-type]
            assert (results.total, results.page) == (len(whole), page)
            assert results.pages == -(-len(whole) // limit)
            paged += [hit.id for hit in results]
        assert paged == whole


READINGS = [
    ("نشر", "النشر نشرت ينشر", "typed bare it may be the noun or the verb"),
    ("النشر", "النشر", "with an article it is the noun"),
    ("نشرت", "نشرت ينشر", "with an ending it is the verb"),
    ("=نشر", "", "and exact it is neither's other form"),
    ("قدم", "القدم يقدم", "a verb more often than a noun, and the noun is meant as often"),
    ("مصر", "مصر", "as a verb so rare that nobody means it"),
    ("+نشر -ينشر", "النشر", "a sign holds for all readings"),
    ("عبدالله", "عبدالله عبد_الله", "a name in one word or in two"),
    ('"عبد الله"', "عبدالله عبد_الله", "also in quotes"),
    ("عبد الله", "عبدالله عبد_الله", "without quotes as well"),
    ("نشر عبد الله", "عبدالله عبد_الله النشر نشرت ينشر", "beside other words"),
    ("+عبد الله -نشر", "عبدالله عبد_الله", "with signs"),
    ("عنوان:عبد الله OR عبد الله", "عبدالله عبد_الله", "in a field, and with an operator"),
    ("عبد اللـ*", "عبدالله عبد_الله", "and the beginning of it"),
    ("الله", "", "of which the second is no word of its own"),
]


@pytest.fixture(scope="module")
def readable(new_place: Callable[[], Place]) -> Engine:
    """An article for each form of a few words."""
    place = new_place()
    with open_writer(place) as writer:
        for word in [
            "النشر",
            "نشرت",
            "ينشر",
            "القدم",
            "يقدم",
            "مصر",
            "يمصر",
            "عبدالله",
            "عبد_الله",
        ]:
            writer.add(Article(word, "", word.replace("_", " ")))
        writer.commit()
    return Engine(place)


@pytest.mark.parametrize(("query", "found", "why"), READINGS, ids=[row[2] for row in READINGS])
def test_readings(readable: Engine, query: str, found: str, why: str) -> None:
    results = readable.search(query)
    assert sorted(hit.id for hit in results) == sorted(found.split()), why
    for hit in results:
        marked = {hit.snippet.text[start:end] for start, end in hit.snippet.highlights}
        assert marked == {hit.id.replace("_", " ")}, "and what was found is marked"


@pytest.mark.parametrize("page", [2, 100_000])
def test_past_the_end(engine: Engine, page: int) -> None:
    results = engine.search("النفط", page=page)
    assert (results.hits, results.total, results.page) == ((), 5, page)


def test_plain_has_no_operators(engine: Engine) -> None:
    assert ids(engine, 'title:"كرة" -كأس', plain=True) == ["5"]
    assert ids(engine, '(( "كرة', plain=True)
    with pytest.raises(QueryError):
        engine.search('(( "كرة')


def test_a_stop_word_alone_is_a_query(place: Place) -> None:
    with open_writer(place) as writer:
        writer.add(Article("1", "", "خرج في المساء"))
        writer.add(Article("2", "", "خرج المساء"))
    engine = open_index(place)
    assert ids(engine, "في") == ["1"]
    assert sorted(ids(engine, "في المساء")) == ["1", "2"], "beside a content word it asks nothing"
    assert ids(engine, '"في المساء"') == ["1"], "in a phrase it does"
    assert ids(engine, "+في المساء") == ["1"], "and where it must hold"


def test_a_phrase_does_not_cross_from_the_title_into_the_body(place: Place) -> None:
    with open_writer(place) as writer:
        writer.add(Article("1", "سعر النفط", "الغاز والفحم"))
    engine = open_index(place)
    assert ids(engine, '"سعر النفط"') == ["1"]
    assert ids(engine, '"النفط الغاز"') == []


def test_explanation_only_where_asked(engine: Engine) -> None:
    assert engine.search("النفط").hits[0].explanation is None
    (hit,) = engine.search("كرة كأس", explain=True, limit=1).hits
    assert hit.explanation is not None
    assert "stem " in hit.explanation
    assert "of 6 articles" in hit.explanation, "deleted articles are not counted"


def test_article_by_id(engine: Engine) -> None:
    view = engine.article("2", "سعر")
    assert view is not None
    assert view.article == ARTICLES[1]
    assert view.body_highlights == ((0, 3),)
    assert engine.article("gone") is None
    assert engine.article("nowhere") is None
    plain = engine.article("2")
    assert plain is not None
    assert plain.body_highlights == ()
    with pytest.raises(QueryError, match="no closing quote"):
        engine.article("2", '"x')


def test_results_are_json(engine: Engine) -> None:
    results = engine.search("سعر")
    record = json.loads(json.dumps(results.to_dict()))
    assert record["query"] == "سعر"
    assert record["total"] == len(record["hits"])
    hit = next(hit for hit in record["hits"] if hit["id"] == "2")
    assert hit["published"] == "2015-07-31T23:59"
    assert hit["snippet"] == {"text": "سعر", "highlights": [[0, 3]]}
    assert set(hit) == {
        "id", "title", "title_highlights", "source", "category", "author", "published", "url",
        "score", "snippet", "copies",
    }  # fmt: skip


def test_stats(engine: Engine) -> None:
    stats = engine.stats().to_dict()
    assert (stats["articles"], stats["first"], stats["last"]) == (6, "1950-01-01", "2015-08-01")
    assert stats["analyzer"].startswith("arabic-light/")
    assert stats["terms"] == 6, "of all articles there were"
    if not is_address(stats["path"]):
        folder = Path(stats["path"])
        assert stats["bytes"] == sum(path.stat().st_size for path in folder.iterdir())


# -- small and strange indexes ----------------------------------------------------------------

QUERIES = [
    "", "النفط", "+النفط -غاز", '"أسعار النفط"', "ال*", "*فط", "source:x", "date:2015", "-x",
    "title:النفط", "a OR b", "(a (b OR c)) -d",
]  # fmt: skip


@pytest.mark.parametrize(
    "articles",
    [
        [],
        [Article("1", "", "")],
        [Article("1", "؟", "…\n")],
        [Article("1", "", ""), Article("2", "", "")],
        [Article("1", "", "؟"), Article("2", "أسعار النفط", "")],
    ],
    ids=["empty", "one without words", "punctuation", "two without words", "one with"],
)
def test_indexes_with_nearly_nothing(place: Place, articles: list[Article]) -> None:
    with open_writer(place) as writer:
        for article in articles:
            writer.add(article)
            writer.commit()
    with_words = [article.id for article in articles if article.title == "أسعار النفط"]
    engine = open_index(place)
    for once in range(2):
        for query in QUERIES:
            results = engine.search(query, facets=True, explain=True)
            everything = query in ("", "-x")
            wanted = [article.id for article in articles] if everything else with_words
            if query not in ("source:x", "date:2015", "a OR b", "(a (b OR c)) -d"):
                assert sorted(hit.id for hit in results) == sorted(wanted), (query, once)
            else:
                assert results.total == 0, query
        assert engine.stats().articles == len(articles)
        with open_writer(place) as writer:
            writer.commit(optimize=True)
        engine.refresh()


STRANGE = [
    "", " ", "a\nb", "\n", "a\0b", "\0", "\ud800", "\udc00\ud800", "\ud83d\ude00", "😀",
    "\u200fخبر\u200e", "خَبَر", "خبر", "x" * 100_000, "../../etc/passwd", "\u2028", "{\"a\": 1}",
    "\ufeff", "\\", "é", "e\u0301",
]  # fmt: skip


def test_strange_ids_and_values_come_back_as_they_were(place: Place) -> None:
    articles = [
        Article(value, f"{value} خبر", f"نص {value} نص", None, value, value, value, value)
        for value in STRANGE
    ]
    for once in range(2):
        with open_writer(place) as writer:
            for article in articles:
                assert writer.add(article) == ("unchanged" if once else "indexed")
            writer.commit(optimize=bool(once))
    engine = open_index(place)
    assert engine.stats().articles == len(STRANGE)
    everything = engine.search("", limit=1000, facets=True)
    assert {hit.id for hit in everything} == set(STRANGE)
    assert {facet.value for facet in everything.facets["source"]} == set(STRANGE) - {""}
    for article in articles:
        view = engine.article(article.id, "خبر")
        assert view is not None
        assert view.article == article
        assert ids(engine, "", source=[article.source]) == [article.id]
        (hit,) = engine.search("نص", category=[article.category]).hits
        assert hit.snippet.text in article.body
        for start, end in hit.snippet.highlights:
            assert "نص" in hit.snippet.text[start:end]
    with open_writer(place) as writer:
        for value in STRANGE:
            assert writer.delete(value)
    assert engine.refresh()
    assert engine.search("").total == 0


def test_strange_queries(engine: Engine) -> None:
    for query in ("\n", "a\ud800b", "\u200fخبر", "خبر؟"):
        assert engine.search(query).query == query
    for query in ("\ud800", "\0", "؟", "!!", "«»", "😀"):
        with pytest.raises(QueryError, match="holds no word"):
            engine.search(query)


def test_moments_keep_their_minute(place: Place) -> None:
    moments = [datetime.min, datetime(1969, 12, 31, 23, 59), datetime(9999, 12, 31, 23, 59)]
    with open_writer(place) as writer:
        for number, moment in enumerate(moments):
            writer.add(Article(str(number), "خبر", "", moment))
        writer.add(Article("s", "خبر", "", datetime(2015, 7, 1, 10, 30, 59, 999_999)))
    engine = open_index(place)
    for number, moment in enumerate(moments):
        view = engine.article(str(number))
        assert view is not None
        assert view.article.published == moment
    view = engine.article("s")
    assert view is not None
    assert view.article.published == datetime(2015, 7, 1, 10, 30), "seconds are not kept"
    assert ids(engine, "", date_from=date.max) == ["2"]
    assert ids(engine, "", date_to=date.min) == ["0"]
    assert (engine.stats().first, engine.stats().last) == ("0001-01-01", "9999-12-31")


# -- threads ----------------------------------------------------------------------------------


def test_threads_search_while_a_writer_commits(place: Place) -> None:
    """Every commit replaces all articles: an answer that mixes two commits shows at once."""
    count, queries = 30, ["دورة", '"دورة من"', "دو*", "", "دورة من -غاز"]

    def write(turn: int) -> None:
        with open_writer(place) as writer:
            for number in range(count):
                writer.add(Article(f"n{number}", f"دورة من t{turn}", "نص", source=f"s{turn}"))
            if turn % 4 == 0:
                writer.commit(optimize=True)

    write(0)
    engine = open_index(place)
    errors: list[BaseException | str] = []
    turns_seen: set[str] = set()
    done = threading.Event()

    def work(number: int) -> None:
        try:
            turn = 0
            while not done.is_set():
                turn += 1
                query = queries[(turn + number) % len(queries)]
                results = engine.search(query, limit=100, facets=True)
                sources = {hit.source for hit in results}
                titles = {hit.title.split()[-1] for hit in results}
                if results.total != count or len(results.hits) != count:
                    errors.append(f"{query}: {results.total} found, {len(results.hits)} shown")
                if len(sources) != 1 or titles != {s.replace("s", "t") for s in sources}:
                    errors.append(f"{query}: mixed {sources} {titles}")
                if results.facets["source"] != (Facet(min(sources), count),):
                    errors.append(f"{query}: facets {results.facets['source']}")
                view = engine.article("n3", "دورة")
                if view is None or view.title_highlights != ((0, 4),):
                    errors.append("article n3")
                engine.stats()
                if number % 4 == 0:
                    engine.refresh()
                turns_seen.update(sources)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    end = time.monotonic() + 3
    turn = 0
    while (time.monotonic() < end or turn < 6) and not errors:
        turn += 1
        write(turn)
    done.set()
    for thread in threads:
        thread.join()
    assert not errors, errors[:3]
    assert len(turns_seen) > 1, "the threads saw commits come by"


def test_a_newer_commit_keeps_what_is_known_of_the_segments_that_stayed(tmp_path: Path) -> None:
    def write(*articles: Article) -> None:
        with open_writer(tmp_path) as writer:
            for article in articles:
                writer.add(article)

    write(*(Article(str(n), "النفط", "سعر النفط") for n in range(40)))
    write(Article("new", "النفط", "الغاز"))
    with search.open_index(tmp_path) as engine:
        first, second = engine._snapshot.collection.segments
        engine.search("النفظ")  # which reads the words of each segment
        vocabulary = engine._snapshot.words.surfaces[0]
        write(Article("newer", "النفط", "القمح"))
        assert engine.refresh()
        assert engine._snapshot.collection.segments[:2] == [first, second]
        assert engine._snapshot.words.surfaces[0] is vocabulary
        assert ids(engine, "القمح") == ["newer"]
        with open_writer(tmp_path) as writer:
            writer.delete("3")
        assert engine.refresh()
        changed = engine._snapshot.collection.segments[0]
        assert changed is not first, "an article was deleted from it"
        assert changed.live_documents == first.live_documents - 1
        assert changed.array("published") is first.array("published"), "its files are the same"
        assert engine.article("3") is None
        with search.open_index(tmp_path) as fresh:
            for query in ("النفط", "سعر", "النفظ", "القمح"):
                asked, opened = engine.search(query, limit=50), fresh.search(query, limit=50)
                assert asked.hits == opened.hits, query
                assert asked.suggestion == opened.suggestion, query


def test_a_commit_that_is_no_longer_served_goes_at_once(tmp_path: Path) -> None:
    """Its caches are a hundred megabytes: nothing may hold it until garbage is looked for."""
    with open_writer(tmp_path) as writer:
        for article in ARTICLES:
            writer.add(article)
    gc.collect()
    gc.disable()
    try:
        with open_index(tmp_path) as engine:
            for query in ("النفط", '"أسعار النفط" OR (كأس -كرة)', "كا*", "النفظ", "سالم"):
                engine.search(query, facets=True, timeline=True, explain=True)
                engine.concordance(query, sort="before")
                engine.trend(query)
                engine.article("1", query)
                list(engine.export(query))
            engine.complete("الن")
            engine.copies_of("1")
            engine.more_like("1")
            engine.stats()
            snapshot = engine._current
            parts = snapshot.terms, snapshot.collection, snapshot.reader, snapshot.suggester
            held = [weakref.ref(part) for part in (snapshot, *parts)]
            del snapshot, parts
            with open_writer(tmp_path) as writer:
                writer.add(Article("7", "النفط", "جديد"))
            assert engine.refresh()
            assert [part() for part in held] == [None] * len(held)
    finally:
        gc.enable()


def test_an_engine_serves_its_commit_until_refresh(place: Place) -> None:
    with open_writer(place) as writer:
        writer.add(Article("1", "النفط", ""))
    with search.open_index(place) as engine:
        with open_writer(place) as writer:
            writer.delete("1")
            writer.add(Article("2", "النفط", "نص"))
            writer.commit(optimize=True)
        assert ids(engine, "النفط") == ["1"]
        assert engine.article("1") is not None
        assert engine.refresh()
        assert not engine.refresh()
        assert ids(engine, "النفط") == ["2"]
