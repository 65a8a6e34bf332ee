"""Is the index what was written, and what is left of one that is not?

`check_index` reads everything: each page against its checksum, each number against the array that
it points into. `repair_index` keeps the segments in which
nothing is wrong, and lays the others aside.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from search.errors import IndexFormatError, KashafError
from search.index import disk
from search.index.consistency import contradictions
from search.index.lock import WriteLock
from search.index.pages import PAGE, PagedFile
from search.index.schema import ASIDE
from search.index.segment import Segment, SegmentInfo
from search.index.toc import (
    Contents,
    TableOfContents,
    copy_name,
    list_contents,
    parse_toc,
    read_toc,
    remove_unused,
    unused_names,
    write_toc,
)

LOST_IDS = "lost-ids.jsonl"


@dataclass(frozen=True, slots=True)
class Damage:
    """One file that is not what was written; `segment` is empty for a table of contents."""

    file: str
    what: str
    segment: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What `check_index` found. `unfinished` are files that an interrupted writer left."""

    path: str
    articles: int
    segments: int
    files: int
    bytes: int
    damages: tuple[Damage, ...]
    unfinished: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        record: dict[str, Any] = {name: getattr(self, name) for name in self.__slots__}
        record["damages"] = [{"file": d.file, "what": d.what} for d in self.damages]
        return record


@dataclass(frozen=True, slots=True)
class Repair:
    """What `repair_index` kept and what it could not; nothing was changed without `damages`.

    Of `lost` articles `lost_ids` are known by their ids; the files that held them are in `aside`.
    """

    path: str
    damages: tuple[Damage, ...]
    articles: int
    segments: int
    lost: int
    lost_ids: tuple[str, ...]
    moved: tuple[str, ...]
    aside: str

    def to_dict(self) -> dict[str, Any]:
        record: dict[str, Any] = {name: getattr(self, name) for name in self.__slots__}
        record["damages"] = [{"file": d.file, "what": d.what} for d in self.damages]
        return record


def check_index(path: Path | str) -> Report:
    """Reads and compares all of an index. Raises IndexNotFoundError where there is none."""
    folder = Path(path)
    while True:
        contents = list_contents(folder)
        if not (contents.commits or contents.copies):
            read_toc(folder)  # raises
        toc, damages = _newest(folder, contents)
        files = 0
        for info in toc.segments if toc else ():
            damages += _segment_damages(folder, info)
            files += len(info.files)
        if damages and list_contents(folder).commits != contents.commits:
            continue  # a commit has just taken the files of this one away
        return Report(
            path=str(folder),
            articles=_articles(toc.segments) if toc else 0,
            segments=len(toc.segments) if toc else 0,
            files=files + 1 + bool(files),
            bytes=sum(size for info in toc.segments for size, _ in info.files.values())
            if toc
            else 0,
            damages=tuple(damages),
            unfinished=tuple(unused_names(contents, toc)) if toc else (),
        )


def repair_index(path: Path | str) -> Repair:
    """Makes a commit of the segments that are whole; the files of the others go to `ASIDE`.

    Nothing is changed when nothing is damaged. Raises IndexFormatError when no table of contents
    can be read, IndexLockedError while a writer is at work.
    """
    folder = Path(path)
    if not list_contents(folder).copies:
        read_toc(folder)  # without an index, or with an empty one whose commit is damaged: raises
    with disk.access(folder, "repaired", then="nothing was removed"):
        lock = WriteLock(folder)
        try:
            return _repair(folder)
        finally:
            lock.release()


def _repair(folder: Path) -> Repair:
    contents = list_contents(folder)
    toc, damages = _newest(folder, contents)
    if toc is None:
        told = "; ".join(damage.what for damage in damages)
        raise IndexFormatError(
            f"the index at {folder} cannot be repaired, since no table of contents is left "
            f"({told}); build it again: `kashaf index SOURCE --rebuild`"
        )
    kept: list[SegmentInfo] = []
    lost: list[SegmentInfo] = []
    for info in toc.segments:
        found = _segment_damages(folder, info)
        damages += found
        (lost if found else kept).append(info)
    ids: list[str] = []
    moved: list[str] = []
    if damages:
        names = [damage.file for damage in damages if not damage.segment]
        for info in lost:
            ids += _readable_ids(folder, info)
            names += info.files
        moved = _lay_aside(folder, names, ids)
        newest = max(toc.generation, *contents.commits, *contents.copies)
        toc = TableOfContents(newest + 1, toc.analyzer, tuple(kept))
        write_toc(folder, toc)
        remove_unused(folder, toc)
    return Repair(
        path=str(folder),
        damages=tuple(damages),
        articles=_articles(kept),
        segments=len(kept),
        lost=_articles(lost),
        lost_ids=tuple(ids),
        moved=tuple(moved),
        aside=str(folder / ASIDE) if moved else "",
    )


def _articles(infos: Iterator[SegmentInfo] | list[SegmentInfo] | tuple[SegmentInfo, ...]) -> int:
    return sum(info.documents - len(info.deleted) for info in infos)


def _newest(folder: Path, contents: Contents) -> tuple[TableOfContents | None, list[Damage]]:
    """The newest commit, from its copy where need be, and what is wrong with the two."""
    damages: list[Damage] = []
    toc = copy = None
    if contents.commits:
        newest = max(contents.commits)
        toc = _parsed(folder / contents.commits[newest], damages)
    else:
        newest = max(contents.copies)
        damages.append(Damage(f"_MAIN_{newest}.toc", "is missing"))
    if newest in contents.copies:
        copy = _parsed(folder / contents.copies[newest], damages)
        if toc and copy and toc != copy:
            damages.append(Damage(copy_name(newest), "is of another commit"))
    elif toc and toc.segments:
        damages.append(Damage(copy_name(newest), "is missing"))
    return toc or copy, damages


def _parsed(path: Path, damages: list[Damage]) -> TableOfContents | None:
    try:
        with disk.access(path.parent, "read", then="see to the disk and to its permissions"):
            return parse_toc(path, disk.read(path))
    except KashafError as error:
        damages.append(Damage(path.name, str(error)))
        return None


def _segment_damages(folder: Path, info: SegmentInfo) -> list[Damage]:
    """What is wrong with the files of a segment; when nothing is, with what they say."""
    damages = []
    for name, (size, checksum) in info.files.items():
        try:
            file = PagedFile(folder / name, size, checksum)
        except KashafError as error:
            damages.append(Damage(name, str(error), info.name))
            continue
        if pages := file.damaged_pages():
            damages.append(
                Damage(
                    name,
                    f"{len(pages)} of its pages do not match their checksums, the first from byte "
                    f"{pages[0] * PAGE}",
                    info.name,
                )
            )
    if damages:
        return damages
    try:
        return [Damage(info.name, what, info.name) for what in contradictions(folder, info)]
    except KashafError as error:
        return [Damage(info.name, str(error), info.name)]


def _readable_ids(folder: Path, info: SegmentInfo) -> list[str]:
    """The ids of a damaged segment's live articles, as far as their pages are whole."""
    extents = {name: place for name, place in info.extents.items() if name.startswith("id.")}
    files = {name: info.files[name] for name in {place.file for place in extents.values()}}
    ids = []
    try:
        segment = Segment(folder, replace(info, files=files, extents=extents))
    except KashafError:
        return []
    for number in range(info.documents):
        try:
            (document,) = segment.part("id.document", number, number + 1).tolist()
            if document not in info.deleted:
                ids.append(segment.term("id", number).decode("utf-8", "surrogatepass"))
        except (KashafError, UnicodeDecodeError):
            continue
    return ids


def _lay_aside(folder: Path, names: list[str], lost_ids: list[str]) -> list[str]:
    """Moves files to ASIDE, durably; gives the names of those that were there."""
    aside = folder / ASIDE
    for link in (aside, aside / LOST_IDS):
        if link.is_symlink():  # ids are a stranger's: they may be lines of a program
            raise IndexFormatError(
                f"{link} is a link, which no repair of ours has made; remove it first"
            )
    disk.make_folder(aside)
    if lost_ids:
        with (aside / LOST_IDS).open("a", encoding="utf-8", errors="surrogatepass") as stream:
            stream.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in lost_ids)
    moved = []
    for name in names:
        if (folder / name).is_file():
            disk.rename(folder / name, aside / name)
            moved.append(name)
    disk.sync_folder(aside)
    disk.sync_folder(folder)
    return moved
