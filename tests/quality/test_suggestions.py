"""Did you mean, measured: slips made by rule from a collection's frequent words, and right words.

The collections are not part of the project; see `test_shared_sets.py`.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import search
from corpus import Article, read_corpus
from search import Engine
from search.analysis import arabic_analyzer
from search.index.schema import SURFACE

DATA = Path(os.environ.get("KASHAF_DATA", Path(__file__).parents[3] / "shared" / "data"))
COLLECTION = "antcorpus"
SLIPS = 200
FREQUENT = 50  # articles

# Letters that people write for one another, by eye and by ear.
BY_EYE = ("بتث", "نت", "ني", "يب", "جحخ", "دذ", "رز", "سش", "صض", "طظ", "عغ", "فق")
BY_EAR = ("ذز", "ذظ", "زظ", "ضظ", "سص", "تط", "قك")
KEYS = ("ضصثقفغعهخحجد", "شسيبلاتنمكط")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    if not (DATA / COLLECTION).is_dir():
        pytest.skip(f"{DATA / COLLECTION} is not here: suggestions were not measured")
    folder = tmp_path_factory.mktemp(COLLECTION)
    with search.open_writer(folder) as writer:
        for record in read_corpus(DATA / COLLECTION / "docs.jsonl.gz"):
            if isinstance(record, Article):
                writer.add(record)
    return search.open_index(folder)


@pytest.fixture(scope="module")
def frequencies(engine: Engine) -> Counter[str]:
    """Articles of each Arabic word of four letters and more, function words left out."""
    counts: Counter[str] = Counter()
    for segment in engine._snapshot.reader.segments:
        lengths = np.diff(segment.array(f"{SURFACE}.starts").astype(np.int64)).tolist()
        for term, length in zip(segment.terms(SURFACE), lengths, strict=True):
            word = term.decode("utf-8", "surrogatepass")
            plain = len(word) > 3 and all("ء" <= letter <= "ي" for letter in word)
            if plain and not arabic_analyzer().is_stopword(word):
                counts[word] += length
    return counts


def _others(groups: tuple[str, ...], letter: str) -> str:
    return "".join(
        other for group in groups if letter in group for other in group if other != letter
    )


def _beside(letter: str) -> str:
    for row in KEYS:
        at = row.find(letter)
        if at >= 0:
            return row[max(at - 1, 0) : at] + row[at + 1 : at + 2]
    return ""


def slips(words: list[str], count: int) -> Iterator[tuple[str, str, str]]:
    """Kind of slip, word, and the word with the slip: seven kinds in turn, the same every time."""
    chance = random.Random(7)
    kinds = ("eye", "ear", "key", "doubled", "swapped", "missing", "extra")
    made = 0
    while made < count:
        kind, word = kinds[made % len(kinds)], chance.choice(words)
        at = chance.randrange(len(word) - (kind == "swapped"))
        letter = word[at]
        choices = {
            "eye": _others(BY_EYE, letter),
            "ear": _others(BY_EAR, letter),
            "key": _beside(letter),
            "extra": _beside(letter),
        }.get(kind, letter)
        if not choices:
            continue
        put = chance.choice(choices)
        slip = {
            "doubled": word[:at] + letter + word[at:],
            "swapped": word[:at] + word[at + 1 : at + 2] + letter + word[at + 2 :],
            "missing": word[:at] + word[at + 1 :],
            "extra": word[:at] + put + word[at:],
        }.get(kind, word[:at] + put + word[at + 1 :])
        if slip == word:
            continue
        made += 1
        yield kind, word, slip


def meant(engine: Engine, typed: str) -> str | None:
    """The folded suggestion."""
    suggestion = engine.search(typed, limit=1).suggestion
    if suggestion is None:
        return None
    return " ".join(map(arabic_analyzer().surface, suggestion.query.split()))


def test_slips_of_frequent_words_are_understood(engine: Engine, frequencies: Counter[str]) -> None:
    """A slip that makes another word of the collection is no slip that anybody could see."""
    words = sorted(word for word, frequency in frequencies.items() if frequency >= FREQUENT)
    seen = [
        (kind, word, slip)
        for kind, word, slip in slips(words, 2 * SLIPS)
        if not engine._snapshot.suggester._words.frequency_in_any_form(slip)
    ][:SLIPS]
    assert len(seen) == SLIPS
    wrong = [
        (kind, word, slip, found)
        for kind, word, slip in seen
        if (found := meant(engine, slip)) != word
    ]
    assert 1 - len(wrong) / len(seen) >= 0.85, wrong


def test_right_words_get_no_suggestion(engine: Engine, frequencies: Counter[str]) -> None:
    """Frequent words, rare ones that a dictionary has, and forms that no article has."""
    chance = random.Random(7)
    words_of = engine._snapshot.suggester._words
    words = sorted(frequencies)
    rare = [w for w in words if frequencies[w] <= 2 and words_of.is_in_dictionary(w)]
    frequent = [w for w in words if frequencies[w] >= 4]
    forms = [
        form
        for word in chance.sample([w for w in frequent if w.startswith("ال")], 400)
        for form in (f"فب{word}", f"ك{word}", f"ول{word[1:]}")
        if form not in frequencies and words_of.frequency_in_any_form(form)
    ]
    tried = [chance.sample(kind, 200) for kind in (rare, frequent, forms)]
    wrong = [(word, found) for kind in tried for word in kind if (found := meant(engine, word))]
    assert len(wrong) <= 0.02 * sum(map(len, tried)), wrong
