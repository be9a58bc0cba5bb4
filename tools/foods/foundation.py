"""Read Foundation Foods: a zip file of CSV tables."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tools.foods.sr28 import SR_GROUPS
from tools.foods.table import RawFood, RawPortion, tidy

# Most Foundation Foods have no plain Energy row (1008); the Atwater rows say the same thing by
# specific (2048) or general (2047) factors.
FDC_MAGNESIUM, FDC_CALCIUM, FDC_ENERGY = "1090", "1087", ("1008", "2048", "2047")


def read(path: Path) -> Iterator[RawFood]:
    """Yield the current Foundation Foods from the publisher's zip file."""
    with zipfile.ZipFile(path) as archive:
        current = {row["fdc_id"] for row in zip_rows(archive, "foundation_food.csv")}
        groups = {row["id"]: row["code"] for row in zip_rows(archive, "food_category.csv")}
        units = {row["id"]: row["name"] for row in zip_rows(archive, "measure_unit.csv")}
        portions: dict[str, list[tuple[int, RawPortion]]] = defaultdict(list)
        for row in zip_rows(archive, "food_portion.csv"):
            if row["fdc_id"] in current:
                unit = units[row["measure_unit_id"]]
                portion = RawPortion(
                    amount=float(row["amount"] or 1),
                    description=_fdc_description(unit, row["portion_description"], row["modifier"]),
                    grams=float(row["gram_weight"]),
                )
                portions[row["fdc_id"]].append((int(row["seq_num"] or 0), portion))
        nutrients: dict[str, dict[str, float]] = defaultdict(dict)
        for row in zip_rows(archive, "food_nutrient.csv"):
            if row["fdc_id"] in current and row["amount"]:
                nutrients[row["fdc_id"]][row["nutrient_id"]] = float(row["amount"])
        for row in zip_rows(archive, "food.csv"):
            if row["fdc_id"] not in current:
                continue
            known = nutrients.get(row["fdc_id"], {})
            yield RawFood(
                id=f"foundation:{row['fdc_id']}",
                name=tidy(row["description"]),
                category=SR_GROUPS[groups[row["food_category_id"]]],
                mg=known.get(FDC_MAGNESIUM),
                kcal=next((known[key] for key in FDC_ENERGY if key in known), None),
                calcium_mg=known.get(FDC_CALCIUM),
                portions=tuple(p for _, p in sorted(portions[row["fdc_id"]], key=lambda x: x[0])),
            )


def _fdc_description(unit: str, description: str, modifier: str) -> str:
    parts = ["" if unit == "undetermined" else unit, description, modifier]
    return ", ".join(part.strip() for part in parts if part.strip())


def zip_rows(archive: zipfile.ZipFile, name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of the one member of *archive* whose file name is *name*."""
    member = next(m for m in archive.namelist() if m.rpartition("/")[2] == name)
    with archive.open(member) as raw:
        yield from csv.DictReader(io.TextIOWrapper(raw, encoding="utf-8-sig", newline=""))
