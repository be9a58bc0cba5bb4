"""Read Fineli, the Finnish food composition database: an extract with the amounts, and the weights of measures."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from tools.foods.table import RawFood, RawPortion, tidy

_KJ_PER_KCAL = 4.184

_MEASURES = {
    "DL": "dl",
    "RKL": "tablespoon",
    "TL": "teaspoon",
    "KPL_S": "small piece",
    "KPL_M": "medium piece",
    "KPL_L": "large piece",
    "KPL_VALM": "piece as sold",
    "PORTS": "small portion",
    "PORTM": "medium portion",
    "PORTL": "large portion",
}
"""What the codes of measures mean."""

_CATEGORIES = {
    "dairy and eggs": """YOGHURHI YOGHURLO CURD ICECREAM CREAM SOURMILK CHEEUNLO CHEECUHI CHEEUNHI CHEECULO MILKLF
        MILKHF MILKFF MILKCURL SOUCREAM MILKINGR EGG""",
    "fruits": "FRUITOTH BERRY APPLE CITRUS FRUITCAN",
    "beverages": """JUICE DRSPORT COFFEE TEA SDRINK WINE CIDER BEER SPIRIT DRINKART DRINKOTH DRINKCO MMILK FBDRINK
        MEALREP""",
    "water": "WATER",
    "fish": "FISH FISHPROD SHELLFIS",
    "vegetables": "VEGLEAF VEGCANN MUSHRO ROOT VEGFRU CABBAGE VEGONI POTATO POTAPROD",
    "legumes": "PEABEAN SOYAPROD LEGUPROD LEGULIQ",
    "nuts": "NUTSEED",
    "grains": "WHEAT CEROTH OAT RYE RICE BARLEY STARCH OATLIQ CEROTLIQ",
    "beef": "BEEF OFFAL",
    "pork": "PORK",
    "poultry": "POULTRY",
    "lamb and game": "LAMM GAME",
    "sausages and cold cuts": "SAUSAGE SAUSCUTS MEATCUTS",
    "fats and oils": "VEGFATHI VEGFATLO FATCOOK BUTTHIGH BUTTER OIL SALADDRE",
    "sweets": "SWEET CHOCOLAT SWEAGE SUGARSYR JAM",
    "spices": "SALT FLAVSAUC",
    "snacks": "CERBAR",
}
_CATEGORY_OF = {code: category for category, codes in _CATEGORIES.items() for code in codes.split()}
"""Our category for each ingredient class; others are "other"."""


def read(amounts: Path, measures: Path) -> Iterator[RawFood]:
    """Yield the foods of Fineli with their English, Finnish and Swedish names.

    The publisher writes names in capitals; they are converted to sentence case.
    """
    portions = _portions(measures)
    with amounts.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield _food(row, tuple(portions[row["food_id"]]))


def _food(row: Mapping[str, str], portions: tuple[RawPortion, ...]) -> RawFood:
    kilojoules = _known(row["energy_kj"])
    return RawFood(
        id=f"fineli:{row['food_id']}",
        name=_name(row["name_en"]),
        category=_CATEGORY_OF.get(row["igclass"], "other"),
        mg=_known(row["mg_per_100g"]),
        kcal=None if kilojoules is None else round(kilojoules / _KJ_PER_KCAL, 1),
        calcium_mg=_known(row["ca_mg"]),
        portions=portions,
        translations={language: _name(row[f"name_{language}"]) for language in ("fi", "sv")},
    )


def _portions(path: Path) -> Mapping[str, list[RawPortion]]:
    portions: dict[str, list[RawPortion]] = defaultdict(list)
    with path.open(encoding="latin-1", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            if row["FOODUNIT"] in _MEASURES:
                portion = RawPortion(
                    amount=1.0, description=_MEASURES[row["FOODUNIT"]], grams=float(row["MASS"].replace(",", "."))
                )
                portions[row["FOODID"]].append(portion)
    return portions


def _name(text: str) -> str:
    """Return a name that is printed in capitals as a phrase.

    >>> _name("FRUKTOOSI, HEDELMÄSOKERI")
    'Fruktoosi, hedelmäsokeri'
    """
    return tidy(text).capitalize()


def _known(cell: str) -> float | None:
    return float(cell) if cell else None
