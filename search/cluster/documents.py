"""An article as the cluster keeps it, and back again."""

from __future__ import annotations

import base64
import zlib
from collections import Counter
from typing import Any

import numpy as np
import zstandard

from corpus import Article
from search.analysis import ArabicAnalyzer, skeleton
from search.cluster.mapping import NUMBER, PAIRS, PUBLISHED, STREAM, joined, packed, token
from search.errors import IndexFormatError
from search.index.builder import leading, pack_article
from search.index.schema import KEYWORD_FIELDS, KIN, SIGNATURE, STEM, SURFACE
from search.index.segment import NO_DATE, from_minutes, open_article, to_minutes
from search.index.signatures import signatures, word_hash


def stem_number(stem: str) -> int:
    """What stands for a stem in an article's stream of them: 32 bits with a sign, as Java has."""
    number = zlib.crc32(stem.encode("utf-8", "surrogatepass"))
    return number - (1 << 32) if number >> 31 else number


class Documents:
    """Makes documents of articles. For one thread."""

    def __init__(self, analyzer: ArabicAnalyzer) -> None:
        self._analyzer = analyzer
        self._compressor = zstandard.ZstdCompressor(level=3)

    def make(self, article: Article, number: int, fingerprint: str) -> dict[str, Any]:
        """All that the index keeps of an article."""
        analyzer = self._analyzer
        title, body = (
            [analyzer.surface(word) for word in analyzer.words(text)]
            for text in (article.title, article.body)
        )
        title_stems, body_stems = (list(map(analyzer.stem, words)) for words in (title, body))
        title_kin, body_kin = (list(map(skeleton, stems)) for stems in (title_stems, body_stems))
        stream = np.array([*map(stem_number, title_stems), *map(stem_number, body_stems)], "<i4")
        published = to_minutes(article.published)
        document: dict[str, Any] = {
            "article": _text(self._compressor.compress(pack_article(article))),
            "signature": _text(signature(body)),
            "fingerprint": fingerprint,
            NUMBER: number,
            SURFACE: _counted(title, body),
            STEM: _counted(title_stems, body_stems),
            KIN: _counted(title_kin, body_kin),
            STREAM: _text(stream.tobytes()),
            "title": {
                SURFACE: joined(title),
                STEM: joined(dict.fromkeys(title_stems)),
                "length": len(title),
                "words": list(map(token, dict.fromkeys(title))),
                **{name: _rows(title, more + 1) for more, name in PAIRS.items()},
            },
            "body": {SURFACE: joined(body), "length": len(body)},
            "words": {},
        }
        if published != NO_DATE:
            document[PUBLISHED] = published
        for name in KEYWORD_FIELDS:
            value = getattr(article, name)
            document[name] = token(value)
            words = map(analyzer.surface, analyzer.words(value))
            document["words"][name] = joined(words)
        return document


def signature(body: list[str]) -> bytes:
    """The signature of a body of folded words; see `search.index.signatures`."""
    numbers: dict[str, int] = {}
    words = np.array([numbers.setdefault(word, len(numbers)) for word in body], dtype=np.int64)
    hashes = np.array(
        [word_hash(word.encode("utf-8", "surrogatepass")) for word in numbers], dtype=np.uint32
    )
    return signatures(words, hashes, np.array([0]), np.array([len(body)])).tobytes()


def read_signatures(sources: list[dict[str, Any]]) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """A row for each article."""
    rows = [np.frombuffer(_bytes(source["signature"]), dtype=np.uint8) for source in sources]
    if any(len(row) != SIGNATURE for row in rows):
        raise IndexFormatError("an article of the index has a signature of another length")
    return np.stack(rows) if rows else np.zeros((0, SIGNATURE), dtype=np.uint8)


def read_article(source: dict[str, Any], published: int | None) -> Article:
    """The article as its source wrote it."""
    record = open_article(_bytes(source.get("article", "")))
    return Article(
        **record, published=from_minutes(NO_DATE if published is None else int(published))
    )


def _counted(title: list[str], body: list[str]) -> str:
    """Each term once, with its counts and how early it stands in the body."""
    in_title, in_body = Counter(title), Counter(body)
    leads: dict[str, int] = {}
    for term, lead in zip(body, leading(np.arange(len(body))).tolist(), strict=True):
        leads.setdefault(term, lead)
    return " ".join(
        f"{token(term)}|{packed(in_title[term], leads.get(term, 0), in_body[term])}"
        for term in dict.fromkeys((*title, *body))
        if term
    )


def _rows(words: list[str], count: int) -> list[str]:
    """Every `count` words in a row.

    >>> _rows(["a", "b", "c"], 2)
    ['a b', 'b c']
    """
    runs = zip(*(words[first:] for first in range(count)), strict=False)
    return list(dict.fromkeys(map(joined, runs)))


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: Any) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (TypeError, ValueError) as error:
        raise IndexFormatError("an article of the index is no article") from error
