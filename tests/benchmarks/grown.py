"""A corpus ten times the size, whose vocabulary and lists grow as those of text do.

A copy of the corpus is told again with other words: of each article the beginning, then the end of
a later one, so that no two are alike. Which words are other ones in a copy is drawn by rank: a rare
word is replaced more often than a frequent one, and of all words just so many that the vocabulary
follows Heaps' law, V(n) = K n^β, with the β of the corpus itself. A replaced word is the word with
two letters behind it that no Arabic word ends in. Nothing is random: the same file every time.
"""

from __future__ import annotations

import json
import math
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import zstandard

from corpus import Article
from search.analysis import arabic_analyzer
from tests.benchmarks.workload import articles_of

ENDINGS = "ظض", "ظغ", "ظخ", "ضظ", "ضغ", "ضخ", "غظ", "غض", "غخ", "خظ", "خض", "خغ"
DAYS = 22  # from one copy to the next


@dataclass(frozen=True)
class Vocabulary:
    """How often each word of the corpus occurs, and how the vocabulary grows with the text."""

    counts: Counter[str]
    beta: float

    def chance(self, copy: int) -> tuple[float, float]:
        """The factor of 1/√count by which a word is replaced in a copy, and the share of words."""
        share = (copy + 1) ** self.beta - copy**self.beta
        roots = 1 / np.sqrt(np.fromiter(self.counts.values(), dtype=np.float64))
        low, high = 0.0, 1e6
        for _ in range(60):
            middle = (low + high) / 2
            if np.minimum(1, middle * roots).mean() < share:
                low = middle
            else:
                high = middle
        return low, share


def vocabulary(articles: Iterable[Article], total: int) -> Vocabulary:
    """Counts the words; β is how the second half of the articles adds to the first."""
    words = arabic_analyzer().words
    counts: Counter[str] = Counter()
    half = (1, 1)
    for number, article in enumerate(articles, 1):
        counts.update(words(article.title))
        counts.update(words(article.body))
        if number == total // 2:
            half = (counts.total(), len(counts))
    beta = math.log(len(counts) / half[1]) / math.log(counts.total() / half[0])
    return Vocabulary(counts, beta)


def grown(path: Path, factor: int) -> Iterator[Article]:
    """The articles of a file, then as many again `factor` - 1 times; one at a time."""
    if factor - 1 > len(ENDINGS):
        raise ValueError(f"no more than {len(ENDINGS) + 1} times")
    total = sum(1 for _ in articles_of(path))
    found = vocabulary(articles_of(path), total)
    yield from articles_of(path)
    for copy in range(1, factor):
        others = _replacements(found, copy)
        for number, (article, later) in enumerate(pairwise(articles_of(path))):
            body = article.body[: len(article.body) // 2], later.body[len(later.body) // 2 :]
            yield replace(
                article,
                id=f"{copy}-{number}",
                title=_told(article.title, others),
                body=_told(" ".join(body), others),
                published=article.published and article.published + timedelta(days=DAYS * copy),
            )


def _replacements(found: Vocabulary, copy: int) -> dict[str, str]:
    factor, _ = found.chance(copy)
    ending = ENDINGS[copy - 1]
    return {
        word: word + ending
        for word, count in found.counts.items()
        if "ء" <= word[0] <= "ي"  # letters behind a number would be a word of their own
        and zlib.crc32(f"{copy} {word}".encode()) < factor / math.sqrt(count) * 2**32
    }


def _told(text: str, others: dict[str, str]) -> str:
    pieces = arabic_analyzer().pieces(text)
    pieces[1::2] = [others.get(word, word) for word in pieces[1::2]]
    return "".join(pieces)


def write(articles: Iterable[Article], path: Path) -> None:
    """Writes a .jsonl.zst file."""
    with path.open("wb") as file, zstandard.ZstdCompressor(level=1).stream_writer(file) as out:
        for article in articles:
            record = {name: getattr(article, name) for name in Article.__slots__}
            record["published"] = article.published and article.published.isoformat()
            out.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
