"""A segment that never was on a disk: a few articles, read like any other segment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from corpus import Article
from search.analysis import ArabicAnalyzer
from search.errors import IndexFormatError
from search.index.builder import Lexemes, SegmentBuilder
from search.index.files import Array, kept_dtype
from search.index.ranges import are_runs, spread
from search.index.segment import Segment, SegmentInfo


class MemoryArrays:
    """The arrays of a segment, as `ArrayWriter` takes them and `ArrayReader` gives them."""

    def __init__(self) -> None:
        self.files: dict[str, Any] = {}
        self._arrays: dict[str, Array] = {}

    def add(self, name: str, values: Array) -> None:
        """A whole array of whole numbers, in the type that a file would have."""
        self._arrays[name] = np.array(values, dtype=kept_dtype(values))

    def __contains__(self, name: str) -> bool:
        return name in self._arrays

    def count(self, name: str) -> int:
        """The number of items of an array."""
        return len(self._arrays[name])

    def array(self, name: str) -> Array:
        """The whole array."""
        return self._arrays[name]

    def part(self, name: str, first: int, last: int) -> Array:
        """The items from `first` to `last`."""
        values = self._arrays[name]
        if not 0 <= first <= last <= len(values):
            raise IndexFormatError(f"{name} has {len(values)} items, not those to {last}")
        return values[first:last]

    def runs(self, names: Sequence[str], starts: Array, ends: Array) -> list[Array]:
        """Of each array the items from each start to its end, behind one another."""
        count = min(self.count(name) for name in names)
        if not are_runs(starts, ends, count):
            raise IndexFormatError(f"{names[0]} has {count} items, and others are asked for")
        places = spread(starts, ends - starts)
        return [self._arrays[name][places] for name in names]

    def find(self, name: str, wanted: bytes, start: int = 0) -> int:
        """The first place from `start` of the byte array `name` that holds `wanted`, or -1."""
        return self._arrays[name].tobytes().find(wanted, start)

    def slice(self, name: str, start: int, end: int) -> bytes:
        """The bytes from `start` to `end` of the byte array `name`."""
        return self.part(name, start, end).tobytes()


class MemorySegment(Segment):
    """Articles as a segment, numbered in their order."""

    def __init__(self, articles: Iterable[Article], analyzer: ArabicAnalyzer) -> None:
        arrays = MemoryArrays()
        builder = SegmentBuilder(analyzer, Lexemes(analyzer))
        for article in articles:
            builder.add(article, "0" * 32)
        builder.write(arrays)
        super().__init__(Path("memory"), SegmentInfo("memory", len(builder), {}, {}))
        self._arrays = arrays
