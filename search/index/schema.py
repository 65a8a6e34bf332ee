"""The fields of the index, and the numbers that its format depends on.

An article's title and body lie in one stream of positions: the title from 0, the body after it
and a gap. So a word has one posting list and not one for each part of the article, a phrase never
crosses from the title into the body, and `title:` is a question about positions. How often a word
occurs in the title and in the body, and how early it first stands in the body, is kept beside the
list, so that ranking can weigh the three.
"""

from __future__ import annotations

INDEX_NAME = "MAIN"  # Whoosh's default name of an index; all files begin with it

ASIDE = "damaged"  # the folder in the index's own to which `kashaf repair` moves files

SURFACE = "surface"  # the folded word
STEM = "stem"  # the folded word's light stem
TEXT_FIELDS = (SURFACE, STEM)
KIN = "kin"  # the stems that share their consonants
KEYWORD_FIELDS = ("source", "category", "author")

# The place of every so manieth word of a body is kept, so that a snippet reads that part only.
MARK_EVERY = 8

BUCKETS = 256  # bytes of an article's signature, and as many bits: see signatures.py
SIGNATURE = BUCKETS + BUCKETS // 8
LEAD_WORDS = 60  # of the lead, as signatures know it
# How early a word stands is one byte: LEAD_MOST where the body begins with it, half of that with
# LEAD_HALF words before it. nDCG@10 (xquad, antcorpus, saudinews) with 6 .960 .894 .750; 8 .960
# .895 .753; 12 .959 .893 .753; a lead of 60 words that counted alike .958 .882 .746.
LEAD_MOST = 255
LEAD_HALF = 8
TITLE_GAP = 64  # positions left free between title and body; also the widest nearness

FORMAT_VERSION = 8
