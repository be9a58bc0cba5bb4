"""The distributions of usual intake from a fitted model."""

from __future__ import annotations

import attrs
import numpy as np
from numpy.polynomial import hermite_e
from scipy import special
from scipy.interpolate import PchipInterpolator

from magnesium.population.columns import Floats
from magnesium.population.distribution import SAME_ARRAY, Distributions, solved

_NODES, _WEIGHTS = hermite_e.hermegauss(21)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()
_GRID = 513
"""Points of the table from an intake to its place on the transformed scale."""
_REACH = 8
"""Range of the integration, in between-person SDs."""


def back_transformed(z: Floats, power: Floats) -> Floats:
    """Return the intakes in mg of Box-Cox values; values below the end of the transformation become 0.

    >>> import numpy as np
    >>> back_transformed(np.array([np.log(5.0), -9.0]), np.array([0.0, 0.5])).round(6).tolist()
    [5.0, 0.0]
    """
    with np.errstate(divide="ignore"):
        end = np.where(power > 0, -1 / np.where(power > 0, power, 1.0), -np.inf)
    return np.asarray(special.inv_boxcox(np.maximum(z, end), power), dtype=np.float64)


def _above_zero(sd: Floats) -> Floats:
    return np.asarray(np.maximum(sd, 1e-9), dtype=np.float64)


@attrs.frozen(kw_only=True, repr=False)
class ModelDistributions(Distributions):
    """The distributions of a fitted model.

    A person's usual intake is T(m + u) + s: m the place of the person's component, u normal with the
    between-person SD, s a supplement as reported, and T(v) = E[g⁻¹(v + e)] over the within-person
    error e. The expectation is a Gauss-Hermite sum; g is Box-Cox.
    """

    power: Floats = attrs.field(eq=SAME_ARRAY)
    between_sd: Floats = attrs.field(eq=SAME_ARRAY, converter=_above_zero)
    within_sd: Floats = attrs.field(eq=SAME_ARRAY)
    places: Floats = attrs.field(eq=SAME_ARRAY)
    """Replicate × component."""
    shares: Floats = attrs.field(eq=SAME_ARRAY)
    """Replicate × component."""
    supplements_mg: Floats = attrs.field(eq=SAME_ARRAY)
    """One per component."""
    weekend_shift: Floats = attrs.field(eq=SAME_ARRAY)
    weekend_share: float
    _held: dict[int, tuple[Floats, Floats]] = attrs.field(init=False, factory=dict, eq=False)

    @property
    def replicates(self) -> int:
        """The number of distributions, the full sample's included."""
        return len(self.power)

    @property
    def _is_single(self) -> bool:
        return bool(self.places.shape[1] == 1)

    def usual_mg(self, v: Floats, moment: int = 1) -> Floats:
        """Return T(v) for *v* with one row per replicate, or the mean of a power of the daily intake."""
        shape = (len(self.power),) + (1,) * v.ndim
        error = self.within_sd.reshape(shape) * _NODES
        power = self.power.reshape(shape)
        out = np.zeros_like(v)
        for share, shift in ((1 - self.weekend_share, 0.0), (self.weekend_share, self.weekend_shift.reshape(shape))):
            if share > 0:
                out += share * (back_transformed(v[..., None] + shift + error, power) ** moment @ _WEIGHTS)
        return out

    def _spread(self) -> Floats:
        """Return m + u at the nodes of u: replicate, component, node."""
        return self.places[..., None] + self.between_sd[:, None, None] * _NODES

    def usual_at(self, v: Floats, moment: int = 1) -> Floats:
        """Return T(v), or the mean of a power of the daily intake, from a table if there are many."""
        if v.size <= self.replicates * _GRID:
            return self.usual_mg(v, moment)
        at, usual = self.table(moment)
        flat = v.reshape(len(v), -1)
        place = (flat - at[:, :1]) / (at[:, 1:2] - at[:, :1])
        first = np.clip(np.floor(np.nan_to_num(place)).astype(np.int64) - 1, 0, _GRID - 4)
        x = place - first
        # The cubic through the four nearest points of the table.
        weights = (
            (1 - x) * (2 - x) * (3 - x) / 6,
            x * (2 - x) * (3 - x) / 2,
            x * (x - 1) * (3 - x) / 2,
            x * (x - 1) * (x - 2) / 6,
        )
        row = np.arange(len(v))[:, None]
        found = sum(weight * usual[row, first + step] for step, weight in enumerate(weights))
        return np.asarray(found, dtype=np.float64).reshape(v.shape)

    def _total_of(self, values: Floats) -> Floats:
        return np.asarray((self.shares * values).sum(axis=1), dtype=np.float64)

    def means_mg(self) -> Floats:
        """Return the means."""
        return self._total_of(self.usual_at(self._spread()) @ _WEIGHTS + self.supplements_mg)

    def between_sds_mg(self) -> Floats:
        """Return the SDs of usual intake."""
        usual = self.usual_at(self._spread()) + self.supplements_mg[:, None]
        square = self._total_of(usual**2 @ _WEIGHTS)
        return np.sqrt(np.maximum(square - self._total_of(usual @ _WEIGHTS) ** 2, 0))

    def within_sds_mg(self) -> Floats:
        """Return the SDs of a person's days, averaged as variances over persons."""
        spread = self._spread()
        variance = self.usual_mg(spread, moment=2) - self.usual_mg(spread) ** 2
        return np.sqrt(np.maximum(self._total_of(variance @ _WEIGHTS), 0))

    def table(self, moment: int = 1) -> tuple[Floats, Floats]:
        """Return places on the transformed scale, and the usual intakes there, or the means of a power."""
        if moment not in self._held:
            reach = _REACH * self.between_sd
            low, high = self.places.min(axis=1) - reach, self.places.max(axis=1) + reach
            coarse, fine = np.linspace(0, 1, _GRID // 4 + 1), np.linspace(0, 1, _GRID)
            v = low[:, None] + (high - low)[:, None] * fine
            # T is smooth and increasing: every fourth point, and a monotone cubic between them.
            usual = self.usual_mg(v[:, ::4], moment)
            # Replicates without an answer stay NaN.
            is_known = np.isfinite(usual.sum(axis=1))
            between = PchipInterpolator(coarse, np.where(is_known[:, None], usual, 0.0), axis=1)(fine)
            self._held[moment] = v, np.where(is_known[:, None], between, np.nan)
        return self._held[moment]

    def bounds_mg(self) -> tuple[Floats, Floats]:
        """Return amounts that practically all usual intakes lie between."""
        _, usual = self.table()
        return usual[:, 0] + self.supplements_mg.min(), usual[:, -1] + self.supplements_mg.max()

    def shares_below(self, mg: Floats) -> Floats:
        """Return the share below *mg*, which has one value per replicate."""
        if self._is_single:
            # One place per replicate: solving for it is cheaper and more exact than a table.
            rest, middle = mg - self.supplements_mg[0], self.places[:, 0]
            reach = _REACH * self.between_sd
            v = solved(self.usual_mg, rest, middle - reach, middle + reach, exact=1e-9)
            return np.where(rest <= 0, 0.0, special.ndtr((v - middle) / self.between_sd))
        v, usual = self.table()
        rest = mg[:, None] - self.supplements_mg
        place = np.stack([np.interp(*row) for row in zip(rest, usual, v, strict=True)])
        z = (place - self.places) / self.between_sd[:, None]
        return np.asarray((np.where(rest <= 0, 0.0, special.ndtr(z)) * self.shares).sum(axis=1), dtype=np.float64)

    def percentiles_mg(self, percent: float) -> Floats:
        """Return each replicate's percentile."""
        if self._is_single:
            v = self.places[:, 0] + self.between_sd * float(special.ndtri(percent / 100))
            return np.asarray(self.usual_mg(v) + self.supplements_mg[0], dtype=np.float64)
        # Replicates are close to the full sample, so its percentile and secants with its density are good starts.
        first, share = self.first(), percent / 100
        start = float(solved(first.shares_below, share, *first.bounds_mg(), exact=1e-9)[0])
        mg, found = np.full(self.replicates, start), self.shares_below_all(start)
        slope = np.full(self.replicates, max(float(first.density(np.array([start]))[0]), 1e-12))
        for _ in range(8):
            step = (share - found) / slope
            after = self.shares_below(mg + step)
            with np.errstate(invalid="ignore", divide="ignore"):
                secant = (after - found) / step
            slope = np.where(np.isfinite(secant) & (secant > 0), secant, slope)
            mg, found = mg + step, after
            if (np.abs(np.nan_to_num(found - share)) < 1e-8).all():
                return np.asarray(mg, dtype=np.float64)
        low, high = self.bounds_mg()
        return solved(self.shares_below, share, low, high, exact=1e-9)

    def density(self, mg: Floats) -> Floats:
        """Return the full sample's density at amounts, per mg."""
        first = self.first()
        v, usual = (each[0] for each in first.table())
        rest = mg[:, None] - first.supplements_mg
        place = np.interp(rest, usual, v)
        slope = np.interp(place, v, np.gradient(usual, v))
        z = (place - first.places[0]) / first.between_sd[0]
        each = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi) / (first.between_sd[0] * np.maximum(slope, 1e-300))
        return np.asarray(np.where((rest > usual[0]) & (rest < usual[-1]), each, 0.0) @ first.shares[0])

    def first(self) -> ModelDistributions:
        """Return the full sample's distribution alone."""
        names = ("power", "between_sd", "within_sd", "places", "shares", "weekend_shift")
        return attrs.evolve(self, **{name: getattr(self, name)[:1] for name in names})

    def on_workdays(self) -> ModelDistributions:
        """Return the distributions of days outside the weekend."""
        return attrs.evolve(self, weekend_share=0.0)

    def on_weekends(self) -> ModelDistributions:
        """Return the distributions of days of the weekend."""
        return attrs.evolve(self, weekend_share=1.0)
