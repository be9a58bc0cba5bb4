"""Check the everyday names (tools/everyday.csv, kept by hand) and ship them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from tools.foods import RawFood, portions_text
from tools.tables import Table, csv_table

HEADER = ("names", "food_id", "serving")


def everyday_table(path: Path, foods: Iterable[RawFood]) -> Table:
    """Return the table of everyday names.

    Raises ``ValueError`` for a name that stands twice, a food that does not exist or has no known
    magnesium, and a serving that is not one of the food's portions.
    """
    known = {food.id: food for food in foods}
    seen: set[str] = set()
    rows = []
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names = row["names"].split("|")
            food = known.get(row["food_id"])
            if food is None or food.mg is None:
                msg = f"{names[0]}: no food {row['food_id']} of known magnesium"
                raise ValueError(msg)
            for name in names:
                if not name or name in seen:
                    msg = f"a name that is blank or stands twice: {name!r}"
                    raise ValueError(msg)
                seen.add(name)
            portions = {text.partition(" ")[2] for text in portions_text(food.portions).split("|")}
            if row["serving"] and row["serving"] not in portions:
                msg = f"{names[0]}: {row['serving']!r} is no portion of {food.id}"
                raise ValueError(msg)
            rows.append(tuple(row[column] for column in HEADER))
    return csv_table(
        "everyday.csv",
        HEADER,
        sorted(rows),
        {
            "title": "Everyday names of foods, each for one plain food, and a usual serving of it",
            "publisher": "this project",
            "edition": "2026",
            "sources": "sr28 foundation fndds",
            "licence": "MIT",
            "built_by": "tools/everyday.py",
        },
    )
