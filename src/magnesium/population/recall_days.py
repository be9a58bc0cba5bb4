"""Read the days of recalls: numbers that order the recalls of a person."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Sequence
from numbers import Number
from typing import Any

import numpy as np

from magnesium.errors import InvalidValueError
from magnesium.population.columns import Column, Floats, codes, column, numbers

_MOST_RECALLS = 10


def read_days(data: Any, day: Column, rows: int) -> Floats:
    """Return numbers that order the recalls of a person: from recall numbers, dates, or strings of either.

    Args:
        data: Anything whose columns are ``data[name]``, or ``None``.
        day: The column.
        rows: Required number of rows.
    """
    array = column(data, day, "day")
    if array.dtype.kind in "iufb":
        return _in_order(numbers(data, day, "day", rows=rows, minimum=None))
    code, labels = codes(data, day, "day", rows=rows)
    if any(isinstance(label, str) for label in labels):
        return _in_order(_of_texts(labels)[code])
    if all(isinstance(label, Number) for label in labels):
        return _in_order(np.asarray(labels, dtype=np.float64)[code])
    if len({type(label) for label in labels}) > 1:
        raise InvalidValueError("day", None, "has values of several types, which have no order")
    return code.astype(np.float64)


def _of_texts(labels: Sequence[Any]) -> Floats:
    """Return numbers that order strings: all numbers, or all ISO dates."""
    with contextlib.suppress(TypeError, ValueError):
        return np.asarray([float(label) for label in labels], dtype=np.float64)
    try:
        # Days and their seconds, since not every moment has a timestamp.
        moments = [dt.datetime.fromisoformat(label.strip()) for label in labels]
        since = dt.datetime(1, 1, 1, tzinfo=None)  # noqa: DTZ001  (texts have no time zone)
        return np.asarray([(moment - since).total_seconds() for moment in moments])
    except (AttributeError, TypeError, ValueError):
        shown = next((label for label in labels if not _is_iso_date(label)), labels[0])
        raise InvalidValueError("day", shown, "must be a recall number or a date such as 2026-11-22") from None


def _is_iso_date(label: Any) -> bool:
    try:
        dt.datetime.fromisoformat(label.strip())
    except (AttributeError, ValueError):
        return False
    return True


def _in_order(days: Floats) -> Floats:
    """Return *days*; raise for numbers of seven or eight digits that are dates in another order than YYYYMMDD."""
    values = np.unique(days)
    if not np.isfinite(values).all():
        raise InvalidValueError("day", None, "is missing in some rows; omit such rows")
    long = values[(values >= 1e6) & (values < 1e8)]
    for value in long.tolist():
        try:
            dt.date(int(value) // 10_000, int(value) // 100 % 100, int(value) % 100)
        except ValueError:
            reason = "is not a date YYYYMMDD; write dates as 20261122 or 2026-11-22, or number the recalls"
            raise InvalidValueError("day", int(value), reason) from None
    return days


def are_recall_numbers(days: Floats) -> bool:
    """Return whether days are recall numbers, of which a person has few, rather than dates."""
    return bool((days == np.floor(days)).all() and days.min() in {0.0, 1.0} and days.max() < _MOST_RECALLS)
