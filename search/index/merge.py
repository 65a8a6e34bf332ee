"""Several segments into one, in a stream: memory is bounded by the longest single list.

Terms are merged in their order, a run of them at a time; within a run every list is put together
with array operations. Deleted articles are left out.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from search.index.builder import write_terms, write_values
from search.index.files import Array, ArrayWriter, smallest_dtype
from search.index.schema import KEYWORD_FIELDS, TEXT_FIELDS
from search.index.segment import Segment, SegmentInfo

RUN_POSITIONS = 1_000_000  # positions put together at a time: about 60 MB
STORED_CHUNK = 8 << 20
GONE = np.iinfo(np.int64).max


def merge_segments(folder: Path, name: str, segments: Sequence[Segment]) -> SegmentInfo:
    """Writes the live articles of `segments`, in their order, as the segment `name`."""
    writer = ArrayWriter(folder, name)
    try:
        documents = _document_maps(segments)
        count = sum(segment.live_documents for segment in segments)
        for field in TEXT_FIELDS:
            _merge_field(writer, field, segments, documents, count)
        _merge_ids(writer, segments, documents)
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


def _merged_terms(segments: Sequence[Segment], field: str) -> Iterator[tuple[bytes, int, int]]:
    """(term, segment, number of the term in it), in order of the terms."""

    def stream(index: int) -> Iterator[tuple[bytes, int, int]]:
        for number, term in enumerate(segments[index].terms(field)):
            yield term, index, number

    return heapq.merge(*(stream(index) for index in range(len(segments))))


def _merge_field(
    writer: ArrayWriter,
    field: str,
    segments: Sequence[Segment],
    documents: Sequence[Array],
    count: int,
) -> None:
    largest_position = max(
        (int(s.array(f"{field}.positions").max(initial=0)) for s in segments), default=0
    )
    largest = {
        part: max((int(s.array(f"{field}.{part}").max(initial=0)) for s in segments), default=0)
        for part in ("title", "lead", "body")
    }
    dtypes = {
        "docs": smallest_dtype(max(count - 1, 0)),
        "positions": smallest_dtype(largest_position),
        **{part: smallest_dtype(value) for part, value in largest.items()},
    }
    for part, dtype in dtypes.items():  # so that an empty field has its arrays too
        writer.extend(f"{field}.{part}", np.empty(0, dtype=np.uint8), dtype)
    terms: list[bytes] = []
    starts = [np.zeros(1, dtype=np.uint64)]
    places = [np.zeros(1, dtype=np.uint64)]

    def write(run: list[tuple[bytes, int, int]]) -> None:
        kept, lists = _merge_run(field, segments, documents, run)
        terms.extend(kept)
        starts.append(np.cumsum(lists.pop("postings")).astype(np.uint64) + starts[-1][-1])
        places.append(np.cumsum(lists.pop("places")).astype(np.uint64) + places[-1][-1])
        for part, values in lists.items():
            writer.extend(f"{field}.{part}", values, dtypes[part])

    run: list[tuple[bytes, int, int]] = []
    size = 0
    starts_of = [segment.array(f"{field}.places") for segment in segments]
    for entry in _merged_terms(segments, field):
        term, index, number = entry
        if size >= RUN_POSITIONS and run[-1][0] != term:
            write(run)
            run, size = [], 0
        run.append(entry)
        size += int(starts_of[index][number + 1]) - int(starts_of[index][number])
    if run:
        write(run)
    write_terms(writer, field, terms)
    writer.add(f"{field}.starts", np.concatenate(starts))
    writer.add(f"{field}.places", np.concatenate(places))


def _merge_run(
    field: str,
    segments: Sequence[Segment],
    documents: Sequence[Array],
    run: list[tuple[bytes, int, int]],
) -> tuple[list[bytes], dict[str, Array]]:
    """The lists of a run of terms: the terms that still have articles, and their arrays."""
    terms: list[bytes] = []
    number_of: list[int] = []
    for term, _, _ in run:
        if not terms or terms[-1] != term:
            terms.append(term)
        number_of.append(len(terms) - 1)
    pieces: dict[str, list[Array]] = {
        part: [] for part in ("term", "docs", "title", "lead", "body", "positions")
    }
    for (_, index, number), new in zip(run, number_of, strict=True):
        segment = segments[index]
        postings = segment.postings(field, number)
        pieces["docs"].append(documents[index][postings.docs])
        pieces["title"].append(postings.title.astype(np.uint32))
        pieces["lead"].append(postings.lead.astype(np.uint32))
        pieces["body"].append(postings.body.astype(np.uint32))
        pieces["positions"].append(segment.positions(field, postings).astype(np.uint32))
        pieces["term"].append(np.full(len(postings.docs), new, dtype=np.uint32))
    joined = {part: np.concatenate(arrays) for part, arrays in pieces.items()}
    live = joined["docs"] != GONE
    if not live.all():
        occurrences = joined["title"] + joined["body"]
        joined["positions"] = joined["positions"][np.repeat(live, occurrences)]
        for part in ("term", "docs", "title", "lead", "body"):
            joined[part] = joined[part][live]
    occurrences = joined["title"] + joined["body"]
    number = joined.pop("term")
    postings_of = np.bincount(number, minlength=len(terms))
    places_of = np.bincount(number, weights=occurrences, minlength=len(terms)).astype(np.int64)
    kept = postings_of > 0
    joined["postings"] = postings_of[kept]
    joined["places"] = places_of[kept]
    return [term for term, keep in zip(terms, kept.tolist(), strict=True) if keep], joined


def _merge_ids(
    writer: ArrayWriter, segments: Sequence[Segment], documents: Sequence[Array]
) -> None:
    ids: list[bytes] = []
    numbers: list[int] = []
    for term, index, number in _merged_terms(segments, "id"):
        new = int(documents[index][segments[index].array("id.document")[number]])
        if new != GONE:
            ids.append(term)
            numbers.append(new)
    write_terms(writer, "id", ids)
    writer.add("id.document", np.array(numbers, dtype=np.uint64))


def _merge_columns(writer: ArrayWriter, segments: Sequence[Segment]) -> None:
    def joined(name: str, width: int = 1) -> Array:
        parts = []
        for segment in segments:
            values = segment.array(name).reshape(-1, width)
            parts.append(values if segment.live is None else values[segment.live])
        return np.concatenate(parts).reshape(-1)

    for name in ("title.length", "body.length", "published"):
        writer.add(name, joined(name))
    writer.add("fingerprint", joined("fingerprint", 16))
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
