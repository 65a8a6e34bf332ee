"""The tree of a query → the articles that answer it, and the clauses that their scores add up from.

There is one path for every tree. Each node gives an `Answer`: a set of documents, and clauses that
say what each is worth. A group puts them together: required ∩, excluded \\, preferred by count.

Preferred words: in a query of up to SHORT_QUERY of them an article has to answer REQUIRED_SHARE of
as many as the best article answers. So two words mean both of them where any article has both, and
one word too many does not empty the page. In a longer query one word is enough to be found, and
the more of them the higher. Function words ask for nothing and add nothing, unless the query has
no others.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from search.deadline import NEVER, Deadline, DeadlinePassedError
from search.index.schema import STEM, SURFACE
from search.query import Group, Node, Or, Pattern, Phrase, Word
from search.retrieval import bitsets
from search.retrieval.bitsets import Bits
from search.retrieval.clauses import Clause, ListClause, NearClause, within
from search.retrieval.filters import Filters
from search.retrieval.phrases import phrase_list
from search.retrieval.terms import TermIndex

# Up to SHORT_QUERY words a person means all of them, or nearly; a question or a pasted headline has
# words that the article lacks, and ranking is the better judge (asking for 0.65 of them there cost
# 0.015 nDCG@10 on xquad and 0.011 on saudinews-known-item).
REQUIRED_SHARE = 0.65
SHORT_QUERY = 3


@dataclass(frozen=True)
class Answer:
    """The documents that answer a query, and the clauses whose sum is each one's score."""

    bits: Bits
    clauses: tuple[Clause, ...] = ()

    @cached_property
    def total(self) -> int:
        """How many documents there are."""
        return bitsets.size(self.bits)


class Matcher:
    """Answers query trees on one commit of an index."""

    def __init__(self, terms: TermIndex, filters: Filters) -> None:
        self._terms = terms
        self._filters = filters
        self._size = terms.collection.size

    def answer(self, node: Node, deadline: Deadline = NEVER) -> Answer:
        """The answer to a tree or to a part of one.

        Once time is up, alternatives and preferred words that were not looked up yet are left
        out. Raises DeadlinePassedError where the answer cannot do without what is missing.
        """
        deadline.check()
        if isinstance(node, Word | Phrase | Pattern):
            found = self._list(node, deadline)
            return Answer(found.bits, (found,))
        if isinstance(node, Group):
            return self._group(node, deadline)
        if isinstance(node, Or):
            children = self._in_time(node.children, deadline)
            return Answer(
                bitsets.union([child.bits for child in children]),
                tuple(clause for child in children for clause in child.clauses),
            )
        return Answer(self._filters.bits(node))

    def _in_time(self, nodes: Sequence[Node], deadline: Deadline) -> list[Answer]:
        """The answers to the first of the nodes, as many as there is time for."""
        answers: list[Answer] = []
        for node in nodes:
            try:
                answers.append(self._child(node, deadline))
            except DeadlinePassedError:
                if not answers:
                    raise
                break
        return answers

    def _list(self, node: Word | Phrase | Pattern, deadline: Deadline) -> ListClause:
        if isinstance(node, Phrase):
            return ListClause(node, phrase_list(self._terms, node))
        if isinstance(node, Pattern):
            return ListClause(node, self._terms.pattern(node, deadline))
        if node.exact:
            return ListClause(node, self._terms.term(SURFACE, node.text, node.part))
        return ListClause(node, self._terms.word(node.forms, node.part))

    def _child(self, node: Node, deadline: Deadline) -> Answer:
        """The answer to a part of a tree, whose clauses count for its own documents only."""
        answer = self.answer(node, deadline)
        if isinstance(node, Group):
            return Answer(answer.bits, within(answer.clauses, answer.bits))
        return answer

    def _group(self, group: Group, deadline: Deadline) -> Answer:
        required = [self._child(node, deadline) for node in group.required]
        # What is left out goes before the preferred words, which can be had in part.
        excluded = [self._whole(node, deadline) for node in group.excluded]
        wanted = self._in_time(content_of(group), deadline)
        sets = [answer.bits for answer in wanted]
        if required:
            bits = bitsets.intersection([answer.bits for answer in required])
        elif wanted:
            bits = bitsets.union(sets)
        else:
            bits = self._terms.collection.live
        for answer in excluded:
            bits = bits & ~answer.bits
        if wanted and asks_for_preferred(group):
            bits = _with_preferred(bits, sets)
        clauses = [clause for answer in (*required, *wanted) for clause in answer.clauses]
        if deadline.passed:
            return Answer(bits, tuple(clauses))
        return Answer(bits, (*clauses, *self._kin(group), *self._nearness(group)))

    def _kin(self, group: Group) -> Iterator[ListClause]:
        """What an article earns by words that are kin to one it lacks; it is found by another."""
        if not self._terms.weights.kin:
            return
        for word in kin_of(group):
            found = self._terms.kin(word.forms)
            if len(found.docs):
                yield ListClause(word, found, kin=True)

    def _whole(self, node: Node, deadline: Deadline) -> Answer:
        """The answer with nothing missing: articles to leave out may not be left out of that."""
        answer = self.answer(node, deadline)
        deadline.check()
        return answer

    def _nearness(self, group: Group) -> Iterator[NearClause]:
        """For neighbours in the query, what an article earns by having them near each other."""
        words = [
            node
            for node in (*group.required, *group.preferred)
            if isinstance(node, Word) and not (node.exact or node.stopword)
        ]
        if not self._terms.weights.nearness:
            return
        for first, second in pairwise(words):
            if first.stem == second.stem:
                continue
            postings = [self._terms.postings(STEM, word.stem) for word in (first, second)]
            rarer, other = sorted(postings, key=self._terms.frequency_of_term)
            if len(rarer.docs):
                yield NearClause(self._terms, first, second, rarer, other)


def _with_preferred(bits: Bits, sets: list[Bits]) -> Bits:
    """Those documents that are in as many of the preferred clauses' `sets` as is needed."""
    for most in range(len(sets) if len(sets) <= SHORT_QUERY else 1, 0, -1):
        found = bits & bitsets.at_least(sets, most)
        if found.any():
            needed = words_needed(most, len(sets))
            return found if needed == most else bits & bitsets.at_least(sets, needed)
    return bits & bitsets.union(sets)


def content_of(group: Group) -> list[Node]:
    """The preferred clauses without function words, unless nothing else is asked for."""
    content = [
        node for node in group.preferred if not (isinstance(node, Word) and node.asks_for_nothing)
    ]
    return content if content or group.required else list(group.preferred)


def kin_of(group: Group) -> Iterator[Word]:
    """The words for which kin earn something: in an article that was found by another one."""
    content = content_of(group)
    if len(group.required) + len(content) < 2:
        return
    for word in content:
        # The variants of a name are the kin that is no accident.
        if isinstance(word, Word) and not word.exact and word.part == "any" and not word.variants:
            yield word


def asks_for_preferred(group: Group) -> bool:
    """Whether words without a sign must be answered: not beside a word with + or AND.

    A filter, a field or a phrase has to hold by its nature and says nothing of the words beside it.
    """
    return not any(
        isinstance(node, Word) and node.part == "any" and not node.exact for node in group.required
    )


def words_needed(most: int, asked: int) -> int:
    """How many of the `asked` preferred clauses an article must answer, if one answers `most`.

    >>> words_needed(2, 2), words_needed(1, 2), words_needed(3, 3), words_needed(5, 6)
    (2, 1, 2, 1)
    """
    if asked > SHORT_QUERY:
        return 1
    return max(math.ceil(REQUIRED_SHARE * most), 1)
