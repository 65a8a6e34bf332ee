"""All segments of one commit as one run of documents, so that a query is answered in one go.

A segment numbers its documents from 0; here the second segment goes on where the first one ends.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from search.errors import IndexFormatError
from search.index import IndexReader, Segment
from search.retrieval import bitsets
from search.retrieval.bitsets import Bits

Array = npt.NDArray[Any]


class Collection:
    """The documents of one commit, deleted ones still numbered. Threads may share it."""

    def __init__(self, reader: IndexReader) -> None:
        self.reader = reader
        self.segments = reader.segments
        self.bases: list[int] = []
        self.size = 0
        for segment in self.segments:
            self.bases.append(self.size)
            self.size += segment.documents
        self._columns: dict[str, Array] = {}

    @cached_property
    def live(self) -> Bits:
        """The documents that are not deleted."""
        masks = [
            np.ones(segment.documents, dtype=bool) if segment.live is None else segment.live
            for segment in self.segments
        ]
        return bitsets.from_mask(np.concatenate([np.empty(0, dtype=bool), *masks]))

    def column(self, name: str) -> Array:
        """The array `name`, with an entry a document, over all segments."""
        found = self._columns.get(name)
        if found is None:
            arrays = [segment.array(name) for segment in self.segments]
            found = arrays[0] if len(arrays) == 1 else _joined(arrays)
            self._columns[name] = found
        return found

    def contradiction(self, what: str) -> IndexFormatError:
        """The error of lists whose checksums are right and which yet cannot be."""
        return IndexFormatError(
            f"the index at {self.reader.folder} contradicts itself: {what}; build it again with "
            "`kashaf index SOURCE --rebuild`"
        )

    def locate(self, document: int) -> tuple[Segment, int]:
        """The segment that holds a document, and its number there."""
        place = bisect_right(self.bases, document) - 1
        return self.segments[place], document - self.bases[place]

    def id_of(self, document: int) -> str:
        """The id of an article."""
        segment, number = self.locate(document)
        return segment.id_of(number)

    def number_of(self, article_id: str) -> int | None:
        """The number of the live article with this id."""
        for segment, base in zip(reversed(self.segments), reversed(self.bases), strict=True):
            document = segment.document_of(article_id)
            if document is not None:
                return base + document
        return None


def _joined(arrays: list[Array]) -> Array:
    return np.concatenate(arrays) if arrays else np.empty(0, dtype=np.int64)
