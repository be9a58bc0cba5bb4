"""The command line: its parser, and the conversion of errors to one paragraph and an exit status."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any, NoReturn

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
from magnesium.errors import MagnesiumError, NoReferenceValueError, NotFoundError
from magnesium.integrations.extras import need

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


NOT_FOUND, BAD_USAGE, BAD_INPUT = 1, 2, 3
"""Exit statuses."""
_EXAMPLES = """examples:
  magnesium parse "2 eggs and a banana"
  magnesium food cooked spinach --serving "1 cup"
  magnesium rda --age 40 --sex male --authority efsa
  magnesium report log.csv --age 34 --sex female --html report.html
  magnesium ask "does magnesium help with cramps"

exit status: 0, 1 nothing found, 2 bad usage, 3 bad input
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status.

    0; 1 if nothing was found; 2 for bad usage; 3 for bad input: a value, a file, or an answer with problems; 130 if
    interrupted. An error is one paragraph on standard error.
    """
    # Characters that the console cannot show become question marks; unreadable input becomes an unknown word.
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        options = _options(sys.argv[1:] if arguments is None else arguments)
        command: Command = options.command
        with notes_on_stderr():
            answer = command(options)
            if answer is not None:  # a server has served
                write(answer, options)
        sys.stdout.flush()
        if problems := getattr(answer, "problems", ()):
            return _fail("1 problem" if len(problems) == 1 else f"{len(problems):,} problems", BAD_INPUT)
    except BrokenPipeError:
        # The reader (head, less) has closed the pipe; suppress Python's error at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except MagnesiumError as error:
        return _fail(str(error), NOT_FOUND if is_not_found(error) else BAD_INPUT)
    except KeyboardInterrupt:
        return _fail("interrupted; nothing was written", 130)
    except OSError as error:
        return _fail(f"{error.filename}: {error.strerror}" if error.filename else str(error), BAD_INPUT)
    return 0


def is_not_found(error: MagnesiumError) -> bool:
    """Return whether an error means that nothing was found; for several lines, in each of them."""
    causes: tuple[MagnesiumError, ...] = getattr(error, "causes", ())
    return all(map(is_not_found, causes)) if causes else isinstance(error, NotFoundError | NoReferenceValueError)


def _fail(message: str, status: int) -> int:
    say(message)
    return status


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options; without arguments, show the help."""
    parser = build_parser()
    if not arguments:
        parser.print_help()
        sys.exit(0)
    word = arguments[0]
    known = parser.get_default("commands")
    if not word.startswith("-") and word not in known:
        near = [f"--{word}"] if f"--{word}" in parser.options else get_close_matches(word, known, n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(known)}"
        parser.error(f"no command {word!r}; {hint}")
    return parser.parse_args(arguments)


class _Parser(argparse.ArgumentParser):
    """A parser with errors of one paragraph, like all others, and near matches for options."""

    @property
    def options(self) -> tuple[str, ...]:
        """The long options."""
        return tuple(name for name in self._option_string_actions if name.startswith("--"))

    def parse_known_args(self, *args: Any, **options: Any) -> Any:
        """Parse; a command itself reports options that it does not know."""
        found, unknown = super().parse_known_args(*args, **options)
        if wrong := next((word for word in unknown if word.startswith("-")), None):
            near = get_close_matches(wrong.split("=")[0], self.options, n=3)
            self.error(f"no option {wrong!r}" + (f"; did you mean {' or '.join(near)}?" if near else ""))
        return found, unknown

    def error(self, message: str) -> NoReturn:
        sys.exit(_fail(f"{message} (see {self.prog} --help)", BAD_USAGE))


def build_parser() -> _Parser:
    """Return the parser of all commands."""
    parser = _Parser(
        prog="magnesium",
        description="Magnesium in foods, waters and supplements, and reference values; each number with its source.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    parser.add_argument("--completion", action=_Completion, metavar="SHELL", help="print the completion of a shell")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for group in GROUPS:
        group.add_commands(commands)
    parser.set_defaults(commands=tuple(commands.choices))
    return parser


class _Completion(argparse.Action):
    """Prints the completion script of a shell; needs the extra ``completion``."""

    def __call__(self, parser: argparse.ArgumentParser, _: Any, values: Any, __: str | None = None) -> NoReturn:
        shtab = need("shtab", "completion")
        if values not in shtab.SUPPORTED_SHELLS:
            parser.error(f"--completion: {values!r} is not valid; expected one of {', '.join(shtab.SUPPORTED_SHELLS)}")
        print(shtab.complete(parser, values))
        sys.exit(0)


class _Version(argparse.Action):
    def __call__(self, *_: object, **__: object) -> NoReturn:
        from importlib.metadata import version

        print(f"magnesium {version('pymagnesium')}")
        sys.exit(0)
