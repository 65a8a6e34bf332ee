"""The engines behind one small interface: build from texts of terms; answer a query's top ten."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, Protocol

from corpus import Article

Kind = Literal["or", "and", "phrase"]
TOP = 10


class Peer(Protocol):
    """One engine. `search` gives how many of the top ten it found; `kinds` is what it can."""

    name: str
    kinds: frozenset[str]

    def build(self, texts: Sequence[str], folder: Path) -> None: ...
    def search(self, kind: Kind, words: Sequence[str]) -> int: ...


class Kashaf:
    """Our engine on one field: stems of the body, BM25, no nearness and no second field."""

    name = "Kashaf"
    kinds = frozenset({"or", "and", "phrase"})

    def build(self, texts: Sequence[str], folder: Path) -> None:
        from search.index import IndexReader, IndexWriter
        from search.rank import Weights
        from search.retrieval import Filters, Matcher, TermIndex

        analyzer = _Terms()
        with IndexWriter(folder, analyzer, create=True, memory_mb=1024) as writer:  # type: ignore[arg-type]
            for number, text in enumerate(texts):
                writer.add(Article(str(number), "", text))
            writer.commit(optimize=True)
        weights = Weights(k1=1.2, b_body=0.75, lead=0.0, surface=0.0, nearness=0.0)
        terms = TermIndex(IndexReader(folder, analyzer.identity), weights)
        self._collection = terms.collection
        self._matcher = Matcher(
            terms, Filters(self._collection, str.split), lambda word: False, lambda word: word
        )

    def search(self, kind: Kind, words: Sequence[str]) -> int:
        from search.query import Group, Or, Phrase, Word
        from search.retrieval.ranking import rank

        leaves = tuple(Word(word, exact=True) for word in words)
        if kind == "or":
            tree = Group(required=(Or(leaves),))
        elif kind == "and":
            tree = Group(required=leaves)
        else:
            tree = Group(required=(Phrase(tuple(words)),))
        return len(rank(self._matcher.answer(tree), self._collection, "relevance", 0, TOP))


class _Terms:
    """An analyzer for texts that are terms already."""

    identity = "terms/1"

    def words(self, text: str) -> list[str]:
        return text.split()

    def pieces(self, text: str) -> list[str]:
        return re.split("([^ ]+)", text)

    def surface(self, word: str) -> str:
        return word

    stem = surface


class StockWhoosh:
    """Whoosh 2.7.4 as it comes: its writer, its codec, its searcher."""

    name = "stock Whoosh"
    kinds = frozenset({"or", "and", "phrase"})

    def build(self, texts: Sequence[str], folder: Path) -> None:
        from whoosh import analysis, fields, index, scoring

        schema = fields.Schema(
            body=fields.TEXT(analyzer=analysis.SpaceSeparatedTokenizer(), phrase=True)
        )
        folder.mkdir()
        self._index = index.create_in(str(folder), schema)
        writer = self._index.writer(limitmb=512)
        for text in texts:
            writer.add_document(body=text)
        writer.commit(optimize=True)
        self._searcher = self._index.searcher(weighting=scoring.BM25F(B=0.75, K1=1.2))

    def search(self, kind: Kind, words: Sequence[str]) -> int:
        from whoosh import query

        terms = [query.Term("body", word) for word in words]
        tree: Any
        if kind == "or":
            tree = query.Or(terms)
        elif kind == "and":
            tree = query.And(terms)
        else:
            tree = query.Phrase("body", list(words))
        return self._searcher.search(tree, limit=TOP).scored_length()


class Tantivy:
    """tantivy through its Python package, one thread."""

    name = "tantivy"
    kinds = frozenset({"or", "and", "phrase"})

    def build(self, texts: Sequence[str], folder: Path) -> None:
        import tantivy

        builder = tantivy.SchemaBuilder()
        builder.add_text_field("body", stored=False, tokenizer_name="whitespace")
        self._schema = builder.build()
        folder.mkdir()
        index = tantivy.Index(self._schema, path=str(folder))
        writer = index.writer(heap_size=512_000_000, num_threads=1)
        for text in texts:
            writer.add_document(tantivy.Document(body=text))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    def search(self, kind: Kind, words: Sequence[str]) -> int:
        import tantivy

        if kind == "phrase":
            tree = tantivy.Query.phrase_query(self._schema, "body", list(words))
        else:
            occur = tantivy.Occur.Should if kind == "or" else tantivy.Occur.Must
            tree = tantivy.Query.boolean_query(
                [(occur, tantivy.Query.term_query(self._schema, "body", word)) for word in words]
            )
        return len(self._searcher.search(tree, TOP).hits)


class Fts5:
    """SQLite's full-text index."""

    name = "SQLite FTS5"
    kinds = frozenset({"or", "and", "phrase"})

    def build(self, texts: Sequence[str], folder: Path) -> None:
        folder.mkdir()
        self._connection = sqlite3.connect(folder / "fts.db")
        self._connection.execute(
            'create virtual table news using fts5(body, tokenize="unicode61 remove_diacritics 0")'
        )
        self._connection.executemany("insert into news values (?)", ((text,) for text in texts))
        self._connection.commit()

    def search(self, kind: Kind, words: Sequence[str]) -> int:
        joint = {"or": " OR ", "and": " AND ", "phrase": " + "}[kind]
        expression = joint.join(f'"{word}"' for word in words)
        rows = self._connection.execute(
            "select rowid from news where news match ? order by rank limit ?", (expression, TOP)
        )
        return len(rows.fetchall())


class Bm25s:
    """bm25s: sparse scores computed when indexing; OR only."""

    name = "bm25s"
    kinds = frozenset({"or"})

    def build(self, texts: Sequence[str], folder: Path) -> None:
        import bm25s

        self._retriever = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
        self._retriever.index([text.split() for text in texts], show_progress=False)

    def search(self, kind: Kind, words: Sequence[str]) -> int:
        found, _ = self._retriever.retrieve([list(words)], k=TOP, show_progress=False)
        return len(found[0])


PEERS: list[type[Peer]] = [Kashaf, Tantivy, Fts5, Bm25s, StockWhoosh]
