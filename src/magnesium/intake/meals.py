"""Read several items from a text: lines, commas, "and", "with", "+"."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.errors import MagnesiumError, NotFoundError
from magnesium.foods.amounts import volume_ml
from magnesium.foods.assumptions import Assumption
from magnesium.foods.entries import Entry
from magnesium.foods.foods import Food
from magnesium.foods.line_tables import UsualAmount, household_measures, usual_amounts
from magnesium.foods.lines import read_line
from magnesium.foods.measures import measure_of
from magnesium.foods.parse import Assume, check_assume, parse, without_assumptions
from magnesium.foods.siblings import siblings
from magnesium.intake.intake import Intake
from magnesium.intake.recipes import Recipe
from magnesium.text import whole_text

_ITEMS = re.compile(r"[\n\r;]+")
_COMMAS = re.compile(r",(?!\d)\s*")
_JOINERS = re.compile(r"\s+(?:and|with|w/|plus|&|on)\s*(?<=[\s/&])|\s*\+\s*", re.IGNORECASE)
_ADDING = re.compile(r"\b(?:with|w/|on|plus)|\+", re.IGNORECASE)
_Read = Callable[[str], Entry]


def parse_meal(text: str, *, foods: Catalog[Food | Recipe] | None = None, assume: Assume = "usual") -> Intake:
    """Parse several items, such as a meal of a diary or the ingredients of a dish.

    Items are on separate lines or between commas, semicolons, "and", "with", "on" and "+". An item that is added to
    another without an amount ("coffee with milk") gets the amount that FNDDS assumes there.

    Args:
        text: What was eaten.
        foods: The user's foods and recipes, searched first.
        assume: As in :func:`~magnesium.parse`.

    Raises:
        MagnesiumError: As in :func:`~magnesium.parse`, for the first item that cannot be read; no item is dropped.

    >>> [entry.item.name for entry in parse_meal("2 boiled eggs, a banana and 1 cup whole milk")]
    ['Egg, whole, cooked, hard-boiled', 'Bananas, raw', 'Milk, whole, 3.25% milkfat, with added vitamin D']
    """
    whole_text(text, "text")
    check_assume(assume)

    def read(item: str) -> Entry:
        return parse(item, foods=foods)

    lines = [line for line in _ITEMS.split(text) if line.strip()]
    if not lines:
        raise NotFoundError("food", text, (), "the text names no food")
    entries = [entry for line in lines for entry in _items(line, read)]
    return Intake(entries if assume == "usual" else [without_assumptions(entry) for entry in entries])


def _items(line: str, read: _Read) -> list[Entry]:
    """Return the entries of one line: one if it is one item, else those of its parts."""
    try:
        return [read(line)]
    except MagnesiumError as error:
        if len(parts := [part for part in _COMMAS.split(line) if part.strip()]) > 1:
            return _between_commas(parts, read)
        if joined := _JOINERS.search(line):
            return _joined(line, joined, read, error)
        raise


def _between_commas(parts: list[str], read: _Read) -> list[Entry]:
    """Return the entries of parts between commas; a remark ("peeled and diced") belongs to the part before it."""
    texts: list[str] = []
    for part in parts:
        stripped = re.sub(r"^(?:and|plus|&)\s+", "", part.strip(), flags=re.IGNORECASE)
        if texts and _is_remark(stripped, texts[-1], read):
            texts[-1] = f"{texts[-1]}, {stripped}"
        else:
            texts.append(stripped)
    return [entry for text in texts for entry in _items(text, read)]


def _is_remark(part: str, before: str, read: _Read) -> bool:
    try:
        _items(part, read)
    except MagnesiumError:
        pass
    else:
        return False
    try:
        read(f"{before}, {part}")
    except MagnesiumError:
        return False
    return True


def _joined(line: str, joined: re.Match[str], read: _Read, error: MagnesiumError) -> list[Entry]:
    """Return the entries before and after a word such as "with"."""
    before, after = line[: joined.start()], line[joined.end() :]
    if not (before.strip() and after.strip()):
        raise error
    first, others = _items(before, read), _items(after, read)
    if _is_one_dish(joined[0], before, others[0]):
        raise error
    if _ADDING.search(joined[0]) and not read_line(after).amounts:
        base, *added = (others[0], *first) if joined[0].strip().casefold() == "on" else (first[-1], *others)
        changed = [_as_added(entry, base) for entry in added]
        return [*changed, base] if joined[0].strip().casefold() == "on" else [*first[:-1], base, *changed]
    return [*first, *others]


def _is_one_dish(joiner: str, before: str, after: Entry) -> bool:
    """Return whether "and" joins parts of one dish ("chicken and rice soup") rather than two items."""
    is_dish = getattr(after.item, "category", None) in {"mixed dishes", "soups and sauces", "fast foods"}
    return is_dish and joiner.strip().casefold() in {"and", "&"} and not read_line(before).amounts


# --- additions ---------------------------------------------------------------------------------


def _as_added(entry: Entry, base: Entry) -> Entry:
    """Return an addition to *base* in its usual amount, if known."""
    if not isinstance(entry.item, Food) or not isinstance(base.item, Food) or base.grams is None:
        return entry
    for of, times in _occasions(base.item, base):
        grams = _guideline(entry.item, of)
        if grams is not None and grams * times > 0:
            return _weighing(entry, grams * times, f"usual amount {of}", "fndds")
    cereal = household_measures["milk on cereal"]
    if base.item.category == "breakfast cereals" and cereal.usual and entry.item.name.startswith("Milk"):
        return _weighing(
            entry, entry.item.serving(f"{cereal.usual} {cereal.unit}").grams or 0.0, "half a cup", cereal.source
        )
    return entry


def _weighing(entry: Entry, grams: float, chosen: str, source: str) -> Entry:
    assert isinstance(entry.item, Food)  # noqa: S101  (for type checkers; the caller has tested it)
    kept = tuple(note for note in entry.assumptions if note.kind != "portion")
    note = Assumption("portion", entry.text, f"{grams:.3g} g, {chosen}", (), source)
    return attrs.evolve(entry.item.grams(grams), text=entry.text, assumptions=(*kept, note))


def _occasions(food: Food, base: Entry) -> list[tuple[str, float]]:
    """Return the foods of FNDDS's guidelines on additions that *food* is, and how much of it there is."""
    grams = base.grams or 0.0
    if food.category in {"beverages", "water"}:
        return [("per fl oz of beverage", grams / (volume_ml("fl oz") or 1.0))]
    if food.category == "baked goods":
        return [("per slice of bread/roll", _slices(food, base))]
    if food.category == "breakfast cereals" and "cooked" in food.name:
        return [("per cup of hot cereal", grams / (volume_ml("cup") or 1.0))]
    return [("in salad", 1.0)] if "salad" in food.name.casefold() else []


def _slices(food: Food, base: Entry) -> float:
    """Return the number of slices: as written, or by weight if one weight of a slice is known, or else one."""
    if count := measure_of(read_line(base.text)).count:
        return count
    try:
        return (base.grams or 0.0) / (food.measured(1, "slice").grams or math.inf)
    except MagnesiumError:
        return 1.0


def _guideline(food: Food, of: str) -> float | None:
    for record in (food, *siblings(food)):
        amount: UsualAmount | None = usual_amounts.get(record.id)
        for guideline in () if amount is None else amount.guidelines:
            if guideline.to == of:
                return guideline.grams
    return None
