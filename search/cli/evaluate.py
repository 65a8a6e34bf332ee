"""`kashaf evaluate`: measure rankings against judgments."""

from __future__ import annotations

from pathlib import Path

import click

from search.cli.options import index_option, json_option
from search.cli.output import json_line
from search.engine import open_index
from search.evaluation import evaluate


@click.command()
@index_option
@click.option(
    "--topics", required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Lines of id TAB query.",
)  # fmt: skip
@click.option(
    "--qrels", required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Judgments in TREC form: topic 0 article grade.",
)  # fmt: skip
@click.option("--run", type=click.Path(path_type=Path, dir_okay=False), help="Write a TREC run.")
@json_option
def command(folder: Path | str, topics: Path, qrels: Path, run: Path | None, as_json: bool) -> int:
    """Search each topic as plain words and measure the rankings with ir-measures.

    The means are over the topics that have judgments; the others are not searched.

    \b
    kashaf evaluate --topics topics.tsv --qrels qrels.txt --run kashaf.run
    """
    with open_index(folder) as engine:
        experiment = evaluate(engine, topics, qrels, run=run)
    if as_json:
        click.echo(json_line({"queries": experiment.queries, **experiment.measures}))
        return 0
    click.echo(f"{'queries':<10} {experiment.queries}")
    for name, value in experiment.measures.items():
        click.echo(f"{name:<10} {value:.4f}")
    return 0
