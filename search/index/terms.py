"""A sorted list of terms as a segment keeps it, and which stems are kin to each other."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise

import numpy as np

from search.analysis import skeleton
from search.index.files import Arrays
from search.index.schema import KIN


class TermList:
    """Terms in order, as they are written: one a line, and where each begins.

    Ten bytes and the bound of a term, where Python would take fifty for each; a merge holds all of
    a field's at once.

    >>> terms = TermList([b"a", b"bc"])
    >>> len(terms), list(terms)
    (2, [b'a', b'bc'])
    """

    def __init__(self, terms: Iterable[bytes] = ()) -> None:
        self._text = bytearray()
        self._bounds = array("Q", [0])
        self.extend(list(terms))

    def __len__(self) -> int:
        return len(self._bounds) - 1

    def __iter__(self) -> Iterator[bytes]:
        return (bytes(self._text[first : end - 1]) for first, end in pairwise(self._bounds))

    def extend(self, terms: Sequence[bytes]) -> None:
        """Appends terms, which come after all that are there."""
        ends = accumulate((len(term) + 1 for term in terms), initial=self._bounds.pop())
        self._bounds.extend(ends)
        self._text += b"\n".join((*terms, b""))

    def write(self, writer: Arrays, field: str) -> None:
        """Gives them to `writer` as the terms of a field."""
        writer.add(f"{field}.text", np.frombuffer(self._text, dtype=np.uint8))
        writer.add(f"{field}.bounds", np.frombuffer(self._bounds, dtype=np.uint64))


def write_kin(writer: Arrays, stems: Iterable[bytes]) -> None:
    """For each skeleton of the sorted stems: the numbers of those that have it."""
    families: dict[str, int] = {}
    members = array("I")
    family_of = array("I")  # each member's
    for number, stem in enumerate(stems):
        shared = skeleton(stem.decode("utf-8", "surrogatepass"))
        if shared:
            members.append(number)
            family_of.append(families.setdefault(shared, len(families)))
    ordered = sorted(families)
    ranks = np.zeros(len(families), dtype=np.uint32)
    ranks[[families[shared] for shared in ordered]] = np.arange(len(families), dtype=np.uint32)
    own = ranks[np.frombuffer(family_of, dtype=np.uint32)]
    names = TermList(shared.encode("utf-8", "surrogatepass") for shared in ordered)
    names.write(writer, KIN)
    runs = np.zeros(len(families) + 1, dtype=np.uint64)
    np.cumsum(np.bincount(own, minlength=len(families)), out=runs[1:])
    writer.add(f"{KIN}.runs", runs)
    in_order = np.frombuffer(members, dtype=np.uint32)[np.argsort(own, kind="stable")]
    writer.add(f"{KIN}.stems", in_order)
