"""Read SR28: caret-and-tilde files, and the amounts as CSV."""

from __future__ import annotations

import csv
import gzip
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tools.foods.table import RawFood, RawPortion, tidy

SR_GROUPS = {
    "0100": "dairy and eggs",
    "0200": "spices",
    "0300": "baby foods",
    "0400": "fats and oils",
    "0500": "poultry",
    "0600": "soups and sauces",
    "0700": "sausages and cold cuts",
    "0800": "breakfast cereals",
    "0900": "fruits",
    "1000": "pork",
    "1100": "vegetables",
    "1200": "nuts",
    "1300": "beef",
    "1400": "beverages",
    "1500": "fish",
    "1600": "legumes",
    "1700": "lamb and game",
    "1800": "baked goods",
    "1900": "sweets",
    "2000": "grains",
    "2100": "fast foods",
    "2200": "mixed dishes",
    "2500": "snacks",
    "3500": "traditional foods",
    "3600": "restaurant foods",
}
"""Our category for each food group."""

# SR28 keeps plain waters among the beverages; flavoured ones stay there.
_SR_WATER = re.compile(r"(?:Beverages, )?[Ww]ater, (?:tap|bottled, (?:generic|non-carbonated|[A-Z ]+$))")

SR_MAGNESIUM = "304"
SR_NUTRIENTS = {SR_MAGNESIUM: "mg", "208": "kcal", "301": "calcium_mg"}


def read(foods: Path, weights: Path, amounts: Path) -> Iterator[RawFood]:
    """Yield the foods of FOOD_DES.txt with their portions in WEIGHT.txt and their amounts in NUT_DATA."""
    portions: dict[str, list[RawPortion]] = defaultdict(list)
    for fields in _caret_rows(weights):
        ndb, _, amount, description, grams = fields[:5]
        portions[ndb].append(RawPortion(amount=float(amount), description=description, grams=float(grams)))
    nutrients: dict[str, dict[str, float]] = defaultdict(dict)
    with gzip.open(amounts, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["nutr_id"] in SR_NUTRIENTS:
                ndb = row["food_id"].zfill(5)
                nutrients[ndb][SR_NUTRIENTS[row["nutr_id"]]] = float(row["value"])
    for fields in _caret_rows(foods):
        ndb, group, name = fields[:3]
        known = nutrients.get(ndb, {})
        yield RawFood(
            id=f"sr28:{ndb}",
            name=tidy(name),
            category="water" if _SR_WATER.match(name) else SR_GROUPS[group],
            mg=known.get("mg"),
            kcal=known.get("kcal"),
            calcium_mg=known.get("calcium_mg"),
            portions=tuple(portions[ndb]),
        )


def _caret_rows(path: Path) -> Iterator[list[str]]:
    """Yield the rows of an SR28 file: fields between ``^``, texts between ``~``."""
    # Only CR LF ends a line; a lone carriage return would be part of a description.
    for line in path.read_bytes().decode("latin-1").split("\r\n"):
        if line:
            yield [field.strip("~") for field in line.split("^")]
