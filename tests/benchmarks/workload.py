"""What is measured: articles as lists of terms, and queries sampled from their titles."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from corpus import Article, read_corpus
from search.analysis import arabic_analyzer

SEED = 20150721
QUERIES = 200


@dataclass(frozen=True)
class Workload:
    """`texts` are stems with spaces between: every engine splits them alike and stems nothing."""

    articles: list[Article]
    texts: list[str]
    titles: list[Sequence[str]]  # two to four neighboring words of a title
    frequent: list[Sequence[str]]  # one word each
    pairs: list[Sequence[str]]  # two neighboring words


def load(path: Path, limit: int) -> Workload:
    analyzer = arabic_analyzer()
    records = (record for record in read_corpus(path) if isinstance(record, Article))
    articles = list(islice(records, limit))
    texts = []
    counts: Counter[str] = Counter()
    titles = []
    for article in articles:
        stems = [analyzer.stem(analyzer.surface(word)) for word in analyzer.words(article.body)]
        counts.update(set(stems))
        texts.append(" ".join(stems))
        title = [analyzer.surface(word) for word in analyzer.words(article.title)]
        words = [analyzer.stem(word) for word in title if not analyzer.is_stopword(word)]
        if len(words) >= 4:
            titles.append(words)
    dice = random.Random(SEED)
    known = [[word for word in words if counts[word] > 1] for words in titles]
    known = [words for words in known if len(words) >= 4]

    def sample(sizes: Sequence[int]) -> list[Sequence[str]]:
        queries: list[Sequence[str]] = []
        for _ in range(QUERIES):
            words, size = dice.choice(known), dice.choice(sizes)
            start = dice.randrange(len(words) - size + 1)
            queries.append(words[start : start + size])
        return queries

    frequent = [word for word, _ in counts.most_common(50 + 2 * QUERIES)[50:]]
    return Workload(
        articles,
        texts,
        sample([2, 3, 4]),
        [[word] for word in dice.sample(frequent, min(QUERIES, len(frequent)))],
        sample([2]),
    )
