"""In which form is an answer taken away? CSV, JSONL, RIS and BibTeX, an article at a time.

CSV and JSONL are whole articles and can be indexed again; RIS and BibTeX are citations.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from corpus import Article
from search import citations
from search.results import format_published

FIELDS = ("id", "title", "published", "source", "category", "author", "url", "body")
BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads UTF-8 as another encoding
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# Also behind spaces and marks that nobody sees, and in full width, which some editions take.
_FORMULA = re.compile(r"[\s\u200b-\u200f\ufeff]*[=+\-@＝＋－＠]|[\t\r\n]")
# Where a spreadsheet separates cells by semicolons or tabs, as Arabic and German editions do, the
# quotes about a cell of ours count nothing, and a text with a ; or a line end begins another cell.
_INNER_FORMULA = re.compile(
    r'([;\t\r\n])(?=(?:[^\S\t\r\n]|["\u200b-\u200f\ufeff])*[=+\-@＝＋－＠])'
)


class Format(NamedTuple):
    """How articles become text; `head` stands before the first."""

    media_type: str
    head: str
    record: Callable[[Article], str]


def csv_row(values: Sequence[object]) -> str:
    """One row. What a spreadsheet would run as a formula becomes text by the quote before it.

    >>> csv_row(["=1+1", "خبر", 3]).rstrip()
    "'=1+1,خبر,3"
    """
    row = io.StringIO(newline="")
    csv.writer(row).writerow(
        harmless_cell(value) if isinstance(value, str) else value for value in values
    )
    return row.getvalue()


def csv_table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A whole table as every CSV of ours is: marked as UTF-8, its cells harmless."""
    return BYTE_ORDER_MARK + "".join(map(csv_row, (head, *rows)))


def harmless_cell(text: str) -> str:
    """The text of a cell that no spreadsheet takes for a formula, without control characters.

    >>> harmless_cell("=HYPERLINK(1)"), harmless_cell("-5 درجات"), harmless_cell("خبر")
    ("'=HYPERLINK(1)", "'-5 درجات", 'خبر')
    >>> harmless_cell("خبر;=HYPERLINK(1)")
    "خبر;'=HYPERLINK(1)"
    """
    cleaned = _CONTROLS.sub("", text).encode("utf-8", "replace").decode()
    cleaned = _INNER_FORMULA.sub(r"\1'", cleaned)
    return f"'{cleaned}" if _FORMULA.match(cleaned) else cleaned


def _csv(article: Article) -> str:
    return csv_row(list(_record(article).values()))


def _jsonl(article: Article) -> str:
    record = _record(article)
    line = json.dumps(record, ensure_ascii=False)
    try:
        line.encode()
    except UnicodeEncodeError:  # a lone surrogate
        line = json.dumps(record)
    return f"{line}\n"


def _record(article: Article) -> dict[str, str]:
    values = {name: getattr(article, name) for name in FIELDS}
    return {**values, "published": format_published(article.published) or ""}


def _bibtex(article: Article) -> str:
    return f"{citations.bibtex(article)}\n"


FORMATS: Mapping[str, Format] = {
    "csv": Format("text/csv; charset=utf-8", csv_table(FIELDS, ()), _csv),
    "jsonl": Format("application/jsonl; charset=utf-8", "", _jsonl),
    "ris": Format("application/x-research-info-systems; charset=utf-8", "", citations.ris),
    "bibtex": Format("application/x-bibtex; charset=utf-8", "", _bibtex),
}


def written(articles: Iterable[Article], form: str) -> Iterator[bytes]:
    """The articles in one of FORMATS, a piece for each.

    >>> b"".join(written([Article("1", "خبر", "نص")], "jsonl")).decode()
    '{"id": "1", "title": "خبر", "published": "", "source": "", "category": "", ...}\\n'
    """
    chosen = FORMATS[form]
    if chosen.head:
        yield chosen.head.encode()
    for article in articles:
        yield chosen.record(article).encode()
