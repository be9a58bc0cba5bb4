"""The command ``magnesium check``: show how each line of a log is understood, and ask for the rest."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from magnesium.cli.arguments import (
    add_command,
    assume_argument,
    foods_arguments,
    log_arguments,
    own_records,
    unknown_argument,
)
from magnesium.cli.logs import StandardInput, checked_log, log_argument, log_given
from magnesium.cli.output import say
from magnesium.errors import MagnesiumError
from magnesium.rendering.answers import Answer
from magnesium.text import fold, harmless

if TYPE_CHECKING:
    from magnesium.intake.check import Check


def add_commands(commands: Any) -> None:
    """Register the command."""
    check = add_command(commands, "check", _check, "show how each line of a log is understood; ask for the rest")
    log_argument(check)
    check.add_argument("--out", metavar="FILE.csv", help="write the corrected log: ids, grams, assumptions")
    log_arguments(check)
    assume_argument(check)
    foods_arguments(check)
    unknown_argument(check)


def _check(options: argparse.Namespace) -> Answer:
    from magnesium.foods.aliases import read_aliases, with_aliases

    log = log_given(options.log)
    own = own_records(options)
    aliases = read_aliases(options.aliases) if options.aliases and Path(options.aliases).exists() else {}
    found = checked_log(log, with_aliases(own, aliases), options)
    if found.problems and sys.stdin.isatty():
        if answers := _ask_foods(found, own):
            aliases = aliases | answers
            _remember(aliases, options.aliases)
            found = checked_log(_again(log), with_aliases(own, aliases), options)
        found = _ask_lines(found, with_aliases(own, aliases))
    if options.out:
        _write(found, options.out)
    return found


def _again(log: Any) -> Any:
    """Return the log from its beginning."""
    if isinstance(log, StandardInput):
        log.seek(0)
    return log


def _write(found: Check, target: str) -> None:
    if found.problems:
        say(f"{target} was not written: solve the problems first, or keep unknown foods with --keep-unknown")
        return
    found.write(target)
    say(f"written to {target}")


def _remember(aliases: dict[str, str], target: str | None) -> None:
    from magnesium.foods.aliases import write_aliases

    if target is None:
        say("the answers are not saved; --aliases FILE.csv saves them")
        return
    write_aliases(aliases, target)
    say(f"answers written to {target}")


def _ask_foods(found: Check, own: Any) -> dict[str, str]:
    """Return the id of the food that the user names for each unknown food."""
    from magnesium.foods.aliases import food_meant

    answers: dict[str, str] = {}
    for words in dict.fromkeys(fold(line.unnamed) for line in found.lines if line.unnamed):
        while answer := _ask(f"Which food is {words!r}? An id or other words; Enter skips it: "):
            try:
                answers[words] = food_meant(answer, own)
            except MagnesiumError as error:
                say(str(error))
            else:
                break
    return answers


def _ask_lines(found: Check, own: Any) -> Check:
    """Return the check with the user's new words for lines with problems."""
    from magnesium.intake.meals import parse_meal

    for line in found.lines:
        if line.unnamed or not line.can_be_reworded:
            continue
        say(str(line))
        while answer := _ask("Write it in other words; Enter skips it: "):
            try:
                found = found.answered(line.line, parse_meal(answer, foods=own))
            except MagnesiumError as error:
                say(str(error))
            else:
                break
    return found


def _ask(question: str) -> str:
    """Return the answer to a question; empty at the end of the input."""
    print(harmless(question), end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()
