"""The command ``magnesium total``: a log of any size by groups."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

from magnesium.cli.arguments import add_command, foods_arguments, own_foods

_SHOWN = 20


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


def _total(options: argparse.Namespace) -> str:
    from magnesium.integrations.frames import total_log

    keys = [key.strip() for key in options.by.split(",")]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(options.out or f"{folder}/totals.parquet")
        found = total_log(
            options.log,
            out,
            by=keys,
            food=options.food,
            grams=options.grams,
            foods=own_foods(options),
            on_unknown=options.on_unknown,
            on_progress=_show,
        )
        _show("", 1.0)
        first = "" if options.out else _first(out)
    rows = "1 row is" if found.unknown_rows == 1 else f"{found.unknown_rows:,} rows are"
    unknown = f" at least; the magnesium of {rows} unknown" if found.unknown_rows else ""
    groups = "1 group" if found.groups == 1 else f"{found.groups:,} groups"
    where = f", written to {options.out}" if options.out else ""
    more = (
        f"… and {found.groups - _SHOWN:,} more; --out writes all of them\n" if first and found.groups > _SHOWN else ""
    )
    return f"{first}{more}{groups} by {', '.join(keys)}: {found.mg:,.1f} mg{unknown}{where}\n"


def _first(totals: Path) -> str:
    import duckdb

    with duckdb.connect() as connection:
        rows = connection.read_parquet(str(totals)).limit(_SHOWN)
        head = tuple(rows.columns)
        shown = [head, *((*map(str, keys), f"{mg:.1f}", str(n)) for *keys, mg, n in rows.fetchall())]
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    last = len(head) - 2  # numbers stand on the right
    lines = (
        "  ".join(
            text.rjust(width) if place >= last else text.ljust(width)
            for place, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in shown
    )
    return "".join(f"{line}\n" for line in lines)


def _show(what: str, share: float) -> None:
    """Show how far it is, on a line of the terminal that is then cleared; to no terminal, nothing."""
    if sys.stderr.isatty():
        line = f"{what} {share:4.0%}" if what else ""
        print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)
