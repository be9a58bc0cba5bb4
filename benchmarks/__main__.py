"""Measure all budgets, and how time and memory grow with the rows of a log; print a table and write a CSV file.

Figures are ratios to a baseline of the same run where there is one. The command fails only if an answer is wrong.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import budgets
from benchmarks.engines import ENGINES, lacks
from benchmarks.measuring import HEADINGS, ROOT, TABLE, Figure

PARTS = ("budgets", "population", "frames", "resolve", "growth")
QUICK_ROWS = 10_000
OTHERS = "python benchmarks/nhanes_logs.py, which this command does not run, compares totals with a survey's own"


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__, epilog=OTHERS)
    add = parser.add_argument
    add("--out", type=Path, default=ROOT / "benchmarks" / "out", help="folder of figures.csv")
    add("--parts", nargs="+", choices=PARTS, default=PARTS, help="what to measure (all)")
    add("--engines", nargs="+", choices=ENGINES, help="engines of data frames (all that are installed)")
    add("--rows", nargs="+", type=int, help="rows of the logs in memory (1,000,000 and 5,000,000)")
    add("--growth-rows", nargs="+", type=int, help="rows of the logs from Parquet (10⁴ to 10⁸)")
    add("--logs", type=Path, help="folder in which the logs are kept for the next run (a temporary one)")
    add("--quick", action="store_true", help=f"everything once, with {QUICK_ROWS:,} rows, to see that it runs")
    options = parser.parse_args(arguments)
    options.rows = options.rows or ([QUICK_ROWS] if options.quick else [10**6, 5 * 10**6])
    options.growth_rows = options.growth_rows or ([QUICK_ROWS] if options.quick else [10**n for n in range(4, 9)])
    if min(*options.rows, *options.growth_rows) < 1:
        parser.error("rows must be at least 1")
    return options


def _frames(options: argparse.Namespace) -> Iterator[Figure]:
    from benchmarks import frames, resolving, spreads

    missing = {name: lacks(name) for name in options.engines or ENGINES}
    for name, package in missing.items():
        if package:
            print(f"{name} is left out: {package} is not installed (pip install --group integrations)", file=sys.stderr)
    usable = [name for name, package in missing.items() if not package]
    turns = 1 if options.quick else 3
    if "frames" in options.parts:
        yield from frames.figures(usable, options.rows, turns)
        yield from spreads.figures(usable, quick=options.quick)
    if "resolve" in options.parts:
        yield from resolving.figures(usable, quick=options.quick)
    if "growth" in options.parts:
        with tempfile.TemporaryDirectory() as temporary:
            folder = (options.logs or Path(temporary)).resolve()
            folder.mkdir(parents=True, exist_ok=True)
            yield from frames.figures(usable, sorted(options.growth_rows), turns, folder)


def figures(options: argparse.Namespace) -> Iterator[Figure]:
    """Yield the figures of the chosen parts, each as soon as it is measured."""
    if "budgets" in options.parts:
        yield from budgets.figures(quick=options.quick)
    if "population" in options.parts:
        from benchmarks import population

        yield from population.figures(quick=options.quick)
    if {"frames", "resolve", "growth"} & set(options.parts):
        yield from _frames(options)


def main(arguments: list[str] | None = None) -> int:
    """Measure, print and write; return 0 unless an answer was wrong, a process failed, or the user stopped it."""
    options = _options(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    over, failure, status = [], "", 0
    print(TABLE)
    # Each figure is written when it is measured, so that nothing is lost if a later one fails.
    with (options.out / "figures.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADINGS)
        try:
            for figure in figures(options):
                print(figure, flush=True)
                writer.writerow(figure.row())
                over += [figure.what] if figure.verdict == "over" else []
        except RuntimeError as error:
            failure, status = str(error), 1
        except KeyboardInterrupt:
            failure, status = "stopped", 130
    print(f"\nover their budget: {'; '.join(over) or 'none'}\nwritten: {options.out / 'figures.csv'}")
    if failure:
        print(failure, file=sys.stderr)
    return status


if __name__ == "__main__":
    raise SystemExit(main())
