"""Smooth covariates: restricted cubic splines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import attrs
import numpy as np

from magnesium.errors import AmountError, InvalidValueError
from magnesium.population.columns import Column, Floats

KNOT_RANKS = {
    3: (10.0, 50.0, 90.0),
    4: (5.0, 35.0, 65.0, 95.0),
    5: (5.0, 27.5, 50.0, 72.5, 95.0),
    6: (5.0, 23.0, 41.0, 59.0, 77.0, 95.0),
    7: (2.5, 18.33, 34.17, 50.0, 65.83, 81.67, 97.5),
}
"""The percentiles of knots, by their number: Harrell, Regression Modeling Strategies, 2001, section 2.4.5."""


def knots_given(value: Any) -> int | tuple[float, ...]:
    """Return a number of knots, or the knots."""
    if isinstance(value, int) and not isinstance(value, bool) and value in KNOT_RANKS:
        return value
    reason = "must be a number of knots from 3 to 7, or at least three increasing numbers: where the knots are"
    if isinstance(value, int | str) or not isinstance(value, Sequence | np.ndarray):
        raise InvalidValueError("knots", value, reason)
    try:
        found = tuple(float(one) for one in value)
    except (OverflowError, TypeError, ValueError):
        raise InvalidValueError("knots", value, reason) from None
    if len(found) < 3 or not np.isfinite(found).all() or sorted(set(found)) != list(found):
        raise InvalidValueError("knots", value, reason)
    return found


@attrs.frozen(eq=False)
class Spline:
    """A covariate whose effect is a smooth curve: a restricted cubic spline, linear beyond the outer knots.

    Raises :class:`~magnesium.InvalidValueError` for knots that are not allowed.

    >>> Spline("age", knots=5).knots
    5
    """

    column: Column
    """The name of a column of numbers, or an array with one value per row."""
    knots: int | Sequence[float] = attrs.field(default=4, converter=knots_given, kw_only=True)
    """Number of knots, 3 to 7, at Harrell's percentiles of the persons of each group; or the knots themselves."""


def knots_of(values: Floats, knots: int | Sequence[float]) -> Floats:
    """Return the distinct knots: as given, or at percentiles of the values.

    >>> knots_of(np.arange(101.0), 3).tolist()
    [10.0, 50.0, 90.0]
    """
    found = np.percentile(values, KNOT_RANKS[knots]) if isinstance(knots, int) else np.asarray(knots)
    return np.unique(found.astype(np.float64))


def restricted_cubic(values: Floats, knots: Floats) -> Iterator[Floats]:
    """Yield the columns of a restricted cubic spline: the values, and one less than the number of inner intervals.

    Raises :class:`~magnesium.AmountError` for fewer than three knots. Source: Harrell, Regression Modeling Strategies,
    2001, equation 2.25.

    >>> [column.round(3).tolist() for column in restricted_cubic(np.array([0.0, 5.0, 9.0]), np.array([1.0, 5.0, 9.0]))]
    [[0.0, 5.0, 9.0], [0.0, 1.0, 6.0]]
    """
    if len(knots) < 3:
        raise AmountError("knots", len(knots), "must be at least three different ones")
    yield values
    last, before = float(knots[-1]), float(knots[-2])

    def cubed(knot: float) -> Floats:
        return np.maximum(values - knot, 0.0) ** 3

    for knot in knots[:-2].tolist():
        upper = cubed(before) * (last - knot) - cubed(last) * (before - knot)
        yield (cubed(knot) - upper / (last - before)) / (last - float(knots[0])) ** 2
