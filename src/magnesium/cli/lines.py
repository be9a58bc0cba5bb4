"""The command ``magnesium parse``: free-text lines, with their magnesium and the assumptions."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from magnesium.cli.arguments import add_command, assume_argument, foods_arguments, own_foods
from magnesium.cli.logs import lines_given
from magnesium.errors import MagnesiumError
from magnesium.rendering.answers import Answer


def add_commands(commands: Any) -> None:
    """Register the command."""
    parse = add_command(commands, "parse", _parse, "parse what was eaten from words: amounts, foods, supplements")
    parse.add_argument(
        "text", nargs="+", metavar="TEXT", help='"2 eggs and a banana"; - reads lines from standard input'
    )
    assume_argument(parse)
    foods_arguments(parse)


def _parse(options: argparse.Namespace) -> Answer:
    from magnesium.intake.intake import Intake
    from magnesium.intake.meals import parse_meal

    own = own_foods(options)
    meals, problems = [], {}
    for line in _lines(options.text):
        try:
            meals.append(parse_meal(line, foods=own, assume=options.assume))
        except MagnesiumError as error:
            problems[line] = error
    if problems:
        raise _UnreadError(problems)
    entries = [entry for meal in meals for entry in meal]
    return entries[0] if len(entries) == 1 else Intake(entries)


class _UnreadError(MagnesiumError):
    """Lines that could not be read; the message has one problem per line."""

    def __init__(self, problems: dict[str, MagnesiumError]) -> None:
        super().__init__("\n".join(f"{line}: {error}" for line, error in problems.items()))
        self.causes = tuple(problems.values())


def _lines(texts: list[str]) -> list[str]:
    if texts != ["-"]:
        return lines_given(texts)
    return [line.strip() for line in sys.stdin if line.strip()]
