"""Shared functions of the models: the check of a number, arrays, and the search for a limit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from magnesium.errors import AmountError, InvalidValueError
from magnesium.units import as_float


def within(value: object, what: str, lower: float, upper: float, unit: str) -> float:
    """Return *value* as a float; raise :class:`~magnesium.AmountError` if it is out of range.

    Args:
        value: The number.
        what: Name of the number.
        lower: Smallest allowed number.
        upper: Largest allowed number.
        unit: Unit of the number.
    """
    number = as_float(value, what)
    if lower <= number <= upper:
        return number
    raise AmountError(what, value, f"must be from {lower:g} to {upper:g} {unit}")


def elementwise(compute: Callable[..., float], *given: Any) -> Any:
    """Return *compute* of numbers, or the array of its values for NumPy arrays; shapes are broadcast."""
    if not any(getattr(value, "ndim", 0) for value in given):
        return compute(*given)
    import numpy as np

    try:
        arrays = np.broadcast_arrays(*given)
    except ValueError as error:
        raise InvalidValueError("shapes", [np.shape(value) for value in given], str(error)) from None
    return np.array([compute(*row) for row in zip(*map(np.ravel, arrays), strict=True)]).reshape(arrays[0].shape)


def first_where(holds: Callable[[float], bool], lower: float, upper: float) -> float:
    """Return the number from which a condition is true, to the last bit.

    Args:
        holds: The condition.
        lower: A number for which it is false.
        upper: A number for which it is true.
    """
    while lower < (middle := (lower + upper) / 2) < upper:
        lower, upper = (lower, middle) if holds(middle) else (middle, upper)
    return upper
