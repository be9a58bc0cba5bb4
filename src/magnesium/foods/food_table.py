"""Food tables of a user's own, or of a nation's, read with the care of the bundled ones."""

from __future__ import annotations

import re

from magnesium.catalogs.catalog import Catalog
from magnesium.errors import AmountError, DataError
from magnesium.foods.amounts import parse_amount
from magnesium.foods.csv_files import FileSource, Row, UserFile
from magnesium.foods.foods import Food
from magnesium.foods.portions import Portion
from magnesium.text import normalized
from magnesium.units import amount

REQUIRED = ("id", "name", "mg_per_100g")
OPTIONAL = ("category", "kcal_per_100g", "calcium_mg_per_100g", "portions", "source")
_NUMBERS = ("mg_per_100g", "kcal_per_100g", "calcium_mg_per_100g")


def read_food_table(source: FileSource, *, source_name: str = "user table") -> Catalog[Food]:
    """Return the catalog of foods that a CSV file holds.

    A header with ``id``, ``name`` and ``mg_per_100g``, and optionally ``category``,
    ``kcal_per_100g``, ``calcium_mg_per_100g``, ``portions`` and ``source``; UTF-8; comma, semicolon
    or tab. A blank number is unknown, not zero. Portions are written
    ``1 cup = 180 | 1 slice = 30``, in grams. Foods without a ``source`` are given *source_name*.

    Raises :class:`~magnesium.DataError` with every bad line, and then nothing is loaded;
    ``OSError`` where there is no such file.
    """
    file = UserFile(source, required=REQUIRED, optional=OPTIONAL)
    table: dict[str, Food] = {}
    for row in file:
        food = _food(row, file, source_name)
        if food is None:
            continue
        if food.id in table:
            file.problem(row.line, "id", f"{food.id!r} stands twice")
        table[food.id] = food
    if file.problems:
        raise DataError(file.name, tuple(file.problems))
    return Catalog(Food, records=table.values())


def _food(row: Row, file: UserFile, source_name: str) -> Food | None:
    """Return the row's food, or note each thing that is wrong with it."""
    cells = row.cells
    before = len(file.problems)
    for column in ("id", "name"):
        if not cells[column]:
            file.problem(row.line, column, "is blank")
    numbers: dict[str, float | None] = dict.fromkeys(_NUMBERS)
    portions: tuple[Portion, ...] = ()
    for column in _NUMBERS:
        with file.noting(row.line, column):
            numbers[column] = _number(cells.get(column, ""), column)
    with file.noting(row.line, "portions"):
        portions = _portions(cells.get("portions", ""))
    if len(file.problems) == before:
        with file.noting(row.line, "mg_per_100g"):
            return Food(
                id=cells["id"],
                name=cells["name"],
                category=cells.get("category") or None,
                portions=portions,
                source=cells.get("source") or source_name,
                mg_per_100g=numbers["mg_per_100g"],
                kcal_per_100g=numbers["kcal_per_100g"],
                calcium_mg_per_100g=numbers["calcium_mg_per_100g"],
            )
    return None


def _number(text: str, column: str) -> float | None:
    """Return a plain decimal number, with a point or a comma; blank is unknown."""
    if not text:
        return None
    text = normalized(text)
    if re.fullmatch(r"[1-9]\d{0,2},\d{3}", text):
        raise AmountError(column, text, "can be read two ways; write 1.5 for a fraction and 1500 for thousands")
    plain = text.replace(",", ".", 1)
    if not re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", plain, re.IGNORECASE):
        raise AmountError(column, text, "must be a number alone; the column says the unit")
    return amount(float(plain), column)


def _portions(text: str) -> tuple[Portion, ...]:
    portions = []
    for part in text.split("|") if text else ():
        measure, equals, grams = part.rpartition("=")
        if not equals:
            raise AmountError("portion", part.strip(), "must be written as '1 cup = 180' (grams)")
        quantity, description = parse_amount(measure)
        weight, unit = parse_amount(grams)
        if unit not in {"", "g"} or not description:
            raise AmountError("portion", part.strip(), "must be written as '1 cup = 180' (grams)")
        portions.append(Portion(description=description, grams=weight, amount=quantity))
    return tuple(portions)
