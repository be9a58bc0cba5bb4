"""All budgets and the growth with the rows, in one command: a table, CSV files and pictures.

Time, memory and size are compared with a baseline of the same run; nothing but a wrong answer makes the command fail.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import attrs

from benchmarks import budgets, frames, growth
from benchmarks.engines import ENGINES, Engine, usable
from benchmarks.measuring import FIGURE_HEADINGS, ROOT, Figure, Progress, figure_row, missing, table, write_csv

PARTS = ("budgets", "frames", "growth")
QUICK_ROWS = 10_000
OTHERS = """\
benchmarks of their own, not run by this command (each says more in its first lines):
  python benchmarks/search_quality.py        hits of the food search over everyday queries
  python benchmarks/population_truth.py      usual intake against known distributions
  python benchmarks/population_cost.py       usual intake: time against the number of persons
  python benchmarks/nhanes_logs.py           a survey's foods as logs: time, memory, known rows
  python -m benchmarks.nhanes_usual_intake   usual intake of a survey, by age and sex
"""


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        epilog=OTHERS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--out", type=Path, default=ROOT / "benchmarks" / "out", help="folder of the CSV files and pictures")
    add("--parts", nargs="+", choices=PARTS, default=PARTS, help="what to measure (all)")
    add("--engines", nargs="+", choices=tuple(ENGINES), help="engines of data frames (all that are installed)")
    add("--rows", nargs="+", type=int, help="rows of the logs in memory (1,000,000 and 5,000,000)")
    add("--growth-rows", nargs="+", type=int, help="rows of the logs from Parquet (10⁴ to 10⁸)")
    add("--turns", type=int, help="processes of each way, in turn; the best counts (3, and 2 for the growth)")
    add("--logs", type=Path, help="folder in which the logs are kept for the next run (a temporary one)")
    add("--quick", action="store_true", help=f"everything once, with logs of {QUICK_ROWS:,} rows: does it run?")
    options = parser.parse_args(arguments)
    options.rows = options.rows or ([QUICK_ROWS] if options.quick else [10**6, 5 * 10**6])
    options.growth_rows = sorted(options.growth_rows or ([QUICK_ROWS] if options.quick else growth.SIZES))
    if min(*options.rows, *options.growth_rows, 1 if options.turns is None else options.turns) < 1:
        parser.error("rows and turns are at least 1")
    return options


def _grow(engines: list[Engine], options: argparse.Namespace, progress: Progress) -> Iterator[growth.Point]:
    turns = options.turns or (1 if options.quick else 2)
    if options.logs:
        options.logs.mkdir(parents=True, exist_ok=True)
        yield from growth.points(engines, options.growth_rows, turns, options.logs.resolve(), progress)
        return
    with tempfile.TemporaryDirectory() as folder:
        yield from growth.points(engines, options.growth_rows, turns, Path(folder), progress)


def _draw(figures: list[Figure], points: list[growth.Point], out: Path) -> list[Path]:
    from benchmarks.drawing import draw_budgets, draw_growth, shown_share

    drawn = []
    if any(shown_share(figure) is not None for figure in figures):
        draw_budgets(figures, out / "budgets.png")
        drawn.append(out / "budgets.png")
    if points:
        draw_growth(points, out / "growth.png")
        drawn.append(out / "growth.png")
    return drawn


def _measure(
    options: argparse.Namespace, figures: list[Figure], points: list[growth.Point], progress: Progress
) -> None:
    """Add what is asked for to *figures* and *points* as it is measured."""
    if "budgets" in options.parts:
        figures += budgets.figures(3 if options.quick else budgets.PROCESSES, progress)
    if not {"frames", "growth"} & set(options.parts):
        return
    engines, lacking = usable(options.engines)
    for name, package in lacking.items():
        print(f"{name} is left out: it needs {package} (pip install --group integrations)", file=sys.stderr)
    if "frames" in options.parts:
        turns = options.turns or (1 if options.quick else 3)
        figures += frames.figures(engines, options.rows, turns, progress)
    if "growth" in options.parts:
        points += _grow(engines, options, progress)


def _report(figures: list[Figure], points: list[growth.Point], out: Path) -> None:
    """Print the tables, and write them and the pictures."""
    out.mkdir(parents=True, exist_ok=True)
    written = [out / "budgets.csv"]
    if figures:
        print(table(FIGURE_HEADINGS, [figure_row(figure) for figure in figures]))
    write_csv(out / "budgets.csv", FIGURE_HEADINGS, map(_whole, figures))
    if points:
        print(f"\nA log by person and day, from Parquet to Parquet\n{table(growth.HEADINGS, growth.lines(points))}")
        names = ("engine", "way", "rows", "seconds", "peak_gib", "groups", "mg", "unknown_rows")
        rows = [(p.engine, p.way, p.rows, p.seconds, p.peak_gib, *attrs.astuple(p.sums)) for p in points]
        write_csv(out / "growth.csv", names, rows)
        written.append(out / "growth.csv")
    if missing("matplotlib"):
        print("no pictures: they need Matplotlib (pip install 'pymagnesium[plots]')", file=sys.stderr)
    else:
        written += _draw(figures, points, out)
    over = [figure.what for figure in figures if figure.verdict == "over"]
    print(f"\nover their budget: {'; '.join(over) or 'none'}")
    print(f"written: {', '.join(str(path) for path in written)}")


def main(arguments: list[str] | None = None) -> int:
    """Measure, print the tables, write the files; return 0 unless an answer was wrong or a process failed."""
    options = _options(arguments)
    progress = Progress()
    figures: list[Figure] = []
    points: list[growth.Point] = []
    failure, status = "", 0
    try:
        _measure(options, figures, points, progress)
    except (AssertionError, RuntimeError) as error:
        failure, status = str(error), 1
    except KeyboardInterrupt:
        failure = "stopped"
    progress.clear()
    if failure:
        # What took minutes to measure is not thrown away.
        print(f"{failure}; what follows was measured until then", file=sys.stderr)
    _report([*figures, *growth.figures(points)], points, options.out)
    return status


def _whole(figure: Figure) -> tuple[object, ...]:
    """Return a figure for CSV, its numbers not rounded."""
    return (
        figure.what,
        figure.measured,
        figure.baseline,
        figure.unit,
        figure.ratio,
        figure.budget,
        figure.verdict,
        figure.against,
    )


if __name__ == "__main__":
    raise SystemExit(main())
