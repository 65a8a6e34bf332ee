"""Is this a word, of which kind, and how common?

Three sources: arramooz's dictionary (30,215 nouns, 13,942 verbs, broken plurals marked), the
37,714 frequencies of lemmas in newspapers that it ships, and a list of our own for what both lack:
numbers, and names and words that the news brought since (nDCG@10 antcorpus +.002). All folded.

Only what is asked for is read: words that begin with the same two letters at a time, so that a
single query word is answered soon after a cold start.

>>> lookup_noun("وزير").kinds & FEMINABLE > 0, lookup_noun("زيرو"), lookup_verb("كتب") > 10
(True, None, True)
"""

import sqlite3
import threading
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import product
from math import log
from pathlib import Path
from typing import Any, Final, NamedTuple

from pyarabic.araby import strip_tashkeel  # type: ignore[import-untyped, unused-ignore]

from search.analysis.letters import (
    ALEF,
    ALEF_FORMS,
    ALEF_MAKSURA,
    HEH,
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

# ln of the frequency given to a word that a dictionary has and the newspapers' list has not.
_DICTIONARY_WEIGHT = 5.0
_BROKEN_PLURAL_WEIGHT = 8.0
_OWN_WEIGHT = 11.0

_KINDS = {
    "adj": ADJECTIVE | FEMINABLE,
    "adj_comp": ADJECTIVE,
    "adj_num": ADJECTIVE | FEMINABLE,
    "noun_prop": NAME,
}

_NUMBERS = """
واحد اثنان اثنين ثلاث اربع خمس ست سبع ثمان ثماني تسع عشر عشرون عشرين ثلاثون ثلاثين اربعون
اربعين خمسون خمسين ستون ستين سبعون سبعين ثمانون ثمانين تسعون تسعين ماءه مايه ميه الف مليون
مليار بليون تريليون
"""
# Names whose letters look like an ending or a prefix; all else that is unknown keeps its letters.
_NAMES = """
داعش اوباما كيري ترامب ترمب بايدن هولاند ماكرون ميركل ميدفيديف زيلينسكي نتنياهو اردوغان
غوتيريش مودي السيسي ميسي رونالدو نيمار غوارديولا مورينيو بنزيما تشيلسي مانشستر برشلونه فيفا
يويفا اوبك ناتو يونسكو يونيسف فيسبوك فايسبوك تويتر انستغرام يوتيوب غوغل جوجل واتساب تيليغرام
اندرويد ايفون تيسلا امازون ابل هواوي رويترز سكاي بلومبيرغ بلومبرغ واس سانا وام سبا كونا ابها
تعز تبوك ينبع جازان نجران بريده الباحه صعده مارب الحديده المكلا ابين شبوه لحج نجد تطاوين
جندوبه سليانه توزر قبلي جرجيس بنقردان قرقنه زغوان باجه مدنين صفاقس منوبه بنزرت هولندا التشيك
النمسا اوروبا اميركا كوسوفو مونتينيغرو كرواتيا سلوفينيا سلوفاكيا ليتوانيا لاتفيا استونيا
مولدوفا بيلاروسيا كازاخستان تركمانستان اوزبكستان طاجيكستان قرغيزستان ميانمار مالي النيجر
غانا كينيا رواندا بوروندي زامبيا زيمبابوي ليونيل كارولين برلين ستالين ماركوني بوتين لوبان
جاكسون واتسون نيلسون هاريسون كولينز كاميرون بيشه كورونا كوفيد
"""
_PERSONS = """
مدون مغرد مسيول
"""
_NOUNS = """
شيون تغريده هاشتاج مدونه تطبيق بلاستيد مستضد حوكمه خوارزميه رقمنه خصخصه عولمه اجنده ميليشيا
مليشيا كونغرس برلمان فيديو كاميرا بكتيريا هرمون بروتين احيان سنين سنون امهات اصوات ابرياء
انسجه فواتير مهام عصور اتراك اكراد خصايص تحاليل جثث اواخر اوايل تلفزيون كومبيوتر كمبيوتر
انترنت سيناريو استوديو
"""
_ADJECTIVES = """
اوروبي اميركي حوثي داعشي هولندي مناعي رقمي بنغلاديشي اماراتي سعودي مغناطيسي احفوري ادراكي
معلوماتي
"""


class Entry(NamedTuple):
    """What is known of a word as a noun, adjective or name."""

    weight: float  # ln of its frequency in some hundred million words of news; 0 for a mere name
    name_weight: float  # the same as a name
    kinds: int  # NOUN, ADJECTIVE, NAME, FEMINABLE, BROKEN_PLURAL, NISBA

    @property
    def greatest_weight(self) -> float:
        return max(self.weight, self.name_weight)


_NOTHING: Final = Entry(0.0, 0.0, 0)


class _Shelf(NamedTuple):
    """The words with the same first two letters."""

    nouns: dict[str, Entry]
    verbs: dict[str, float]


def _own_entries() -> Iterator[tuple[str, int]]:
    for words, kinds in ((_NUMBERS + _PERSONS, NOUN | FEMINABLE), (_NAMES, NAME), (_NOUNS, NOUN),
                         (_ADJECTIVES, ADJECTIVE | FEMINABLE | NISBA)):  # fmt: skip
        for word in words.split():
            yield word, kinds


# The letters that arramooz writes for a folded one, where the word begins or goes on.
_WRITTEN: Final = {
    ALEF: (ALEF, *ALEF_FORMS[:4]),
    WAW: (WAW, WAW_HAMZA),
    YEH: (YEH, YEH_HAMZA, ALEF_MAKSURA),
    HEH: (HEH, TEH_MARBUTA),
}
_PERSONS_AND_QUALITIES: Final = ("فاعل", "مفعول", "صفة", "صيغة", "منسوب")


def _nisba(kinds: int, vocalized: str) -> int:
    """NISBA for an adjective whose ي is doubled: عِراقِيّ, not ماضِي."""
    return NISBA if kinds & ADJECTIVE and vocalized.endswith(YEH + SHADDA) else 0


def _is_sound(plural: str, single: str) -> bool:
    """Whether a plural that arramooz calls broken is an ending: سنوات، بلدان, not أصوات."""
    if plural.endswith("ات"):
        return len(plural) > 4 and not (plural[0] == ALEF and len(plural) == 5)
    return plural == single + "ان"


def _open(file: str) -> sqlite3.Connection:
    spec = find_spec("arramooz")  # found, not imported: its modules would cost 40 ms
    assert spec is not None
    assert spec.origin is not None
    path = (Path(spec.origin).parent / "data" / file).as_uri()
    return sqlite3.connect(f"{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)


class _Shelves(dict[str, _Shelf]):
    """Reads a shelf when it is first asked for. Safe to share between threads."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._connections: dict[str, sqlite3.Connection] = {}
        self._own: dict[str, list[tuple[str, int]]] = {}
        for word, kinds in _own_entries():
            self._own.setdefault(word[:2], []).append((word, kinds))

    def __missing__(self, start: str) -> _Shelf:
        with self._lock:
            if start not in self:
                self[start] = self._read(start)
            return self[start]

    def _read(self, start: str) -> _Shelf:
        nouns: dict[str, Entry] = {}
        verbs: dict[str, float] = {}

        def add(word: str, weight: float, kinds: int) -> None:
            known = nouns.get(word, _NOTHING)
            nouns[word] = Entry(
                known.weight if kinds == NAME else max(weight, known.weight),
                max(weight, known.name_weight) if kinds == NAME else known.name_weight,
                kinds | known.kinds,
            )

        for word, kind, frequency, vocalized in self._rows(
            "wordfreq.sqlite", "SELECT unvocalized, word_type, freq, vocalized FROM wordfreq", start
        ):
            if kind.startswith("verb"):
                verbs[word] = max(verbs.get(word, 0.0), log(frequency + 1))
            else:
                kinds = _KINDS.get(kind, NOUN)
                add(word, log(frequency + 1), kinds | _nisba(kinds, vocalized))
        never_feminine: set[str] = set()
        for word, number, single, feminable, kind in self._rows(
            "arabicdictionary.sqlite",
            "SELECT unvocalized, number, single, feminable, category FROM nouns",
            start,
        ):
            if number != "جمع تكسير":
                takes_teh = feminable or kind.startswith(_PERSONS_AND_QUALITIES)
                add(word, _DICTIONARY_WEIGHT, NOUN | FEMINABLE if takes_teh else NOUN)
                if not takes_teh:
                    never_feminine.add(word)
            elif not _is_sound(word, single.translate(FOLD_TABLE)):
                add(word, self._plural_weight(single), BROKEN_PLURAL)
        # مكتب is an office and, as the dictionary alone knows, one who makes others write.
        for word in never_feminine:
            entry = nouns[word]
            if not entry.kinds & ADJECTIVE:
                nouns[word] = entry._replace(kinds=entry.kinds & ~FEMINABLE)
        for (word,) in self._rows(
            "arabicdictionary.sqlite", "SELECT unvocalized FROM verbs", start
        ):
            verbs.setdefault(word, _DICTIONARY_WEIGHT)
        for word, kinds in self._own.get(start, ()):
            add(word, _OWN_WEIGHT, kinds)
        return _Shelf(nouns, verbs)

    def _plural_weight(self, single: str) -> float:
        """A third of the singular's frequency, where arramooz names the singular."""
        select = (
            "SELECT max(freq) FROM wordfreq WHERE unvocalized = ? AND word_type NOT LIKE 'verb%'"
        )
        found = self._connection("wordfreq.sqlite").execute(select, (strip_tashkeel(single),))
        (frequency,) = found.fetchone()
        return max(_BROKEN_PLURAL_WEIGHT, log(frequency or 1) - 1)

    def _connection(self, file: str) -> sqlite3.Connection:
        if file not in self._connections:
            self._connections[file] = _open(file)
        return self._connections[file]

    def _rows(self, file: str, select: str, start: str) -> Iterator[tuple[Any, ...]]:
        """The rows whose word begins with letters that fold to these, the word folded."""
        connection = self._connection(file)
        for written in map("".join, product(*(_WRITTEN.get(letter, letter) for letter in start))):
            for word, *rest in connection.execute(
                f"{select} WHERE unvocalized >= ? AND unvocalized < ?",
                (written, written[:-1] + chr(ord(written[-1]) + 1)),
            ):
                yield word.translate(FOLD_TABLE), *rest


_SHELVES = _Shelves()


def lookup_noun(word: str) -> Entry | None:
    """What is known of a folded word as a noun, adjective or name; None if nothing is."""
    return _SHELVES[word[:2]].nouns.get(word)


def lookup_verb(word: str) -> float | None:
    """The weight of a verb by its folded dictionary form (he wrote); None if it is none."""
    return _SHELVES[word[:2]].verbs.get(word)
