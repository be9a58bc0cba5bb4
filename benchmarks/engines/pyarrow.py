"""PyArrow."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.logs import BY, food_columns

scan = pq.read_table
write = pq.write_table


def by_hand() -> Any:
    ids, values = map(pa.array, food_columns().values())

    def total(log: Any) -> Any:
        per_100g = values.take(pc.index_in(log.column("food"), value_set=ids))
        mg = pc.divide(pc.multiply(per_100g, log.column("grams")), 100.0)
        rows = log.select(BY).append_column("mg", mg).append_column("unknown", pc.cast(pc.is_null(mg), pa.int64()))
        sums = rows.group_by(BY).aggregate([("mg", "sum"), ("unknown", "sum")])
        return sums.rename_columns([*BY, "mg", "unknown_rows"])

    return total


def load(log: Any) -> Any:
    return log
