"""From what is left between prefix and suffix to the dictionary form.

Both functions give every form that could be meant with the cost of meaning it; the lexicon says
which of them are words.
"""

from collections.abc import Iterator

from search.analysis.affixes import (
    BARE,
    FEMININE,
    PRONOUN,
    SOUND_FEMININE,
    SOUND_MASCULINE,
    TANWIN,
    TEH,
)
from search.analysis.letters import ALEF, HAMZA, HEH, WAW, YEH

# Dictionary forms that no rule finds.
IRREGULAR_NOUNS = {
    # Feminine of comparatives and of first, other.
    "اولي": "اول", "اخري": "اخر", "كبري": "اكبر", "صغري": "اصغر", "عظمي": "اعظم", "عليا": "اعلي",
    "دنيا": "ادني", "وسطي": "اوسط", "قصوي": "اقصي", "يسري": "ايسر",
    # Colors.
    "حمراء": "احمر", "خضراء": "اخضر", "بيضاء": "ابيض", "سوداء": "اسود", "زرقاء": "ازرق",
    "صفراء": "اصفر",
    # Two spellings of one word.
    "ميه": "مايه", "مسيول": "مسوول", "شيون": "شوون", "سنين": "سنه", "سنون": "سنه", "امهات": "ام",
    # The ي that an indefinite form drops.
    "قاض": "قاضي", "ناد": "نادي", "محام": "محامي", "واد": "وادي", "ثمان": "ثماني",
}  # fmt: skip
IRREGULAR_VERBS = {"ري": "راي"}  # يرى: رأى


def noun_lemmas(stem: str, ending: int) -> Iterator[tuple[str, float]]:
    """Dictionary forms of a noun by its stem and what was taken off its end.

    >>> [lemma for lemma, cost in noun_lemmas("مباري", SOUND_FEMININE)]
    ['مباريه', 'مباري', 'مباريا', 'مبارياه', 'مباراه']
    """
    last = stem[-1]
    if ending in (BARE, FEMININE):
        yield stem, 0.0
    elif ending == TEH:
        yield stem + HEH, 0.0
        yield stem, 1.5
    elif ending == SOUND_FEMININE:
        yield stem + HEH, 0.0
        yield stem, 3.0  # عملات: عملة rather than عمل; قرارات has no other
        yield stem + ALEF, 1.0  # كاميرات: كاميرا
        yield stem + ALEF + HEH, 1.5  # منشآت: منشأة
        if last in (WAW, YEH):  # قنوات: قناة, مباريات: مباراة
            yield stem[:-1] + ALEF + HEH, 1.0
        if last == WAW:  # سنوات: سنة
            yield stem[:-1] + HEH, 1.0
    elif ending == SOUND_MASCULINE:
        yield stem, 0.0
        yield stem + YEH, 1.5  # محامون: محام(ي)
    elif ending == TANWIN:
        yield stem, 0.0
    elif ending == PRONOUN:
        yield stem, 0.0
        if last == ALEF:  # مستواه: مستوى
            yield stem[:-1] + YEH, 0.0
        elif stem.endswith((ALEF + YEH, ALEF + WAW)):  # زملائه، زملاؤه: زملاء
            yield stem[:-1] + HAMZA, 0.0
    if ending != BARE and stem.endswith(YEH + YEH):  # شيئا: شيء
        yield stem[:-1] + HAMZA, 1.0


def verb_lemmas(
    stem: str, suffix: str, *, imperfect: bool, has_object: bool
) -> Iterator[tuple[str, float]]:
    """Dictionary forms (he wrote) of a verb by its stem.

    >>> [lemma for lemma, cost in verb_lemmas("قول", "", imperfect=True, has_object=False)]
    ['قول', 'اقول', 'قال']
    """
    last = stem[-1]
    if suffix.startswith(WAW) and last == YEH:  # the ي of يمشي falls before ون: يمشون
        return
    yield stem, 0.0
    if not imperfect:
        if has_object and last == ALEF:  # رماه: رمى
            yield stem[:-1] + YEH, 0.5
        elif suffix[:1] in ("ت", "و") and suffix:  # انتهت: انتهى, دعوا: دعا
            yield stem + YEH, 0.5 if len(stem) > 2 else 1.0
            yield stem + ALEF, 0.5
        return
    if stem in IRREGULAR_VERBS:
        yield IRREGULAR_VERBS[stem], 0.0
    yield ALEF + stem, 0.5  # يعلن: أعلن, يستخدم: استخدم
    if len(stem) == 2:  # يصل: وصل
        yield WAW + stem, 0.5
    else:
        if stem[0] == WAW:  # يؤكد: أكد
            yield ALEF + stem[1:], 0.3
        if stem[-2] == WAW:  # يقول: قال
            yield stem[:-2] + ALEF + last, 0.3
        elif stem[-2] == YEH:  # يريد: أراد, يستطيع: استطاع, and يعيش: عاش
            yield ALEF + stem[:-2] + ALEF + last, 0.0
            yield stem[:-2] + ALEF + last, 2.0
    if last == WAW:  # يدعو: دعا
        yield stem[:-1] + ALEF, 0.3
    elif last == ALEF:  # يراها: رأى
        yield stem[:-1] + YEH, 0.5
    if suffix[:1] in (WAW, YEH) and suffix:  # يعانون: عانى
        yield stem + YEH, 0.5 if len(stem) > 2 else 1.0
