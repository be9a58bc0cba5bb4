"""Food tables of a user's own, or of a nation's, read with the care of the bundled ones."""

from __future__ import annotations

import re
import warnings

from magnesium.catalogs.catalog import Catalog
from magnesium.errors import AmountError, DataError, DataWarning
from magnesium.foods.amounts import parse_amount
from magnesium.foods.categories import origin_of_category
from magnesium.foods.csv_files import FileSource, Row, UserFile
from magnesium.foods.entries import FoodOriginWord, Origin, origin_of
from magnesium.foods.foods import FOOD_ORIGINS, Food
from magnesium.foods.headers import MAGNESIUM, column_name, nutrient_header
from magnesium.foods.portions import Portion
from magnesium.text import normalized
from magnesium.units import amount, convert

_LOW_MG_PER_100G, _WARNED_FROM, _REFUSED_FROM = 10, 3, 20
"""Oils, sugar and drinks hold less magnesium than this; tables of foods hold others too."""

REQUIRED = ("id", "name", "mg_per_100g")
OPTIONAL = ("category", "kcal_per_100g", "calcium_mg_per_100g", "portions", "source", "origin")
_NUMBERS = ("mg_per_100g", "kcal_per_100g", "calcium_mg_per_100g")


def read_food_table(
    source: FileSource,
    *,
    source_name: str = "user table",
    origin: Origin | FoodOriginWord | None = None,
    unit: str | None = None,
) -> Catalog[Food]:
    """Return the catalog of foods that a CSV file holds.

    A header with ``id``, ``name`` and ``mg_per_100g``, and optionally ``category``,
    ``kcal_per_100g``, ``calcium_mg_per_100g``, ``portions``, ``source`` and ``origin``; UTF-8;
    comma, semicolon or tab. A blank number is unknown, not zero. Portions are written
    ``1 cup = 180 | 1 slice = 30``, in grams. Foods without a ``source`` are given *source_name*.

    ``origin`` is "food", "water", "supplement" or "medicine"; where it is blank, it is what the
    category states ("dietary supplement"), or else *origin*. What has no stated origin may be a
    supplement, and an intake of it is not said to be below an upper level that it could exceed.

    The header of magnesium or calcium may state another unit: ``Magnesium (g/100 g)``,
    ``magnesium_ug_per_100g``, and ``magnesium_100g``, which is in grams as Open Food Facts writes
    it. *unit* ("mg", "g", "µg" …) states that of magnesium if the header does not. Without *unit*,
    a table whose foods are all below 10 mg per 100 g looks like one in grams: a
    :class:`~magnesium.DataWarning` from 3 foods, an error from 20.

    Raises :class:`~magnesium.DataError` with every bad line, and then nothing is loaded;
    :class:`~magnesium.UnitError` for another *unit*; ``OSError`` where there is no such file.
    """
    origin = None if origin is None else origin_of(origin, FOOD_ORIGINS)
    if unit is not None:
        convert(1.0, unit, "mg")  # raises for what is no unit of an amount
    numbers = (*_NUMBERS, "portions")
    file = UserFile(source, required=REQUIRED, optional=OPTIONAL, numbers=numbers, column_name=column_name)
    table: dict[str, Food] = {}
    for row in file:
        food = _food(row, file, source_name, origin, unit)
        if food is None:
            continue
        if food.id in table:
            file.problem(row.line, "id", f"{food.id!r} is duplicated")
        table[food.id] = food
    if file.headers:
        _check_units(file, unit)
    if unit is None:
        _check_scale(file, [food.mg_per_100g for food in table.values() if food.mg_per_100g is not None])
    if file.problems:
        raise DataError(file.name, tuple(file.problems))
    return Catalog(Food, records=table.values())


def _food(row: Row, file: UserFile, source_name: str, origin: Origin | None, unit: str | None) -> Food | None:
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
            numbers[column] = _in_mg(_number(cells.get(column, ""), column), file.headers.get(column, ""), column, unit)
    with file.noting(row.line, "portions"):
        portions = _portions(cells.get("portions", ""))
    stated = origin_of_category(cells.get("category")) or origin
    if cells.get("origin"):
        with file.noting(row.line, "origin"):
            stated = origin_of(cells["origin"], FOOD_ORIGINS)
    if len(file.problems) == before:
        with file.noting(row.line, "mg_per_100g"):
            return Food(
                id=cells["id"],
                name=cells["name"],
                category=cells.get("category") or None,
                origin=stated,
                portions=portions,
                source=cells.get("source") or source_name,
                mg_per_100g=numbers["mg_per_100g"],
                kcal_per_100g=numbers["kcal_per_100g"],
                calcium_mg_per_100g=numbers["calcium_mg_per_100g"],
            )
    return None


def _in_mg(value: float | None, header: str, column: str, unit: str | None) -> float | None:
    """Return a value of a column in mg, by the unit that was given or that the header states."""
    stated = nutrient_header(header)
    if value is None or stated is None:
        return value
    given = unit if column == MAGNESIUM else None
    return convert(value, given or stated.unit or "mg", "mg")


def _check_units(file: UserFile, unit: str | None) -> None:
    """Note headers without a unit, and one that states another unit than was given."""
    for column, header in file.headers.items():
        stated = nutrient_header(header)
        given = unit if column == MAGNESIUM else None
        if stated is None:
            continue
        if stated.unit is None and given is None:
            file.problem(file.header_line, header, "states no unit; write mg, g or µg, as in 'magnesium (mg/100 g)'")
        if stated.is_stated and stated.unit and given and convert(1.0, given, stated.unit) != 1.0:
            file.problem(file.header_line, header, f"states {stated.unit!r} where unit={unit!r} was given")


def _check_scale(file: UserFile, mg_per_100g: list[float]) -> None:
    """Warn of a table that looks like one in grams, or note it as a problem if it is long."""
    if len(mg_per_100g) < _WARNED_FROM or max(mg_per_100g) >= _LOW_MG_PER_100G:
        return
    message = (
        f"all {len(mg_per_100g)} foods are below {_LOW_MG_PER_100G} mg per 100 g; are the values in grams? "
        "State the unit: unit='g' (at the command line --foods-unit g), or unit='mg' if they are right"
    )
    if len(mg_per_100g) >= _REFUSED_FROM:
        file.problem(None, MAGNESIUM, message)
    elif not file.problems:
        warnings.warn(f"{file.name}: {message}", DataWarning, stacklevel=3)


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
