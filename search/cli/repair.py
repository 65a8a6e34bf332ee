"""`kashaf repair`: keep what is whole of a damaged index."""

from __future__ import annotations

from pathlib import Path

import click

from search.address import is_address
from search.cli.lines import harmless
from search.cli.options import index_option, json_option
from search.cli.output import json_line
from search.errors import IndexFormatError
from search.index import repair_index
from search.index.checks import LOST_IDS

MOST_NAMED = 20  # ids of lost articles that are printed


@click.command()
@index_option
@json_option
def command(folder: Path | str, as_json: bool) -> int:
    """Keep every whole segment of a damaged index, and say what is lost.

    Damaged files are moved into the folder "damaged" of the index, not deleted. What is lost can
    be indexed again from its source. Exit code 0 when nothing is lost, 1 when articles are.

    \b
    kashaf check || kashaf repair
    """
    if is_address(folder):
        raise IndexFormatError(
            f"{folder} is on a cluster, which repairs itself from its replicas; bring back a "
            "snapshot, or build the index again: `kashaf index SOURCE --rebuild`"
        )
    repair = repair_index(Path(folder))
    if as_json:
        click.echo(json_line(repair.to_dict()))
        return 1 if repair.lost else 0
    if not repair.damages:
        click.echo(f"{folder} is whole, nothing was changed")
        return 0
    click.echo(f"kept {repair.articles:,} articles in {repair.segments} segment(s)")
    if repair.moved:
        click.echo(f"moved {len(repair.moved)} files to {repair.aside}")
    if not repair.lost:
        click.echo("no article is lost")
        return 0
    click.echo(
        f"lost {repair.lost:,} articles; `kashaf index SOURCE` adds again those that a source has"
    )
    for name in repair.lost_ids[:MOST_NAMED]:
        click.echo(f"  {harmless(name)}")
    if len(repair.lost_ids) > MOST_NAMED:
        more = len(repair.lost_ids) - MOST_NAMED
        click.echo(f"  and {more:,} more, all in {Path(repair.aside) / LOST_IDS}")
    unknown = repair.lost - len(repair.lost_ids)
    if unknown:
        click.echo(f"  and {unknown:,} whose ids are lost, too")
    return 1
