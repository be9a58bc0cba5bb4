"""Quantiles of Student's t with integer or fractional degrees of freedom.

Newton's method on the incomplete beta function, from the quantile of the normal distribution.
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from statistics import NormalDist

_STEPS = 100
_PRECISION = 1e-12
_MANY = 1e6
"""Degrees of freedom from which the normal distribution is used."""


@functools.lru_cache(maxsize=4096)
def t_quantile(level: float, degrees: float) -> float:
    """Return the half-width of the central interval with *level* of Student's t (at least 2 degrees of freedom).

    >>> round(t_quantile(0.9, 3), 5), round(t_quantile(0.5, 3), 5)
    (2.35336, 0.76489)
    """
    tail = (1 - level) / 2
    t = -_normal().inv_cdf(tail)
    if degrees > _MANY:
        return t
    for _ in range(_STEPS):
        step = (upper_tail(t, degrees) - tail) / _density(t, degrees)
        t += step
        if step <= _PRECISION * t:  # the steps come from below
            break
    return t


def upper_tail(t: float, degrees: float) -> float:
    """Return the probability that Student's t exceeds *t*.

    >>> round(upper_tail(2.353363, 3), 6), upper_tail(0.0, 5)
    (0.05, 0.5)
    """
    if degrees > _MANY:
        return _normal().cdf(-t)
    half = _incomplete_beta(degrees / 2, degrees / (degrees + t * t)) / 2
    return half if t >= 0 else 1 - half


def _normal() -> NormalDist:
    from statistics import NormalDist  # slow to import, and every use of foods imports this module

    return NormalDist()


def _density(t: float, degrees: float) -> float:
    log = math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2) - math.log(degrees * math.pi) / 2
    return math.exp(log - (degrees + 1) / 2 * math.log1p(t * t / degrees))


def _incomplete_beta(a: float, x: float) -> float:
    """Return the regularized incomplete beta function of *x* with the parameters *a* and 1/2."""
    b = 0.5
    if x >= 1:
        return 1.0
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    if x < (a + 1) / (a + b + 2):
        return math.exp(log_front) * _fraction(a, b, x) / a
    return 1 - math.exp(log_front) * _fraction(b, a, 1 - x) / b


def _fraction(a: float, b: float, x: float) -> float:
    """Return the continued fraction of the incomplete beta function, by Lentz's method."""
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    found = d
    for m in range(1, 500):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / (1 + term * d)
            c = 1 + term / c
            found *= c * d
        if abs(c * d - 1) < _PRECISION:
            break
    return found
