"""How time and memory grow: logs from Parquet, summed by person and day, the answer to Parquet.

So somebody works who has 100 million rows: nothing is held that the engine does not need to hold. Each
measurement is a process of its own, ours and the same written by hand in turn, after a first call on a
thousand rows that loads tables and compiles. Memory is that of the whole process at its peak, of
PySpark's Java too, whose heap grows as it pleases.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

import attrs

from benchmarks.engines import ENGINES, WAYS, Engine, way
from benchmarks.frames import LARGEST_RATIO
from benchmarks.logs import Sums, expected_sums, parquet_log, sums_of
from benchmarks.measuring import Figure, Progress, answer, fresh, in_turn, peak_mib

SIZES = tuple(10**exponent for exponent in range(4, 9))
FIRST = 1_000
"""Rows of the first call, which is not measured."""
LARGEST_GIB = 8.0
_SHORT = 1_000_000
_REPEATS = 3
"""Calls on a log of at most _SHORT rows; larger ones are read once."""


@attrs.frozen(kw_only=True)
class Point:
    """What one engine took for one log, ours or by hand."""

    engine: str
    way: str
    rows: int
    seconds: float
    peak_gib: float
    sums: Sums


def measure(engine: Engine, name: str, first: Path, log: Path, rows: int) -> dict[str, object]:
    """Return seconds, the peak of memory and the answer of one way in this process."""
    call = way(engine, name)
    with tempfile.TemporaryDirectory(dir=log.parent) as folder:
        engine.write(call(engine.scan(first)), Path(folder) / "first.parquet")
        times, answers = [], []
        for number in range(_REPEATS if rows <= _SHORT else 1):
            answers.append(Path(folder) / f"answer-{number}.parquet")
            start = time.perf_counter()
            engine.write(call(engine.scan(log)), answers[-1])
            times.append(time.perf_counter() - start)
        # Before the answer is read, which is no part of the work.
        peak_gib = peak_mib() / 1024
        return {"seconds": min(times), "peak_gib": peak_gib, "sums": attrs.asdict(sums_of(answers[-1]))}


def points(
    engines: Iterable[Engine], sizes: Iterable[int], turns: int, folder: Path, progress: Progress
) -> Iterator[Point]:
    """Yield what each engine took at each size up to its largest; raises ``AssertionError`` for a wrong answer."""
    first = parquet_log(FIRST, folder)
    for rows in sizes:
        able = [engine for engine in engines if rows <= engine.most_rows]
        if not able:
            continue
        progress.step(f"growth: making a log of {rows:,} rows")
        log = parquet_log(rows, folder, progress.within)
        expected = expected_sums(log)
        for engine in able:
            progress.step(f"growth: {engine.name}, {rows:,} rows from Parquet")
            files = str(first), str(log), str(rows)
            ways = {name: partial(fresh, "-m", "benchmarks.growth", engine.name, name, *files) for name in WAYS}
            for name, found in in_turn(ways, turns, best=("seconds", "peak_gib")).items():
                sums = Sums(**found.pop("sums"))
                if not sums.agrees(expected):
                    raise AssertionError(f"{engine.name}, {name}, {rows:,} rows: {sums} where the log has {expected}")
                yield Point(engine=engine.name, way=name, rows=rows, sums=sums, **found)


def _pairs(found: Iterable[Point]) -> list[tuple[Point, Point]]:
    """Return each point of ours with that of the same thing written by hand."""
    by_key = {(point.engine, point.rows, point.way): point for point in found}
    return [(ours, by_key[engine, rows, "by hand"]) for (engine, rows, name), ours in by_key.items() if name == "ours"]


def figures(found: Iterable[Point]) -> Iterator[Figure]:
    """Yield time and memory at the largest size, which few engines can hold and for which there is a budget."""
    for ours, hand in _pairs(found):
        if ours.rows < max(SIZES):
            continue
        what = f"{ours.engine}, {ours.rows:,} rows from Parquet to Parquet"
        yield Figure(
            what=f"{what}: time",
            measured=ours.seconds,
            baseline=hand.seconds,
            unit="s",
            against="by hand",
            largest_ratio=LARGEST_RATIO,
        )
        yield Figure(
            what=f"{what}: peak memory",
            measured=ours.peak_gib,
            baseline=hand.peak_gib,
            unit="GiB",
            against="by hand",
            largest=LARGEST_GIB,
        )


HEADINGS = ("rows", "engine", "ours s", "by hand s", "ratio", "ours GiB", "by hand GiB", "ratio", "ours µs/row")


def lines(found: Iterable[Point]) -> list[tuple[str, ...]]:
    """Return a line for each engine and size, ours beside what is written by hand, as texts."""
    return [
        (
            f"{ours.rows:,}",
            ours.engine,
            f"{ours.seconds:.3f}",
            f"{hand.seconds:.3f}",
            f"{ours.seconds / hand.seconds:.2f}",
            f"{ours.peak_gib:.2f}",
            f"{hand.peak_gib:.2f}",
            f"{ours.peak_gib / hand.peak_gib:.2f}",
            f"{ours.seconds / ours.rows * 1e6:.3f}",
        )
        for ours, hand in _pairs(found)
    ]


if __name__ == "__main__":
    answer(measure(ENGINES[sys.argv[1]], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]), int(sys.argv[5])))
