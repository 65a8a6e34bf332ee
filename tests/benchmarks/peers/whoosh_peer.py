"""Whoosh 2.7.4 as it comes: its writer, its codec, its searcher, its highlighter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.peers.base import (
    K1,
    SNIPPET,
    TOP,
    B,
    Document,
    Hit,
    Kind,
    Peer,
    Spent,
    Stopwatch,
)


class StockWhoosh(Peer):
    """The same two fields, positions and stored texts."""

    name = "stock Whoosh"
    slow = True

    def build(self, documents: Iterable[Document], folder: Path) -> Spent:
        from whoosh import analysis, fields, highlight, index, scoring

        spaces = analysis.SpaceSeparatedTokenizer()
        schema = fields.Schema(
            number=fields.STORED,
            title=fields.STORED,
            surface=fields.TEXT(analyzer=spaces, phrase=True, stored=True),
            stem=fields.TEXT(analyzer=spaces, phrase=True),
        )
        folder.mkdir()
        watch = Stopwatch()
        made = index.create_in(str(folder), schema)
        writer = made.writer(limitmb=2048)
        for number, document in enumerate(documents):
            writer.add_document(number=number, **document._asdict())
        writer.commit(optimize=True)
        spent = watch.spent()
        self._fragmenter = highlight.ContextFragmenter(maxchars=SNIPPET, charlimit=None)
        self._searcher = made.searcher(weighting=scoring.BM25F(B=B, K1=K1))
        return spent

    def search(self, kind: Kind, words: Sequence[str], shown: bool) -> Sequence[Hit]:
        from whoosh import query

        terms = [query.Term("surface", word) for word in words]
        tree: Any
        if kind == "phrase":
            tree = query.Phrase("surface", list(words))
        elif len(terms) == 1:
            tree = terms[0]
        else:
            tree = query.Or(terms) if kind == "or" else query.And(terms)
        results = self._searcher.search(tree, limit=TOP)
        if not shown:
            return [Hit(document, score) for score, document in results.top_n]
        results.fragmenter = self._fragmenter
        return [
            Hit(hit.docnum, hit.score, hit["title"], hit.highlights("surface", top=1))
            for hit in results
        ]

    def number(self, hit: Hit) -> int:
        return int(self._searcher.stored_fields(hit.place)["number"])

    def text_bytes(self, folder: Path) -> int | None:
        from whoosh.filedb.compound import CompoundStorage
        from whoosh.filedb.filestore import FileStorage

        total = 0
        storage = FileStorage(str(folder))
        for name in storage.list():
            if name.endswith(".seg"):
                inner = CompoundStorage(storage.open_file(name))
                total += sum(inner.file_length(n) for n in inner.list() if "_stored" in n)
        return total
