"""Kashaf on one field: exact words of the body through the real matcher, ranking and snippets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from corpus import Article
from search.index import IndexReader, IndexWriter
from search.index.toc import read_toc
from search.query import Group, Or, Phrase, Word
from search.rank import Weights
from search.retrieval import Filters, Matcher, TermIndex, find_occurrences
from search.retrieval.ranking import Ranked, rank
from search.snippets import WordPlaces, best_passage
from tests.benchmarks.peers.base import (
    K1,
    SNIPPET,
    TOP,
    B,
    Document,
    Hit,
    Kind,
    Peer,
    Scoring,
    Spent,
    Stopwatch,
)

# Plain BM25 of one list a word: what the others can do.
PLAIN = Weights(k1=K1, b_body=B, lead=0, presence=0, surface=0, kin=0, nearness=0)


class Terms:
    """An analyzer for texts that are terms already; it is told the stems."""

    identity = "terms/1"

    def __init__(self) -> None:
        self._stems: dict[str, str] = {}

    def learn(self, document: Document) -> None:
        self._stems.update(zip(document.surface.split(" "), document.stem.split(" "), strict=True))

    def words(self, text: str) -> list[str]:
        return text.split()

    def pieces(self, text: str) -> list[str]:
        words = text.split()
        pieces = [" "] * (2 * len(words) + 1)
        pieces[0] = pieces[-1] = ""
        pieces[1::2] = words
        return pieces

    def surface(self, word: str) -> str:
        return word

    def stem(self, surface: str) -> str:
        return self._stems[surface]


class Kashaf(Peer):
    """`=word` for each word: one list each, no stems, no nearness, no counts of filters.

    The index has what it always has: both fields, places of words,
    how early each stands, blocks' bounds.
    """

    name = "Kashaf"
    scoring = Scoring()

    def build(self, documents: Iterable[Document], folder: Path) -> Spent:
        terms = Terms()
        watch = Stopwatch()
        with IndexWriter(folder, terms, create=True, memory_mb=4096) as writer:  # type: ignore[arg-type]
            for number, document in enumerate(documents):
                terms.learn(document)
                # The title must not count as text, so it is kept where nothing is indexed.
                writer.add(Article(str(number), "", document.surface, url=document.title))
            writer.commit(optimize=True)
        spent = watch.spent()
        self.open(folder)
        return spent

    def open(self, folder: Path, identity: str = Terms.identity) -> None:
        self._terms = TermIndex(IndexReader(folder, identity), PLAIN)
        self._collection = self._terms.collection
        self._matcher = Matcher(self._terms, Filters(self._collection, str.split))

    def search(self, kind: Kind, words: Sequence[str], shown: bool) -> Sequence[Hit]:
        tree = _tree(kind, words)
        ranked = rank(self._matcher.answer(tree), self._collection, "relevance", 0, TOP)
        if not shown:
            return [Hit(one.document, one.score) for one in ranked]
        return list(self._show(tree, ranked))

    def _show(self, tree: Group, ranked: Sequence[Ranked]) -> Iterator[Hit]:
        documents = [one.document for one in ranked]
        found = find_occurrences(self._terms, tree, documents)
        for one in ranked:
            segment, number = self._collection.locate(one.document)
            article = segment.article(number)
            length = int(segment.body_lengths[number])
            places = WordPlaces(article.body, length, segment.word_marks(number), _spans)
            passage = best_passage(article.body, places, found[one.document].body, length=SNIPPET)
            yield Hit(one.document, one.score, article.url, passage.text)

    def number(self, hit: Hit) -> int:
        return int(self._collection.id_of(hit.place))

    def text_bytes(self, folder: Path) -> int | None:
        return sum(
            extent.count * int(extent.dtype[-1])
            for info in read_toc(folder).segments
            for name, extent in info.extents.items()
            if name.startswith("text.")
        )


_WORDS = re.compile("[^ ]+")


def _spans(text: str, start: int = 0) -> Iterator[tuple[int, int]]:
    return (match.span() for match in _WORDS.finditer(text, start))


def _tree(kind: Kind, words: Sequence[str]) -> Group:
    if kind == "phrase":
        return Group(required=(Phrase(tuple(words)),))
    leaves = tuple(Word(word, exact=True) for word in words)
    return Group(required=(Or(leaves),) if kind == "or" else leaves)
