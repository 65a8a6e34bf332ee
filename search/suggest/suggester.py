"""A better query than the one that was typed: each doubtful word put right, the rest kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from search.query import Form, Group, Word, positive_leaves, with_words
from search.results import Suggestion
from search.suggest.clitics import Clitics
from search.suggest.keyboard import to_arabic, to_latin
from search.suggest.names import Variants
from search.suggest.spaces import joined
from search.suggest.spelling import correction
from search.suggest.transliteration import arabic_name
from search.suggest.words import COMMON, Words

SHORTEST_SWITCHED = 3  # letters that are taken for the other keyboard layout
MOST_WORDS = 8  # of a query that are looked at; longer ones are pasted, not typed
_CHUNK = re.compile(r"\S+")
_CANNOT_BE = re.compile(r"[ةى]\B|\b[ةىؤء]")  # in an Arabic word: these end one, or do not begin it


@dataclass(frozen=True, slots=True)
class _Typed:
    """A plain word of the query, by its place in the text."""

    start: int
    end: int
    surface: str


@dataclass(frozen=True, slots=True)
class _Change:
    """`start` to `end` of the query should read `text`."""

    start: int
    end: int
    text: str
    reason: Literal["spelling", "keyboard", "name"]


class Suggester:
    """Suggests queries on one commit of an index. Any number of threads may share it."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._analyzer = words.analyzer
        self._variants = Variants(words)
        self._clitics = Clitics(words)

    def unknown(self, query: str, tree: Group) -> tuple[str, ...]:
        """The words asked for that no article has in any form, as they were typed, each once."""
        typed = self._typed(query)
        missing = (word.text for word in _asked(tree) if self._is_unknown(word))
        return tuple(dict.fromkeys(typed.get(text, text) for text in missing))

    def _typed(self, query: str) -> dict[str, str]:
        """Each word of a query as it was typed, by its form in the index."""
        return {self._analyzer.surface(word): word for word in self._analyzer.words(query)}

    def _is_unknown(self, word: Word) -> bool:
        if word.exact:
            return not self._words.frequency(word.text)
        if word.stopword:
            return False
        return not any(self._words.stem_frequency(form.stem) for form in word.forms)

    def with_variants(self, tree: Group) -> Group:
        """The tree with what else its words are found by: spellings of a name, clitics, spaces."""
        neighbors = ["" if word.exact or word.stopword else word.text for word in _asked(tree)]
        together = joined(neighbors, self._words)

        def varied(word: Word) -> Word:
            if word.exact or word.stopword:
                return word
            stem = self._analyzer.stem
            spelled = (Form(stem(other), other) for other in self._variants.of(word.stem))
            same = (*self._clitics.of(word.stem), *together.get(word.text, ()))
            return replace(word, others=(*word.others, *spelled, *map(Form, same)))

        return with_words(tree, varied)

    def also_searched(self, query: str, tree: Group) -> dict[str, tuple[str, ...]]:
        """What `with_variants` put beside which words of the query, as people write them."""
        typed = self._typed(query)
        return {
            typed.get(word.text, word.text): tuple(
                map(self._words.spellings.written, word.variants)
            )
            for word in _asked(tree)
            if word.variants
        }

    def suggest(self, query: str, tree: Group) -> Suggestion | None:
        """The query that may have been meant; None for most, which are right as they are."""
        plain = {
            word.text for word in _asked(tree) if not (word.exact or word.others or word.stopword)
        }
        if len(plain) > MOST_WORDS:
            return None
        rare = {word for word in plain if self._words.frequency(word) <= COMMON}
        if not rare:
            return None
        typed = [
            _Typed(start, end, self._analyzer.surface(query[start:end]))
            for start, end in self._analyzer.spans(query)
        ]
        changes = self._switched(query, typed, rare)
        changes += self._joined(query, typed, rare, changes)
        done = [(change.start, change.end) for change in changes]
        for word in typed:
            if word.surface in rare and not any(a <= word.start < b for a, b in done):
                changes += self._respelled(query, word, plain)
        if not changes:
            return None
        text = query
        for change in sorted(changes, key=lambda one: -one.start):
            text = text[: change.start] + change.text + text[change.end :]
        return Suggestion(text, changes[0].reason)

    def _is_found(self, text: str) -> bool:
        """Whether every word of a text is in the collection."""
        words = [self._analyzer.surface(word) for word in self._analyzer.words(text)]
        return bool(words) and all(map(self._words.frequency_in_any_form, words))

    def _switched(self, query: str, typed: list[_Typed], rare: set[str]) -> list[_Change]:
        """What was typed in the other keyboard layout, if all of it then is in the collection."""
        changes = []
        for chunk in _CHUNK.finditer(query):
            start, end = chunk.span()
            words = [word.surface for word in typed if start <= word.start < end]
            if not words or not all(word in rare and self._is_nowhere(word) for word in words):
                continue
            text = self._in_other_layout(chunk[0])
            if text is not None:
                changes.append(_Change(start, end, text, "keyboard"))
        if max((len(change.text) for change in changes), default=0) < SHORTEST_SWITCHED:
            return []
        return changes

    def _is_nowhere(self, word: str) -> bool:
        """Whether neither the collection nor the dictionary has the word."""
        return not self._words.frequency_in_any_form(word) and not self._words.is_in_dictionary(
            word
        )

    def _in_other_layout(self, chunk: str) -> str | None:
        arabic = to_arabic(chunk)
        if arabic is not None:
            spelled = not _CANNOT_BE.search(arabic)
            return arabic if spelled and self._is_found(arabic) else None
        return next(filter(self._is_found, _latin(chunk)), None)

    def _joined(
        self, query: str, typed: list[_Typed], rare: set[str], done: list[_Change]
    ) -> list[_Change]:
        """Pieces of a word with a space too many between them."""
        changes: list[_Change] = []
        for one, two in pairwise(typed):
            apart = not query[one.end : two.start].strip()
            if not apart or not {one.surface, two.surface} & rare:
                continue
            if any(change.end > one.start for change in (*done, *changes)):
                continue
            whole = one.surface + two.surface
            pieces = [self._words.frequency(word.surface) for word in (one, two)]
            if self._words.frequency(whole) > max(COMMON, 10 * min(pieces)):
                written = self._words.spellings.written(whole)
                changes.append(_Change(one.start, two.end, written, "spelling"))
        return changes

    def _respelled(self, query: str, word: _Typed, plain: set[str]) -> Iterator[_Change]:
        if word.surface.isascii():
            name = arabic_name(word.surface, self._words)
            if name is not None:
                yield _Change(word.start, word.end, name, "name")
                return
        others = sorted(
            other for other in plain - {word.surface} if self._words.frequency(other) > COMMON
        )
        best = correction(word.surface, others, self._words)
        if best is not None:
            written = " ".join(map(self._words.spellings.written, best.words))
            yield _Change(word.start, word.end, written, "spelling")
            return
        if self._is_nowhere(word.surface):
            for latin in _latin(query[word.start : word.end]):
                name = arabic_name(latin, self._words)
                if name is not None:
                    yield _Change(word.start, word.end, name, "keyboard")
                    return


def _latin(text: str) -> Iterator[str]:
    """What the keys of an Arabic text write in the English layout, if it is letters enough."""
    return (
        latin for latin in to_latin(text) if len(latin) >= SHORTEST_SWITCHED and latin.isalpha()
    )


def _asked(tree: Group) -> list[Word]:
    return [leaf for leaf in positive_leaves(tree) if isinstance(leaf, Word)]
