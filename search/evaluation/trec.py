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
        # A topic id with a space in it would fit neither qrels nor a run.
        if not tab or topic.split() != [topic]:
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
            topic, _, article, text = parts
            grade = int(text)
        except ValueError as error:
            raise EvaluationError(
                f"{path}, line {number}: not of the form `topic 0 article grade`"
            ) from error
        # Twice the same is harmless; two grades would make the figures depend on the order.
        if judgments.setdefault(topic, {}).setdefault(article, grade) != grade:
            raise EvaluationError(
                f"{path}, line {number}: {article} has another grade for {topic} further up"
            )
    return judgments


def write_run(path: Path, rankings: Rankings, name: str = "kashaf") -> None:
    """Writes rankings as a TREC run: `topic Q0 article rank score name`.

    Readers of runs sort by the score and break ties as they like, so a score that would be
    written like the one before it is written lower by the last place. Raises EvaluationError for
    an article id that the form cannot hold, before anything is written.
    """
    lines = []
    for topic, ranking in rankings.items():
        last: int | None = None
        for place, (article, score) in enumerate(ranking, 1):
            if not article or any(letter.isspace() for letter in article):
                raise EvaluationError(
                    f"the article id {article!r} is empty or has a space in it, which a TREC run "
                    "cannot hold; leave out --run"
                )
            millionths = round(score * 1e6)
            if last is not None and millionths >= last:
                millionths = last - 1
            last = millionths
            lines.append(f"{topic} Q0 {article} {place} {millionths / 1e6:.6f} {name}\n")
    path.write_text("".join(lines), encoding="utf-8")
