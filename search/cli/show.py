"""`kashaf show`: print one article."""

from __future__ import annotations

from pathlib import Path

import click

from search.cli.options import index_option, json_option
from search.cli.output import Terminal, harmless, json_line
from search.engine import open_index
from search.results import format_published


@click.command()
@click.argument("id")
@index_option
@click.option("--query", default="", help="Mark the words of this query.")
@json_option
def command(id: str, folder: Path, query: str, as_json: bool) -> int:
    """Print the article with this ID. Exit code 1 where there is none."""
    with open_index(folder) as engine:
        view = engine.article(id, query)
    if view is None:
        click.echo(f"kashaf: no article has the id {harmless(id)!r}", err=True)
        return 1
    article = view.article
    published = format_published(article.published)
    if as_json:
        record = {name: getattr(article, name) for name in article.__slots__}
        click.echo(json_line({**record, "published": published}))
        return 0
    terminal = Terminal()
    terminal.line(terminal.marked(article.title, view.title_highlights, bold=True))
    facts = [article.source, published or "", article.category, article.author, article.url]
    terminal.line(click.style(" · ".join(terminal.field(f) for f in facts if f), dim=True))
    terminal.line()
    start = 0
    for paragraph in article.body.split("\n"):
        end = start + len(paragraph)
        inside = [(a - start, b - start) for a, b in view.body_highlights if start <= a < end]
        terminal.line(terminal.marked(paragraph, inside))
        start = end + 1
    return 0
