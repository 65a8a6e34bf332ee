"""Exports and citations are read back by other people's programs, whatever an article holds."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import datetime
from pathlib import Path

import bibtexparser
import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st

import corpus
from corpus import Article
from search import citations
from search.exports import FIELDS, FORMATS, csv_table, written

PLAIN = Article(
    "port-1",
    "سفينة القمح",
    "نص أول.\nنص ثان.",
    datetime(2023, 4, 17, 9, 30),
    "المرسى",
    "اقتصاد",
    "ربى عوض",
    "https://example.com/a?b=1&c=2",
)
STRANGE = st.text(
    st.characters() | st.sampled_from("{}\\%&#$_~^\"'@,;=\r\n\t\u2028\x1b\ud800-+"), max_size=12
)
STRANGERS = st.builds(
    Article,
    id=STRANGE.filter(str.strip),
    title=STRANGE,
    body=STRANGE,
    published=st.none() | st.datetimes(),
    source=STRANGE,
    category=STRANGE,
    author=STRANGE,
    url=STRANGE,
)


def text(articles: list[Article], form: str) -> str:
    return b"".join(written(articles, form)).decode()


def one_line(value: str) -> str:
    """What a citation keeps of a text: one line, no control characters."""
    value = re.sub("[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", value)
    return re.sub(r"\s+", " ", value).strip().encode("utf-8", "replace").decode()


def test_plain() -> None:
    line = "ربى عوض. «سفينة القمح». المرسى، 2023-04-17. https://example.com/a?b=1&c=2"
    assert citations.plain(PLAIN) == line


def test_ris_read_by_rispy() -> None:
    assert (
        rispy.loads(text([PLAIN, PLAIN], "ris"))
        == [
            {
                "type_of_reference": "NEWS",
                "id": "port-1",
                "authors": ["ربى عوض"],
                "title": "سفينة القمح",
                "secondary_title": "المرسى",
                "section": "اقتصاد",
                "year": "2023",
                "date": "2023/04/17",
                "urls": ["https://example.com/a?b=1&c=2"],
                "language": "ar",
            }
        ]
        * 2
    )


@given(st.lists(STRANGERS, max_size=4))
def test_ris_is_read_back_whatever_it_holds(articles: list[Article]) -> None:
    records = rispy.loads(text(articles, "ris"))
    assert len(records) == len(articles)
    for record, article in zip(records, articles, strict=True):
        assert record.get("title", "") == one_line(article.title)
        assert record.get("id", "") == one_line(article.id)
        if article.published:
            assert record["date"] == article.published.date().isoformat().replace("-", "/")


def test_bibtex_read_by_bibtexparser() -> None:
    library = bibtexparser.parse_string(text([PLAIN], "bibtex"))
    (entry,) = library.entries
    assert (entry.entry_type, entry.key) == ("article", "port-1")
    assert {field.key: field.value for field in entry.fields} == {
        "author": "{ربى عوض}",
        "title": "{سفينة القمح}",
        "journal": "المرسى",
        "year": "2023",
        "month": "4",
        "day": "17",
        "url": "https://example.com/a?b=1&c=2",
        "langid": "arabic",
    }


@given(STRANGERS)
def test_bibtex_is_read_back_whatever_it_holds(article: Article) -> None:
    library = bibtexparser.parse_string(citations.bibtex(article))
    assert not library.failed_blocks
    (entry,) = library.entries
    titles = [field.value for field in entry.fields if field.key == "title"]
    assert [written_out(title) for title in titles] == (
        [f"{{{one_line(article.title)}}}"] if one_line(article.title) else []
    )
    names = [field.key for field in entry.fields]
    assert len(names) == len(set(names)), "no value reaches into another field"


def written_out(value: str) -> str:
    """The commands of a BibTeX value as the characters that they stand for."""
    inside = value[1:-1]
    names = {"textbackslash": "\\", "textbraceleft": "{", "textbraceright": "}"}
    names |= {"textasciitilde": "~", "textasciicircum": "^"}
    plain = re.sub(r"\{\\(\w+)\}|\\([&%$#_])", lambda found: names.get(found[1], found[2]), inside)
    return f"{{{plain}}}"


@given(st.lists(STRANGERS, max_size=4))
def test_csv_has_a_row_for_each_and_no_formula(articles: list[Article]) -> None:
    table = text(articles, "csv")
    assert table.startswith("\ufeff"), "Excel reads UTF-8 only with its mark"
    head, *rows = csv.reader(io.StringIO(table[1:], newline=""))
    assert tuple(head) == FIELDS
    assert len(rows) == len(articles)
    assert all(len(row) == len(FIELDS) for row in rows)
    assert not [cell for row in rows for cell in row if re.match(r"[=+\-@\t\r]", cell)]
    for separator in ";\t":  # as editions of spreadsheets in other languages read it
        seen = csv.reader(io.StringIO(table[1:], newline=""), delimiter=separator)
        assert not [cell for row in seen for cell in row if re.match(r"\s*[=+\-@]", cell)]


@given(st.lists(STRANGERS, max_size=4))
def test_jsonl_is_every_article_as_it_was(articles: list[Article]) -> None:
    lines = text(articles, "jsonl").split("\n")
    assert lines.pop() == ""
    records = [json.loads(line) for line in lines]
    assert [record["body"] for record in records] == [article.body for article in articles]
    assert all(tuple(record) == FIELDS for record in records)


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_an_export_can_be_indexed_again(form: str, tmp_path: Path) -> None:
    articles = [one for one in corpus.read_corpus(corpus.sample_path()) if isinstance(one, Article)]
    file = tmp_path / f"all.{form}"
    file.write_bytes(b"".join(written(articles, form)))
    assert list(corpus.read_corpus(file)) == articles


def test_every_format_says_what_it_is() -> None:
    assert {name: form.media_type.split(";")[0] for name, form in FORMATS.items()} == {
        "csv": "text/csv",
        "jsonl": "application/jsonl",
        "ris": "application/x-research-info-systems",
        "bibtex": "application/x-bibtex",
    }


def test_a_table_of_counts_keeps_its_numbers() -> None:
    assert csv_table(["day", "=q"], [["2023-01-01", -1]]) == "\ufeffday,'=q\r\n2023-01-01,-1\r\n"
