"""Magnesium of each row: the food's magnesium per 100 g, looked up by id, times the grams."""

from __future__ import annotations

import functools
import typing
from collections.abc import Mapping
from typing import Any, TypeVar

from magnesium.catalogs.catalog import Catalog
from magnesium.foods.fndds import PREFIX, foods_in_release, release_named
from magnesium.foods.foods import Food, bundled_mg_per_100g
from magnesium.foods.items import own_foods
from magnesium.intake.recipes import Recipe
from magnesium.integrations.frames.columns import checked_frame, refused
from magnesium.integrations.frames.engines import OWN, Table, attach, keys_where, narwhals
from magnesium.integrations.frames.food_keys import food_table, holds_numbers, with_codes
from magnesium.integrations.frames.rows import OnBad, amount_is_possible, counted, raises_bad_rows

F = TypeVar("F")

NO_FOOD, NO_AMOUNT = "no known food", "no possible amount"
"""Problems of bad rows."""
_SURE_TO_MULTIPLY = 1e300
"""Largest grams whose product with any food's mg per 100 g is finite."""


@functools.cache
def _bundled(release: str | None) -> Mapping[str, float | None]:
    """Return the mg per 100 g of each bundled food by id and code, with food codes of a release of FNDDS."""
    found = bundled_mg_per_100g()
    if release is not None:
        for code, food in foods_in_release(release).items():
            found |= dict.fromkeys((f"{PREFIX}{code}", food.id), food.mg_per_100g)
    return with_codes(found)


@functools.cache
def _bundled_table(release: str | None, *, has_numbers: bool) -> Table:
    return food_table(f"{OWN}per_100g", _bundled(release), has_numbers=has_numbers)


def foods_for(frame: Any, food: str, own: Catalog[Food | Recipe] | None, release: str | None) -> Table:
    """Return the mg per 100 g of each food by id and code, as numbers if the column holds numbers.

    Args:
        frame: The rows.
        food: Column of foods.
        own: The user's foods and recipes.
        release: Release of FNDDS of the food codes.
    """
    release = None if release is None else release_named(release).id
    has_numbers = holds_numbers(frame, food)
    if own is None:
        return _bundled_table(release, has_numbers=has_numbers)
    foods = {food.id: food.mg_per_100g for catalog in own_foods(own) for food in catalog.values()}
    return food_table(f"{OWN}per_100g", {**_bundled(release), **foods}, has_numbers=has_numbers)


def add_magnesium(
    frame: F,
    *,
    food: str = "food",
    grams: str = "grams",
    mg: str = "mg",
    foods: Catalog[Food | Recipe] | None = None,
    on_bad: OnBad | None = None,
    release: str | None = None,
) -> F:
    """Add a column *mg*: the magnesium in *grams* of the *food* with that id or code.

    It is null if the food's magnesium is unknown.

    Args:
        frame: A frame of any supported engine.
        food: The column of food ids, or of codes as strings or numbers: NDB numbers, food codes of FNDDS, ids of
            Foundation Foods.
        grams: The column of amounts in g.
        mg: The new column.
        foods: The user's foods, which replace bundled foods with the same id.
        on_bad: What to do with bad rows (no such food; grams missing, negative or not finite):
            "raise", the default, or "null". Bad rows of a lazy frame are always null; :func:`bad_rows`
            finds them.
        release: The release of FNDDS in which food codes are looked up ("2009-2010"); a code that only other
            releases have is looked up in the one nearest in time.

    Raises:
        DataError: Some rows are bad; states their number by column.
    """
    known = checked_frame(frame, [grams], codes=[food], new=[mg])
    joined, value = with_mg(known, food, grams, foods_for(known, food, foods, release), on_bad)
    result = joined.with_columns(value.alias(mg)).drop(f"{OWN}per_100g")
    return typing.cast("F", result.to_native())


def with_mg(
    frame: Any, food: str, grams: str, table: Table, on_bad: OnBad | None, *, tidy: bool = True
) -> tuple[Any, Any]:
    """Return the frame with a column of mg per 100 g, and the expression of each row's mg.

    Args:
        frame: The rows.
        food: Column of foods.
        grams: Column of weights.
        table: Values by food.
        on_bad: "raise", "null" or the default.
        tidy: Whether rows keep their order, and only the mg per 100 g is added.
    """
    nw = narwhals()
    strict = raises_bad_rows(frame, on_bad)
    joined = attach(frame, food, table, tidy=tidy)
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
    release: str | None = None,
) -> F:
    """Return the bad rows with a column *problem*, also of a lazy frame, which cannot raise.

    Lazy frames stay lazy: collect the result to see it.

    Args:
        frame: Frame of any supported engine.
        food: Column of food ids or codes.
        grams: Column of weights in g.
        problem: Name of the column to add.
        foods: The user's foods.
        release: Release of FNDDS that food codes belong to.
    """
    known = checked_frame(frame, [grams], codes=[food], new=[problem])
    result = bad_rows_of(known, food, grams, problem, foods_for(known, food, foods, release))
    return typing.cast("F", result.to_native())


def bad_rows_of(known: Any, food: str, grams: str, problem: str, table: Table) -> Any:
    """Return the bad rows with a column for the problem.

    Args:
        known: The rows.
        food: Column of foods.
        grams: Column of weights.
        problem: Name of the new column.
        table: The mg per 100 g by food.
    """
    nw = narwhals()
    joined = attach(known, food, table.marked)
    unknown_food = nw.col(f"{OWN}known").is_null()
    words = nw.when(unknown_food).then(nw.lit(NO_FOOD)).otherwise(nw.lit(NO_AMOUNT))
    found = joined.filter(unknown_food | _impossible(grams)).with_columns(words.alias(problem))
    return found.drop(f"{OWN}known", f"{OWN}per_100g")
