"""The distributions of usual intake of a nutrient that is not eaten daily."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import numpy as np
from scipy import special

from magnesium.population.columns import Floats, Ints
from magnesium.population.distribution import SAME_ARRAY, Distributions
from magnesium.population.fitted import ModelDistributions

_POINTS = 8192
_FEWEST = 16
"""Minimum number of points of each kind of persons."""
_LATTICE = (0.7548776662466927, 0.5698402909980532)
"""Steps of the lattice with the lowest known discrepancy in two dimensions: powers of 1 over the plastic number."""


@attrs.frozen(kw_only=True, repr=False)
class TwoPartDistributions(Distributions):
    """The distributions of a fitted two-part model.

    A person's usual intake is P(u₁) · T(u₂) + s: the probability of intake on a day, times the mean of days with
    intake, plus supplements as reported. The normal u₁ and u₂ are correlated. A lattice of about 8,000 points, the same
    in all replicates, represents the persons.
    """

    amount: ModelDistributions
    """The amount on days with intake; its supplements are added to the product."""
    odds_places: Floats = attrs.field(eq=SAME_ARRAY)
    """Replicate × component: the logit of the probability for u₁ = 0."""
    odds_sd: Floats = attrs.field(eq=SAME_ARRAY)
    correlation: Floats = attrs.field(eq=SAME_ARRAY)
    odds_weekend_shift: Floats = attrs.field(eq=SAME_ARRAY)
    _held: dict[str, tuple[Floats, ...]] = attrs.field(init=False, factory=dict, eq=False)

    @property
    def replicates(self) -> int:
        """The number of distributions, the full sample's included."""
        return self.amount.replicates

    def _lattice(self) -> tuple[Ints, Floats, Floats]:
        """Return the component of each point, and both of its standard normal coordinates."""
        counts = np.maximum(_FEWEST, np.round(_POINTS * self.amount.shares[0])).astype(np.int64)
        # Numbered across components, so that those with few points do not all use the same ones.
        number = np.arange(counts.sum())
        first, second = (special.ndtri((0.5 + step * (number + 1)) % 1.0) for step in _LATTICE)
        return np.repeat(np.arange(len(counts)), counts), first, second

    def week(self) -> Iterator[tuple[float, Floats, ModelDistributions]]:
        """Yield the share of each kind of day in the week, its shift of the log odds, and its amounts."""
        amount, shift = self.amount, self.odds_weekend_shift
        if amount.weekend_share < 1:
            yield 1 - amount.weekend_share, np.zeros_like(shift), amount.on_workdays()
        if amount.weekend_share > 0:
            yield amount.weekend_share, shift, amount.on_weekends()

    def _points(self) -> tuple[Floats, Floats, Floats]:
        """Return the usual intake, the mean square of days and the weight of each point, replicate by replicate."""
        component, first, second = self._lattice()
        amount = self.amount
        rho = self.correlation[:, None]
        odds = self.odds_places[:, component] + self.odds_sd[:, None] * first
        value = amount.places[:, component] + amount.between_sd[:, None] * (
            rho * first + np.sqrt(np.maximum(1 - rho**2, 0)) * second
        )
        usual, square = np.zeros_like(odds), np.zeros_like(odds)
        for share, shift, days in self.week():
            probability = share * special.expit(odds + shift[:, None])
            usual += probability * days.usual_at(value)
            square += probability * days.usual_at(value, moment=2)
        counts = np.bincount(component, minlength=amount.shares.shape[1])
        return usual + amount.supplements_mg[component], square, amount.shares[:, component] / counts[component]

    def _sorted(self) -> tuple[Floats, Floats]:
        """Return the usual intakes of each replicate in order, and the share of persons below each."""
        usual, share, _ = self._computed()
        return usual, share

    def _computed(self) -> tuple[Floats, ...]:
        """Return the result of :meth:`_sorted`, and the means of usual intake, its square, and days' variances."""
        if "all" not in self._held:
            usual, square, weight = self._points()
            days = square - (usual - self.amount.supplements_mg[self._lattice()[0]]) ** 2
            means = np.stack([(weight * each).sum(axis=1) for each in (usual, usual**2, days)])
            order = np.argsort(usual, axis=1)
            weight = np.take_along_axis(weight, order, axis=1)
            self._held["all"] = np.take_along_axis(usual, order, axis=1), np.cumsum(weight, axis=1) - weight / 2, means
        return self._held["all"]

    def means_mg(self) -> Floats:
        """Return the means."""
        return np.asarray(self._computed()[2][0], dtype=np.float64)

    def between_sds_mg(self) -> Floats:
        """Return the SDs of usual intake."""
        mean, square, _ = self._computed()[2]
        return np.asarray(np.sqrt(np.maximum(square - mean**2, 0)), dtype=np.float64)

    def within_sds_mg(self) -> Floats:
        """Return the SDs of a person's days, including those without intake, averaged as variances over persons."""
        return np.asarray(np.sqrt(np.maximum(self._computed()[2][2], 0)), dtype=np.float64)

    def shares_below(self, mg: Floats) -> Floats:
        """Return the share below *mg*, which has one value per replicate."""
        rows = zip(mg.tolist(), *self._sorted(), strict=True)
        below = [np.interp(at, usual, share, left=0.0, right=1.0) for at, usual, share in rows]
        return np.where(np.isnan(self.odds_sd), np.nan, np.array(below))

    def percentiles_mg(self, percent: float) -> Floats:
        """Return each replicate's percentile."""
        found = [np.interp(percent / 100, share, usual) for usual, share in zip(*self._sorted(), strict=True)]
        return np.where(np.isnan(self.odds_sd), np.nan, np.array(found))

    def bounds_mg(self) -> tuple[Floats, Floats]:
        """Return amounts that practically all usual intakes lie between."""
        usual, _ = self._sorted()
        return usual[:, 0], usual[:, -1]

    def density(self, mg: Floats) -> Floats:
        """Return the full sample's density at amounts, per mg, averaged over a tenth of an SD."""
        first = self.first()
        step = 0.05 * float(first.between_sds_mg()[0]) + 1e-9
        low, high = ([float(first.shares_below_all(at + side)[0]) for at in mg.tolist()] for side in (-step, step))
        return np.asarray((np.array(high) - np.array(low)) / (2 * step), dtype=np.float64)

    def first(self) -> TwoPartDistributions:
        """Return the full sample's distribution alone."""
        names = ("odds_places", "odds_sd", "correlation", "odds_weekend_shift")
        return attrs.evolve(self, amount=self.amount.first(), **{name: getattr(self, name)[:1] for name in names})
