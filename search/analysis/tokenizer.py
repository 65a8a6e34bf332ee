"""Where are the words? Nothing is changed here, so that every offset stays true.

A word is the longest run of letters or digits of one kind, with the marks, tatweel and invisible
characters inside it. Kinds: Arabic letters; everything else that is a letter or a digit. A word
ends where the kind changes, so الـiPhone gives الـ and iPhone, ٢٠١٥م gives ٢٠١٥ and م, while G20
stays one word. Python's `\\w+` will not do: it leaves out combining marks and cuts مُحَمَّد in four.

>>> words("الـiPhone في «السُّعودية»، 3.5٪ من 1,000؟")
['الـ', 'iPhone', 'في', 'السُّعودية', '3.5', 'من', '1,000']

A number keeps its separators if it reads as one number and gives them up if it does not, so the
parts of a date or of a list can be found.

>>> words("3.5 3,5 ١٬٠٠٠ 1,000.5 1.000.000")
['3.5', '3,5', '١٬٠٠٠', '1,000.5', '1.000.000']
>>> words("12.3.2015 2013,2014 19:30")
['12', '3', '2015', '2013', '2014', '19', '30']

Latin words keep an apostrophe between letters: O'Brien. Arabic never does: it quotes with it.
"""

import re
from collections.abc import Iterator

from search.analysis.letters import (
    ARABIC_DECIMAL_SEPARATOR,
    ARABIC_LETTERS,
    ARABIC_THOUSANDS_SEPARATOR,
    CONTROLS,
    MARKS,
)

APOSTROPHES = "'\u2019\u02bc"


def _ranges(characters: frozenset[str]) -> str:
    """The inside of a character class, as ranges: a few dozen instead of a thousand letters."""
    codes = sorted(map(ord, characters))
    runs: list[list[int]] = []
    for code in codes:
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in runs)


def _pattern() -> re.Pattern[str]:
    arabic, marks = _ranges(ARABIC_LETTERS), _ranges(MARKS)
    inside = marks + _ranges(CONTROLS)
    other = f"[^\\W_{arabic}{inside}]"
    others = f"[^\\W_{arabic}{inside}]|[{inside}]"
    digit = f"[0-9٠-٩۰-۹][{inside}]*"
    digits = f"(?:{digit})+"
    stop, comma = f"[.{ARABIC_DECIMAL_SEPARATOR}][{inside}]*", f",[{inside}]*"
    separators = f".,{ARABIC_DECIMAL_SEPARATOR}{ARABIC_THOUSANDS_SEPARATOR}"
    # A number that goes on with a separator and more digits, or came after one, is a list.
    alone, ends = f"(?<![{separators}{marks}])", f"(?![{separators}]?[{inside}]*[0-9٠-٩۰-۹])"
    tail = f"(?:{stop}{digits})?"
    grouped = (
        f"(?:{digit}){{1,3}}(?:"
        f"(?:[,{ARABIC_THOUSANDS_SEPARATOR}][{inside}]*(?:{digit}){{3}})+{tail}"
        f"|(?:{stop}(?:{digit}){{3}}){{2,}})"
    )
    decimal = f"{digits}(?:{stop}{digits}|{comma}(?:{digit}){{1,2}})"
    number = f"{alone}(?:{grouped}|{decimal}){ends}"
    apostrophe = f"(?<=[^\\W\\d_{arabic}{inside}])[{APOSTROPHES}](?=[^\\W\\d_{arabic}{inside}])"
    return re.compile(
        # An invisible character never ends a word: it would leave the text around it unbalanced.
        f"[{arabic}](?:[{arabic}{inside}]*[{arabic}{marks}])?"
        f"|{number}"
        f"|{other}(?:(?:{others}|{apostrophe})*"
        f"(?:{other}|[{marks}]))?"
    )


_WORD = _pattern()

words = _WORD.findall


def spans(text: str) -> Iterator[tuple[int, int]]:
    """The start and end of each word of `words(text)`, in order.

    >>> list(spans("قال: نعم"))
    [(0, 3), (5, 8)]
    """
    return (match.span() for match in _WORD.finditer(text))
