"""What a row of a log states: an amount of a known food, or the magnesium itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs

from magnesium.errors import AmbiguousError, MagnesiumError
from magnesium.foods.amounts import mass_grams, parse_amount
from magnesium.foods.categories import origin_of_category
from magnesium.foods.compounds import Compound
from magnesium.foods.entries import DOSED, Entry, Item, Origin, origin_of
from magnesium.foods.files.account import Account
from magnesium.foods.foods import FOOD_ORIGINS
from magnesium.foods.items import STATED_UNIT, UNKNOWN_PREFIX, UnknownItem, usual_origin
from magnesium.foods.stated import stated_value, tiny_as_zero, ungrouped
from magnesium.intake.readers.pairs import Pairs, measured
from magnesium.units import amount, convert


@attrs.frozen(kw_only=True)
class Amounts:
    """Makes the entry of a row, without date, time, meal and person."""

    pairs: Pairs
    account: Account
    unit: str
    """Unit of stated magnesium, if a row has none."""
    item: str
    """Name for a row without one."""
    origin: Origin | None
    origin_of_category: Callable[[str], Origin | None]
    is_zero_unknown: bool

    def entry(self, cells: Mapping[str, str]) -> Entry | None:
        """Return the entry of a row, or record each of its problems, without the line."""
        before = len(self.account.problems)
        entry = self._stated(cells) if "mg" in cells else self._of_food(cells)
        if entry is None:
            return None
        entry = self._with_origin(entry, cells)
        if cells.get("text"):
            entry = attrs.evolve(entry, text=cells["text"])
        return entry if len(self.account.problems) == before else None

    def _of_food(self, cells: Mapping[str, str]) -> Entry | None:
        """Return the entry of a named item and its amount."""
        try:
            return self.pairs.entry(cells)
        except MagnesiumError as error:
            self._record_each(cells, error)
        return None

    def _record_each(self, cells: Mapping[str, str], error: MagnesiumError) -> None:
        """Record each problem of a food and its amount in a strict reading.

        An ambiguity of the line (*error*) is recorded instead of an unknown food.
        """
        before = len(self.account.problems)
        item: Item | None = None
        measure: tuple[float, str] | None = None
        if isinstance(error, AmbiguousError) and not self.pairs.find.has(cells["food"]):
            self.account.problem(None, "food", str(error))
            return
        with self.account.noting(None, "food"):
            item = self.pairs.find.explained(cells["food"])
        column = "amount" if "amount" in cells else "grams"
        with self.account.noting(None, column):
            measure = self.pairs.measure(cells, item)
        if item is not None and measure is not None:
            with self.account.noting(None, "unit" if cells.get("unit") else column):
                measured(item, *measure)
        if len(self.account.problems) == before:  # a strict reading that leaves the state open
            self.account.problem(None, "food", str(error))

    def _stated(self, cells: Mapping[str, str]) -> Entry | None:
        """Return the entry of magnesium that the row states; a blank one is unknown."""
        name = cells.get("food", "").removeprefix(UNKNOWN_PREFIX) or self.item
        with self.account.noting(None, "mg"):
            value = stated_value(cells["mg"], "magnesium")
            unit = value.unit or cells.get("mg_unit") or self.unit
            mg = None if value.value is None else convert(amount(value.value, "magnesium"), unit, "mg")
            if mg == 0 and self.is_zero_unknown:
                self.account.note("has days of 0 mg, which were probably not tracked; their magnesium is unknown")
                mg = None
            return _with_amount(UnknownItem(name).stated(mg), cells)
        return None

    def _with_origin(self, entry: Entry, cells: Mapping[str, str]) -> Entry:
        """Return the entry with the origin that its row, category, item or file states."""
        if stated := cells.get("origin"):
            with self.account.noting(None, "origin"):
                return attrs.evolve(entry, origin=origin_of(stated, _origins(entry.item)))
            return entry
        category = self.origin_of_category(cells["category"]) if cells.get("category") else None
        if category is not None and (entry.origin is None or category in DOSED):
            return attrs.evolve(entry, origin=category)
        return attrs.evolve(entry, origin=self.origin) if entry.origin is None and self.origin else entry


def _with_amount(entry: Entry, cells: Mapping[str, str]) -> Entry:
    """Return an entry of stated magnesium with the amount of the row, if understood."""
    text, unit = cells.get("amount", ""), cells.get("unit", "")
    if "grams" in cells:
        text, unit = cells["grams"], "g"
    try:
        quantity, unit_in_text = parse_amount(ungrouped(text))
    except MagnesiumError:
        return entry
    quantity, unit = tiny_as_zero(quantity), unit or unit_in_text or "piece"
    each = mass_grams(unit)
    grams = None if each is None else quantity * each
    # An amount in this unit would be read as the magnesium itself.
    return entry if unit == STATED_UNIT else attrs.evolve(entry, quantity=quantity, unit=unit, grams=grams)


def _origins(item: Item | None) -> tuple[Origin, ...]:
    """Return the origins that a log may state for an item: any, unless its record states the kind."""
    if isinstance(item, Compound):
        return DOSED
    usual = usual_origin(item)
    if usual is None:
        return FOOD_ORIGINS
    return tuple(origin for origin in FOOD_ORIGINS if (origin in DOSED) == (usual in DOSED))


def category_reader(given: Any, profile: Mapping[str, Origin]) -> Callable[[str], Origin | None]:
    """Return a reader of a category's origin: from the user's mapping, a profile's, or the category's words.

    Raises :class:`~magnesium.InvalidValueError` for a mapping to anything but origins.
    """
    from magnesium.errors import mapping
    from magnesium.text import fold

    own = {} if given is None else mapping(given, "origins", "must be a mapping, such as {'Pills': 'supplement'}")
    known = {fold(category): origin for category, origin in profile.items()}
    known |= {fold(str(category)): origin_of(word, FOOD_ORIGINS) for category, word in own.items()}
    return lambda category: known.get(fold(category)) or origin_of_category(category)
