"""One stem for the forms of a word: which dictionary word is it, most likely?

Every way to cut a word into prefix, stem and suffix that Tashaphyne's affix lists allow is tried.
A cut counts if the lexicon knows the word it leads to, and its score is the likelihood of that
word with those affixes: ln frequency less the costs of the parts. The best cut names the stem. So
a و stays when the whole word is better known (وزير, not و+زير), and goes when the rest is
(ووزير). Words that nobody knows lose the article and the plainest endings, no more.

>>> [stem(word) for word in ("وزير", "للوزير", "وزراء", "وزيرنا", "لبنان", "باريس")]
['وزير', 'وزير', 'وزير', 'وزير', 'لبنان', 'باريس']

The stem is the dictionary form, the lemma: gender, number, broken plurals, person, tense and
clitics come together; words made from one another keep apart (سياسة and سياسي, كاتب and كتاب).
A verb's stem ends in a fatha, as dictionaries write it, and so is never a noun's:

>>> [stem(word) for word in ("يكتبون", "فكتبت", "الكتب", "دعم", "يدعم")]
['كتبَ', 'كتبَ', 'كتاب', 'دعم', 'دعمَ']
"""

import re
from typing import NamedTuple

from search.analysis import latin
from search.analysis.affixes import BARE
from search.analysis.lemmas import IRREGULAR_NOUNS
from search.analysis.letters import FATHA, HEH, YEH
from search.analysis.lexicon import (
    ADJECTIVE,
    FEMINABLE,
    NAME,
    SHELVES,
    WEAK,
    consonants,
    imperfect_bounds,
    lookup_noun,
)
from search.analysis.readings import (
    CUTS,
    IMPERFECTS,
    NEVER,
    PREFIXES,
    SHORTEST_STEM,
    SUFFIXES,
    noun_score,
    verb_score,
)
from search.analysis.stopwords import PARTICLES

# A reading below this says less than that the word is unknown; at 2.0 saudinews lost .001.
UNKNOWN_SCORE = -2.0
MUCH_COMMONER = 1.6  # ln 5
NEARLY_AS_LIKELY = 2.0  # ln 7
LONGEST_WORD = 64  # letters; no word of the lexicon is half as long, and what is longer is not kept
GREATEST_WEIGHT = 15.5  # of any word but particles: what a cut can earn at most

_is_arabic = re.compile("[\u0621-\u064a\u066e-\u06d3\u06ee-\u06ef\u06fa-\u06ff]+").fullmatch


class Reading(NamedTuple):
    """One way to understand a word; the greatest score is the likeliest."""

    score: float
    prefix: str
    lemma: str
    suffix: str
    is_verb: bool

    @property
    def stem(self) -> str:
        """What stands for the dictionary form in an index."""
        return self.lemma + FATHA if self.is_verb else representative(self.lemma)


def best_reading(surface: str) -> Reading | None:
    """The likeliest reading of a folded Arabic word; None where the lexicon knows none."""
    if len(surface) > LONGEST_WORD:
        return None
    ends = []
    for end in range(len(surface), SHORTEST_STEM - 1, -1):
        suffix = surface[end:]
        if suffix not in SUFFIXES:
            break
        ends.append((end, len(surface[:end].rstrip(WEAK)), suffix))
    best, found = UNKNOWN_SCORE, None
    for start in range(len(surface) - SHORTEST_STEM + 1):
        prefix = surface[:start]
        if prefix not in PREFIXES:
            break
        cuts = CUTS[prefix]
        if not cuts:
            continue
        # What can be there at most, before anybody reads it: nearly all middles are no words.
        letters = surface[start : start + 2]
        imperfect = prefix in IMPERFECTS
        bounds = imperfect_bounds(letters) if imperfect else SHELVES[letters].bounds
        bound, bound_end = NEVER, -1
        for end, core_end, suffix in ends:
            if end < start + SHORTEST_STEM:
                break
            readings = cuts.get(suffix)
            if readings is None:
                continue
            if end == start + SHORTEST_STEM:
                bound = GREATEST_WEIGHT
            elif core_end != bound_end:
                core, bound_end = surface[start:core_end], core_end
                bound = bounds.get(consonants(core) if imperfect else core, NEVER)
            for cost, is_verb, read in readings:
                if bound - cost > best:
                    reading = read(surface[start:end])
                    if reading is not None and reading[0] - cost > best:
                        best, found = reading[0] - cost, (start, end, reading[1], is_verb)
    if found is None:
        return None
    start, end, lemma, is_verb = found
    return Reading(best, surface[:start], lemma, surface[end:], is_verb)


def representative(lemma: str) -> str:
    """The stem that stands for a dictionary form.

    >>> [representative(lemma) for lemma in ("كبيره", "عمليه", "مدرسه", "اخري", "عراقيه", "سعوديه")]
    ['كبير', 'عمليه', 'مدرسه', 'اخر', 'عراقي', 'سعودي']
    """
    lemma = IRREGULAR_NOUNS.get(lemma, lemma)
    entry = lookup_noun(lemma)
    if entry is not None and entry.singular:
        lemma = IRREGULAR_NOUNS.get(entry.singular, entry.singular)
    return _masculine(lemma)


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


def other_reading(surface: str) -> str | None:
    """The stem of a bare word as the other part of speech, where that is nearly as likely.

    Running text gives every word one stem; whoever types a word without prefix and ending may mean
    the noun or the verb, and there is no text beside it to tell.

    >>> other_reading("نشر"), other_reading("قدم"), other_reading("مصر"), other_reading("ينشر")
    ('نشرَ', 'قدم', None, None)
    """
    best = best_reading(surface) if len(surface) > SHORTEST_STEM else None
    if best is None or best.prefix or best.suffix or surface in PARTICLES:
        return None
    noun = noun_score(surface, BARE, definite=False, affixed=False, is_yeh=False)
    if abs(noun - verb_score(surface)) > NEARLY_AS_LIKELY:
        return None
    return representative(surface) if best.is_verb else surface + FATHA


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
    best = best_reading(surface)
    return best.stem if best is not None else _unknown(surface)


def steps(surface: str) -> list[tuple[str, str]]:
    """How `stem` went: the cut with the dictionary form, and the stem.

    >>> steps("وللوزيرات")
    [('affixes', 'ولل + وزير + ات'), ('stem', 'وزير')]
    """
    found = stem(surface)
    if _is_arabic(surface) and len(surface) > SHORTEST_STEM and surface not in PARTICLES:
        best = best_reading(surface)
        if best is not None:
            parts = (best.prefix, best.lemma, best.suffix)
            return [("affixes", " + ".join(filter(None, parts))), ("stem", found)]
        return [("unknown word", surface), ("stem", found)]
    return [("stem", found)]
