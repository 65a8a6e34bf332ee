"""People's names for our fields, and the values they put there."""

from __future__ import annotations

import logging
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Article, CorpusError, Skipped
from corpus.record import ALIASES, FieldNames, normalized_name

NAMES = [
    # key, field, why
    ("Title", "title", "case"),
    ("head_line", "title", "underscore"),
    ("HEAD-LINE", "title", "hyphen"),
    (" headline ", "title", "spaces"),
    ("العنوان", "title", "Arabic"),
    ("عُنوان", "title", "Arabic with a mark"),
    ("text", "body", "the data sets' name"),
    ("content", "body", "the scrapers' name"),
    ("articleBody", "body", "schema.org"),
    ("maintext", "body", "news-please"),
    ("النصّ", "body", "Arabic with a shadda"),
    ("المحتوى", "body", "Arabic with alef maksura"),
    ("source", "source", "the plain name"),
    ("publisher", "source", "another"),
    ("المصدر", "source", "Arabic"),
    ("section", "category", "the papers' name"),
    ("topic", "category", "the data sets' name"),
    ("القسم", "category", "Arabic"),
    ("byline", "author", "the papers' name"),
    ("dc:creator", "author", "RSS"),
    ("الكاتب", "author", "Arabic"),
    ("link", "url", "RSS"),
    ("الرابط", "url", "Arabic"),
    ("_id", "id", "MongoDB"),
    ("GUID", "id", "RSS"),
]
DATES = ["date", "published", "Date_Extracted", "publishedAt", "pubDate", "التاريخ", "تاريخ النشر"]

VALUES = [
    # field, value, text, why
    ("id", 7, "7", "a number"),
    ("id", {"$oid": "5f"}, "5f", "MongoDB's export"),
    ("author", ["منى", "سامي"], "منى، سامي", "several authors"),
    ("author", [{"name": "منى"}, {"name": None}, {"name": "سامي"}], "منى، سامي", "as objects"),
    ("source", {"id": None, "name": "الفجر"}, "الفجر", "NewsAPI"),
    ("body", {"#text": "نص"}, "نص", "XML as JSON"),
    ("body", ["أول", "ثان"], "أول\nثان", "paragraphs in a list"),
    ("body", " نص\n", "نص", "white space about it"),
    ("category", None, "", "null is missing"),
    ("category", True, "", "a switch is no category"),
    ("category", float("nan"), "", "NaN is missing"),
    ("category", 3.5, "3.5", "a fraction"),
    ("title", "سطر\nآخر", "سطر آخر", "a title is one line"),
    ("title", "نص\x00 مع &quot;ضرر&quot;", 'نص مع "ضرر"', "damage is undone"),
    ("url", ["http://a.example", "http://b.example"], "http://a.example", "the first link"),
    ("category", [[[[[[["عميق"]]]]]]], "", "nested too deep"),
]


def read(record: dict[str, object], **fields: str) -> Article:
    article = FieldNames(fields).article(record, "a.jsonl", 1)
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize(("key", "field", "why"), NAMES, ids=[row[0] for row in NAMES])
def test_a_name_is_understood(key: str, field: str, why: str) -> None:
    record: dict[str, object] = {"name": "ع", "abstract": "ن", key: "قيمة"}
    assert getattr(read(record), field) == "قيمة", why


@pytest.mark.parametrize("key", DATES)
def test_a_date_is_found(key: str) -> None:
    assert read({"title": "ع", key: "2015-07-25"}).published == datetime(2015, 7, 25)


def test_no_alias_has_two_meanings() -> None:
    names = [normalized_name(alias) for aliases in ALIASES.values() for alias in set(aliases)]
    doubled = {name for name in names if names.count(name) > 1}
    # Two spellings of one field may come to one name; two fields may not.
    for name in doubled:
        owners = [f for f, a in ALIASES.items() if name in map(normalized_name, a)]
        assert len(owners) == 1, name


@pytest.mark.parametrize(("field", "value", "text", "why"), VALUES, ids=[row[3] for row in VALUES])
def test_a_value_is_text(field: str, value: object, text: str, why: str) -> None:
    record: dict[str, object] = {"headline": "ع", "content": "ن", field: value}
    assert getattr(read(record), field) == text, why


def test_the_first_name_that_holds_anything_wins() -> None:
    assert read({"title": "ع", "description": "ملخص", "text": "", "content": "نص"}).body == "نص"
    assert read({"title": "ع", "description": "ملخص", "text": " "}).body == "ملخص"


def test_a_date_column_that_cannot_be_read_gives_way_to_one_that_can() -> None:
    record: dict[str, object] = {"title": "ع", "date": "أمس", "timestamp": 1437820200}
    assert read(record).published == datetime(2015, 7, 25, 10, 30)


def test_an_unreadable_date_keeps_the_article_and_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "corpus")
    assert read({"title": "ع", "date": "31/02/2015"}).published is None
    assert "a.jsonl, line 1: no date is read from '31/02/2015'" in caplog.text


def test_mongodb_dates() -> None:
    record: dict[str, object] = {"title": "ع", "date": {"$date": {"$numberLong": "1437820200000"}}}
    assert read(record).published == datetime(2015, 7, 25, 10, 30)


def test_an_override_is_the_only_key_for_its_field() -> None:
    record: dict[str, object] = {"title": "ع", "text": "خطأ", "Lead_Text": "نص"}
    assert read(record, body="Lead_Text").body == "نص"
    assert read(record, body="leadtext").body == "نص"
    assert read(record, body="absent").body == ""


def test_an_override_of_no_field_of_ours() -> None:
    with pytest.raises(CorpusError, match="no field is called 'bdy'; the fields are id, title"):
        FieldNames({"bdy": "x"})


def test_title_or_body_alone_is_an_article() -> None:
    assert read({"title": "ع"}).body == ""
    assert read({"text": "ن"}).title == ""


def test_neither_is_skipped_with_the_names_that_were_seen() -> None:
    skipped = FieldNames().article({"foo": "x", "text": " \x00 "}, "a.jsonl", 9)
    assert skipped == Skipped("a.jsonl", 9, "neither a title nor a body (fields: foo, text)")


def test_a_body_past_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.record.MAX_RECORD_BYTES", 1024**2)
    assert isinstance(FieldNames().article({"text": "ن" * 524_288}, "a", 1), Article)
    skipped = FieldNames().article({"text": "ن" * 524_289}, "a", 1)
    assert skipped == Skipped("a", 1, "the body is longer than 1 MB")


def test_an_id_from_the_content_changes_with_it() -> None:
    first, again, other = (read({"title": "ع", "text": t}) for t in ("نص", "نص", "نصّ"))
    assert first.id == again.id != other.id
    # Written down: ids of an index made last year must still be found.
    assert first.id == Article("", "ع", "نص").fingerprint()[:16] == "00a170b56f3bb7e0"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.just("name"), inner),
    max_leaves=8,
)
keys = st.sampled_from([aliases[0] for aliases in ALIASES.values()]) | st.text()


@given(st.dictionaries(keys, json_values))
def test_any_record_is_an_article_or_skipped(record: dict[str, object]) -> None:
    result = FieldNames().article(record, "a", 1)
    assert result == FieldNames().article(record, "a", 1)
    if isinstance(result, Article):
        assert result.id
        assert result.title or result.body
        for text in (result.id, result.title, result.body, result.author, result.url):
            text.encode("utf-8")
