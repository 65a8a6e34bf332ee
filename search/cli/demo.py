"""`kashaf demo`: the two-minute tour on the sample."""

from __future__ import annotations

from pathlib import Path

import click

from corpus import Article, read_corpus, sample_path
from search.cli.options import address_options
from search.cli.output import Terminal
from search.cli.serve import serve_pages
from search.engine import open_index, open_writer

QUERY = "سعر القمح والخبز"


@click.command()
@click.option(
    "--index",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("kashaf-demo.index"),
    show_default=True,
)
@click.option("--serve/--no-serve", "serving", default=True, help="Serve the page at the end.")
@address_options
def command(folder: Path, serving: bool, host: str, port: int) -> int:
    """Index the sample articles, search them once, and serve the page.

    \b
    kashaf demo --no-serve
    """
    added = 0
    with open_writer(folder) as writer:
        for record in read_corpus(sample_path()):
            if isinstance(record, Article):
                added += writer.add(record) != "unchanged"
    with open_index(folder) as engine:
        click.echo(f"{engine.stats().articles} sample articles in {folder}, {added} of them new")
        click.echo(f"\n$ kashaf search '{QUERY}' --index {folder} --limit 3\n")
        results = engine.search(QUERY, limit=3)
    Terminal().results(results)
    click.echo()
    if serving:
        serve_pages(folder, host, port)
    return 0 if results.total else 1
