"""Each engine of data frames that is installed: how a frame is made of columns, and read back."""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import attrs
import pytest

Columns = dict[str, list[Any]]


@attrs.frozen
class Engine:
    """How tests make a frame of *texts* and *numbers*, and read one back as columns."""

    name: str
    make: Callable[[Columns], Any]
    read: Callable[[Any], Columns]
    is_lazy: bool


def _arrow(columns: Columns) -> Any:
    import pyarrow as pa

    def kind(values: list[Any]) -> Any:
        return pa.float64() if any(isinstance(value, float) for value in values) else pa.string()

    return pa.table({name: pa.array(values, kind(values)) for name, values in columns.items()})


def _polars(columns: Columns) -> Any:
    import polars as pl

    return pl.from_arrow(_arrow(columns))


def _pandas(columns: Columns) -> Any:
    import pandas as pd

    # An index of one's own: what comes back must have it.
    return _arrow(columns).to_pandas().set_index(pd.Index(range(5, 5 + len(next(iter(columns.values()))))))


def _dask(columns: Columns) -> Any:
    import dask.dataframe as dd

    return dd.from_pandas(_pandas(columns), npartitions=2)  # type: ignore[no-untyped-call]


@functools.cache
def connection() -> Any:
    """Return a connection of the caller's own, which the small tables must come to; it stays open."""
    import duckdb

    atexit.register(connection.cache_clear)  # before DuckDB itself ends, which would complain
    return duckdb.connect()


def _duckdb(columns: Columns) -> Any:
    return connection().from_arrow(_arrow(columns))


def spark_session() -> Any:
    """Return the one session of PySpark on two local cores, with as few tasks as small frames need."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    return builder.config("spark.sql.shuffle.partitions", "2").config("spark.log.level", "ERROR").getOrCreate()


def _pyspark(columns: Columns) -> Any:
    return spark_session().createDataFrame(_arrow(columns))


@functools.cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory()  # removed when the last test has run


def _parquet(columns: Columns) -> str:
    """Return a new Parquet file, whose statistics an engine may take for its rows."""
    import pyarrow.parquet as pq

    file, path = tempfile.mkstemp(".parquet", dir=_folder().name)
    os.close(file)
    pq.write_table(_arrow(columns), path)
    return path


def _scan_duckdb(columns: Columns) -> Any:
    return connection().read_parquet(_parquet(columns))


def _scan_polars(columns: Columns) -> Any:
    import polars as pl

    return pl.scan_parquet(_parquet(columns))


def _read_pandas(frame: Any) -> Columns:
    frame = frame.astype(object)
    return {name: [None if value is None or value != value else value for value in _na(frame[name])] for name in frame}  # noqa: PLR0124


def _na(series: Any) -> list[Any]:
    return series.where(series.notna(), None).tolist()  # type: ignore[no-any-return]


ENGINES = [
    Engine("pandas", _pandas, _read_pandas, is_lazy=False),
    Engine("polars", _polars, lambda frame: frame.to_dict(as_series=False), is_lazy=False),
    Engine(
        "polars-lazy",
        lambda columns: _polars(columns).lazy(),
        lambda frame: frame.collect().to_dict(as_series=False),
        is_lazy=True,
    ),
    Engine("pyarrow", _arrow, lambda frame: frame.to_pydict(), is_lazy=False),
    Engine("duckdb", _duckdb, lambda frame: frame.to_arrow_table().to_pydict(), is_lazy=True),
    Engine(
        "polars-parquet",
        _scan_polars,
        lambda frame: frame.collect(engine="streaming").to_dict(as_series=False),
        is_lazy=True,
    ),
    Engine("duckdb-parquet", _scan_duckdb, lambda frame: frame.to_arrow_table().to_pydict(), is_lazy=True),
    Engine("dask", _dask, lambda frame: _read_pandas(frame.compute()), is_lazy=True),
    Engine("pyspark", _pyspark, lambda frame: frame.toArrow().to_pydict(), is_lazy=True),
]

every_engine = pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)


def need(engine: Engine) -> None:
    """Skip with a reason where the engine, or the extra itself, is not installed."""
    package = engine.name.partition("-")[0]
    for name in ("narwhals", "pyarrow", package):
        if find_spec(name) is None:
            pytest.skip(f"needs {name}: pip install --group integrations")
    if package == "pyspark" and shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        pytest.skip("PySpark needs Java, which is not here")
