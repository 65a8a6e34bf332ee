"""Several segments into one, in a stream: memory is bounded by the longest single list.

Terms are merged in their order, a run of them at a time; within a run every list is put together
with array operations. Deleted articles are left out.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from search.errors import IndexFormatError
from search.index.builder import write_values
from search.index.files import ALLOWED_DTYPES, Array, ArrayWriter, kept_dtype, smallest_dtype
from search.index.pages import REMEDY
from search.index.ranges import spread
from search.index.schema import KEYWORD_FIELDS, SIGNATURE, STEM, SURFACE, TEXT_FIELDS
from search.index.segment import Segment, SegmentInfo
from search.index.terms import TermList, write_kin

# Positions of each segment that are put together at a time, at most and at least; between them as
# many as the memory allows.
RUN_POSITIONS = 500_000
LEAST_POSITIONS = 20_000
POSITION_BYTES = 100  # memory that one of them takes meanwhile (measured: 94)
RUN_TERMS = 20_000
STORED_CHUNK = 8 << 20
ROWS = 1 << 14  # of a column, put together at a time
GONE = np.iinfo(np.int64).max


def merge_segments(
    folder: Path, name: str, segments: Sequence[Segment], *, memory: int
) -> SegmentInfo:
    """Writes the live articles of `segments`, in their order, as the segment `name`.

    Takes about `memory` bytes, or what the longest single list needs.
    """
    share = memory // (POSITION_BYTES * max(len(segments), 1))
    positions = min(max(share, LEAST_POSITIONS), RUN_POSITIONS)
    writer = ArrayWriter(folder, name)
    try:
        documents = _document_maps(segments)
        count = sum(segment.live_documents for segment in segments)
        for field in TEXT_FIELDS:
            numbers = _merge_field(writer, field, segments, documents, count, positions)
            if field == SURFACE:
                _merge_titles(writer, segments, numbers)
        _merge_ids(writer, segments, documents, positions)
        _merge_columns(writer, segments)
        sizes = writer.finish()
    except BaseException:
        writer.discard()
        raise
    return SegmentInfo(name, count, writer.extents, sizes)


def _document_maps(segments: Sequence[Segment]) -> list[Array]:
    """For each segment: old document number → new one, GONE where it is deleted."""
    maps = []
    base = 0
    for segment in segments:
        if segment.live is None:
            numbers = np.arange(base, base + segment.documents)
        else:
            numbers = np.where(segment.live, base + np.cumsum(segment.live) - 1, GONE)
        maps.append(numbers)
        base += segment.live_documents
    return maps


@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbouring terms of one segment: the numbers `first` to `last`, `last` not included."""

    segment: int
    first: int
    last: int
    terms: list[bytes]


def _term_runs(segments: Sequence[Segment], field: str, positions: int) -> Iterator[list[_Run]]:
    """The terms of all segments in order, a piece at a time.

    A term is in one piece only. A piece is about RUN_TERMS terms and so many positions of each
    segment, or one term.
    """
    counts = [segment.term_count(field) for segment in segments]
    weights = [_running_weight(segment, field) for segment in segments]
    next_term = [0] * len(segments)
    while True:
        windows = []
        for index, segment in enumerate(segments):
            first = next_term[index]
            if first == counts[index]:
                continue
            last = min(first + RUN_TERMS, counts[index])
            if (weight := weights[index]) is not None:
                reach = int(np.searchsorted(weight, int(weight[first]) + positions))
                last = max(min(last, reach), first + 1)
            windows.append(_Run(index, first, last, segment.term_slice(field, first, last)))
        if not windows:
            return
        pivot = min(window.terms[-1] for window in windows)
        runs = []
        for window in windows:
            size = bisect_right(window.terms, pivot)
            if size:
                runs.append(
                    _Run(window.segment, window.first, window.first + size, window.terms[:size])
                )
                next_term[window.segment] += size
        yield runs


def _running_weight(segment: Segment, field: str) -> Array | None:
    return segment.array(f"{field}.places") if field in TEXT_FIELDS else None


def _merge_field(
    writer: ArrayWriter,
    field: str,
    segments: Sequence[Segment],
    documents: Sequence[Array],
    count: int,
    positions: int,
) -> list[Array]:
    """Merges the lists of one field.

    For each segment comes what its terms are from now on: numbers from 1, as titles have them.
    """
    for segment in segments:
        segment.array(f"{field}.text")  # raises where it is no text
    dtypes = {"docs": smallest_dtype(max(count - 1, 0))}
    for part in ("title", "lead", "body", "positions"):
        arrays = (segment.array(f"{field}.{part}") for segment in segments)
        largest = max((int(array.max(initial=0)) for array in arrays), default=0)
        dtypes[part] = smallest_dtype(largest)
    for part, dtype in dtypes.items():  # so that an empty field has its arrays too
        writer.extend(f"{field}.{part}", np.empty(0, dtype=np.uint8), dtype)
    terms = TermList()
    numbers = [np.zeros(segment.term_count(field) + 1, dtype=np.uint32) for segment in segments]
    counts: dict[str, list[Array]] = {"starts": [], "places": []}
    for runs in _term_runs(segments, field, positions):
        merged, places, lists = _merge_runs(field, segments, documents, runs)
        kept = lists["starts"] > 0
        number_of = len(terms) + np.cumsum(kept)
        for run, own in zip(runs, places, strict=True):
            numbers[run.segment][run.first + 1 : run.last + 1] = number_of[own]
        terms.extend([merged[place] for place in np.flatnonzero(kept).tolist()])
        for name, held in counts.items():
            held.append(lists.pop(name)[kept])
        for part in tuple(lists):  # taken out, so that they are gone before the next ones come
            writer.extend(f"{field}.{part}", lists.pop(part), dtypes[part])
    terms.write(writer, field)
    if field == STEM:
        write_kin(writer, terms)
    for name, held in counts.items():
        bounds = np.zeros(len(terms) + 1, dtype=np.uint64)
        np.cumsum(np.concatenate([np.zeros(0, dtype=np.int64), *held]), out=bounds[1:])
        writer.add(f"{field}.{name}", bounds)
    return numbers


def _merge_titles(
    writer: ArrayWriter, segments: Sequence[Segment], numbers: Sequence[Array]
) -> None:
    """The words of the titles that are left, by their new numbers."""
    titles = []
    for segment, number_of in zip(segments, numbers, strict=True):
        words = segment.array("title.words")
        # A word that is gone was in deleted titles only: whatever number it gets is left out.
        kept = number_of[words]
        if segment.live is not None:
            ends = words == 0
            kept = kept[segment.live[np.cumsum(ends) - ends]]
        if int(np.count_nonzero(kept == 0)) != segment.live_documents:
            raise IndexFormatError(f"titles have words that are in no article; {REMEDY}")
        titles.append(kept)
    writer.add("title.words", np.concatenate(titles))


def _merge_runs(
    field: str, segments: Sequence[Segment], documents: Sequence[Array], runs: Sequence[_Run]
) -> tuple[list[bytes], list[Array], dict[str, Array]]:
    """The lists of one piece: its terms, where those of each run are among them, and their arrays.

    `starts` and `places` are how many articles and positions each term has; none where all of its
    articles are deleted.
    """
    terms = sorted({term for run in runs for term in run.terms})
    place = {term: number for number, term in enumerate(terms)}
    places = [np.array([place[term] for term in run.terms], dtype=np.uint32) for run in runs]
    pieces: dict[str, list[Array]] = {
        part: [] for part in ("term", "docs", "title", "lead", "body", "positions")
    }
    for run, numbers in zip(runs, places, strict=True):
        segment = segments[run.segment]
        starts = segment.array(f"{field}.starts")[run.first : run.last + 1].astype(np.int64)
        first, last = int(starts[0]), int(starts[-1])
        bounds = segment.array(f"{field}.places")
        positions = slice(int(bounds[run.first]), int(bounds[run.last]))
        pieces["term"].append(np.repeat(numbers, np.diff(starts)))
        pieces["docs"].append(documents[run.segment][segment.array(f"{field}.docs")[first:last]])
        for part in ("title", "lead", "body"):
            pieces[part].append(segment.array(f"{field}.{part}")[first:last].astype(np.uint32))
        pieces["positions"].append(segment.array(f"{field}.positions")[positions])
    joined = {part: np.concatenate(arrays) for part, arrays in pieces.items()}
    occurrences = joined["title"] + joined["body"]
    if int(occurrences.sum(dtype=np.int64)) != len(joined["positions"]):
        raise IndexFormatError(f"lists of {field} count other than they have positions; {REMEDY}")
    live = joined["docs"] != GONE
    if not live.all():
        joined["positions"] = joined["positions"][np.repeat(live, occurrences)]
        for part in ("term", "docs", "title", "lead", "body"):
            joined[part] = joined[part][live]
        occurrences = occurrences[live]
    number = joined.pop("term")
    if len(runs) > 1:
        # Segments in their order within each term: documents stay ascending.
        order = np.argsort(number, kind="stable")
        starts = np.cumsum(occurrences, dtype=np.int64) - occurrences
        joined["positions"] = joined["positions"][spread(starts[order], occurrences[order])]
        for part in ("docs", "title", "lead", "body"):
            joined[part] = joined[part][order]
    joined["starts"] = np.bincount(number, minlength=len(terms))
    occurring = np.bincount(number, weights=occurrences, minlength=len(terms))
    joined["places"] = occurring.astype(np.int64)
    return terms, places, joined


def _merge_ids(
    writer: ArrayWriter, segments: Sequence[Segment], documents: Sequence[Array], positions: int
) -> None:
    ids = TermList()
    numbers = array("Q")
    for runs in _term_runs(segments, "id", positions):
        entries: list[tuple[bytes, int]] = []
        for run in runs:
            own = segments[run.segment].array("id.document")[run.first : run.last]
            entries.extend(zip(run.terms, documents[run.segment][own].tolist(), strict=True))
        kept = sorted(entry for entry in entries if entry[1] != GONE)
        ids.extend([term for term, _ in kept])
        numbers.extend(number for _, number in kept)
    ids.write(writer, "id")
    writer.add("id.document", np.frombuffer(numbers, dtype=np.uint64))


def _merge_columns(writer: ArrayWriter, segments: Sequence[Segment]) -> None:
    marks = [
        np.repeat(segment.live, np.diff(segment.mark_bounds)) if segment.live is not None else None
        for segment in segments
    ]
    _merge_rows(writer, segments, "body.marks", marks)
    live = [segment.live for segment in segments]
    for name in ("title.length", "body.length", "published"):
        _merge_rows(writer, segments, name, live)
    _merge_rows(writer, segments, "fingerprint", live, 16)
    _merge_rows(writer, segments, "signature", live, SIGNATURE)
    for field in KEYWORD_FIELDS:
        values: dict[str, int] = {}
        numbers = []
        for segment in segments:
            mapped = np.array(
                [values.setdefault(value, len(values)) for value in segment.values(field)],
                dtype=np.uint32,
            )
            own = segment.array(f"{field}.value")
            if segment.live is not None:
                own = own[segment.live]
            numbers.append(mapped[own])
        write_values(writer, field, list(values), np.concatenate(numbers))
    sizes = []
    for segment in segments:
        bounds = segment.array("stored.bounds").astype(np.int64)
        text = segment.array("text.stored")
        lengths = np.diff(bounds)
        if segment.live is None:
            for start in range(0, len(text), STORED_CHUNK):
                writer.extend("text.stored", text[start : start + STORED_CHUNK], "|u1")
            sizes.append(lengths)
        else:
            for document in np.flatnonzero(segment.live).tolist():
                piece = text[bounds[document] : bounds[document + 1]]
                writer.extend("text.stored", piece, "|u1")
            sizes.append(lengths[segment.live])
    writer.extend("text.stored", np.empty(0, dtype=np.uint8), "|u1")
    bounds = np.zeros(sum(map(len, sizes)) + 1, dtype=np.uint64)
    np.cumsum(np.concatenate(sizes), out=bounds[1:])
    writer.add("stored.bounds", bounds)


def _merge_rows(
    writer: ArrayWriter,
    segments: Sequence[Segment],
    name: str,
    live: Sequence[npt.NDArray[np.bool_] | None],
    width: int = 1,
) -> None:
    """The array `name` of all segments, `width` numbers a row, those rows that are `live`."""
    arrays = [segment.array(name) for segment in segments]
    dtype = max(map(kept_dtype, arrays), key=ALLOWED_DTYPES.index)
    for values, alive in zip(arrays, live, strict=True):
        rows = values.reshape(-1, width)
        for first in range(0, max(len(rows), 1), ROWS):
            part = rows[first : first + ROWS]
            writer.extend(name, part if alive is None else part[alive[first : first + ROWS]], dtype)
