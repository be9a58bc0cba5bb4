"""Simulated food logs of any size, the same in every run, with their expected sums.

A person has ten days of about fifteen rows each, so a log of 10⁸ rows has 6.7 million person-days.
Rows are in random order, the hardest case for grouping. Logs are made in pieces, so that memory stays bounded.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

BY = ["person", "date"]
DAYS = 10
ROWS_PER_DAY = 15
PIECE = 1_000_000
SCHEMA = pa.schema({"person": pa.int64(), "date": pa.date32(), "food": pa.string(), "grams": pa.float64()})
EXPECTED = "expected sums"
"""Key of the sums in a log's Parquet metadata."""


@attrs.frozen
class Sums:
    """The number of groups by person and day, their magnesium, and the rows whose magnesium is unknown."""

    groups: int
    mg: float
    unknown_rows: int

    def agrees(self, other: Sums) -> bool:
        """Return whether two answers are the same except for the order of addition."""
        counted = (self.groups, self.unknown_rows) == (other.groups, other.unknown_rows)
        return counted and math.isclose(self.mg, other.mg, rel_tol=1e-9)


@functools.cache
def food_columns() -> dict[str, list[Any]]:
    """Return the ids of the bundled foods and their magnesium in mg per 100 g, None if unknown."""
    import magnesium as mg

    return {"food": list(mg.foods), "per_100g": [food.mg_per_100g for food in mg.foods.values()]}


def _make(rows: int, add: Callable[[pa.Table], object]) -> Sums:
    """Make a log, hand its pieces to *add*, and return its sums."""
    persons = max(1, rows // (DAYS * ROWS_PER_DAY))
    ids = pa.array(food_columns()["food"])
    per_100g = np.array(food_columns()["per_100g"], dtype="float64")  # None becomes NaN
    dates = pa.array([dt.date(2026, 3, 1) + dt.timedelta(days=day) for day in range(DAYS)])
    seen = np.zeros(persons * DAYS, dtype=bool)
    total_mg, unknown = 0.0, 0
    for number, start in enumerate(range(0, rows, PIECE)):
        size = min(PIECE, rows - start)
        draw = np.random.default_rng([rows, number])
        person, day, food = (draw.integers(0, end, size) for end in (persons, DAYS, len(ids)))
        grams = draw.integers(1, 4_000, size) / 10  # one decimal, as kitchen scales show
        mg = per_100g[food] * grams / 100
        seen[person * DAYS + day] = True
        total_mg += float(np.nansum(mg))
        unknown += int(np.isnan(mg).sum())
        add(pa.table([pa.array(person), dates.take(pa.array(day)), ids.take(pa.array(food)), grams], schema=SCHEMA))
    return Sums(int(seen.sum()), total_mg, unknown)


def arrow_log(rows: int) -> tuple[pa.Table, Sums]:
    """Return a log as one Arrow table, and its sums."""
    pieces: list[pa.Table] = []
    sums = _make(rows, pieces.append)
    return pa.concat_tables(pieces), sums


def parquet_log(rows: int, folder: Path) -> Path:
    """Return the Parquet file of a log in *folder*; make it if it is absent."""
    path = folder / f"log-{rows}.parquet"
    if not path.exists():
        unfinished = path.with_suffix(".unfinished")
        with pq.ParquetWriter(unfinished, SCHEMA) as writer:
            sums = _make(rows, writer.write_table)
            writer.add_key_value_metadata({EXPECTED: json.dumps(attrs.asdict(sums))})
        unfinished.rename(path)
    return path


def expected_sums(path: Path) -> Sums:
    """Return the sums that were added up while a log was made."""
    return Sums(**json.loads(pq.read_metadata(path).metadata[EXPECTED.encode()]))


def sums_of(path: Path) -> Sums:
    """Return the sums of an answer in Parquet, a file or a folder of files, without holding it in memory."""
    groups, mg, unknown = 0, 0.0, 0
    for batch in ds.dataset(path, format="parquet").to_batches(columns=["mg", "unknown_rows"]):
        groups += batch.num_rows
        mg += pc.sum(batch.column("mg"), min_count=0).as_py()
        unknown += int(pc.sum(batch.column("unknown_rows"), min_count=0).as_py())
    return Sums(groups, mg, unknown)
