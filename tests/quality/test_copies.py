"""Is a copy told from the same event told anew? 200 pairs of saudinews, read and judged.

`stories.tsv` has 100 of each. They were drawn from the pairs that share the most, so most of them
are near the border: forms (two executions, two telegrams on one day) and reports that quote one
statement. Where the corpus is not at hand this is skipped, as `test_shared_sets.py` says.
"""

import csv
from pathlib import Path

import search
from corpus import Article, read_corpus
from tests.quality.test_shared_sets import needs

PAIRS = Path(__file__).with_name("stories.tsv")
MEASURED = 0.955
TOLERANCE = 0.005


def test_copies_are_told_from_stories_as_well_as_before(tmp_path: Path) -> None:
    folder = needs("saudinews")
    with PAIRS.open(encoding="utf-8", newline="") as stream:
        pairs = list(csv.DictReader(stream, delimiter="\t"))
    labels = [pair["label"] for pair in pairs]
    assert labels.count("copy") == labels.count("story") == 100
    wanted = {pair[side] for pair in pairs for side in ("one", "other")}
    with search.open_writer(tmp_path) as writer:
        for record in read_corpus(folder / "docs.jsonl.gz"):
            if isinstance(record, Article) and record.id in wanted:
                writer.add(record)
        writer.commit()
    with search.open_index(tmp_path) as engine:
        right = sum(
            (pair["other"] in {hit.id for hit in engine.copies_of(pair["one"])})
            == (pair["label"] == "copy")
            for pair in pairs
        )
    assert right / len(pairs) >= MEASURED - TOLERANCE, right
