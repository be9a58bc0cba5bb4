"""A food log in memory by person and day: our call beside the same thing written by hand in the same engine.

Time is that of many calls in one process, ours and the other in turn, so that what else the machine does
falls on both: the median of each. Memory is measured in a process for each, as by how much it grows at
its peak above that with the log at rest. A first call on a thousand rows loads tables and compiles and is
told apart.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from benchmarks.engines import ENGINES, WAYS, Engine, way
from benchmarks.logs import arrow_log
from benchmarks.measuring import Figure, Progress, answer, forget_peak, fresh, in_turn, peak_mib

REPEATS = 5
_SECONDS = 6.0
"""Quick calls are repeated as long as this, for what a few of them take is chance."""
JUDGED_ROWS = 1_000_000
"""Smaller logs are no matter of speed; what a call costs anyhow is told apart."""
LARGEST_RATIO = 1.1
_LEAST_MIB = 4.0
"""Growth of memory below this is chance; no ratio is made of it."""


def measure(engine: Engine, name: str, rows: int) -> dict[str, float]:
    """Return MiB of one way in this process, and seconds and MiB of its first call."""
    assert engine.in_memory is not None  # noqa: S101  (figures asks for no other)
    log, expected = arrow_log(rows)
    call = way(engine, name)
    before, start = forget_peak(), time.perf_counter()
    engine.count(call(engine.in_memory(log.slice(0, 1_000))))
    first_s, first_mib = time.perf_counter() - start, peak_mib() - before

    frame = engine.in_memory(log)
    del log
    gc.collect()
    before = forget_peak()
    for _ in range(REPEATS):
        groups = engine.count(call(frame))
        if groups != expected.groups:
            raise AssertionError(f"{engine.name}, {name}: {groups} groups where there are {expected.groups}")
    return {"mib": peak_mib() - before, "first_s": first_s, "first_mib": first_mib}


def race(engine: Engine, rows: int) -> dict[str, float]:
    """Return the median seconds of each way, called in turn in this process."""
    assert engine.in_memory is not None  # noqa: S101  (figures asks for no other)
    log, _ = arrow_log(rows)
    calls = {name: way(engine, name) for name in WAYS}
    for call in calls.values():
        engine.count(call(engine.in_memory(log.slice(0, 1_000))))
    frame = engine.in_memory(log)
    del log
    times: dict[str, list[float]] = {name: [] for name in WAYS}
    least = _SECONDS if rows >= JUDGED_ROWS else 0.0
    began = time.perf_counter()
    while len(times["ours"]) < REPEATS or time.perf_counter() - began < least:
        for name, call in calls.items():
            start = time.perf_counter()
            engine.count(call(frame))
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(found) for name, found in times.items()}


def figures(engines: Iterable[Engine], sizes: Iterable[int], turns: int, progress: Progress) -> Iterator[Figure]:
    """Yield time and memory of each engine at each number of rows, and once those of its first call."""
    is_first_size = True
    for rows in sizes:
        for engine in engines:
            if engine.in_memory is None:
                continue
            progress.step(f"frames: {engine.name}, {rows:,} rows in memory")
            ways = {name: partial(fresh, "-m", "benchmarks.frames", engine.name, name, str(rows)) for name in WAYS}
            found = in_turn(ways, turns, best=("mib", "first_s", "first_mib"))
            for name, seconds in fresh("-m", "benchmarks.frames", engine.name, "race", str(rows)).items():
                found[name]["seconds"] = seconds
            what = f"{engine.name}, {rows:,} rows by person and day"
            yield _figure(f"{what}: time", "seconds", "s", found, judged=rows >= JUDGED_ROWS)
            shows = rows >= JUDGED_ROWS and found["by hand"]["mib"] >= _LEAST_MIB
            yield _figure(f"{what}: memory", "mib", "MiB", found, judged=shows)
            if is_first_size:
                what = f"{engine.name}, first call in a process"
                yield _figure(f"{what}: time", "first_s", "s", found, judged=False)
                yield _figure(f"{what}: memory", "first_mib", "MiB", found, judged=False)
        is_first_size = False


def _figure(what: str, key: str, unit: str, found: Mapping[str, Mapping[str, float]], *, judged: bool) -> Figure:
    return Figure(
        what=what,
        measured=found["ours"][key],
        baseline=found["by hand"][key],
        unit=unit,
        against="by hand",
        largest_ratio=LARGEST_RATIO if judged else None,
    )


if __name__ == "__main__":
    _engine, _what, _rows = ENGINES[sys.argv[1]], sys.argv[2], int(sys.argv[3])
    answer(race(_engine, _rows) if _what == "race" else measure(_engine, _what, _rows))
