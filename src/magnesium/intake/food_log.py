"""Food logs: from a CSV file to an intake and back, whole or not at all."""

from __future__ import annotations

import math
import os
import warnings
from collections.abc import Iterator
from typing import IO, Literal, get_args

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.errors import (
    AmountError,
    DataWarning,
    FoodLogError,
    InvalidValueError,
    MagnesiumError,
    NotFoundError,
    UnitError,
    instance,
)
from magnesium.foods.amounts import parse_amount
from magnesium.foods.compounds import Compound
from magnesium.foods.csv_files import FileSource, Row, UserFile, write_rows
from magnesium.foods.entries import DOSED, Entry, Item, Origin, origin_of
from magnesium.foods.fndds import fndds, food_in_release, release_named
from magnesium.foods.foods import FOOD_ORIGINS, Food
from magnesium.foods.items import UNKNOWN_PREFIX, UnknownItem, find_item, usual_origin
from magnesium.intake.intake import Intake
from magnesium.intake.recipes import Recipe

REQUIRED = ("food", "amount")
OPTIONAL = ("unit", "date", "time", "meal", "person", "origin")

OnUnknown = Literal["raise", "keep"]
"""What becomes of a food that is in no table."""

_NEAR_MATCHES_UP_TO = FoodLogError.shown
"""Near matches, which take long, are looked up for so many different names as an error shows."""


_SHOWN_CODES = 3
"""How many codes of other releases a warning names."""


def read_food_log(
    source: FileSource,
    *,
    foods: Catalog[Food | Recipe] | None = None,
    on_unknown: OnUnknown = "raise",
    release: str | None = None,
) -> Intake:
    """Return the intake that a food log holds.

    A CSV file with a header: ``food`` and ``amount``, and optionally ``unit``, ``date``, ``time``,
    ``meal``, ``person``, ``origin``; UTF-8 with or without BOM; comma, semicolon or tab. A food is
    an id, a name or an everyday alias; an amount is "1 cup" or "180 g", or a number with the unit
    in its own column; supplements say "200 mg elemental" or "1250 mg compound"; *origin* is "food",
    "water", "supplement", "medicine" or "added", and blank is that of the item. *foods* is a
    user's own table, asked first. With ``on_unknown="keep"`` a food that is in no table is
    kept as an entry of unknown magnesium; otherwise it is an error with near matches. *foods* may hold recipes.

    *release* is that of FNDDS in which food codes are looked up ("2009-2010", see :func:`~magnesium.fndds`).
    A code that only other releases have is looked up in the one nearest in time, which its id states, with a
    :class:`~magnesium.DataWarning`.

    Raises :class:`~magnesium.FoodLogError` with every bad line, and then nothing is loaded;
    ``OSError`` where there is no such file.
    """
    file = UserFile(source, required=REQUIRED, optional=OPTIONAL, numbers=("amount",))
    finder = _Finder(foods, keep_unknown=is_kept(on_unknown), release=release and release_named(release).id)
    entries = []
    for row in file:
        entry = _entry(row, file, finder)
        if entry is not None:
            entries.append(entry)
    if file.problems:
        raise FoodLogError(file.name, tuple(file.problems))
    if finder.from_other_releases:
        warnings.warn(f"{file.name}: {finder.other_releases_text()}", DataWarning, stacklevel=2)
    return Intake(entries)


def is_kept(on_unknown: OnUnknown) -> bool:
    """Return whether unknown foods are kept; raise :class:`~magnesium.InvalidValueError` for another word."""
    if on_unknown not in get_args(OnUnknown):
        raise InvalidValueError("on_unknown", on_unknown, "must be 'raise' or 'keep'")
    return bool(on_unknown == "keep")


class _Finder:
    """Items by name, each looked up once in a log."""

    def __init__(self, own: Catalog[Food | Recipe] | None, *, keep_unknown: bool, release: str | None = None) -> None:
        self._own = own
        self._release = release
        self.from_other_releases: list[str] = []
        """Ids of the foods whose code the release does not have."""
        self._keep_unknown = keep_unknown
        self._found: dict[str, Item | MagnesiumError] = {}
        self._missing = 0

    def __call__(self, text: str) -> Item:
        if not text.removeprefix(UNKNOWN_PREFIX):
            raise InvalidValueError("food", None, "is blank")
        if text not in self._found:
            self._found[text] = self._find(text)
        found = self._found[text]
        if isinstance(found, MagnesiumError):
            raise found
        return found

    def _find(self, text: str) -> Item | MagnesiumError:
        if self._keep_unknown and text.startswith(UNKNOWN_PREFIX):
            return UnknownItem(text.removeprefix(UNKNOWN_PREFIX))
        if self._release and (food := self._by_code(text, self._release)):
            return food
        with_near = not self._keep_unknown and self._missing < _NEAR_MATCHES_UP_TO
        try:
            return find_item(text, foods=self._own, near=with_near)
        except NotFoundError as error:
            self._missing += 1
            return UnknownItem(text) if self._keep_unknown else error
        except MagnesiumError as error:
            return error

    def _by_code(self, text: str, release: str) -> Food | None:
        if self._own is not None and text in self._own:
            return None
        food = food_in_release(text, release)
        if food is not None and food.id not in fndds(release):
            self.from_other_releases.append(food.id)
        return food

    def other_releases_text(self) -> str:
        """Return which codes were looked up in other releases."""
        found = self.from_other_releases
        shown = ", ".join(found[:_SHOWN_CODES]) + (", …" if len(found) > _SHOWN_CODES else "")
        what = "food code is" if len(found) == 1 else "food codes are"
        return f"{len(found)} {what} not in FNDDS {self._release}; the nearest release that has each was used: {shown}"


def _entry(row: Row, file: UserFile, find: _Finder) -> Entry | None:
    """Return the row's entry, or note each thing that is wrong with it."""
    cells = row.cells
    unit = cells.get("unit", "")
    before = len(file.problems)
    item: Item | None = None
    measure: tuple[float, str] | None = None
    with file.noting(row.line, "food"):
        item = find(cells["food"])
    with file.noting(row.line, "amount"):
        measure = _amount(cells["amount"], unit, item)
    entry = _NO_ENTRY  # so that a bad date beside a bad food is told too
    if item is not None and measure is not None:
        with file.noting(row.line, "unit" if unit else "amount"):
            entry = item.measured(*measure)
    for column in ("date", "time", "meal", "person"):
        if cells.get(column):
            with file.noting(row.line, column):
                entry = entry.at(**{column: cells[column]})
    if cells.get("origin"):
        with file.noting(row.line, "origin"):
            entry = attrs.evolve(entry, origin=origin_of(cells["origin"], _origins(item)))
    return entry if len(file.problems) == before else None


def _origins(item: Item | None) -> tuple[Origin, ...]:
    """Return what a log may state of an item: anything, unless its record already states the kind."""
    if isinstance(item, Compound):
        return DOSED
    usual = usual_origin(item)
    if usual is None:
        return FOOD_ORIGINS
    return tuple(origin for origin in FOOD_ORIGINS if (origin in DOSED) == (usual in DOSED))


_NO_ENTRY = Entry(item=UnknownItem(""), origin=None, quantity=0, unit="g", mg=None)


def _amount(text: str, unit: str, item: Item | None) -> tuple[float, str]:
    if not text:
        raise AmountError("amount", None, "is blank")
    quantity, unit_in_text = parse_amount(text)
    if unit and unit_in_text:
        raise UnitError(unit, f"is given twice: the column says {unit!r}, the amount says {text!r}")
    if not (unit or unit_in_text):
        known = "grams, ml, or one of its portions"
        if portions := getattr(item, "portions", ()):
            known += f" ({', '.join(portion.label for portion in portions)})"
        raise AmountError("amount", text, f"needs a unit: {known}")
    return quantity, unit or unit_in_text


def write_food_log(intake: Intake, target: str | os.PathLike[str] | IO[str]) -> None:
    """Write an intake as a food log that :func:`read_food_log` reads back to the same entries.

    Outer spaces of meals and persons are lost, and an empty intake is no log. A file is written whole or
    not at all. A cell that a spreadsheet would execute, such as ``=1+1``, is written with an apostrophe
    before it, which is removed on reading.

    Items are named by their ids; the user's own foods need ``foods=`` on reading, and unknown items
    ``on_unknown="keep"``. An ``origin`` column is written if an origin is not the usual one.
    """
    instance(intake, Intake, "intake", "must be an Intake; the intake comes first, then the file")
    columns = [*REQUIRED, "unit", "date", "time", "meal", "person"]
    if any(entry.origin != usual_origin(entry.item) for entry in intake):
        columns.append("origin")
    write_rows(target, _log_rows(intake, tuple(columns)))


def _measure(entry: Entry) -> tuple[float, str]:
    """Return the amount as it was given, or in grams if it would be read back as another weight.

    Twice an entry of "3 cookies" is not always what the publisher prints for "6 cookies".
    """
    if isinstance(entry.item, Food) and entry.grams is not None:
        try:
            grams = entry.item.measured(entry.quantity, entry.unit).grams
        except MagnesiumError:
            grams = None
        if grams is None or not math.isclose(grams, entry.grams, rel_tol=1e-12):
            return entry.grams, "g"
    return entry.quantity, entry.unit


def _log_rows(intake: Intake, columns: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield columns
    for entry in intake:
        quantity, unit = _measure(entry)
        cells = {
            "food": entry.item.id,
            "amount": repr(quantity),
            "unit": unit,
            "date": "" if entry.date is None else entry.date.isoformat(),
            "time": "" if entry.time is None else entry.time.isoformat(),
            "meal": entry.meal or "",
            "person": entry.person or "",
            "origin": "" if entry.origin is None else str(entry.origin),
        }
        yield tuple(cells[column] for column in columns)
