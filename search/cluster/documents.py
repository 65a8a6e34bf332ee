"""An article as the cluster keeps it, and back again."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import zstandard

from corpus import Article
from search.analysis import ArabicAnalyzer
from search.cluster.mapping import NUMBER, PAIRS, PUBLISHED, STREAM, joined, token
from search.cluster.terms import Terms
from search.errors import IndexFormatError
from search.index.builder import pack_article
from search.index.schema import KEYWORD_FIELDS, KIN, SIGNATURE, STEM, SURFACE
from search.index.segment import NO_DATE, from_minutes, open_article, to_minutes


def stem_number(stem: str) -> int:
    """What stands for a stem in an article's stream of them: 32 bits with a sign, as Java has."""
    number = zlib.crc32(stem.encode("utf-8", "surrogatepass"))
    return number - (1 << 32) if number >> 31 else number


class Documents:
    """Makes documents of articles. For one thread."""

    def __init__(self, analyzer: ArabicAnalyzer) -> None:
        self._analyzer = analyzer
        self._terms = Terms(analyzer)
        self._compressor = zstandard.ZstdCompressor(level=3)

    def make(self, articles: Sequence[tuple[Article, int, str]]) -> Iterator[dict[str, Any]]:
        """All that the index keeps of each of some articles, with their numbers and fingerprints.

        MOST_TEXTS of them at most.
        """
        batch = self._terms.read([(article.title, article.body) for article, _, _ in articles])
        surfaces, stems, kin = map(batch.counted, (SURFACE, STEM, KIN))
        for place, (article, number, fingerprint) in enumerate(articles):
            title, body = batch.words(SURFACE, place)
            title_stems, _ = batch.words(STEM, place)
            document: dict[str, Any] = {
                "article": _text(self._compressor.compress(pack_article(article))),
                "signature": _text(batch.signatures[place].tobytes()),
                "fingerprint": fingerprint,
                NUMBER: number,
                SURFACE: surfaces[place],
                STEM: stems[place],
                KIN: kin[place],
                STREAM: _text(batch.stream(place).tobytes()),
                "title": {
                    SURFACE: " ".join(title),
                    STEM: " ".join(dict.fromkeys(title_stems)),
                    "length": len(title),
                    "words": list(dict.fromkeys(title)),
                    **{name: _rows(title, more + 1) for more, name in PAIRS.items()},
                },
                "body": {SURFACE: " ".join(body), "length": len(body)},
                "words": {},
            }
            published = to_minutes(article.published)
            if published != NO_DATE:
                document[PUBLISHED] = published
            for name in KEYWORD_FIELDS:
                value = getattr(article, name)
                document[name] = token(value)
                words = map(self._analyzer.surface, self._analyzer.words(value))
                document["words"][name] = joined(words)
            yield document

    def new_words(self) -> dict[str, list[str]]:
        """The words of what was made since this was asked before, as far as they are new."""
        return self._terms.new()


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


def _rows(words: list[str], count: int) -> list[str]:
    """Every `count` words in a row.

    >>> _rows(["a", "b", "c"], 2)
    ['a b', 'b c']
    """
    runs = zip(*(words[first:] for first in range(count)), strict=False)
    return list(dict.fromkeys(map(" ".join, runs)))


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: Any) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (TypeError, ValueError) as error:
        raise IndexFormatError("an article of the index is no article") from error
