"""Magnesium added up by groups of rows."""

from __future__ import annotations

import typing
from collections.abc import Sequence
from typing import TypeVar

from magnesium.catalogs.catalog import Catalog
from magnesium.errors import AmountError, InvalidValueError, list_of
from magnesium.foods.foods import Food
from magnesium.intake.recipes import Recipe
from magnesium.integrations.frames.amounts import with_mg
from magnesium.integrations.frames.columns import checked_frame
from magnesium.integrations.frames.engines import OWN, narwhals
from magnesium.integrations.frames.rows import OnBad, raises_bad_rows
from magnesium.text import whole_text

F = TypeVar("F")


def columns_to_group_by(by: str | Sequence[str]) -> list[str]:
    """Return the names of columns that were given, one or several."""
    named = (by,) if isinstance(by, str) else list_of(by, "by", "must be a name of a column or a list of names")
    return [whole_text(name, "by") for name in named]


def total_intake(
    frame: F,
    *,
    by: str | Sequence[str],
    food: str = "food",
    grams: str = "grams",
    foods: Catalog[Food | Recipe] | None = None,
    on_bad: OnBad | None = None,
) -> F:
    """Return a row for each group of *by* with its ``mg`` and ``unknown_rows``.

    ``mg`` is the sum of the known amounts. It is a lower bound if ``unknown_rows``, the number of
    rows whose magnesium is null, is not 0. Groups come in no particular order. Otherwise as
    :func:`add_magnesium`.
    """
    nw = narwhals()
    keys = columns_to_group_by(by)
    folded = {key.casefold() for key in keys}
    if not keys or len(folded) < len(keys) or {"mg", "unknown_rows"} & folded:
        raise InvalidValueError("by", by, "must name columns, each once, other than mg and unknown_rows")
    known = checked_frame(frame, [grams], [food], others=keys)
    strict = raises_bad_rows(known, on_bad)
    needed = list(dict.fromkeys((*keys, food, grams)))
    # Keep only the needed columns; if there are no others, skip the step.
    log = known if len(known.collect_schema()) == len(needed) else known.select(needed)
    joined, value = with_mg(log, food, grams, foods, on_bad)
    # Of good rows, only the food can be unknown.
    unknown = nw.col(f"{OWN}per_100g").is_null() if strict else value.is_null()
    # One byte per row; every engine sums bytes to a wider type.
    rows = joined.select(*keys, value.alias("mg"), unknown.cast(nw.Int8).alias("unknown_rows"))
    groups = rows.group_by(keys).agg(nw.col("mg", "unknown_rows").sum())
    result = groups.with_columns(nw.col("unknown_rows").cast(nw.Int64))
    if strict and not result.get_column("mg").is_finite().all():
        raise AmountError("grams", None, "add up to more than the largest float")
    return typing.cast("F", result.to_native())
