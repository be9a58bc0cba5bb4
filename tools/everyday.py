"""Check the everyday names of ``data-sources/everyday.csv`` against the foods, and bundle them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from tools.tables import Table, csv_table

HEADER = ("names", "food_id", "serving")


def everyday_table(path: Path, foods: Iterable[Mapping[str, str]]) -> Table:
    """Return the table of everyday names, checked against the rows of the table of *foods*.

    Raises ``ValueError`` for a name that is duplicated, a food that does not exist or has no known
    magnesium, and a serving that is not one of the food's portions.
    """
    known = {food["id"]: food for food in foods}
    seen: set[str] = set()
    rows = []
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names = row["names"].split("|")
            food = known.get(row["food_id"])
            if food is None or not food["mg_per_100g"]:
                msg = f"{names[0]}: no food {row['food_id']} of known magnesium"
                raise ValueError(msg)
            for name in names:
                if not name or name in seen:
                    msg = f"a name that is blank or duplicated: {name!r}"
                    raise ValueError(msg)
                seen.add(name)
            portions = {text.partition(" ")[2] for text in food["portions"].split("|")}
            if row["serving"] and row["serving"] not in portions:
                msg = f"{names[0]}: {row['serving']!r} is not a portion of {row['food_id']}"
                raise ValueError(msg)
            rows.append(tuple(row[column] for column in HEADER))
    return csv_table(
        "everyday.csv",
        HEADER,
        sorted(rows),
    )
