"""`kashaf completion`: the shell's completion script."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> int:
    """Print the completion script for a SHELL.

    \b
    kashaf completion bash >> ~/.bashrc
    """
    from search.cli import cli

    completion = get_completion_class(shell)
    assert completion is not None
    click.echo(completion(cli, {}, "kashaf", "_KASHAF_COMPLETE").source())
    return 0
