"""Which stems are kin? Those that share their consonants.

Arabic derives words by putting long vowels among the consonants of a root, which no light stemmer
takes out: استثمار and يستثمر, تجارة and تاجر. Kinship is a weaker claim than to be one word, and
wrong often enough (سلام and سلم) that it never finds an article; it ranks those that were found.
"""

from __future__ import annotations

from search.analysis.letters import ALEF, ARABIC_LETTERS, FATHA, HEH, WAW, YEH

FEWEST = 3  # consonants; with fewer, kinship is chance
_VOWELS = str.maketrans("", "", ALEF + WAW + YEH + HEH + FATHA)
# What a fourth consonant in front is, as a rule: تدريب and مدرب of درب. nDCG@10 (xquad, antcorpus,
# saudinews; scored without nearness) +.001 +.002 +.001.
_DERIVING = "مت"


def skeleton(stem: str) -> str:
    """The consonants of a folded Arabic stem; empty where they are too few to tell anything.

    >>> skeleton("استثمار") == skeleton("استثمر"), skeleton("تجاره"), skeleton("نور")
    (True, 'تجر', '')
    >>> skeleton("تدريب"), skeleton("مدرب"), skeleton("درب")
    ('درب', 'درب', 'درب')
    """
    consonants = stem.translate(_VOWELS)
    if len(consonants) > FEWEST and consonants[0] in _DERIVING:
        consonants = consonants[1:]
    told = len(consonants) >= FEWEST and consonants[0] in ARABIC_LETTERS
    return consonants if told else ""
