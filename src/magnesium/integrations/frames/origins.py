"""The origin of each row's food, for comparing totals with upper levels."""

from __future__ import annotations

import typing
from typing import TypeVar

from magnesium.catalogs.catalog import Catalog
from magnesium.foods.foods import Food, bundled_origins
from magnesium.foods.items import own_foods
from magnesium.intake.recipes import Recipe
from magnesium.integrations.frames.columns import checked_frame, refused
from magnesium.integrations.frames.engines import OWN, Table, attach, narwhals
from magnesium.integrations.frames.food_keys import food_table, holds_numbers, with_codes
from magnesium.integrations.frames.rows import OnBad, counted, raises_bad_rows

F = TypeVar("F")


def add_origin(
    frame: F,
    *,
    food: str = "food",
    origin: str = "origin",
    foods: Catalog[Food | Recipe] | None = None,
    on_bad: OnBad | None = None,
) -> F:
    """Add a column *origin*: "food", "water", "supplement" or "medicine".

    It is null if the food's origin is not stated, so that it may be a supplement. Group by it to get the
    totals by origin that :func:`adequacy` needs for the upper level. Rows of unknown foods are bad.

    Args:
        frame: Frame of any supported engine.
        food: Column of food ids or codes.
        origin: Name of the column to add.
        foods: The user's foods.
        on_bad: As for :func:`add_magnesium`.
    """
    nw = narwhals()
    known = checked_frame(frame, [], codes=[food], new=[origin])
    strict = raises_bad_rows(known, on_bad)
    joined = attach(known, food, _origins(foods, has_numbers=holds_numbers(known, food)))
    if strict:
        problems = counted(joined, nw.col(f"{OWN}known").is_null(), food, "have an unknown food")
        if problems:
            raise refused(problems)
    result = joined.with_columns(nw.col(f"{OWN}origin").alias(origin)).drop(f"{OWN}origin", f"{OWN}known")
    return typing.cast("F", result.to_native())


def _origins(own: Catalog[Food | Recipe] | None, *, has_numbers: bool) -> Table:
    stated = with_codes(bundled_origins())
    stated |= {food.id: food.origin for catalog in own_foods(own) for food in catalog.values()}
    words = {key: None if origin is None else str(origin) for key, origin in stated.items()}
    return food_table(f"{OWN}origin", words, has_numbers=has_numbers).marked
