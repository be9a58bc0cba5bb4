"""Made-up food logs of any size, the same at every run, with the sums they must come to.

A person has ten days of some fifteen rows each, so a log of 10⁸ rows has 6.7 million person-days.
Rows come in no order, the hardest case for grouping. Made in pieces, so that memory stays bounded.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs

DAYS = 10
ROWS_A_DAY = 15
PIECE = 1_000_000
_FIRST_DAY = dt.date(2026, 3, 1)
_EXPECTED = "expected sums"


@attrs.frozen(kw_only=True)
class Sums:
    """What a log comes to by person and day."""

    groups: int
    mg: float
    unknown_rows: int

    def agrees(self, other: Sums) -> bool:
        """Return whether two answers are the same but for the order of addition."""
        counted = (self.groups, self.unknown_rows) == (other.groups, other.unknown_rows)
        return counted and abs(self.mg - other.mg) <= 1e-9 * abs(self.mg)


@functools.cache
def food_columns() -> dict[str, list[Any]]:
    """Return the ids of the bundled foods and their magnesium in mg per 100 g, None where it is unknown."""
    import magnesium as mg

    return {"food": list(mg.foods), "per_100g": [food.mg_per_100g for food in mg.foods.values()]}


class _Log:
    """The pieces of a log, and the sums of those that were made."""

    def __init__(self, rows: int) -> None:
        import numpy as np

        self.rows = rows
        self._persons = max(1, rows // (DAYS * ROWS_A_DAY))
        self._seen = np.zeros(self._persons * DAYS, dtype=bool)
        self._mg = 0.0
        self._unknown = 0

    @property
    def sums(self) -> Sums:
        return Sums(groups=int(self._seen.sum()), mg=self._mg, unknown_rows=self._unknown)

    def pieces(self) -> Iterator[Any]:
        import numpy as np
        import pyarrow as pa

        ids = pa.array(food_columns()["food"])
        per_100g = np.array(food_columns()["per_100g"], dtype="float64")  # None becomes NaN
        dates = pa.array([_FIRST_DAY + dt.timedelta(days=day) for day in range(DAYS)])
        for number, start in enumerate(range(0, self.rows, PIECE)):
            size = min(PIECE, self.rows - start)
            draw = np.random.default_rng([self.rows, number])
            person, day, food = (draw.integers(0, end, size) for end in (self._persons, DAYS, len(ids)))
            grams = draw.integers(1, 4_000, size) / 10  # as kitchen scales show them
            mg = per_100g[food] * grams / 100
            self._seen[person * DAYS + day] = True
            self._mg += float(np.nansum(mg))
            self._unknown += int(np.isnan(mg).sum())
            columns = {"person": pa.array(person), "date": dates.take(pa.array(day)), "food": ids.take(pa.array(food))}
            yield pa.table({**columns, "grams": pa.array(grams)})


def arrow_log(rows: int) -> tuple[Any, Sums]:
    """Return a log as one Arrow table, and its sums."""
    import pyarrow as pa

    log = _Log(rows)
    return pa.concat_tables(log.pieces()), log.sums


def parquet_log(rows: int, folder: Path, tell: Callable[[str], None] = lambda _: None) -> Path:
    """Return the Parquet file of a log in *folder*, making it where it is not there yet."""
    import pyarrow.parquet as pq

    path = folder / f"log-{rows}.parquet"
    if path.exists():
        return path
    unfinished = path.with_suffix(".unfinished")
    log = _Log(rows)
    writer = None
    for number, piece in enumerate(log.pieces(), start=1):
        writer = writer or pq.ParquetWriter(unfinished, piece.schema)
        writer.write_table(piece)
        tell(f"{min(number * PIECE, rows) / rows:.0%}")
    assert writer is not None  # noqa: S101  (a log has rows)
    writer.add_key_value_metadata({_EXPECTED: json.dumps(attrs.asdict(log.sums))})
    writer.close()
    unfinished.rename(path)
    return path


def expected_sums(path: Path) -> Sums:
    """Return what was added up while a log was made."""
    import pyarrow.parquet as pq

    return Sums(**json.loads(pq.read_metadata(path).metadata[_EXPECTED.encode()]))


def sums_of(path: Path) -> Sums:
    """Return what an answer in Parquet, a file or a folder of them, comes to, without holding it."""
    import pyarrow.compute as pc
    import pyarrow.dataset as ds

    groups, mg, unknown = 0, 0.0, 0
    for batch in ds.dataset(path, format="parquet").to_batches(columns=["mg", "unknown_rows"]):
        groups += batch.num_rows
        mg += pc.sum(batch.column("mg"), min_count=0).as_py()
        unknown += int(pc.sum(batch.column("unknown_rows"), min_count=0).as_py())
    return Sums(groups=groups, mg=mg, unknown_rows=unknown)
