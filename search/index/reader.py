"""One commit of an index, open for searching: its segments and the statistics over all of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from search.errors import IndexFormatError
from search.index.segment import Segment, SegmentInfo
from search.index.toc import TableOfContents, read_toc


class IndexReader:
    """A commit as it was when it was opened; later commits do not change it. Thread-safe."""

    def __init__(
        self, folder: Path, analyzer_identity: str, before: IndexReader | None = None
    ) -> None:
        """Opens the newest commit; segments that the one `before` has, too, are not opened anew."""
        self.folder = folder
        self.toc: TableOfContents
        self.segments: list[Segment]
        self.toc, self.segments = _open(folder, before.segments if before else ())
        if self.toc.analyzer != analyzer_identity:
            raise IndexFormatError(
                f"the index at {folder} was made with the analyzer {self.toc.analyzer}, this is "
                f"{analyzer_identity}; build it again: `kashaf index SOURCE --rebuild`"
            )

    @property
    def generation(self) -> int:
        return self.toc.generation

    def require_lengths(self) -> None:
        """Raises IndexFormatError where a file is no longer as long as it was (5 µs a segment)."""
        for segment in self.segments:
            for file in segment.files.values():
                file.require_length()

    @cached_property
    def documents(self) -> int:
        """How many articles there are, deleted ones not counted."""
        return sum(segment.live_documents for segment in self.segments)

    @cached_property
    def average_title_length(self) -> float:
        return self._average("title.length")

    @cached_property
    def average_body_length(self) -> float:
        return self._average("body.length")

    def _average(self, name: str) -> float:
        total = 0
        for segment in self.segments:
            lengths = segment.array(name)
            if segment.live is not None:
                lengths = lengths[segment.live]
            total += int(lengths.sum(dtype=np.int64))
        return total / self.documents if self.documents else 0.0

    def find(self, article_id: str) -> tuple[Segment, int] | None:
        """The segment and the document number of the article with this id."""
        for segment in reversed(self.segments):
            document = segment.document_of(article_id)
            if document is not None:
                return segment, document
        return None


def _open(folder: Path, known: Sequence[Segment]) -> tuple[TableOfContents, list[Segment]]:
    by_name = {segment.info.name: segment for segment in known}
    while True:
        toc = read_toc(folder)
        try:
            return toc, [_segment(folder, info, by_name.get(info.name)) for info in toc.segments]
        except IndexFormatError:
            # A newer commit may just have removed the segments of this one.
            if read_toc(folder) == toc:
                raise


def _segment(folder: Path, info: SegmentInfo, known: Segment | None) -> Segment:
    return (known.at(info) if known else None) or Segment(folder, info)
