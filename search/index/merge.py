"""Several segments into one, in a stream: memory is bounded by the longest single list.

Terms are merged in their order, a run of them at a time; within a run every list is put together
with array operations. Deleted articles are left out.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from search.errors import IndexFormatError
from search.index.builder import write_kin, write_terms, write_values
from search.index.files import Array, ArrayWriter, smallest_dtype
from search.index.inversion import spread
from search.index.pages import REMEDY
from search.index.schema import KEYWORD_FIELDS, SIGNATURE, STEM, SURFACE, TEXT_FIELDS
from search.index.segment import Segment, SegmentInfo

# Positions of each segment that are put together at a time, at most and at least; between them as
# many as the memory allows.
RUN_POSITIONS = 500_000
LEAST_POSITIONS = 20_000
POSITION_BYTES = 100  # memory that one of them takes meanwhile (measured: 94)
RUN_TERMS = 20_000
STORED_CHUNK = 8 << 20
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
            terms = _merge_field(writer, field, segments, documents, count, positions)
            if field == SURFACE:
                _merge_titles(writer, segments, terms)
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
) -> list[bytes]:
    """Merges the lists of one field; gives its terms."""
    for segment in segments:
        segment.array(f"{field}.text")  # raises where it is no text
    dtypes = {"docs": smallest_dtype(max(count - 1, 0))}
    for part in ("title", "lead", "body", "positions"):
        arrays = (segment.array(f"{field}.{part}") for segment in segments)
        largest = max((int(array.max(initial=0)) for array in arrays), default=0)
        dtypes[part] = smallest_dtype(largest)
    for part, dtype in dtypes.items():  # so that an empty field has its arrays too
        writer.extend(f"{field}.{part}", np.empty(0, dtype=np.uint8), dtype)
    terms: list[bytes] = []
    starts = [np.zeros(1, dtype=np.uint64)]
    places = [np.zeros(1, dtype=np.uint64)]
    for runs in _term_runs(segments, field, positions):
        kept, lists = _merge_runs(field, segments, documents, runs)
        if not kept:
            continue
        terms.extend(kept)
        starts.append(np.cumsum(lists.pop("postings")).astype(np.uint64) + starts[-1][-1])
        places.append(np.cumsum(lists.pop("places")).astype(np.uint64) + places[-1][-1])
        for part in tuple(lists):  # taken out, so that they are gone before the next ones come
            writer.extend(f"{field}.{part}", lists.pop(part), dtypes[part])
    write_terms(writer, field, terms)
    if field == STEM:
        write_kin(writer, terms)
    writer.add(f"{field}.starts", np.concatenate(starts))
    writer.add(f"{field}.places", np.concatenate(places))
    return terms


def _merge_titles(writer: ArrayWriter, segments: Sequence[Segment], terms: list[bytes]) -> None:
    """The words of the titles that are left, by their new numbers."""
    titles = []
    for segment in segments:
        words = segment.array("title.words")
        ends = words == 0
        used = np.unique(words[~ends]).tolist()
        numbers = np.zeros(segment.term_count(SURFACE) + 1, dtype=np.uint64)
        # A word that is gone was in deleted titles only: whatever number it gets here is left out.
        numbers[used] = [
            bisect_left(terms, segment.term(SURFACE, number - 1)) + 1 for number in used
        ]
        kept = numbers[words]
        if segment.live is not None:
            kept = kept[segment.live[np.cumsum(ends) - ends]]
        titles.append(kept)
    writer.add("title.words", np.concatenate(titles))


def _merge_runs(
    field: str, segments: Sequence[Segment], documents: Sequence[Array], runs: Sequence[_Run]
) -> tuple[list[bytes], dict[str, Array]]:
    """The lists of one piece: the terms that still have articles, and their arrays."""
    terms = sorted({term for run in runs for term in run.terms})
    place = {term: number for number, term in enumerate(terms)}
    pieces: dict[str, list[Array]] = {
        part: [] for part in ("term", "docs", "title", "lead", "body", "positions")
    }
    for run in runs:
        segment = segments[run.segment]
        starts = segment.array(f"{field}.starts")[run.first : run.last + 1].astype(np.int64)
        first, last = int(starts[0]), int(starts[-1])
        bounds = segment.array(f"{field}.places")
        positions = slice(int(bounds[run.first]), int(bounds[run.last]))
        numbers = np.array([place[term] for term in run.terms], dtype=np.uint32)
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
    postings_of = np.bincount(number, minlength=len(terms))
    places_of = np.bincount(number, weights=occurrences, minlength=len(terms)).astype(np.int64)
    kept = postings_of > 0
    joined["postings"] = postings_of[kept]
    joined["places"] = places_of[kept]
    return [terms[number] for number in np.flatnonzero(kept).tolist()], joined


def _merge_ids(
    writer: ArrayWriter, segments: Sequence[Segment], documents: Sequence[Array], positions: int
) -> None:
    ids: list[bytes] = []
    numbers: list[int] = []
    for runs in _term_runs(segments, "id", positions):
        entries: list[tuple[bytes, int]] = []
        for run in runs:
            own = segments[run.segment].array("id.document")[run.first : run.last]
            entries.extend(zip(run.terms, documents[run.segment][own].tolist(), strict=True))
        for term, number in sorted(entry for entry in entries if entry[1] != GONE):
            ids.append(term)
            numbers.append(number)
    write_terms(writer, "id", ids)
    writer.add("id.document", np.array(numbers, dtype=np.uint64))


def _merge_columns(writer: ArrayWriter, segments: Sequence[Segment]) -> None:
    def joined(name: str, width: int = 1) -> Array:
        parts = []
        for segment in segments:
            values = segment.array(name).reshape(-1, width)
            parts.append(values if segment.live is None else values[segment.live])
        return np.concatenate(parts).reshape(-1)

    marks = []
    for segment in segments:
        own = segment.array("body.marks")
        if segment.live is not None:
            own = own[np.repeat(segment.live, np.diff(segment.mark_bounds))]
        marks.append(own)
    writer.add("body.marks", np.concatenate(marks))
    for name in ("title.length", "body.length", "published"):
        writer.add(name, joined(name))
    writer.add("fingerprint", joined("fingerprint", 16))
    writer.add("signature", joined("signature", SIGNATURE))
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
