"""Convert laboratory values and units as strings to mmol/L, a class and a grade."""

from __future__ import annotations

import typing
from collections.abc import Sequence
from typing import Any, TypeVar

from magnesium.errors import InvalidValueError, MagnesiumError, UnitError, member
from magnesium.integrations.frames.columns import checked_frame, refused
from magnesium.integrations.frames.engines import OWN, Table, attach, narwhals
from magnesium.integrations.frames.keys import BETWEEN, counts_of, key_of
from magnesium.integrations.frames.rows import SHOWN, OnBad
from magnesium.laboratory.intervals import ReferenceInterval
from magnesium.laboratory.measures import in_unit
from magnesium.laboratory.result_texts import classify_reported, read_reported, reported_interval
from magnesium.laboratory.serum import SerumClass, SerumResult
from magnesium.text import whole_text

F = TypeVar("F")

CLASSIFIED = ("mmol_per_l", "comparator", "class", "grade", "worst_grade", "problem")
"""The columns that :func:`classify_serum` adds."""
_NUMBERS = frozenset({"mmol_per_l", "grade", "worst_grade"})


def classify_serum(
    frame: F,
    *,
    value: str = "value",
    unit: str = "unit",
    lower: str | None = None,
    upper: str | None = None,
    interval: ReferenceInterval | str | None = None,
    prefix: str = "",
    on_bad: OnBad = "null",
) -> F:
    """Classify serum values as laboratories report them.

    Adds ``mmol_per_l``, ``comparator`` ("<" if only a limit was reported, which is then in ``mmol_per_l``),
    ``class`` ("low", "within", "high", "undetermined"), ``grade`` (of CTCAE, in the direction of the class; null if
    several are possible), ``worst_grade`` (the worst possible) and ``problem`` (why a row cannot be read; the
    others are then null). Each distinct row is read once; to find them, the plan of a lazy frame is run for these
    columns. All rows must be magnesium in serum or plasma.

    Args:
        frame: A frame of any supported engine.
        value: The column of values: numbers, or strings such as "1.8", "<0.5" and "1.8 mg/dL".
        unit: The column of units in any usual spelling. A missing unit is a problem, and never guessed.
        lower: The column of the laboratory's lower limits, in the unit of the row.
        upper: The column of the laboratory's upper limits.
        interval: The interval of rows without limits of the laboratory: an id of
            :data:`~magnesium.laboratory.reference_intervals`. Without any, nothing is called normal.
        prefix: Prefix of the names of the new columns.
        on_bad: What to do with rows that cannot be read: "null", or "raise" for an error that counts them.

    Raises:
        DataError: Columns are missing or would be overwritten, or with ``on_bad="raise"`` some rows cannot be read.
    """
    nw = narwhals()
    member(on_bad, typing.get_args(OnBad), "on_bad")
    whole_text(prefix, "prefix")
    if interval is not None and not isinstance(interval, ReferenceInterval | str):
        raise InvalidValueError("interval", interval, "must be an id of reference_intervals, an interval or None")
    columns = [value, unit, *(name for name in (lower, upper) if name is not None)]
    columns = [whole_text(name, "column") for name in columns]
    known = checked_frame(frame, (), others=columns, new=[f"{prefix}{name}" for name in CLASSIFIED])
    keyed = known.with_columns(key_of(columns, known.collect_schema()).alias(f"{OWN}pair"))
    counts = counts_of(keyed)
    limits = [name for name, column in (("lower", lower), ("upper", upper)) if column is not None]
    read = [_read(key.split(BETWEEN), limits, interval) for key in counts]
    if on_bad == "raise":
        _refuse(dict(zip(counts, read, strict=True)), counts, value)
    joined = attach(keyed, f"{OWN}pair", _table(list(counts), read))
    new = (nw.col(f"{OWN}{name}").alias(f"{prefix}{name}") for name in CLASSIFIED)
    result = joined.with_columns(*new).drop(f"{OWN}pair", *(f"{OWN}{name}" for name in CLASSIFIED))
    return typing.cast("F", result.to_native())


def _read(cells: Sequence[str], names: Sequence[str], interval: ReferenceInterval | str | None) -> dict[str, Any]:
    """Return the new cells of one row."""
    value, unit, *limits = (cell.strip() for cell in cells)
    given = {name: limit for name, limit in zip(names, limits, strict=True) if limit}
    try:
        own = reported_interval(given.get("lower"), given.get("upper"), unit) if given else interval
        result = classify_reported(value, unit, interval=own)
        reported = read_reported(value, unit)
    except MagnesiumError as error:
        return {"problem": "the unit is missing" if isinstance(error, UnitError) and not unit else str(error)}
    grade = _graded(result)
    return {
        "mmol_per_l": in_unit(reported.number, reported.unit, "mmol/L"),
        "comparator": None if result.comparator is None else str(result.comparator),
        "class": str(result.category),
        "grade": float(grade[0]) if len(grade) == 1 else None,  # PySpark takes no integer in a column of floats
        "worst_grade": float(grade[-1]),
    }


def _graded(result: SerumResult) -> tuple[int, ...]:
    """Return the possible grades in the direction of the class, or in both directions for values within."""
    if result.category is SerumClass.LOW:
        return result.low.possible_grades
    if result.category is SerumClass.HIGH:
        return result.high.possible_grades
    return tuple(sorted({*result.low.possible_grades, *result.high.possible_grades}))


def _table(keys: list[str], read: Sequence[dict[str, Any]]) -> Table:
    return Table(
        keys,
        {f"{OWN}{name}": [row.get(name) for row in read] for name in CLASSIFIED},
        texts=frozenset(f"{OWN}{name}" for name in CLASSIFIED if name not in _NUMBERS),
    )


def _refuse(read: dict[str, dict[str, Any]], counts: dict[str, int], column: str) -> None:
    bad = {key: row["problem"] for key, row in read.items() if "problem" in row}
    if bad:
        often = sorted(bad, key=lambda key: (-counts[key], key))[:SHOWN]
        shown = "; ".join(f"{' '.join(key.split(BETWEEN)).strip()!r} ({bad[key]})" for key in often)
        rows = f"{sum(counts[key] for key in bad):,} of {sum(counts.values()):,} rows cannot be read"
        raise refused({column: f"{rows}: {shown}{'; …' if len(bad) > SHOWN else ''}"})
