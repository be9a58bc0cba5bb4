"""Read a user's or a nation's food table, checked as strictly as the bundled ones."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.errors import AmountError, DataError, DataWarning, InvalidValueError, UnitError, member
from magnesium.foods.amounts import parse_amount
from magnesium.foods.categories import origin_of_category
from magnesium.foods.entries import FoodOriginWord, Origin, origin_of
from magnesium.foods.files.account import FileSource
from magnesium.foods.files.layouts import Kind, wanted
from magnesium.foods.files.user_file import UserFile
from magnesium.foods.foods import FOOD_ORIGINS, Food
from magnesium.foods.headers import ENERGY, MAGNESIUM, is_in_kj, nutrient_header, stated_unit, table_role
from magnesium.foods.portions import Portion
from magnesium.foods.stated import MarkWord, StatedKind, StatedValue, marks_of, stated_value, tiny_as_zero
from magnesium.text import whole_text
from magnesium.units import amount, convert

_LOW_MG_PER_100G, _WARNED_FROM, _REFUSED_FROM = 10, 3, 20
"""Only oils, sugar and drinks have less magnesium than this; tables of foods have others too."""

_ENERGY_UNITS = frozenset({"", "kcal", "kj"})
_MAX_KCAL_PER_100G = 902
"""Energy of pure fat: 900 by the general factor 9 kcal/g; 902 as USDA prints it for lard and oils."""
_KJ_PER_KCAL = 4.184

REQUIRED = ("id", "name", MAGNESIUM)
OPTIONAL = ("category", ENERGY, "calcium_mg_per_100g", "portions", "source", "origin", "mg_unit", "grams")
_NUMBERS = (MAGNESIUM, ENERGY, "calcium_mg_per_100g")

Per = Literal["100 g", "100 ml", "serving"]
"""The amount of food that the values of a table refer to."""

_KIND = Kind(
    holds="foods",
    roles=(*REQUIRED, *OPTIONAL),
    needed=(REQUIRED,),
    role_of=table_role,
    other_words={
        "mg": MAGNESIUM,
        "magnesium": MAGNESIUM,
        "kcal": ENERGY,
        "energy": ENERGY,
        "calcium": "calcium_mg_per_100g",
        "calcium_mg": "calcium_mg_per_100g",
        "food": "name",
        "code": "id",
    },
)


def read_food_table(
    source: FileSource,
    *,
    columns: Mapping[str, str] | None = None,
    per: Per = "100 g",
    unit: str | None = None,
    origin: Origin | FoodOriginWord | None = None,
    origins: Mapping[str, FoodOriginWord] | None = None,
    marks: Mapping[str, MarkWord] | None = None,
    table: str | None = None,
    source_name: str = "user table",
) -> Catalog[Food]:
    """Read a food table into a catalog.

    The header has ``id``, ``name`` and ``mg_per_100g``, and optionally ``category``, ``kcal_per_100g``,
    ``calcium_mg_per_100g``, ``portions``, ``source`` and ``origin``. Formats are those of
    :func:`~magnesium.read_food_log`. Exports of foods in ``magnesium.log_profiles`` are recognized.
    Portions are written ``1 cup = 180 | 1 slice = 30``, in grams.

    A blank value, "N", "-" and "n/a" mean unknown, not zero; so do a trace ("Tr") and a value below a limit
    ("<0.5"), which the food keeps as ``stated``; "(110)" and "[110]" are estimates.

    The header of magnesium or calcium may state another unit: ``Magnesium (g/100 g)``, ``magnesium_ug_per_100g``,
    and ``magnesium_100g``, which is in grams, as in Open Food Facts. The header of energy may state kJ.
    Without *unit*, a table whose foods are all below 10 mg per 100 g is suspected to be in grams: a
    :class:`~magnesium.DataWarning` from 3 foods, an error from 20.

    Args:
        source: A path or an open file.
        columns: The header of each role, such as ``{"id": "Code", "name": "Food", "mg": "Magnesium (mg)"}``; other
            columns are ignored. Without ``id``, foods are found by their names.
        per: "100 g"; or "100 ml" or "serving", with a column ``grams`` for the weight of 100 ml or a serving.
        unit: Unit of magnesium ("mg", "g", "µg" …) if the header does not state it.
        origin: "food", "water", "supplement" or "medicine", if neither the row nor its category states it. A food of
            no stated origin may be a supplement, so it is never reported as below an upper level that it could exceed.
        origins: The origin of each category that does not state it in words.
        marks: Meaning of further marks instead of numbers: "trace" or "unknown".
        table: Prefix for ids without one ("my" for "my:granola").
        source_name: Source of foods without a ``source``.

    Raises:
        DataError: Some lines are invalid; lists all of them; nothing is loaded.
        UnitError: *unit* does not exist.
        OSError: The file cannot be opened.
        MissingExtraError: The file is a workbook and the extra ``excel`` is not installed.
    """
    member(per, ("100 g", "100 ml", "serving"), "per")
    _check_words(unit, table)
    if isinstance(columns, Mapping) and not {"id", "code"} & columns.keys() and (name := columns.get("name")):
        columns = {"id": name, **columns}
    file = UserFile(source, wanted(columns, "auto", _KIND), numbers=(*_NUMBERS, "portions", "grams"))
    rows = file.read()
    profile = None if file.layout is None else file.layout.profile
    reader = _Foods(
        file=file,
        unit=unit or (profile.unit if profile is not None else None),
        per=per,
        origin=None if origin is None else origin_of(origin, FOOD_ORIGINS),
        origins={} if origins is None else {c: origin_of(word, FOOD_ORIGINS) for c, word in origins.items()},
        marks=marks_of(marks),
        table=table,
        source_name=source_name,
        names=_names_beside(file, source),
    )
    if file.layout is not None:
        reader.check_header()
    foods: dict[str, Food] = {}
    for line, cells in rows:
        food = reader.food(line, file.cells(cells)) if not _is_header(cells, file, line) else None
        if food is not None and foods.setdefault(food.id, food) is not food:
            file.account.problem(line, "id", f"{food.id!r} is duplicated")
    if unit is None and profile is None:
        _check_scale(file, [food.mg_per_100g for food in foods.values() if food.mg_per_100g is not None])
    if file.account.problems:
        raise DataError(file.account.name, file.account.in_order())
    for note in file.account.notes:
        warnings.warn(f"{file.account.name} {note}", DataWarning, stacklevel=2)
    return Catalog(Food, records=foods.values())


def _check_words(unit: str | None, table: str | None) -> None:
    if unit is not None:
        convert(1.0, unit, "mg")  # raises if it is not a unit of an amount
    if table is not None and not whole_text(table, "table").strip(" :"):
        raise InvalidValueError("table", table, "must not be blank")


def _is_header(cells: list[str], file: UserFile, line: int) -> bool:
    """Return whether a row directly below the header belongs to it: it has no id, name or number."""
    read = file.cells(cells)
    below = line - (file.header_line or 0)
    return 0 < below <= 3 and not (read["id"] or read["name"]) and not any(char.isdigit() for char in "".join(cells))


def _names_beside(file: UserFile, source: FileSource) -> Mapping[str, str]:
    """Return the names by id from the other file of a profile in the same folder."""
    profile = None if file.layout is None else file.layout.profile
    if profile is None or not profile.names_file or not isinstance(source, str | os.PathLike):
        return {}
    columns = {"id": profile.names_key, "name": profile.names_column}
    kind = attrs.evolve(_KIND, needed=(("id", "name"),))
    path = Path(source).parent / profile.names_file
    if not path.is_file():
        file.account.problem(None, None, f"has no names of foods; put {profile.names_file} into the same folder")
        return {}
    names = UserFile(path, wanted(columns, None, kind), numbers=())
    return {cells[0]: cells[1] for _, cells in names.read()}


@attrs.frozen(kw_only=True)
class _Foods:
    """Makes the foods of one table."""

    file: UserFile
    unit: str | None
    per: Per
    origin: Origin | None
    origins: Mapping[str, Origin]
    marks: Mapping[str, StatedKind]
    table: str | None
    source_name: str
    names: Mapping[str, str]

    def food(self, line: int, cells: Mapping[str, str]) -> Food | None:
        """Return the food of a row, or record each of its problems."""
        account = self.file.account
        before = len(account.problems)
        name = self.names.get(cells["id"], cells["name"])
        if not name and self.file.layout is not None and self.file.layout.profile is not None:
            name = cells["id"]  # crowd-sourced products often have no name
        for column, text in (("id", cells["id"]), ("name", name)):
            if not text:
                account.problem(line, column, "is blank")
        stated = {column: self._stated(line, column, cells) for column in _NUMBERS}
        portions: tuple[Portion, ...] = ()
        with account.noting(line, "portions"):
            portions = _portions(cells.get("portions", ""))
        grams = self._grams(line, cells)
        origin = self._origin(line, cells)
        if len(account.problems) > before:
            return None
        with account.noting(line, MAGNESIUM):
            magnesium = stated[MAGNESIUM]
            is_plain = magnesium.kind is StatedKind.NUMBER or not magnesium.written
            return Food(
                id=self._id(cells["id"]),
                name=name,
                category=cells.get("category") or None,
                origin=origin,
                portions=(*portions, *self._portion(grams)),
                source=cells.get("source") or self.source_name,
                stated=None if is_plain else magnesium,
                mg_per_100g=_per_100g(magnesium.value, grams),
                kcal_per_100g=_per_100g(stated[ENERGY].value, grams),
                calcium_mg_per_100g=_per_100g(stated["calcium_mg_per_100g"].value, grams),
            )
        return None

    def _id(self, id_: str) -> str:
        return id_ if self.table is None or ":" in id_ else f"{self.table.strip(' :')}:{id_}"

    def _stated(self, line: int, column: str, cells: Mapping[str, str]) -> StatedValue:
        """Return the value of a column in the unit of the library."""
        with self.file.account.noting(line, column):
            value = stated_value(cells.get(column, ""), column, self.marks)
            number = value.value if value.limit is None else value.limit
            if number is None:
                return value
            converted = self._converted(amount(tiny_as_zero(number), column), column, value.unit, cells)
            if value.limit is None:
                return attrs.evolve(value, value=converted, unit="")
            return attrs.evolve(value, limit=converted, unit="")
        return StatedValue(written="", kind=StatedKind.UNKNOWN)

    def _converted(self, number: float, column: str, unit: str, cells: Mapping[str, str]) -> float:
        header = self.file.header_of(column)
        if column == ENERGY:
            if unit.casefold() not in _ENERGY_UNITS:
                raise UnitError(unit, "is not a unit of energy", ("kcal", "kJ"))
            kcal = number / _KJ_PER_KCAL if "kj" in unit.casefold() or is_in_kj(header) else number
            if kcal > _MAX_KCAL_PER_100G and self.per == "100 g":
                reason = f"is more energy than pure fat has ({_MAX_KCAL_PER_100G} kcal); is it in kJ?"
                raise AmountError(column, number, f"{reason} State kJ in the header, as in 'Energy (kJ/100 g)'")
            return kcal
        if column == MAGNESIUM:
            unit = unit or cells.get("mg_unit", "") or self.unit or ""
        return convert(number, unit or _unit_of(header) or "mg", "mg")

    def _grams(self, line: int, cells: Mapping[str, str]) -> float:
        """Return the amount that the values of a row refer to, in grams."""
        if self.per == "100 g":
            return 100.0
        if "grams" in cells:
            with self.file.account.noting(line, "grams"):
                grams = stated_value(cells["grams"], "grams").value
                if not grams or amount(grams, "grams") <= 0:
                    raise AmountError("grams", cells["grams"] or None, f"must be the weight of one {self.per}")
                return grams
        return 100.0

    def _portion(self, grams: float) -> tuple[Portion, ...]:
        if self.per == "100 g":
            return ()
        quantity, what = (1.0, "serving") if self.per == "serving" else (100.0, "ml")
        return (Portion(description=what, amount=quantity, grams=grams),)

    def _origin(self, line: int, cells: Mapping[str, str]) -> Origin | None:
        if cells.get("origin"):
            with self.file.account.noting(line, "origin"):
                return origin_of(cells["origin"], FOOD_ORIGINS)
        category = cells.get("category", "")
        return self.origins.get(category) or origin_of_category(category) or self.origin

    def check_header(self) -> None:
        """Record headers without a unit or with another unit than the given one, and a missing weight."""
        account, line = self.file.account, self.file.header_line
        for column in (MAGNESIUM, "calcium_mg_per_100g"):
            header = self.file.header_of(column)
            stated = nutrient_header(header)
            given = self.unit if column == MAGNESIUM else None
            if stated is None:
                continue
            if stated.unit is None and given is None:
                account.problem(line, header, "states no unit; write mg, g or µg, as in 'magnesium (mg/100 g)'")
            if stated.is_stated and stated.unit and given and convert(1.0, given, stated.unit) != 1.0:
                account.problem(line, header, f"states {stated.unit!r} where unit={given!r} was given")
        if self.per != "100 g" and not self.file.header_of("grams"):
            what = "100 ml weigh" if self.per == "100 ml" else "a serving weighs"
            account.problem(line, "grams", f"is missing; values per {self.per} need a column of what {what} in grams")


def _per_100g(value: float | None, grams: float) -> float | None:
    return value if value is None or grams == 100 else value / grams * 100


def _unit_of(header: str) -> str | None:
    """Return the unit that a header of magnesium or calcium states, per 100 g or alone."""
    stated = nutrient_header(header)
    if stated is not None:
        return stated.unit
    return stated_unit(header.partition("/")[0] if "/" in header else header.replace("100", ""))


def _check_scale(file: UserFile, mg_per_100g: list[float]) -> None:
    """Warn of a table that looks like one in grams, or record a problem if it is long."""
    if len(mg_per_100g) < _WARNED_FROM or max(mg_per_100g) >= _LOW_MG_PER_100G:
        return
    message = (
        f"all {len(mg_per_100g)} foods are below {_LOW_MG_PER_100G} mg per 100 g; are the values in grams? "
        "State the unit: unit='g' (at the command line --foods-unit g), or unit='mg' if they are right"
    )
    if len(mg_per_100g) >= _REFUSED_FROM:
        file.account.problem(None, MAGNESIUM, message)
    elif not file.account.problems:
        warnings.warn(f"{file.account.name}: {message}", DataWarning, stacklevel=3)


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
