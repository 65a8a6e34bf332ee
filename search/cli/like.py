"""`kashaf like`: articles like one."""

from __future__ import annotations

from pathlib import Path

import click

from search.cli.lines import harmless
from search.cli.options import bidi_option, index_option, json_option
from search.cli.output import Bidi, Terminal, json_line
from search.engine import open_index


@click.command()
@click.argument("id")
@index_option
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True,
    help="How many articles.",
)  # fmt: skip
@click.option("--copies", is_flag=True, help="The same text elsewhere, and not others like it.")
@json_option
@bidi_option
def command(
    id: str, folder: Path | str, limit: int, copies: bool, as_json: bool, bidi: Bidi
) -> int:
    """Find articles on the story of the article ID, or on its subject, most alike first.

    Exit code 1: there are none, or there is no such article.

    \b
    kashaf like eco-001
    kashaf like eco-001 --copies
    """
    with open_index(folder) as engine:
        if engine.article(id) is None:
            click.echo(f"kashaf: no article has the id {harmless(id)!r}", err=True)
            return 1
        hits = engine.copies_of(id)[:limit] if copies else engine.more_like(id, limit=limit)
    if as_json:
        click.echo(json_line({"id": id, "hits": [hit.to_dict() for hit in hits]}))
    else:
        terminal = Terminal(bidi)
        if not hits:
            terminal.line(
                "no other article has this text" if copies else "no other article is like it"
            )
        for number, hit in enumerate(hits, 1):
            if number > 1:
                terminal.line()
            terminal.hit(number, hit)
    return 0 if hits else 1
