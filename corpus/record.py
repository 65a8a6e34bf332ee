"""Which of a record's fields is the title, and which the body? People's names for our fields.

Names are compared without case, spaces, underscores, hyphens and marks, so ``Head_Line`` is
``headline`` and ``النصّ`` is ``النص``. Where a record has several names of one field, the first
in ``ALIASES`` that holds anything wins.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from corpus.article import Article, CorpusError, Skipped
from corpus.dates import parse_date
from corpus.limits import (
    MAX_FIELD_CHARACTERS,
    MAX_NAME_CHARACTERS,
    MAX_RECORD_BYTES,
    MAX_VALUE_DEPTH,
)
from corpus.repair import repair

_log = logging.getLogger(__name__)

ALIASES: dict[str, tuple[str, ...]] = {
    "id": (
        "id", "_id", "article id", "doc id", "docno", "document id", "news id", "story id",
        "uuid", "guid", "المعرف", "معرف", "رقم", "الرقم", "رقم الخبر", "رقم المقال",
    ),
    "title": (
        "title", "headline", "head line", "heading", "article title", "news title",
        "العنوان", "عنوان", "عنوان الخبر", "عنوان المقال", "الترويسة", "subject", "name",
    ),
    "body": (
        "body", "text", "content", "article body", "article text", "article content", "full text",
        "main text", "content:encoded", "news text", "clean text", "body text", "story", "article",
        "news", "contents",
        "النص", "نص", "المحتوى", "محتوى", "نص الخبر", "نص المقال", "متن", "المتن", "الخبر",
        "المقال", "description", "summary", "abstract", "excerpt", "excerpt:encoded",
        "dc:description", "الملخص", "الوصف",
    ),
    "published": (
        "published", "date", "published at", "publish date", "published date", "published on",
        "date published", "date publish", "pub date", "publication date", "publish time",
        "published time", "article date", "news date", "datetime", "date time", "timestamp",
        "time", "created at", "created", "dc:date", "date extracted", "updated", "التاريخ", "تاريخ",
        "تاريخ النشر", "تاريخ الخبر", "تاريخ المقال", "نشر في", "وقت النشر", "الوقت",
    ),
    "source": (
        "source", "publisher", "source name", "outlet", "newspaper", "publication", "site",
        "site name", "website", "domain", "source domain", "agency", "dc:publisher",
        "المصدر", "مصدر", "الناشر", "الصحيفة", "الجريدة", "الموقع", "الوكالة",
    ),
    "category": (
        "category", "section", "topic", "categories", "sections", "topics", "category name",
        "article section", "dc:subject", "class", "label", "rubric", "genre", "القسم", "قسم",
        "التصنيف", "تصنيف", "الفئة", "الباب", "الموضوع", "الأقسام",
    ),
    "author": (
        "author", "authors", "byline", "by line", "writer", "author name", "journalist", "reporter",
        "creator", "dc:creator", "by", "الكاتب", "كاتب", "المؤلف", "اسم الكاتب", "المحرر",
        "الصحفي", "المراسل",
    ),
    "url": (
        "url", "link", "href", "permalink", "article url", "article link", "news url", "web url",
        "canonical url", "source url", "uri", "الرابط", "رابط", "رابط الخبر", "رابط المقال",
        "الوصلة",
    ),
}  # fmt: skip
"""Our fields, and what the world calls them."""

# Between the parts of a list. A date, an id and a link have one value: the first that serves.
_JOINTS = {"title": " ", "body": "\n", "source": "، ", "category": "، ", "author": "، "}
# Where a value's text is, if it is an object: NewsAPI's source, XML as JSON, MongoDB's exports.
_INNER_NAMES = ("name", "#text", "text", "value", "$oid", "$date", "$numberLong")
_SAME_LETTERS = str.maketrans("أإآىة", "ااايه", "ـ")

Plan = tuple[tuple[str, ...], ...]
"""For each of our fields in the order of ``ALIASES``, the record's keys to look at."""


def normalized_name(name: str) -> str:
    """A field's name as it is compared.

    >>> normalized_name("Head_Line"), normalized_name("النَّصّ")
    ('headline', 'النص')
    """
    if len(name) > MAX_NAME_CHARACTERS:
        return ""
    letters = name.casefold().translate(_SAME_LETTERS)
    return "".join(character for character in letters if character.isalnum())


_PLACES = {
    field: {normalized_name(alias): place for place, alias in enumerate(aliases)}
    for field, aliases in ALIASES.items()
}


class FieldNames:
    """Makes articles of records, with ``overrides`` from our field names to the source's keys.

    >>> names = FieldNames({"body": "lead"})
    >>> names.article({"Headline": "عنوان", "lead": "نص", "id": 7}, "a.jsonl", 1)
    Article(id='7', title='عنوان', body='نص', published=None, source='', category='', author='', \
url='')
    >>> names.article({"id": 7}, "a.jsonl", 2).reason
    'neither a title nor a body (fields: id)'
    """

    def __init__(self, overrides: Mapping[str, str] | None = None) -> None:
        self._overrides = dict(overrides or {})
        for field in self._overrides:
            if field not in ALIASES:
                raise CorpusError(
                    f"no field is called {field!r}; the fields are {', '.join(ALIASES)}."
                )
        # Files repeat one set of keys; a hostile one that does not only loses the cache.
        self._plan = lru_cache(maxsize=64)(self._make_plan)

    def knows(self, name: str) -> bool:
        """Whether some field of ours goes by this name.

        >>> names = FieldNames({"body": "lead"})
        >>> names.knows("Pub-Date"), names.knows("Lead"), names.knows("column 3")
        (True, True, False)
        """
        wanted = normalized_name(name)
        return any(wanted in places for places in _PLACES.values()) or any(
            wanted == normalized_name(key) for key in self._overrides.values()
        )

    def _make_plan(self, keys: tuple[str, ...]) -> Plan:
        names = [(key, normalized_name(key)) for key in keys]
        plan = []
        for field, places in _PLACES.items():
            if (wanted := self._overrides.get(field)) is not None:
                plan.append(_matching(wanted, names))
                continue
            found = [(places[name], key) for key, name in names if name in places]
            plan.append(tuple(key for _, key in sorted(found)))
        return tuple(plan)

    def article(
        self, record: Mapping[str, object], file: str, line: int | None, category: str = ""
    ) -> Article | Skipped:
        """The record as an article; ``category`` stands where the record has none.

        A date that cannot be read leaves ``published`` None and the article whole; which one it
        was is logged at level INFO.
        """
        # A record of very many fields is kept by nobody.
        plan = (self._plan if len(record) <= 200 else self._make_plan)(tuple(record))
        texts = [
            _text_of(record, keys, _JOINTS.get(field))
            for field, keys in zip(ALIASES, plan, strict=True)
        ]
        # A body above the limit in characters is above it in bytes, Arabic at half of it.
        if len(texts[2]) * 2 > MAX_RECORD_BYTES and _bytes_in(texts[2]) > MAX_RECORD_BYTES:
            return Skipped(file, line, f"the body is longer than {_megabytes(MAX_RECORD_BYTES)}")
        for field, text in zip(ALIASES, texts, strict=True):
            if len(text) > MAX_FIELD_CHARACTERS and field != "body":
                return Skipped(
                    file, line, f"the {field} is longer than {MAX_FIELD_CHARACTERS:,} characters"
                )
        title, body = _line(texts[1]), repair(texts[2]).strip()
        if not title and not body:
            return Skipped(file, line, f"neither a title nor a body (fields: {_listed(record)})")
        published = None
        if texts[3]:
            published = _published(record, plan[3])
            if published is None:
                _log.info("%s, line %s: no date is read from %.80r", file, line, texts[3])
        article = Article(
            id=_line(texts[0]),
            title=title,
            body=body,
            published=published,
            source=_line(texts[4]),
            category=_line(texts[5]) or _line(category),
            author=_line(texts[6]),
            url=_line(texts[7]),
        )
        # Half of the fingerprint: two of ten million different stories meet once in 370,000 tries.
        return article if article.id else replace(article, id=article.fingerprint()[:16])


def _matching(wanted: str, names: list[tuple[str, str]]) -> tuple[str, ...]:
    """The keys that the caller named: as written if there is one, else as names are compared."""
    exact = tuple(key for key, _ in names if key == wanted)
    return exact or tuple(key for key, name in names if name == normalized_name(wanted))


def _text_of(record: Mapping[str, object], keys: tuple[str, ...], joint: str | None) -> str:
    for key in keys:
        value = record[key]
        text = value if isinstance(value, str) else _text(value, joint)
        if text and not text.isspace():
            return text
    return ""


def _text(value: object, joint: str | None, depth: int = 0) -> str:
    """A value of JSON as text; "" for null, true, false, NaN, and what is nested too deep."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool) or depth > MAX_VALUE_DEPTH:
        return ""
    if isinstance(value, int):
        return str(value) if value.bit_length() < 1024 else ""
    if isinstance(value, float):
        return str(value) if math.isfinite(value) else ""
    if isinstance(value, Mapping):
        return _text_of_inner(value, joint, depth)
    if isinstance(value, list):
        parts = (_text(part, joint, depth + 1).strip() for part in value)
        found = filter(None, parts)
        return next(found, "") if joint is None else joint.join(found)
    return ""


def _text_of_inner(value: Mapping[object, object], joint: str | None, depth: int) -> str:
    for name in _INNER_NAMES:
        if name in value and (text := _text(value[name], joint, depth + 1)):
            return text
    return ""


def _published(record: Mapping[str, object], keys: tuple[str, ...]) -> datetime | None:
    """The first date that can be read, since a file may have both a date and a time column."""
    for key in keys:
        value = record[key]
        moment = parse_date(value if isinstance(value, float) else _text(value, None))
        if moment is not None:
            return moment
    return None


def _line(text: str) -> str:
    """Everything but a body is one line."""
    return " ".join(repair(text).split()) if text else ""


def _bytes_in(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _megabytes(count: int) -> str:
    return f"{count // 1024**2} MB"


def _listed(record: Mapping[str, object]) -> str:
    names = [repr(name)[1:-1][:40] for name in list(record)[:8]]
    return ", ".join(names) + (", …" if len(record) > 8 else "") if names else "none"
