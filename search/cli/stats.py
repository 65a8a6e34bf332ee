"""`kashaf stats`: what an index holds."""

from __future__ import annotations

from pathlib import Path

import click

from search.cli.options import index_option, json_option
from search.cli.output import json_line
from search.engine import open_index


@click.command()
@index_option
@json_option
def command(folder: Path | str, as_json: bool) -> int:
    """Say how many articles and words an index holds, from when, and how large it is.

    \b
    kashaf stats --index news.index --json
    """
    with open_index(folder) as engine:
        stats = engine.stats()
    if as_json:
        click.echo(json_line(stats.to_dict()))
        return 0
    dates = f"{stats.first} to {stats.last}" if stats.first else "none has a date"
    for name, value in (
        ("index", stats.path),
        ("articles", f"{stats.articles:,}"),
        ("published", dates),
        ("distinct words", f"{stats.terms:,}"),
        ("size", f"{stats.bytes / 1e6:,.1f} MB in {stats.segments} segment(s)"),
        ("analyzer", stats.analyzer),
    ):
        click.echo(f"{name:<15} {value}")
    return 0
