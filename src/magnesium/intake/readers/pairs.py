"""Make an entry from the words for a food and an amount: read strictly, or else as one line."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from magnesium.errors import AmbiguousError, AmountError, MagnesiumError, NotFoundError, UnitError
from magnesium.foods.amounts import parse_amount
from magnesium.foods.entries import Entry, Item
from magnesium.foods.items import UNKNOWN_PREFIX, UnknownItem, usual_origin
from magnesium.foods.stated import stated_value, tiny_as_zero, ungrouped
from magnesium.intake.readers.finder import Finder
from magnesium.intake.readers.lines import Lines, is_record
from magnesium.units import amount

_NOT_STATED = "amount not stated"


@attrs.frozen
class Pairs:
    """Makes entries from foods and amounts; the only place is :meth:`entry`."""

    find: Finder
    lines: Lines
    _measures: dict[tuple[str, str], tuple[float, str]] = attrs.field(init=False, factory=dict)
    _records: dict[str, Item] = attrs.field(init=False, factory=dict)
    """The items of words that name exactly one record, which leave nothing open."""

    def entry(self, cells: Mapping[str, str]) -> Entry:
        """Return the entry of a row with food and amount, or food and grams.

        If the strict reading fails, the row is read as a line; so is an unknown food, before it is kept as unknown.
        Raises the error of the strict reading, or, if the food is unknown and the line is ambiguous, the error of the
        line.
        """
        return self.find.with_release(self._entry(cells))

    def _entry(self, cells: Mapping[str, str]) -> Entry:
        food = cells["food"]
        item = self._records.get(food)
        if item is None:
            try:
                item = self.find(food)
            except MagnesiumError as error:
                return self._as_line(cells, None, error)
            if _is_kept(item, food):
                return self._line_or_kept(cells, item)
            if is_record(food, item):
                self._records[food] = item
        try:
            entry = measured(item, *self.measure(cells, item))
        except MagnesiumError as error:
            return self._as_line(cells, item, error)
        return entry if food in self._records else self.lines.worded(entry, _written(cells), food)

    def _as_line(self, cells: Mapping[str, str], item: Item | None, error: MagnesiumError) -> Entry:
        """Return the entry of the line that a row makes, or raise the *error* of the strict reading."""
        try:
            return self.lines.entry(*self._line(cells), item)
        except AmbiguousError as choice:
            is_shown = isinstance(error, NotFoundError) and self.lines.assume == "usual"
            raise choice if is_shown else error from None
        except MagnesiumError:
            raise error from None

    def _line_or_kept(self, cells: Mapping[str, str], kept: Item) -> Entry:
        try:
            return self.lines.entry(*self._line(cells), kept)
        except MagnesiumError:
            return measured(kept, *self.measure(cells, kept))

    def _line(self, cells: Mapping[str, str]) -> tuple[str, str, str]:
        """Return amount, unit and food. A column of grams holds weights, so only a number is valid there."""
        if "amount" in cells:
            _check_one_unit(cells["amount"], cells.get("unit", ""))
            return cells["amount"], cells.get("unit", ""), cells["food"]
        quantity, unit = _grams(cells["grams"])
        return repr(quantity), unit, cells["food"]

    def measure(self, cells: Mapping[str, str], item: Item | None) -> tuple[float, str]:
        """Return the quantity and the unit that a row states, read strictly."""
        if "amount" in cells:
            texts = cells["amount"], cells.get("unit", "")
            found = self._measures.get(texts)
            if found is None:
                found = self._measures[texts] = _amount(*texts, item)
            return found
        if not cells["grams"] and self.find.keep_unknown:
            return 1.0, _NOT_STATED
        return _grams(cells["grams"])


def _is_kept(item: Item, text: str) -> bool:
    """Return whether an item is unknown because no table has its name, not because the user stated so."""
    return isinstance(item, UnknownItem) and not text.startswith(UNKNOWN_PREFIX)


def _written(cells: Mapping[str, str]) -> str:
    """Return the amount of a row as its words."""
    if "amount" in cells:
        return f"{cells['amount']} {cells.get('unit', '')}".strip()
    quantity, unit = _grams(cells["grams"])
    return f"{quantity:g} {unit}"


def measured(item: Item, quantity: float, unit: str) -> Entry:
    """Return an entry of an item; an amount that is not stated is unknown.

    Args:
        item: The item.
        quantity: Number of units.
        unit: Unit, or the mark of an amount that is not stated.
    """
    if unit == _NOT_STATED:
        return Entry(item=item, origin=usual_origin(item), quantity=quantity, unit=unit, mg=None)
    return item.measured(quantity, unit)


def _grams(text: str) -> tuple[float, str]:
    grams = stated_value(text, "grams")
    if grams.value is None:
        raise AmountError("grams", text or None, "is blank" if not text else "is not a number")
    return amount(grams.value, "grams"), grams.unit or "g"


def _amount(text: str, unit: str, item: Item | None) -> tuple[float, str]:
    if not text:
        raise AmountError("amount", None, "is blank")
    quantity, unit_in_text = parse_amount(ungrouped(text))
    quantity = tiny_as_zero(quantity)
    if unit and unit_in_text:
        raise _two_units(text, unit)
    if not (unit or unit_in_text):
        known = "grams, ml, or one of its portions"
        if portions := getattr(item, "portions", ()):
            known += f" ({', '.join(portion.label for portion in portions)})"
        raise AmountError("amount", text, f"needs a unit: {known}")
    return quantity, unit or unit_in_text


def _check_one_unit(text: str, unit: str) -> None:
    """Raise if both the amount and the unit column state a unit; no reading of the line resolves that."""
    if unit and any(char.isalpha() for char in text):
        try:
            _, unit_in_text = parse_amount(ungrouped(text))
        except MagnesiumError:
            return
        if any(char.isalpha() for char in unit_in_text):
            raise _two_units(text, unit)


def _two_units(text: str, unit: str) -> UnitError:
    return UnitError(unit, f"is given twice: the column says {unit!r}, the amount says {text!r}")
