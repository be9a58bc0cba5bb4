"""Distributions: usual intake from a fitted model, and the naive one of a single day."""

from __future__ import annotations

import copy
import math
from typing import Any

import attrs
import numpy as np
from numpy.polynomial import hermite_e
from scipy import special

from magnesium.errors import AmountError
from magnesium.population.columns import Floats

_NODES, _WEIGHTS = hermite_e.hermegauss(21)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()
_GRID = 1025
"""Points of the table that turns an intake into its place on the transformed scale."""


def back_transformed(z: Floats, power: Floats) -> Floats:
    """Return the intakes in mg of Box-Cox values; what lies below the transformation's end is 0.

    >>> import numpy as np
    >>> back_transformed(np.array([np.log(5.0), -9.0]), np.array([0.0, 0.5])).round(6).tolist()
    [5.0, 0.0]
    """
    with np.errstate(divide="ignore"):
        end = np.where(power > 0, -1 / np.where(power > 0, power, 1.0), -np.inf)
    return np.asarray(special.inv_boxcox(np.maximum(z, end), power), dtype=np.float64)


class Distributions:
    """The usual-intake distributions of the full sample (the first) and of each replicate.

    A person's usual intake is T(m + u) + s: m the place of the person's component, u normal with the
    between-person SD, s a supplement as reported, and T(v) = E[g⁻¹(v + e)] over the within-person
    error e. The expectation is a Gauss-Hermite sum; g is Box-Cox.
    """

    def __init__(
        self,
        *,
        power: Floats,
        between_sd: Floats,
        within_sd: Floats,
        places: Floats,
        shares: Floats,
        supplements_mg: Floats,
        weekend_shift: Floats,
        weekend_share: float,
    ) -> None:
        self.power = power
        self.between_sd = np.maximum(between_sd, 1e-9)
        self.within_sd = within_sd
        self.places = places
        self.shares = shares
        self.supplements_mg = supplements_mg
        self.weekend_shift = weekend_shift
        self.weekend_share = weekend_share
        self._tables: tuple[Floats, Floats] | None = None

    def usual_mg(self, v: Floats, moment: int = 1) -> Floats:
        """Return T(v) for *v* with a row a replicate, or the mean of a power of the daily intake."""
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

    def means_mg(self) -> Floats:
        """Return the means."""
        return self.total_of(self.usual_mg(self._spread()) @ _WEIGHTS + self.supplements_mg)

    def total_of(self, values: Floats) -> Floats:
        """Return the mean over components."""
        return np.asarray((self.shares * values).sum(axis=1), dtype=np.float64)

    def between_sds_mg(self) -> Floats:
        """Return the SDs of usual intake."""
        usual = self.usual_mg(self._spread()) + self.supplements_mg[:, None]
        square = self.total_of(usual**2 @ _WEIGHTS)
        return np.sqrt(np.maximum(square - self.means_mg() ** 2, 0))

    def within_sds_mg(self) -> Floats:
        """Return the SDs of a person's days, averaged as variances over persons."""
        spread = self._spread()
        variance = self.usual_mg(spread, moment=2) - self.usual_mg(spread) ** 2
        return np.sqrt(np.maximum(self.total_of(variance @ _WEIGHTS), 0))

    def _table(self) -> tuple[Floats, Floats]:
        if self._tables is None:
            reach = 8 * self.between_sd
            low, high = self.places.min(axis=1) - reach, self.places.max(axis=1) + reach
            v = low[:, None] + (high - low)[:, None] * np.linspace(0, 1, _GRID)
            self._tables = v, self.usual_mg(v)
        return self._tables

    def shares_below(self, mg: Floats) -> Floats:
        """Return the share below *mg*, which has one value a replicate."""
        if self.places.shape[1] == 1 and not self.supplements_mg.any():
            # One place a replicate: halving is twenty times cheaper than a table.
            middle, reach = self.places[:, 0], 8 * self.between_sd
            low, high = middle - reach, middle + reach
            for _ in range(45):
                v = (low + high) / 2
                too_low = self.usual_mg(v) < mg
                low, high = np.where(too_low, v, low), np.where(too_low, high, v)
            return np.where(mg <= 0, 0.0, special.ndtr(((low + high) / 2 - middle) / self.between_sd))
        v, usual = self._table()
        rest = mg[:, None] - self.supplements_mg
        out = np.empty(len(mg))
        for r in range(len(mg)):
            z = (np.interp(rest[r], usual[r], v[r]) - self.places[r]) / self.between_sd[r]
            below = np.where(rest[r] <= 0, 0.0, special.ndtr(z))
            out[r] = (self.shares[r] * below).sum()
        return out

    def shares_below_all(self, mg: float) -> Floats:
        """Return each replicate's share below one amount."""
        return self.shares_below(np.full(len(self.power), mg))

    def percentiles_mg(self, percent: float) -> Floats:
        """Return each replicate's percentile."""
        if self.places.shape[1] == 1:
            v = self.places[:, 0] + self.between_sd * float(special.ndtri(percent / 100))
            return np.asarray(self.usual_mg(v) + self.supplements_mg[0], dtype=np.float64)
        _, usual = self._table()
        low, high = usual[:, 0] + self.supplements_mg.min(), usual[:, -1] + self.supplements_mg.max()
        for _ in range(45):
            middle = (low + high) / 2
            too_low = self.shares_below(middle) < percent / 100
            low, high = np.where(too_low, middle, low), np.where(too_low, high, middle)
        return np.asarray((low + high) / 2, dtype=np.float64)

    def inadequate(self, ear_mg: float, requirement_sd_mg: float) -> Floats:
        """Return the mean over usual intakes of the probability that a normal requirement is above them."""
        # The nodes of u would cut the requirement's narrow step too coarsely; quantiles of usual intake do not.
        if self.places.shape[1] == 1:
            ranks = (np.arange(2000) + 0.5) / 2000
            v = self.places + self.between_sd[:, None] * special.ndtri(ranks)
            usual = self.usual_mg(v) + self.supplements_mg[0]
            return np.asarray(special.ndtr((ear_mg - usual) / requirement_sd_mg).mean(axis=1), dtype=np.float64)
        # By parts: the mean over requirements of the share below them.
        ranks = (np.arange(200) + 0.5) / 200
        needs = ear_mg + requirement_sd_mg * special.ndtri(ranks)
        return np.asarray(np.mean([self.shares_below_all(float(need)) for need in needs], axis=0), dtype=np.float64)

    def density(self, mg: Floats) -> Floats:
        """Return the full sample's density at amounts, per mg."""
        first = self if len(self.power) == 1 else self.first()
        step = 1e-3 * float(first.between_sds_mg()[0]) + 1e-9
        v, usual = first._table()  # noqa: SLF001  (of its same kind)

        def below(at: Floats) -> Floats:
            rest = at[:, None] - first.supplements_mg
            z = (np.interp(rest, usual[0], v[0]) - first.places[0]) / first.between_sd[0]
            return np.asarray(np.where(rest <= 0, 0.0, special.ndtr(z)) @ first.shares[0], dtype=np.float64)

        return (below(mg + step) - below(mg - step)) / (2 * step)

    def first(self) -> Distributions:
        """Return the full sample's alone."""
        return Distributions(
            power=self.power[:1],
            between_sd=self.between_sd[:1],
            within_sd=self.within_sd[:1],
            places=self.places[:1],
            shares=self.shares[:1],
            supplements_mg=self.supplements_mg,
            weekend_shift=self.weekend_shift[:1],
            weekend_share=self.weekend_share,
        )

    def on_workdays(self) -> Distributions:
        """Return the distributions of days outside the weekend."""
        plain = copy.copy(self)
        plain.weekend_share = 0.0
        plain._tables = None  # noqa: SLF001  (of its same kind)
        return plain


def percent(value: Any) -> float:
    """Return a percentile's rank; raises :class:`~magnesium.AmountError` outside 0 to 100, both excluded."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 100:
        raise AmountError("percentile", value, "must be above 0 and below 100")
    return float(value)


def threshold_mg(value: Any) -> float:
    """Return an amount to compare with; raises :class:`~magnesium.AmountError` for one that cannot be."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not (math.isfinite(value) and value >= 0):
        raise AmountError("mg", value, "must be a finite number from 0")
    return float(value)


@attrs.frozen(kw_only=True, eq=False)
class OneDay:
    """The distribution of one recalled day a person: what usual intake is mistaken for.

    Weighted, of each person's first recall; its spread holds the day-to-day variation.
    """

    mg: Floats = attrs.field(repr=False)
    """The amounts, sorted."""
    cumulative: Floats = attrs.field(repr=False)
    """The share of the population up to each."""

    @classmethod
    def of(cls, mg: Floats, weight: Floats) -> OneDay:
        """Return the distribution of weighted amounts."""
        order = np.argsort(mg, kind="stable")
        return cls(mg=mg[order], cumulative=np.cumsum(weight[order]) / weight.sum())

    @property
    def mean_mg(self) -> float:
        """The mean."""
        return float((self.mg * np.diff(self.cumulative, prepend=0.0)).sum())

    @property
    def sd_mg(self) -> float:
        """The standard deviation."""
        share = np.diff(self.cumulative, prepend=0.0)
        return math.sqrt(float(((self.mg - self.mean_mg) ** 2 * share).sum()))

    def percentile_mg(self, rank: float) -> float:
        """Return a percentile, 0 to 100 both excluded."""
        index = int(np.searchsorted(self.cumulative, percent(rank) / 100))
        return float(self.mg[min(index, len(self.mg) - 1)])

    def share_below(self, mg: float) -> float:
        """Return the share, 0 to 1, below an amount; the amount itself does not count."""
        index = int(np.searchsorted(self.mg, threshold_mg(mg), side="left"))
        return 0.0 if index == 0 else float(self.cumulative[index - 1])

    def share_above(self, mg: float) -> float:
        """Return the share, 0 to 1, above an amount; the amount itself does not count."""
        index = int(np.searchsorted(self.mg, threshold_mg(mg), side="right"))
        return 1.0 if index == 0 else max(0.0, 1 - float(self.cumulative[index - 1]))
