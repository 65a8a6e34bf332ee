"""Which stems are kin? Those that share their consonants.

Arabic derives words by putting long vowels among the consonants of a root, which no light stemmer
takes out: استثمار and يستثمر, تجارة and تاجر. Kinship is a weaker claim than to be one word, and
wrong often enough (سلام and سلم) that it never finds an article; it ranks those that were found.

Two consonants are shared by too many words. Such a word is kin to what has all its other letters,
too, but for the ending: روسيا and روسي, سنة and سنوي. It has no verbs for kin (with them xquad
-.0003, antcorpus -.0008 nDCG@10; weak letters taken for one another -.0007, -.0011).
"""

from __future__ import annotations

from search.analysis.letters import ALEF, ARABIC_LETTERS, FATHA, HEH, WAW, YEH

FEWEST = 3  # consonants; with fewer, kinship is chance
# ه is a consonant inside a word (هجوم and هاجم): xquad, antcorpus, saudinews .000 +.005 +.001.
_VOWELS = str.maketrans("", "", ALEF + WAW + YEH)
# What a fourth consonant in front is, as a rule: تدريب and مدرب of درب. nDCG@10 (xquad, antcorpus,
# saudinews; scored without nearness) +.001 +.002 +.001.
_DERIVING = "مت"
# Of countries, their people and adjectives, the longest first. nDCG@10 (xquad, antcorpus,
# saudinews) +.001 +.003 .000.
_ENDINGS = (ALEF + WAW + YEH, WAW + YEH, YEH + ALEF, YEH, ALEF, HEH)
_SHORTEST = 2


def skeleton(stem: str) -> str:
    """What kin of a folded Arabic stem share; empty where that is too little to tell anything.

    >>> skeleton("استثمار") == skeleton("استثمر"), skeleton("تجاره"), skeleton("هجوم")
    (True, 'تجر', 'هجم')
    >>> skeleton("تدريب"), skeleton("مدرب"), skeleton("درب")
    ('درب', 'درب', 'درب')
    >>> skeleton("روسيا"), skeleton("روسي"), skeleton("قالَ")
    ('روس', 'روس', '')
    """
    if not stem or stem[0] not in ARABIC_LETTERS:
        return ""
    word = stem.removesuffix(FATHA)
    consonants = word.removesuffix(HEH).translate(_VOWELS)
    if len(consonants) > FEWEST and consonants[0] in _DERIVING:
        consonants = consonants[1:]
    if len(consonants) >= FEWEST:
        return consonants
    if word != stem:
        return ""
    ending = next((ending for ending in _ENDINGS if word.endswith(ending)), "")
    shared = word.removesuffix(ending)
    return shared if len(shared) >= _SHORTEST else ""
