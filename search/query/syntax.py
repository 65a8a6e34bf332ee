"""What a query means: a small tree of frozen nodes, made by the parser and walked by retrieval."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Part = Literal["any", "title", "body"]
Keyword = Literal["source", "category", "author"]


@dataclass(frozen=True, slots=True)
class Form:
    """What a word is looked up by. Without a surface no form of the stem counts more."""

    stem: str
    surface: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """A word in any of its forms; with `exact`, only the form itself (letters folded).

    What is searched as well are `others`: another reading of the word, a name's other spellings.
    """

    text: str  # the surface; what follows from it is no part of what makes words equal
    exact: bool = False
    part: Part = "any"
    stem: str = field(default="", compare=False)
    stopword: bool = field(default=False, compare=False)
    others: tuple[Form, ...] = ()

    @property
    def forms(self) -> tuple[Form, ...]:
        """All that the word is looked up by; the first is what was typed."""
        return (Form(self.stem, self.text), *self.others)

    @property
    def variants(self) -> tuple[str, ...]:
        """The other spellings, for names that have some."""
        return tuple(form.surface for form in self.others if form.surface)

    @property
    def asks_for_nothing(self) -> bool:
        """Whether it is a function word, which counts only where nothing else is asked for."""
        return self.stopword and not self.exact


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in this order and these forms, one behind the other; stop words count."""

    words: tuple[str, ...]  # surfaces
    part: Part = "any"


@dataclass(frozen=True, slots=True)
class Pattern:
    """Every word that begins with `prefix` and ends with `suffix` and holds each of `middle`."""

    prefix: str
    suffix: str
    middle: tuple[str, ...] = ()
    part: Part = "any"


@dataclass(frozen=True, slots=True)
class KeywordFilter:
    """Articles whose source, category or author has all the words of `text`."""

    field: Keyword
    words: tuple[str, ...]  # surfaces


@dataclass(frozen=True, slots=True)
class DateFilter:
    """Articles published on or after `first` and on or before `last`; None leaves a side open."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Group:
    """Clauses side by side.

    An article must answer every one of `required` and none of `excluded`. Of `preferred` it should
    answer as many as can be had: see `search.retrieval.matching`. With none of either, all
    articles.
    """

    required: tuple[Node, ...] = ()
    preferred: tuple[Node, ...] = ()
    excluded: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of the clauses."""

    children: tuple[Node, ...]


Node = Word | Phrase | Pattern | KeywordFilter | DateFilter | Group | Or


def with_words(group: Group, change: Callable[[Word], Word]) -> Group:
    """The tree with each of its words, also those left out, changed."""
    return Group(
        tuple(_changed(child, change) for child in group.required),
        tuple(_changed(child, change) for child in group.preferred),
        tuple(_changed(child, change) for child in group.excluded),
    )


def _changed(node: Node, change: Callable[[Word], Word]) -> Node:
    # Not inside of `with_words`: a function that calls itself by its own closure is a cycle, which
    # kept the commit that `change` knows, with all of its caches, until garbage was looked for.
    if isinstance(node, Word):
        return change(node)
    if isinstance(node, Or):
        return Or(tuple(_changed(child, change) for child in node.children))
    return with_words(node, change) if isinstance(node, Group) else node


def positive_leaves(node: Node) -> list[Word | Phrase | Pattern]:
    """The words, phrases and patterns that an article is found by: what a snippet shows."""
    if isinstance(node, Group):
        return [
            leaf for child in (*node.required, *node.preferred) for leaf in positive_leaves(child)
        ]
    if isinstance(node, Or):
        return [leaf for child in node.children for leaf in positive_leaves(child)]
    if isinstance(node, Word | Phrase | Pattern):
        return [node]
    return []
