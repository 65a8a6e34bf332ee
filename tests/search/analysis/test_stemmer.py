"""The forms of one word share a stem; words that look alike do not."""

import time
from itertools import product

import pytest

from search.analysis import fold, stem
from search.analysis.lexicon import FEMINABLE, NAME, SHELVES, lookup_noun, lookup_verb

SAME = [
    ("وزير", "الوزير للوزير ووزير وزيرة والوزيرات وزيرنا", "the و of وزير is its own"),
    ("حكومة", "الحكومة حكومتها حكومات وبالحكومات", "ة turns ت before an ending"),
    ("سعودي", "السعودية سعوديين السعوديون للسعوديات", "country and people"),
    ("كتبت", "يكتب تكتب كتبوا سيكتبون فكتبت", "a verb's persons and tenses"),
    ("وزير", "وزراء الوزراء وزرائه وزراؤها", "a broken plural with its singular"),
    ("خبر", "أخبار الأخبار", "a plural that could be a verb's noun, too rare to doubt"),
    ("طريق", "طرق الطرق", "a short plural that the dictionary names"),
    ("حد", "حدود الحدود", "the dictionary has a wrong singular, our list the right one"),
    ("قال", "يقول وقالت سيقولون", "a hollow verb"),
    ("أعلن", "يعلن وأعلنت سيعلنون", "fourth form: the imperfect loses its أ"),
    ("أكد", "يؤكد تؤكد وأكدت", "a hamza on waw in the imperfect"),
    ("أعاد", "يعيد ستعيد", "a hollow fourth form is not عاد"),
    ("عانى", "يعانون عانت", "a final ى falls before an ending"),
    ("مباراة", "المباريات مباراتين", "ات after a weak letter"),
    ("سنة", "سنوات السنوات سنتين سنين", "a plural with its own و"),
    ("باليستي", "الباليستية باليستية والباليستي", "a loan word that begins like بال"),
    ("كالسيوم", "الكالسيوم بالكالسيوم", "and one that begins like كال"),
    ("فكرة", "أفكار الأفكار بأفكاره", "not the plural of فكر that the dictionary makes it"),
    ("زملاء", "زملائه زملاؤها", "a hamza that changes its seat"),
    ("مستوى", "مستواه مستويات", "ى inside a word is ا or ي"),
    ("شيء", "شيئا", "a hamza before tanween"),
    ("حوثي", "الحوثيين والحوثيون الحوثية", "an adjective since the lexicon"),
    ("بلد", "بلدان البلدين", "arramooz calls this plural broken; it is an ending"),
    ("الأولى", "الأول", "feminine of first"),
    ("مسؤول", "مسئول مسؤولين", "two schools of writing hamza"),
    ("عراقي", "العراقي والعراقيين عراقية", "an adjective in ي, its persons and things"),
]
APART = [
    ("وزير", "زير", "و of the word"),
    ("كتاب", "كاتب تاب", "derived words; ك of the word"),
    ("بنك", "نك", "ب of the word"),
    ("فيلم", "يلم", "ف of the word"),
    ("لبنان", "لبن بنان", "ان and ل of a name"),
    ("سلطان", "سلط", "ان of the word"),
    ("ألمانيا", "ماني", "ال of a name"),
    ("شركة", "شرك", "a noun with ة that is no feminine"),
    ("عملية", "عملي", "a noun in ية that is no adjective"),
    ("مدرسة", "مدرس", "school is not the feminine of teacher"),
    ("واحد", "أحد", "و of a number"),
    ("عراق", "عراقي العراقية", "an adjective in ي is a word of its own"),
    ("الرياض", "رياضي رياضيات رياضة", "the city, the sport, mathematics"),
    ("دعم", "يدعم دعموا", "a verb and its noun"),
    ("إعداد", "عدد", "as likely a verb's noun as a plural"),
    ("شباب", "شب شابة", "a plural that is a word of its own by now"),
]


@pytest.mark.parametrize(("word", "forms", "why"), SAME)
def test_forms_of_one_word(word: str, forms: str, why: str) -> None:
    assert {form: stem(fold(form)) for form in forms.split()} == dict.fromkeys(
        forms.split(), stem(fold(word))
    ), why


@pytest.mark.parametrize(("word", "others", "why"), APART)
def test_words_that_look_alike(word: str, others: str, why: str) -> None:
    assert stem(fold(word)) not in {stem(fold(other)) for other in others.split()}, why


NAMES = "باريس إيران ألمانيا فيسبوك لبنان تلفزيون أفغانستان برلين بوتين داعش أبها واشنطن"


@pytest.mark.parametrize("name", NAMES.split())
def test_names_and_loan_words_keep_their_letters(name: str) -> None:
    assert stem(fold(name)) == fold(name)


@pytest.mark.parametrize("name", ["جاكسونفيل", "تيموجين", "كوبلاي", "فريسنو"])
def test_an_unknown_word_has_one_stem_with_and_without_its_article(name: str) -> None:
    assert stem(fold("ال" + name)) == stem(fold("وال" + name)) == stem(fold(name))


@pytest.mark.parametrize("word", ["2015", "g20", "привет", "ق", "من"])
def test_what_is_no_arabic_word_stays(word: str) -> None:
    assert stem(word) == word


def test_the_lexicon_knows_kinds() -> None:
    minister, paris = lookup_noun("وزير"), lookup_noun("باريس")
    assert minister is not None
    assert minister.kinds & FEMINABLE
    assert paris is not None
    assert paris.kinds == NAME
    assert paris.weight == 0 < paris.name_weight
    assert (lookup_noun("غغغغ"), lookup_verb("غغغغ")) == (None, None)


def test_a_stem_does_not_depend_on_the_words_before_it() -> None:
    words = "خبر أخبار احوال حال حول عين عيون اعداد عدد اعوام عام طلاب كتاب كتب علوم نساء"
    folded = [fold(word) for word in words.split()]
    found = []
    for order in (folded, folded[::-1]):
        SHELVES.clear()
        stems = {word: stem(word) for word in order}
        found.append([stems[word] for word in folded])
    assert found[0] == found[1]


def test_stemming_is_quick() -> None:
    prefixes, suffixes = ("", "وال", "ب", "سي"), ("", "ها", "ون", "ات")
    middles = ("كتب", "وزير", "حكوم", "دراس", "غنفر")
    words = [
        prefix + middle + suffix for prefix, middle, suffix in product(prefixes, middles, suffixes)
    ]
    for word in words:  # the lexicon's shelves are read
        stem(word)
    start = time.process_time()
    for word in words:
        stem(word)
    assert (time.process_time() - start) / len(words) < 0.001, "260,000 words within minutes"
