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
    lead: float = 0.5  # what an occurrence in the lead counts more
    surface: float = 0.5  # the same word in the same form, against the stem's 1
    variant: float = 0.9  # another spelling of a name, against the one that was typed
    nearness: float = 0.3  # two neighbours of the query near each other in the article
    window: int = 4  # positions; how near that is


DEFAULT_WEIGHTS = Weights()
