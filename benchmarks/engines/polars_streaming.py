"""Polars, lazy, by its streaming engine."""

from typing import Any

import polars as pl

from benchmarks.engines.polars import by_hand  # noqa: F401

scan = pl.scan_parquet
load = pl.LazyFrame


def collect(answer: Any) -> Any:
    return answer.collect(engine="streaming")


def write(answer: Any, path: Any) -> None:
    answer.sink_parquet(path, engine="streaming")
