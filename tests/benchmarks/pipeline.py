"""What a person would write with Whoosh and Tashaphyne in an afternoon: the same fields, no caches.

It is here to be compared with: every word is folded and stemmed anew, by the plain stemmer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from pyarabic import araby
from tashaphyne.stemming import ArabicLightStemmer
from whoosh import analysis, fields, index

from corpus import Article
from tests.benchmarks.peers.base import Spent, Stopwatch

WORD = re.compile(r"[\w\u064b-\u0652\u0670]+")


class Words(analysis.Tokenizer):  # type: ignore[misc]
    """Folded words; with `stemmed`, their stems."""

    def __init__(self, stemmed: bool) -> None:
        self.stemmed = stemmed

    def __call__(self, value: str, **_: object) -> Iterator[analysis.Token]:
        token = analysis.Token(positions=True)
        for position, text in enumerate(_terms(value, stemmed=self.stemmed)):
            token.text, token.pos = text, position
            yield token


def build_plain(articles: Sequence[Article], folder: Path) -> Spent:
    """Folded words and stems of title and body, source, section, author, date, stored texts."""
    words = {"phrase": True, "analyzer": Words(stemmed=False)}
    stems = {"phrase": True, "analyzer": Words(stemmed=True)}
    schema = fields.Schema(
        id=fields.ID(unique=True, stored=True),
        title=fields.TEXT(stored=True, **words),
        title_stem=fields.TEXT(**stems),
        body=fields.TEXT(stored=True, **words),
        body_stem=fields.TEXT(**stems),
        source=fields.KEYWORD(stored=True),
        category=fields.KEYWORD(stored=True),
        author=fields.KEYWORD(stored=True),
        published=fields.DATETIME(stored=True),
        url=fields.STORED,
    )
    folder.mkdir()
    watch = Stopwatch()
    writer = index.create_in(str(folder), schema).writer(limitmb=512)
    for article in articles:
        writer.add_document(
            id=article.id,
            title=article.title,
            title_stem=article.title,
            body=article.body,
            body_stem=article.body,
            source=article.source,
            category=article.category,
            author=article.author,
            published=article.published,
            url=article.url,
        )
    writer.commit()
    return watch.spent()


def _terms(text: str, *, stemmed: bool) -> Iterator[str]:
    stemmer = ArabicLightStemmer()
    for word in WORD.findall(text):
        folded = araby.normalize_hamza(araby.strip_tatweel(araby.strip_tashkeel(word.lower())))
        if folded:
            yield (stemmer.light_stem(folded) or folded) if stemmed else folded
