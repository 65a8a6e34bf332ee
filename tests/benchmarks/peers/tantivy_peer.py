"""tantivy through its Python package, one thread."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.benchmarks.peers.base import (
    K1,
    SNIPPET,
    TOP,
    Document,
    Hit,
    Kind,
    Missing,
    Peer,
    Scoring,
    Spent,
    Stopwatch,
)


class Tantivy(Peer):
    """Its top ten without counting the rest (`count=False`), so that it may prune."""

    name = "tantivy"
    scoring = Scoring(byte_lengths=True, factor=K1 + 1, tolerance=1e-5)

    def __init__(self) -> None:
        try:
            import tantivy
        except ImportError as error:
            raise Missing("`pip install tantivy`") from error
        self._tantivy = tantivy

    def build(self, documents: Iterable[Document], folder: Path) -> Spent:
        tantivy = self._tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("number", stored=True)
        builder.add_bytes_field("title", stored=True)
        builder.add_text_field("surface", stored=True, tokenizer_name="whitespace")
        builder.add_text_field("stem", stored=False, tokenizer_name="whitespace")
        schema = builder.build()
        folder.mkdir()
        watch = Stopwatch()
        index = tantivy.Index(schema, path=str(folder))
        writer = index.writer(heap_size=2_000_000_000, num_threads=1)
        for number, document in enumerate(documents):
            writer.add_document(
                tantivy.Document(
                    number=number,
                    title=document.title.encode(),
                    surface=document.surface,
                    stem=document.stem,
                )
            )
        writer.commit()
        writer.wait_merging_threads()
        spent = watch.spent()
        self.open(folder)
        return spent

    def open(self, folder: Path) -> None:
        index = self._tantivy.Index.open(str(folder))
        self._schema = index.schema
        self._searcher = index.searcher()

    def search(self, kind: Kind, words: Sequence[str], shown: bool) -> Sequence[Hit]:
        tree = self._tree(kind, words)
        hits = self._searcher.search(tree, TOP, count=False).hits
        if not shown:
            return [Hit(address, score) for score, address in hits]
        snippets = self._tantivy.SnippetGenerator.create(
            self._searcher, tree, self._schema, "surface"
        )
        snippets.set_max_num_chars(SNIPPET)
        found = []
        for score, address in hits:
            document = self._searcher.doc(address)
            title = bytes(document.get_first("title")).decode()
            found.append(Hit(address, score, title, snippets.snippet_from_doc(document).to_html()))
        return found

    def _tree(self, kind: Kind, words: Sequence[str]) -> object:
        query, schema = self._tantivy.Query, self._schema
        if kind == "phrase":
            return query.phrase_query(schema, "surface", list(words))
        terms = [query.term_query(schema, "surface", word) for word in words]
        if len(terms) == 1:
            return terms[0]
        occur = self._tantivy.Occur.Should if kind == "or" else self._tantivy.Occur.Must
        return query.boolean_query([(occur, term) for term in terms])

    def number(self, hit: Hit) -> int:
        return int(self._searcher.doc(hit.place).get_first("number"))

    def text_bytes(self, folder: Path) -> int | None:
        return sum(path.stat().st_size for path in folder.glob("*.store"))
