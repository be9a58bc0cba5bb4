"""Usual intake from published figures: a mean and a CV, or percentiles, and a shape."""

from __future__ import annotations

import numpy as np
from scipy import optimize

from magnesium.errors import InvalidValueError, member
from magnesium.population.options import require_number
from magnesium.population.shapes import SHAPES, Shape, ShapeDistributions
from magnesium.population.usual import UsualIntake

_MOST_CV = 3.0
"""No published distribution of usual magnesium intake has a larger coefficient of variation."""


def from_summary(
    *,
    mean_mg: float | None = None,
    cv: float | None = None,
    sd_mg: float | None = None,
    p5: float | None = None,
    p50: float | None = None,
    p95: float | None = None,
    shape: Shape | None = None,
    group: str | None = None,
) -> UsualIntake:
    """Return the usual intake of published figures as a record like that from recalls.

    Give the mean and the coefficient of variation (or SD) of *usual* intake, or at least two of the 5th, 50th and 95th
    percentiles. A mean is not a median: if a database publishes a "median" as the parameter of a gamma or lognormal
    shape, it is the mean. The figures of a single day are too wide.

    Args:
        mean_mg: Mean usual intake in mg per day.
        cv: Coefficient of variation between persons; 0.3 is 30 %.
        sd_mg: SD between persons in mg per day, instead of *cv*.
        p5: 5th percentile in mg per day.
        p50: Median in mg per day.
        p95: 95th percentile in mg per day.
        shape: "gamma", "lognormal" or "normal". Default: gamma for a mean and a CV; for percentiles the shape that
            fits them best. An assumed shape is stated in ``notes``.
        group: A label for the record.

    Returns:
        A record without persons, recalls or standard errors.

    Raises:
        InvalidValueError: The figures are too few, too many, or contradict each other.

    Source: gamma with shape 1/cv² and scale mean·cv²; lognormal with sdlog² = ln(1 + cv²); Passarelli and others,
    Lancet Glob Health 2024;12:e1590.

    >>> women = from_summary(mean_mg=230.1, cv=0.319, shape="gamma")
    >>> f"{women.share_below_requirement(265):.3f}", f"{women.share_below(265):.3f}"
    ('0.699', '0.712')
    """
    if shape is not None:
        member(shape, SHAPES, "shape")
    points = {rank: value for rank, value in ((5, p5), (50, p50), (95, p95)) if value is not None}
    if points and (mean_mg is not None or cv is not None or sd_mg is not None):
        raise InvalidValueError("percentiles", None, "are given beside a mean or a CV; give one or the other")
    notes: list[str] = []
    law = _of_percentiles(points, shape, notes) if points else _of_moments(mean_mg, cv, sd_mg, shape, notes)
    low, high = 20.0, 2000.0
    if not low <= law.mean_mg <= high:
        notes.append(f"usual mean of {law.mean_mg:.3g} mg per day: is the unit mg?")
    return UsualIntake(group=group, distributions=law, notes=tuple(notes))


def _of_moments(
    mean_mg: float | None, cv: float | None, sd_mg: float | None, shape: Shape | None, notes: list[str]
) -> ShapeDistributions:
    if mean_mg is None or (cv is None) == (sd_mg is None):
        reason = "must be given with either cv or sd_mg, or instead at least two of p5, p50 and p95"
        raise InvalidValueError("mean_mg", mean_mg, reason)
    mean = require_number("mean_mg", mean_mg, "must be a finite number above 0", lambda x: 0 < x < np.inf)
    spread = (
        cv if cv is not None else require_number("sd_mg", sd_mg, "must be above 0", lambda x: 0 < x < np.inf) / mean
    )
    reason = f"must be above 0 and at most {_MOST_CV:g}; 30 % is 0.3"
    spread = require_number("cv", spread, reason, lambda x: 0 < x <= _MOST_CV)
    if shape is None:
        notes.append("shape not stated: gamma was assumed")
    return ShapeDistributions(mean_mg=mean, cv=spread, shape=shape or "gamma")


def _of_percentiles(points: dict[int, float], shape: Shape | None, notes: list[str]) -> ShapeDistributions:
    if len(points) < 2:
        raise InvalidValueError("percentiles", None, "are too few; give at least two of p5, p50 and p95")
    values = [
        require_number(f"p{rank}", value, "must be a finite number above 0", lambda x: 0 < x < np.inf)
        for rank, value in points.items()
    ]
    if values != sorted(set(values)):
        raise InvalidValueError("percentiles", None, "must increase from p5 to p95")
    shapes: tuple[Shape, ...] = SHAPES if shape is None else (shape,)
    fits = [_fitted(points, one) for one in shapes]
    law, misfit = min(fits, key=lambda fit: fit[1])
    if shape is None:
        notes.append(f"shape not stated: {law.shape} fits the percentiles best")
    if misfit > 0.03:
        notes.append(f"the percentiles do not fit a {law.shape} shape: off by up to {misfit:.0%}")
    return law


def _fitted(points: dict[int, float], shape: Shape) -> tuple[ShapeDistributions, float]:
    """Return the distribution closest to the percentiles in relative terms, and its largest relative misfit."""
    ranks, targets = list(points), np.array(list(points.values()))

    def law(of: np.ndarray[tuple[int], np.dtype[np.float64]]) -> ShapeDistributions:
        return ShapeDistributions(mean_mg=float(np.exp(of[0])), cv=float(np.exp(of[1])), shape=shape)

    def misfit(of: np.ndarray[tuple[int], np.dtype[np.float64]]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        found = np.array([law(of).percentiles_mg(rank)[0] for rank in ranks])
        return np.asarray(found / targets - 1, dtype=np.float64)

    start = np.log([float(np.median(targets)), 0.3])
    bounds = ([-np.inf, np.log(0.01)], [np.inf, np.log(_MOST_CV)])
    found = optimize.least_squares(misfit, start, bounds=bounds, xtol=1e-12, ftol=1e-12)
    return law(found.x), float(np.abs(misfit(found.x)).max())
