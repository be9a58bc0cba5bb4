"""The command ``magnesium total``: a log of any size by groups."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

from magnesium.cli.arguments import add_command, foods_arguments, own_foods
from magnesium.cli.output import say
from magnesium.rendering.answers import Answer


def add_commands(commands: Any) -> None:
    """Register the command."""
    total = add_command(commands, "total", _total, "add up a large log of food ids and grams, by person, day, anything")
    total.add_argument("log", metavar="LOG", help="a file .parquet, .csv or .csv.gz")
    total.add_argument("--by", required=True, metavar="COLUMNS", help="the columns of a group: person,date")
    total.add_argument("--out", metavar="FILE", help="where to write all groups: a file .parquet or .csv")
    total.add_argument("--food", default="food", metavar="COLUMN", help="the column of food ids (food)")
    total.add_argument("--grams", default="grams", metavar="COLUMN", help="the column of grams (grams)")
    foods_arguments(total)
    total.add_argument(
        "--keep-unknown",
        action="store_const",
        dest="on_unknown",
        const="keep",
        default="raise",
        help="count rows without a known food or a possible amount as unknown",
    )


def _total(options: argparse.Namespace) -> Answer:
    from magnesium.integrations.frames import total_log

    with tempfile.TemporaryDirectory() as folder:
        found = total_log(
            options.log,
            options.out or Path(folder, "totals.parquet"),
            by=[key.strip() for key in options.by.split(",")],
            food=options.food,
            grams=options.grams,
            foods=own_foods(options),
            on_unknown=options.on_unknown,
            on_progress=_show,
        )
    _show("", 1.0)
    if options.out:
        say(f"written to {options.out}")
    return found


def _show(what: str, share: float) -> None:
    """Show how far it is, on a line of the terminal that is then cleared; to no terminal, nothing."""
    if sys.stderr.isatty():
        line = f"{what} {share:4.0%}" if what else ""
        print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)
