"""The command ``magnesium parse``: lines as people write them, with their magnesium and what was assumed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from typing import Any

from magnesium.cli.arguments import add_command, foods_arguments, own_foods
from magnesium.cli.output import as_json, wrapped
from magnesium.errors import MagnesiumError


def add_commands(commands: Any) -> None:
    """Register the command."""
    parse = add_command(commands, "parse", _parse, "read what was eaten from words: amounts, foods, supplements")
    parse.add_argument(
        "text", nargs="+", metavar="TEXT", help='"2 eggs and a banana"; - reads lines from standard input'
    )
    parse.add_argument(
        "--assume", choices=("usual", "never"), default="usual", help="refuse lines that leave a choice open"
    )
    parse.add_argument("--json", action="store_true", help="plain data instead of text")
    foods_arguments(parse)


def _parse(options: argparse.Namespace) -> str:
    from magnesium.intake.intake import Intake
    from magnesium.intake.meals import parse_meal

    own = own_foods(options)
    meals, problems = [], []
    for line in _lines(options.text):
        try:
            meals.append(parse_meal(line, foods=own, assume=options.assume))
        except MagnesiumError as error:
            problems.append(f"{line}: {error}")
    if problems:
        raise _UnreadError("\n".join(problems))
    day = Intake(entry for meal in meals for entry in meal)
    if options.json:
        return as_json([_as_data(entry) for entry in day])
    total = [f"total: {day.total} of magnesium"] if len(day) > 1 else []
    return "\n".join([*(line for entry in day for line in _shown(entry)), *total]) + "\n"


class _UnreadError(MagnesiumError):
    """Lines that could not be read, one problem on each line of the message."""


def _lines(texts: list[str]) -> list[str]:
    if texts != ["-"]:
        return [" ".join(texts)]
    return [line.strip() for line in sys.stdin if line.strip()]


def _shown(entry: Any) -> Iterable[str]:
    grams = "" if entry.grams is None else f"{entry.grams:.4g} g "
    mg = "unknown magnesium" if entry.mg is None else f"{entry.mg:.1f} mg"
    yield f"{entry.text.strip()}: {grams}{entry.item.name}: {mg} [{entry.item.id}]"
    for note in entry.assumptions:
        yield from wrapped(f"{note}")


def _as_data(entry: Any) -> dict[str, Any]:
    notes = [
        {
            "kind": note.kind,
            "text": note.text,
            "chosen": note.chosen,
            "alternatives": [{"text": other.text, "factor": other.factor} for other in note.alternatives],
            "source": note.source,
        }
        for note in entry.assumptions
    ]
    data = {"text": entry.text, "id": entry.item.id, "name": entry.item.name}
    return {**data, "grams": entry.grams, "mg": entry.mg, "assumptions": notes}
