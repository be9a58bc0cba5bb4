"""Magnesium of each row: the food's magnesium per 100 g, looked up by id, times the grams."""

from __future__ import annotations

import functools
import typing
from collections.abc import Mapping
from typing import Any, TypeVar

from magnesium.catalogs.catalog import Catalog
from magnesium.foods.foods import Food, bundled_mg_per_100g
from magnesium.foods.items import own_foods
from magnesium.intake.recipes import Recipe
from magnesium.integrations.frames.columns import checked_frame, refused
from magnesium.integrations.frames.engines import OWN, Table, attach, keys_where, narwhals
from magnesium.integrations.frames.rows import OnBad, amount_is_possible, counted, raises_bad_rows

F = TypeVar("F")

_SURE_TO_MULTIPLY = 1e300
"""Grams up to this, times any food's mg per 100 g, are a number."""


@functools.cache
def _bundled() -> Table:
    return _per_100g(bundled_mg_per_100g())


def _per_100g(mg_per_100g: Mapping[str, float | None]) -> Table:
    return Table(list(mg_per_100g), {f"{OWN}per_100g": list(mg_per_100g.values())})


def _foods(own: Catalog[Food | Recipe] | None) -> Table:
    if own is None:
        return _bundled()
    foods = (food for catalog in own_foods(own) for food in catalog.values())
    return _per_100g(bundled_mg_per_100g() | {food.id: food.mg_per_100g for food in foods})


def add_magnesium(
    frame: F,
    *,
    food: str = "food",
    grams: str = "grams",
    mg: str = "mg",
    foods: Catalog[Food | Recipe] | None = None,
    on_bad: OnBad | None = None,
) -> F:
    """Return the frame with a column *mg*: the magnesium in *grams* of the *food* with that id.

    Null if the food's magnesium is unknown.

    Args:
        frame: A frame of any supported engine.
        food: The column of food ids.
        grams: The column of amounts in g.
        mg: The new column.
        foods: The user's own foods, which come before bundled foods with the same id.
        on_bad: What to do with bad rows (no such food; grams missing, negative or not finite):
            "raise", the default, or "null". Those of a lazy frame are always null; :func:`bad_rows`
            finds them.

    Raises:
        DataError: names each bad column and counts its bad rows.
    """
    known = checked_frame(frame, [grams], [food], new=[mg])
    joined, value = with_mg(known, food, grams, foods, on_bad)
    result = joined.with_columns(value.alias(mg)).drop(f"{OWN}per_100g")
    return typing.cast("F", result.to_native())


def with_mg(
    frame: Any, food: str, grams: str, foods: Catalog[Food | Recipe] | None, on_bad: OnBad | None
) -> tuple[Any, Any]:
    """Return the frame with a column of mg per 100 g, and the expression of each row's mg."""
    nw = narwhals()
    strict = raises_bad_rows(frame, on_bad)
    table = _foods(foods)
    joined = attach(frame, food, table)
    product = _product(grams)
    if strict:
        _check_log(joined, food, grams, table)
        return joined, product / 100
    # If the product is finite, so are the grams.
    return joined, nw.when((nw.col(grams).cast(nw.Float64) >= 0) & product.is_finite()).then(product / 100)


def _product(grams: str) -> Any:
    nw = narwhals()
    return nw.col(f"{OWN}per_100g") * nw.col(grams).cast(nw.Float64)


def _check_log(joined: Any, food: str, grams: str, table: Table) -> None:
    nw = narwhals()
    problems: dict[str, str] = {}
    # Null for foods of unknown magnesium and for foods in no table; good rows have few such names.
    nothing = nw.col(f"{OWN}per_100g").is_null()
    if not table.known.issuperset(keys_where(joined, food, nothing)):
        named = attach(joined.filter(nothing).select(food), food, table.marked)
        problems |= counted(named, nw.col(f"{OWN}known").is_null(), food, "have an unknown food", len(joined))
    number = joined.get_column(grams).cast(nw.Float64)
    # A finite sum has no NaN or infinity in it: one pass over a million good rows, without a copy.
    fits = number.null_count() == 0 and (number >= 0).all() and number.sum() <= _SURE_TO_MULTIPLY
    if not fits:
        problems |= counted(joined, _impossible(grams), grams, "have an impossible amount")
    if problems:
        raise refused(problems)


def _impossible(grams: str) -> Any:
    """Return an expression: true if the grams, or their magnesium, are not a possible amount."""
    nw = narwhals()
    fits = amount_is_possible(grams).fill_null(value=False)
    too_much = ~_product(grams).is_finite().fill_null(value=True) & ~nw.col(f"{OWN}per_100g").is_null()
    return ~fits | too_much


def bad_rows(
    frame: F,
    *,
    food: str = "food",
    grams: str = "grams",
    problem: str = "problem",
    foods: Catalog[Food | Recipe] | None = None,
) -> F:
    """Return the bad rows with a column *problem*, also those of a lazy frame, which cannot raise.

    Lazy frames stay lazy: collect the result to see it. The columns are as for
    :func:`add_magnesium`.
    """
    nw = narwhals()
    known = checked_frame(frame, [grams], [food], new=[problem])
    joined = attach(known, food, _foods(foods).marked)
    unknown_food = nw.col(f"{OWN}known").is_null()
    words = nw.when(unknown_food).then(nw.lit("no known food")).otherwise(nw.lit("no possible amount"))
    result = joined.filter(unknown_food | _impossible(grams)).with_columns(words.alias(problem))
    return typing.cast("F", result.drop(f"{OWN}known", f"{OWN}per_100g").to_native())
