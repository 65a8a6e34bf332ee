"""Every number that ranking depends on, in one record, each with what it earned."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each piece of evidence counts. The defaults are the one setting of Kashaf."""

    k1: float = 1.2
    b_title: float = 0.3
    b_body: float = 0.6
    title: float = 2.0  # an occurrence in the title, against one in the body
    # What a word counts more that stands at the beginning of the body (`search.index.schema`).
    # nDCG@10 (xquad, antcorpus, saudinews) with 2.5 .960 .893 .751; 3.0 .960 .895
    # .753; 3.5 .959 .897 .754.
    lead: float = 3.0
    # A word that occurs at all, however long the article: BM25+ (Lv and Zhai, 2011). nDCG@10
    # (xquad, antcorpus, saudinews) without it .951 .872 .738; 0.1 .953 .877 .740; 0.2 .953 .879
    # .741; 0.3 .954 .879 .740; 0.6 .953 .876 .737.
    presence: float = 0.2
    # The same word in the same form, against the stem's 1: 0.35 .9573 .8826 .7476; 0.5 .9568 .8804
    # .7464; 0.7 .955 .874 .740.
    surface: float = 0.35
    # Other words with the same consonants, in an article that lacks the word: 0.7 .956 .879 .743;
    # 1.0 .957 .880 .746; 1.3 .956 .881 .744. On stems that were not yet lemmas it gained .004 .006
    # .007 over none.
    kin: float = 1.0
    # Another spelling of a name, against the one that was typed. nDCG@10 (antcorpus, saudinews)
    # without it .8849 .7487; 0.5 .8849 .7491; 0.7 .8850 .7489; 0.9 .8859 .7476.
    variant: float = 0.7
    # Two neighbours of the query near each other in the article: 0.15 .961 .898 .752; 0.3 .961 .894
    # .752. Weighed by the commoner word's rarity alone: .960 .895 .753 at its best.
    nearness: float = 0.2
    window: int = 4  # positions; how near that is
    recency: float = 0.3  # what the newest article earns where recency is asked for: see recency.py


DEFAULT_WEIGHTS = Weights()
