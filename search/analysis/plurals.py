"""Which word is a broken plural the plural of?

arramooz names a singular for nine in ten of its 8,478 broken plurals, often a rare word of the same
root (حدود: تحديد) or an old plural that is a noun of its own by now (شركة: plural of شارك). So the
patterns of the language name candidates, too. Of all candidates the one that the news knows best
stands, if it is so much better known than the plural as a word of its own that there is no doubt.

>>> [singular for singular in candidates("صواريخ", set())], candidates("عرب", {"عربي"})
(['صاروخ', 'صاريخ', 'صوراخ'], [])
"""

# Patterns of plurals, each with those of its singulars; digits stand for the root's letters.
# Only plurals are made so, or nearly: the dictionary is asked which singular, not whether.
_STRONG = (
    ("1وا2ي3", "1ا2و3 1ا2ي3 1و2ا3"),
    ("1وا23", "1ا23 1ا23ه 1و23 1و23ه"),
    ("م1ا2ي3", "م12و3 م12ا3 م12ي3"),
    ("م1ا23", "م123 م123ه"),
    ("ا1ا2ي3", "ا12و3 ا12و3ه ا12ا3"),
    ("ا1ا23", "ا123"),
    ("ت1ا2ي3", "ت12ي3 ت12ا3"),
    ("ت1ا23", "ت123ه"),
    ("12اي3", "12ي3ه 12ا3ه 12و3ه"),
    ("12ا3ي4", "123و4 123ا4 123ي4"),
    ("12ا34", "1234 1234ه"),
    ("ا12ياء", "12ي"),
    ("ا123اء", "12ي3 12و3"),
    ("ا12اء", "12ي2 12و"),
    ("123اء", "12ي3 1ا23"),
    ("ا1وا2", "1ا2 1و2 1و2ه"),
    ("ا1يا2", "1ي2 1ا2 1و2"),
    ("ا12ا2", "122 12"),
    ("ا12ا3", "123 12ي3 1ا23 123ه"),
    ("ا123ه", "12ا3 12ي3 12و3"),
    ("12ايا", "12يه"),
)
# Other words are made so, too: only a singular that the dictionary names counts.
_WEAK = (
    ("12و2", "12"),
    ("122", "12ه"),
    ("12ا3", "123 123ه 12ي3 1ا23"),
    ("12و3", "123 1ا23"),
    ("123", "123ه 12ي3ه 12ا3 12ي3 12و3"),
)


def candidates(plural: str, named: set[str]) -> list[str]:
    """The singulars that a folded broken plural may have, of those `named` and by its pattern."""
    for patterns, is_strong in ((_STRONG, True), (_WEAK, False)):
        for pattern, singulars in patterns:
            root = _root(pattern, plural)
            if root is not None:
                made = [singular.translate(root) for singular in singulars.split()]
                if is_strong:
                    return [*made, *sorted(named.difference(made))]
                return [singular for singular in made if singular in named]
    return []


def is_doubtful(plural: str) -> bool:
    """Whether a verb's noun is written like it: أعداد and إعداد, طلاب and سباق."""
    return plural[-2] == "ا" and len(plural) == (5 if plural[0] == "ا" else 4)


def _root(pattern: str, word: str) -> dict[int, str] | None:
    """The letters for a pattern's digits if the word is made so."""
    if len(pattern) != len(word):
        return None
    root: dict[str, str] = {}
    for sign, letter in zip(pattern, word, strict=True):
        if (root.setdefault(sign, letter) if sign.isdigit() else sign) != letter:
            return None
    return str.maketrans(root)
