"""The budgets of import, look-up, sums, search, answers, food logs and size."""

from __future__ import annotations

import contextlib
import csv
import io
import math
import random
import statistics
import zipfile
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import magnesium as mg
from benchmarks.measuring import ROOT, Figure, fresh, in_turn, middle, seconds

PACKAGE = Path(mg.__file__).parent
LINES = ROOT / "tests" / "foods" / "parse_lines.tsv"
QUERIES = ROOT / "tests" / "catalogs" / "search_queries.csv"
LOG_ROWS = 60_000

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
from pathlib import Path
import magnesium as mg
t = time.perf_counter()
mg.foods["sr28:11458"]
len(mg.foods)  # reads the other tables too
ours = time.perf_counter() - t
tables = [file.read_bytes() for file in Path({0!r}).iterdir()]
t = time.perf_counter()
for data in tables:
    for row in csv.reader(data.decode("utf-8").splitlines()):
        pass
print(json.dumps([ours * 1000, (time.perf_counter() - t) * 1000]))
"""


def _import(processes: int) -> Iterator[Figure]:
    # First, because it leaves compiled modules to the processes whose time is taken.
    files, modules = fresh("-c", _READS.format(str(PACKAGE / "data")))
    ways = [partial(fresh, "-c", _IMPORT.format(name)) for name in ("magnesium", "attrs")]
    pair = middle(in_turn(ways, processes))
    yield Figure("import magnesium", pair[0], "ms", pair[1], "import attrs", largest_ratio=1.4)
    yield Figure("data files opened by the import", files, "files", largest=0)
    yield Figure("numpy and pandas loaded by the import", modules, "modules", largest=0)


def _first_look_up(processes: int) -> Iterator[Figure]:
    code = _FIRST_LOOK_UP.format(str(PACKAGE / "data" / "foods"))
    ours, baseline = middle(fresh("-c", code) for _ in range(processes))
    against = "csv.reader over the same bytes"
    yield Figure("first food look-up in a process, all tables read", ours, "ms", baseline, against, largest_ratio=3)


def _each_us(function: Callable[[], object]) -> float:
    return seconds(function, calls=1_000) * 1e6


def _rda(rounds: int) -> Iterator[Figure]:
    best_us = min(_each_us(lambda: mg.rda(age=25, sex="female", pregnant=True)) for _ in range(rounds))
    yield Figure("rda(…), repeated", best_us, "µs", largest=10)


def _totals(rounds: int) -> Iterator[Figure]:
    ids = ("sr28:11457", "sr28:12061", "sr28:11458", "sr28:12016", "sr28:09040") * 2
    entries = tuple(mg.foods[id_].grams(50) for id_ in ids)
    day = mg.Intake(entries)
    numbers = [entry.mg or 0.0 for entry in entries]

    def against_fsum(function: Callable[[], object]) -> tuple[float, float]:
        return middle(in_turn([partial(_each_us, function), partial(_each_us, lambda: math.fsum(numbers))], rounds))

    ours, fsum = against_fsum(lambda: day.total)
    yield Figure("total of a 10-entry day", ours, "µs", fsum, "math.fsum", largest_ratio=5)
    # A day is summed when it is made, so the figure above only reads its total.
    ours, fsum = against_fsum(lambda: mg.Intake(entries).total)
    yield Figure("making that day, its sum included", ours, "µs", fsum, "math.fsum")


def _search(_: int) -> Iterator[Figure]:
    with QUERIES.open(encoding="utf-8", newline="") as file:
        queries = [row["query"] for row in csv.DictReader(file)]
    mg.foods.search("warm up")
    # Each query once: what a search remembers of the one before must not count.
    median_ms = statistics.median(seconds(partial(mg.foods.search, query)) for query in queries) * 1000
    yield Figure(f"food search, warm, median of {len(queries)} everyday queries", median_ms, "ms", largest=5)


_FIRST_SEARCH = """
import time
import magnesium as mg
t = time.perf_counter()
mg.foods.search("oat bran")
print(time.perf_counter() - t)
"""


def _first_search(processes: int) -> Iterator[Figure]:
    seconds_taken = statistics.median(fresh("-c", _FIRST_SEARCH) for _ in range(processes))
    yield Figure("first food search in a process, US tables", seconds_taken, "s", largest=0.4)


def _answers(rounds: int) -> Iterator[Figure]:
    person = mg.Person(age=34, sex="female")
    day = mg.Intake([mg.foods[id_].grams(80) for id_ in ("sr28:11457", "sr28:12061", "sr28:11458", "sr28:12016")])
    ways: dict[str, tuple[Callable[[], object], float]] = {
        "assess(…), warm": (lambda: mg.assess(person, intake=day, symptoms=["cramps"], medications=["omeprazole"]), 5),
        "report of a day and its text, warm": (lambda: mg.build_report(day, person).text(), 20),
    }
    for what, (way, largest) in ways.items():
        way()  # warm up
        yield Figure(what, statistics.median(seconds(way) for _ in range(rounds)) * 1000, "ms", largest=largest)


_FIRST_PARSE = """
import json, time
import magnesium as mg
t = time.perf_counter()
mg.parse("2 cups cooked spinach, drained")
taken = time.perf_counter() - t
from benchmarks.measuring import peak_mib  # ru_maxrss would be that of the process that started this one
print(json.dumps([taken, peak_mib()]))
"""


def _first_parse(processes: int) -> Iterator[Figure]:
    seconds_taken, mib = middle(fresh("-c", _FIRST_PARSE) for _ in range(processes))
    yield Figure("first parse in a process", seconds_taken, "s", largest=0.6)
    yield Figure("memory of a process after its first parse", mib, "MiB", largest=80)


def _parse(_: int) -> Iterator[Figure]:
    with LINES.open(encoding="utf-8", newline="") as file:
        lines = [row["line"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]

    def read(line: str) -> None:
        with contextlib.suppress(mg.MagnesiumError):
            mg.parse(line)

    read("warm up")
    median_ms = statistics.median(seconds(partial(read, line)) for line in lines) * 1000
    yield Figure(f"parse(line), warm, median of {len(lines)} lines", median_ms, "ms", largest=2)
    yield Figure("parse(line), the same line again", _each_us(lambda: mg.parse("100 g almonds")), "µs", largest=20)


def _food_log(rows: int, pairs: int) -> bytes:
    """Return a food log in which *pairs* different pairs of food and amount are repeated."""
    draw, ids = random.Random(1), list(mg.foods)
    eaten = [f"{draw.choice(ids)},{draw.randrange(1, 4_000) / 10} g" for _ in range(pairs)]
    lines = [f"{eaten[row % pairs]},{row // 15 % 100},2026-03-{row // 1_500 % 28 + 1:02}" for row in range(rows)]
    return "\n".join(["food,amount,person,date", *lines]).encode()


def _read_dicts(log: bytes) -> None:
    deque(csv.DictReader(io.TextIOWrapper(io.BytesIO(log), encoding="utf-8", newline="")), maxlen=0)


def _read_food_log(rounds: int) -> Iterator[Figure]:
    rows = LOG_ROWS if rounds > 1 else 3_000
    for pairs, largest_ratio in ((rows, 8), (1_000, 5)):
        log = _food_log(rows, pairs)

        def ours(log: bytes = log) -> object:
            return mg.read_food_log(io.BytesIO(log))

        ways = [partial(seconds, ours), partial(seconds, partial(_read_dicts, log))]
        measured, baseline = middle(in_turn(ways, rounds))
        what = f"read_food_log, {rows:,} rows, {pairs:,} pairs of food and amount"
        limit = largest_ratio if rows > 50_000 else None
        yield Figure(what, measured, "s", baseline, "csv.DictReader over the same bytes", largest_ratio=limit)


def _wheel(_: int) -> Iterator[Figure]:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as wheel:
        for path in sorted(PACKAGE.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                wheel.write(path, path.relative_to(PACKAGE.parent))
    yield Figure("the package, compressed as in a wheel", len(packed.getvalue()) / 1e6, "MB", largest=2.5)


_FIGURES = {
    _import: 15,
    _first_look_up: 15,
    _rda: 50,
    _totals: 50,
    _search: 1,
    _first_search: 5,
    _answers: 50,
    _first_parse: 5,
    _parse: 1,
    _read_food_log: 3,
    _wheel: 1,
}
"""Each kind of figure with the number of its rounds."""


def figures(*, quick: bool) -> Iterator[Figure]:
    """Yield each figure, from a single round if *quick*."""
    for measure, rounds in _FIGURES.items():
        yield from measure(1 if quick else rounds)
