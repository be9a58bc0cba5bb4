"""The standard deviation of sums of magnesium, by groups of rows.

The rows of one food in a group share its error, so they are added first by a second grouping. Foods are treated as
independent, which ignores ingredients that dishes of FNDDS share; rows of grams have no portion errors.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.foods.entries import Entry
from magnesium.foods.fndds import PREFIX, foods_in_release, of_another_release, release_named
from magnesium.foods.foods import Food, bundled_mg_per_100g
from magnesium.foods.items import own_foods
from magnesium.foods.uncertainty import uncertainty
from magnesium.intake.recipes import Recipe
from magnesium.integrations.frames.engines import OWN, Table, narwhals
from magnesium.integrations.frames.food_keys import food_table, holds_numbers, with_codes

_SD = f"{OWN}sd"
_PLACE = f"{OWN}place"
"""Number of each food: rows are grouped by numbers in less time than by strings."""
_LONG_ROWS = 100_000
"""Minimum length of a frame for building the table of all bundled foods, which takes about a second."""
_Item = Food | Recipe | Entry | tuple[str, float | None]
"""An item, 100 g of it, or the id of a bundled food and its mg per 100 g, without a record."""


def with_spreads(table: Table, frame: Any, food: str, own: Catalog[Food | Recipe] | None, release: str | None) -> Table:
    """Return a table of mg per 100 g with the relative SD of each food; 0 for foods that are not in the frame.

    Long and lazy frames share a table of all bundled foods, which is made once.

    Args:
        table: The mg per 100 g by food.
        frame: The rows.
        food: Column of foods.
        own: The user's foods and recipes.
        release: Release of FNDDS of the food codes.
    """
    release = None if release is None else release_named(release).id
    has_numbers = holds_numbers(frame, food)
    is_short = hasattr(frame, "get_column") and len(frame) < _LONG_ROWS
    if own is None and not is_short:
        return _of_all_bundled(table, release, has_numbers=has_numbers)
    items: dict[str, _Item] = dict(_bundled(release))
    if own is not None:
        items |= {item.id: item for catalog in own_foods(own) for item in catalog.values()}
    wanted = set(frame.get_column(food).unique().to_list()) if hasattr(frame, "get_column") else None
    return _beside(table, items, wanted, has_numbers=has_numbers)


@functools.cache
def _of_all_bundled(table: Table, release: str | None, *, has_numbers: bool) -> Table:
    return _beside(table, _bundled(release), None, has_numbers=has_numbers)


def _beside(table: Table, items: Mapping[str, _Item], wanted: set[Any] | None, *, has_numbers: bool) -> Table:
    """Return a table with the relative SD of the *wanted* items, or of all."""
    by_key = food_table(_SD, items, has_numbers=has_numbers)
    found = dict(zip(by_key.keys, by_key.columns[_SD], strict=True))
    sds = [_relative(found[key]) if key in found and (wanted is None or key in wanted) else 0.0 for key in table.keys]
    numbers: dict[str, int] = {}
    ids = [_id(found[key]) if key in found else str(key) for key in table.keys]
    places = [numbers.setdefault(id_, len(numbers)) for id_ in ids]
    return Table(table.keys, {**table.columns, _SD: sds, _PLACE: places})


def _id(item: _Item) -> str:
    """Return the id of an item, by which its error is the same whichever code names it."""
    if isinstance(item, tuple):
        return item[0]
    return item.item.id if isinstance(item, Entry) else item.id


@functools.cache
def _bundled(release: str | None) -> Mapping[str, _Item]:
    """Return the id and mg per 100 g of bundled foods, and of a release of FNDDS, by id and code."""
    found: dict[str, _Item] = {id_: (id_, mg) for id_, mg in bundled_mg_per_100g().items()}
    if release is not None:
        for code, food in foods_in_release(release).items():
            found |= dict.fromkeys((f"{PREFIX}{code}", food.id), _in_release(food, release))
    return with_codes(found)


def _in_release(food: Food, release: str) -> _Item:
    """Return a food of this release, or 100 g of another one's with the assumption that it is the same."""
    assumed = of_another_release(food, release)
    return food if assumed is None else attrs.evolve(food.grams(100), assumptions=(assumed,))


def _relative(item: _Item) -> float:
    """Return the relative SD of an item's magnesium."""
    if isinstance(item, tuple):
        return _relative_of_bundled(*item)
    entry = item if isinstance(item, Entry) else item.grams(100)
    sd = entry.sd_mg if entry.mg else None
    return sd / entry.mg if sd and entry.mg else 0.0


@functools.cache
def _relative_of_bundled(id_: str, mg: float | None) -> float:
    sd = uncertainty(id_, mg, id_.partition(":")[0]).sd_mg_per_100g
    return sd / mg if sd and mg else 0.0


def spreads_of(joined: Any, keys: list[str], value: Any) -> Any:
    """Return the sums of mg and of unknown rows by group, and the SD of the sum.

    Args:
        joined: The rows with mg per 100 g and relative SD.
        keys: Columns of a group.
        value: Expression of the mg.
    """
    nw = narwhals()
    mg, counts = nw.col("mg"), nw.col("mg", f"{OWN}known", f"{OWN}rows")
    rows = joined.select(*keys, _PLACE, value.alias("mg"), _SD)
    by_food = rows.group_by([*keys, _PLACE]).agg(
        mg.sum(), mg.count().alias(f"{OWN}known"), nw.len().alias(f"{OWN}rows"), nw.col(_SD).max()
    )
    squared = by_food.with_columns(((mg * nw.col(_SD)) * (mg * nw.col(_SD))).alias(_SD))
    sums = squared.group_by(keys).agg(counts.sum(), nw.col(_SD).sum())
    unknown = (nw.col(f"{OWN}rows") - nw.col(f"{OWN}known")).cast(nw.Int64)
    return sums.select(*keys, "mg", unknown.alias("unknown_rows"), nw.col(_SD).sqrt().alias("sd_mg"))
