"""What Arabic writes onto a word, and how seldom.

Which prefix goes with which suffix is Tashaphyne's knowledge (`NOUN_AFFIX_LIST`,
`VERB_AFFIX_LIST`: no pronoun after ال, no ة on a verb), folded like the words. How often each
part occurs is ours: a cost is -ln of its share among the running words of 40,000 news articles,
as this stemmer itself reads them, rounded to a half. (Counted costs for guessed ones: nDCG@10
saudinews +.003, xquad +.001, antcorpus -.001.)

>>> "ات" in NOUN_CUTS["وال"], "ها" in NOUN_CUTS["وال"], "ون" in VERB_CUTS["سي"]
(True, False, True)
"""

from typing import Final

from tashaphyne.affix_const import (  # type: ignore[import-untyped, unused-ignore]
    NOUN_AFFIX_LIST,
    VERB_AFFIX_LIST,
)

from search.analysis.normalizer import FOLD_TABLE

# What is left of a noun when its ending is off, and so how its dictionary form is found again.
BARE: Final = 0  # the whole word
FEMININE: Final = 1  # ة
TEH: Final = 2  # ة written ت: حكومتها، دولتان
SOUND_FEMININE: Final = 3  # ات
SOUND_MASCULINE: Final = 4  # ون ين, and the dual ان
TANWIN: Final = 5  # خبرا
PRONOUN: Final = 6  # كتابه

_BEFORE_NOUNS = {"": 0.8, "ال": 1.0, "ب": 3.5, "ل": 3.5, "لل": 4.0, "بال": 4.0, "ك": 7.0,
                 "كال": 8.5}  # fmt: skip
_BEFORE_NOUN_AND = {"": 0.0, "و": 2.5, "ف": 6.5}
_PERSONS = {"": 1.0, "ي": 1.5, "ت": 2.0, "ن": 4.5, "ا": 4.5}  # of the imperfect; "" is the perfect
_BEFORE_VERBS = {"": 0.0, "س": 2.5, "ل": 3.5}
_BEFORE_VERB_AND = {"": 0.0, "و": 1.5, "ف": 5.0}

_PRONOUNS = {"": 0.0, "ه": 3.5, "ها": 4.0, "هم": 5.0, "نا": 6.0, "ي": 6.5, "هما": 7.0, "ك": 7.0,
             "كم": 8.0, "هن": 8.5, "كما": 9.0, "كن": 9.0}  # fmt: skip
_ENDINGS = {
    "": (0.0, PRONOUN),
    "ت": (1.0, TEH),
    "ات": (2.5, SOUND_FEMININE),
    "ي": (5.5, SOUND_MASCULINE),
    "و": (7.0, SOUND_MASCULINE),
    "ا": (7.0, SOUND_MASCULINE),
}
_PERFECT = {"": 0.5, "ت": 1.5, "وا": 4.0, "ا": 6.0, "نا": 5.5, "تا": 8.0, "تم": 9.0, "ن": 7.0}
_IMPERFECT = {"": 0.5, "ون": 3.0, "وا": 4.5, "ان": 6.0, "ا": 7.0, "ين": 9.0, "ن": 8.0, "ي": 9.0}
_OBJECTS = {"": 0.0, "ه": 3.5, "ها": 3.5, "هم": 5.0, "نا": 5.5, "ني": 6.0, "هما": 7.0, "ك": 7.0,
            "كم": 8.0}  # fmt: skip


def _noun_suffixes() -> dict[str, list[tuple[float, int]]]:
    suffixes: dict[str, list[tuple[float, int]]] = {
        "": [(0.3, BARE)],
        "ه": [(1.5, FEMININE)],
        "ات": [(3.0, SOUND_FEMININE)],
        "ا": [(3.5, TANWIN)],
        "ين": [(4.0, SOUND_MASCULINE)],
        "ون": [(6.0, SOUND_MASCULINE)],
        "ان": [(6.5, SOUND_MASCULINE)],
        "تين": [(6.5, TEH)],
        "تان": [(8.5, TEH)],
        "و": [(7.5, SOUND_MASCULINE)],
    }
    for pronoun, cost in _PRONOUNS.items():
        if pronoun:
            for ending, (more, kind) in _ENDINGS.items():
                suffixes.setdefault(ending + pronoun, []).append((cost + more, kind))
    return suffixes


def _verb_suffixes(endings: dict[str, float]) -> dict[str, tuple[float, bool]]:
    """Cost of each ending with each object pronoun, and whether it holds a pronoun."""
    suffixes: dict[str, tuple[float, bool]] = {}
    for ending, cost in endings.items():
        for pronoun, more in _OBJECTS.items():
            # كتبوا, but كتبوه: the silent alef goes.
            written = ending.removesuffix("ا") + pronoun if ending == "وا" and pronoun else (
                ending + pronoun)  # fmt: skip
            known = suffixes.get(written)
            if known is None or cost + more < known[0]:
                suffixes[written] = (cost + more, bool(pronoun))
    return suffixes


def _folded(affixes: set[str]) -> frozenset[str]:
    """All of Tashaphyne's pairs `prefix-suffix`, folded in one go."""
    return frozenset("\n".join(affixes).translate(FOLD_TABLE).split("\n"))


_NOUN_SUFFIXES = _noun_suffixes()
_WITH_PRONOUN = frozenset(
    suffix for suffix in _NOUN_SUFFIXES if suffix.endswith(("ه", "ها", "هم", "هما", "ي", "نا"))
) - {"تي"}
_PERFECT_SUFFIXES = _verb_suffixes(_PERFECT)
_IMPERFECT_SUFFIXES = _verb_suffixes(_IMPERFECT)

# Without the أ of questions (أالوزير؟), which no newspaper writes and folding would turn into ال.
_NOUN_AFFIXES = _folded({affix for affix in NOUN_AFFIX_LIST if not affix.startswith(("أ", "آ"))})
_VERB_AFFIXES = _folded(VERB_AFFIX_LIST)

NounCuts = dict[str, tuple[tuple[float, int], ...]]
VerbCuts = dict[str, tuple[float, bool, bool]]


def _noun_cuts(prefix: str, cost: float) -> NounCuts:
    """What may follow a noun after this prefix: suffix → the cost of both, and the ending."""
    definite = prefix.endswith(("ال", "لل"))
    return {
        suffix: tuple(
            (cost + more, ending)
            for more, ending in readings
            # Tashaphyne's ية is a pronoun here: never after ال.
            if not (definite and suffix in _WITH_PRONOUN and ending != FEMININE)
        )
        for suffix, readings in _NOUN_SUFFIXES.items()
        if f"{prefix}-{suffix}" in _NOUN_AFFIXES
    }


def _verb_cuts(prefix: str, cost: float, imperfect: bool) -> VerbCuts:
    """The same for verbs: suffix → cost, whether imperfect, whether it holds a pronoun."""
    return {
        suffix: (cost + more, imperfect, has_object)
        for suffix, (more, has_object) in (
            _IMPERFECT_SUFFIXES if imperfect else _PERFECT_SUFFIXES
        ).items()
        if f"{prefix}-{suffix}" in _VERB_AFFIXES
    }


NOUN_CUTS: Final = {
    conjunction + preposition: _noun_cuts(conjunction + preposition, cost + more)
    for conjunction, cost in _BEFORE_NOUN_AND.items()
    for preposition, more in _BEFORE_NOUNS.items()
}
VERB_CUTS: Final = {
    conjunction + particle + person: _verb_cuts(
        conjunction + particle + person, cost + more + most, bool(person)
    )
    for conjunction, cost in _BEFORE_VERB_AND.items()
    for particle, more in _BEFORE_VERBS.items()
    for person, most in _PERSONS.items()
    if person or not particle
}
