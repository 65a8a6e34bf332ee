"""Did you mean? For a word that few or no articles have, from the collection's own words.

A noisy channel: the likeliest word is frequent, near to what was typed, and found together with
the other words of the query. How near is a matter of Arabic writing: letters that differ by their
dots, that sound alike, that lie side by side on the keyboard.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from math import log
from typing import Final

import numpy as np

from search.suggest.distance import Costs, distances, letter_costs, pair_costs
from search.suggest.keyboard import ARABIC_ROWS, LATIN_ROWS
from search.suggest.vocabulary import CODES, encode, letter_set
from search.suggest.words import COMMON, Words

LOOK_ALIKE: Final = ("بتثني", "جحخ", "دذ", "رز", "سش", "صض", "طظ", "عغ", "فق")
SOUND_ALIKE: Final = ("ذزظ", "ضظ", "سص", "تط", "قك", "هح", "سث", "دض", "عا", "ءا", "قغ", "غج")
MIXED_UP: Final = (("هت", 0.7), ("اي", 0.8), ("وء", 0.6), ("يء", 0.6))
A_SPACE: Final = 0.6  # too many or too few

# ln of a frequency against a distance; 5 to 11 differ by .02 (of 200 slips, frequent words).
PENALTY: Final = 7.0
CONTEXT: Final = 1.0  # of ln (articles shared / articles that chance would share)
LONGEST = 40  # letters; no word is longer, and each letter costs a look at two parts of it
SEEN_IN_CONTEXT: Final = 8  # corrections that are compared so
DOUBTFUL: Final = -4.0  # a score that says too little: 14 articles an edit away
USUAL: Final = 50  # articles of a word that is meant rather than one that can be read, too
SLIGHT: Final = 0.65  # one slip of the usual kinds


def _beside(rows: tuple[str, ...]) -> Iterator[str]:
    """Pairs of letters whose keys touch."""
    for row in rows:
        yield from map("".join, pairwise(row))
    for upper, lower in pairwise(rows):
        for place, letter in enumerate(lower):
            yield from (letter + near for near in upper[place : place + 2])


@cache
def slip_costs() -> Costs:
    """What each slip costs; the usual ones less than another letter altogether."""
    keys = [
        (pair, 0.8)
        for rows in (ARABIC_ROWS, LATIN_ROWS)
        for pair in _beside(rows)
        if all(letter in CODES for letter in pair)
    ]
    alike = [(group, 0.6) for group in (*LOOK_ALIKE, *SOUND_ALIKE)]
    one = letter_costs(0.9, {"اوي": 0.7, "ءه": 0.8})
    return Costs(
        change=pair_costs(1.1, [*keys, *alike, *MIXED_UP]),
        missing=one,
        extra=one,
        doubled=0.5,
        swapped=0.6,
    )


def farthest(length: int) -> float:
    """How far a word of so many letters may be from the one that was meant.

    >>> [farthest(length) for length in (3, 5, 7, 9)]
    [1.0, 1.2, 1.5, 2.0]
    """
    return 1.0 if length < 4 else 1.2 if length < 6 else 1.5 if length < 8 else 2.0


@dataclass(frozen=True, slots=True)
class Correction:
    """What may have been meant; the greater the score the likelier."""

    words: tuple[str, ...]  # two where a space was lost
    distance: float
    frequency: int
    score: float


def correction(word: str, others: Sequence[str], words: Words) -> Correction | None:
    """What `word` should have been beside `others`; None where it may well be right as it is.

    Of 15,680 distinct words of edited news from other years, 1.9 % get one, most of them foreign
    names that the collection does not have; of those that are in any of its articles, 0.1 %.
    """
    if len(word) > LONGEST:
        return None
    frequency = words.frequency(word)
    readable = words.is_in_dictionary(word)
    found = words.frequency_in_any_form(word)
    if frequency > COMMON or (readable and found and (frequency or len(word) < 5)):
        return None
    best = next(iter(corrections(word, others, words)), None)
    if best is None or best.score <= DOUBTFUL:
        return None
    if frequency:
        right = best.distance <= SLIGHT and best.frequency >= 200 * frequency
    elif readable and found:  # a form that no article has, or a slip that can be read as one
        right = best.distance <= SLIGHT and best.frequency >= max(USUAL, found)
    elif readable:
        right = len(best.words) > 1 or (best.distance <= SLIGHT and best.frequency >= USUAL)
    elif found:  # as a stem that was only guessed
        right = best.distance <= 0.9 and best.frequency >= 20
    else:
        right = True
    return best if right else None


def corrections(word: str, others: Sequence[str], words: Words) -> list[Correction]:
    """What `word` may have been meant to be beside `others`, best first."""
    found = [*_near(word, words), *_apart(word, words)]
    found.sort(key=lambda one: (-one.score, one.words))
    best = found[:SEEN_IN_CONTEXT]
    if others:
        best = [
            replace(one, score=one.score + CONTEXT * _affinity(one, others, words)) for one in best
        ]
        best.sort(key=lambda one: (-one.score, one.words))
    return best


def _near(word: str, words: Words) -> Iterator[Correction]:
    codes = encode(word)
    if codes is None or len(codes) < 2:
        return
    limit = farthest(len(word))
    edits = 1 if limit < 1.2 else 2
    found: dict[str, tuple[float, int]] = {}
    for vocabulary in words.surfaces:
        near = vocabulary.candidates(
            len(word) - edits, len(word) + edits, near=letter_set(word), apart=2 * edits
        )
        far = distances(codes, near, slip_costs())
        close = np.flatnonzero((far <= limit) & (far > 0))
        frequencies = vocabulary.frequencies(near.numbers[close]).tolist()
        for place, frequency in zip(close.tolist(), frequencies, strict=True):
            term = vocabulary.term(int(near.numbers[place]))
            _, before = found.get(term, (0.0, 0))
            found[term] = float(far[place]), before + frequency
    for term, (distance, frequency) in found.items():
        if frequency >= COMMON:
            yield _correction((term,), distance, frequency)


def _apart(word: str, words: Words) -> Iterator[Correction]:
    """Two words that were typed as one and often stand side by side."""
    for place in range(2, len(word) - 1):
        pair = [word[:place], word[place:]]
        if all(words.frequency(piece) >= COMMON for piece in pair):
            frequency = words.follow(*pair)
            if frequency:
                yield _correction(tuple(pair), A_SPACE, frequency)


def _correction(words: tuple[str, ...], distance: float, frequency: int) -> Correction:
    return Correction(words, distance, frequency, log(frequency) - PENALTY * distance)


def _affinity(correction: Correction, others: Sequence[str], words: Words) -> float:
    """How much oftener than by chance the words are in one article; 0 where they never are."""
    total = 0.0
    for word in correction.words:
        for other in others:
            shared = words.shared_articles(word, other)
            chance = (
                words.frequency_in_any_form(word)
                * words.frequency_in_any_form(other)
                / max(words.articles, 1)
            )
            total += max(log((shared + 0.1) / (chance + 0.1)), 0.0)
    return total / (len(correction.words) * len(others))
