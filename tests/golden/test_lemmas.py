"""Do the forms of a dictionary word share a stem, and no others?

`lemmas.tsv`: 1,518 forms of the content words in 30,000 running words of Saudi news, whole families
of roots chosen by chance, each form with its lemma, given by hand: the verb for its persons and
tenses, the singular for the plural, the masculine for the feminine of adjectives; a verb's noun, a
participle and an adjective in ي are lemmas of their own, and so is a name. A form that could be two
lemmas has the one that it mostly is in the news. The stemmer was developed on half a.
"""

import csv
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import pytest

from search.analysis import fold, stem

LEMMAS = Path(__file__).with_name("lemmas.tsv")

# Half, precision and recall of the pairs of forms that share a stem, as measured.
TOLERANCE = 0.01
MEASURED = [("a", 0.932, 0.943), ("b", 0.955, 0.917)]


def read_lemmas(half: str) -> dict[str, str]:
    with LEMMAS.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["form"]: row["lemma"] for row in rows if row["half"] == half}


def pairs(classes: dict[str, str]) -> set[tuple[str, str]]:
    """The pairs of forms that are in one class."""
    members = defaultdict(list)
    for form in sorted(classes):
        members[classes[form]].append(form)
    return {pair for forms in members.values() for pair in combinations(forms, 2)}


@pytest.mark.parametrize(("half", "precision", "recall"), MEASURED)
def test_stems_are_lemmas(half: str, precision: float, recall: float) -> None:
    lemmas = read_lemmas(half)
    wanted, found = pairs(lemmas), pairs({form: stem(fold(form)) for form in lemmas})
    right = len(wanted & found)
    assert right / len(found) >= precision - TOLERANCE, sorted(found - wanted)[:40]
    assert right / len(wanted) >= recall - TOLERANCE, sorted(wanted - found)[:40]


def test_the_halves_are_large_enough_and_share_no_lemma() -> None:
    halves = [read_lemmas(half) for half in "ab"]
    assert [len(half) >= 700 for half in halves] == [True, True]
    assert [len(pairs(half)) >= 800 for half in halves] == [True, True]
    assert not set(halves[0].values()) & set(halves[1].values())
