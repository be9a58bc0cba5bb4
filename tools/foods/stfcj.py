"""Read the Standard Tables of Food Composition in Japan: a workbook with a sheet for each food group."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tools.foods.table import RawFood, tidy

_CATEGORIES = {
    "01": "grains",
    "02": "vegetables",
    "03": "sweets",
    "04": "legumes",
    "05": "nuts",
    "06": "vegetables",
    "07": "fruits",
    "08": "vegetables",
    "09": "vegetables",
    "10": "fish",
    "11": "lamb and game",
    "12": "dairy and eggs",
    "13": "dairy and eggs",
    "14": "fats and oils",
    "15": "sweets",
    "16": "beverages",
    "17": "spices",
    "18": "mixed dishes",
}
"""Our category for each food group, which the number of a food begins with."""

_MEATS = (("うし", "beef"), ("ぶた", "pork"), ("＜鳥肉類＞", "poultry"))
_CODE = re.compile(r"\d{5}")
_GROUP = re.compile(r"＜[^＞]*＞")
_NUMBER = re.compile(r"\((?P<estimate>\d+(?:\.\d+)?)\)|-?(?P<figure>\d+(?:\.\d+)?)")


def read(path: Path) -> Iterator[RawFood]:
    """Yield the foods of every sheet. The heading of a subgroup before a name, such as ＜魚類＞, is left out."""
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True)
    for sheet in book.worksheets:
        header: tuple[object, ...] = ()
        for row in sheet.iter_rows(values_only=True):
            if header and _CODE.fullmatch(str(row[1])):
                yield _food(dict(zip(header, row, strict=False)), str(row[1]), str(row[3]))
            elif "MG" in row:
                header = row
    book.close()


def _food(row: dict[object, object], code: str, name: str) -> RawFood:
    category = _CATEGORIES[code[:2]]
    if code.startswith("11"):
        category = next((ours for word, ours in _MEATS if word in name), category)
    return RawFood(
        id=f"stfcj:{code}",
        name=tidy(_GROUP.sub(" ", name)),
        category=category,
        mg=amount(row["MG"]),
        kcal=amount(row["ENERC_KCAL"]),
        calcium_mg=amount(row["CA"]),
    )


def amount(cell: object) -> float | None:
    """Return the number of a cell; one in parentheses is the publisher's estimate.

    Spreadsheets store some of these as negative numbers, which they print in parentheses.
    "-" (not measured), "Tr", "(Tr)", "*" and blank cells are unknown.

    >>> amount(270), amount("2.0"), amount("(12)"), amount(-11), amount("Tr"), amount("(Tr)"), amount("-")
    (270.0, 2.0, 12.0, 11.0, None, None, None)
    """
    match = _NUMBER.fullmatch(str(cell).strip())
    return None if match is None else float(match["estimate"] or match["figure"])
