"""Words that are made from one another share a skeleton; words that are not, do not."""

import pytest

from search.analysis import fold, skeleton, stem

KIN = [
    ("استثمار يستثمر مستثمر", "a verb, its noun and its participle"),
    ("تجارة تاجر", "a trade and who trades"),
    ("تدريب مدرب", "what a fourth consonant in front is"),
    ("هجوم هاجم مهاجم", "ه inside a word is a consonant"),
    ("شهادة شاهد", "so it is in the middle"),
    ("روسيا روسي روسية", "a country of two consonants, its people and its adjective"),
    ("إيران إيراني", "a country that ends in a consonant"),
    ("ليبيا الليبيون", "a plural of people"),
    ("الصين صيني", "one weak letter is enough"),
    ("سنة سنوي", "و before the ي of an adjective"),
    ("دين ديني دينية", "an ordinary noun and its adjective"),
]
NOT_KIN = [
    ("روسيا سوريا", "the same letters in another order"),
    ("إيران رأي", "consonants alone would be one"),
    ("سوريا سير", "a weak letter in another place"),
    ("هجوم جماعة", "without its ه the one would be the other"),
    ("قال قول", "a verb of two consonants has none for kin"),
]


def skeletons(words: str) -> list[str]:
    return [skeleton(stem(fold(word))) for word in words.split()]


@pytest.mark.parametrize(("words", "why"), KIN, ids=[why for _, why in KIN])
def test_kin_share_a_skeleton(words: str, why: str) -> None:
    found = skeletons(words)
    assert len(set(found)) == 1, (found, why)
    assert found[0], why


@pytest.mark.parametrize(("words", "why"), NOT_KIN, ids=[why for _, why in NOT_KIN])
def test_others_do_not(words: str, why: str) -> None:
    one, other = skeletons(words)
    assert one != other, why


@pytest.mark.parametrize("stem", ["", "ا", "و", "2015", "elections", "ه", "قالَ", "َ"])
def test_too_little_tells_nothing(stem: str) -> None:
    assert skeleton(stem) == ""
