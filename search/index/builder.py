"""Articles into a new segment: words are numbered as they come in, and inverted once at the end."""

from __future__ import annotations

import json
import os
from array import array
from itertools import accumulate
from pathlib import Path

import numpy as np
import zstandard

from corpus import Article
from search.analysis import ArabicAnalyzer, OnceAnalyzer
from search.errors import KashafError
from search.index.files import Array, Arrays, ArrayWriter
from search.index.heap import give_back
from search.index.inversion import Texts, rank, write_lists
from search.index.schema import (
    INDEX_NAME,
    KEYWORD_FIELDS,
    MARK_EVERY,
    STEM,
    SURFACE,
)
from search.index.segment import MAX_STORED_BYTES, SegmentInfo, to_minutes
from search.index.signatures import signatures, word_hash
from search.index.terms import TermList, write_kin

# Made once: json.dumps would make it again for each article.
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

TOKEN_BYTES = 36  # memory that one buffered token takes at the peak of a flush (measured: 29)
WORD_BYTES = 450  # that a remembered word takes, its surface and stem among them (measured: 434)


class Lexemes(dict[str, int]):
    """Raw word → number of its surface; and of each surface its stem. Kept from flush to flush.

    A dict that fills itself: after the first occurrence a word costs one look-up.
    """

    def __init__(self, analyzer: ArabicAnalyzer) -> None:
        self._analyzer = analyzer
        self.surface_numbers: dict[str, int] = {}  # in the order of the numbers
        self.stem_numbers: dict[str, int] = {}
        self.surfaces: list[bytes] = []
        self.hashes = array("I")  # of the surfaces, for signatures
        self.stems: list[bytes] = []
        self.stem_of = array("I")

    def __missing__(self, word: str) -> int:
        surface = self._analyzer.surface(word)
        if surface == word:
            surface = word  # kept once
        number = self.surface_numbers.get(surface)
        if number is None:
            number = self.surface_numbers[surface] = len(self.surfaces)
            self.surfaces.append(surface.encode("utf-8", "surrogatepass"))
            self.hashes.append(word_hash(self.surfaces[-1]))
            stem = self._analyzer.stem(surface)
            stem_number = self.stem_numbers.get(stem)
            if stem_number is None:
                stem_number = self.stem_numbers[stem] = len(self.stems)
                self.stems.append(stem.encode("utf-8", "surrogatepass"))
            self.stem_of.append(stem_number)
        self[word] = number
        return number


class SegmentBuilder:
    """Gathers articles for one segment."""

    def __init__(self, analyzer: ArabicAnalyzer, lexemes: Lexemes) -> None:
        self._analyzer = analyzer
        self._lexemes = lexemes
        self._tokens = array("I")
        self._title_lengths = array("I")
        self._body_lengths = array("I")
        self._marks = array("I")
        self._published = array("q")
        self._fingerprints = bytearray()
        self._keywords: dict[str, array[int]] = {name: array("I") for name in KEYWORD_FIELDS}
        self._values: dict[str, dict[str, int]] = {name: {} for name in KEYWORD_FIELDS}
        self._stored = bytearray()
        self._stored_bounds = array("Q", [0])
        self._ids: list[str] = []
        self._numbers: dict[str, int] = {}
        self._deleted: set[int] = set()
        self._compressor = zstandard.ZstdCompressor(level=3)

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def memory(self) -> int:
        """Bytes that a flush would need now."""
        return len(self._tokens) * TOKEN_BYTES + len(self._stored) + len(self._ids) * 400

    def fingerprint(self, article_id: str) -> str | None:
        """The fingerprint of a gathered article; None where the id is not among them."""
        number = self._numbers.get(article_id)
        if number is None:
            return None
        return self._fingerprints[number * 16 : number * 16 + 16].hex()

    def add(self, article: Article, fingerprint: str) -> None:
        """Adds an article; an earlier one of the same id is replaced."""
        # First what may fail on a strange article, so that it leaves nothing half done.
        number_of = self._lexemes.__getitem__
        title = array("I", map(number_of, self._analyzer.words(article.title)))
        pieces = self._analyzer.pieces(article.body)
        body = array("I", map(number_of, pieces[1::2]))
        published = to_minutes(article.published)
        stored = self._compressor.compress(pack_article(article))
        self.delete(article.id)
        self._numbers[article.id] = len(self._ids)
        self._ids.append(article.id)
        self._marks.extend(word_marks(pieces))
        self._tokens.extend(title)
        self._tokens.extend(body)
        self._title_lengths.append(len(title))
        self._body_lengths.append(len(body))
        self._published.append(published)
        self._fingerprints += bytes.fromhex(fingerprint)
        for name in KEYWORD_FIELDS:
            values = self._values[name]
            value = getattr(article, name)
            self._keywords[name].append(values.setdefault(value, len(values)))
        self._stored += stored
        self._stored_bounds.append(len(self._stored))

    def delete(self, article_id: str) -> bool:
        """Takes a gathered article back; says if it was there."""
        number = self._numbers.pop(article_id, None)
        if number is not None:
            self._deleted.add(number)
        return number is not None

    def flush(self, folder: Path, name: str) -> SegmentInfo:
        """Writes the segment and gives its entry for the table of contents."""
        writer = ArrayWriter(folder, name)
        try:
            self.write(writer)
            sizes = writer.finish()
        except BaseException:
            writer.discard()
            raise
        return SegmentInfo(name, len(self._ids), writer.extents, sizes, frozenset(self._deleted))

    def write(self, writer: Arrays) -> None:
        """Gives the arrays of the segment to `writer`."""
        self._write_words(writer)
        self._write_signatures(writer)
        write_ids(writer, self._ids)
        writer.add("title.length", np.frombuffer(self._title_lengths, dtype=np.uint32))
        writer.add("body.length", np.frombuffer(self._body_lengths, dtype=np.uint32))
        writer.add("body.marks", np.frombuffer(self._marks, dtype=np.uint32))
        writer.add("published", np.frombuffer(self._published, dtype=np.int64))
        writer.add("fingerprint", np.frombuffer(self._fingerprints, dtype=np.uint8))
        for field in KEYWORD_FIELDS:
            write_values(
                writer,
                field,
                list(self._values[field]),
                np.frombuffer(self._keywords[field], dtype=np.uint32),
            )
        writer.add("stored.bounds", np.frombuffer(self._stored_bounds, dtype=np.uint64))
        writer.add("text.stored", np.frombuffer(self._stored, dtype=np.uint8))

    def _write_signatures(self, writer: Arrays) -> None:
        hashes = np.frombuffer(self._lexemes.hashes, dtype=np.uint32)
        tokens = np.frombuffer(self._tokens, dtype=np.uint32)
        title = np.frombuffer(self._title_lengths, dtype=np.uint32).astype(np.int64)
        body = np.frombuffer(self._body_lengths, dtype=np.uint32)
        ends = np.cumsum(title + body)
        rows = signatures(tokens, hashes, ends - body, body)
        writer.add("signature", rows.reshape(-1))

    def _write_words(self, writer: Arrays) -> None:
        tokens = np.frombuffer(self._tokens, dtype=np.uint32)
        titles = np.frombuffer(self._title_lengths, dtype=np.uint32)
        texts = Texts(titles, np.frombuffer(self._body_lengths, dtype=np.uint32))
        terms, used = rank(tokens, self._lexemes.surfaces)
        TermList(used).write(writer, SURFACE)
        writer.add("title.words", title_words(terms[texts.title_places], titles))
        write_lists(writer, SURFACE, terms, len(used), texts)
        stem_of = np.frombuffer(self._lexemes.stem_of, dtype=np.uint32)
        terms, used = rank(stem_of[tokens] if len(tokens) else tokens, self._lexemes.stems)
        stems = TermList(used)
        stems.write(writer, STEM)
        write_kin(writer, stems)
        write_lists(writer, STEM, terms, len(used), texts)


class Gatherer:
    """Gathers articles in this process, segment after segment, and keeps the words it knows."""

    def __init__(self, analyzer: ArabicAnalyzer, words: int) -> None:
        """`words` is how many are remembered from one flush to the next."""
        self._analyzer = analyzer
        self._words = words
        self._lexemes = Lexemes(OnceAnalyzer())
        self._builder = SegmentBuilder(analyzer, self._lexemes)

    def __len__(self) -> int:
        return len(self._builder)

    @property
    def memory(self) -> int:
        """Bytes that a flush would need now."""
        return self._builder.memory

    def fingerprint(self, article_id: str) -> str | None:
        """The fingerprint of a gathered article; None where the id is not among them."""
        return self._builder.fingerprint(article_id)

    def add(self, article: Article, fingerprint: str) -> None:
        """Adds an article; an earlier one of the same id is replaced."""
        self._builder.add(article, fingerprint)

    def delete(self, article_id: str) -> bool:
        """Takes a gathered article back; says if it was there."""
        return self._builder.delete(article_id)

    def flush(self, folder: Path) -> list[SegmentInfo]:
        """Writes what was gathered as a segment, if there is anything; begins anew."""
        infos = [self._builder.flush(folder, segment_name())] if len(self._builder) else []
        if len(self._lexemes) > self._words:
            self._lexemes = Lexemes(OnceAnalyzer())
        self._builder = SegmentBuilder(self._analyzer, self._lexemes)
        give_back()
        return infos

    def close(self) -> None:
        """What was not flushed is gone."""
        self._builder = SegmentBuilder(self._analyzer, self._lexemes)


def segment_name() -> str:
    """A name that no other segment has."""
    # Not of `secrets`, which loads OpenSSL: 6 ms of every search from the command line.
    return f"{INDEX_NAME}_{os.urandom(8).hex()}"


def word_marks(pieces: list[str]) -> list[int]:
    """Where every MARK_EVERYth word of a text begins; `pieces` as of `ArabicAnalyzer.pieces`.

    >>> word_marks(["«", "كتب", "، ", "ثم", ""])
    [1]
    """
    step = 2 * MARK_EVERY
    # By runs of pieces put together again: three fifths of the time of adding up all lengths.
    runs = ["".join(pieces[start : start + step]) for start in range(1, len(pieces) - 1, step)]
    return list(accumulate(map(len, runs[:-1]), initial=len(pieces[0]))) if runs else []


def title_words(terms: Array, lengths: Array) -> Array:
    """The words of all titles in a row, as numbers from 1; a 0 ends each title.

    >>> title_words(np.array([7, 8, 9]), np.array([2, 0, 1])).tolist()
    [8, 9, 0, 0, 10, 0]
    """
    words = np.zeros(len(terms) + len(lengths), dtype=np.uint64)
    inside = np.ones(len(words), dtype=bool)
    inside[np.cumsum(lengths.astype(np.int64) + 1) - 1] = False
    words[inside] = terms.astype(np.uint64) + 1
    return words


def pack_article(article: Article) -> bytes:
    """What is stored of an article beside its columns, as JSON."""
    record = {
        "id": article.id,
        "title": article.title,
        "body": article.body,
        "source": article.source,
        "category": article.category,
        "author": article.author,
        "url": article.url,
    }
    # Surrogates as they are: as escapes, two in a row would come back as one character.
    packed = _json(record).encode("utf-8", "surrogatepass")
    if len(packed) > MAX_STORED_BYTES:
        raise KashafError(
            f"the article {article.id[:80]!r} has {len(packed):,} bytes, and {MAX_STORED_BYTES:,} "
            "can be stored; divide it"
        )
    return packed


def write_ids(writer: Arrays, ids: list[str]) -> None:
    """The ids in order of their bytes, and the document of each."""
    keys = [article_id.encode("utf-8", "surrogatepass") for article_id in ids]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    TermList(keys[number] for number in order).write(writer, "id")
    writer.add("id.document", np.array(order, dtype=np.uint64))


def write_values(writer: Arrays, field: str, values: list[str], numbers: Array) -> None:
    """A keyword field: its distinct values in order, and the number of each article's."""
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = np.zeros(len(values) + 1, dtype=np.uint32)
    ranks[order] = np.arange(len(order), dtype=np.uint32)
    ordered = [values[number] for number in order]
    text = json.dumps(ordered, ensure_ascii=False).encode("utf-8", "surrogatepass")
    writer.add(f"{field}.values", np.frombuffer(text, dtype=np.uint8))
    writer.add(f"{field}.value", ranks[numbers])
