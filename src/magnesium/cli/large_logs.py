"""The command ``magnesium total``: sum a log of any size by groups."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

from magnesium.cli.arguments import add_command, assume_argument, columns_named, foods_arguments, own_foods
from magnesium.cli.output import say
from magnesium.rendering.answers import Answer


def add_commands(commands: Any) -> None:
    """Register the command."""
    total = add_command(commands, "total", _total, "sum a large log by person, day, or any columns")
    total.add_argument(
        "log", nargs="+", metavar="LOG", help="files .parquet, .csv or .csv.gz, or a pattern: 'recalls/*.csv'"
    )
    total.add_argument("--by", required=True, metavar="COLUMNS", help="the columns of a group: person,date")
    total.add_argument("--out", metavar="FILE", help="file for all groups: .parquet or .csv")
    total.add_argument("--food", default="food", metavar="COLUMN", help="the column of foods: ids or names (food)")
    total.add_argument("--grams", default="grams", metavar="COLUMN", help="the column of grams (grams)")
    total.add_argument(
        "--columns",
        action="append",
        metavar="ROLE=HEADER,…",
        help="columns by role: food, grams, amount, unit, mg; as in mg=MAGN for a log that states its magnesium",
    )
    total.add_argument("--profile", default="auto", metavar="ID", help="the export that it is (auto)")
    total.add_argument("--unit", help="unit of the column mg (as its header states, or mg)")
    total.add_argument("--release", metavar="YEARS", help="the release of FNDDS of its food codes: 2009-2010")
    assume_argument(total, default="never")
    foods_arguments(total)
    total.add_argument(
        "--keep-unknown",
        action="store_const",
        dest="on_unknown",
        const="keep",
        default="raise",
        help="treat rows with an unknown food or an impossible amount as unknown",
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
            columns=columns_named(options.columns),
            profile=options.profile,
            unit=options.unit,
            foods=own_foods(options),
            assume=options.assume,
            release=options.release,
            on_unknown=options.on_unknown,
            on_progress=_show,
        )
    _show("", 1.0)
    if options.out:
        say(f"written to {options.out}")
    return found


def _show(what: str, share: float) -> None:
    """Show the progress on a line of the terminal, which is then cleared; without a terminal, do nothing."""
    if sys.stderr.isatty():
        line = f"{what} {share:4.0%}" if what else ""
        print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)
