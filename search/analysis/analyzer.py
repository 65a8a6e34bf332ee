"""The pipeline, in one place: how text becomes terms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from search.analysis import normalizer, stemmer, stopwords, tokenizer

# Distinct words kept with their terms: a corpus of 9 million words holds 260,000 distinct ones.
MEMO_SIZE = 1 << 19
LONGEST_KEPT = 64  # letters of a word; half a million of 4,000 letters would be gigabytes
_fold = lru_cache(MEMO_SIZE)(normalizer.fold)
_stem = lru_cache(MEMO_SIZE)(stemmer.stem)


@dataclass(frozen=True, slots=True)
class Token:
    """One occurrence of a word in a text."""

    text: str  # as written
    start: int  # characters of the text as written
    end: int
    position: int  # nth word, from 0
    surface: str  # folded: what exact search, phrases, wildcards and completion look up
    stem: str  # what plain words look up
    stopword: bool


class ArabicAnalyzer:
    """Turns text into terms. Use `arabic_analyzer()`: the memory for words is worth sharing.

    The order, and why:

    1. **words**: split first. Folding the whole text first would shift every offset that a
       highlight needs.
    2. **surface**: fold each word by the table. Before stemming, since the lexicon's words are
       folded the same way: امريكا and أمريكا must be one word before anything is looked up.
    3. **stem**: of the surface, so the same spelling always has the same stem. One word gives one
       stem at one position; other readings of a word belong to the query, where they can weigh
       less.
    4. **stopword**: by the surface, and a flag only: positions stay, phrases stay exact.

    Safe to share between threads.
    """

    name = "arabic-light"
    version = 5

    @property
    def identity(self) -> str:
        """What an index remembers: terms of another identity do not fit this one's."""
        return f"{self.name}/{self.version}"

    def words(self, text: str) -> list[str]:
        """The words as written, in order."""
        found: list[str] = tokenizer.words(text)
        return found

    def pieces(self, text: str) -> list[str]:
        """The whole text: what stands before, between and after the words, and they themselves.

        Odd places hold the words.
        """
        return tokenizer.pieces(text)

    def spans(self, text: str, start: int = 0) -> Iterator[tuple[int, int]]:
        """Start and end of each word of `words(text)`, in order; from the one at `start` on."""
        return tokenizer.spans(text, start)

    @staticmethod
    def surface(word: str) -> str:
        """The folded word; never empty for a word of `words`."""
        return _fold(word) if len(word) <= LONGEST_KEPT else normalizer.fold(word)

    @staticmethod
    def stem(surface: str) -> str:
        """The stem of a folded word."""
        return _stem(surface) if len(surface) <= LONGEST_KEPT else stemmer.stem(surface)

    def readings(self, surface: str) -> tuple[str, ...]:
        """The stems that a folded word of a query stands for; the first is that of `stem`.

        >>> arabic_analyzer().readings("نشر"), arabic_analyzer().readings("النشر")
        (('نشر', 'نشرَ'), ('نشر',))
        """
        other = stemmer.other_reading(surface)
        return (self.stem(surface),) if other is None else (self.stem(surface), other)

    def is_stopword(self, surface: str) -> bool:
        """Whether a folded word is a function word."""
        return stopwords.is_stopword(surface)

    def tokens(self, text: str) -> list[Token]:
        """Every word of the text with its terms.

        >>> [token.stem for token in arabic_analyzer().tokens("والوزيرُ للوزير")]
        ['وزير', 'وزير']
        """
        tokens = []
        for position, (start, end) in enumerate(self.spans(text)):
            word = text[start:end]
            surface = self.surface(word)
            stem, stopword = self.stem(surface), self.is_stopword(surface)
            tokens.append(Token(word, start, end, position, surface, stem, stopword))
        return tokens

    def steps(self, word: str) -> list[tuple[str, str]]:
        """Each step's name and the word after it, for a person to read.

        >>> arabic_analyzer().steps("وَالحُكُومَة")
        [('word', 'وَالحُكُومَة'), ('fold', 'والحكومه'), ('affixes', 'وال + حكومه'),
        ('stem', 'حكومه')]
        """
        surface = self.surface(word)
        steps = [("word", word), ("fold", surface), *stemmer.steps(surface)]
        return [*steps, ("stopword", surface)] if self.is_stopword(surface) else steps


class OnceAnalyzer(ArabicAnalyzer):
    """Remembers no word: for who asks for each of them once, and keeps what this says."""

    surface = staticmethod(normalizer.fold)
    stem = staticmethod(stemmer.stem)


@cache
def arabic_analyzer() -> ArabicAnalyzer:
    """The analyzer, made once."""
    return ArabicAnalyzer()
