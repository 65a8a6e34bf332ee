"""`kashaf serve`: the search page."""

from __future__ import annotations

from pathlib import Path

import click

from search.cli.options import address_options, index_option
from search.engine import open_index


@click.command()
@index_option
@address_options
@click.option("--log", type=click.Choice(["off", "requests", "queries"]), default="off",
    show_default=True,
    help="A line of JSON for each request to stderr; with what was asked only on your word.",
)  # fmt: skip
@click.option(
    "--trusted-proxies",
    type=click.IntRange(0, 10),
    default=0,
    show_default=True,
    envvar="KASHAF_TRUSTED_PROXIES",
    help="How many proxies stand before the page; each names its client in X-Forwarded-For.",
)
def command(folder: Path | str, host: str, port: int, log: str, trusted_proxies: int) -> int:
    """Serve the search page and the JSON API until stopped with Ctrl-C.

    \b
    kashaf serve --index news.index
    kashaf serve --host 0.0.0.0 --port 8080      for the whole network
    kashaf serve --log requests 2> access.jsonl
    kashaf serve --trusted-proxies 1             behind nginx
    """
    open_index(folder).close()  # what is wrong with the index is said here and not on the page
    serve_pages(folder, host, port, log=log, trusted_proxies=trusted_proxies)
    return 0


def serve_pages(
    folder: Path | str, host: str, port: int, *, log: str = "off", trusted_proxies: int = 0
) -> None:
    """Listens, says the address and serves."""
    from web import create_app, listen, run

    app = create_app(folder, config={"REQUEST_LOG": log, "TRUSTED_PROXIES": trusted_proxies})
    try:
        server = listen(app, host, port)
    except OSError as error:
        raise click.ClickException(
            f"cannot listen on {host}:{port}: {error.strerror}; "
            "choose another with --host or --port"
        ) from error
    click.echo(f"serving {folder} at http://{host}:{port}/  (Ctrl-C stops)")
    run(server)
