"""The budgets of speed and size, each as a ratio against its baseline in the same run.

``python benchmarks/budgets.py`` prints a table. Fresh-process figures are medians over several processes.
"""

from __future__ import annotations

import csv
import math
import statistics
import subprocess
import sys
import timeit
from pathlib import Path

import magnesium as mg

PROCESSES = 15
FOODS = Path(mg.__file__).parent / "data" / "foods.csv"
QUERIES = Path(__file__).parent.parent / "tests" / "data" / "search_queries.csv"

IMPORT = "import time; t = time.perf_counter(); import {0}; print(time.perf_counter() - t)"
FIRST_LOOK_UP = """
import csv, time
import magnesium as mg
t = time.perf_counter()
mg.foods["sr28:11458"]
ours = time.perf_counter() - t
data = open({0!r}, "rb").read()
t = time.perf_counter()
for row in csv.reader(data.decode("utf-8").splitlines()):
    pass
print(ours / (time.perf_counter() - t))
"""


def fresh(code: str) -> float:
    """Return the median of what *code* prints in processes of its own."""
    runs = [
        float(subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True).stdout)
        for _ in range(PROCESSES)
    ]
    return statistics.median(runs)


def each_us(function: object, number: int = 20_000) -> float:
    """Return the microseconds of one call, the best of five rounds."""
    return min(timeit.repeat(function, number=number, repeat=5)) / number * 1e6  # type: ignore[arg-type]


def main() -> None:
    """Print the table."""
    rows: list[tuple[str, str, str]] = []

    attrs_s, ours_s = fresh(IMPORT.format("attrs")), fresh(IMPORT.format("magnesium"))
    rows.append(("import magnesium / import attrs", f"{ours_s / attrs_s:.2f} ×", "1.5 ×"))

    rows.append(("first food look-up / csv.reader", f"{fresh(FIRST_LOOK_UP.format(str(FOODS))):.2f} ×", "3 ×"))

    table = {(25, "female"): 310.0}
    look_up = each_us(lambda: table[25, "female"])
    rda = each_us(lambda: mg.rda(age=25, sex="female", pregnant=True))
    rows.append(("rda(…) repeated", f"{rda:.1f} µs where a dict look-up takes {look_up:.2f}", "10 µs to 0.05"))

    day = mg.Intake(
        mg.foods[id_].grams(50) for id_ in ("sr28:11457", "sr28:12061", "sr28:11458", "sr28:12016", "sr28:09040") * 2
    )
    numbers = [entry.mg or 0.0 for entry in day]
    bare = each_us(lambda: math.fsum(numbers))
    total = each_us(lambda: day.total)
    built = each_us(lambda: mg.Intake(day.entries).total, 5_000)
    rows.append(
        (
            "total of a 10-entry day / math.fsum",
            f"{total / bare:.2f} × ({built / bare:.0f} × with building the intake)",
            "5 ×",
        )
    )

    with QUERIES.open(encoding="utf-8", newline="") as file:
        queries = [row["query"] for row in csv.DictReader(file)]
    mg.foods.search("warm up")
    search_ms = statistics.median(each_us(lambda q=query: mg.foods.search(q), 5) for query in queries) / 1000
    rows.append((f"food search, warm, median of {len(queries)} queries", f"{search_ms:.2f} ms", "5 ms"))

    width = max(len(row[0]) for row in rows)
    for name, measured, budget in rows:
        print(f"{name:<{width}}  {measured}  (budget {budget})")


if __name__ == "__main__":
    main()
