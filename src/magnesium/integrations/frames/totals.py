"""Sum magnesium by groups of rows."""

from __future__ import annotations

import typing
from collections.abc import Sequence
from typing import Any, TypeVar

from magnesium.catalogs.catalog import Catalog
from magnesium.errors import AmountError, InvalidValueError, list_of
from magnesium.foods.foods import Food
from magnesium.intake.recipes import Recipe
from magnesium.integrations.frames.amounts import foods_for, with_mg
from magnesium.integrations.frames.columns import checked_frame, refused
from magnesium.integrations.frames.engines import OWN, Table, groups_expressions, narwhals, streamed
from magnesium.integrations.frames.rows import OnBad, amount_is_possible, counted, raises_bad_rows
from magnesium.integrations.frames.spreads import spreads_of, with_spreads
from magnesium.text import whole_text
from magnesium.units import convert

F = TypeVar("F")
_OF_SUMS = frozenset({"mg", "unknown_rows", "sd_mg"})


def columns_to_group_by(by: str | Sequence[str]) -> list[str]:
    """Return the given names of columns, one or several; raise for one that sums have, or that is there twice."""
    named = (by,) if isinstance(by, str) else list_of(by, "by", "must be a name of a column or a list of names")
    keys = [whole_text(name, "by") for name in named]
    folded = {key.casefold() for key in keys}
    if not keys or len(folded) < len(keys) or _OF_SUMS & folded:
        raise InvalidValueError("by", by, f"must name columns, each once, other than {', '.join(sorted(_OF_SUMS))}")
    return keys


def total_intake(
    frame: F,
    *,
    by: str | Sequence[str],
    food: str = "food",
    grams: str = "grams",
    mg: str | None = None,
    unit: str = "mg",
    foods: Catalog[Food | Recipe] | None = None,
    on_bad: OnBad | None = None,
    release: str | None = None,
    uncertainty: bool = False,
) -> F:
    """Return one row per group with its ``mg`` and ``unknown_rows``.

    ``mg`` is the sum of the known amounts. It is a lower bound if ``unknown_rows``, the number of
    rows whose magnesium is null, is not 0. The order of groups is arbitrary. Otherwise as
    :func:`add_magnesium`.

    Args:
        frame: A frame of any supported engine.
        by: The columns of a group. Include a column of origins (:func:`add_origin`, :func:`resolve`) for the
            totals by origin that :func:`adequacy` needs.
        food: The column of food ids or codes.
        grams: The column of amounts in g.
        mg: A column that states the magnesium of each row. *food* and *grams* are then not read; a blank cell is
            unknown, not 0.
        unit: The unit of the column *mg*.
        foods: The user's foods.
        on_bad: What to do with bad rows, including stated magnesium that is negative or not finite.
        release: The release of FNDDS in which food codes are looked up.
        uncertainty: Whether to add a column ``sd_mg``, the standard deviation of the sum by the uncertainty of the
            food data (``docs/uncertainty.md``), for which the rows are grouped by food, too. The rows of one food
            share its error; foods are independent. Stated magnesium has none.
    """
    keys = columns_to_group_by(by)
    if mg is not None and uncertainty:
        raise InvalidValueError("uncertainty", uncertainty, "needs foods; the column mg states only their magnesium")
    if uncertainty:
        known = checked_frame(frame, [grams], codes=[food], others=keys)
        strict = raises_bad_rows(known, on_bad)
        table = with_spreads(foods_for(known, food, foods, release), known, food, foods, release)
        joined, value = with_mg(_only(known, (*keys, food, grams)), food, grams, table, on_bad, tidy=False)
        result = streamed(joined, lambda rows: spreads_of(rows, keys, value))
        return typing.cast("F", _finished(result, "grams", strict=strict))
    if mg is not None:
        result, strict = _stated(frame, keys, mg, convert(1.0, unit, "mg"), on_bad)
    else:
        known = checked_frame(frame, [grams], codes=[food], others=keys)
        strict = raises_bad_rows(known, on_bad)
        result = sums_of_foods(known, keys, food, grams, foods_for(known, food, foods, release), on_bad=on_bad)
    return typing.cast("F", _finished(result, mg or "grams", strict=strict))


def _finished(result: Any, what: str, *, strict: bool) -> Any:
    """Return the native frame of sums, after checking that they are finite."""
    if strict and not result.get_column("mg").is_finite().all():
        raise AmountError(what, None, "add up to more than the largest float")
    return result.to_native()


def sums_of_foods(
    known: Any, keys: list[str], food: str, grams: str, table: Table, *, on_bad: OnBad | None = None
) -> Any:
    """Return the sums of mg and the number of rows of unknown magnesium by group.

    Args:
        known: The rows.
        keys: Columns of a group.
        food: Column of foods.
        grams: Column of weights.
        table: The mg per 100 g by food.
        on_bad: "raise", "null" or the default.
    """
    joined, value = with_mg(_only(known, (*keys, food, grams)), food, grams, table, on_bad, tidy=False)
    return streamed(joined, lambda rows: _sums(rows, keys, value))


def _sums(rows: Any, keys: list[str], value: Any) -> Any:
    nw = narwhals()
    if not groups_expressions(rows):
        rows, value = rows.select(*keys, value.alias("mg")), nw.col("mg")
        known, number = f"{OWN}known", f"{OWN}rows"
        groups = rows.group_by(keys).agg(value.sum(), value.count().alias(known), nw.len().alias(number))
        return groups.select(*keys, "mg", (nw.col(number) - nw.col(known)).cast(nw.Int64).alias("unknown_rows"))
    unknown = nw.len().cast(nw.Int64) - value.count().cast(nw.Int64)
    return rows.group_by(keys).agg(value.sum().alias("mg"), unknown.alias("unknown_rows"))


def _stated(frame: Any, keys: list[str], mg: str, factor: float, on_bad: OnBad | None) -> tuple[Any, bool]:
    """Return the same for rows that state their magnesium, and whether bad rows would have raised."""
    nw = narwhals()
    known = checked_frame(frame, [mg], others=keys)
    strict = raises_bad_rows(known, on_bad)
    log = _only(known, (*keys, mg))
    value = nw.col(mg).cast(nw.Float64) * factor
    if strict:
        problems = counted(log, is_bad_stated(mg), mg, "have an impossible amount")
        if problems:
            raise refused(problems)
    else:
        value = nw.when(amount_is_possible(mg) & value.is_finite()).then(value)
    return streamed(log, lambda rows: _sums(rows, keys, value)), strict


def is_bad_stated(mg: str) -> Any:
    """Return an expression: true for impossible stated magnesium; null means unknown."""
    return ~amount_is_possible(mg) & ~narwhals().col(mg).is_null()


def _only(frame: Any, names: Sequence[str]) -> Any:
    """Return the frame with only these columns; if it has no others, skip the step."""
    needed = list(dict.fromkeys(names))
    return frame if len(frame.collect_schema()) == len(needed) else frame.select(needed)
