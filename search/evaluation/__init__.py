"""How good are the rankings? Topics, judgments, runs and measures as the field has them."""

from search.evaluation.experiment import Experiment, evaluate
from search.evaluation.trec import read_qrels, read_topics, write_run

__all__ = ["Experiment", "evaluate", "read_qrels", "read_topics", "write_run"]
