"""Are the measures the field's? Files, errors, and a law against ir-measures on random runs."""

import json
import math
import sys
from pathlib import Path

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st

import search
from corpus import sample_path
from search.evaluation import evaluate, read_qrels, read_topics, write_run
from search.evaluation.experiment import MEASURES, measure
from search.evaluation.trec import EvaluationError

SAMPLE = sample_path().parent

BAD_FILES = [
    ("t1 no tab\n", "t1 0 a 1\n", "topics.tsv, line 1: no topic id and TAB", "space for a TAB"),
    ("t1\tx\nt1\ty\n", "t1 0 a 1\n", "topics.tsv, line 2: the topic t1 is there twice", "twice"),
    ("t1\tx\n", "t1 0 a\n", "qrels.txt, line 1: not of the form", "a column is missing"),
    ("t1\tx\n", "t1 0 a good\n", "qrels.txt, line 1: not of the form", "the grade is no number"),
    ("t1\tx\n", "t1 0 a 1\nt1 0 a 0\n", "line 2: a has another grade", "two grades"),
    ("t 1\tx\n", "t1 0 a 1\n", "line 1: no topic id", "a topic id with a space"),
    ("", "t1 0 a 1\n", "no topic of", "no topics at all"),
    ("t1\tx\n", "t2 0 a 1\n", "no topic of", "topics and judgments of two sets"),
]


@pytest.mark.parametrize(("topics", "qrels", "message", "why"), BAD_FILES)
def test_bad_files_are_named(
    topics: str, qrels: str, message: str, why: str, tmp_path: Path, sample_index: Path
) -> None:
    (tmp_path / "topics.tsv").write_text(topics, encoding="utf-8")
    (tmp_path / "qrels.txt").write_text(qrels, encoding="utf-8")
    with (
        search.open_index(sample_index) as engine,
        pytest.raises(EvaluationError, match=message),
    ):
        evaluate(engine, tmp_path / "topics.tsv", tmp_path / "qrels.txt")


def test_the_sample_is_whole() -> None:
    topics = read_topics(SAMPLE / "topics.tsv")
    qrels = read_qrels(SAMPLE / "qrels.txt")
    assert len(topics) == 40
    assert set(topics) == set(qrels)
    assert all(max(grades.values()) == 2 for grades in qrels.values())


def test_the_sample_is_ranked_as_well_as_it_was(sample_index: Path, tmp_path: Path) -> None:
    run = tmp_path / "run.txt"
    with search.open_index(sample_index) as engine:
        experiment = evaluate(engine, SAMPLE / "topics.tsv", SAMPLE / "qrels.txt", run=run)
    assert experiment.queries == 40
    assert experiment.measures["nDCG@10"] >= 0.84  # 0.850 when this was written
    again = ir_measures.calc_aggregate(
        [ir_measures.parse_measure(name) for name in MEASURES],
        ir_measures.read_trec_qrels(str(SAMPLE / "qrels.txt")),
        ir_measures.read_trec_run(str(run)),
    )
    for measured, value in again.items():
        assert value == pytest.approx(experiment.measures[str(measured)])


def test_a_ranking_worked_out_by_hand() -> None:
    measures = measure({"t": {"a": 2, "b": 1}}, {"t": [("x", 3.0), ("a", 2.0), ("b", 1.0)]})
    ideal = 2 + 1 / math.log2(3)
    assert measures["nDCG@10"] == pytest.approx((2 / math.log2(3) + 1 / math.log2(4)) / ideal)
    assert measures["RR"] == pytest.approx(1 / 2)
    assert measures["AP"] == pytest.approx((1 / 2 + 2 / 3) / 2)


def test_only_judged_topics_count_and_no_character_is_an_operator(
    tmp_path: Path, sample_index: Path
) -> None:
    (tmp_path / "t").write_text('1\t"القمح (سعر\n2\tالنفط\n', encoding="utf-8")
    (tmp_path / "q").write_text("1 0 eco-001 1\n3 0 eco-002 1\n", encoding="utf-8")
    with search.open_index(sample_index) as engine:
        experiment = evaluate(engine, tmp_path / "t", tmp_path / "q")
    assert experiment.queries == 1
    assert experiment.measures["RR"] > 0


def test_a_run_reads_back_in_our_order_whatever_the_scores(tmp_path: Path) -> None:
    ranking = [("a", 2.0), ("z", 2.0), ("b", 2.0 - 1e-9), ("y", 1.9999985), ("c", 0.5)]
    write_run(tmp_path / "run", {"t": ranking, "u": [("a", 1.0)]})
    lines = [line.split() for line in (tmp_path / "run").read_text("utf-8").splitlines()]
    assert lines[0] == ["t", "Q0", "a", "1", "2.000000", "kashaf"]
    scores = [float(line[4]) for line in lines if line[0] == "t"]
    assert scores == sorted(set(scores), reverse=True)
    assert [line[2] for line in lines] == ["a", "z", "b", "y", "c", "a"]
    assert [int(line[3]) for line in lines] == [1, 2, 3, 4, 5, 1]


def test_an_id_that_a_run_cannot_hold_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="'a b' is empty or has a space"):
        write_run(tmp_path / "run", {"t": [("a", 2.0), ("a b", 1.0)]})
    assert not (tmp_path / "run").exists()


def test_without_ir_measures_it_is_said_before_the_search(
    monkeypatch: pytest.MonkeyPatch, sample_index: Path
) -> None:
    monkeypatch.setitem(sys.modules, "ir_measures", None)
    with (
        search.open_index(sample_index) as engine,
        pytest.raises(EvaluationError, match=r"pip install 'kashaf\[evaluate\]'"),
    ):
        evaluate(engine, Path("nowhere"), Path("nowhere"))


documents = st.lists(st.sampled_from("abcdefghij"), unique=True, min_size=1)


@given(
    st.dictionaries(st.sampled_from("123"), documents, min_size=1),
    st.dictionaries(st.sampled_from("abcdefghij"), st.integers(0, 3), min_size=1),
)
def test_measures_agree_with_ir_measures(
    rankings: dict[str, list[str]], grades: dict[str, int]
) -> None:
    scored = {
        topic: [(article, 10.0 - place) for place, article in enumerate(articles)]
        for topic, articles in rankings.items()
    }
    judgments = dict.fromkeys(rankings, grades)
    expected = ir_measures.calc_aggregate(
        [ir_measures.parse_measure(name) for name in MEASURES],
        judgments,
        {topic: dict(ranking) for topic, ranking in scored.items()},
    )
    ours = measure(judgments, scored)
    for wanted, value in expected.items():
        assert ours[str(wanted)] == pytest.approx(value)


def test_json_of_the_command_holds_the_measures(sample_index: Path) -> None:
    from click.testing import CliRunner

    from search.cli import cli

    done = CliRunner().invoke(
        cli,
        [
            "evaluate", "--json", "--index", str(sample_index),
            "--topics", str(SAMPLE / "topics.tsv"), "--qrels", str(SAMPLE / "qrels.txt"),
        ],
    )  # fmt: skip
    assert set(json.loads(done.output)) == {"queries", *MEASURES}
