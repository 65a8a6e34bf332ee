"""Which Arabic word is this name in Latin letters? By how its letters sound, among known words.

A Latin name is read letter group by letter group, each of which Arabic writes in some ways or not
at all. What no rule can know (Egypt is مصر) stands in a short list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from math import inf, log
from typing import Final

from search.suggest.vocabulary import letter_set
from search.suggest.words import COMMON, Words

# Latin letters, and what each of them is in Arabic with how far-fetched that is.
_TABLE: Final[tuple[tuple[str, Mapping[str, float]], ...]] = (
    ("a", {"ا": 0.1, "": 0.2, "ه": 0.3, "ع": 0.3, "عا": 0.3, "ي": 0.6, "اي": 0.6, "و": 0.6}),
    ("e", {"": 0.1, "ي": 0.3, "ا": 0.4, "ه": 0.5}),
    ("i", {"ي": 0.1, "": 0.25, "اي": 0.2, "ا": 0.5, "ع": 0.5}),
    ("o", {"و": 0.1, "": 0.3, "ا": 0.4, "او": 0.2, "ع": 0.5}),
    ("u", {"و": 0.1, "": 0.3, "ا": 0.3, "ع": 0.4, "يو": 0.3, "ي": 0.6, "او": 0.3}),
    ("y", {"ي": 0.1, "اي": 0.3, "": 0.5}),
    ("ee ea ie ey ei ai ay ae", {"ي": 0.1, "اي": 0.2, "ا": 0.4, "": 0.5}),
    ("oo ou ow au aw eu ew", {"و": 0.1, "او": 0.2, "يو": 0.2, "ا": 0.4, "": 0.5}),
    ("ah eh", {"ه": 0.1, "ا": 0.1}),
    ("ia", {"يا": 0.1, "يه": 0.2}),
    ("b p", {"ب": 0.0}),
    ("c", {"ك": 0.05, "س": 0.2, "ق": 0.3}),
    ("ch", {"تش": 0.0, "ش": 0.1, "خ": 0.3, "ك": 0.3}),
    ("d", {"د": 0.0, "ض": 0.2, "ذ": 0.4}),
    ("dh", {"ض": 0.0, "ذ": 0.1, "ظ": 0.1}),
    ("f ph", {"ف": 0.0}),
    ("g", {"غ": 0.0, "ج": 0.0, "ق": 0.2, "ك": 0.5}),
    ("gh", {"غ": 0.0, "": 0.5}),
    ("h", {"ه": 0.0, "ح": 0.05, "": 0.4}),
    ("j", {"ج": 0.0, "ي": 0.4, "خ": 0.5}),
    ("k", {"ك": 0.0, "ق": 0.2, "خ": 0.5}),
    ("ck", {"ك": 0.0}),
    ("kh", {"خ": 0.0}),
    ("l", {"ل": 0.0}),
    ("m", {"م": 0.0}),
    ("n", {"ن": 0.0}),
    ("q", {"ق": 0.0, "ك": 0.3}),
    ("qu", {"كو": 0.0, "ق": 0.1, "ك": 0.2}),
    ("r", {"ر": 0.0}),
    ("s", {"س": 0.0, "ص": 0.1, "ز": 0.3, "ش": 0.5}),
    ("sh sch", {"ش": 0.0}),
    ("t", {"ت": 0.0, "ط": 0.1}),
    ("th", {"ث": 0.0, "ذ": 0.2, "ت": 0.3}),
    ("v", {"ف": 0.0, "ڤ": 0.0, "و": 0.4}),
    ("w", {"و": 0.0}),
    ("wh", {"و": 0.0, "ه": 0.3}),
    ("x", {"كس": 0.0, "كز": 0.3}),
    ("z", {"ز": 0.0, "ظ": 0.2, "ذ": 0.3, "س": 0.4}),
    ("zh", {"ج": 0.0, "ز": 0.3}),
    ("tz", {"تز": 0.0, "تس": 0.0, "ز": 0.4}),
)
_SOUNDS: Final = {sound: options for sounds, options in _TABLE for sound in sounds.split()}
_LONGEST_SOUND: Final = 3
_ARTICLE: Final = "ال"
_ARTICLE_COST: Final = 0.15
_DOUBLED: Final = re.compile(r"([b-df-hj-np-tv-z])\1")
# Three consonants in a row at most: what can be said aloud.
_is_readable: Final = re.compile(
    "[b-df-hj-np-tv-xz]{0,3}(?:[aeiouy]+[b-df-hj-np-tv-xz]{0,3})+"
).fullmatch
MOST_FAR_FETCHED: Final = 0.15  # for each letter of the name
PENALTY: Final = 9.0  # against ln of a frequency

# Where Arabic has a name of its own, or writes letters of an abbreviation as a word.
_OWN_NAMES: Final[Mapping[str, str]] = {
    "egypt": "مصر", "algeria": "الجزائر", "algiers": "الجزائر", "morocco": "المغرب",
    "jordan": "الأردن", "cairo": "القاهرة", "jerusalem": "القدس", "mecca": "مكة",
    "makkah": "مكة", "medina": "المدينة", "aleppo": "حلب", "damascus": "دمشق",
    "alexandria": "الإسكندرية", "casablanca": "الدار البيضاء", "emirates": "الإمارات",
    "uae": "الإمارات", "ksa": "السعودية", "usa": "أمريكا", "america": "أمريكا",
    "uk": "بريطانيا", "england": "إنجلترا", "germany": "ألمانيا", "greece": "اليونان",
    "austria": "النمسا", "china": "الصين", "japan": "اليابان", "india": "الهند",
    "hungary": "المجر", "cyprus": "قبرص", "turkey": "تركيا", "ukraine": "أوكرانيا",
    "russia": "روسيا", "europe": "أوروبا", "africa": "أفريقيا", "vienna": "فيينا",
    "spain": "إسبانيا", "france": "فرنسا", "italy": "إيطاليا", "syria": "سوريا",
    "iraq": "العراق", "yemen": "اليمن", "oman": "عمان", "gaza": "غزة", "libya": "ليبيا",
    "washington": "واشنطن", "tripoli": "طرابلس", "hezbollah": "حزب الله", "saudi": "السعودية",
    "tunisia": "تونس", "barcelona": "برشلونة", "jeddah": "جدة", "kabul": "كابول",
    "islamabad": "إسلام آباد", "uefa": "يويفا", "iphone": "آيفون", "brussels": "بروكسل",
    "moscow": "موسكو", "athens": "أثينا", "geneva": "جنيف", "isis": "داعش", "isil": "داعش",
    "daesh": "داعش", "un": "الأمم المتحدة", "nato": "الناتو", "apple": "أبل",
    "ankara": "أنقرة", "mosul": "الموصل", "somalia": "الصومال", "london": "لندن",
    "kerry": "كيري", "cameron": "كاميرون", "juventus": "يوفنتوس", "facebook": "فيسبوك",
    "twitter": "تويتر",
}  # fmt: skip

# Letters. `far_fetched` goes one call deeper for each: one of 2,000 was past what Python allows.
LONGEST_NAME: Final = 40


def arabic_name(name: str, words: Words) -> str | None:
    """The word of the collection, as it is written there, that a folded Latin word stands for.

    None where no word sounds like it, and where the name is about as usual as it stands.
    """
    least = max(COMMON, 5 * words.frequency(name))
    own = _OWN_NAMES.get(name)
    if own is not None:
        surfaces = [words.analyzer.surface(word) for word in own.split()]
        return own if all(words.frequency(word) >= least for word in surfaces) else None
    best, best_score = None, 0.0
    for term, frequency in _sounding_alike(name, words).items():
        if frequency < least:
            continue
        cost = far_fetched(name, term)
        score = log(frequency) - PENALTY * cost
        if cost <= MOST_FAR_FETCHED * len(name) and (best is None or score > best_score):
            best, best_score = term, score
    return words.spellings.written(best) if best is not None else None


def _sounding_alike(name: str, words: Words) -> dict[str, int]:
    """Words with a letter for each consonant of the name, and no letter for which it has none."""
    name = _DOUBLED.sub(r"\1", name)
    if not 3 <= len(name) <= LONGEST_NAME or not _is_readable(name):
        return {}
    sounds = {name[i : i + n] for n in range(1, _LONGEST_SOUND + 1) for i in range(len(name))}
    heard = {sound: _SOUNDS[sound] for sound in sounds if sound in _SOUNDS}
    within = letter_set(_ARTICLE + "".join("".join(options) for options in heard.values()))
    holding = []
    for place, letter in enumerate(name):
        # The letter on its own, or any group of letters that it is part of.
        around = [
            options
            for sound, options in heard.items()
            for start in range(max(place - len(sound) + 1, 0), place + 1)
            if name.startswith(sound, start)
        ]
        if letter not in "aeiouy" and all("" not in options for options in around):
            holding.append(letter_set("".join("".join(options) for options in around)))
    found: dict[str, int] = {}
    for vocabulary in words.surfaces:
        near = vocabulary.candidates(
            len(holding), len(name) + 4, within=within, holding=tuple(holding)
        )
        for number, frequency in zip(
            near.numbers.tolist(), vocabulary.frequencies(near.numbers).tolist(), strict=True
        ):
            term = vocabulary.term(number)
            found[term] = found.get(term, 0) + frequency
    return found


def far_fetched(name: str, term: str) -> float:
    """How strange it is to read the Latin name as the Arabic term; infinite if it cannot be.

    >>> far_fetched("putin", "بوتين") < far_fetched("putin", "بيتان") < far_fetched("putin", "بان")
    True
    """
    name = _DOUBLED.sub(r"\1", name)

    @cache
    def rest(at: int, place: int) -> float:
        if at == len(name):
            return 0.0 if place == len(term) else inf
        best = inf
        for length in range(1, min(_LONGEST_SOUND, len(name) - at) + 1):
            for letters, cost in _SOUNDS.get(name[at : at + length], {}).items():
                # Nothing is silent where the name begins.
                if (letters or at) and term.startswith(letters, place):
                    best = min(best, cost + rest(at + length, place + len(letters)))
        return best

    found = rest(0, 0)
    if term.startswith(_ARTICLE):
        found = min(found, _ARTICLE_COST + rest(0, len(_ARTICLE)))
    return found
