"""What a word may be between given affixes: the likeliest dictionary form, and how likely it is.

The same middle comes back in hundreds of words (وزير in وال+وزير and in لل+وزير+ات), and of the
affixes only a few things matter to it: each such case is a `Reader` that remembers its answers.

>>> noun_reader("ال", "", BARE)("وزير") == noun_reader("بال", "", BARE)("وزير")
True
>>> verb_reader("", True, False)("قول")[1], verb_reader("", False, False)("قول")[1]
('قال', 'قول')
"""

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Final

from search.analysis.affixes import BARE, FEMININE, NOUN_CUTS, SOUND_MASCULINE, TANWIN, VERB_CUTS
from search.analysis.lemmas import noun_lemmas, verb_lemmas
from search.analysis.letters import YEH
from search.analysis.lexicon import (
    ADJECTIVE,
    BROKEN_PLURAL,
    FEMINABLE,
    NISBA,
    lookup_noun,
    lookup_verb,
)

SHORTEST_STEM: Final = 2
NEVER: Final = -99.0
LEAST: Final = -50.0  # more than NEVER, less than anything a lexicon says
# Middles that each of 23 readers remembers: two to three of four questions are asked again.
_REMEMBERED: Final = 1 << 13

# A middle's likeliest dictionary form behind its likelihood: ln of a frequency less the cost of
# the way to it. None where the lexicon knows none.
Reader = Callable[[str], tuple[float, str] | None]


def noun_score(lemma: str, ending: int, *, definite: bool, affixed: bool, is_yeh: bool) -> float:
    """How likely a noun, adjective or name is with such an ending; NEVER where it cannot be."""
    entry = lookup_noun(lemma)
    if entry is None:
        return NEVER
    weight, name_weight, kinds, _ = entry
    if ending in (BARE, TANWIN):
        weight = max(weight, name_weight - (2.0 if definite else 0.0))
    elif not weight:  # names have no plural: لبنان is not two of لبن
        return NEVER
    # A ي at the end makes adjectives a hundred times before it says "my"; behind a person it is
    # what is left of ين: لاعبي الفريق (recall +.007 on 10,000 forms, precision +.001).
    of_persons = kinds & FEMINABLE and not kinds & NISBA
    if is_yeh and not (kinds & BROKEN_PLURAL or of_persons):
        return NEVER
    if kinds == BROKEN_PLURAL and ending == SOUND_MASCULINE:
        return NEVER
    if ending == FEMININE and not kinds & ADJECTIVE:
        if not kinds & FEMINABLE:
            return NEVER
        weight -= 1.5
    if affixed and len(lemma) == SHORTEST_STEM:
        weight -= 2.0
    return weight


def verb_score(lemma: str) -> float:
    """How likely a verb is; NEVER where it cannot be."""
    weight = lookup_verb(lemma)
    if weight is None or (len(lemma) == SHORTEST_STEM and weight < 7.0):
        return NEVER
    return weight


def noun_reader(prefix: str, suffix: str, ending: int) -> Reader:
    """The reader of middles between these affixes as nouns."""
    definite = ending in (BARE, TANWIN) and prefix.endswith(("ال", "لل"))
    return _noun_reader(ending, definite, bool(prefix or suffix), suffix == YEH)


@cache
def _noun_reader(ending: int, definite: bool, affixed: bool, is_yeh: bool) -> Reader:
    @lru_cache(_REMEMBERED)
    def read(middle: str) -> tuple[float, str] | None:
        best, found = LEAST, ""
        for lemma, cost in noun_lemmas(middle, ending):
            score = noun_score(lemma, ending, definite=definite, affixed=affixed, is_yeh=is_yeh)
            if score - cost > best:
                best, found = score - cost, lemma
        return (best, found) if found else None

    return read


def verb_reader(suffix: str, imperfect: bool, has_object: bool) -> Reader:
    """The reader of middles before this suffix as verbs."""
    return _verb_reader(suffix[:1] if suffix[:1] in ("ت", "و", "ي") else "", imperfect, has_object)


@cache
def _verb_reader(initial: str, imperfect: bool, has_object: bool) -> Reader:
    @lru_cache(_REMEMBERED)
    def read(middle: str) -> tuple[float, str] | None:
        best, found = LEAST, ""
        for lemma, cost in verb_lemmas(middle, initial, imperfect=imperfect, has_object=has_object):
            score = verb_score(lemma)
            if score - cost > best:
                best, found = score - cost, lemma
        return (best, found) if found else None

    return read


# What may follow behind a prefix: suffix → the ways to read what is between the two, each with the
# cost of both affixes and whether it reads a verb.
Cuts = dict[str, list[tuple[float, bool, Reader]]]


def _cuts(prefix: str) -> Cuts:
    found: Cuts = {}
    for suffix, nouns in NOUN_CUTS.get(prefix, {}).items():
        found[suffix] = [
            (cost, False, noun_reader(prefix, suffix, ending)) for cost, ending in nouns
        ]
    for suffix, (cost, imperfect, has_object) in VERB_CUTS.get(prefix, {}).items():
        reader = verb_reader(suffix, imperfect, has_object)
        found.setdefault(suffix, []).append((cost, True, reader))
    return found


class _CutsOfPrefixes(dict[str, Cuts]):
    """Made for each prefix when it is first asked for: all together would cost a search 5 ms."""

    def __missing__(self, prefix: str) -> Cuts:
        return self.setdefault(prefix, _cuts(prefix))


CUTS: Final = _CutsOfPrefixes()
# With what only begins a prefix or ends a suffix, so that a look for them knows when to stop.
PREFIXES: Final = frozenset(
    prefix[:end] for prefix in (*NOUN_CUTS, *VERB_CUTS) for end in range(len(prefix) + 1)
)
_WHOLE_SUFFIXES: Final = set[str]().union(*NOUN_CUTS.values(), *VERB_CUTS.values())
SUFFIXES: Final = frozenset(
    suffix[start:] for suffix in _WHOLE_SUFFIXES for start in range(len(suffix) + 1)
)
IMPERFECTS: Final = frozenset(VERB_CUTS) - frozenset(NOUN_CUTS)  # no prefix is of both
