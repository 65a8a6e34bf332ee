"""How else is this name spelled? Foreign names have no one spelling in Arabic.

A word is taken for a foreign name if no dictionary has it but as a name. Another such word of the
collection is its other spelling if the letters differ in known ways (a long vowel or none, غ ج ق ك
for one sound, …) and if the two stand beside the same words. The fewer the letters, the more of
that is asked for; long names that differ in one vowel need none. Ordinary words are never joined.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

import numpy as np

from search.analysis import ArabicAnalyzer
from search.analysis.lexicon import NAME, lookup_noun
from search.analysis.stemmer import best_reading
from search.suggest.context import Contexts
from search.suggest.distance import Costs, distances, letter_costs, pair_costs
from search.suggest.vocabulary import ARABIC, CODES, encode, letter_set
from search.suggest.words import Words

# Letters that write one foreign sound, and how far one is from the other.
_ONE_SOUND: Final = (
    ("غج", 0.2), ("غق", 0.3), ("جق", 0.3), ("غك", 0.4), ("جك", 0.3), ("قك", 0.3), ("غگك", 0.3),
    ("جچ", 0.2), ("تط", 0.2), ("سص", 0.3), ("سز", 0.3), ("زظ", 0.3), ("ثت", 0.3), ("ثس", 0.3),
    ("ذد", 0.4), ("ذز", 0.3), ("دض", 0.3), ("فڤ", 0.1), ("بپ", 0.1),
    ("اي", 0.5), ("اه", 0.4), ("وا", 0.6),
)  # fmt: skip
_VOWELS: Final = "اوي"
_FOREIGN_LETTERS: Final = frozenset(ARABIC) - frozenset(
    "حعضظء"
)  # sounds that Arabic has for itself
_NEVER: Final = 9.0
_UNUSED: Final = 5.0  # the lexicon's weight for a word of which it has no frequency

# What the rules cannot see: vowels that changed places, two letters for one.
_KNOWN: Final = (
    ("ترامب", "ترمب"),
    ("نتنياهو", "نتانياهو"),
    ("واشنطن", "واشنطون"),
    ("امريكا", "اميركا"),
    ("اسطنبول", "استنبول", "استانبول", "اسطمبول"),
    ("غوغل", "جوجل", "قوقل"),
    ("فيسبوك", "فايسبوك"),
    ("بلومبرغ", "بلومبيرغ", "بلومبرج", "بلومبيرج"),
    ("تشيلسي", "تشلسي"),
    ("تشرشل", "تشرتشل"),
    ("زيوريخ", "زيورخ", "زوريخ"),
    ("ديمقراطي", "ديموقراطي"),
    ("باليستي", "بالستي"),
)
# The names of a month in Egypt, the Levant, Tunisia and Morocco, as stems. Left out is what means
# something else elsewhere (آب, نيسان, ماي, جوان, جويلية, أوت), and two words (كانون الثاني).
_MONTHS: Final = (
    ("يناير", "جانفي"), ("فبراير", "شباط", "فيفري"), ("مارس", "اذار"), ("ابريل", "افريل"),
    ("مايو", "ايار"), ("يونيو", "حزيران"), ("يوليو", "تموز"), ("اغسطس", "غشت"),
    ("سبتمبر", "ايلول", "شتنبر"), ("نوفمبر", "نونبر"), ("ديسمبر", "دجنبر"),
)  # fmt: skip

FARTHEST: Final = 0.85
ONE_SOUND: Final = 0.25
ONE_VOWEL: Final = 0.45  # or as little as one letter for another of its sound
TELLING: Final = 8  # articles of both words, from which on their neighbors decide alone
MOST_VARIANTS: Final = 5
SHORTEST: Final = 4
# Stems are what strangers type: without a bound every one of them was kept until the next commit.
KEPT: Final = 20_000
LONGEST_KEPT: Final = 64  # letters


@cache
def _costs() -> Costs:
    vowels = letter_costs(_NEVER, {_VOWELS: 0.4})
    return Costs(
        change=pair_costs(_NEVER, _ONE_SOUND),
        missing=vowels,
        extra=vowels,
        doubled=0.3,
        swapped=_NEVER,
    )


def is_foreign(stem: str, analyzer: ArabicAnalyzer) -> bool:
    """Whether a stem looks like a foreign name: Arabic letters that no dictionary knows otherwise.

    >>> from search.analysis import arabic_analyzer
    >>> [is_foreign(word, arabic_analyzer()) for word in ("ترامب", "زيلينسكي", "كتاب", "وزير")]
    [True, True, False, False]
    """
    if len(stem) < SHORTEST or not set(stem) <= _FOREIGN_LETTERS:
        return False
    if analyzer.stem(stem) != stem or analyzer.is_stopword(stem):
        return False
    if stem.endswith("ي") and lookup_noun(stem[:-1]) is not None:  # مفكري
        return False
    best = best_reading(stem)
    if best is None:
        return True
    entry = lookup_noun(stem) if best.lemma == stem else None
    # سليم is an adjective, too; some names the dictionary has among its nouns, but no newspaper.
    return entry is not None and bool(entry.kinds & NAME) and entry.weight <= _UNUSED


class Variants:
    """Other spellings of names in one commit; remembered for some. Threads may share it."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._contexts = Contexts(words)
        self._found: dict[str, tuple[str, ...]] = {}

    def of(self, stem: str) -> tuple[str, ...]:
        """The stems that are other spellings of this one, the most frequent first."""
        found = self._found.get(stem)
        if found is None:
            found = tuple(self._find(stem))
            if len(self._found) >= KEPT:
                self._found.clear()
            if len(stem) <= LONGEST_KEPT:
                self._found[stem] = found
        return found

    def _find(self, stem: str) -> list[str]:
        known = next((group for group in _KNOWN + _MONTHS if stem in group), ())
        others = {other for other in known if other != stem and self._frequency(other)}
        if is_foreign(stem, self._words.analyzer):
            others.update(self._rule(stem))
        ranked = sorted(others, key=lambda other: (-self._frequency(other), other))
        return ranked[:MOST_VARIANTS]

    def _frequency(self, stem: str) -> int:
        return self._words.stem_frequency(stem)

    def _rule(self, stem: str) -> Iterator[str]:
        for other, distance in self._alike(stem).items():
            if is_foreign(other, self._words.analyzer) and self._agree(stem, other, distance):
                yield other

    def _alike(self, stem: str) -> dict[str, float]:
        """Stems whose letters differ from those of this one in known ways."""
        codes = encode(stem)
        if codes is None:
            return {}
        allowed = {other for group, _ in _ONE_SOUND for other in group if set(group) & set(stem)}
        within = letter_set("".join(allowed | set(stem) | set(_VOWELS)))
        found: dict[str, float] = {}
        for vocabulary in self._words.stems:
            near = vocabulary.candidates(len(stem) - 2, len(stem) + 2, within=within)
            far = distances(codes, near, _costs())
            for place in np.flatnonzero((far > 0) & (far <= FARTHEST)).tolist():
                other = vocabulary.term(int(near.numbers[place]))
                if _same_ends(stem, other):
                    found[other] = float(far[place])
        return found

    def _agree(self, stem: str, other: str, distance: float) -> bool:
        """Whether so small a difference is none, by the words that stand beside the two.

        Seen in 30,000 articles: names of four consonants that differ in one vowel are one name
        nearly always, of three not even half the time (خالدي, خويلدي; بنج, بينج).
        """
        if self._words.neighborly(stem, other) >= 0.1:
            return False  # الرئيس الفرنسي فرنسوا: nobody writes a name in two ways at once
        if not self._frequency(stem):  # no article to judge by; what is found is said
            return distance <= ONE_SOUND
        consonants = sum(letter not in _VOWELS for letter in stem)
        slight = distance <= ONE_VOWEL
        one, two = self._contexts.of(stem), self._contexts.of(other)
        words, shared = len(one.words & two.words), one.shared(two)
        if all(lookup_noun(word) is not None for word in (stem, other)) and len(stem) != len(other):
            return shared >= 0.2 and words >= 3  # a dictionary has each for itself: محمد, محمود
        if min(one.articles, two.articles) >= TELLING:
            if distance <= ONE_SOUND:
                return shared >= 0.1 and words >= 3
            return shared >= 0.15 and words >= (2 if slight and consonants > 3 else 4)
        if consonants >= 4:
            return slight or shared >= 0.3 or (shared >= 0.1 and words > 1)
        if distance <= ONE_SOUND:  # ريغان, ريجان
            return shared >= 0.1
        return consonants == 3 and shared >= 0.15 and words >= (2 if slight else 4)


def _same_ends(one: str, other: str) -> bool:
    """Whether the first and the last letters are or sound the same: no letter before or behind."""
    change = _costs().change
    first, last = (change[CODES[one[at]], CODES[other[at]]] for at in (0, -1))
    if one[0] in _VOWELS and one[0] != other[0]:
        return False
    if other == one[0] + one or one == other[0] + other:  # وواشنطن
        return False
    if one[:-1].count("ه") != other[:-1].count("ه"):  # ه is ا at the end only
        return False
    return bool(first < 0.5 and last < 0.5)
