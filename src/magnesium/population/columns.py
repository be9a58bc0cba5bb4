"""Read one column: an array, or a column of any frame."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from magnesium.errors import AmountError, InvalidValueError, NotFoundError

Floats: TypeAlias = npt.NDArray[np.float64]
"""An array of floating-point numbers."""
Ints: TypeAlias = npt.NDArray[np.int64]
Column: TypeAlias = Any
"""The name of a column of the data, or an array with one value per row."""

_MATERIALIZING = ("fetchnumpy", "collect", "compute", "toPandas", "to_pandas")
"""Methods that read a DuckDB relation, a Polars LazyFrame, a Dask frame, a Spark frame or an Ibis table."""


def readable(data: Any) -> Any:
    """Return data whose columns are ``data[name]``; lazy frames and relations are read into memory.

    Raises :class:`~magnesium.InvalidValueError` for data without columns, or that cannot be read.
    """
    if data is None or isinstance(data, Mapping):
        return data
    if isinstance(data, str | bytes | int | float | list | tuple):
        reason = "must be a table with columns, such as a data frame or a dict of arrays; files are read by its library"
        raise InvalidValueError("data", type(data).__name__, reason)
    method = next((name for name in _MATERIALIZING if callable(getattr(type(data), name, None))), None)
    if method is None or (method == "to_pandas" and hasattr(type(data), "__getitem__")):
        return data
    try:
        return getattr(data, method)()
    except Exception as error:
        raise InvalidValueError("data", type(data).__name__, f"cannot be read: {error}") from error


def names_of(data: Any) -> tuple[str, ...]:
    """Return the names of the columns of data."""
    for name in ("column_names", "columns"):
        found = getattr(data, name, None)
        if isinstance(found, Iterable) and all(isinstance(one, str) for one in found):
            return tuple(found)
    try:
        return tuple(str(name) for name in data)
    except Exception:  # noqa: BLE001  (each kind of frame raises its own error)
        return ()


def _named(data: Any, name: str) -> Any:
    if data is None:
        raise NotFoundError("column", name, hint="give the data as the first argument, or arrays")
    try:
        return data[name]
    except Exception:  # noqa: BLE001  (each kind of frame raises its own error)
        names = names_of(data)
        near = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
        raise NotFoundError("column", name, tuple(near) or names[:20]) from None


def column(data: Any, what: Column, role: str) -> npt.NDArray[Any]:
    """Return a column as a one-dimensional array; missing values of masked arrays and of pandas become ``None``.

    Args:
        data: Anything whose columns are ``data[name]``, or ``None``.
        what: Name of a column, or an array.
        role: Name of the column in an error.

    Raises:
        NotFoundError: The data have no column of that name.
        InvalidValueError: The value is not a column.

    >>> column({"mg": [1.0, 2.0]}, "mg", "mg")
    array([1., 2.])
    """
    found = _named(readable(data), what) if isinstance(what, str) else what
    try:
        array = np.array(found.tolist(), dtype=object) if np.ma.is_masked(found) else np.asarray(found)
    except (TypeError, ValueError) as error:
        raise InvalidValueError(role, type(found).__name__, f"must be a column ({error})") from None
    if array.ndim != 1:
        shown = array.shape if array.ndim else found
        raise InvalidValueError(role, shown, "must be a column: a name, or an array of one dimension")
    return array


def is_missing(label: object) -> bool:
    """Return whether a label is missing: ``None``, NaN, NaT, or the NA of pandas.

    >>> is_missing(float("nan")), is_missing("nan"), is_missing(0)
    (True, False, False)
    """
    if label is None or type(label).__name__ in {"NAType", "NaTType"}:
        return True
    if isinstance(label, np.datetime64):
        return bool(np.isnat(label))
    return isinstance(label, float) and math.isnan(label)


def _as_floats(array: npt.NDArray[Any], role: str) -> Floats:
    refused = InvalidValueError(role, array.dtype.name, "must be a column of numbers")
    if array.dtype.kind not in "biufOSUT":
        raise refused
    if array.dtype == object:
        values = array.tolist()
        array = np.empty(len(values), dtype=object)
        array[:] = [math.nan if is_missing(value) else value for value in values]
    try:
        return np.asarray(array, dtype=np.float64)
    except (OverflowError, TypeError, ValueError):
        raise refused from None


def numbers(data: Any, what: Column, role: str, *, rows: int | None = None, minimum: float | None = 0.0) -> Floats:
    """Return a column of finite numbers.

    Args:
        data: As in :func:`column`, like the next two.
        what: Name of a column, or an array.
        role: Name of the column in an error.
        rows: Required number of rows.
        minimum: Smallest allowed number.

    Raises:
        AmountError: A number is missing, not finite, or too small.
    """
    values = _as_floats(column(data, what, role), role)
    _same_length(values, role, rows)
    bad = ~np.isfinite(values)
    if bad.any():
        count, first = int(bad.sum()), int(bad.argmax()) + 1
        reason = f"has {count} values that are missing or not finite, the first in row {first}; omit such rows"
        raise AmountError(role, None, reason)
    if minimum is not None and (values < minimum).any():
        where = int(values.argmin())
        raise AmountError(role, float(values[where]), f"must be at least {minimum:g}; see row {where + 1}")
    return values


def codes(
    data: Any, what: Column, role: str, *, rows: int | None = None, allow_missing: bool = False
) -> tuple[Ints, list[Any]]:
    """Return a column of labels as numbers from 0, and the labels in order.

    Numbers inside labels are sorted as numbers, so that "4–8 years" precedes "14–18 years"; categories of pandas and
    Polars keep their order.

    Args:
        data: As in :func:`column`, like the next two.
        what: Name of a column, or an array.
        role: Name of the column in an error.
        rows: Required number of rows.
        allow_missing: Whether a missing label has the number -1 instead of raising.
    """
    source = _named(readable(data), what) if isinstance(what, str) else what
    array = column(None, source, role)
    _same_length(array, role, rows)
    if array.dtype.kind in "iub":
        known, inverse = np.unique(array, return_inverse=True)
        return np.asarray(inverse, dtype=np.int64).reshape(-1), known.tolist()
    values = array.tolist()
    if array.dtype.kind in "mM":
        values = [None if is_nat else value for value, is_nat in zip(values, np.isnat(array).tolist(), strict=True)]
    try:
        found = [label for label in dict.fromkeys(values) if not is_missing(label)]
    except TypeError as error:  # lists, dicts
        raise InvalidValueError(role, array.dtype.name, f"must be a column of labels ({error})") from None
    labels = _in_order(found, _categories(source))
    number = {label: index for index, label in enumerate(labels)}
    code = np.fromiter((number.get(label, -1) for label in values), dtype=np.int64, count=len(values))
    missing = code < 0
    if missing.any() and not allow_missing:
        first = int(missing.argmax()) + 1
        reason = f"is missing in {missing.sum()} rows, the first is row {first}; omit such rows"
        raise InvalidValueError(role, None, reason)
    return code, labels


def _categories(source: Any) -> list[Any]:
    """Return the categories of a categorical column of pandas or Polars in their order; empty for other columns."""
    try:
        held = source.cat
        found = held.categories if hasattr(held, "categories") else held.get_categories()
        return list(found.tolist() if hasattr(found, "tolist") else found)
    except Exception:  # noqa: BLE001  (no such column: each kind of frame raises its own error)
        return []


def _in_order(labels: list[Any], categories: list[Any]) -> list[Any]:
    if categories:
        return [label for label in categories if label in set(labels)]
    try:
        return sorted(labels, key=natural if all(isinstance(label, str) for label in labels) else None)
    except TypeError:  # labels that cannot be ordered stay in the order of the rows
        return labels


def natural(label: str) -> tuple[Any, ...]:
    """Return the sort key of a label: its first number, if any, then its words and numbers in turn.

    >>> sorted(["men 14–18", "women 14–18", "men 4–8", "all"], key=natural)
    ['men 4–8', 'men 14–18', 'women 14–18', 'all']
    """
    parts = re.split(r"(\d+)", label)
    numbered = tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)
    first = next((int(part) for part in parts if part.isdecimal()), None)
    return (first is None, first or 0, numbered)


def distinct_rows(table: Floats) -> tuple[Ints, Ints]:
    """Return the first index of each distinct row, in the order of the values, and each row's number among these.

    >>> distinct_rows(np.array([[2.0, 1.0], [1.0, 5.0], [2.0, 1.0]]))
    (array([1, 0]), array([1, 0, 1]))
    """
    code = np.zeros(len(table), dtype=np.int64)
    first = np.zeros(1, dtype=np.int64)
    for values in table.T:
        kinds, place = np.unique(values, return_inverse=True)
        both = code * len(kinds) + np.asarray(place, dtype=np.int64).reshape(-1)
        _, first, inverse = np.unique(both, return_index=True, return_inverse=True)
        code = np.asarray(inverse, dtype=np.int64).reshape(-1)
    return np.asarray(first, dtype=np.int64), code


def _same_length(array: npt.NDArray[Any], role: str, rows: int | None) -> None:
    if rows is not None and len(array) != rows:
        raise InvalidValueError(role, len(array), f"must have as many rows as the person column ({rows})")
