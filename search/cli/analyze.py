"""`kashaf analyze`: how a text becomes terms."""

from __future__ import annotations

import click

from search.analysis import arabic_analyzer
from search.cli.options import json_option
from search.cli.output import Terminal, json_line


@click.command()
@click.argument("text", nargs=-1, required=True)
@json_option
def command(text: tuple[str, ...], as_json: bool) -> int:
    """Show every token of a TEXT after every step of the analysis.

    \b
    kashaf analyze 'والوزراء في المَدينة'
    """
    analyzer = arabic_analyzer()
    tokens = analyzer.tokens(" ".join(text))
    if as_json:
        click.echo(
            json_line(
                [
                    {
                        "token": token.text,
                        "start": token.start,
                        "end": token.end,
                        "surface": token.surface,
                        "stem": token.stem,
                        "stopword": token.stopword,
                    }
                    for token in tokens
                ]
            )
        )
        return 0
    terminal = Terminal()
    for token in tokens:
        steps = " → ".join(
            f"{name} {terminal.field(form)}" for name, form in analyzer.steps(token.text)
        )
        stopword = "  (function word: not asked for in a plain query)" if token.stopword else ""
        terminal.line(
            f"{token.position:>4}  {token.start}–{token.end}  {terminal.field(token.text)} → "
            f"{steps}{stopword}"
        )
    return 0
