"""One letter for the letters that people write for one another. The table is the rule.

`fold` changes how a word is written, never which word it is: no letter of the stem is taken off.
It is idempotent, it never returns nothing for a word, and a mark or a tatweel more or less in the
word changes nothing in the result.

>>> fold("أُسْتَاذَة"), fold("مســؤولى"), fold("١٢٬٥٠٠"), fold("Málaga")
('استاذه', 'مسوولي', '12500', 'malaga')
"""

import re
import unicodedata

from search.analysis import latin
from search.analysis.letters import (
    AE,
    ALEF,
    ALEF_FORMS,
    ALEF_MAKSURA,
    ARABIC_LETTERS,
    ARABIC_THOUSANDS_SEPARATOR,
    CONTROLS,
    FARSI_YEH,
    HEH,
    HEH_DOACHASHMEE,
    HEH_GOAL,
    KAF,
    KEHEH,
    MARKS,
    SPACES,
    SWASH_KAF,
    TEH_MARBUTA,
    WAW,
    WAW_HAMZA,
    YEH,
    YEH_HAMZA,
)

# ء alone stays a letter.
_LETTERS: dict[str, str] = {
    **dict.fromkeys(ALEF_FORMS, ALEF),
    **dict.fromkeys((WAW_HAMZA, "\u0676"), WAW),
    **dict.fromkeys((YEH_HAMZA, "\u0678"), YEH),
    # At a word's end these are typed for one another more often than any other letters.
    **dict.fromkeys((ALEF_MAKSURA, FARSI_YEH, "\u06d0", "\u06d2", "\u06d3", "\u06cd"), YEH),
    **dict.fromkeys((TEH_MARBUTA, "\u06c3"), HEH),
    **dict.fromkeys((HEH_GOAL, HEH_DOACHASHMEE, AE, "\u06c0", "\u06c2"), HEH),
    **dict.fromkeys((KEHEH, SWASH_KAF), KAF),
    **{chr(0x660 + digit): str(digit) for digit in range(10)},
    **{chr(0x6F0 + digit): str(digit) for digit in range(10)},
}


def _table() -> dict[int, str | None]:
    table: dict[int, str | None] = {ord(letter): to for letter, to in _LETTERS.items()}
    table |= dict.fromkeys(map(ord, MARKS | CONTROLS), None)
    for form in ARABIC_LETTERS:
        if form >= "\ufb50":
            letters = (table.get(ord(c), c) for c in unicodedata.normalize("NFKC", form))
            table[ord(form)] = "".join(letter or "" for letter in letters)
    return table


FOLD_TABLE = _table()
_WORD_TABLE = FOLD_TABLE | dict.fromkeys(map(ord, SPACES), None)  # عبد الله is one word

_is_folded_arabic = re.compile("[\u0621-\u064a\u066e-\u06d3\u06ee-\u06ef\u06fa-\u06ff]+").fullmatch
_is_grouped = re.compile(r"\d{1,3}([,\u066c]\d{3})+").fullmatch
_SEPARATORS = str.maketrans({",": None, ARABIC_THOUSANDS_SEPARATOR: None})


def fold(word: str) -> str:
    """The surface term of a word: same word, one spelling.

    >>> fold("1,000"), fold("O’Brien"), fold("iPhones")
    ('1000', 'obrien', 'iphones')
    """
    folded = word.translate(_WORD_TABLE)
    if _is_folded_arabic(folded):
        return folded
    if _is_grouped(folded):
        return folded.translate(_SEPARATORS)
    return latin.fold(folded) or word
