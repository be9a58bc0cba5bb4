"""Simulate surveys from known distributions, for examples, tests, and planning."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
from scipy import special

from magnesium.errors import AmountError
from magnesium.population.distribution import percent, threshold_mg
from magnesium.population.fitted import ModelDistributions
from magnesium.population.options import number, require
from magnesium.units import as_float, whole_number

_ABOVE_0 = number("must be a finite number above 0", lambda value: 0 < value < np.inf)


@attrs.frozen(kw_only=True)
class KnownIntake:
    """A known usual-intake distribution: Box-Cox values are normal between and within persons.

    *median_mg* is the amount at the median of persons' Box-Cox values, and *day_cv* approximately the coefficient of
    variation of a single day. The ratio is that of the variances, within over between persons.
    """

    power: float = attrs.field(default=0.3, validator=number("must be from 0 to 2", lambda value: 0 <= value <= 2))
    median_mg: float = attrs.field(default=270.0, validator=_ABOVE_0)
    day_cv: float = attrs.field(default=0.45, validator=_ABOVE_0)
    within_to_between: float = attrs.field(default=1.5, validator=_ABOVE_0)

    def distribution(self) -> ModelDistributions:
        """Return the distribution."""
        total = self.day_cv * self.median_mg**self.power
        between = total / np.sqrt(1 + self.within_to_between)
        return ModelDistributions(
            power=np.array([self.power]),
            between_sd=np.array([between]),
            within_sd=np.array([between * np.sqrt(self.within_to_between)]),
            places=np.array([[float(special.boxcox(self.median_mg, self.power))]]),
            shares=np.ones((1, 1)),
            supplements_mg=np.zeros(1),
            weekend_shift=np.zeros(1),
            weekend_share=0.0,
        )

    @property
    def mean_mg(self) -> float:
        """The mean of usual intake."""
        return float(self.distribution().means_mg()[0])

    def percentile_mg(self, rank: float) -> float:
        """Return a percentile of usual intake."""
        return float(self.distribution().percentiles_mg(percent(rank))[0])

    def share_below(self, mg: float) -> float:
        """Return the share of persons below an amount."""
        return float(self.distribution().shares_below_all(threshold_mg(mg))[0])


_MOST_PERSONS = 10_000_000
"""More would not fit into memory."""


def _share(value: float, what: str) -> float:
    if 0 <= as_float(value, what) <= 1:
        return value
    raise AmountError(what, value, "must be from 0 to 1")


def made_up_recalls(
    known: KnownIntake | None = None,
    *,
    persons: int,
    seed: int,
    second_day_share: float = 1.0,
    later_recall: float = 0.0,
    strata: int = 15,
    psus: int = 2,
    psu_sd: float = 0.0,
    weights: bool = False,
) -> dict[str, Any]:
    """Simulate recalls of a known distribution as columns, one row per recalled day.

    The columns are ``person``, ``day``, ``mg``, ``weight``, ``stratum``, ``psu``.

    Args:
        known: Distribution to draw from; the default one if ``None``.
        persons: Number of persons.
        seed: Seed of the random numbers.
        second_day_share: Fraction of persons with a second recall.
        later_recall: Effect of the second recall, in within-person SDs on the Box-Cox scale.
        strata: Number of strata.
        psus: Number of primary sampling units per stratum.
        psu_sd: SD between PSUs, as a share of the between-person SD, which does not change.
        weights: Whether persons with low intakes are sampled up to three times as often; the weights correct this.

    >>> survey = made_up_recalls(persons=3, seed=1, second_day_share=0)
    >>> survey["person"].tolist(), survey["mg"].round().tolist()
    ([0, 1, 2], [257.0, 477.0, 210.0])
    """
    known = KnownIntake() if known is None else known
    require("known", known, KnownIntake)
    persons, strata, psus = whole_number(persons, "persons"), whole_number(strata, "strata"), whole_number(psus, "psus")
    if persons > _MOST_PERSONS:
        raise AmountError("persons", persons, f"must be at most {_MOST_PERSONS:,}")
    if strata * psus > _MOST_PERSONS:
        raise AmountError("strata", strata, f"must give at most {_MOST_PERSONS:,} PSUs")
    seed = whole_number(seed, "seed", 0)
    second_day_share, psu_sd = _share(second_day_share, "second_day_share"), _share(psu_sd, "psu_sd")
    later_recall = as_float(later_recall, "later_recall")
    rng = np.random.default_rng(seed)
    of = known.distribution()
    middle, between, within = float(of.places[0, 0]), float(of.between_sd[0]), float(of.within_sd[0])
    unit = rng.integers(0, strata * psus, size=persons)
    shared = rng.normal(size=strata * psus) * psu_sd
    effect = shared[unit] + rng.normal(size=persons) * np.sqrt(1 - psu_sd**2)
    weight = np.ones(persons)
    if weights:
        # Persons are drawn from a larger number of candidates, those with low intakes more often.
        effect = rng.normal(size=persons * 6)
        chance = np.where(effect < 0, 0.3, 0.1) * rng.uniform(0.5, 1.5, size=len(effect))
        drawn = np.flatnonzero(rng.random(len(effect)) < chance)[:persons]
        effect, weight, unit = effect[drawn], 1 / chance[drawn], unit[: len(drawn)]
        persons = len(drawn)
    twice = rng.random(persons) < second_day_share
    who = np.r_[np.arange(persons), np.flatnonzero(twice)]
    day = np.r_[np.ones(persons, dtype=np.int64), np.full(int(twice.sum()), 2)]
    z = middle + between * effect[who] + within * rng.normal(size=len(who))
    z += np.where(day == 2, later_recall * np.hypot(between, within), 0.0)
    mg = (
        special.inv_boxcox(z, known.power)
        if known.power == 0
        else np.maximum(z * known.power + 1, 0) ** (1 / known.power)
    )
    return {
        "person": who,
        "day": day,
        "mg": np.asarray(mg, dtype=np.float64),
        "weight": weight[who],
        "stratum": unit[who] // psus,
        "psu": unit[who] % psus,
    }
