"""The likeliest reading is that of a look at every cut, each lemma asked of the lexicon."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from search.analysis import fold
from search.analysis.affixes import NOUN_CUTS, VERB_CUTS
from search.analysis.lemmas import noun_lemmas, verb_lemmas
from search.analysis.lexicon import SHELVES, WEAK, imperfect_bounds
from search.analysis.readings import NEVER, noun_score, verb_score
from search.analysis.stemmer import UNKNOWN_SCORE, best_reading

GOLDEN = Path(__file__).parents[2] / "golden" / "lemmas.tsv"
FORMS = sorted(
    {
        fold(line.split("\t")[0])
        for line in GOLDEN.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    }
)
AFFIXED = [
    before + word + behind
    for word in ("وزير", "مباري", "كتب", "قول", "ري", "اوي", "سنو", "شيي", "زملاء", "لبنان", "يمن")
    for before in ("", "و", "ال", "وال", "لل", "ي", "سي", "فست")
    for behind in ("", "ه", "ات", "ها", "ون", "اته", "وا", "ي")
]


def every_reading(word: str) -> Iterator[tuple[float, tuple[str, str, str, bool]]]:
    """The score and the parts of each reading, in the order in which the first of equals wins."""
    for start in range(len(word) - 1):
        prefix = word[:start]
        for end in range(len(word), start + 1, -1):
            middle, suffix = word[start:end], word[end:]
            for cost, ending in NOUN_CUTS.get(prefix, {}).get(suffix, ()):
                for lemma, more in noun_lemmas(middle, ending):
                    definite, is_yeh = prefix.endswith(("ال", "لل")), suffix == "ي"
                    affixed = bool(prefix or suffix)
                    score = noun_score(
                        lemma, ending, definite=definite, affixed=affixed, is_yeh=is_yeh
                    )
                    yield score - more - cost, (prefix, lemma, suffix, False)
            if suffix in VERB_CUTS.get(prefix, {}):
                cost, imperfect, has_object = VERB_CUTS[prefix][suffix]
                for lemma, more in verb_lemmas(
                    middle, suffix, imperfect=imperfect, has_object=has_object
                ):
                    yield verb_score(lemma) - more - cost, (prefix, lemma, suffix, True)


@pytest.mark.parametrize("words", [FORMS, AFFIXED], ids=["forms of the news", "made of affixes"])
def test_nothing_is_left_out_that_could_be_the_best(words: list[str]) -> None:
    assert len(words) > 500
    for word in words:
        readings = [(score, parts) for score, parts in every_reading(word) if score > UNKNOWN_SCORE]
        best = max(readings, key=lambda reading: reading[0], default=None)
        found = best_reading(word)
        assert (found and (found.score, tuple(found[1:]))) == best, word


def test_a_bound_is_never_less_than_the_weight_of_a_word_it_is_for() -> None:
    asked = 0
    for start in ("كت", "وز", "اس", "قو", "مب", "اع"):
        shelf = SHELVES[start]
        for word, entry in shelf.nouns.items():
            assert shelf.bounds[word.rstrip(WEAK)] >= entry.greatest_weight > NEVER, word
            asked += 1
        for word, weight in shelf.verbs.items():
            assert shelf.bounds[word.rstrip(WEAK)] >= weight, word
    assert asked > 500
    # قال is the perfect of what stands behind ي in يقول, أعلن of what does in يعلن.
    assert imperfect_bounds("قو")["قل"] >= verb_score("قال") > 0
    assert imperfect_bounds("عل")["علن"] >= verb_score("اعلن") > 0
