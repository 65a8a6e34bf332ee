"""`kashaf analyze`: how a text becomes terms."""

from __future__ import annotations

import click

from search.analysis import arabic_analyzer
from search.cli.options import bidi_option, json_option
from search.cli.output import Bidi, Terminal, json_line

LAST = ("stem", "stopword")  # steps that come after every other


@click.command()
@click.argument("text", nargs=-1, required=True)
@json_option
@bidi_option
def command(text: tuple[str, ...], as_json: bool, bidi: Bidi) -> int:
    """Show every token of a TEXT after every step of the analysis.

    The stem is what plain words look up, the fold what =exact words, "phrases" and wild* look up;
    a stopword is not asked for in a plain query.

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
    steps = [dict(analyzer.steps(token.text)) for token in tokens]
    # The names of all steps in their order: a step that a word does not pass leaves a gap.
    names = list(dict.fromkeys(name for one in steps for name in one if name not in LAST))
    names += [name for name in LAST if any(name in one for one in steps)]
    Terminal(bidi).table(
        ["#", "place", *names],
        [
            [str(token.position), f"{token.start}–{token.end}", *(one.get(n, "") for n in names)]
            for token, one in zip(tokens, steps, strict=True)
        ],
    )
    return 0
