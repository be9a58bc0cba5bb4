"""Ingredients as in recipes: an amount and a name in one line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from magnesium.catalogs.catalog import Catalog
from magnesium.errors import AmbiguousError, AmountError, MagnesiumError, NotFoundError
from magnesium.foods.amounts import mass_grams, parse_amount, volume_ml
from magnesium.foods.entries import Entry
from magnesium.foods.foods import Food
from magnesium.foods.items import UnknownItem, find_item, near_items
from magnesium.foods.lookup import Lookup
from magnesium.foods.parse import Assume, check_assume, parse, without_assumptions
from magnesium.foods.states import other_state
from magnesium.text import whole_text

if TYPE_CHECKING:
    from magnesium.intake.recipes import Recipe


def read_ingredient(text: str, *, foods: Catalog[Food | Recipe] | None = None, assume: Assume = "usual") -> Entry:
    """Parse one ingredient: "100 g almonds", "1/2 cup cooked spinach", "2 eggs", "1 tin chickpeas".

    The line is read strictly if possible: the measure is what precedes the longest known name. Otherwise, and if the
    name leaves open whether it is dry or cooked, it is read by :func:`~magnesium.parse`.

    Args:
        text: The line.
        foods: The user's foods and recipes, searched first.
        assume: As in :func:`~magnesium.parse`.

    Raises:
        NotFoundError: No name is known; with near matches.
        AmountError: The amount is invalid.
        UnitError: The measure does not fit the food.
        AmbiguousError: The line leaves a choice that must not be assumed.

    >>> read_ingredient("180 g cooked spinach").mg, read_ingredient("2 eggs").grams
    (156.6, 88.0)
    """
    check_assume(assume)
    try:
        entry = _strict(whole_text(text, "ingredient"), foods)
    except MagnesiumError as error:
        return _as_line(text, foods, assume, error)
    line = _worded(entry, text, foods)
    return line if assume == "usual" else without_assumptions(line)


def _as_line(text: str, foods: Catalog[Food | Recipe] | None, assume: Assume, error: MagnesiumError) -> Entry:
    try:
        return parse(text, foods=foods, assume=assume)
    except AmbiguousError as choice:
        is_shown = isinstance(error, NotFoundError) and assume == "usual"
        raise choice if is_shown else error from None
    except MagnesiumError:
        raise error from None


def _worded(entry: Entry, text: str, foods: Catalog[Food | Recipe] | None) -> Entry:
    """Return the entry of a food that can be dry or cooked, in the usual state for its line."""
    if not isinstance(entry.item, Food) or other_state(entry.item, Lookup.of(foods)) is None:
        return entry
    try:
        line = parse(text, foods=foods)
    except MagnesiumError:
        return entry
    return line if any(note.kind == "state" for note in line.assumptions) else entry


def _strict(text: str, foods: Catalog[Food | Recipe] | None) -> Entry:
    quantity, rest = parse_amount(text)
    if not rest or mass_grams(rest) is not None or volume_ml(rest) is not None:
        raise AmountError("ingredient", text, "must be an amount and a name, as in '100 g almonds'")
    problem: MagnesiumError | None = None
    for unit, name in _splits(rest):
        try:
            item = find_item(name, foods=foods, near=False)
            return item.measured(quantity, unit or name)
        except NotFoundError:
            continue
        except MagnesiumError as error:
            problem = problem or error
    raise problem or NotFoundError("food, water or compound", _name(rest), near_items(_name(rest)))


def unknown_ingredient(text: str) -> Entry:
    """Return the entry of an unknown ingredient: its magnesium is unknown."""
    quantity, rest = parse_amount(text)
    return UnknownItem(_name(rest)).measured(quantity, rest.removesuffix(_name(rest)).strip())


def _splits(rest: str) -> Iterator[tuple[str, str]]:
    """Yield each way to split the words after the number into a measure and a name, longest name first."""
    parts = rest.split()
    for count in range(len(parts)):
        yield " ".join(parts[:count]).removesuffix(" of"), " ".join(parts[count:]).removeprefix("of ")


def _name(rest: str) -> str:
    """Return the text without a leading unit of mass or volume."""
    first, _, name = rest.partition(" ")
    is_unit = mass_grams(first) is not None or volume_ml(first) is not None
    return name.strip().removeprefix("of ") if name and is_unit else rest
