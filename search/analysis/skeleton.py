"""Which stems are kin? Those that share their consonants.

Arabic derives words by putting long vowels among the consonants of a root, which no light stemmer
takes out: استثمار and يستثمر, تجارة and تاجر. Kinship is a weaker claim than to be one word, and
wrong often enough (سلام and سلم) that it never finds an article; it ranks those that were found.
"""

from __future__ import annotations

from search.analysis.letters import ALEF, ARABIC_LETTERS, FATHA, HEH, WAW, YEH

FEWEST = 3  # consonants; with fewer, kinship is chance
_VOWELS = str.maketrans("", "", ALEF + WAW + YEH + HEH + FATHA)


def skeleton(stem: str) -> str:
    """The consonants of a folded Arabic stem; empty where they are too few to tell anything.

    >>> skeleton("استثمار") == skeleton("استثمر"), skeleton("تجاره"), skeleton("نور")
    (True, 'تجر', '')
    """
    consonants = stem.translate(_VOWELS)
    told = len(consonants) >= FEWEST and consonants[0] in ARABIC_LETTERS
    return consonants if told else ""
