"""Read rows that are not strict as free text: "amount unit food" as one line, each line once."""

from __future__ import annotations

import re

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.errors import MagnesiumError, NotFoundError
from magnesium.foods.codes import food_ids
from magnesium.foods.entries import Entry, Item
from magnesium.foods.everyday import everyday_names
from magnesium.foods.foods import Food
from magnesium.foods.items import UnknownItem
from magnesium.foods.line_tables import states_by_food
from magnesium.foods.parse import Assume, check_assume, parse, parse_amount_of, state_of_name, without_assumptions
from magnesium.foods.stated import ungrouped
from magnesium.foods.waters import Water
from magnesium.intake.recipes import Recipe
from magnesium.text import fold

_ID = re.compile(r"[^\W\d_][\w-]*:\S+")


@attrs.define
class Lines:
    """Reads the words for an amount and a food as one line, with the user's *own* foods first."""

    own: Catalog[Food | Recipe] | None
    assume: Assume = attrs.field(validator=lambda _, __, value: check_assume(value))
    _read: dict[tuple[str, str], Entry | MagnesiumError] = attrs.field(init=False, factory=dict)
    _names: dict[str, NotFoundError | None] = attrs.field(init=False, factory=dict)
    """Why words match no food, whatever the amount; ``None`` if they match one."""

    def entry(self, amount: str, unit: str, food: str, item: Item | None) -> Entry:
        """Return the entry of a line.

        Args:
            amount: Amount as written.
            unit: Unit as written.
            food: Food as written.
            item: What *food* means in a strict reading.

        Raises:
            NotFoundError: *food* is an id or a code; otherwise as :func:`~magnesium.parse`.
        """
        key = (f"{ungrouped(amount)} {unit}".strip(), food)
        found = self._read.get(key)
        if found is None:
            found = self._read[key] = self._entry(*key, item)
        if isinstance(found, MagnesiumError):
            raise found
        return found

    def worded(self, entry: Entry, amount: str, food: str) -> Entry:
        """Return an entry of a strict reading with its words and what they leave open: raw or cooked.

        Args:
            entry: The entry.
            amount: Amount as written.
            food: Food as written.

        Raises:
            AmbiguousError: The words leave a choice and nothing may be assumed.
        """
        note = state_of_name(entry, food) if entry.item.id in states_by_food() else None
        assumptions = entry.assumptions if note is None else (*entry.assumptions, note)
        measure = entry.quantity, entry.unit, entry.mg, entry.grams
        found = Entry.unchecked(entry.item, entry.origin, *measure, wording=f"{amount} {food}", assumptions=assumptions)
        return found if note is None or self.assume == "usual" else without_assumptions(found)

    def _entry(self, amount: str, food: str, item: Item | None) -> Entry | MagnesiumError:
        try:
            return self._of_line(amount, food, item)
        except MagnesiumError as error:
            return error

    def _of_line(self, amount: str, food: str, item: Item | None) -> Entry:
        line = f"{amount} {food}".strip()
        if isinstance(item, Food | Water | Recipe) and is_record(food, item):
            return attrs.evolve(parse_amount_of(item, amount, assume=self.assume), text=line)
        if error := self._why_no_name(food):
            raise error
        return parse(line, foods=self.own, assume=self.assume)

    def _why_no_name(self, food: str) -> NotFoundError | None:
        if food not in self._names:
            self._names[food] = self._not_found(food)
        return self._names[food]

    def _not_found(self, food: str) -> NotFoundError | None:
        if food_ids(food) or _ID.fullmatch(food):
            return NotFoundError("food", food)
        try:
            parse(food, foods=self.own)
        except NotFoundError as error:
            return error
        except MagnesiumError:
            return None
        return None


def is_record(text: str, item: Item) -> bool:
    """Return whether a text names exactly one record, and leaves nothing open: an id, a code, or a printed name.

    "Barley" is a printed name, but is also used for barley in any state.
    """
    if isinstance(item, UnknownItem) or item.id.endswith(text) or food_ids(text):
        return True
    return fold(text) == fold(item.name) and fold(text) not in everyday_names()
