"""A food log by person and day: ``total_intake`` against a hand-written version in the same engine.

The log is in memory (part "frames"), or is read from Parquet and the answer written to Parquet (part "growth"), as
with logs that are larger than memory. Time is that of many calls in one process, ours and by hand in turn. Memory is
how much a call adds to a process at its peak, in a new process for each. Before either, a call on a short log loads
tables and compiles. The answers are compared with the sums of the log.
"""

from __future__ import annotations

import gc
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.engines import WAYS, load_engine, way
from benchmarks.logs import Sums, arrow_log, expected_sums, parquet_log, sums_of
from benchmarks.measuring import Figure, answer, forget_peak, fresh, in_turn, middle, peak_mib, seconds

ROUNDS = 5
LEAST_SECONDS = 6.0
"""Short calls are repeated for this long, because a few of them vary by chance."""
WARM_UP_ROWS = 1_000
JUDGED_ROWS = 1_000_000
"""In smaller logs the fixed cost of a call decides, so they are not judged."""
LARGEST_TIME = {"pandas": 0.85, "polars": 0.85, "polars-streaming": 0.85}
"""Budget of the time, by hand being 1; 1 in other engines."""
LARGEST_MEMORY = 1.1
LEAST_MIB = 4.0
"""Memory below this varies by chance, so it is not judged."""
STREAMING = ("duckdb", "polars-streaming")
"""Engines that don't hold the whole log, so that they can read more than WHOLE_ROWS from Parquet."""
WHOLE_ROWS = 10_000_000

Source = Callable[[], Any]


def _source(engine: Any, rows: int, folder: Path | None) -> tuple[Source, Sums]:
    """Return a function that returns the log, from memory or from Parquet, and its sums."""
    if folder is None:
        log, expected = arrow_log(rows)
        frame = engine.load(log)
        return lambda: frame, expected
    path = parquet_log(rows, folder)
    return lambda: engine.scan(path), expected_sums(path)


def measure(name: str, rows: int, folder: Path | None, ways: list[str]) -> dict[str, Any]:
    """Return the seconds of the ways in turn, and the MiB that they add; exit if an answer is wrong."""
    engine, is_race = load_engine(name), len(ways) > 1
    collect = getattr(engine, "collect", None) or (lambda answer: answer)
    with tempfile.TemporaryDirectory(dir=folder) as out:
        calls = {Path(out) / f"{kind}.parquet": way(engine, kind) for kind in ways}

        def run(source: Source, path: Path) -> None:
            found = calls[path](source())
            engine.write(found, path) if folder else collect(found)

        short, _ = _source(engine, WARM_UP_ROWS, folder)
        for path in calls:
            run(short, path)
        source, expected = _source(engine, rows, folder)
        gc.collect()
        rest_mib = forget_peak()
        timed = [partial(seconds, partial(run, source, path)) for path in calls]
        least_s = LEAST_SECONDS if is_race and rows >= JUDGED_ROWS else 0.0
        times = list(in_turn(timed, ROUNDS if is_race else 1, least_s))
        mib = peak_mib() - rest_mib
        for path, call in calls.items():
            if folder is None:
                engine.write(call(source()), path)
            if not (found := sums_of(path)).agrees(expected):
                sys.exit(f"{name}, {path.stem}, {rows:,} rows: {found}, but the log has {expected}")
    return {"seconds": times, "mib": mib}


def _engine_figures(name: str, rows: int, turns: int, folder: Path | None) -> Iterator[Figure]:
    what = f"{name}, {rows:,} rows {'from Parquet' if folder else 'in memory'}"
    print(f"measuring {what}", file=sys.stderr, flush=True)

    def process(*ways: str) -> Any:
        return fresh("-m", "benchmarks.frames", name, str(rows), str(folder or ""), *ways)

    time_s = middle(process(*WAYS)["seconds"])
    mib = middle(in_turn([lambda kind=kind: process(kind)["mib"] for kind in WAYS], turns))  # type: ignore[misc]
    judged = rows >= JUDGED_ROWS
    largest = LARGEST_TIME.get(name, 1.0) if judged else None
    yield Figure(f"{what}: time", time_s[0], "s", time_s[1], "by hand", largest_ratio=largest)
    # Java decides how much memory PySpark takes.
    largest = LARGEST_MEMORY if judged and mib[1] >= LEAST_MIB and name != "pyspark" else None
    yield Figure(f"{what}: memory", mib[0], "MiB", mib[1], "by hand", largest_ratio=largest)


def figures(engines: Iterable[str], sizes: Iterable[int], turns: int, folder: Path | None = None) -> Iterator[Figure]:
    """Yield time and memory of each engine at each size: from Parquet files in *folder*, or else in memory."""
    for rows in sizes:
        if folder:
            parquet_log(rows, folder)
        for name in engines:
            able = (rows <= WHOLE_ROWS or name in STREAMING) if folder else hasattr(load_engine(name), "load")
            if able:
                yield from _engine_figures(name, rows, turns, folder)


if __name__ == "__main__":
    _name, _rows, _folder, *_ways = sys.argv[1:]
    answer(measure(_name, int(_rows), Path(_folder) if _folder else None, _ways))
