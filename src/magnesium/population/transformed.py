"""Distributions derived from others: scaled and shifted, or mixed."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np

from magnesium.population.columns import Floats
from magnesium.population.distribution import SAME_ARRAY, Distributions
from magnesium.rendering.documents import OPEN


@attrs.frozen(kw_only=True, repr=False)
class ShiftedDistributions(Distributions):
    """Other distributions with each intake multiplied by *factor*, plus *mg*."""

    of: Distributions = attrs.field(metadata={OPEN: True})
    mg: float
    factor: float

    @property
    def replicates(self) -> int:
        """The number of distributions, the full sample's included."""
        return self.of.replicates

    def means_mg(self) -> Floats:
        """Return the means."""
        return self.of.means_mg() * self.factor + self.mg

    def between_sds_mg(self) -> Floats:
        """Return the SDs of usual intake."""
        return self.of.between_sds_mg() * self.factor

    def within_sds_mg(self) -> Floats:
        """Return the SDs of a person's days, averaged as variances over persons."""
        return self.of.within_sds_mg() * self.factor

    def shares_below(self, mg: Floats) -> Floats:
        """Return the share below *mg*, which has one value per replicate."""
        rest = (mg - self.mg) / self.factor
        return np.where(rest <= 0, 0.0, self.of.shares_below(np.maximum(rest, 0.0)))

    def percentiles_mg(self, percent: float) -> Floats:
        """Return each replicate's percentile."""
        return self.of.percentiles_mg(percent) * self.factor + self.mg

    def bounds_mg(self) -> tuple[Floats, Floats]:
        """Return amounts that practically all usual intakes lie between."""
        low, high = self.of.bounds_mg()
        return low * self.factor + self.mg, high * self.factor + self.mg

    def first(self) -> Distributions:
        """Return the full sample's distribution alone."""
        return attrs.evolve(self, of=self.of.first())


@attrs.frozen(kw_only=True, repr=False)
class MixedDistributions(Distributions):
    """The distributions of several groups together."""

    parts: tuple[Distributions, ...] = attrs.field(metadata={OPEN: True})
    masses: Floats = attrs.field(eq=SAME_ARRAY)
    """Replicate × group: the sum of the weights."""

    @property
    def replicates(self) -> int:
        """The number of distributions, the full sample's included."""
        return len(self.masses)

    def _mean(self, values: Sequence[Floats]) -> Floats:
        # A group may have no persons in a replicate: it has no value there, and no weight.
        table = np.where(self.masses > 0, np.stack(values, axis=1), 0.0)
        return np.asarray((table * self.masses).sum(axis=1) / self.masses.sum(axis=1), dtype=np.float64)

    def means_mg(self) -> Floats:
        """Return the means."""
        return self._mean([part.means_mg() for part in self.parts])

    def between_sds_mg(self) -> Floats:
        """Return the SDs of usual intake."""
        squares = [part.between_sds_mg() ** 2 + part.means_mg() ** 2 for part in self.parts]
        return np.sqrt(np.maximum(self._mean(squares) - self.means_mg() ** 2, 0))

    def within_sds_mg(self) -> Floats:
        """Return the SDs of a person's days, averaged as variances over persons."""
        return np.sqrt(self._mean([part.within_sds_mg() ** 2 for part in self.parts]))

    def shares_below(self, mg: Floats) -> Floats:
        """Return the share below *mg*, which has one value per replicate."""
        return self._mean([part.shares_below(mg) for part in self.parts])

    def bounds_mg(self) -> tuple[Floats, Floats]:
        """Return amounts that practically all usual intakes lie between."""
        bounds = [part.bounds_mg() for part in self.parts]
        lows, highs = (np.stack(each, axis=1) for each in zip(*bounds, strict=True))
        return np.nanmin(lows, axis=1), np.nanmax(highs, axis=1)

    def first(self) -> Distributions:
        """Return the full sample's distribution alone."""
        return MixedDistributions(parts=tuple(part.first() for part in self.parts), masses=self.masses[:1])
