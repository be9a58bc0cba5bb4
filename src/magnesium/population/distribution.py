"""Distributions of usual intake: the common interface."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

import attrs
import numpy as np
from numpy.polynomial import hermite_e

from magnesium.population.columns import Floats
from magnesium.population.options import require_number

_NEEDS, _NEED_WEIGHTS = hermite_e.hermegauss(64)
_NEED_WEIGHTS = _NEED_WEIGHTS / _NEED_WEIGHTS.sum()
_STEPS = 60


def _are_same(one: Any, other: Any) -> bool:
    return bool(np.array_equal(one, other, equal_nan=True))


SAME_ARRAY = attrs.cmp_using(eq=_are_same, require_same_type=False)
"""How fields that hold arrays are compared: equal in all elements, NaN included."""


def solved(
    function: Callable[[Floats], Floats], target: Floats | float, low: Floats, high: Floats, *, exact: float = 1e-10
) -> Floats:
    """Return where an increasing function of one value per replicate reaches *target*, between *low* and *high*.

    Regula falsi with the Illinois step, all replicates at once; bisection if that makes little progress.

    Args:
        function: The function.
        target: The value to reach.
        low: Lower ends.
        high: Upper ends.
        exact: Relative precision.
    """
    low, high = low.astype(np.float64), high.astype(np.float64)
    below, above = function(low) - target, function(high) - target
    at = (low + high) / 2
    for step in range(_STEPS):
        with np.errstate(invalid="ignore", divide="ignore"):
            falsi = (low * above - high * below) / (above - below)
        is_inside = (falsi > low) & (falsi < high) & (step % 4 < 3)
        at = np.where(is_inside, falsi, (low + high) / 2)
        found = function(at) - target
        is_below = found < 0
        below, above = np.where(is_below, found, below / 2), np.where(is_below, above / 2, found)
        low, high = np.where(is_below, at, low), np.where(is_below, high, at)
        is_done = (np.abs(found) <= exact) | (high - low <= 1e-13 * np.abs(high)) | np.isnan(found)
        if is_done.all():
            break
    return at


class Distributions(ABC):
    """The distributions of usual intake of the full sample (the first) and of each replicate."""

    @classmethod
    def possible_types(cls) -> dict[str, type[Any]]:
        """Return the kinds of distributions by their name, for readers of documents."""
        return {kind.__name__: kind for kind in cls.__subclasses__()}

    @property
    @abstractmethod
    def replicates(self) -> int:
        """The number of distributions, the full sample's included."""

    @abstractmethod
    def means_mg(self) -> Floats:
        """Return the means."""

    @abstractmethod
    def between_sds_mg(self) -> Floats:
        """Return the SDs of usual intake."""

    @abstractmethod
    def within_sds_mg(self) -> Floats:
        """Return the SDs of a person's days, averaged as variances over persons; NaN if unknown."""

    @abstractmethod
    def shares_below(self, mg: Floats) -> Floats:
        """Return the share below *mg*, which has one value per replicate."""

    @abstractmethod
    def bounds_mg(self) -> tuple[Floats, Floats]:
        """Return amounts between which practically all usual intakes are."""

    @abstractmethod
    def first(self) -> Distributions:
        """Return the full sample's distribution alone."""

    def shares_below_all(self, mg: float) -> Floats:
        """Return each replicate's share below one amount."""
        return self.shares_below(np.full(self.replicates, float(mg)))

    def percentiles_mg(self, percent: float) -> Floats:
        """Return each replicate's percentile."""
        low, high = self.bounds_mg()
        return solved(self.shares_below, percent / 100, low, high)

    def inadequate(self, ear_mg: float, requirement_sd_mg: float) -> Floats:
        """Return the mean over usual intakes of the probability that a normal requirement is above them.

        By parts: the mean over requirements of the share below them, a Gauss-Hermite sum of 64 nodes.
        """
        needs = np.maximum(ear_mg + requirement_sd_mg * _NEEDS, 0.0)
        shares = [weight * self.shares_below_all(need) for need, weight in zip(needs, _NEED_WEIGHTS, strict=True)]
        return np.asarray(np.sum(shares, axis=0), dtype=np.float64)

    def density(self, mg: Floats) -> Floats:
        """Return the full sample's density at amounts, per mg."""
        first = self.first()
        step = 1e-3 * float(first.between_sds_mg()[0]) + 1e-9
        shares = [[first.shares_below_all(at + side)[0] for at in mg.tolist()] for side in (-step, step)]
        return np.asarray((np.array(shares[1]) - np.array(shares[0])) / (2 * step), dtype=np.float64)


def percent(value: Any) -> float:
    """Return a percentile's rank; raises :class:`~magnesium.AmountError` outside 0 to 100, both excluded."""
    return require_number("percentile", value, "must be above 0 and below 100", lambda rank: 0 < rank < 100)


def threshold_mg(value: Any) -> float:
    """Return an amount to compare with; raise :class:`~magnesium.AmountError` for an impossible one."""
    return require_number("mg", value, "must be a finite number from 0", lambda mg: 0 <= mg < math.inf)
