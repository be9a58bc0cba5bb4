"""Distributions of usual intake by a shape: gamma, lognormal or normal."""

from __future__ import annotations

import math
from typing import Literal

import attrs
import numpy as np
from scipy import special

from magnesium.catalogs.fields import one_of
from magnesium.population.columns import Floats
from magnesium.population.distribution import Distributions

Shape = Literal["gamma", "lognormal", "normal"]
SHAPES: tuple[Shape, ...] = ("gamma", "lognormal", "normal")


@attrs.frozen(kw_only=True, repr=False)
class ShapeDistributions(Distributions):
    """A distribution given by its mean, coefficient of variation and shape; it has no replicates.

    Gamma: shape 1 / cv², scale mean · cv². Lognormal: sdlog² = ln(1 + cv²), scale mean / √(1 + cv²).
    """

    mean_mg: float
    cv: float
    shape: Shape = attrs.field(validator=one_of(*SHAPES))

    @property
    def replicates(self) -> int:
        """The number of distributions: one."""
        return 1

    def _below(self, mg: Floats) -> Floats:
        positive = np.maximum(mg, 0.0)
        if self.shape == "gamma":
            return np.asarray(special.gammainc(1 / self.cv**2, positive / (self.mean_mg * self.cv**2)))
        if self.shape == "lognormal":
            with np.errstate(divide="ignore"):
                return np.asarray(special.ndtr((np.log(positive) - self._log_middle) / self._log_sd))
        return np.asarray(special.ndtr((mg / self.mean_mg - 1) / self.cv))

    def _quantile(self, share: float) -> float:
        if self.shape == "gamma":
            return float(special.gammaincinv(1 / self.cv**2, share)) * self.mean_mg * self.cv**2
        if self.shape == "lognormal":
            return float(np.exp(self._log_middle + self._log_sd * special.ndtri(share)))
        return self.mean_mg * (1 + self.cv * float(special.ndtri(share)))

    @property
    def _log_sd(self) -> float:
        return math.sqrt(math.log1p(self.cv**2))

    @property
    def _log_middle(self) -> float:
        return math.log(self.mean_mg) - self._log_sd**2 / 2

    def means_mg(self) -> Floats:
        """Return the mean."""
        return np.array([self.mean_mg])

    def between_sds_mg(self) -> Floats:
        """Return the SD of usual intake."""
        return np.array([self.mean_mg * self.cv])

    def within_sds_mg(self) -> Floats:
        """Return NaN: a summary of usual intake does not state day-to-day variation."""
        return np.array([np.nan])

    def shares_below(self, mg: Floats) -> Floats:
        """Return the share below *mg*."""
        return self._below(mg)

    def percentiles_mg(self, percent: float) -> Floats:
        """Return the percentile."""
        return np.array([self._quantile(percent / 100)])

    def bounds_mg(self) -> tuple[Floats, Floats]:
        """Return amounts between which practically all usual intakes are."""
        return np.array([max(0.0, self._quantile(1e-12))]), np.array([self._quantile(1 - 1e-12)])

    def first(self) -> Distributions:
        """Return the distribution itself."""
        return self
