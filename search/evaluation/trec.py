"""The files of an evaluation: topics (`id TAB query`), qrels and runs in TREC form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from search.errors import KashafError

Judgments = dict[str, dict[str, int]]  # topic → article → grade
Rankings = Mapping[str, Sequence[tuple[str, float]]]  # topic → (article, score), best first


class EvaluationError(KashafError):
    """Topics, judgments or a measure that cannot be used; the message names file and line."""


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with path.open(encoding="utf-8-sig") as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield number, line.rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise EvaluationError(f"{path} is not UTF-8: {error.reason}") from error


def read_topics(path: Path) -> dict[str, str]:
    """Topic id → query. Raises EvaluationError."""
    topics: dict[str, str] = {}
    for number, line in _lines(path):
        topic, tab, query = line.partition("\t")
        if not tab or not topic.strip():
            raise EvaluationError(f"{path}, line {number}: no topic id and TAB before the query")
        if topic in topics:
            raise EvaluationError(f"{path}, line {number}: the topic {topic} is there twice")
        topics[topic] = query
    return topics


def read_qrels(path: Path) -> Judgments:
    """Topic → article → grade. Raises EvaluationError."""
    judgments: Judgments = {}
    for number, line in _lines(path):
        parts = line.split()
        try:
            topic, _, article, grade = parts
            judgments.setdefault(topic, {})[article] = int(grade)
        except ValueError as error:
            raise EvaluationError(
                f"{path}, line {number}: not of the form `topic 0 article grade`"
            ) from error
    return judgments


def write_run(path: Path, rankings: Rankings, name: str = "kashaf") -> None:
    """Writes rankings as a TREC run."""
    with path.open("w", encoding="utf-8") as stream:
        for topic, ranking in rankings.items():
            for place, (article, score) in enumerate(ranking, 1):
                stream.write(f"{topic} Q0 {article} {place} {score:.6f} {name}\n")
