"""The budgets of import, look-up, sums, search and size, each beside its baseline in the same run.

Figures of a fresh process are those of the middle one of several by their ratio; those of a call are the best of
many rounds.
"""

from __future__ import annotations

import csv
import io
import math
import statistics
import time
import timeit
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import magnesium as mg
from benchmarks.measuring import ROOT, Figure, Progress, fresh

PROCESSES = 15
PACKAGE = Path(mg.__file__).parent
QUERIES = ROOT / "tests" / "catalogs" / "search_queries.csv"
WHEEL_MIB = 2.0

_IMPORT = "import time; t = time.perf_counter(); import {0}; print((time.perf_counter() - t) * 1000)"
_READS = """
import json, sys
opened = []
sys.addaudithook(lambda event, found: event == "open" and opened.append(str(found[0])))
import magnesium
data = [name for name in opened if name.startswith({0!r})]
print(json.dumps([len(data), len({{"numpy", "pandas"}} & set(sys.modules))]))
"""
_FIRST_LOOK_UP = """
import csv, json, time
import magnesium as mg
t = time.perf_counter()
mg.foods["sr28:11458"]
ours = time.perf_counter() - t
with open({0!r}, "rb") as file:
    data = file.read()
t = time.perf_counter()
for row in csv.reader(data.decode("utf-8").splitlines()):
    pass
print(json.dumps([ours * 1000, (time.perf_counter() - t) * 1000]))
"""


def _each_us(function: Callable[[], object]) -> float:
    """Return the microseconds of one call, the best of many short rounds, which other programs seldom all disturb."""
    number = 1_000
    return min(timeit.repeat(function, number=number, repeat=50)) / number * 1e6


def _middle(runs: Iterable[Sequence[float]]) -> Sequence[float]:
    """Return the run, ours and its baseline, whose ratio is the median, so that both are of the same moment."""
    in_order = sorted(runs, key=lambda run: run[0] / run[1])
    return in_order[len(in_order) // 2]


def _imports(processes: int) -> Iterator[Figure]:
    # First, for it leaves compiled modules to those whose time is taken.
    files, modules = fresh("-c", _READS.format(str(PACKAGE / "data")))
    ours_ms, attrs_ms = _middle(
        [fresh("-c", _IMPORT.format(name)) for name in ("magnesium", "attrs")] for _ in range(processes)
    )
    yield Figure(
        what="import magnesium",
        measured=ours_ms,
        baseline=attrs_ms,
        unit="ms",
        against="import attrs",
        largest_ratio=1.5,
    )
    yield Figure(what="data files that the import opens", measured=files, unit="files", largest=0)
    yield Figure(what="numpy, pandas that it imports", measured=modules, unit="modules", largest=0)


def _first_look_up(processes: int) -> Figure:
    code = _FIRST_LOOK_UP.format(str(PACKAGE / "data" / "foods.csv"))
    ours_ms, csv_ms = _middle(fresh("-c", code) for _ in range(processes))
    return Figure(
        what="first food look-up in a process",
        measured=ours_ms,
        baseline=csv_ms,
        unit="ms",
        against="csv.reader over the same bytes",
        largest_ratio=3,
    )


def _rda() -> Figure:
    values = {(25, "female"): 310.0}
    return Figure(
        what="rda(…), repeated",
        measured=_each_us(lambda: mg.rda(age=25, sex="female", pregnant=True)),
        baseline=_each_us(lambda: values[25, "female"]),
        unit="µs",
        against="look-up in a dict; 10 µs where it takes 0.05",
        largest_ratio=10 / 0.05,
    )


def _totals() -> Iterator[Figure]:
    ids = ("sr28:11457", "sr28:12061", "sr28:11458", "sr28:12016", "sr28:09040") * 2
    entries = tuple(mg.foods[id_].grams(50) for id_ in ids)
    day = mg.Intake(entries)
    numbers = [entry.mg or 0.0 for entry in entries]
    bare_us = _each_us(lambda: math.fsum(numbers))
    yield Figure(
        what="total of a 10-entry day",
        measured=_each_us(lambda: day.total),
        baseline=bare_us,
        unit="µs",
        against="math.fsum",
        largest_ratio=5,
    )
    # A day is summed when it is made, so the total above is only read; this is the whole price.
    built_us = _each_us(lambda: mg.Intake(entries))
    yield Figure(
        what="making that day, its sum included", measured=built_us, baseline=bare_us, unit="µs", against="math.fsum"
    )


def _search() -> Figure:
    with QUERIES.open(encoding="utf-8", newline="") as file:
        queries = [row["query"] for row in csv.DictReader(file)]
    mg.foods.search("warm up")
    names = [food.name.lower() for food in mg.foods.values()]

    def scan(query: str) -> list[str]:
        words = query.lower().split()
        return [name for name in names if all(word in name for word in words)]

    def each_ms(search: Callable[[str], object]) -> float:
        # Each query once: what a search remembers of the one before must not count.
        times = []
        for query in queries:
            start = time.perf_counter()
            search(query)
            times.append((time.perf_counter() - start) * 1000)
        return statistics.median(times)

    return Figure(
        what=f"food search, warm, median of {len(queries)} everyday queries",
        measured=each_ms(mg.foods.search),
        baseline=each_ms(scan),
        unit="ms",
        against="every name that holds all words",
        largest=5,
    )


def _wheel() -> Figure:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as wheel:
        for path in sorted(PACKAGE.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                wheel.write(path, path.relative_to(PACKAGE.parent))
    return Figure(
        what="the package, packed as a wheel is",
        measured=len(packed.getvalue()) / 1024**2,
        unit="MiB",
        largest=WHEEL_MIB,
    )


def figures(processes: int, progress: Progress) -> Iterator[Figure]:
    """Yield each budget; fresh-process figures from so many processes."""
    progress.step("budgets: import, first look-up")
    yield from _imports(processes)
    yield _first_look_up(processes)
    progress.step("budgets: rda, totals, search, size")
    yield _rda()
    yield from _totals()
    yield _search()
    yield _wheel()
