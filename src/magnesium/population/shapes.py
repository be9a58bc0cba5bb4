"""Distributions of usual intake by a shape: gamma, lognormal or normal."""

from __future__ import annotations

from typing import Any, Literal

import attrs
import numpy as np
from scipy import stats

from magnesium.population.columns import Floats
from magnesium.population.distribution import Distributions
from magnesium.population.options import one_of

Shape = Literal["gamma", "lognormal", "normal"]
SHAPES: tuple[Shape, ...] = ("gamma", "lognormal", "normal")


@attrs.frozen(kw_only=True, repr=False)
class ShapeDistributions(Distributions):
    """A distribution that its mean, its coefficient of variation and its shape state; it has no replicates.

    Gamma: shape 1 / cv², scale mean · cv². Lognormal: sdlog² = ln(1 + cv²), scale mean / √(1 + cv²).
    """

    mean_mg: float
    cv: float
    shape: Shape = attrs.field(validator=one_of(*SHAPES))

    @property
    def replicates(self) -> int:
        """The number of distributions: one."""
        return 1

    @property
    def _law(self) -> Any:
        if self.shape == "gamma":
            return stats.gamma(a=1 / self.cv**2, scale=self.mean_mg * self.cv**2)
        if self.shape == "lognormal":
            return stats.lognorm(s=np.sqrt(np.log1p(self.cv**2)), scale=self.mean_mg / np.sqrt(1 + self.cv**2))
        return stats.norm(loc=self.mean_mg, scale=self.mean_mg * self.cv)

    def means_mg(self) -> Floats:
        """Return the mean."""
        return np.array([self.mean_mg])

    def between_sds_mg(self) -> Floats:
        """Return the SD of usual intake."""
        return np.array([self.mean_mg * self.cv])

    def within_sds_mg(self) -> Floats:
        """Return NaN: a summary of usual intake does not state how the days of a person vary."""
        return np.array([np.nan])

    def shares_below(self, mg: Floats) -> Floats:
        """Return the share below *mg*."""
        return np.asarray(self._law.cdf(mg), dtype=np.float64)

    def percentiles_mg(self, percent: float) -> Floats:
        """Return the percentile."""
        return np.atleast_1d(np.asarray(self._law.ppf(percent / 100), dtype=np.float64))

    def bounds_mg(self) -> tuple[Floats, Floats]:
        """Return amounts below and above which there is practically nobody."""
        low, high = self._law.ppf([1e-12, 1 - 1e-12])
        return np.array([max(0.0, low)]), np.array([high])

    def density(self, mg: Floats) -> Floats:
        """Return the density at amounts, per mg."""
        return np.asarray(self._law.pdf(mg), dtype=np.float64)

    def first(self) -> Distributions:
        """Return the distribution itself."""
        return self
