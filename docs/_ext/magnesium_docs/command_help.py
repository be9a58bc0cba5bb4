"""The help of the command line as a page, generated from the parsers."""

from __future__ import annotations

import argparse
import functools
from collections.abc import Iterator

from magnesium.cli import main as cli

_WIDTH = 96


def commands_help() -> str:
    """Return the help of ``magnesium`` and of each of its commands, under a heading each."""
    lines = []
    for parser in _parsers(cli.build_parser()):
        parser.formatter_class = functools.partial(argparse.HelpFormatter, width=_WIDTH)
        lines += [f"## {parser.prog}", "", "```text", parser.format_help().rstrip(), "```", ""]
    return "\n".join(lines)


def _parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:  # noqa: SLF001  (argparse has no other way to its subparsers)
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for command in action.choices.values():
                yield from _parsers(command)
