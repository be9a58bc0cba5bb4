"""pandas."""

from typing import Any

import pandas as pd

from benchmarks.logs import BY, food_columns

scan = pd.read_parquet


def by_hand() -> Any:
    per_100g = per_100g_by_id()

    def total(log: Any) -> Any:
        mg = log["food"].map(per_100g) * log["grams"] / 100
        rows = log[BY].assign(mg=mg, unknown_rows=mg.isna())
        return rows.groupby(BY, as_index=False, sort=False, dropna=False).sum()

    return total


def per_100g_by_id() -> Any:
    return pd.DataFrame(food_columns()).set_index("food")["per_100g"]


def load(log: Any) -> Any:
    return log.to_pandas()


def write(answer: Any, path: Any) -> None:
    answer.to_parquet(path)
