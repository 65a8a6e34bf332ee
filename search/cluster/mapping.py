"""The index on the cluster: its fields, and what the server does with them, which is little.

Terms come from Kashaf's analysis, parted by spaces; the server splits at the spaces and does
nothing else to them. Of each term in an article the server keeps one number, which holds the three
counts that ranking asks for (`packed`), as the term's frequency; the similarity gives it back as it
is, and a script makes the score of it. Positions are kept for phrases, of title and body apart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, Final

import numpy as np

from search.index.files import Array
from search.index.schema import KEYWORD_FIELDS, KIN, STEM, SURFACE

FORMAT: Final = 2
# Of a term: times in the body, how early it stands there, times in the title. A score is a float,
# whose 24 bits hold whole numbers; what is more often in a text counts no more, since a score
# saturates long before.
BODY_BITS, LEAD_BITS, TITLE_BITS = 11, 8, 5
LEAD_SHIFT, TITLE_SHIFT = BODY_BITS, BODY_BITS + LEAD_BITS
MOST_BODY, MOST_LEAD, MOST_TITLE = ((1 << n) - 1 for n in (BODY_BITS, LEAD_BITS, TITLE_BITS))
LONGEST: Final = 2_000  # characters of a term or a value; a longer one is its digest
_DIGEST: Final = "\x01"

# Words in a row of a title, by how many of them are typed.
PAIRS: Final = {1: "pairs", 2: "triples"}
NUMBER: Final = "number"
PUBLISHED: Final = "published"
STREAM: Final = "stream"


def packed(title: Array, lead: Array, body: Array) -> Array:
    """What is kept of terms beside an article, as one number each.

    >>> packed(np.array([1]), np.array([2]), np.array([300])) == [1 << 19 | 2 << 11 | 300]
    array([ True])
    """
    counts = np.minimum(title, MOST_TITLE) << TITLE_SHIFT | lead << LEAD_SHIFT
    return counts | np.minimum(body, MOST_BODY)


def token(term: str) -> str:
    """A term or a value as the server is given it: itself, or a digest that stands for it.

    >>> token("وزير"), len(token("x" * 100_000))
    ('وزير', 33)
    """
    if len(term) <= LONGEST and term.isprintable() and not term.startswith(_DIGEST):
        return term
    data = term.encode("utf-8", "surrogatepass")
    return _DIGEST + hashlib.blake2b(data, digest_size=16).hexdigest()


def is_digest(token: str) -> bool:
    """Whether a value stands for one that the server could not keep."""
    return token.startswith(_DIGEST)


def document_id(article_id: str) -> str:
    """What the server calls an article; ids of sources may be longer than it takes."""
    data = article_id.encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def joined(terms: Iterable[str]) -> str:
    """Terms as one text, for the server to split."""
    return " ".join(map(token, terms))


def index_body(analyzer: str, shards: int, replicas: int) -> dict[str, Any]:
    """Settings and mapping of a new index."""
    counted = {
        "type": "text", "analyzer": "counted", "search_analyzer": "words",
        "index_options": "freqs", "norms": False, "similarity": "frequency",
    }  # fmt: skip
    placed = {"type": "text", "analyzer": "words", "norms": False, "similarity": "frequency"}
    present = {"type": "text", "analyzer": "words", "norms": False, "index_options": "docs"}
    number = {"type": "long"}
    length = {"type": "integer", "index": False}
    hidden = {"type": "binary"}
    keyword = {"type": "keyword"}
    listed = {"type": "keyword", "index": False}
    return {
        "settings": {
            "number_of_shards": shards,
            "number_of_replicas": replicas,
            # A copy of a shard takes over its files, and indexes nothing itself: half of the
            # processor time. Each has every article in its log before that is acknowledged.
            "replication.type": "SEGMENT",
            # What is written is seen when its writer commits, and all of it at once.
            "refresh_interval": "-1",
            "similarity": {
                "frequency": {
                    "type": "scripted",
                    "script": {"source": "return query.boost * doc.freq"},
                }
            },
            "analysis": {
                "tokenizer": {"words": {"type": "whitespace", "max_token_length": 10_000}},
                "analyzer": {
                    "words": {"type": "custom", "tokenizer": "words"},
                    "counted": {
                        "type": "custom",
                        "tokenizer": "words",
                        "filter": ["delimited_term_freq"],
                    },
                },
            },
        },
        "mappings": {
            "dynamic": "strict",
            "_meta": {"kashaf": FORMAT, "analyzer": analyzer, "commit": ""},
            "_source": {"includes": ["article", "signature", "fingerprint"]},
            "properties": {
                "article": hidden,
                "signature": hidden,
                "fingerprint": {"type": "keyword", "index": False, "doc_values": False},
                NUMBER: number,
                PUBLISHED: number,
                SURFACE: counted,
                STEM: counted,
                KIN: counted,
                STREAM: {"type": "binary", "doc_values": True},
                "title": {
                    "properties": {
                        SURFACE: placed,
                        STEM: present,
                        "length": length,
                        "words": listed,
                        **dict.fromkeys(PAIRS.values(), listed),
                    }
                },
                "body": {"properties": {SURFACE: placed, "length": length}},
                **dict.fromkeys(KEYWORD_FIELDS, keyword),
                "words": {"properties": dict.fromkeys(KEYWORD_FIELDS, present)},
            },
        },
    }
