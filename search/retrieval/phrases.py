"""Where do words stand one behind the other?"""

from __future__ import annotations

import numpy as np

from search.index.schema import SURFACE
from search.query import Phrase
from search.rank import followed_by, saturate
from search.rank.proximity import DOCUMENT_SHIFT, Keys, runs
from search.retrieval import bitsets
from search.retrieval.bitsets import Docs
from search.retrieval.lists import ScoredList
from search.retrieval.terms import TermIndex

# Documents of which every occurrence is looked up in the other words' lists, at 20 to 40 ns each,
# before those are left out that lack one of the words, in 40,000 ns.
FEW = 512


def phrase_list(terms: TermIndex, phrase: Phrase) -> ScoredList:
    """The articles with a phrase, scored as so many words that are as rare as the phrase."""
    found = phrase_keys(terms, phrase)
    documents = found >> DOCUMENT_SHIFT
    first, counts = runs(documents)
    docs = documents[first]
    saturated = saturate(counts / terms.body_norms[docs], terms.weights.k1)
    rarity = terms.rarity(terms.frequency_of(phrase, len(docs)))
    return ScoredList(docs, rarity * saturated * len(phrase.words), terms.collection.size)


def phrase_keys(terms: TermIndex, phrase: Phrase, docs: Docs | None = None) -> Keys:
    """The keys of the first word wherever the whole phrase stands, in `docs` or in all."""
    lists = [terms.postings(SURFACE, word) for word in phrase.words]
    # From the rarest word outwards: what remains only gets shorter.
    order = sorted(range(len(lists)), key=lambda place: len(lists[place].docs))
    rarest = lists[order[0]]
    if docs is None and len(rarest.docs) <= FEW:
        docs = rarest.docs
    else:
        bits = bitsets.intersection([found.bits for found in lists])
        docs = bitsets.to_docs(bits) if docs is None else docs[bitsets.holds(bits, docs)]
    found = terms.positions(rarest).keys(docs)
    for place in order[1:]:
        if not len(found):
            break
        others = terms.positions(lists[place]).keys_around(docs)
        found = followed_by(found, others, place - order[0])
    found = found - order[0]
    if phrase.part != "any" and len(found):
        lengths = terms.collection.column("title.length")[found >> DOCUMENT_SHIFT]
        in_title = (found & ((1 << DOCUMENT_SHIFT) - 1)) < lengths.astype(np.int64)
        found = found[in_title if phrase.part == "title" else ~in_title]
    return found
