"""Read Ciqual: one workbook in French and one in English, with the same foods."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tools.foods.table import RawFood, tidy

_CATEGORIES = {
    "01": "mixed dishes",
    "0102": "soups and sauces",
    "0201": "vegetables",
    "0202": "vegetables",
    "0203": "legumes",
    "0204": "fruits",
    "0205": "nuts",
    "03": "grains",
    "0302": "baked goods",
    "0303": "snacks",
    "040101": "beef",
    "040102": "pork",
    "040103": "poultry",
    "040104": "poultry",
    "0401": "lamb and game",
    "040108": "beef",  # offals, as the organ meats of FNDDS
    "040201": "beef",
    "040202": "pork",
    "040203": "poultry",
    "040204": "poultry",
    "0402": "lamb and game",
    "040208": "beef",
    "0403": "sausages and cold cuts",
    "0404": "sausages and cold cuts",
    "0405": "fish",
    "0406": "fish",
    "0407": "fish",
    "0408": "fish",
    "0409": "fish",
    "0410": "dairy and eggs",
    "0411": "legumes",
    "05": "dairy and eggs",
    "06": "beverages",
    "0601": "water",
    "07": "sweets",
    "0705": "baked goods",
    "0706": "baked goods",
    "0707": "breakfast cereals",
    "0708": "snacks",
    "0709": "baked goods",
    "08": "sweets",
    "09": "fats and oils",
    "1001": "soups and sauces",
    "1005": "spices",
    "1006": "spices",
    "1007": "vegetables",
    "11": "baby foods",
}
"""Our category for each group of Ciqual, by the beginning of its code; the longest that fits counts."""


def read(french: Path, english: Path) -> Iterator[RawFood]:
    """Yield the foods of Ciqual with their English and French names.

    A food that is duplicated counts once: the row with a magnesium cell.
    """
    names = {_code(row): tidy(str(row["alim_nom_fr"])) for row in _rows(french)}
    foods: dict[str, RawFood] = {}
    for row in _rows(english):
        food = _food(row, names[_code(row)])
        if food.id not in foods or foods[food.id].mg is None:
            foods[food.id] = food
    yield from foods.values()


def _food(row: dict[str, object], french: str) -> RawFood:
    return RawFood(
        id=f"ciqual:{_code(row)}",
        name=tidy(str(row["alim_nom_eng"])),
        category=category(_group(row)),
        mg=_amount(row["Magnesium (mg/100g)"]),
        kcal=_amount(row["Energy, Regulation EU No 1169/2011 (kcal/100g)"]),
        calcium_mg=_amount(row["Calcium (mg/100g)"]),
        translations={"fr": french},
    )


def _code(row: dict[str, object]) -> int:
    return int(float(str(row["alim_code"])))


def _group(row: dict[str, object]) -> str:
    """Return the code of the smallest group that a food is in."""
    codes = [str(row[f"alim_{level}_code"]) for level in ("ssssgrp", "ssgrp", "grp")]
    return next((code for code in codes if code.strip("0")), "")


def category(code: str) -> str:
    """Return our category for the code of a group.

    >>> category("040101"), category("040106"), category("030501"), category("000000")
    ('beef', 'lamb and game', 'grains', 'other')
    """
    fitting = (_CATEGORIES.get(code[:length]) for length in (6, 4, 2))
    return next(filter(None, fitting), "other")


def _amount(cell: object) -> float | None:
    """Return the number of a cell; "-", blank, "traces" and "< 5" are unknown.

    >>> _amount("23,8"), _amount("-"), _amount("< 0,5"), _amount("traces")
    (23.8, None, None, None)
    """
    text = str(cell).strip().replace(",", ".")
    return float(text) if re.fullmatch(r"\d+(\.\d+)?", text) else None


def _rows(path: Path) -> Iterator[dict[str, object]]:
    """Yield the rows of a workbook's first sheet by its header."""
    import xlrd

    sheet = xlrd.open_workbook(str(path)).sheet_by_index(0)
    header = [str(cell) for cell in sheet.row_values(0)]
    for number in range(1, sheet.nrows):
        yield dict(zip(header, sheet.row_values(number), strict=True))
