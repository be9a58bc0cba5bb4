"""A food log by person and day: our call beside the same thing written by hand in the same engine.

Run ``python benchmarks/frames.py [ROWS]`` (one million unless given). Each measurement is a process of
its own, ours and the other in turn; printed are the best time, the least growth of peak memory above the
log itself, and their ratios. The budget is 1.1.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

REPEATS = 5
TURNS = 3
"""Processes of each way, in turn, so that another program's load falls on both."""
ENGINES = ("pandas", "polars", "polars-lazy", "pyarrow", "duckdb", "dask")


def _log(rows: int) -> Any:
    import numpy as np
    import pyarrow as pa

    import magnesium as mg

    draw = np.random.default_rng(1)
    ids = np.array(sorted(mg.foods), dtype=object)
    return pa.table(
        {
            "person": pa.array(draw.integers(0, max(1, rows // 150), rows)),
            "date": pa.array(draw.integers(0, 10, rows)),
            "food": pa.array(ids[draw.integers(0, len(ids), rows)], pa.string()),
            "grams": pa.array(draw.uniform(0, 400, rows)),
        }
    )


def _table() -> Any:
    import pyarrow as pa

    import magnesium as mg

    return pa.table({"food": list(mg.foods), "per_100g": [food.mg_per_100g for food in mg.foods.values()]})


def _pandas(log: Any, table: Any) -> tuple[Any, Callable[[Any], Any], Callable[[Any], Any]]:
    per_100g = table.to_pandas().set_index("food")["per_100g"]

    def by_hand(frame: Any) -> Any:
        mg = frame["food"].map(per_100g) * frame["grams"] / 100
        groups = frame[["person", "date"]].assign(mg=mg, unknown_rows=mg.isna())
        return groups.groupby(["person", "date"], as_index=False, sort=False, dropna=False).sum()

    return log.to_pandas(), by_hand, len


def _polars(log: Any, table: Any) -> tuple[Any, Callable[[Any], Any], Callable[[Any], Any]]:
    import polars as pl

    small = pl.DataFrame(table)

    def by_hand(frame: Any) -> Any:
        right = small.lazy() if isinstance(frame, pl.LazyFrame) else small
        joined = frame.join(right, on="food", how="left", maintain_order="left")
        mg = (pl.col("per_100g") * pl.col("grams") / 100).alias("mg")
        sums = pl.col("mg").sum(), pl.col("mg").null_count().alias("unknown_rows")
        return joined.with_columns(mg).group_by("person", "date").agg(*sums)

    return pl.DataFrame(log), by_hand, len


def _lazy(log: Any, table: Any) -> tuple[Any, Callable[[Any], Any], Callable[[Any], Any]]:
    frame, by_hand, _ = _polars(log, table)
    return frame.lazy(), by_hand, lambda result: len(result.collect(engine="streaming"))


def _pyarrow(log: Any, table: Any) -> tuple[Any, Callable[[Any], Any], Callable[[Any], Any]]:
    import pyarrow.compute as pc

    keys = table.column("food").combine_chunks()

    def by_hand(frame: Any) -> Any:
        per_100g = table.column("per_100g").take(pc.index_in(frame.column("food"), value_set=keys))
        mg = pc.divide(pc.multiply(per_100g, frame.column("grams")), 100.0)
        rows = frame.select(["person", "date"]).append_column("mg", mg)
        rows = rows.append_column("unknown", pc.cast(pc.is_null(mg), "int64"))
        return rows.group_by(["person", "date"]).aggregate([("mg", "sum"), ("unknown", "sum")])

    return log, by_hand, len


def _duckdb(log: Any, table: Any) -> tuple[Any, Callable[[Any], Any], Callable[[Any], Any]]:
    import duckdb

    connection = duckdb.connect()
    connection.register("arrow", log)
    connection.execute("create table log as select * from arrow")
    connection.register("small", table)

    def by_hand(_: Any) -> Any:
        return connection.sql(
            "select person, date, coalesce(sum(per_100g * grams / 100), 0) as mg,"
            " count(*) - count(per_100g * grams / 100) as unknown_rows"
            " from log left join small using (food) group by person, date"
        )

    return connection.table("log"), by_hand, lambda result: result.to_arrow_table().num_rows


def _dask(log: Any, table: Any) -> tuple[Any, Callable[[Any], Any], Callable[[Any], Any]]:
    import dask.dataframe as dd

    per_100g = table.to_pandas().set_index("food")["per_100g"]

    def by_hand(frame: Any) -> Any:
        mg = frame["food"].map(per_100g, meta=("mg", "float64")) * frame["grams"] / 100
        groups = frame[["person", "date"]].assign(mg=mg, unknown_rows=mg.isna().astype("int64"))
        return groups.groupby(["person", "date"], sort=False, dropna=False)[["mg", "unknown_rows"]].sum()

    frame = dd.from_pandas(log.to_pandas(), npartitions=4)  # type: ignore[no-untyped-call]
    return frame, by_hand, lambda result: len(result.compute())


MAKERS = {
    "pandas": _pandas,
    "polars": _polars,
    "polars-lazy": _lazy,
    "pyarrow": _pyarrow,
    "duckdb": _duckdb,
    "dask": _dask,
}


def _peak_kib() -> int:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def measure(engine: str, which: str, rows: int) -> None:
    """Print the best time and the growth of peak memory of one way in this process, as JSON."""
    from magnesium.integrations.frames import total_intake

    frame, by_hand, finish = MAKERS[engine](_log(rows), _table())

    def ours(given: Any) -> Any:
        return total_intake(given, by=["person", "date"])

    call = ours if which == "ours" else by_hand
    before = _peak_kib()
    times, groups = [], 0
    for _ in range(REPEATS + 1):
        start = time.perf_counter()
        groups = finish(call(frame))
        times.append(time.perf_counter() - start)
    # The first call loads tables and compiles; it is not a price for each row.
    print(json.dumps({"seconds": min(times[1:]), "mib": (_peak_kib() - before) / 1024, "groups": groups}))


def _measured(engine: str, which: str, rows: int) -> dict[str, float]:
    command = [sys.executable, "-W", "ignore", __file__, engine, which, str(rows)]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return json.loads(out)  # type: ignore[no-any-return]


def main(rows: int) -> None:
    """Print the table of ratios."""
    print(f"{rows:,} rows by person and day, best of {REPEATS * TURNS}")
    print(f"{'engine':<12} {'ours s':>8} {'hand s':>8} {'time':>6} {'ours MiB':>9} {'hand MiB':>9} {'memory':>7}")
    for engine in ENGINES:
        hands, our = [], []
        for _ in range(TURNS):
            hands.append(_measured(engine, "hand", rows))
            our.append(_measured(engine, "ours", rows))
        ours, hand = ({name: min(run[name] for run in runs) for name in runs[0]} for runs in (our, hands))
        if ours["groups"] != hand["groups"]:
            sys.exit(f"{engine}: {ours['groups']} groups where the other way finds {hand['groups']}")
        memory = f"{ours['mib'] / hand['mib']:7.2f}" if hand["mib"] >= 1 else f"{'-':>7}"
        print(
            f"{engine:<12} {ours['seconds']:8.3f} {hand['seconds']:8.3f} {ours['seconds'] / hand['seconds']:6.2f}"
            f" {ours['mib']:9.0f} {hand['mib']:9.0f} {memory}",
            flush=True,
        )


if __name__ == "__main__":
    if len(sys.argv) > 2:
        measure(sys.argv[1], sys.argv[2], int(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
