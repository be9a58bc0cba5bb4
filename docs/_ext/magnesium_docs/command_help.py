"""The help of the command line as a page, generated from the parsers."""

from __future__ import annotations

import argparse
import functools
from collections.abc import Iterator

from magnesium.cli import main as cli

_WIDTH = 88


def commands_help() -> str:
    """Return the help of ``magnesium`` and of each of its commands, under a heading each."""
    lines = []
    for parser in _parsers(cli.build_parser()):
        parser.formatter_class = functools.partial(_formatter(parser), width=_WIDTH)
        block = ("```{code-block} text", ":class: as-printed", "", parser.format_help().rstrip(), "```")
        lines += [f"## {parser.prog}", "", *block, ""]
    return "\n".join(lines)


def _formatter(parser: argparse.ArgumentParser) -> type[argparse.HelpFormatter]:
    """Return the class that lays out the help: one that keeps the lines of the examples, where there are any."""
    found = parser.formatter_class
    return found if isinstance(found, type) and issubclass(found, argparse.HelpFormatter) else argparse.HelpFormatter


def _parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:  # noqa: SLF001  (argparse has no other way to its subparsers)
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for command in action.choices.values():
                yield from _parsers(command)
