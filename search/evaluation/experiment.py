"""Topics through the engine, rankings through ir-measures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from search.engine import Engine
from search.evaluation.trec import (
    EvaluationError,
    Judgments,
    Rankings,
    read_qrels,
    read_topics,
    write_run,
)

DEPTH = 1000  # articles of each ranking
MEASURES = ("nDCG@10", "AP", "RR", "R@100", "P@10")


@dataclass(frozen=True, slots=True)
class Experiment:
    """What was measured: the mean of each measure over the topics that have judgments."""

    queries: int
    measures: dict[str, float]


def evaluate(engine: Engine, topics: Path, qrels: Path, *, run: Path | None = None) -> Experiment:
    """Searches every judged topic, its text taken as plain words, and measures the rankings.

    Raises EvaluationError.
    """
    _ir_measures()  # what is missing is told before the searching, not after
    judgments = read_qrels(qrels)
    asked = {topic: query for topic, query in read_topics(topics).items() if topic in judgments}
    if not asked:
        raise EvaluationError(f"no topic of {topics} has a judgment in {qrels}")
    rankings = {
        topic: engine.rank_ids(query, limit=DEPTH, plain=True) for topic, query in asked.items()
    }
    if run is not None:
        write_run(run, rankings)
    return Experiment(len(asked), measure({t: judgments[t] for t in asked}, rankings))


def measure(judgments: Judgments, rankings: Rankings) -> dict[str, float]:
    """The means of MEASURES. Raises EvaluationError where ir-measures is not installed.

    Ties are ours to break, best first: the measures see ranks and not our scores.
    """
    ir_measures = _ir_measures()
    measures = [ir_measures.parse_measure(name) for name in MEASURES]
    run = {
        topic: {article: float(-place) for place, (article, _) in enumerate(ranking)}
        for topic, ranking in rankings.items()
    }
    values = ir_measures.calc_aggregate(measures, judgments, run)
    return {name: float(values[m]) for name, m in zip(MEASURES, measures, strict=True)}


def _ir_measures() -> ModuleType:
    """The package, which only an evaluation needs."""
    try:
        import ir_measures
    except ImportError as error:
        raise EvaluationError(
            "measuring needs the package ir-measures: pip install 'kashaf[evaluate]'"
        ) from error
    module: ModuleType = ir_measures
    return module
