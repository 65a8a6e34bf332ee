"""The command line: one module a command, each thin: parse, one call, show.

Commands are imported when they are called, so that `kashaf search` pays for nothing else.
"""

from __future__ import annotations

import errno
import importlib
import io
import os
import sys
from contextlib import suppress

import click

COMMANDS = {
    "index": "Read news into an index.",
    "search": "Search an index.",
    "concordance": "Show every match in its line.",
    "trend": "Count articles over time.",
    "export": "Write an answer as CSV, JSONL, RIS or BibTeX.",
    "show": "Print one article.",
    "like": "Find articles like one, or its copies.",
    "stats": "Say what an index holds.",
    "check": "Verify that an index is what was written.",
    "repair": "Keep what is whole of a damaged index.",
    "analyze": "Show how a text becomes terms, step by step.",
    "serve": "Serve the search page.",
    "demo": "Index the sample, search it, serve it.",
    "evaluate": "Measure rankings against judgments.",
    "completion": "Print the shell's completion script.",
}
ERROR = 2
OUTPUT_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class LazyGroup(click.Group):
    """Finds a command in the module of its name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = importlib.import_module(f"search.cli.{name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="kashaf", message="kashaf %(version)s")
def cli() -> None:
    """Full-text search for Arabic news.

    \b
    kashaf index news.jsonl          build or update ./kashaf.index
    kashaf search 'أسعار النفط'      search it
    kashaf serve                     the same in a browser
    """


def main() -> None:
    """Runs the command line. Every expected error is one sentence on stderr and exit code 2."""
    from corpus import CorpusError
    from search.cli.lines import harmless
    from search.errors import KashafError

    _fill_descriptors()
    if sys.stdout is None:
        _say("standard output is closed; use >/dev/null to go without it")
        sys.exit(ERROR)
    for stream in (sys.stdout, sys.stderr):
        # In a narrow encoding, as that of a pipe on Windows, a letter is lost and not the output.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        code = cli.main(prog_name="kashaf", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Abort:
        code = 130
    except click.UsageError as error:
        with suppress(OSError):
            _advised(error).show()
        code = ERROR
    except click.ClickException as error:
        _say(harmless(error.format_message()))
        code = ERROR
    except (KashafError, CorpusError) as error:
        _say(harmless(str(error)))
        code = ERROR
    except BrokenPipeError:
        # Whoever read our output has seen enough; nothing may be written at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 141
    except OSError as error:
        # Of two names the second is the one that was asked for, the first a file on its way there.
        name = error.filename2 or error.filename
        if not name and error.errno in OUTPUT_FULL:
            name = "standard output"  # what is written elsewhere has a name, or is the index
        where = f"{name}: " if name else ""
        _say(harmless(f"{where}{error.strerror or error}"))
        code = ERROR
    sys.exit(code if isinstance(code, int) else 0)


def _say(sentence: str) -> None:
    """One sentence on stderr; where that is full, the exit code must do."""
    with suppress(OSError):
        click.echo(f"kashaf: {sentence}", err=True)


def _fill_descriptors() -> None:
    """Opens those of the first three that are closed; else the next file opened would be one.

    A file of the index under the number of stderr would take in whatever a library has to say.
    """
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(descriptor, True)
    os.close(descriptor)


def _advised(error: click.UsageError) -> click.UsageError:
    """The error with the way out that click does not know: in `search -غاز` no option is meant."""
    if isinstance(error, click.NoSuchOption) and error.ctx and error.ctx.info_name == "search":
        advice = "a query that begins with - goes after --, as in: kashaf search -- -word"
        return click.UsageError(f"{error.format_message().rstrip('.')}; {advice}", error.ctx)
    return error
