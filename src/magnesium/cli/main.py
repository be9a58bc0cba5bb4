"""The command line: its parser, and how errors become one paragraph and an exit status."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from magnesium.cli import (
    agents,
    assessment,
    checking,
    clinical,
    conformance,
    excitability,
    foods,
    intake,
    laboratory,
    large_logs,
    lines,
    lookups,
    needs,
    recipes,
    service,
)
from magnesium.cli.arguments import Command
from magnesium.cli.output import notes_on_stderr, say, write
from magnesium.errors import MagnesiumError

GROUPS = (
    lines,
    checking,
    intake,
    large_logs,
    needs,
    foods,
    recipes,
    clinical,
    laboratory,
    assessment,
    excitability,
    lookups,
    conformance,
    agents,
    service,
)
"""The groups of commands, in the order of the help."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status.

    0; 2 after an error, which is one paragraph on standard error, or for an answer with problems; 130 if interrupted.
    """
    # A character that the console cannot show becomes a question mark; one that cannot be read, an unknown word.
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    options = build_parser().parse_args(arguments)
    command: Command = options.command
    try:
        with notes_on_stderr():
            answer = command(options)
            if answer is not None:  # a server has served
                write(answer, options)
        sys.stdout.flush()
        if problems := getattr(answer, "problems", ()):
            return _fail("1 problem" if len(problems) == 1 else f"{len(problems):,} problems")
    except BrokenPipeError:
        # The reader (head, less) has seen enough; keep Python from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except MagnesiumError as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        _fail("interrupted; nothing was written")
        return 130
    except OSError as error:
        return _fail(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    return 0


def _fail(message: str) -> int:
    say(message)
    return 2


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one paragraph, like all others."""

    def error(self, message: str) -> NoReturn:
        sys.exit(_fail(f"{message} (see {self.prog} --help)"))


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = _Parser(
        prog="magnesium",
        description="Magnesium in foods, waters and supplements, and what a person needs; each number with its source.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for group in GROUPS:
        group.add_commands(commands)
    return parser


class _Version(argparse.Action):
    def __call__(self, *_: object, **__: object) -> NoReturn:
        from importlib.metadata import version

        print(f"magnesium {version('pymagnesium')}")
        sys.exit(0)
