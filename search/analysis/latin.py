"""Words in Latin letters: accents and case folded, English endings taken off lightly.

Arabic news writes foreign names and brands in Latin letters; English is what nearly all of them
are. Other alphabets pass through the same folding unharmed.

>>> fold("Mbappé"), fold("Łódź"), stem("elections")
('mbappe', 'lodz', 'elect')
"""

import re
import threading
import unicodedata
from typing import Any

# Letters with a stroke or tied together, which Unicode does not take apart.
_STROKES = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ı": "i"}
)
_POSSESSIVE = re.compile("(?<=..)['\u2019\u02bc]s?$")
_APOSTROPHES = str.maketrans({"'": None, "\u2019": None, "\u02bc": None})
_is_english = re.compile("[a-z]{3,}").fullmatch
_lock = threading.Lock()
_stemmers: list[Any] = []


def _decompose(character: str) -> str:
    """A character without its accents; itself if it would come apart into anything but letters."""
    parts = unicodedata.normalize("NFKD", character)
    plain = "".join(part for part in parts if unicodedata.category(part)[0] != "M")
    return plain if not plain or plain.isalnum() else character


def fold(word: str) -> str:
    """Lower case, no accents, no apostrophes, one width: `Beyoncé’s` → `beyonce`.

    >>> fold("ＢＢＣ"), fold("İstanbul"), fold("straße"), fold("Париж")
    ('bbc', 'istanbul', 'strasse', 'париж')
    """
    folded = word.casefold()
    if not folded.isascii():
        folded = "".join(map(_decompose, folded)).casefold().translate(_STROKES)
        folded = "".join(map(_decompose, folded))
    bare = _POSSESSIVE.sub("", folded).translate(_APOSTROPHES)
    return bare or folded or word.casefold()


def stem(surface: str) -> str:
    """The English stem of a folded Latin word, the word itself if it is no plain English word."""
    if not _is_english(surface):
        return surface
    with _lock:
        if not _stemmers:
            import snowballstemmer  # only when a Latin word comes: 30 ms that few searches need

            _stemmers.append(snowballstemmer.stemmer("english"))
        stemmed: str = _stemmers[0].stemWord(surface)
    return stemmed
