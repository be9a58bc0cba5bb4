"""Each row's intake compared with the reference values of its person."""

from __future__ import annotations

import datetime as dt
import typing
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from magnesium.errors import DataError, mapping
from magnesium.foods.entries import Origin, OriginWord, origin_or_unstated
from magnesium.integrations.frames.columns import checked_frame, refused
from magnesium.integrations.frames.engines import OWN, narwhals
from magnesium.integrations.frames.needs import add_reference_values
from magnesium.integrations.frames.rows import OnBad, amount_is_possible, counted, raises_bad_rows
from magnesium.needs.authorities import Authority, authority_named

F = TypeVar("F")

_COLUMNS_BY_ORIGIN = "must be a dict such as {'supplement': 'pills_mg'}"


def adequacy(
    frame: F,
    *,
    mg: str = "mg",
    by_origin: Mapping[Origin | OriginWord | None, str] | None = None,
    age: str = "age",
    sex: str = "sex",
    life_stage: str | None = None,
    authority: Authority | str = "nasem",
    edition: str | None = None,
    as_of: dt.date | str | None = None,
    on_bad: OnBad | None = None,
) -> F:
    """Compare each row's mean daily *mg* with its person's reference values.

    Adds the columns of :func:`add_reference_values`, ``percent_of_recommended`` and ``shortfall_mg``. With
    *by_origin*, also adds ``supplemental_mg``, the part that the upper level covers by its scope, and
    ``exceeds_ul``. The latter is null if no upper level is set, or if a null amount or an amount without a stated
    origin could decide. A null *mg* means unknown and makes the answers null; negative amounts and NaN are bad.

    Args:
        frame: Frame of any supported engine, one row per person or per person and day.
        mg: Column of the mean daily intake in mg.
        by_origin: Column of mg for each origin that occurs, such as ``{"supplement": "pills_mg"}``; the key ``None``
            means not stated (see :func:`add_origin`). Other origins count as 0.
        age: Column of ages in years.
        sex: Column of sexes.
        life_stage: Column of life stages, if any.
        authority: Whose reference values are used.
        edition: Title of its edition; the newest by default.
        as_of: Use the edition in force on this day.
        on_bad: As in :func:`add_magnesium`.
    """
    nw = narwhals()
    named = {} if by_origin is None else mapping(by_origin, "by_origin", _COLUMNS_BY_ORIGIN)
    origins = {origin_or_unstated(origin): column for origin, column in named.items()}
    amounts = [mg, *origins.values()]
    answers = ["percent_of_recommended", "shortfall_mg", *(["supplemental_mg", "exceeds_ul"] if origins else [])]
    known = checked_frame(frame, [age, *amounts], [sex], new=answers)
    problems: dict[str, str] = {}
    if raises_bad_rows(known, on_bad):
        for column in amounts:
            possible = amount_is_possible(column) | nw.col(column).is_null()
            problems |= counted(known, ~possible.fill_null(value=False), column, "have an impossible amount")
    try:
        valued = nw.from_native(
            add_reference_values(
                known.to_native(),
                age=age,
                sex=sex,
                life_stage=life_stage,
                authority=authority,
                edition=edition,
                as_of=as_of,
                on_bad=on_bad,
            )
        )
    except DataError as error:
        # One error with all problems.
        raise DataError(error.source, (*refused(problems).problems, *error.problems)) from None
    if problems:
        raise refused(problems)
    eaten = nw.when(amount_is_possible(mg)).then(nw.col(mg).cast(nw.Float64))
    recommended = nw.col("recommended_mg_per_day")
    missing = recommended - eaten
    shortfall = nw.when(missing > 0).then(missing).otherwise(nw.when(missing <= 0).then(nw.lit(0.0)))
    result = valued.with_columns(
        (eaten / recommended * 100).alias("percent_of_recommended"), shortfall.alias("shortfall_mg")
    )
    if origins:
        body = authority_named(authority)
        result = _with_upper_level(result, origins, body)
    return typing.cast("F", result.to_native())


def _with_upper_level(frame: Any, origins: Mapping[Origin | None, str], body: Authority) -> Any:
    """Add the amount that the upper level covers, by the scope of each row, and whether it is exceeded."""
    nw = narwhals()
    covered, unknown = nw.lit(None, nw.Float64), nw.lit(0.0)
    unstated, unstated_gaps = _known_and_gaps([column for origin, column in origins.items() if origin is None])
    scopes = sorted({value.scope for value in body.values})
    for scope in scopes:
        known, gaps = _known_and_gaps([column for origin, column in origins.items() if origin in scope.origins])
        here = nw.col("ul_scope") == str(scope)
        covered = nw.when(here).then(known).otherwise(covered)
        unknown = nw.when(here).then(gaps).otherwise(unknown)
    gaps = unknown + unstated_gaps
    frame = frame.with_columns(
        covered.alias("supplemental_mg"), unstated.alias(f"{OWN}unstated"), gaps.alias(f"{OWN}gaps")
    )
    level = nw.col("ul_mg_per_day")
    above = nw.col("supplemental_mg") > level
    below = (nw.col("supplemental_mg") + nw.col(f"{OWN}unstated") <= level) & (nw.col(f"{OWN}gaps") == 0)
    exceeds = nw.when(~level.is_null() & (above | below)).then(above)
    frame = frame.with_columns(exceeds.alias("exceeds_ul")).drop(f"{OWN}gaps", f"{OWN}unstated")
    if frame.implementation.is_pandas() or frame.implementation.is_dask():
        # A plain bool column of pandas cannot hold null.
        return nw.from_native(nw.to_native(frame).astype({"exceeds_ul": "boolean"}))
    return frame


def _known_and_gaps(columns: Iterable[str]) -> tuple[Any, Any]:
    """Return expressions of the sum of the known amounts of a row and of the number of unknown ones."""
    nw = narwhals()
    none = nw.lit(0.0)
    known, gaps = none, none
    for column in columns:
        fits = amount_is_possible(column).fill_null(value=False)
        known += nw.when(fits).then(nw.col(column).cast(nw.Float64)).otherwise(none)
        gaps += nw.when(fits).then(none).otherwise(nw.lit(1.0))
    return known, gaps
