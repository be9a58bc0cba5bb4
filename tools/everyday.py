"""Check the everyday names of ``data-sources/everyday.csv`` against the foods, and bundle them."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from magnesium.text import fold
from tools.tables import Table, csv_table

HEADER = ("names", "food_ids", "serving")


def everyday_table(
    path: Path, foods: Collection[Mapping[str, str]], *, others: Iterable[Mapping[str, str]] = ()
) -> Table:
    """Return the table of everyday names, checked against the rows of the tables of *foods*.

    A name may mean a food of the *others*, which are searched last, so that their printed names give way.

    Raises ``ValueError`` for a name that is duplicated or is the printed name of another food, a
    food that does not exist or has no known magnesium, and a serving that is not one of the food's
    portions.
    """
    known = {food["id"]: food for food in (*foods, *others)}
    printed: dict[str, set[str]] = defaultdict(set)
    for food in foods:
        printed[fold(food["name"])].add(food["id"])
    seen: set[str] = set()
    rows = []
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            _check_names(row["names"].split("|"), row["food_ids"].split("|"), seen, printed)
            _check_foods(row, known)
            rows.append(tuple(row[column] for column in HEADER))
    return csv_table(
        "everyday.csv",
        HEADER,
        sorted(rows),
    )


def _check_names(names: list[str], food_ids: list[str], seen: set[str], printed: Mapping[str, set[str]]) -> None:
    for name in names:
        if not name or name in seen:
            msg = f"a name that is blank or duplicated: {name!r}"
            raise ValueError(msg)
        seen.add(name)
        others = printed.get(fold(name), set())
        if others and not others & set(food_ids):
            msg = f"{name!r} is the printed name of {', '.join(sorted(others))}, which wins over an everyday name"
            raise ValueError(msg)


def _check_foods(row: Mapping[str, str], known: Mapping[str, Mapping[str, str]]) -> None:
    food_ids = row["food_ids"].split("|")
    for food_id in food_ids:
        if food_id not in known or not known[food_id]["mg_per_100g"]:
            msg = f"{row['names']}: no food {food_id} of known magnesium"
            raise ValueError(msg)
    serving = row["serving"]
    if serving and len(food_ids) > 1:
        msg = f"{row['names']}: a name of several foods has no usual serving"
        raise ValueError(msg)
    if serving and serving not in _labels(known[food_ids[0]]):
        msg = f"{row['names']}: {serving!r} is not a portion of {food_ids[0]}"
        raise ValueError(msg)


def _labels(food: Mapping[str, str]) -> set[str]:
    return {text.partition(" ")[2] for text in food["portions"].split("|")}
