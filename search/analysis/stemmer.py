"""One stem for the forms of a word: which dictionary word is it, most likely?

Every way to cut a word into prefix, stem and suffix that Tashaphyne's affix lists allow is tried.
A cut counts if the lexicon knows the word it leads to, and its score is the likelihood of that
word with those affixes: ln frequency less the costs of the parts. The best cut names the stem. So
a و stays when the whole word is better known (وزير, not و+زير), and goes when the rest is
(ووزير). Words that nobody knows lose the article and the plainest endings, no more.

>>> [stem(word) for word in ("وزير", "للوزير", "وزيرنا", "يكتبون", "فكتبت", "لبنان", "باريس")]
['وزير', 'وزير', 'وزير', 'كتب', 'كتب', 'لبنان', 'باريس']

Forms get one stem if they are inflections of one word: gender, number, person, tense, clitics.
Words made from one another keep apart (سياسة and سياسي, كاتب and كتاب), and so do broken plurals
(وزراء): those are other readings, to be asked for at less weight, not the same word.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from search.analysis import latin
from search.analysis.affixes import (
    BARE,
    FEMININE,
    IMPERFECT_SUFFIXES,
    LONGEST_PREFIX,
    LONGEST_SUFFIX,
    NOUN_PREFIXES,
    NOUN_SUFFIXES,
    PERFECT_SUFFIXES,
    SOUND_MASCULINE,
    TANWIN,
    VERB_PREFIXES,
    is_noun_affix,
    is_verb_affix,
)
from search.analysis.lemmas import IRREGULAR_NOUNS, OWN_MEANING, noun_lemmas, verb_lemmas
from search.analysis.letters import ALEF, HEH, YEH
from search.analysis.lexicon import (
    ADJECTIVE,
    BROKEN_PLURAL,
    FEMINABLE,
    NAME,
    NISBA,
    NOUN,
    lookup_noun,
    lookup_verb,
)
from search.analysis.stopwords import PARTICLES

# What each part earned, as nDCG@10 with surfaces at half the weight, on xquad / antcorpus /
# saudinews: folding alone .896 .780 .646, the rules for unknown words alone .938 .834 .678, all
# together .954 .870 .719. Without verbs .951 .866 .705. Golden pairs without verbs: inflection .71.
# Tried and lost: possessive ي on every noun (كتابي is an adjective in the news), dropping ء.

# A reading below this says less than that the word is unknown; at 2.0 saudinews lost .001.
UNKNOWN_SCORE = -2.0
COMMON_WEIGHT = 8.0  # a noun in the news, not only in the dictionary
MUCH_COMMONER = 1.6  # ln 5
SHORTEST_STEM = 2

_is_arabic = re.compile("[\u0621-\u064a\u066e-\u06d3\u06ee-\u06ef\u06fa-\u06ff]+").fullmatch


_WITH_PRONOUN = frozenset(
    suffix for suffix in NOUN_SUFFIXES if suffix.endswith(("ه", "ها", "هم", "هما", "ي", "نا"))
) - {"تي"}


class Reading(NamedTuple):
    """One way to understand a word; the greatest is the likeliest."""

    score: float
    stem: str
    prefix: str
    lemma: str
    suffix: str


def readings(surface: str) -> Iterator[Reading]:
    """Every reading of a folded Arabic word that the lexicon knows."""
    length = len(surface)
    for start in range(min(LONGEST_PREFIX, length - SHORTEST_STEM) + 1):
        prefix = surface[:start]
        noun = NOUN_PREFIXES.get(prefix)
        verb = VERB_PREFIXES.get(prefix)
        if noun is None and verb is None:
            continue
        first = max(length - LONGEST_SUFFIX, start + SHORTEST_STEM)
        for end in range(length, first - 1, -1):
            middle, suffix = surface[start:end], surface[end:]
            if noun is not None and suffix in NOUN_SUFFIXES and is_noun_affix(prefix, suffix):
                yield from _noun_readings(prefix, middle, suffix, noun)
            if verb is not None and is_verb_affix(prefix, suffix):
                yield from _verb_readings(prefix, middle, suffix, *verb)


def _noun_readings(prefix: str, middle: str, suffix: str, cost: float) -> Iterator[Reading]:
    definite = prefix.endswith(("ال", "لل"))
    for more, ending in NOUN_SUFFIXES[suffix]:
        # Tashaphyne's ية is a pronoun here: never after ال.
        if definite and suffix in _WITH_PRONOUN and ending != FEMININE:
            continue
        for lemma, most in noun_lemmas(middle, ending):
            entry = lookup_noun(lemma)
            if entry is None:
                continue
            kinds = entry.kinds
            weight = entry.weight
            if ending in (BARE, TANWIN):
                weight = max(weight, entry.name_weight - (2.0 if definite else 0.0))
            elif not weight:  # names have no plural: لبنان is not two of لبن
                continue
            # A ي at the end makes adjectives a hundred times before it says "my".
            if suffix == "ي" and not kinds & BROKEN_PLURAL:
                continue
            if kinds == BROKEN_PLURAL and ending == SOUND_MASCULINE:
                continue
            score = weight - cost - more - most
            if ending == FEMININE and not kinds & ADJECTIVE:
                if not kinds & FEMINABLE:
                    continue
                score -= 1.5
            if len(lemma) == SHORTEST_STEM and (prefix or suffix):
                score -= 2.0
            yield Reading(score, representative(lemma), prefix, lemma, suffix)


def _verb_readings(
    prefix: str, middle: str, suffix: str, cost: float, imperfect: bool
) -> Iterator[Reading]:
    found = (IMPERFECT_SUFFIXES if imperfect else PERFECT_SUFFIXES).get(suffix)
    if found is None:
        return
    more, has_object = found
    for lemma, most in verb_lemmas(middle, suffix, imperfect=imperfect, has_object=has_object):
        weight = lookup_verb(lemma)
        if weight is None or (len(lemma) == SHORTEST_STEM and weight < 7.0):
            continue
        yield Reading(weight - cost - more - most, lemma, prefix, lemma, suffix)


def representative(lemma: str) -> str:
    """The stem that stands for a dictionary form.

    >>> [representative(lemma) for lemma in ("كبيره", "عمليه", "مدرسه", "اخري", "عراقيه", "سعوديه")]
    ['كبير', 'عمليه', 'مدرسه', 'اخر', 'عراق', 'سعودي']
    """
    lemma = IRREGULAR_NOUNS.get(lemma, lemma)
    return _noun_of_nisba(_masculine(lemma))


def _masculine(lemma: str) -> str:
    """كبير for كبيرة and سعودي for السعودية; مدرسة and عملية are words of their own.

    Changes 196 of 260,000 words (plurals like إيجابيات, which it keeps with إيجابية) and no figure.
    """
    if lemma[-1] != HEH or len(lemma) <= 3:
        return lemma
    masculine = lookup_noun(lemma[:-1])
    if masculine is None or not masculine.kinds & (ADJECTIVE | FEMINABLE):
        return lemma
    feminine = lookup_noun(lemma)
    if feminine is None:
        return lemma[:-1]
    if masculine.kinds & ADJECTIVE:
        nation = feminine.kinds & NAME and lemma[-2] == YEH
        if nation or masculine.weight > feminine.greatest_weight + MUCH_COMMONER:
            return lemma[:-1]
    return lemma


def _noun_of_nisba(lemma: str) -> str:
    """The noun that an adjective in ي is made from: عراق for عراقي, سياسة for سياسي.

    Derivation, not inflection, but news says "الاقتصاد العراقي" for "اقتصاد العراق": nDCG@10 with
    surfaces xquad +.001, antcorpus +.008, saudinews -.001 over leaving them apart. It joins 11 %
    more pairs of words, so a gold standard of lemmas would count it as a loss of precision.
    """
    if lemma[-1] != YEH or len(lemma) <= 3:
        return lemma
    adjective = lookup_noun(lemma)
    if adjective is None or not adjective.kinds & NISBA:
        return lemma
    country = lookup_noun(lemma + HEH)
    if country is not None and country.kinds & NAME:
        return lemma
    if lemma in OWN_MEANING:
        return lemma
    base, weight = lemma, COMMON_WEIGHT
    for noun in (lemma[:-1], lemma[:-1] + HEH, lemma[:-1] + ALEF, lemma + ALEF):
        entry = lookup_noun(noun)
        if entry is not None and entry.kinds & (NOUN | NAME) and entry.greatest_weight > weight:
            base, weight = noun, entry.greatest_weight
    return base


_ARTICLES = ("وال", "بال", "كال", "فال", "ولل", "ال", "لل")
_ENDINGS = (("يين", "ي"), ("يون", "ي"), ("يات", "ي"), ("يه", "ي"), ("ات", ""), ("ه", ""))
_PLURALS = ("ون", "ين")
_is_plural_pattern = re.compile("ا..ا.").fullmatch  # أصوات


def _unknown(surface: str) -> str:
    """What is safe to take off a word that no lexicon has; three letters always stay."""
    stem = surface
    for article in _ARTICLES:
        if stem.startswith(article) and len(stem) >= len(article) + 3:
            stem = stem[len(article) :]
            break
    if _is_plural_pattern(stem):
        return stem
    for ending, instead in _ENDINGS:
        if stem.endswith(ending) and len(stem) - len(ending) + len(instead) >= 3:
            return stem[: -len(ending)] + instead
    for ending in _PLURALS:
        if stem.endswith(ending) and len(stem) >= len(ending) + 4:
            return stem[: -len(ending)]
    return stem


def stem(surface: str) -> str:
    """The stem of a folded word. Words in other letters go to `latin`; numbers stay."""
    if not _is_arabic(surface):
        return latin.stem(surface)
    if len(surface) <= SHORTEST_STEM or surface in PARTICLES:
        return surface
    best = max(readings(surface), default=None)
    if best is None or best.score < UNKNOWN_SCORE:
        return _unknown(surface)
    return best.stem


def steps(surface: str) -> list[tuple[str, str]]:
    """How `stem` went: the cut with the dictionary form, and the stem.

    >>> steps("وللوزيرات")
    [('affixes', 'ولل + وزير + ات'), ('stem', 'وزير')]
    """
    found = stem(surface)
    if _is_arabic(surface) and len(surface) > SHORTEST_STEM and surface not in PARTICLES:
        best = max(readings(surface), default=None)
        if best is not None and best.score >= UNKNOWN_SCORE:
            parts = (best.prefix, best.lemma, best.suffix)
            return [("affixes", " + ".join(filter(None, parts))), ("stem", found)]
        return [("unknown word", surface), ("stem", found)]
    return [("stem", found)]
