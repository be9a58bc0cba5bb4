"""Polars, eager."""

from typing import Any

import polars as pl

from benchmarks.logs import BY, food_columns

scan = pl.read_parquet
load = pl.DataFrame


def by_hand() -> Any:
    foods = pl.DataFrame(food_columns())

    def total(log: Any) -> Any:
        right = foods.lazy() if isinstance(log, pl.LazyFrame) else foods
        mg = pl.col("per_100g") * pl.col("grams") / 100
        sums = mg.sum().alias("mg"), mg.null_count().alias("unknown_rows")
        return log.join(right, on="food", how="left").group_by(BY).agg(*sums)

    return total


def write(answer: Any, path: Any) -> None:
    answer.write_parquet(path)
