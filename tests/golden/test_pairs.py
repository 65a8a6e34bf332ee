"""Does a word find its other forms, and nothing else? Pairs chosen by hand, with reasons."""

import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest

from search.analysis import arabic_analyzer

PAIRS = Path(__file__).with_name("pairs.tsv")

# What share of a kind's pairs must come out right. Names get no promise here: a stem is not where
# foreign spellings meet.
TARGETS = [
    ("spelling", 1.00, "a spelling is no reason to miss an article"),
    ("clitic", 0.95, "what is written together is still two words"),
    ("plural", 0.90, "the 150 most frequent broken plurals of the news are among them"),
    ("inflection", 0.95, "number, gender and person"),
    ("trap", 0.98, "a false find costs trust; two in a hundred are left"),
]


@dataclass(frozen=True)
class Pair:
    query: str
    article: str
    match: bool
    why: str


def read_pairs() -> dict[str, list[Pair]]:
    pairs = defaultdict(list)
    with PAIRS.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            pair = Pair(row["query"], row["article"], row["match"] == "yes", row["why"])
            pairs[row["kind"]].append(pair)
    return pairs


def matches(query: str, article: str) -> bool:
    """Whether the plain query word would find the article word."""
    analyzer = arabic_analyzer()
    [asked] = analyzer.tokens(query)
    [written] = analyzer.tokens(article)
    return written.stem in analyzer.readings(asked.surface)


@pytest.mark.parametrize(("kind", "target", "why"), TARGETS)
def test_pairs_of_a_kind_come_out_right(kind: str, target: float, why: str) -> None:
    pairs = read_pairs()[kind]
    wrong = [pair for pair in pairs if matches(pair.query, pair.article) != pair.match]
    share = 1 - len(wrong) / len(pairs)
    assert share >= target, "\n".join(
        [f"{kind}: {share:.3f} of {len(pairs)}, {target} wanted: {why}"]
        + [f"  {pair.query} ~ {pair.article}: {pair.why}" for pair in wrong]
    )


def test_there_are_enough_pairs_and_none_twice() -> None:
    pairs = [pair for kind in read_pairs().values() for pair in kind]
    assert len(pairs) >= 600
    assert len({(pair.query, pair.article) for pair in pairs}) == len(pairs)
