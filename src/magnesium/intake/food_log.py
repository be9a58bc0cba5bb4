"""Food logs: from a CSV file to an intake and back, whole or not at all."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from typing import IO, Literal, get_args

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.errors import (
    AmountError,
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
from magnesium.foods.foods import FOOD_ORIGINS, Food
from magnesium.foods.items import UNKNOWN_PREFIX, UnknownItem, find_item, usual_origin
from magnesium.intake.intake import Intake

REQUIRED = ("food", "amount")
OPTIONAL = ("unit", "date", "time", "meal", "person", "origin")

OnUnknown = Literal["raise", "keep"]
"""What becomes of a food that is in no table."""

_NEAR_MATCHES_UP_TO = FoodLogError.shown
"""Near matches, which take long, are looked up for so many different names as an error shows."""


def read_food_log(source: FileSource, *, foods: Catalog[Food] | None = None, on_unknown: OnUnknown = "raise") -> Intake:
    """Return the intake that a food log holds.

    A CSV file with a header: ``food`` and ``amount``, and optionally ``unit``, ``date``, ``time``,
    ``meal``, ``person``, ``origin``; UTF-8 with or without BOM; comma, semicolon or tab. A food is
    an id, a name or an everyday alias; an amount is "1 cup" or "180 g", or a number with the unit
    in its own column; supplements say "200 mg elemental" or "1250 mg compound"; *origin* is "food",
    "water", "supplement", "medicine" or "added", and blank is that of the item. *foods* is a
    user's own table, asked first. With ``on_unknown="keep"`` a food that is in no table is
    kept as an entry of unknown magnesium; otherwise it is an error with near matches.

    Raises :class:`~magnesium.FoodLogError` with every bad line, and then nothing is loaded;
    ``OSError`` where there is no such file.
    """
    file = UserFile(source, required=REQUIRED, optional=OPTIONAL, numbers=("amount",))
    finder = _Finder(foods, keep_unknown=is_kept(on_unknown))
    entries = []
    for row in file:
        entry = _entry(row, file, finder)
        if entry is not None:
            entries.append(entry)
    if file.problems:
        raise FoodLogError(file.name, tuple(file.problems))
    return Intake(entries)


def is_kept(on_unknown: OnUnknown) -> bool:
    """Return whether unknown foods are kept; raise :class:`~magnesium.InvalidValueError` for another word."""
    if on_unknown not in get_args(OnUnknown):
        raise InvalidValueError("on_unknown", on_unknown, "must be 'raise' or 'keep'")
    return bool(on_unknown == "keep")


_IN_NO_TABLE = (
    "state its magnesium in a table of your own (foods=, --foods), or keep it as unknown "
    "(on_unknown='keep', --keep-unknown)"
)


class _Finder:
    """Items by name, each looked up once in a log."""

    def __init__(self, own: Catalog[Food] | None, *, keep_unknown: bool) -> None:
        self._own = own
        self._keep_unknown = keep_unknown
        self._found: dict[str, Item | MagnesiumError] = {}
        self._missing = 0

    def __call__(self, text: str) -> Item:
        if not text.removeprefix(UNKNOWN_PREFIX):
            raise InvalidValueError("food", text, "is blank")
        if text not in self._found:
            self._found[text] = self._find(text)
        found = self._found[text]
        if isinstance(found, MagnesiumError):
            raise found
        return found

    def _find(self, text: str) -> Item | MagnesiumError:
        if self._keep_unknown and text.startswith(UNKNOWN_PREFIX):
            return UnknownItem(text.removeprefix(UNKNOWN_PREFIX))
        with_near = not self._keep_unknown and self._missing < _NEAR_MATCHES_UP_TO
        try:
            return find_item(text, foods=self._own, near=with_near)
        except NotFoundError as error:
            self._missing += 1
            if self._keep_unknown:
                return UnknownItem(text)
            return error if error.suggestions else NotFoundError(error.kind, error.key, (), _IN_NO_TABLE)
        except MagnesiumError as error:
            return error


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
            entry = attrs.evolve(entry, origin=origin_of(cells["origin"].casefold(), _origins(item)))
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
        raise AmountError("amount", text, "is blank")
    quantity, unit_in_text = parse_amount(text)
    if unit and unit_in_text:
        raise UnitError(unit, f"stands beside the amount {text!r}, which has a unit of its own")
    if not (unit or unit_in_text):
        known = "grams, ml, or one of its portions"
        if isinstance(item, Food) and item.portions:
            known += f" ({', '.join(portion.label for portion in item.portions)})"
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
