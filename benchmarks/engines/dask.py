"""Dask."""

from typing import Any

import dask.dataframe as dd

from benchmarks.engines.pandas import per_100g_by_id
from benchmarks.logs import BY

scan = dd.read_parquet


def by_hand() -> Any:
    per_100g = per_100g_by_id()

    def total(log: Any) -> Any:
        mg = log["food"].map(per_100g, meta=("mg", "float64")) * log["grams"] / 100
        rows = log[BY].assign(mg=mg, unknown_rows=mg.isna().astype("int64"))
        return rows.groupby(BY, sort=False, dropna=False)[["mg", "unknown_rows"]].sum().reset_index()

    return total


def load(log: Any) -> Any:
    return dd.from_pandas(log.to_pandas(), npartitions=4)  # type: ignore[no-untyped-call]


def collect(answer: Any) -> Any:
    return answer.compute()


def write(answer: Any, path: Any) -> None:
    answer.to_parquet(path, write_index=False, overwrite=True)
