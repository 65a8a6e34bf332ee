"""Kashaf's lists as a Whoosh index: a codec, so that Whoosh's readers and queries work on them.

Kashaf itself searches the arrays. What stands here lets anything that speaks Whoosh (terms,
postings, its query classes, its searcher) read the same bytes, and is how the tests compare the
two. It reads only: a Whoosh writer is refused by `KashafIndex.writer` and by the field type.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from whoosh import formats, index, matching, reading
from whoosh.codec import base
from whoosh.filedb.filestore import FileStorage

from search.errors import IndexFormatError
from search.index.fields import schema
from search.index.schema import INDEX_NAME, TEXT_FIELDS
from search.index.segment import Segment, SegmentInfo
from search.index.toc import latest_generation, read_toc


class KashafIndex(index.FileIndex):  # type: ignore[misc]
    """A Kashaf index as Whoosh sees one: `KashafIndex(path).searcher()`."""

    def __init__(self, folder: Path | str) -> None:
        self.storage = FileStorage(str(folder))
        self.indexname = INDEX_NAME
        self._folder = Path(folder)
        self._schema = schema()
        read_toc(self._folder)

    def latest_generation(self) -> int:
        return latest_generation(self._folder)

    def _read_toc(self) -> index.TOC:
        toc = read_toc(self._folder)
        segments = [WhooshSegment(self._folder, info) for info in toc.segments]
        return index.TOC(self._schema, segments, toc.generation)

    def writer(self, procs: int = 1, **_: object) -> NoReturn:
        raise IndexFormatError(
            f"the index at {self._folder} is written by search.open_writer only; "
            "Whoosh's own writer would lose its posting lists"
        )


class WhooshSegment(base.Segment):  # type: ignore[misc]
    """One of our segments under Whoosh's interface."""

    def __init__(self, folder: Path, info: SegmentInfo) -> None:
        self.indexname, self.segid = info.name.split("_")
        self.compound = False
        self.folder = folder
        self.info = info

    def codec(self, **_: object) -> KashafCodec:
        return KashafCodec()

    def doc_count_all(self) -> int:
        return self.info.documents

    def deleted_count(self) -> int:
        return len(self.info.deleted)

    def deleted_docs(self) -> Iterator[int]:
        return iter(self.info.deleted)

    def is_deleted(self, docnum: int) -> bool:
        return docnum in self.info.deleted


class KashafCodec(base.Codec):  # type: ignore[misc]
    """Opens our files for Whoosh's SegmentReader."""

    length_stats = True

    def terms_reader(self, storage: object, segment: WhooshSegment) -> TermsReader:
        return TermsReader(Segment(segment.folder, segment.info))

    def per_document_reader(self, storage: object, segment: WhooshSegment) -> DocumentReader:
        return DocumentReader(Segment(segment.folder, segment.info))

    def automata(self, storage: object, segment: object) -> base.Automata:
        return base.Automata()


class DocumentReader(base.PerDocumentReader):  # type: ignore[misc]
    """Stored fields and lengths of the articles."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment

    def close(self) -> None:
        """The maps go with the segment."""

    def doc_count(self) -> int:
        return self._segment.live_documents

    def doc_count_all(self) -> int:
        return self._segment.documents

    def has_deletions(self) -> bool:
        return bool(self._segment.info.deleted)

    def is_deleted(self, docnum: int) -> bool:
        return docnum in self._segment.info.deleted

    def deleted_docs(self) -> Iterator[int]:
        return iter(self._segment.info.deleted)

    def supports_columns(self) -> bool:
        return False

    def has_column(self, fieldname: str) -> bool:
        return False

    def has_vector(self, docnum: int, fieldname: str) -> bool:
        return False

    @cached_property
    def _text_lengths(self) -> Any:
        return self._segment.title_lengths.astype(np.int64) + self._segment.body_lengths

    def _lengths(self, fieldname: str) -> Any:
        if fieldname not in TEXT_FIELDS:
            return np.zeros(self._segment.documents, dtype=np.int64)
        return self._text_lengths

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        return int(self._lengths(fieldname)[docnum]) or default

    def field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).sum())

    def min_field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).min(initial=0))

    def max_field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).max(initial=0))

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        article = self._segment.article(docnum)
        return {name: getattr(article, name) for name in article.__slots__}


class TermsReader(base.TermsReader):  # type: ignore[misc]
    """The terms of all fields, in order."""

    FIELDS = ("id", *sorted(TEXT_FIELDS, reverse=True))

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._fields = sorted(self.FIELDS)

    def close(self) -> None:
        """The maps go with the segment."""

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        field, text = term
        return field in self._fields and self._segment.term_number(field, text) is not None

    def indexed_field_names(self) -> list[str]:
        return self._fields

    def terms(self) -> Iterator[tuple[str, bytes]]:
        for field in self._fields:
            for text in self._segment.terms(field):
                yield field, text

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        for text in self._segment.terms(fieldname, self._segment.term_place(fieldname, prefix)):
            yield fieldname, text
        for field in self._fields:
            if field > fieldname:
                for text in self._segment.terms(field):
                    yield field, text

    def items(self) -> Iterator[tuple[tuple[str, bytes], reading.TermInfo]]:
        return (((field, text), self.term_info(field, text)) for field, text in self.terms())

    def items_from(
        self, fieldname: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], reading.TermInfo]]:
        return (
            ((field, text), self.term_info(field, text))
            for field, text in self.terms_from(fieldname, prefix)
        )

    def _lists(self, fieldname: str, text: bytes) -> tuple[Any, Any, Any]:
        """Documents, frequencies and, one run for each document, the positions of a term."""
        number = self._segment.term_number(fieldname, text)
        if number is None:
            raise reading.TermNotFound(f"no term {fieldname}:{text!r}")
        if fieldname == "id":
            # One article added again in the same run has two documents here, one of them deleted.
            after = self._segment.term_place(fieldname, text + b"\0")
            documents = np.sort(self._segment.array("id.document")[number:after])
            return documents, np.ones(len(documents), dtype=np.int64), np.empty(0, dtype=np.int64)
        postings = self._segment.postings(fieldname, number)
        counts = postings.title.astype(np.int64) + postings.body
        return postings.docs, counts, self._segment.positions(fieldname, postings)

    def term_info(self, fieldname: str, text: bytes) -> reading.TermInfo:
        documents, counts, _ = self._lists(fieldname, text)
        lengths = DocumentReader(self._segment)._lengths(fieldname)[documents]
        return reading.TermInfo(
            weight=float(counts.sum()), df=len(documents), minlength=int(lengths.min()),
            maxlength=int(lengths.max()), maxweight=float(counts.max()),
            minid=int(documents[0]), maxid=int(documents[-1]),
        )  # fmt: skip

    def frequency(self, fieldname: str, text: bytes) -> float:
        return float(self._lists(fieldname, text)[1].sum())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        return len(self._lists(fieldname, text)[0])

    def matcher(
        self, fieldname: str, text: bytes, format_: formats.Format, scorer: Any = None
    ) -> ArrayMatcher:
        return ArrayMatcher(
            *self._lists(fieldname, text), format_, (fieldname, text), scorer,
            self.term_info(fieldname, text),
        )  # fmt: skip


class ArrayMatcher(matching.LeafMatcher):  # type: ignore[misc]
    """Walks one posting list a document at a time, as Whoosh's queries ask for it."""

    def __init__(
        self, documents: Any, counts: Any, positions: Any, format_: formats.Format,
        term: tuple[str, bytes], scorer: Any, info: reading.TermInfo,
    ) -> None:  # fmt: skip
        self._documents, self._counts, self._positions = documents, counts, positions
        self._ends = np.cumsum(counts)
        self.format, self.scorer = format_, scorer
        self._term, self._info = term, info
        self._place = 0

    def term(self) -> tuple[str, bytes]:
        return self._term

    def is_active(self) -> bool:
        return self._place < len(self._documents)

    def reset(self) -> None:
        self._place = 0

    def copy(self) -> ArrayMatcher:
        twin = ArrayMatcher(
            self._documents, self._counts, self._positions, self.format, self._term, self.scorer,
            self._info,
        )  # fmt: skip
        twin._place = self._place
        return twin

    def id(self) -> int:
        return int(self._documents[self._place])

    def next(self) -> bool:
        if not self.is_active():
            raise matching.ReadTooFar
        self._place += 1
        return True

    def skip_to(self, id: int) -> bool:
        self._place += int(np.searchsorted(self._documents[self._place :], id))
        return True

    def all_ids(self) -> Iterator[int]:
        return iter(self._documents[self._place :].tolist())

    def weight(self) -> float:
        return float(self._counts[self._place])

    def _own_positions(self) -> list[int]:
        end = int(self._ends[self._place])
        own: list[int] = self._positions[end - int(self._counts[self._place]) : end].tolist()
        return own

    def value(self) -> bytes:
        encoded: bytes = self.format.encode(self._own_positions())
        return encoded

    def value_as(self, astype: str) -> Any:
        if astype == "positions":
            return self._own_positions()
        if astype in ("weight", "frequency"):
            return self.weight()
        raise ValueError(f"{self._term} has no {astype}")

    def supports(self, astype: str) -> bool:
        return astype in ("positions", "weight", "frequency")

    def supports_block_quality(self) -> bool:
        return False

    def max_quality(self) -> float:
        quality: float = self.scorer.max_quality()
        return quality

    def block_max_weight(self) -> float:
        return float(self._info.max_weight())

    def block_min_length(self) -> int:
        return int(self._info.min_length())

    def block_max_length(self) -> int:
        return int(self._info.max_length())

    def score(self) -> float:
        score: float = self.scorer.score(self)
        return score
