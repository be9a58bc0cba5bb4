"""DuckDB."""

from typing import Any

import duckdb
import pyarrow as pa

from benchmarks.logs import food_columns

_QUERY = """
select person, date, coalesce(sum(per_100g * grams / 100), 0) as mg,
       count(*) - count(per_100g * grams / 100) as unknown_rows
from log left join foods using (food) group by person, date
"""


def by_hand() -> Any:
    duckdb.register("foods", pa.table(food_columns()))
    return lambda log: log.query("log", _QUERY)


def load(log: Any) -> Any:
    # A DuckDB table, because it reads Arrow's more slowly.
    name = f"log_of_{log.num_rows}_rows"
    duckdb.register("arrow", log)
    duckdb.execute(f"create or replace table {name} as select * from arrow")  # noqa: S608
    duckdb.unregister("arrow")
    return duckdb.table(name)


def scan(path: Any) -> Any:
    return duckdb.read_parquet(str(path))


def collect(answer: Any) -> Any:
    return answer.to_arrow_table()


def write(answer: Any, path: Any) -> None:
    answer.write_parquet(str(path))
