"""The engines of data frames: how each holds a log, and the same sums written by hand in it.

What is written by hand is what somebody who knows the engine would write: the food table beside the
rows, the magnesium of each, and sums by person and day with the number of rows whose magnesium is
unknown.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs

from benchmarks.logs import food_columns
from benchmarks.measuring import missing

BY = ["person", "date"]
Way = Callable[[Any], Any]


@attrs.frozen(kw_only=True)
class Engine:
    """How an engine takes a log, answers by hand, and gives its answer.

    *most_rows* is the largest log that it is asked to read from Parquet; *in_memory* is ``None``
    where an engine is only measured from Parquet.
    """

    name: str
    packages: tuple[str, ...]
    most_rows: int
    by_hand: Callable[[], Way]
    scan: Callable[[Path], Any]
    write: Callable[[Any, Path], object]
    in_memory: Callable[[Any], Any] | None = None
    count: Callable[[Any], int] = len

    @property
    def lacks(self) -> str | None:
        """What is not here and is needed."""
        lacking = missing("narwhals", "pyarrow", "numpy", *self.packages)
        if lacking is None and "pyspark" in self.packages and not (shutil.which("java") or os.environ.get("JAVA_HOME")):
            return "Java"
        return lacking


def way(engine: Engine, name: str) -> Way:
    """Return the call to be measured: "ours", or the same "by hand"."""
    if name == "by hand":
        return engine.by_hand()
    from magnesium.integrations.frames import total_intake

    return lambda frame: total_intake(frame, by=BY)


# --- pandas ------------------------------------------------------------------------------------


def _per_100g_by_id() -> Any:
    import pandas as pd

    return pd.DataFrame(food_columns()).set_index("food")["per_100g"]


def _pandas_by_hand() -> Way:
    per_100g = _per_100g_by_id()

    def total(log: Any) -> Any:
        mg = log["food"].map(per_100g) * log["grams"] / 100
        rows = log[BY].assign(mg=mg, unknown_rows=mg.isna())
        return rows.groupby(BY, as_index=False, sort=False, dropna=False).sum()

    return total


def _pandas_scan(path: Path) -> Any:
    import pandas as pd

    return pd.read_parquet(path)


# --- Polars ------------------------------------------------------------------------------------


def _polars_by_hand() -> Way:
    import polars as pl

    foods = pl.DataFrame(food_columns())

    def total(log: Any) -> Any:
        right = foods.lazy() if isinstance(log, pl.LazyFrame) else foods
        mg = pl.col("per_100g") * pl.col("grams") / 100
        sums = mg.sum().alias("mg"), mg.null_count().alias("unknown_rows")
        return log.join(right, on="food", how="left").group_by(BY).agg(*sums)

    return total


def _polars_in_memory(log: Any) -> Any:
    import polars as pl

    return pl.DataFrame(log)


def _polars_read(path: Path) -> Any:
    import polars as pl

    return pl.read_parquet(path)


def _polars_scan(path: Path) -> Any:
    import polars as pl

    return pl.scan_parquet(path)


# --- PyArrow -----------------------------------------------------------------------------------


def _pyarrow_by_hand() -> Way:
    import pyarrow as pa
    import pyarrow.compute as pc

    ids, values = map(pa.array, food_columns().values())

    def total(log: Any) -> Any:
        per_100g = values.take(pc.index_in(log.column("food"), value_set=ids))
        mg = pc.divide(pc.multiply(per_100g, log.column("grams")), 100.0)
        rows = log.select(BY).append_column("mg", mg).append_column("unknown", pc.cast(pc.is_null(mg), pa.int64()))
        sums = rows.group_by(BY).aggregate([("mg", "sum"), ("unknown", "sum")])
        return sums.rename_columns([*BY, "mg", "unknown_rows"])

    return total


def _pyarrow_scan(path: Path) -> Any:
    import pyarrow.parquet as pq

    return pq.read_table(path)


def _pyarrow_write(answer: Any, path: Path) -> None:
    import pyarrow.parquet as pq

    pq.write_table(answer, path)


# --- DuckDB ------------------------------------------------------------------------------------


def _duckdb_by_hand() -> Way:
    import duckdb
    import pyarrow as pa

    duckdb.register("foods", pa.table(food_columns()))
    query = (
        "select person, date, coalesce(sum(per_100g * grams / 100), 0) as mg,"
        " count(*) - count(per_100g * grams / 100) as unknown_rows"
        " from log left join foods using (food) group by person, date"
    )
    return lambda log: log.query("log", query)


def _duckdb_in_memory(log: Any) -> Any:
    import duckdb

    # A table of its own, for DuckDB reads Arrow's more slowly.
    duckdb.register("arrow", log)
    duckdb.execute("create or replace table eaten as select * from arrow")
    duckdb.unregister("arrow")
    return duckdb.table("eaten")


def _duckdb_scan(path: Path) -> Any:
    import duckdb

    return duckdb.read_parquet(str(path))


# --- Dask --------------------------------------------------------------------------------------


def _dask_by_hand() -> Way:
    per_100g = _per_100g_by_id()

    def total(log: Any) -> Any:
        mg = log["food"].map(per_100g, meta=("mg", "float64")) * log["grams"] / 100
        rows = log[BY].assign(mg=mg, unknown_rows=mg.isna().astype("int64"))
        return rows.groupby(BY, sort=False, dropna=False)[["mg", "unknown_rows"]].sum().reset_index()

    return total


def _dask_in_memory(log: Any) -> Any:
    import dask.dataframe as dd

    return dd.from_pandas(log.to_pandas(), npartitions=4)  # type: ignore[no-untyped-call]


def _dask_scan(path: Path) -> Any:
    import dask.dataframe as dd

    return dd.read_parquet(path)


# --- PySpark -----------------------------------------------------------------------------------


def _session() -> Any:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    return SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()


def _pyspark_by_hand() -> Way:
    from pyspark.sql import functions as sf

    rows = list(zip(*food_columns().values(), strict=True))
    foods = sf.broadcast(_session().createDataFrame(rows, "food string, per_100g double"))

    def total(log: Any) -> Any:
        mg = sf.col("per_100g") * sf.col("grams") / 100
        sums = sf.coalesce(sf.sum(mg), sf.lit(0.0)).alias("mg"), (sf.count("*") - sf.count(mg)).alias("unknown_rows")
        return log.join(foods, on="food", how="left").groupBy(*BY).agg(*sums)

    return total


# -----------------------------------------------------------------------------------------------

ENGINES = {
    engine.name: engine
    for engine in (
        Engine(
            name="pandas",
            packages=("pandas",),
            most_rows=10**7,
            by_hand=_pandas_by_hand,
            in_memory=lambda log: log.to_pandas(),
            scan=_pandas_scan,
            write=lambda answer, path: answer.to_parquet(path),
        ),
        Engine(
            name="polars",
            packages=("polars",),
            most_rows=10**7,
            by_hand=_polars_by_hand,
            in_memory=_polars_in_memory,
            scan=_polars_read,
            write=lambda answer, path: answer.write_parquet(path),
        ),
        Engine(
            name="polars-streaming",
            packages=("polars",),
            most_rows=10**8,
            by_hand=_polars_by_hand,
            in_memory=lambda log: _polars_in_memory(log).lazy(),
            count=lambda answer: len(answer.collect(engine="streaming")),
            scan=_polars_scan,
            write=lambda answer, path: answer.sink_parquet(path, engine="streaming"),
        ),
        Engine(
            name="pyarrow",
            packages=(),
            most_rows=10**7,
            by_hand=_pyarrow_by_hand,
            in_memory=lambda log: log,
            scan=_pyarrow_scan,
            write=_pyarrow_write,
        ),
        Engine(
            name="duckdb",
            packages=("duckdb",),
            most_rows=10**8,
            by_hand=_duckdb_by_hand,
            in_memory=_duckdb_in_memory,
            count=lambda answer: answer.to_arrow_table().num_rows,
            scan=_duckdb_scan,
            write=lambda answer, path: answer.write_parquet(str(path)),
        ),
        Engine(
            name="dask",
            packages=("dask", "pandas"),
            most_rows=10**7,
            by_hand=_dask_by_hand,
            in_memory=_dask_in_memory,
            count=lambda answer: len(answer.compute()),
            scan=_dask_scan,
            write=lambda answer, path: answer.to_parquet(path, write_index=False),
        ),
        Engine(
            name="pyspark",
            packages=("pyspark",),
            most_rows=10**7,
            by_hand=_pyspark_by_hand,
            scan=lambda path: _session().read.parquet(str(path)),
            write=lambda answer, path: answer.write.parquet(str(path)),
        ),
    )
}
WAYS = ("by hand", "ours")


def usable(names: list[str] | None) -> tuple[list[Engine], dict[str, str]]:
    """Return the engines of these names (all, if none are given) that are here, and what the others lack."""
    wanted = [ENGINES[name] for name in names or ENGINES]
    lacks = {engine.name: engine.lacks for engine in wanted}
    return [engine for engine in wanted if lacks[engine.name] is None], {k: v for k, v in lacks.items() if v}
