"""Where are the words? Nothing is changed here, so that every offset stays true.

A word is the longest run of letters or digits of one kind, with the marks, tatweel and invisible
characters inside it. Kinds: Arabic letters; everything else that is a letter or a digit. A word
ends where the kind changes, so الـiPhone gives الـ and iPhone, ٢٠١٥م gives ٢٠١٥ and م, while G20
stays one word. Python's `\\w+` will not do: it leaves out combining marks and cuts مُحَمَّد in four.

>>> words("الـiPhone في «السُّعودية»، ١٢٪ من 1,000؟")
['الـ', 'iPhone', 'في', 'السُّعودية', '١٢', 'من', '1,000']

A number written with separators of thousands is one word. A decimal point parts two, as everything
else between digits does: people type it as a space or leave it off, and the two are still found
side by side. (As one word, 3.5 cost saudinews .003 nDCG@10, and .006 in casual spelling.)

>>> words("١٬٠٠٠ 67.5 3,5 12.3.2015 2013,2014 19:30")
['١٬٠٠٠', '67', '5', '3', '5', '12', '3', '2015', '2013', '2014', '19', '30']

A name that some write in two words and some in one is one word. A fifth of the articles of
saudinews that name an عبدالله or عبدالعزيز write it in two.

>>> words("وصل عَبْدُ اللهِ مع عبدالرحمن")
['وصل', 'عَبْدُ اللهِ', 'مع', 'عبدالرحمن']

Latin words keep an apostrophe between letters: O'Brien. Arabic never does: it quotes with it.
"""

import re
from collections.abc import Iterator

from search.analysis.letters import (
    ARABIC_LETTERS,
    ARABIC_THOUSANDS_SEPARATOR,
    CONTROLS,
    MARKS,
    SENTENCES,
    SPACES,
)

APOSTROPHES = "'\u2019"
_BEFORE = "وفبلك"  # what is written onto a name
_PLAIN_ENDS = " .،:\n"


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


def _servant_of(inside: str) -> str:
    """عبد and the space behind it, where a name of God follows.

    The first look ahead is at one letter, which spares all but a tenth of the time. The second
    knows the order of the letters and lets any mark stand between; the class takes what is written.
    A class between each two letters would be six more, and each takes a millisecond to compile.
    """
    gap = r"(?:[^\w\s]|ـ)*"
    name = gap.join(("ع", "ب", "د", f"[{SPACES}]+", "ا", "ل", r"\w", r"\w"))
    ahead = f"(?=[{_BEFORE}ع])(?=(?:[{_BEFORE}]{gap})?{name})"
    return f"{ahead}[عبد{_BEFORE}{inside}]+[{SPACES}]+[{inside}]*"


def _pattern() -> re.Pattern[str]:
    arabic, marks, controls = map(_ranges, (ARABIC_LETTERS, MARKS, CONTROLS))
    inside = marks + controls
    other = f"[^\\W_{arabic}{inside}{_ranges(SENTENCES)}]"
    # Digits that go on with a separator and more digits, or came after one, are a list.
    group = f"[,{ARABIC_THOUSANDS_SEPARATOR}]"
    # What nine words of ten are: letters alone, and then one of the plainest ends of a word. Which
    # no word begins with, so that what is between two words is done with at one look. Both
    # together: two fifths less time.
    plain = f"(?!.?عبد[{SPACES}])[ء-غف-ي]++(?=[{_PLAIN_ENDS}])"
    number = rf"(?<!{group})\d{{1,3}}(?:{group}\d{{3}})+(?!{group}?\d)"
    # Few classes, each written once or twice: compiling one takes a millisecond.
    return re.compile(
        # An invisible character never ends a word: it would leave the text around it unbalanced.
        # No step back over the last letter: a sixth of the time.
        # One group round it all, for `split` to keep the words.
        f"((?![{_PLAIN_ENDS}])(?:{plain}|(?:{_servant_of(inside)})?"
        f"[{arabic}][{arabic}{marks}]*(?:[{controls}]+[{arabic}{marks}]+)*"
        f"|{number}"
        rf"|{other}(?:(?:[{inside}]*|(?<!\d)[{APOSTROPHES}](?!\d)){other})*[{marks}]*))"
    )


_WORD = _pattern()

words = _WORD.findall


def pieces(text: str) -> list[str]:
    """The whole text in pieces: what is before the first word, the word, what is between, …

    >>> pieces("قال: نعم.")
    ['', 'قال', ': ', 'نعم', '.']
    """
    return _WORD.split(text)


def spans(text: str, start: int = 0) -> Iterator[tuple[int, int]]:
    """The start and end of each word of `words(text)`, in order, from the one at `start` on.

    >>> list(spans("قال: نعم"))
    [(0, 3), (5, 8)]
    """
    return map(re.Match.span, _WORD.finditer(text, start))  # three fifths of a generator's time
