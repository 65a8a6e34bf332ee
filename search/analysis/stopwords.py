"""Function words: indexed like all others, left out of plain queries.

Our own list, short on purpose: words that could be what a searcher wants (اليوم، الرئيس، سنة) are
not in it. Written here as people write them, folded when read.

>>> is_stopword("في"), is_stopword("وكانت"), is_stopword("الي"), is_stopword("النفط")
(True, True, True, False)
"""

from search.analysis.normalizer import fold

_PARTICLES = """
و ف ب ل ك س أ في فى من إلى على عن مع منذ مذ حتى خلال عبر لدى لدي عند بين ضمن نحو ضد دون بدون
حول أن إن أنّ إنّ أنه أنها إنه إنها أنهم إنهم أنني إنني أننا إننا بأن بأنه بأنها لأن لأنه
لأنها كأن كأنه كأنها لا لم لن ما ليس ليست ليسوا لكن لكنه لكنها لكنهم قد لقد سوف إذا إذ إذن
لو لولا لوما كي لكي كيلا أما إما أو أم بل ثم هل كما مما عما فيما بما لما كلما طالما حيث
حيثما حين حينما عندما بينما ريثما مثلما إلا سوى غير أي أية أيا يا أيها أيتها نعم كلا بلى
أيضا أبدا فقط هنا هناك هنالك حيال إزاء لعل ليت ربما إنما كيف متى أين لماذا ماذا بماذا كم منها
ممن وفق وفقا بعد قبل بعدما قبلما تجاه عدا خلا مهما أينما كيفما حتما لذا لذلك كذلك بذلك ولا
ماهو ماهي ماسم فيم بم إيش ليش شنو شكون علاش كيفاش إمتى إزاي
"""
_PRONOUNS = """
هو هي هم هن هما أنا نحن أنت أنتم أنتما أنتن هذا هذه هذان هذين هاتان هاتين هؤلاء ذلك تلك ذاك
أولئك ذا ذي الذي التي الذين اللذان اللذين اللتان اللتين اللاتي اللواتي اللائي من ما فيه فيها
فيهم فيهما فينا منه منهم منهما منا مني عنه عنها عنهم عنهما عنا إليه إليها إليهم إليهما إلينا
إلي عليه عليها عليهم عليهما علينا له لها لهم لهما لنا لي لك لكم به بها بهم بهما بنا بي بك
بكم معه معها معهم معنا لديه لديها لديهم لدينا عنده عندها عندهم بينه بينها بينهم بينهما بيننا
حوله حولها لهذا لهذه بهذا بهذه كهذا كهذه فهذا فهذه بالذي بالتي للذي للتي للذين بالذين مثل
مثله مثلها ذات ذلكم
"""
_VERBS = """
كان كانت كانوا كنا كنت يكون تكون يكونوا تكونوا أكون نكون سيكون ستكون كانا كانتا يكن تكن أصبح
أصبحت ليكون لتكون مازال مازالت لازال زال زالت يزال تزال
"""
# Verbs that carry another word (تم اختيار, قام باختيار) and what a question calls its answer. With
# كم and ماسم nDCG@10 xquad +.0024, antcorpus and saudinews 0.
_AUXILIARIES = """
تم يتم تمت تتم سيتم ستتم قام يقوم تقوم قامت قاموا يقومون يمكن يمكنه يمكنها يوجد توجد
شيء الشيء أشياء الأشياء مرة المرة لمرة
"""
_QUANTITIES = """
كل كلها كله كلهم كلا كلتا بعض بعضها بعضهم جميع أكثر أقل أحد إحدى عدة عدد نفس نفسه نفسها ذاته
ذاتها آخر أخرى
"""

# و and ف are written onto the next word (وهو، فإن): taken over the whole list, unless that makes
# another common word: ولي العهد، والي صفاقس، واحد.
_LONE = frozenset("وفبلكسا")
_OTHER_WORDS = frozenset(
    ("فاخر", "فعلي", "فلان", "فلك", "فلكي", "فهم", "فحول", "واحد", "والي", "وام", "ولي")
)


def _with_conjunctions(words: str) -> frozenset[str]:
    base = frozenset(map(fold, words.split()))
    joined = {clitic + word for word in base - _LONE for clitic in "وف"}
    return (base | joined) - _OTHER_WORDS


# Those that have no other form, and so keep their letters when words are stemmed.
PARTICLES = _with_conjunctions(_PARTICLES + _PRONOUNS)
STOPWORDS = PARTICLES | _with_conjunctions(_VERBS + _AUXILIARIES + _QUANTITIES)


def is_stopword(surface: str) -> bool:
    """Whether a folded word is a function word, with or without a و or ف in front."""
    return surface in STOPWORDS
