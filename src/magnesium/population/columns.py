"""Read one column: an array, or a column of any frame that answers ``data[name]``."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from magnesium.errors import AmountError, InvalidValueError, NotFoundError

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Column: TypeAlias = Any
"""The name of a column of the data, or an array with one value per row."""


def column(data: Any, what: Column, role: str) -> npt.NDArray[Any]:
    """Return a column as a one-dimensional array.

    Raises :class:`~magnesium.NotFoundError` if the data have no column of that name, and
    :class:`~magnesium.InvalidValueError` if the value is not a column.

    >>> column({"mg": [1.0, 2.0]}, "mg", "mg")
    array([1., 2.])
    """
    if isinstance(what, str):
        if data is None:
            raise NotFoundError("column", what, hint="give the data as the first argument, or arrays")
        try:
            what = data[what]
        except Exception:  # noqa: BLE001  (each kind of frame raises its own error)
            raise NotFoundError("column", what, _names_of(data)[:20]) from None
    array = np.asarray(what)
    if array.ndim != 1:
        raise InvalidValueError(role, array.shape, "must be a column: an array of one dimension")
    return array


def _names_of(data: Any) -> tuple[str, ...]:
    names = getattr(data, "columns", data)
    return tuple(map(str, names)) if isinstance(names, Iterable) and not isinstance(names, str | bytes) else ()


def numbers(data: Any, what: Column, role: str, *, rows: int | None = None, minimum: float | None = 0.0) -> Floats:
    """Return a column of finite numbers, at least *minimum*; raises :class:`~magnesium.AmountError`."""
    array = column(data, what, role)
    try:
        values = np.asarray(array, dtype=np.float64)
    except (TypeError, ValueError):
        raise InvalidValueError(role, array.dtype.name, "must be a column of numbers") from None
    _same_length(values, role, rows)
    bad = ~np.isfinite(values)
    if bad.any():
        count = int(bad.sum())
        raise AmountError(role, None, f"has {count} values that are missing or not finite; leave such rows out")
    if minimum is not None and (values < minimum).any():
        raise AmountError(role, float(values.min()), f"must be at least {minimum:g}")
    return values


def codes(data: Any, what: Column, role: str, *, rows: int | None = None) -> tuple[Ints, list[Any]]:
    """Return a column of labels as numbers from 0, and the labels in order; missing ones are an error."""
    array = column(data, what, role)
    _same_length(array, role, rows)
    if array.dtype == object:
        try:
            labels = list(dict.fromkeys(array.tolist()))
        except TypeError as error:  # lists, dicts
            raise InvalidValueError(role, array.dtype.name, f"must be a column of labels ({error})") from None
        with contextlib.suppress(TypeError):  # labels that cannot be ordered stay in the order of the rows
            labels = sorted(labels)
        number = {label: index for index, label in enumerate(labels)}
        code = np.fromiter((number[label] for label in array.tolist()), dtype=np.int64, count=len(array))
    else:
        found, inverse = np.unique(array, return_inverse=True)
        labels, code = found.tolist(), np.asarray(inverse, dtype=np.int64).reshape(-1)
    # nan is the one value that differs from itself; NaT does too.
    if any(label is None or label != label for label in labels):  # noqa: PLR0124
        raise InvalidValueError(role, None, "is missing in some rows; leave such rows out")
    return code, labels


def _same_length(array: npt.NDArray[Any], role: str, rows: int | None) -> None:
    if rows is not None and len(array) != rows:
        raise InvalidValueError(role, len(array), f"must have as many rows as the person column ({rows})")
