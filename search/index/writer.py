"""Changing an index: add, update, delete, commit, merge. One writer at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, TypeVar

from corpus import Article
from search.analysis import ArabicAnalyzer
from search.errors import IndexAccessError, IndexFormatError, IndexNotFoundError
from search.index import disk
from search.index.builder import WORD_BYTES, Gatherer, segment_name
from search.index.heap import give_back
from search.index.lock import LOCK_NAME, WriteLock
from search.index.merge import merge_segments
from search.index.schema import ASIDE
from search.index.segment import Segment, SegmentInfo
from search.index.toc import (
    TableOfContents,
    list_contents,
    read_toc,
    remove_unused,
    write_toc,
)

if TYPE_CHECKING:
    from search.index.parallel import ParallelGatherer

Outcome = Literal["indexed", "updated", "unchanged"]
Record = TypeVar("Record")

# Of each process: code, libraries, the lexicon (60), and what a buffer brings along: words that are
# met for the first time, and tables of the index that is there.
BASE_MEMORY_MB = 85
WORDS_PART = 4  # of the memory are the words met so far, in all processes together
# Less of the memory than this is never the buffer: commits would be too small to be worth it.
LEAST_BUFFER_PART = 4
# A level of segments holds fewer than this; the next one merges them into the level above. Four
# keeps a large index at a handful of segments, and an article is rewritten log4(n) times.
MERGE_FACTOR = 4
SMALLEST_LEVEL = 1000  # articles; all smaller segments are of one level
MOST_DELETED = 0.3  # a segment with a larger share of deleted articles is rewritten
# A large run merges its smallest segments at its end: so many articles at most, as a share of those
# that it added. That is a thirtieth of its time, and every search looks into fewer segments.
LARGE_RUN = 10_000  # articles
TIDIED_PART = 0.5
KEPT = "what was committed before is kept, and the same command goes on from there"


class IndexWriter:
    """The one writer of an index, as a context manager.

    Leaving the block commits, and after a large run merges its smallest segments; an exception in
    the block takes back what was not committed. Past the
    memory given, what was gathered is committed on the way: a run that is interrupted has lost
    only the last part, and the next run goes on from there.
    """

    def __init__(
        self,
        folder: Path,
        analyzer: ArabicAnalyzer,
        *,
        create: bool,
        memory_mb: int,
        jobs: int = 1,
        wait: float = 0.0,
    ) -> None:
        self._folder = folder
        self._closed = False
        _require_index_or_room(folder, create=create)
        self._analyzer = analyzer
        processes = 1 if jobs == 1 else 1 + jobs
        words = memory_mb // WORDS_PART
        free = memory_mb - BASE_MEMORY_MB * processes - words
        self._buffer_bytes = max(free, memory_mb // LEAST_BUFFER_PART) << 20
        self._words = (words << 20) // WORD_BYTES // jobs
        self._jobs = jobs
        self._added = 0
        with disk.access(folder, "written", then="nothing was changed"):
            disk.make_folder(folder)
            self._lock = WriteLock(folder, wait)
            try:
                self._open()
            except BaseException:
                self._lock.release()
                raise

    def _open(self) -> None:
        try:
            self._toc = read_toc(self._folder)
        except IndexNotFoundError:
            self._toc = TableOfContents(0, self._analyzer.identity, ())
            remove_unused(self._folder, self._toc)
            write_toc(self._folder, self._toc)
        if self._toc.analyzer != self._analyzer.identity:
            raise IndexFormatError(
                f"the index at {self._folder} was made with the analyzer {self._toc.analyzer}, "
                f"this is {self._analyzer.identity}; build it again: `kashaf index SOURCE "
                "--rebuild`"
            )
        remove_unused(self._folder, self._toc)
        self._segments = [Segment(self._folder, info) for info in self._toc.segments]
        self._deleted: list[set[int]] = [set() for _ in self._segments]
        self._gatherer: Gatherer | ParallelGatherer
        if self._jobs == 1:
            self._gatherer = Gatherer(self._analyzer, self._words)
        else:
            # Here and not above: multiprocessing costs every search 8 ms that it has no use for.
            from search.index.parallel import ParallelGatherer

            self._gatherer = ParallelGatherer(self._jobs, self._words)

    def __enter__(self) -> IndexWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self.commit()
                self._gatherer.close()
                self._tidy()
        finally:
            self.close()

    def close(self) -> None:
        """Gives the lock back; what was not committed is gone. Twice is once."""
        self._closed = True
        try:
            self._gatherer.close()
        finally:
            self._lock.release()

    def _require_open(self) -> None:
        if self._closed:
            raise ValueError(
                f"this writer of {self._folder} is closed, or a commit of it has failed; open "
                "another"
            )

    def ahead(self, records: Iterable[Record]) -> Iterator[Record]:
        """The records as they come: here nothing is gained by looking them up before."""
        return iter(records)

    def add(self, article: Article) -> Outcome:
        """Adds an article, or takes the place of the one with its id if anything changed."""
        self._require_open()
        fingerprint = article.fingerprint()
        known = self._gatherer.fingerprint(article.id)
        found: tuple[int, int] | None = None
        outcome: Outcome = "indexed"
        if known is not None:
            if known == fingerprint:
                return "unchanged"
            outcome = "updated"
        elif (found := self._find(article.id)) is not None:
            index, document = found
            if self._segments[index].fingerprint(document) == fingerprint:
                return "unchanged"
            outcome = "updated"
        self._gatherer.add(article, fingerprint)
        if found is not None:
            self._deleted[found[0]].add(found[1])
        if self._gatherer.memory > self._buffer_bytes:
            self.commit()
        return outcome

    def delete(self, article_id: str) -> bool:
        """Takes an article out; says if it was there."""
        self._require_open()
        if self._gatherer.delete(article_id):
            return True
        found = self._find(article_id)
        if found is None:
            return False
        index, document = found
        self._deleted[index].add(document)
        return True

    def _find(self, article_id: str) -> tuple[int, int] | None:
        for index, segment in enumerate(self._segments):
            document = segment.document_of(article_id)
            if document is not None and document not in self._deleted[index]:
                return index, document
        return None

    def commit(self, *, optimize: bool = False) -> None:
        """Makes all changes so far durable and visible; `optimize` leaves a single segment.

        When that fails, what was committed before stands, and the writer is closed: what it had
        gathered is not known to be whole any more.
        """
        self._require_open()
        try:
            with disk.access(self._folder, "written", then=KEPT):
                self._commit(optimize=optimize)
        except BaseException:
            self.close()
            raise

    def _commit(self, *, optimize: bool) -> None:
        changed = len(self._gatherer) > 0 or any(self._deleted)
        self._added += len(self._gatherer)
        infos = []
        for segment, deleted in zip(self._segments, self._deleted, strict=True):
            info = segment.info
            if deleted:
                info = replace(info, deleted=info.deleted | deleted)
            if info.documents > len(info.deleted):
                infos.append(info)
        infos += [
            info
            for info in self._gatherer.flush(self._folder)
            if info.documents > len(info.deleted)
        ]
        if changed:
            self._publish(infos)
        while merging := _to_merge(self._toc.segments, optimize=optimize):
            self._merge(merging)

    def _tidy(self) -> None:
        """Merges the smallest segments, where the run was a large one.

        All is committed before: where there is no room for it, the segments stay as they are.
        """
        if self._added < LARGE_RUN:
            return
        small = _to_tidy(self._toc.segments, int(TIDIED_PART * self._added))
        if not small:
            return
        try:
            self._merge(small)
        except (OSError, IndexAccessError) as error:
            import logging  # here and not above: what only searches has no use for it

            logging.getLogger(__name__).warning(
                "%s: all is committed, but its %d smallest segments could not be merged (%s)",
                self._folder, len(small), error,
            )  # fmt: skip

    def _merge(self, merging: Sequence[SegmentInfo]) -> None:
        sources = [Segment(self._folder, info) for info in merging]
        # Half of it: pages of the files that are read count, too, while they are mapped.
        memory = self._buffer_bytes // 2
        merged = merge_segments(self._folder, segment_name(), sources, memory=memory)
        place = self._toc.segments.index(merging[-1])
        kept: list[SegmentInfo] = []
        for number, info in enumerate(self._toc.segments):
            if number == place:
                kept.append(merged)
            elif info not in merging:
                kept.append(info)
        self._publish(kept)
        give_back()

    def _publish(self, infos: Sequence[SegmentInfo]) -> None:
        toc = TableOfContents(self._toc.generation + 1, self._analyzer.identity, tuple(infos))
        write_toc(self._folder, toc)
        self._toc = toc
        remove_unused(self._folder, toc)
        known = {(s.info.name, s.info.deleted): s for s in self._segments}
        self._segments = [
            known.get((info.name, info.deleted)) or Segment(self._folder, info) for info in infos
        ]
        self._deleted = [set() for _ in self._segments]


def _require_index_or_room(folder: Path, *, create: bool) -> None:
    """Raises unless an index can be opened or made at `folder`."""
    if folder.exists() and not folder.is_dir():
        raise IndexNotFoundError(f"{folder} is a file; an index is a folder, name another")
    with disk.access(folder, "read", then="see to its permissions"):
        contents = list_contents(folder)
    if contents.commits or contents.copies or contents.segments or not create:
        read_toc(folder)
        return
    strangers = [name for name in contents.others if name not in (LOCK_NAME, ASIDE)]
    if strangers:
        raise IndexNotFoundError(
            f"{folder} is no index, and it is not empty ({strangers[0]} is there); name an empty "
            "or a new folder with --index"
        )


def _to_merge(infos: Sequence[SegmentInfo], *, optimize: bool) -> list[SegmentInfo]:
    """Which segments the policy wants as one now; empty when all is well."""
    if optimize:
        if len(infos) > 1 or any(info.deleted for info in infos):
            return list(infos)
        return []
    levels: dict[int, list[SegmentInfo]] = {}
    for info in infos:
        if len(info.deleted) > MOST_DELETED * info.documents:
            return [info]
        size = _live(info)
        level = 0
        while size > SMALLEST_LEVEL * MERGE_FACTOR**level:
            level += 1
        levels.setdefault(level, []).append(info)
    return next((level for level in levels.values() if len(level) >= MERGE_FACTOR), [])


def _to_tidy(infos: Sequence[SegmentInfo], most: int) -> list[SegmentInfo]:
    """The smallest segments, in their order, that have up to `most` articles together.

    Of which what is made is not one too many of its size: the next writer would merge that again.
    """
    small = sorted(infos, key=_live)
    while len(small) > 1:
        total = sum(map(_live, small))
        others = [info for info in infos if info not in small]
        merged = SegmentInfo("merged", total, {}, {})
        if total <= most and not _to_merge([*others, merged], optimize=False):
            return [info for info in infos if info in small]
        small.pop()
    return []


def _live(info: SegmentInfo) -> int:
    return info.documents - len(info.deleted)


def remove_index(folder: Path, *, wait: float = 0.0) -> None:
    """Removes an index, and only what belongs to one; the folder goes when nothing else is in it.

    Raises IndexLockedError while a writer is at work.
    """
    contents = list_contents(folder)
    if not (contents.commits or contents.copies or contents.segments):
        return
    with disk.access(folder, "removed", then="see to its permissions"):
        lock = WriteLock(folder, wait)
        try:
            contents = list_contents(folder)
            # The commits first: without the rest, they would name what is not there.
            for names in (contents.commits, contents.copies):
                for name in names.values():
                    disk.remove(folder / name)
            for name in (*chain(*contents.segments.values()), *contents.unfinished):
                disk.remove(folder / name)
            disk.remove(folder / LOCK_NAME)
        finally:
            lock.release()
        if not any(folder.iterdir()):
            folder.rmdir()
