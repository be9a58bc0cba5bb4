"""``frames.resolve``: words for foods and amounts of many rows, from Parquet to Parquet, with few distinct pairs."""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import magnesium as mg
from benchmarks.engines import load_engine
from benchmarks.measuring import Figure, answer, fresh, seconds

ROWS, QUICK_ROWS, PAIRS = 1_000_000, 10_000, 1_000
ROWS_PER_SECOND = 200_000
"""The budget, on two cores."""
ROUNDS = 3


def words_log(rows: int, folder: Path) -> Path:
    """Write a log of foods and amounts in words, and return its path."""
    import pyarrow as pa
    from pyarrow import parquet

    draw, ids = random.Random(1), list(mg.foods)
    pairs = [(draw.choice(ids), f"{draw.randrange(1, 4_000) / 10} g") for _ in range(PAIRS)]
    columns = {
        name: [pairs[row % PAIRS][place] for row in range(rows)] for place, name in enumerate(("food", "amount"))
    }
    log = pa.table({**columns, "person": [row // 1_500 for row in range(rows)]})
    path = folder / "words.parquet"
    parquet.write_table(log, path, row_group_size=rows // 8)
    return path


def measure(name: str, rows: int) -> float:
    """Return the median seconds of a call and of writing its answer; exit if a row is left without magnesium."""
    from pyarrow import parquet

    from magnesium.integrations import frames

    engine = load_engine(name)
    with tempfile.TemporaryDirectory() as folder:
        log, out = words_log(rows, Path(folder)), Path(folder) / "answer.parquet"

        def run() -> None:
            engine.write(frames.resolve(engine.scan(log)), out)

        run()  # loads the tables, and what an engine compiles
        time_s = statistics.median(seconds(run) for _ in range(ROUNDS))
        found: Any = parquet.read_table(out)
        if found.num_rows != rows or found.column("grams").null_count:
            sys.exit(f"{name}: {found.num_rows:,} rows, {found.column('grams').null_count:,} without a weight")
    return time_s


def figures(engines: Iterable[str], *, quick: bool) -> Iterator[Figure]:
    """Yield the time of each engine."""
    rows = QUICK_ROWS if quick else ROWS
    for name in engines:
        time_s = fresh("-m", "benchmarks.resolving", name, str(rows))
        largest = None if quick else rows / ROWS_PER_SECOND
        yield Figure(f"frames.resolve, {name}, {rows:,} rows from Parquet: time", time_s, "s", largest=largest)


if __name__ == "__main__":
    answer(measure(sys.argv[1], int(sys.argv[2])))
