"""Ingredients as recipes write them: an amount and a name in one line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from magnesium.catalogs.catalog import Catalog
from magnesium.errors import AmountError, MagnesiumError, NotFoundError
from magnesium.foods.amounts import mass_grams, parse_amount, volume_ml
from magnesium.foods.entries import Entry
from magnesium.foods.foods import Food
from magnesium.foods.items import UnknownItem, find_item, near_items
from magnesium.text import whole_text

if TYPE_CHECKING:
    from magnesium.intake.recipes import Recipe


def read_ingredient(text: str, *, foods: Catalog[Food | Recipe] | None = None) -> Entry:
    """Return the entry of one ingredient, such as "100 g almonds" or "1/2 cup cooked spinach".

    The measure is what precedes the longest name that is known. Raises :class:`~magnesium.NotFoundError`
    with near matches if no name is, and the errors of ``serving`` for an amount that does not fit.

    >>> read_ingredient("180 g cooked spinach").mg
    156.6
    """
    quantity, rest = parse_amount(whole_text(text, "ingredient"))
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
    """Return the entry of an ingredient that is in no table: its magnesium is unknown."""
    quantity, rest = parse_amount(text)
    return UnknownItem(_name(rest)).measured(quantity, rest.removesuffix(_name(rest)).strip())


def _splits(rest: str) -> Iterator[tuple[str, str]]:
    """Yield each way to split the words behind the number into a measure and a name, longest name first."""
    parts = rest.split()
    for count in range(len(parts)):
        yield " ".join(parts[:count]).removesuffix(" of"), " ".join(parts[count:]).removeprefix("of ")


def _name(rest: str) -> str:
    """Return what follows a unit of mass or volume, if one comes first."""
    first, _, name = rest.partition(" ")
    is_unit = mass_grams(first) is not None or volume_ml(first) is not None
    return name.strip().removeprefix("of ") if name and is_unit else rest
