"""`kashaf show`: print one article."""

from __future__ import annotations

from pathlib import Path

import click

from search.cli.lines import harmless
from search.cli.options import bidi_option, index_option, json_option
from search.cli.output import Bidi, Terminal, json_line
from search.engine import open_index
from search.results import format_published


@click.command()
@click.argument("id")
@index_option
@click.option("--query", default="", help="Mark the words of this query.")
@json_option
@bidi_option
def command(id: str, folder: Path | str, query: str, as_json: bool, bidi: Bidi) -> int:
    """Print the article with this ID, as `kashaf search` names it. Exit code 1: there is none.

    \b
    kashaf show eco-001 --query 'سعر القمح'
    """
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
    terminal = Terminal(bidi)
    title = article.title.strip() or "(no title)"
    terminal.passage(title, view.title_highlights if article.title.strip() else (), bold=True)
    terminal.facts(article.source, published, article.category, article.author, article.id)
    terminal.facts(article.url)
    start = 0
    for paragraph in article.body.split("\n"):
        end = start + len(paragraph)
        terminal.line()
        terminal.passage(
            paragraph,
            [
                (max(a, start) - start, min(b, end) - start)
                for a, b in view.body_highlights
                if a < end and b > start
            ],
        )
        start = end + 1
    return 0
