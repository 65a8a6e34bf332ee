"""The tree of a query → queries of the cluster: which articles answer, and clauses that score them.

It walks the tree as `search.retrieval.matching` does, and by the same rules. What it has to know of
the whole collection (in how many articles a word is, whether any article answers all preferred
words) is counted by the cluster over all shards and put into the query, so that every shard scores
alike. A walk notes what it lacks, all of that is counted at once, and the walk begins again: three
times at most, since rarities hang on words and preferred words on groups.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date as day_type
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Any, TypeVar

from search.analysis import skeleton
from search.cluster.documents import stem_number
from search.cluster.mapping import PUBLISHED, token
from search.cluster.point import Point
from search.cluster.scripts import TITLE_UNIT, Scripts, in_body
from search.deadline import NEVER, Deadline
from search.index.schema import KEYWORD_FIELDS, KIN, STEM, SURFACE
from search.index.segment import to_minutes
from search.query import DateFilter, Form, Group, KeywordFilter, Node, Or, Pattern, Phrase, Word
from search.query.syntax import Part
from search.rank import Weights, idf
from search.retrieval import Selection
from search.retrieval.matching import (
    SHORT_QUERY,
    asks_for_preferred,
    content_of,
    kin_of,
    words_needed,
)

Query = dict[str, Any]
Made = TypeVar("Made")
EVERYTHING: Query = {"match_all": {}}
NOTHING: Query = {"match_none": {}}


@dataclass(frozen=True, slots=True)
class Clause:
    """What a part of the query adds to a score: where it is found, as much as its query scores."""

    query: Query
    is_list: bool = True  # of a word, a phrase or a pattern; nearness and dates are none
    within: tuple[Query, ...] = ()  # counts only for articles that these find
    date: tuple[int, float, float] | None = None  # moment, half-life and bound of a `DateClause`

    def to_query(self) -> Query:
        if not self.within:
            return self.query
        return {"bool": {"filter": list(self.within), "must": [self.query]}}


@dataclass(frozen=True)
class Answer:
    """The articles that answer a query, and the clauses whose sum is each one's score."""

    point: Point
    match: Query
    clauses: tuple[Clause, ...] = ()
    cut_short: bool = False  # time was up before it was known what matches

    @property
    def total(self) -> int:
        """How many articles there are."""
        return 0 if self.cut_short else self.point.count(self.match)

    def to_query(self) -> Query:
        """Finds and scores."""
        clauses = [clause.to_query() for clause in self.clauses]
        return {"bool": {"filter": [self.match], "should": clauses}}


class _Counts:
    """What is known of the whole collection, and what a walk has asked for in vain."""

    def __init__(self, point: Point) -> None:
        self._point = point
        self.missing: list[Query] = []

    def of(self, query: Query) -> int:
        known = self._point.known(query)
        if known is None:
            self.missing.append(query)
            return 1
        return known


class Matcher:
    """Answers query trees at one point in time."""

    def __init__(self, point: Point, scripts: Scripts, weights: Weights, articles: int) -> None:
        self._point = point
        self._scripts = scripts
        self._weights = weights
        self._articles = articles

    def counted(self, make: Callable[[_Walk], Made], deadline: Deadline = NEVER) -> Made:
        """What `make` makes of a walk that knows all the counts it asks for."""
        while True:
            counts = _Counts(self._point)
            made = make(_Walk(counts, self._scripts, self._weights, self._articles))
            if not counts.missing:
                return made
            self._point.count_all(counts.missing, deadline)

    def answer(self, tree: Group, deadline: Deadline = NEVER) -> Answer:
        """The answer to a tree. Raises DeadlinePassedError."""
        match, clauses = self.counted(lambda walk: walk.answer(tree), deadline)
        return Answer(self._point, match, tuple(clauses))


class _Walk:
    """One walk over a tree."""

    def __init__(self, counts: _Counts, scripts: Scripts, weights: Weights, articles: int) -> None:
        self._counts = counts
        self._scripts = scripts
        self._weights = weights
        self._articles = articles

    def answer(self, node: Node) -> tuple[Query, list[Clause]]:
        """What finds the articles of a node, and what scores them."""
        if isinstance(node, Word | Phrase | Pattern):
            return leaf_query(node), [Clause(self._score(node))]
        if isinstance(node, Group):
            return self._group(node)
        if isinstance(node, Or):
            children = [self._child(child) for child in node.children]
            clauses = [clause for _, own in children for clause in own]
            return any_of([match for match, _ in children]), clauses
        return filter_query(node), []

    def _child(self, node: Node) -> tuple[Query, list[Clause]]:
        """A part of a tree, whose clauses count for its own articles only."""
        match, clauses = self.answer(node)
        if isinstance(node, Group):
            clauses = [replace(one, within=(*one.within, match)) for one in clauses]
        return match, clauses

    def _group(self, group: Group) -> tuple[Query, list[Clause]]:
        required = [self._child(node) for node in group.required]
        excluded = [self.answer(node)[0] for node in group.excluded]
        wanted = [self._child(node) for node in content_of(group)]
        sets = [match for match, _ in wanted]
        if required:
            match = all_of([own for own, _ in required])
        elif wanted:
            match = any_of(sets)
        else:
            match = EVERYTHING
        if excluded:
            match = {"bool": {"filter": [match], "must_not": excluded}}
        if wanted and asks_for_preferred(group):
            match = self._with_preferred(match, sets)
        clauses = [clause for _, own in (*required, *wanted) for clause in own]
        return match, [*clauses, *self._kin(group), *self._nearness(group)]

    def _with_preferred(self, match: Query, sets: list[Query]) -> Query:
        """Those articles that answer as many of the preferred clauses as is needed."""
        for most in range(len(sets) if len(sets) <= SHORT_QUERY else 1, 1, -1):
            found = all_of([match, any_of(sets, most)])
            if self._counts.of(found):
                return all_of([match, any_of(sets, words_needed(most, len(sets)))])
        return all_of([match, any_of(sets)])

    # -- scores ---------------------------------------------------------------------------------

    def rarity(self, query: Query) -> float:
        """The idf of what a query finds."""
        return idf(self._counts.of(query), self._articles)

    def term(self, field: str, term: str, part: Part, weight: float = 1.0) -> Query:
        """What a term is worth in an article."""
        found = term_query(field, term)
        presence = self._weights.presence if field == STEM else 0.0
        return self._scripts.term(found, part, weight * self.rarity(found), presence)

    def _score(self, node: Word | Phrase | Pattern) -> Query:
        if isinstance(node, Phrase):
            rarity = self.rarity(leaf_query(node))
            return self._scripts.phrase(_phrase_times(node), len(node.words), rarity)
        if isinstance(node, Pattern):
            rarity = self.rarity(leaf_query(node))
            return self._scripts.pattern(_pattern_times(node), node.part, rarity)
        if node.exact:
            return self.term(SURFACE, node.text, node.part)
        best = [
            self._form(form, node.part, share)
            for form, share in zip(node.forms, self._shares(node.forms), strict=True)
        ]
        return best[0] if len(best) == 1 else {"dis_max": {"queries": best}}

    def _form(self, form: Form, part: Part, share: float) -> Query:
        scores = [self.term(STEM, form.stem, part, share)]
        if form.surface:
            scores.append(self.term(SURFACE, form.surface, part, share * self._weights.surface))
        return scores[0] if len(scores) == 1 else {"bool": {"should": scores}}

    def _shares(self, forms: Sequence[Form]) -> list[float]:
        """The share of the score that each form of a word has; the first one was typed."""
        typed, *others = (self.rarity(term_query(STEM, form.stem)) for form in forms)
        return [1.0, *(self._weights.variant * min(typed / other, 1.0) for other in others)]

    def _kin(self, group: Group) -> Iterator[Clause]:
        """What an article earns by words that are kin to one it lacks."""
        if not self._weights.kin:
            return
        for word in kin_of(group):
            shared = skeleton(word.forms[0].stem)
            if shared:
                query, rarity = self._kin_query(word.forms, shared)
                score = self._scripts.term(
                    query, "any", self._weights.kin * rarity, self._weights.presence
                )
                yield Clause(score)

    def _kin_query(self, forms: Sequence[Form], shared: str) -> tuple[Query, float]:
        own = terms_query(STEM, [form.stem for form in forms])
        query = {"bool": {"must": [term_query(KIN, shared)], "must_not": [own]}}
        return query, idf(self.kin_frequency(forms), self._articles)

    def kin_frequency(self, forms: Sequence[Form]) -> int:
        """In how many articles a word is, or one of its kin."""
        own = terms_query(STEM, [form.stem for form in forms])
        shared = skeleton(forms[0].stem)
        kin = {"bool": {"filter": [term_query(KIN, shared)], "must_not": [own]}}
        return self._counts.of(kin) + self._counts.of(own)

    def _nearness(self, group: Group) -> Iterator[Clause]:
        """For neighbors in the query, what an article earns by having them near each other."""
        words = [
            node
            for node in (*group.required, *group.preferred)
            if isinstance(node, Word) and not (node.exact or node.stopword)
        ]
        if not self._weights.nearness:
            return
        for pair in pairwise(words):
            if pair[0].stem == pair[1].stem:
                continue
            found = [(self._counts.of(term_query(STEM, word.stem)), word.stem) for word in pair]
            (least, rarer), (most, other) = sorted(found, key=lambda one: one[0])
            if least:
                both = all_of([term_query(STEM, stem) for stem in (rarer, other)])
                rarities = [idf(often, self._articles) for often in (least, most)]
                bound = self._weights.nearness * sum(rarities) / 2
                score = self._scripts.near(both, stem_number(rarer), stem_number(other), bound)
                yield Clause(score, is_list=False)


# -- queries that find -----------------------------------------------------------------------------


def any_of(queries: Sequence[Query], least: int = 1) -> Query:
    """What `least` of the queries find."""
    if len(queries) == 1:
        return queries[0]
    return {"bool": {"should": list(queries), "minimum_should_match": least}}


def all_of(queries: Sequence[Query]) -> Query:
    """What all of the queries find."""
    return queries[0] if len(queries) == 1 else {"bool": {"filter": list(queries)}}


def term_query(field: str, term: str) -> Query:
    return {"term": {field: token(term)}}


def terms_query(field: str, terms: Sequence[str]) -> Query:
    return {"terms": {field: sorted(set(map(token, terms)))}}


def leaf_query(leaf: Word | Phrase | Pattern) -> Query:
    """The articles with a word, a phrase or a pattern."""
    if isinstance(leaf, Phrase):
        return any_of([_placed(part, leaf) for part in _parts(leaf.part)])
    if isinstance(leaf, Pattern):
        if leaf.part == "any":
            return _pattern_query(SURFACE, leaf)
        return _pattern_query(f"{leaf.part}.{SURFACE}", leaf)
    if leaf.exact:
        field, terms = SURFACE, [leaf.text]
    else:
        field, terms = STEM, [form.stem for form in leaf.forms]
    if leaf.part == "any":
        return terms_query(field, terms)
    if leaf.part == "title" or field == SURFACE:
        return terms_query(f"{leaf.part}.{field}", terms)
    return any_of([in_body(term_query(field, term)) for term in terms])


def _parts(part: Part) -> tuple[str, ...]:
    return ("title", "body") if part == "any" else (part,)


def _placed(part: str, phrase: Phrase) -> Query:
    return {"match_phrase": {f"{part}.{SURFACE}": " ".join(map(token, phrase.words))}}


def _phrase_times(phrase: Phrase) -> Query:
    """Scores how often a phrase is in an article, times its words."""
    return {"bool": {"should": [_placed(part, phrase) for part in _parts(phrase.part)]}}


def _pattern_times(pattern: Pattern) -> Query:
    """Scores how often the words of a pattern are in the body, and in the title × TITLE_UNIT."""
    units = {"title": TITLE_UNIT, "body": 1}
    return any_of(
        [
            _pattern_query(
                f"{part}.{SURFACE}", pattern, rewrite="scoring_boolean", boost=units[part]
            )
            for part in _parts(pattern.part)
        ]
    )


def _pattern_query(field: str, pattern: Pattern, **options: str | int) -> Query:
    if not pattern.suffix and not pattern.middle:
        return {"prefix": {field: {"value": pattern.prefix, **options}}}
    asked = "*".join((pattern.prefix, *pattern.middle, pattern.suffix))
    return {"wildcard": {field: {"value": asked, **options}}}


def filter_query(node: KeywordFilter | DateFilter) -> Query:
    """The articles that pass a filter of the query."""
    if isinstance(node, DateFilter):
        return date_query(node)
    return all_of([term_query(f"words.{node.field}", word) for word in dict.fromkeys(node.words)])


def date_query(node: DateFilter) -> Query:
    """The articles of some days; all that have a date where both are left open."""
    bounds = {}
    if node.first is not None:
        bounds["gte"] = to_minutes(datetime.combine(node.first, time()))
    if node.last is not None and node.last < day_type.max:
        bounds["lt"] = to_minutes(datetime.combine(node.last + timedelta(days=1), time()))
    return {"range": {PUBLISHED: bounds}} if bounds else {"exists": {"field": PUBLISHED}}


def selection_queries(chosen: Selection, *, without: str = "") -> list[Query]:
    """The articles that pass all that was chosen but in the field `without`."""
    found = [
        terms_query(name, getattr(chosen, name))
        for name in KEYWORD_FIELDS
        if getattr(chosen, name) and name != without
    ]
    if chosen.dates != DateFilter(None, None) and without != "dates":
        found.append(date_query(chosen.dates))
    return found
