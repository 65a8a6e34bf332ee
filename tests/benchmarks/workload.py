"""What is measured: articles as terms, and queries sampled from their titles."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path

from corpus import Article, read_corpus
from search.analysis import arabic_analyzer
from tests.benchmarks.peers import Document, Kind

SEED = 20150721
QUERIES = 200
Words = Sequence[str]


@dataclass(frozen=True)
class QueryClass:
    """Queries of one kind: those that are measured, and as many others to warm up with."""

    name: str
    kind: Kind
    queries: Sequence[Words]
    warming: Sequence[Words]


def articles_of(path: Path, limit: int | None = None) -> Iterator[Article]:
    """The readable articles of a file, one at a time."""
    return islice((one for one in read_corpus(path) if isinstance(one, Article)), limit)


def documents_of(articles: Iterable[Article]) -> Iterator[Document]:
    """Each article's body as folded words and as stems, its title as folded words."""
    analyzer = arabic_analyzer()
    stems: dict[str, str] = {}
    folded: dict[str, str] = {}
    for article in articles:
        surfaces = []
        for word in analyzer.words(article.body):
            surface = folded.get(word)
            if surface is None:
                surface = folded[word] = analyzer.surface(word)
                stems[surface] = analyzer.stem(surface)
            surfaces.append(surface)
        title = [analyzer.surface(word) for word in analyzer.words(article.title)]
        yield Document(
            " ".join(title), " ".join(surfaces), " ".join([stems[word] for word in surfaces])
        )


def query_classes(documents: Iterable[Document]) -> list[QueryClass]:
    """The same queries for the same articles, on every machine.

    The words are of titles, without function words, and each is in two bodies at least. A pair
    stands side by side in a title.
    """
    is_stopword = arabic_analyzer().is_stopword
    counts: Counter[str] = Counter()
    titles = []
    for document in documents:
        counts.update(set(document.surface.split()))
        titles.append(document.title.split())
    content = {word for word, count in counts.items() if count > 1 and not is_stopword(word)}
    runs = [[word for word in title if word in content] for title in titles]
    runs = [run for run in runs if len(run) >= 4]
    pairs = sorted(
        {pair for title in titles for pair in pairwise(title) if content.issuperset(pair)}
    )
    frequent = [word for word, _ in counts.most_common(50 + 4 * QUERIES)[50:]]
    frequent = [word for word in frequent if word in content]
    dice = random.Random(SEED)

    def part(run: Words) -> Words:
        size = dice.choice((2, 3, 4))
        start = dice.randrange(len(run) - size + 1)
        return run[start : start + size]

    mixed = [part(run) for run in dice.choices(runs, k=2 * QUERIES)]
    single = [[word] for word in dice.sample(frequent, min(2 * QUERIES, len(frequent)))]
    paired = [list(pair) for pair in dice.sample(pairs, min(2 * QUERIES, len(pairs)))]
    return [
        _halves("OR of 2–4 words of a title", "or", mixed),
        _halves("AND of a pair", "and", paired),
        _halves("one frequent word", "or", single),
        _halves("a pair as a phrase", "phrase", paired),
    ]


def _halves(name: str, kind: Kind, queries: Sequence[Words]) -> QueryClass:
    middle = len(queries) // 2
    return QueryClass(name, kind, queries[:middle], queries[middle:])
