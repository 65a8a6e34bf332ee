"""Why does an article have its score? The parts that add up to it, one a line."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from search.index.schema import STEM, SURFACE
from search.query import Form, Phrase, Word
from search.retrieval.bitsets import Docs
from search.retrieval.clauses import Clause, NearClause
from search.retrieval.matching import Answer
from search.retrieval.terms import TermIndex


def explain_article(terms: TermIndex, answer: Answer, document: int) -> str:
    """The score of one article as a sum; the parts, rounded to four places, add up to it."""
    docs = np.array([document])
    parts = [part for clause in answer.clauses for part in _parts(terms, clause, docs)]
    total = sum(amount for amount, _ in parts)
    return "\n".join([f"{total:.4f} =", *(f"  {amount:.4f}  {why}" for amount, why in parts)])


def _parts(terms: TermIndex, clause: Clause, docs: Docs) -> Iterator[tuple[float, str]]:
    amount = float(clause.at(docs)[0])
    if not amount:
        return
    if isinstance(clause, NearClause):
        yield amount, f"{clause.first.text} and {clause.second.text} near each other"
    elif isinstance(clause.node, Word) and clause.kin:
        yield amount, f"other words with the consonants of {clause.node.text}"
    elif isinstance(clause.node, Word):
        yield from _best_form_parts(terms, clause.node, docs)
    elif isinstance(clause.node, Phrase):
        yield amount, f'the phrase "{" ".join(clause.node.words)}"'
    else:
        pattern = "*".join((clause.node.prefix, *clause.node.middle, clause.node.suffix))
        yield amount, f"the pattern {pattern}"


def _best_form_parts(terms: TermIndex, word: Word, docs: Docs) -> Iterator[tuple[float, str]]:
    """The parts of the reading or spelling that is worth most."""
    forms = word.forms
    shares = [1.0] if word.exact else terms.shares(forms)
    parts = [
        [
            (share * amount, why if share == 1.0 else f"{share:.4f} × {why}")
            for amount, why in _form_parts(terms, word, form, docs)
        ]
        for form, share in zip(forms, shares, strict=True)
    ]
    yield from max(parts, key=lambda own: sum(amount for amount, _ in own))


def _form_parts(
    terms: TermIndex, word: Word, form: Form, docs: Docs
) -> Iterator[tuple[float, str]]:
    fields = [(SURFACE, form.surface, "form", 1.0 if word.exact else terms.weights.surface)]
    if not word.exact:
        fields.insert(0, (STEM, form.stem, "stem", 1.0))
    for field, term, label, weight in fields:
        amount = float(terms.term(field, term, word.part).at(docs)[0])
        if amount:
            rarity = terms.idf(field, term)
            frequency = terms.document_frequency(field, term)
            presence = terms.weights.presence if field == STEM else 0.0
            saturated = f"saturated frequency {amount / rarity - presence:.4f}"
            if presence:
                saturated = f"(presence {presence:g} + {saturated})"
            yield (
                weight * amount,
                f"{label} {term}: weight {weight:g} × idf {rarity:.4f} (in {frequency} of "
                f"{terms.collection.reader.documents} articles) × {saturated}",
            )
