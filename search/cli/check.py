"""`kashaf check`: is the index what was written?"""

from __future__ import annotations

from pathlib import Path

import click

from search.cli.lines import harmless
from search.cli.options import index_option, json_option
from search.cli.output import json_line
from search.engine import check_index


@click.command()
@index_option
@json_option
def command(folder: Path | str, as_json: bool) -> int:
    """Read the whole index and compare it with its checksums.

    Exit code 0 when it is whole, 1 when something is damaged, 2 when it could not be checked.

    \b
    kashaf check --index news.index
    """
    report = check_index(folder)
    if as_json:
        click.echo(json_line(report.to_dict()))
        return 1 if report.damages else 0
    for damage in report.damages:
        click.echo(f"{harmless(damage.file)}: {harmless(damage.what)}", err=True)
    if report.unfinished:
        click.echo(
            f"{len(report.unfinished)} files are of no commit, as an interrupted run leaves them; "
            "the next `kashaf index` removes them"
        )
    if report.damages:
        click.echo(
            f"kashaf: the index at {folder} is damaged in {len(report.damages)} places; "
            f"`kashaf repair --index {folder}` keeps what is whole and says what is lost",
            err=True,
        )
        return 1
    click.echo(
        f"{folder} is whole: {report.articles:,} articles, {report.segments} segment(s), "
        f"{report.files} files, {report.bytes / 1e6:,.1f} MB"
    )
    return 0
