"""``total_intake(uncertainty=True)`` against a hand-written version: sums and their SD by person and day, in memory.

By hand means that a person who knows the engine joins a table with the relative SD of each food, adds up the rows of a
food in a group, which share its error, and then the squares. The table is made before; ours is made in the call.
"""

from __future__ import annotations

import functools
import math
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import magnesium as mg
from benchmarks.engines import load_engine
from benchmarks.logs import BY, arrow_log
from benchmarks.measuring import Figure, in_turn, middle, seconds

LARGEST_RATIO = 1.1
ROUNDS = 5
QUICK_ROWS, ROWS = 10_000, 1_000_000
_SQL = """
with by_food as (
  select person, date, food, sum(per_100g * grams / 100) as mg, sum(relative * per_100g * grams / 100) as sd,
         count(*) - count(per_100g * grams / 100) as unknown_rows
  from log left join spreads using (food) group by person, date, food
)
select person, date, coalesce(sum(mg), 0) as mg, sum(unknown_rows) as unknown_rows,
       coalesce(sqrt(sum(sd * sd)), 0) as sd_mg
from by_food group by person, date
"""


@functools.cache
def spread_columns() -> dict[str, list[Any]]:
    """Return the ids of the bundled foods, their magnesium per 100 g, and its relative SD."""
    sds = [(food.uncertainty.sd_mg_per_100g or 0.0, food.mg_per_100g) for food in mg.foods.values()]
    relative = [sd / listed if listed else 0.0 for sd, listed in sds]
    return {"food": list(mg.foods), "per_100g": [listed for _, listed in sds], "relative": relative}


def _polars() -> Any:
    import polars as pl

    spreads = pl.DataFrame(spread_columns())
    value = pl.col("per_100g") * pl.col("grams") / 100
    sums = pl.col("mg", "unknown_rows", "sd").sum()

    def total(log: Any) -> Any:
        rows = log.join(spreads, on="food", how="left").select(
            *(*BY, "food", value.alias("mg"), value.is_null().cast(pl.Int64).alias("unknown_rows")),
            (value * pl.col("relative")).alias("sd"),
        )
        by_food = rows.group_by([*BY, "food"]).agg(sums)
        squared = by_food.with_columns(pl.col("sd") ** 2).group_by(BY).agg(sums)
        return squared.with_columns(pl.col("sd").sqrt()).rename({"sd": "sd_mg"})

    return total


def _pandas() -> Any:
    import numpy as np
    import pandas as pd

    spreads = pd.DataFrame(spread_columns())
    foods = pd.Index(spreads["food"])
    per_100g, relative = (spreads[name].to_numpy(float) for name in ("per_100g", "relative"))

    def total(log: Any) -> Any:
        # Numbers of foods: looked up once, and grouped in half the time that texts take.
        place = foods.get_indexer(log["food"])
        value = np.where(place < 0, np.nan, per_100g[place]) * log["grams"].to_numpy() / 100
        rows = log[BY].assign(place=place, mg=value, unknown_rows=np.isnan(value), sd_mg=value * relative[place])
        by_food = rows.groupby([*BY, "place"], as_index=False, sort=False, dropna=False).sum()
        squared = by_food.assign(sd_mg=by_food["sd_mg"] ** 2).drop(columns="place")
        sums = squared.groupby(BY, as_index=False, sort=False, dropna=False).sum()
        return sums.assign(sd_mg=sums["sd_mg"] ** 0.5)

    return total


def _duckdb() -> Any:
    import duckdb
    import pyarrow as pa

    duckdb.register("spreads", pa.table(spread_columns()))
    return lambda log: log.query("log", _SQL)


BY_HAND: dict[str, Callable[[], Any]] = {"pandas": _pandas, "polars": _polars, "duckdb": _duckdb}


def _sums(answer: Any) -> tuple[float, float]:
    columns = answer.to_dict(as_series=False) if hasattr(answer, "to_dicts") else None
    columns = columns or (answer.to_pydict() if hasattr(answer, "to_pydict") else answer.to_dict(orient="list"))
    return math.fsum(columns["mg"]), math.fsum(columns["sd_mg"])


def _collected(total: Callable[[Any], Any], frame: Any, collect: Callable[[Any], Any]) -> Any:
    return collect(total(frame))


def figures(engines: Sequence[str], *, quick: bool) -> Iterator[Figure]:
    """Yield the time of each of the *engines* that is compared; exit if an answer is wrong."""
    from magnesium.integrations.frames import total_intake

    rows = QUICK_ROWS if quick else ROWS
    for name, make in ((name, BY_HAND[name]) for name in engines if name in BY_HAND):
        engine = load_engine(name)
        frame = engine.load(arrow_log(rows)[0])
        collect = getattr(engine, "collect", None) or (lambda answer: answer)
        ways = (partial(total_intake, by=BY, uncertainty=True), make())
        calls = [partial(_collected, total, frame, collect) for total in ways]
        ours, expected = (_sums(call()) for call in calls)
        if not all(math.isclose(*pair, rel_tol=1e-9) for pair in zip(ours, expected, strict=True)):
            sys.exit(f"{name}: the sums of mg and SD are {ours}, by hand {expected}")
        measured, baseline = middle(in_turn([partial(seconds, call) for call in calls], 1 if quick else ROUNDS))
        limit = None if quick else LARGEST_RATIO
        what = f"{name}, {rows:,} rows with uncertainty: time"
        yield Figure(what, measured, "s", baseline, "by hand", largest_ratio=limit)
