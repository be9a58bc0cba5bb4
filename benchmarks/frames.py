"""A food log in memory by person and day: our call beside the same thing written by hand in the same engine.

Each measurement is a process of its own, ours and the other in turn. A first call on a thousand rows
loads tables and compiles and is told apart; what follows is what rows cost: the best time, and by how
much the memory grows at its peak above that with the log at rest.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from benchmarks.engines import ENGINES, WAYS, Engine, way
from benchmarks.logs import arrow_log
from benchmarks.measuring import Figure, Progress, answer, forget_peak, fresh, in_turn, peak_mib

REPEATS = 5
_SECONDS = 2.0
"""Quick calls are repeated as long as this, for the best of a few depends on what else the machine does."""
JUDGED_ROWS = 1_000_000
"""Smaller logs are no matter of speed; what a call costs anyhow is told apart."""
LARGEST_RATIO = 1.1
_LEAST_MIB = 4.0
"""Growth of memory below this is chance; no ratio is made of it."""


def measure(engine: Engine, name: str, rows: int) -> dict[str, float]:
    """Return seconds and MiB of one way in this process, of the first call and of the later ones."""
    assert engine.in_memory is not None  # noqa: S101  (frames_figures asks for no other)
    log, expected = arrow_log(rows)
    call = way(engine, name)
    before, start = forget_peak(), time.perf_counter()
    engine.count(call(engine.in_memory(log.slice(0, 1_000))))
    first_s, first_mib = time.perf_counter() - start, peak_mib() - before

    frame = engine.in_memory(log)
    del log
    gc.collect()
    before = forget_peak()
    times: list[float] = []
    groups = 0
    while len(times) < REPEATS or sum(times) < _SECONDS:
        start = time.perf_counter()
        groups = engine.count(call(frame))
        times.append(time.perf_counter() - start)
    if groups != expected.groups:
        raise AssertionError(f"{engine.name}, {name}: {groups} groups where there are {expected.groups}")
    return {"seconds": min(times), "mib": peak_mib() - before, "first_s": first_s, "first_mib": first_mib}


def figures(engines: Iterable[Engine], sizes: Iterable[int], turns: int, progress: Progress) -> Iterator[Figure]:
    """Yield time and memory of each engine at each number of rows, and once those of its first call."""
    is_first_size = True
    for rows in sizes:
        for engine in engines:
            if engine.in_memory is None:
                continue
            progress.step(f"frames: {engine.name}, {rows:,} rows in memory")
            ways = {name: partial(fresh, "-m", "benchmarks.frames", engine.name, name, str(rows)) for name in WAYS}
            found = in_turn(ways, turns, best=("seconds", "mib", "first_s", "first_mib"))
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
    answer(measure(ENGINES[sys.argv[1]], sys.argv[2], int(sys.argv[3])))
