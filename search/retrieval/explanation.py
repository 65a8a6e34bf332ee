"""Why does an article have its score? The parts that add up to it, one a line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from search.index.schema import STEM, SURFACE
from search.query import Group, Node, Or, Pattern, Phrase, Word
from search.retrieval.matching import Matcher
from search.retrieval.terms import Matches, TermIndex


def explain_article(
    terms: TermIndex,
    matcher: Matcher,
    tree: Group,
    segment: int,
    document: int,
    *,
    stem: Callable[[str], str],
) -> str:
    """The score of one article as a sum; the parts, rounded to four places, add up to it."""
    parts = list(_parts(terms, matcher, tree, segment, document, stem))
    total = sum(amount for amount, _ in parts)
    return "\n".join([f"{total:.4f} =", *(f"  {amount:.4f}  {why}" for amount, why in parts)])


def _parts(
    terms: TermIndex,
    matcher: Matcher,
    node: Node,
    segment: int,
    document: int,
    stem: Callable[[str], str],
) -> Iterator[tuple[float, str]]:
    if isinstance(node, Group | Or):
        if isinstance(node, Or):
            children = node.children
        else:
            children = (*node.required, *matcher.content(node))
        for child in children:
            if _score(matcher.answer(child)[segment], document) is not None:
                yield from _parts(terms, matcher, child, segment, document, stem)
        if isinstance(node, Group):
            for first, second, earned in matcher.nearness(node):
                amount = _score(earned[segment], document)
                if amount:
                    yield amount, f"{first.text} and {second.text} near each other"
    elif isinstance(node, Word):
        # The spelling of a name with the greatest score is the one that counts.
        spelled = [
            [
                (share * amount, why)
                for amount, why in _word_parts(
                    terms, replace(node, text=text), segment, document, stem
                )
            ]
            for text, share in matcher.spellings(node)
        ]
        yield from max(spelled, key=lambda parts: sum(amount for amount, _ in parts))
    elif isinstance(node, Phrase | Pattern):
        amount = _score(matcher.answer(node)[segment], document)
        if amount:
            text = (
                f'the phrase "{" ".join(node.words)}"'
                if isinstance(node, Phrase)
                else f"the pattern {'*'.join((node.prefix, *node.middle, node.suffix))}"
            )
            yield amount, text


def _word_parts(
    terms: TermIndex, word: Word, segment: int, document: int, stem: Callable[[str], str]
) -> Iterator[tuple[float, str]]:
    fields = [(SURFACE, word.text, "form", 1.0 if word.exact else terms.weights.surface)]
    if not word.exact:
        fields.insert(0, (STEM, stem(word.text), "stem", 1.0))
    for field, term, label, weight in fields:
        amount = _score(terms.term_matches(segment, field, term, word.part), document)
        if amount:
            rarity = terms.idf(field, term)
            frequency = terms.document_frequency(field, term)
            share = amount / rarity
            yield (
                weight * amount,
                f"{label} {term}: weight {weight:g} × idf {rarity:.4f} (in {frequency} of "
                f"{terms.reader.documents} articles) × saturated frequency {share:.4f}",
            )


def _score(matches: Matches, document: int) -> float | None:
    place = int(np.searchsorted(matches.docs, document))
    if place == len(matches.docs) or matches.docs[place] != document:
        return None
    return float(matches.scores[place])
