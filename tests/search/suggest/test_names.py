"""Other spellings of names: found together, said, switched off, and never ordinary words."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import search
from corpus import Article
from search import Engine
from search.analysis import arabic_analyzer

PAIRS = Path(__file__).parents[2] / "golden" / "pairs.tsv"
ENOUGH = 0.9
ARTICLES = 3  # of each spelling

# Each pair stands beside one of these, so that the two spellings are in one company.
_COMPANY = """
قمة صفقة بطولة معرض مهرجان ندوة رحلة جامعة ملعب مصرف شركة متحف قناة سفارة منحة عقد مؤتمر نهائي
مباراة تدريب مسرح كتاب معهد حفل طائرة جسر ميناء مصنع برج سوق قطار نفق مطعم فندق حديقة مكتبة
مستشفى محكمة نقابة مجلة صحيفة رواية لوحة أغنية جائزة لعبة سيارة هاتف حاسوب ساعة عطر ثوب حذاء قلم
خريطة كرسي طاولة نافذة سلم قارب شاحنة دراجة حصان جمل أسد نمر فهد ذئب ثعلب أرنب غزال فيل قرد دب
"""
COMPANY = _COMPANY.split()

TRAPS = [
    # two words in one company that are not one word, and why they might be taken for one
    ("محمد", "محمود", "a long vowel"),
    ("سالم", "سليم", "two long vowels"),
    ("حسن", "حسين", "a long vowel"),
    ("سعد", "سعيد", "a long vowel"),
    ("جمال", "كمال", "one sound"),
    ("قاسم", "جاسم", "one sound"),
    ("خالد", "خويلد", "long vowels"),
    ("كاتب", "كتاب", "long vowels of one root"),
    ("قلب", "كلب", "one sound"),
    ("طين", "تين", "one sound"),
    ("سيف", "صيف", "one sound"),
    ("غريب", "قريب", "one sound"),
    ("تقرير", "تقارير", "a broken plural is a matter of stems"),
    ("شاعر", "شعر", "a long vowel"),
    ("برنامج", "برامج", "letters in and out"),
    ("عالم", "علم", "a long vowel"),
    ("فرنسا", "فرنسوا", "a country and a man"),
    ("النمسا", "النمس", "the end of a word is no vowel in or out"),
    ("سودان", "سوداني", "nor is a nisba"),
    ("مستشار", "مستشري", "ordinary words, one of them unknown"),
]


def read_names() -> list[tuple[str, str]]:
    with PAIRS.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["query"], row["article"]) for row in rows if row["kind"] == "name"]


def build(folder: Path, pairs: list[tuple[str, str]]) -> Engine:
    """Articles in which each word of a pair is seen in the same company."""
    with search.open_writer(folder) as writer:
        for number, pair in enumerate(pairs):
            company = COMPANY[number % len(COMPANY)]
            other = COMPANY[(number * 7 + 3) % len(COMPANY)]
            for word in pair:
                for copy in range(ARTICLES):
                    body = f"كتبت الصحف عن {company} {word} و{other} في يومها رقم {copy} من السنة"
                    writer.add(Article(f"{number}-{word}-{copy}", "خبر اليوم", body))
    return search.open_index(folder)


def finds(engine: Engine, number: int, asked: str, wanted: str) -> bool:
    found = {hit.id for hit in engine.search(asked, limit=1000)}
    return {f"{number}-{wanted}-{copy}" for copy in range(ARTICLES)} <= found


def test_one_spelling_of_a_name_finds_the_other(tmp_path: Path) -> None:
    pairs = read_names()
    assert len(pairs) >= 60
    engine = build(tmp_path / "index", pairs)
    missed = [
        (asked, wanted)
        for number, (one, two) in enumerate(pairs)
        for asked, wanted in ((one, two), (two, one))
        if not finds(engine, number, asked, wanted)
    ]
    assert 1 - len(missed) / (2 * len(pairs)) >= ENOUGH, missed


def test_other_words_are_never_joined(tmp_path: Path) -> None:
    engine = build(tmp_path / "index", [(one, two) for one, two, _ in TRAPS])
    joined = [
        (asked, search.also_searched, why)
        for one, two, why in TRAPS
        for asked in (one, two)
        if (search := engine.search(asked)).also_searched
    ]
    assert joined == []


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    pairs = [("ترامب", "ترمب"), ("غوغل", "جوجل"), ("إنجلترا", "إنكلترا")]
    return build(tmp_path_factory.mktemp("names") / "index", pairs)


SEARCHES = [
    # query, articles, also searched, why
    ("ترامب", 6, {"ترامب": ("ترمب",)}, "both spellings"),
    ("لترامب", 6, {"لترامب": ("ترمب",)}, "with a clitic"),
    ("انجلترا", 6, {"انجلترا": ("إنكلترا",)}, "as it was typed, and as it is written"),
    ("=ترامب", 3, {}, "an exact word is that word"),
    ('"ترامب"', 3, {}, "and so is a quoted one"),
    ("-ترامب", 12, {}, "left out with its spellings, which is nothing to be shown"),
    ("ترامب OR جوجل", 12, {"ترامب": ("ترمب",), "جوجل": ("غوغل",)}, "two names"),
    ("عنوان:ترامب", 0, {"ترامب": ("ترمب",)}, "in a field"),
    ("صفقة", 6, {}, "an ordinary word"),
]


@pytest.mark.parametrize(
    ("query", "total", "also", "why"), SEARCHES, ids=[row[3] for row in SEARCHES]
)
def test_also_searched(
    engine: Engine, query: str, total: int, also: dict[str, tuple[str, ...]], why: str
) -> None:
    results = engine.search(query)
    assert results.total == total, why
    assert results.also_searched == also, why


MONTHS = [
    # typed, in the article, found, why
    ("فبراير", "شباط", True, "Egypt and the Levant"),
    ("شباط", "فيفري", True, "the Levant and Tunisia"),
    ("جويلية", "يوليو", False, "a family's name without its ending"),
    ("أيلول", "شتنبر", True, "the Levant and Morocco"),
    ("نيسان", "أبريل", False, "a car, too"),
    ("آب", "أغسطس", False, "father and came back, too"),
]


@pytest.mark.parametrize(
    ("typed", "written", "found", "why"), MONTHS, ids=[row[0] for row in MONTHS]
)
def test_a_month_is_found_by_its_other_names(
    typed: str, written: str, found: bool, why: str, tmp_path: Path
) -> None:
    with search.open_writer(tmp_path) as writer:
        writer.add(Article("1", "خبر اليوم", f"تفتح الأسواق في شهر {written} من كل سنة"))
    with search.open_index(tmp_path) as engine:
        results = engine.search(typed)
    assert bool(results.total) is found, why
    assert bool(results.also_searched) is found, why


def test_the_spelling_that_was_typed_comes_first_and_the_other_is_marked(engine: Engine) -> None:
    results = engine.search("ترامب", explain=True)
    assert [hit.id.split("-")[1] for hit in results] == ["ترامب"] * 3 + ["ترمب"] * 3
    for hit in results:
        marked = [hit.snippet.text[start:end] for start, end in hit.snippet.highlights]
        assert marked == [hit.id.split("-")[1]]
        assert hit.explanation is not None
        total, *parts = (float(line.split()[0]) for line in hit.explanation.splitlines())
        assert total == pytest.approx(hit.score, abs=1e-4) == pytest.approx(sum(parts), abs=1e-3)


def test_an_article_on_its_own_is_marked_with_the_spelling_it_has(engine: Engine) -> None:
    view = engine.article("0-ترمب-1", "ترامب")
    assert view is not None
    assert [view.article.body[start:end] for start, end in view.body_highlights] == ["ترمب"]


def test_a_spelling_that_no_article_has_is_not_unknown(engine: Engine) -> None:
    results = engine.search("غوجل")
    assert results.unknown == ()
    assert results.suggestion is None
    assert set(results.also_searched["غوجل"]) == {"غوغل", "جوجل"}


def test_the_pairs_are_real(engine: Engine) -> None:
    analyzer = arabic_analyzer()
    for one, two in read_names():
        assert analyzer.surface(one) != analyzer.surface(two)
