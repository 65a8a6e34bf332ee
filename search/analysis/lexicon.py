"""Is this a word, of which kind, and how common?

Three sources: arramooz's dictionary (30,215 nouns, 13,942 verbs, broken plurals marked), the
37,714 frequencies of lemmas in newspapers that it ships, and a list of our own for what both lack
(`vocabulary`). All folded.

Only what is asked for is read: words that begin with the same two letters at a time, so that a
single query word is answered soon after a cold start. All of it takes half a second.

>>> lookup_noun("وزير").kinds & FEMINABLE > 0, lookup_noun("زيرو"), lookup_verb("كتب") > 10
(True, None, True)
>>> lookup_noun("وزراء").singular
'وزير'
"""

import sqlite3
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from itertools import product
from math import inf, log
from pathlib import Path
from typing import Any, Final, NamedTuple

from search.analysis import plurals, vocabulary
from search.analysis.letters import (
    ALEF,
    ALEF_FORMS,
    ALEF_MAKSURA,
    HAMZA,
    HEH,
    MARKS,
    SHADDA,
    TEH_MARBUTA,
    WAW,
    WAW_HAMZA,
    YEH,
    YEH_HAMZA,
)
from search.analysis.normalizer import FOLD_TABLE

NOUN: Final = 1
ADJECTIVE: Final = 2
NAME: Final = 4
FEMINABLE: Final = 8  # a person or quality that takes ة: وزير، كبير
BROKEN_PLURAL: Final = 16
NISBA: Final = 32  # an adjective made from a noun with ي: عراقي
_UNRESOLVED: Final = 64  # a broken plural whose singular nobody has asked for yet

# ln of the frequency given to a word that a dictionary has and the newspapers' list has not.
_DICTIONARY_WEIGHT = 5.0
_BROKEN_PLURAL_WEIGHT = 8.0
_OWN_WEIGHT = 11.0
# How much better known (ln) a singular must be than its plural as a word of its own.
_DOUBT = 2.0
_GREAT_DOUBT = 4.0
_NAMED = 0.7

_KINDS = {
    "adj": ADJECTIVE | FEMINABLE,
    "adj_comp": ADJECTIVE,
    "adj_num": ADJECTIVE | FEMINABLE,
    "noun_prop": NAME,
}
_OWN_KINDS = {
    "number": NOUN | FEMINABLE,
    "person": NOUN | FEMINABLE,
    "name": NAME,
    "noun": NOUN,
    "adjective": ADJECTIVE | FEMINABLE | NISBA,
}


class Entry(NamedTuple):
    """What is known of a word as a noun, adjective or name."""

    weight: float  # ln of its frequency in some hundred million words of news; 0 for a mere name
    name_weight: float  # the same as a name
    kinds: int  # NOUN, ADJECTIVE, NAME, FEMINABLE, BROKEN_PLURAL, NISBA
    singular: str = ""  # of a broken plural, where there is no doubt

    @property
    def greatest_weight(self) -> float:
        return max(self.weight, self.name_weight)


_NOTHING: Final = Entry(0.0, 0.0, 0)


class Shelf(NamedTuple):
    """The words with the same first two letters."""

    nouns: dict[str, Entry]
    verbs: dict[str, float]
    singulars: dict[str, set[str]]  # what arramooz names for a broken plural
    resolved: dict[str, Entry]  # broken plurals with their singular, once asked for
    bounds: dict[str, float]  # of words with one core, the greatest weight


# Endings change these letters at the end of a word, give it some or take some (مباراة: مباريات,
# زملاء: زملائي), the imperfect those inside a verb (استطاع: يستطيع); all others stay. A word's core
# is what is left of it without those at its end.
WEAK: Final = ALEF + WAW + YEH + HEH + HAMZA

# The letters that arramooz writes for a folded one, where the word begins or goes on.
_WRITTEN: Final = {
    ALEF: (ALEF, *ALEF_FORMS[:4]),
    WAW: (WAW, WAW_HAMZA),
    YEH: (YEH, YEH_HAMZA, ALEF_MAKSURA),
    HEH: (HEH, TEH_MARBUTA),
}
_PERSONS_AND_QUALITIES: Final = ("فاعل", "مفعول", "صفة", "صيغة", "منسوب")
_TABLES: Final = (
    ("wordfreq.sqlite", "SELECT unvocalized, word_type, freq, vocalized FROM wordfreq"),
    (
        "arabicdictionary.sqlite",
        "SELECT unvocalized, number, single, feminable, category FROM nouns",
    ),
    ("arabicdictionary.sqlite", "SELECT unvocalized FROM verbs"),
)
_BARE: Final = FOLD_TABLE | dict.fromkeys(map(ord, MARKS), None)


Row = tuple[Any, ...]
Rows = Iterable[Row]
Own = Iterable[tuple[str, str]]


def _is_sound(plural: str, single: str) -> bool:
    """Whether a plural that arramooz calls broken is an ending: سنوات، بلدان, not أصوات."""
    if plural.endswith("ات"):
        return len(plural) > 4 and not (plural[0] == ALEF and len(plural) == 5)
    return plural == single + "ان"


def _shelf(frequencies: Rows, nouns: Rows, verbs: Rows, own: Own) -> Shelf:
    """What rows of the three tables and words of our own say together."""
    shelf = Shelf({}, {}, {}, {}, {})
    found = shelf.nouns

    def add(word: str, weight: float, kinds: int) -> None:
        known = found.get(word, _NOTHING)
        if kinds == NAME:
            found[word] = Entry(known.weight, max(weight, known.name_weight), kinds | known.kinds)
        else:
            found[word] = Entry(max(weight, known.weight), known.name_weight, kinds | known.kinds)

    for word, kind, frequency, vocalized in frequencies:
        if kind.startswith("verb"):
            shelf.verbs[word] = max(shelf.verbs.get(word, 0.0), log(frequency + 1))
            continue
        kinds = _KINDS.get(kind, NOUN)
        # An adjective whose ي is doubled: عِراقِيّ, not ماضِي.
        if kinds & ADJECTIVE and vocalized.endswith(YEH + SHADDA):
            kinds |= NISBA
        add(word, log(frequency + 1), kinds)
    never_feminine: set[str] = set()
    for word, number, single, feminable, kind in nouns:
        if number != "جمع تكسير":
            takes_teh = feminable or kind.startswith(_PERSONS_AND_QUALITIES)
            add(word, _DICTIONARY_WEIGHT, NOUN | FEMINABLE if takes_teh else NOUN)
            if not takes_teh:
                never_feminine.add(word)
        elif not _is_sound(word, bare := single.translate(_BARE)):
            add(word, 0.0, BROKEN_PLURAL | _UNRESOLVED)
            if bare:
                shelf.singulars.setdefault(word, set()).add(bare)
    # مكتب is an office and, as the dictionary alone knows, one who makes others write.
    for word in never_feminine:
        entry = found[word]
        if not entry.kinds & ADJECTIVE:
            found[word] = entry._replace(kinds=entry.kinds & ~FEMINABLE)
    for (word,) in verbs:
        shelf.verbs.setdefault(word, _DICTIONARY_WEIGHT)
    for word, group in own:
        if group == "plural":
            add(word, 0.0, BROKEN_PLURAL | _UNRESOLVED)
        else:
            add(word, _OWN_WEIGHT, _OWN_KINDS[group])
    for word, entry in found.items():
        resolved = not entry.kinds & _UNRESOLVED
        _raise(shelf.bounds, word.rstrip(WEAK), entry.greatest_weight if resolved else inf)
    for word, weight in shelf.verbs.items():
        _raise(shelf.bounds, word.rstrip(WEAK), weight)
    return shelf


def consonants(word: str) -> str:
    """A word without its weak letters.

    >>> consonants("استطاع"), consonants("ستطيع")
    ('ستطع', 'ستطع')
    """
    for letter in WEAK:
        word = word.replace(letter, "")
    return word


def _raise(bounds: dict[str, float], key: str, weight: float) -> None:
    if weight > bounds.get(key, 0.0):
        bounds[key] = weight


def _open(file: str) -> sqlite3.Connection:
    spec = find_spec("arramooz")  # found, not imported: its modules would cost 40 ms
    assert spec is not None
    assert spec.origin is not None
    path = (Path(spec.origin).parent / "data" / file).as_uri()
    return sqlite3.connect(f"{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)


class _Shelves(dict[str, Shelf]):
    """Reads a shelf when it is first asked for. Safe to share between threads."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._connections: dict[str, sqlite3.Connection] = {}
        self._own: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for word, group in vocabulary.own_entries():
            self._own[word[:2]].append((word, group))

    def __missing__(self, start: str) -> Shelf:
        with self._lock:
            if start not in self:
                frequencies, nouns, verbs = (self._rows(*table, start) for table in _TABLES)
                self[start] = _shelf(frequencies, nouns, verbs, self._own.get(start, ()))
            return self[start]

    def _connection(self, file: str) -> sqlite3.Connection:
        if file not in self._connections:
            self._connections[file] = _open(file)
        return self._connections[file]

    def _rows(self, file: str, select: str, start: str) -> Iterator[Row]:
        """The rows whose word begins with letters that fold to these, the word folded."""
        connection = self._connection(file)
        for written in map("".join, product(*(_WRITTEN.get(letter, letter) for letter in start))):
            for word, *rest in connection.execute(
                f"{select} WHERE unvocalized >= ? AND unvocalized < ?",
                (written, written[:-1] + chr(ord(written[-1]) + 1)),
            ):
                yield word.translate(FOLD_TABLE), *rest


SHELVES: Final = _Shelves()


@cache
def imperfect_bounds(start: str) -> dict[str, float]:
    """For imperfects that begin so behind ي ت ن ا: the greatest weight of a verb by `consonants`.

    The dictionary form may begin with one letter more (يعلن: أعلن), with another (يؤكد: أكد), or
    have an ا for the second (يقول: قال).
    """
    bounds: dict[str, float] = {}
    for shelf in {start, ALEF + start[0], ALEF + start[1], start[0] + ALEF}:
        for word, weight in SHELVES[shelf].verbs.items():
            _raise(bounds, consonants(word), weight)
    return bounds


def lookup_noun(word: str) -> Entry | None:
    """What is known of a folded word as a noun, adjective or name; None if nothing is."""
    shelf = SHELVES[word[:2]]
    entry = shelf.nouns.get(word)
    if entry is not None and entry.kinds & _UNRESOLVED:
        return shelf.resolved.get(word) or _resolve(shelf, word, entry)
    return entry


def _resolve(shelf: Shelf, plural: str, entry: Entry) -> Entry:
    """The entry of a broken plural with its singular, and at least a third of its frequency."""
    kinds, own = entry.kinds & ~_UNRESOLVED, entry.greatest_weight
    singular = vocabulary.PLURALS.get(plural, "")
    if not singular and plural not in vocabulary.NO_PLURALS:
        named = shelf.singulars.get(plural, set())
        found = plurals.candidates(plural, named)
        # What the dictionary names counts twice as much.
        best = max(found, key=lambda word: _own_weight(word) + (word in named) * _NAMED, default="")
        doubt = _GREAT_DOUBT if plurals.is_doubtful(plural) else _DOUBT
        own = max(own + doubt, shelf.verbs.get(plural, 0.0), _BROKEN_PLURAL_WEIGHT)
        if best and _own_weight(best) > own:
            singular = best
    if singular:
        weight = max(entry.weight, _own_weight(singular) - 1)
        entry = Entry(weight, entry.name_weight, kinds, singular)
    else:
        entry = Entry(entry.weight or _BROKEN_PLURAL_WEIGHT, entry.name_weight, kinds)
    shelf.resolved[plural] = entry
    return entry


def _own_weight(word: str) -> float:
    """The weight of a word as a noun or adjective, not as a plural or name.

    So a plural is resolved the same whichever others were before it.
    """
    entry = SHELVES[word[:2]].nouns.get(word)
    return entry.weight if entry is not None else 0.0


def lookup_verb(word: str) -> float | None:
    """The weight of a verb by its folded dictionary form (he wrote); None if it is none."""
    return SHELVES[word[:2]].verbs.get(word)
