"""Names of the letters and marks that the rules speak of.

PyArabic's constants where they are right. Not taken from it: `normalize_alef` (turns ى into ا),
`normalize_hamza` (turns every seat into ء), `TASHKEEL` and `is_haraka` (seven marks of the forty).

>>> FATHA in MARKS, TATWEEL in MARKS, ALEF in MARKS
(True, True, False)
>>> ALEF in ARABIC_LETTERS, ARABIC_COMMA in ARABIC_LETTERS, SALLA_LIGATURE in ARABIC_LETTERS
(True, False, False)
"""

import unicodedata

from pyarabic.araby import (  # type: ignore[import-untyped, unused-ignore]
    ALEF,
    ALEF_HAMZA_ABOVE,
    ALEF_HAMZA_BELOW,
    ALEF_MADDA,
    ALEF_MAKSURA,
    ALEF_WASLA,
    FATHA,
    HAMZA,
    HEH,
    KAF,
    SHADDA,
    TATWEEL,
    TEH_MARBUTA,
    WAW,
    WAW_HAMZA,
    YEH,
    YEH_HAMZA,
)

ALEF_FORMS = (
    ALEF_HAMZA_ABOVE,
    ALEF_HAMZA_BELOW,
    ALEF_MADDA,
    ALEF_WASLA,
    "\u0672",
    "\u0673",
    "\u0675",
)

# Letters of the neighbors' alphabets that stand for an Arabic letter in Arabic text, since
# keyboards and phones mix them. گ ڤ پ چ and the rest are sounds of their own and stay.
FARSI_YEH = "\u06cc"
KEHEH = "\u06a9"
SWASH_KAF = "\u06aa"
HEH_GOAL = "\u06c1"
HEH_DOACHASHMEE = "\u06be"
AE = "\u06d5"

ARABIC_COMMA = "\u060c"
ARABIC_PERCENT = "\u066a"
ARABIC_THOUSANDS_SEPARATOR = "\u066c"
# Honorifics that are whole sentences in one character: signs, as Unicode counts their neighbor
# U+FDFD, though it calls these two letters.
SALLA_LIGATURE = "\ufdfa"
SENTENCES = frozenset((SALLA_LIGATURE, "\ufdfb"))

# Signs that change how a word is drawn or read aloud, never which word it is: vowel marks,
# Quranic signs, accents of any script (Mn, Mc, Me), and the tatweel.
_MARK_BLOCKS = ((0x300, 0x1E00), (0x20D0, 0x2100), (0x2CEF, 0x2E00), (0x302A, 0x309B),
                (0xA66F, 0xABEE), (0xFB1E, 0xFB1F), (0xFE00, 0xFE30))  # fmt: skip
MARKS = frozenset(
    character
    for first, stop in _MARK_BLOCKS
    for character in map(chr, range(first, stop))
    if unicodedata.category(character)[0] == "M"
) | {
    *(TATWEEL, "\u06e5", "\u06e6"),
    # Presentation forms of marks alone.
    *map(chr, (*range(0xFC5E, 0xFC64), *range(0xFCF2, 0xFCF5), *range(0xFE70, 0xFE80))),
}

# Invisible: zero-width space, joiners, direction marks, embeddings, isolates, soft hyphen, BOM.
CONTROLS = frozenset(
    map(chr, (0xAD, 0x61C, *range(0x200B, 0x2010), *range(0x202A, 0x202F),
              *range(0x2060, 0x2065), *range(0x2066, 0x2070), 0xFEFF))
)  # fmt: skip

SPACES = " \u00a0"  # that can stand within a name

# Every Arabic letter, presentation forms too.
ARABIC_LETTERS = frozenset(
    character
    for first, stop in ((0x620, 0x700), (0x750, 0x780), (0x870, 0x900), (0xFB50, 0xFEFD))
    for character in map(chr, range(first, stop))
    if unicodedata.category(character) in ("Lo", "Lm")
) - MARKS - SENTENCES  # fmt: skip

__all__ = [
    "AE",
    "ALEF",
    "ALEF_FORMS",
    "ALEF_HAMZA_ABOVE",
    "ALEF_HAMZA_BELOW",
    "ALEF_MADDA",
    "ALEF_MAKSURA",
    "ALEF_WASLA",
    "ARABIC_COMMA",
    "ARABIC_LETTERS",
    "ARABIC_PERCENT",
    "ARABIC_THOUSANDS_SEPARATOR",
    "CONTROLS",
    "FARSI_YEH",
    "FATHA",
    "HAMZA",
    "HEH",
    "HEH_DOACHASHMEE",
    "HEH_GOAL",
    "KAF",
    "KEHEH",
    "MARKS",
    "SALLA_LIGATURE",
    "SENTENCES",
    "SHADDA",
    "SPACES",
    "SWASH_KAF",
    "TATWEEL",
    "TEH_MARBUTA",
    "WAW",
    "WAW_HAMZA",
    "YEH",
    "YEH_HAMZA",
]
