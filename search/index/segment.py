"""One segment for reading: its terms, their posting lists, and what is known of each article."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
import zstandard

from corpus import Article
from search.errors import IndexFormatError
from search.index.files import Array, ArrayReader, Extent
from search.index.layout import bounded_array
from search.index.pages import REMEDY, PagedFile
from search.index.schema import KIN, MARK_EVERY, STEM, SURFACE, TEXT_FIELDS

EPOCH = datetime(1970, 1, 1)
NO_DATE = -(2**63)  # minutes since EPOCH of an article without a date
# A stored article is never opened to more than this; what a packed one says of its size is only
# believed up to here.
MAX_STORED_BYTES = 1 << 28
# Where a term stands is looked up in a fourth of a millisecond on seven segments; so many are
# remembered, then none: 2 MB a segment.
KEPT_NUMBERS = 8192
KEPT_PIVOTS = 2048  # a field's, 60 bytes each and what dict needs
SIDE_BY_SIDE = 64  # terms
STORED_KEYS = {"id", "title", "body", "source", "category", "author", "url"}


def to_minutes(published: datetime | None) -> int:
    """Minutes since 1970, as the `published` column holds them."""
    return NO_DATE if published is None else int((published - EPOCH) // timedelta(minutes=1))


def from_minutes(minutes: int) -> datetime | None:
    """The inverse of `to_minutes`."""
    if minutes == NO_DATE:
        return None
    try:
        return EPOCH + timedelta(minutes=minutes)
    except OverflowError:
        raise IndexFormatError(
            f"an article of {minutes} minutes since 1970 has no date; {REMEDY}"
        ) from None


class _Own(threading.local):
    """What each thread needs one of: making a decompressor takes as long as using it."""

    def __init__(self) -> None:
        self.decompressor = zstandard.ZstdDecompressor()


_own = _Own()


@dataclass(frozen=True, slots=True)
class SegmentInfo:
    """What the table of contents says of one segment."""

    name: str
    documents: int
    extents: dict[str, Extent]
    files: dict[str, tuple[int, int]]
    deleted: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Postings:
    """One term's list in one segment: ascending document numbers, and three counts beside each."""

    docs: Array
    title: Array
    lead: Array
    body: Array
    first_position: int  # index of the list's first position in the field's positions
    position_count: int


class Entries(NamedTuple):
    """Lists of several terms, one behind the other: documents, and three counts beside each."""

    docs: Array
    title: Array
    lead: Array
    body: Array


def open_article(packed: bytes) -> dict[str, Any]:
    """What `pack_article` packed and zstd made smaller: id, title, body, url and so on."""
    try:
        size = zstandard.frame_content_size(packed)
        if not 0 <= size <= MAX_STORED_BYTES:
            raise ValueError(f"it claims a size of {size} bytes")
        text = _own.decompressor.decompress(packed).decode("utf-8", "surrogatepass")
        record = json.loads(text)  # of bytes it would find out first what they are
    except (zstandard.ZstdError, ValueError, RecursionError) as error:
        raise IndexFormatError(f"cannot be opened ({error})") from error
    if not (isinstance(record, dict) and record.keys() == STORED_KEYS):
        raise IndexFormatError("is no article")
    if not all(isinstance(value, str) for value in record.values()):
        raise IndexFormatError("is no article")
    return record


class SegmentArrays(Protocol):
    """Where a segment has its arrays: see `ArrayReader`."""

    files: dict[str, PagedFile]

    def count(self, name: str) -> int: ...
    def array(self, name: str) -> Array: ...
    def part(self, name: str, first: int, last: int) -> Array: ...
    def runs(self, names: Sequence[str], starts: Array, ends: Array) -> list[Array]: ...
    def find(self, name: str, wanted: bytes, start: int = 0) -> int: ...
    def slice(self, name: str, start: int, end: int) -> bytes: ...


class Segment:
    """The arrays of one segment. Reads only; any number of threads may share it.

    Every byte is compared with its checksum before it is first used, and every number that points
    into another array is bounded: a damaged or a made-up segment is an IndexFormatError.
    """

    def __init__(self, folder: Path, info: SegmentInfo) -> None:
        self.info = info
        self.folder = folder
        self.documents = info.documents
        self._arrays: SegmentArrays = ArrayReader(folder, info.extents, info.files)
        self._array_cache: dict[str, Array] = {}
        self._bounds_cache: dict[str, memoryview] = {}
        self._numbers: dict[tuple[str, bytes], int | None] = {}
        self._pivots: dict[str, dict[int, bytes]] = {}

    def at(self, info: SegmentInfo) -> Segment | None:
        """This segment in another commit, what was verified and found in it kept.

        None where `info` is that of other files; this one itself where nothing was deleted since.
        """
        if info == self.info:
            return self
        if replace(info, deleted=self.info.deleted) != self.info:
            return None
        other = Segment.__new__(Segment)
        other.info, other.folder, other.documents = info, self.folder, self.documents
        other._arrays, other._array_cache = self._arrays, self._array_cache
        other._bounds_cache, other._numbers = self._bounds_cache, self._numbers
        other._pivots = self._pivots
        return other

    def array(self, name: str) -> Array:
        """The named array, its view made once. All of it is verified: a column, not the lists."""
        found = self._array_cache.get(name)
        if found is None:
            found = self._arrays.array(name)
            self._require_sound(name, found)
            self._array_cache[name] = found
        return found

    def part(self, name: str, first: int, last: int) -> Array:
        """The items `first` to `last` of an array, verified no further than that."""
        found = self._arrays.part(name, first, last)
        if name.endswith(".docs"):
            self._require_below(name, found, self.documents)
        return found

    def count(self, name: str) -> int:
        """The number of items of an array."""
        return self._arrays.count(name)

    @property
    def files(self) -> dict[str, PagedFile]:
        """The files of the segment, by name."""
        return self._arrays.files

    def _require_sound(self, name: str, values: Array) -> None:
        """Raises when a whole array points out of the one that it points into."""
        kind = name.rsplit(".", 1)[-1]
        if kind in ("docs", "document"):
            self._require_below(name, values, self.documents)
        elif kind == "stems":
            self._require_below(name, values, self.term_count(STEM))
        elif kind == "words":
            self._require_below(name, values, self.term_count(SURFACE) + 1)
            ends = int(np.count_nonzero(values == 0))
            if ends != self.documents or (ends and values[-1]):
                raise self._contradiction(f"{name} ends {ends} titles of {self.documents}")
        elif kind == "value":
            self._require_below(name, values, len(self.values(name.removesuffix(".value"))))
        elif kind == "text" and name.removesuffix(".text") in TEXT_FIELDS:
            self._require_lines(name, values)
        elif target := bounded_array(name):
            total = self.count(target)
            if int(values[0]) or int(values[-1]) != total or np.any(values[1:] < values[:-1]):
                raise self._contradiction(f"{name} does not lead from 0 to {total} in order")

    def _require_lines(self, name: str, values: Array) -> None:
        """Raises unless a whole text of terms is one term a line, as they are bounded, in UTF-8."""
        ends = np.flatnonzero(values == ord("\n")) + 1
        if not np.array_equal(ends, self.array(f"{name.removesuffix('.text')}.bounds")[1:]):
            raise self._contradiction(f"{name} has {len(ends)} lines, bounded otherwise")
        try:
            values.tobytes().decode("utf-8", "surrogatepass")
        except UnicodeDecodeError as error:
            raise self._contradiction(f"{name} is no text ({error})") from error

    def _require_below(self, name: str, values: Array, limit: int) -> None:
        if len(values) and int(values.max()) >= limit:
            raise self._contradiction(f"{name} points to {int(values.max())} of {limit}")

    def _contradiction(self, what: str) -> IndexFormatError:
        """The error of numbers that are as they were written and yet cannot be."""
        return IndexFormatError(
            f"{self.folder / self.info.name} contradicts itself: {what}; {REMEDY}"
        )

    def _run(self, name: str, number: int) -> tuple[int, int]:
        """Where the run `number` begins and ends, of those that the array `name` bounds."""
        first, last = self._arrays.part(name, number, number + 2).tolist()
        return first, last

    # -- terms -------------------------------------------------------------------------------

    def term_count(self, field_name: str) -> int:
        return self._arrays.count(f"{field_name}.bounds") - 1

    def term(self, field_name: str, number: int) -> bytes:
        bounds = self._bounds(field_name)
        return self._arrays.slice(f"{field_name}.text", bounds[number], bounds[number + 1] - 1)

    def word(self, field_name: str, number: int) -> str:
        """A term as text."""
        try:
            return self.term(field_name, number).decode("utf-8", "surrogatepass")
        except UnicodeDecodeError as error:
            raise self._contradiction(f"term {number} of {field_name} is no text") from error

    def _bounds(self, field_name: str) -> memoryview:
        """Where each term begins in the terms' text; reading one is four times as fast as numpy."""
        found = self._bounds_cache.get(field_name)
        if found is None:
            found = memoryview(self.array(f"{field_name}.bounds").data)
            self._bounds_cache[field_name] = found
        return found

    def term_slice(self, field_name: str, first: int, last: int) -> list[bytes]:
        """The terms from number `first` to `last`, `last` not included."""
        bounds = self._arrays.part(f"{field_name}.bounds", first, last + 1).tolist()
        start = bounds[0]
        text = self._arrays.slice(f"{field_name}.text", start, bounds[-1])
        return [text[a - start : b - start - 1] for a, b in pairwise(bounds)]

    def term_place(self, field_name: str, term: bytes) -> int:
        """The number of the first term that is not less than `term`.

        Every look-up begins with the same few terms, so those are kept, and ends among terms that
        stand side by side, so those are read at once: 6 µs where one after the other took 15.
        """
        bounds, text = self._bounds(field_name), f"{field_name}.text"
        slice_of = self._arrays.slice
        kept = self._pivots.setdefault(field_name, {})
        low, high = 0, len(bounds) - 1
        while high - low > SIDE_BY_SIDE:
            middle = (low + high) // 2
            pivot = kept.get(middle)
            if pivot is None:
                pivot = slice_of(text, bounds[middle], bounds[middle + 1] - 1)
                if len(kept) < KEPT_PIVOTS:
                    kept[middle] = pivot
            if pivot < term:
                low = middle + 1
            else:
                high = middle
        start = bounds[low]
        block = slice_of(text, start, bounds[high])
        while low < high:  # not at line ends: an id may hold one
            middle = (low + high) // 2
            if block[bounds[middle] - start : bounds[middle + 1] - 1 - start] < term:
                low = middle + 1
            else:
                high = middle
        return low

    def term_number(self, field_name: str, term: bytes) -> int | None:
        """The number of a term; None where no article has it."""
        key = field_name, term
        try:
            return self._numbers[key]
        except KeyError:
            place = self.term_place(field_name, term)
        has = place < self.term_count(field_name) and self.term(field_name, place) == term
        if len(self._numbers) >= KEPT_NUMBERS:
            self._numbers.clear()
        return self._numbers.setdefault(key, place if has else None)

    def terms(self, field_name: str, start: int = 0) -> Iterator[bytes]:
        count = self.term_count(field_name)
        for first in range(start, count, 4096):
            yield from self.term_slice(field_name, first, min(first + 4096, count))

    def prefix_range(self, field_name: str, prefix: bytes) -> range:
        """The numbers of the terms that begin with `prefix`."""
        first = self.term_place(field_name, prefix)
        last = self.term_place(field_name, prefix + b"\xff")
        return range(first, last)

    def suffix_numbers(self, field_name: str, suffix: bytes, most: int) -> list[int]:
        """The numbers of the terms that end with `suffix`, by a scan of the terms' text."""
        return self.infix_numbers(field_name, suffix + b"\n", most)

    def infix_numbers(self, field_name: str, wanted: bytes, most: int) -> list[int]:
        """The numbers of the terms, each with the line end behind it, that hold `wanted`.

        The scan ends once there are more than `most`.
        """
        bounds = self.array(f"{field_name}.bounds")
        numbers: list[int] = []
        place = self._arrays.find(f"{field_name}.text", wanted)
        while place >= 0 and len(numbers) <= most:
            number = int(np.searchsorted(bounds, bounds.dtype.type(place), side="right")) - 1
            numbers.append(number)
            place = self._arrays.find(f"{field_name}.text", wanted, int(bounds[number + 1]))
        return numbers

    def kin_numbers(self, skeleton: bytes) -> Array:
        """The numbers of the stems that have a skeleton."""
        number = self.term_number(KIN, skeleton)
        if number is None:
            return np.empty(0, dtype=np.uint8)
        first, last = self._run(f"{KIN}.runs", number)
        stems = self._arrays.part(f"{KIN}.stems", first, last)
        self._require_below(f"{KIN}.stems", stems, self.term_count(STEM))
        return stems

    # -- posting lists -----------------------------------------------------------------------

    def document_frequency(self, field_name: str, number: int) -> int:
        """In how many live articles term `number` of a text field is."""
        first, last = self._run(f"{field_name}.starts", number)
        if self.live is None:
            return last - first
        return int(np.count_nonzero(self.live[self.part(f"{field_name}.docs", first, last)]))

    def postings(self, field_name: str, number: int) -> Postings:
        """The list of term `number` of a text field."""
        first, last = self._run(f"{field_name}.starts", number)
        place, end = self._run(f"{field_name}.places", number)
        part = self._arrays.part
        return Postings(
            self.part(f"{field_name}.docs", first, last),
            part(f"{field_name}.title", first, last),
            part(f"{field_name}.lead", first, last),
            part(f"{field_name}.body", first, last),
            place,
            end - place,
        )

    def many_postings(self, field_name: str, numbers: Array) -> Entries:
        """The lists of many terms, one behind the other."""
        names = [f"{field_name}.{part}" for part in Entries._fields]
        runs = self.runs_of(f"{field_name}.starts", numbers)
        entries = Entries(*self._arrays.runs(names, *runs))
        self._require_below(names[0], entries.docs, self.documents)
        return entries

    def many_positions(self, field_name: str, numbers: Array) -> Array:
        """All positions of the lists of many terms."""
        runs = self.runs_of(f"{field_name}.places", numbers)
        (found,) = self._arrays.runs([f"{field_name}.positions"], *runs)
        return found

    def runs_of(self, name: str, numbers: Array) -> tuple[Array, Array]:
        """Where each of the runs `numbers` begins and ends, that the whole array `name` bounds."""
        bounds = self.array(name)
        return bounds[numbers].astype(np.int64), bounds[numbers + 1].astype(np.int64)

    def positions(self, field_name: str, postings: Postings) -> Array:
        """All positions of a list, article after article: title + body of them for each."""
        first, count = postings.first_position, postings.position_count
        found = self._arrays.part(f"{field_name}.positions", first, first + count)
        written = int(postings.title.sum(dtype=np.int64)) + int(postings.body.sum(dtype=np.int64))
        if written != count:
            raise self._contradiction(f"a list of {field_name} has {count} of {written} positions")
        return found

    # -- articles ----------------------------------------------------------------------------

    @cached_property
    def live(self) -> npt.NDArray[np.bool_] | None:
        """True for each article that is not deleted; None where none is."""
        if not self.info.deleted:
            return None
        live = np.ones(self.documents, dtype=bool)
        live[list(self.info.deleted)] = False
        return live

    @property
    def live_documents(self) -> int:
        return self.documents - len(self.info.deleted)

    @cached_property
    def title_lengths(self) -> Array:
        return self.array("title.length")

    @cached_property
    def body_lengths(self) -> Array:
        return self.array("body.length")

    @cached_property
    def mark_bounds(self) -> Array:
        """Where the marks of each article's body begin; one entry more than there are articles."""
        counts = (self.body_lengths.astype(np.int64) + MARK_EVERY - 1) // MARK_EVERY
        bounds = np.concatenate([[0], np.cumsum(counts)])
        if bounds[-1] != self.count("body.marks"):
            raise self._contradiction(f"the bodies ask for {bounds[-1]} body.marks")
        return bounds

    def word_marks(self, document: int) -> list[int]:
        """Where every MARK_EVERYth word of an article's body begins."""
        first, last = self.mark_bounds[document : document + 2].tolist()
        marks: list[int] = self._arrays.part("body.marks", first, last).tolist()
        return marks

    def values(self, field_name: str) -> list[str]:
        """The distinct values of a keyword field, in order: `array(f"{field}.value")` counts in."""
        found = self._values.get(field_name)
        if found is None:
            try:
                found = json.loads(self.array(f"{field_name}.values").tobytes())
            except (ValueError, RecursionError) as error:
                raise self._contradiction(f"{field_name}.values is no JSON") from error
            if not (isinstance(found, list) and all(isinstance(value, str) for value in found)):
                raise self._contradiction(f"{field_name}.values is no list of texts")
            self._values[field_name] = found
        return found

    @cached_property
    def _values(self) -> dict[str, list[str]]:
        return {}

    def document_of(self, article_id: str) -> int | None:
        """The live document that has this id."""
        wanted = article_id.encode("utf-8", "surrogatepass")
        number = self.term_place("id", wanted)
        while number < self.term_count("id") and self.term("id", number) == wanted:
            document = int(self.array("id.document")[number])
            if document not in self.info.deleted:
                return document
            number += 1
        return None

    @cached_property
    def _id_terms(self) -> Array:
        """For each document the number of its id among the sorted ids."""
        documents = self.array("id.document")
        terms = np.empty(len(documents), dtype=np.int64)
        terms[documents] = np.arange(len(documents))
        return terms

    def id_of(self, document: int) -> str:
        """The id of an article."""
        return self.word("id", int(self._id_terms[document]))

    def fingerprint(self, document: int) -> str:
        return self._arrays.slice("fingerprint", document * 16, document * 16 + 16).hex()

    def stored(self, document: int) -> dict[str, Any]:
        """The article as JSON was stored: id, title, body, url and so on."""
        start, end = self._run("stored.bounds", document)
        packed = self._arrays.slice("text.stored", start, end)
        try:
            return open_article(packed)
        except IndexFormatError as error:
            raise self._contradiction(f"article {document} {error}") from error.__cause__

    def article(self, document: int) -> Article:
        """The article as its source wrote it."""
        record = self.stored(document)
        return Article(**record, published=from_minutes(int(self.array("published")[document])))
