"""Read TACO, the Brazilian table: a workbook whose groups are headings between the foods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.foods.table import RawFood, tidy

_CATEGORIES = {
    "Cereais e derivados": "grains",
    "Verduras, hortaliças e derivados": "vegetables",
    "Frutas e derivados": "fruits",
    "Gorduras e óleos": "fats and oils",
    "Pescados e frutos do mar": "fish",
    "Carnes e derivados": "beef",
    "Leite e derivados": "dairy and eggs",
    "Bebidas (alcoólicas e não alcoólicas)": "beverages",
    "Ovos e derivados": "dairy and eggs",
    "Produtos açucarados": "sweets",
    "Miscelâneas": "other",
    "Outros alimentos industrializados": "other",
    "Alimentos preparados": "mixed dishes",
    "Leguminosas e derivados": "legumes",
    "Nozes e sementes": "nuts",
}
"""Our category for each heading."""

_MEATS = {"Frango": "poultry", "Peru": "poultry", "Porco": "pork", "Presunto": "sausages and cold cuts"}
"""Meats that are not beef, by the first word of their name."""

_NUMBER, _NAME, _KCAL, _CALCIUM, _MAGNESIUM = 0, 1, 3, 11, 12
_HEADER_ROWS = 3


def read(path: Path) -> Iterator[RawFood]:
    """Yield the foods of TACO. "NA", "Tr", "*" and blank cells are unknown."""
    import xlrd

    sheet = xlrd.open_workbook(str(path)).sheet_by_index(0)
    category = ""
    for row in map(sheet.row_values, range(_HEADER_ROWS, sheet.nrows)):
        if isinstance(row[_NUMBER], float):
            yield _food(row, category)
        else:
            category = _CATEGORIES.get(str(row[_NUMBER]).strip(), category)


def _food(row: Sequence[object], category: str) -> RawFood:
    name = tidy(str(row[_NAME]))
    if category == "beef":
        category = _MEATS.get(name.partition(",")[0], category)
    return RawFood(
        id=f"taco:{int(float(str(row[_NUMBER])))}",
        name=name,
        category=category,
        mg=_known(row[_MAGNESIUM]),
        kcal=_known(row[_KCAL]),
        calcium_mg=_known(row[_CALCIUM]),
    )


def _known(cell: object) -> float | None:
    return cell if isinstance(cell, float) else None
