"""Read the Swiss Food Composition Database: one table with names in four languages.

Drinks are stated per 100 ml; their values are divided by their specific gravity.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.foods.table import RawFood, RawPortion, tidy

_ML = 100.0
_PER_100_G = "per 100g edible portion"
_PER_100_ML = "per 100ml food volume"

_CATEGORIES = {
    "Alcoholic beverages": "beverages",
    "Bread, flakes and breakfast cereals": "baked goods",
    "Bread, flakes and breakfast cereals/Flakes, bran and germs": "grains",
    "Bread, flakes and breakfast cereals/Muesli mixes and breakfast cereals": "breakfast cereals",
    "Cereal products, pulses and potatoes": "grains",
    "Cereal products, pulses and potatoes/Potatoes": "vegetables",
    "Cereal products, pulses and potatoes/Pulses": "legumes",
    "Eggs": "dairy and eggs",
    "Fats and oils": "fats and oils",
    "Fats and oils/Cream": "dairy and eggs",
    "Fish": "fish",
    "Fruit": "fruits",
    "Fruit/Fruit juices": "beverages",
    "Meat and offal/Beef": "beef",
    "Meat and offal/Game": "lamb and game",
    "Meat and offal/Lamb, mutton": "lamb and game",
    "Meat and offal/Other animal species": "lamb and game",
    "Meat and offal/Pork": "pork",
    "Meat and offal/Poultry": "poultry",
    "Meat and offal/Veal": "beef",
    "Meat substitutes": "legumes",
    "Milk and dairy products": "dairy and eggs",
    "Milk and dairy products/Milk substitutes": "legumes",
    "Non-alcoholic beverages": "beverages",
    "Non-alcoholic beverages/Drinking water": "water",
    "Nuts, seeds and oleaginous fruit": "nuts",
    "Prepared dishes": "mixed dishes",
    "Sausages and cold meats": "sausages and cold cuts",
    "Savoury snacks": "snacks",
    "Special foods": "other",
    "Sweets": "sweets",
    "Sweets/Cakes and tarts": "baked goods",
    "Sweets/Cookies": "baked goods",
    "Sweets/Other sweet pastries": "baked goods",
    "Various": "other",
    "Various/Salt, spices and flavours": "spices",
    "Various/Sauces": "soups and sauces",
    "Vegetables": "vegetables",
}
"""Our category for each group, or for each subgroup that differs; the first group of a food counts."""


def read(path: Path) -> Iterator[RawFood]:
    """Yield the foods of the Swiss table with their English names and the names in other languages."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t")
        header = next(rows)
        yield from (_food(header, row) for row in rows)


def _food(header: Sequence[str], row: Sequence[str]) -> RawFood:
    cells = dict(zip(header, row, strict=False))
    gravity = float(cells["specific gravity"]) if cells["specific gravity"] else None
    volume = () if gravity is None else (RawPortion(amount=_ML, description="ml", grams=round(gravity * _ML, 3)),)
    mg, kcal, calcium = (
        _per_100g(header, row, name, gravity) for name in ("magnesium (Mg)", "energy kcal", "calcium (Ca)")
    )
    return RawFood(
        id=f"ch:{cells['ID']}",
        name=tidy(cells["name E"]),
        category=category(cells["category E"]),
        mg=mg,
        kcal=kcal,
        calcium_mg=calcium,
        portions=volume,
        translations={language: tidy(cells[f"name {language[0].upper()}"]) for language in ("de", "fr", "it")},
    )


def _per_100g(header: Sequence[str], row: Sequence[str], name: str, gravity: float | None) -> float | None:
    """Return an amount per 100 g; unknown if it is blank, or per 100 ml of an unknown density."""
    place = header.index(name)
    amount, _, basis = row[place : place + 3]
    if not amount.replace(".", "", 1).isdigit():
        return None
    if basis == _PER_100_G:
        return float(amount)
    if basis != _PER_100_ML:
        raise ValueError(f"{name} is {basis!r}, which is neither {_PER_100_G!r} nor {_PER_100_ML!r}")
    return None if gravity is None else round(float(amount) / gravity, 4)


def category(groups: str) -> str:
    """Return our category for the groups of a food.

    >>> category("Cereal products, pulses and potatoes/Pulses"), category("Eggs"), category("Fish/Sea fish;Various")
    ('legumes', 'dairy and eggs', 'fish')
    """
    first = groups.partition(";")[0]
    return _CATEGORIES.get(first) or _CATEGORIES[first.partition("/")[0]]
