"""What would these keys have written in the other layout? Arabic (101) and English (US) keyboards.

>>> to_arabic("hgsghl"), to_latin("لخخلمث")
('السلام', ('google',))
"""

from __future__ import annotations

from itertools import islice, product
from typing import Final

# Letters that lie side by side, a row a string; a space where a key has no single letter.
ARABIC_ROWS: Final = ("ضصثقفغعهخحجد", "شسيبلاتنمكط", "ئءؤر ىةوزظ")
LATIN_ROWS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")

_KEYS: Final = dict(
    zip(
        "qwertyuiop[]asdfghjkl;'zxcvnm,./`",
        "ضصثقفغعهخحجدشسيبلاتنمكطئءؤرىةوزظذ",
        strict=True,
    )
) | {"b": "لا", "H": "أ", "Y": "إ", "N": "آ", "G": "لأ", "T": "لإ", "B": "لآ"}
_LETTERS: Final = {letters: key.lower() for key, letters in _KEYS.items()}
MOST_READINGS: Final = 8  # لا is the key b or the keys g and h: that many of the combinations


def to_arabic(text: str) -> str | None:
    """What English keys write in the Arabic layout; None where a character is no such key."""
    letters = [_KEYS.get(key) or _KEYS.get(key.lower()) for key in text]
    return "".join(filter(None, letters)) if letters and all(letters) else None


def to_latin(text: str) -> tuple[str, ...]:
    """What Arabic keys write in the English layout: nothing where a character is no such key."""
    pieces: list[tuple[str, ...]] = []
    place = 0
    while place < len(text):
        pair = text[place : place + 2]
        if len(pair) == 2 and pair in _LETTERS:
            apart = [_LETTERS.get(letter, "") for letter in pair]
            pieces.append((_LETTERS[pair], "".join(apart)) if all(apart) else (_LETTERS[pair],))
            place += 2
            continue
        key = _LETTERS.get(text[place])
        if key is None:
            return ()
        pieces.append((key,))
        place += 1
    return (
        tuple("".join(keys) for keys in islice(product(*pieces), MOST_READINGS)) if pieces else ()
    )
