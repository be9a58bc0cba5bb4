"""The usual-intake distribution of a group, with and without standard errors."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np

from magnesium.population.columns import Floats
from magnesium.population.design import Replication
from magnesium.population.diagnostics import Diagnostics
from magnesium.population.distribution import Distributions, OneDay, percent, threshold_mg
from magnesium.population.estimates import Estimate, estimate


@attrs.frozen(kw_only=True, eq=False)
class UsualIntakeErrors:
    """The figures of :class:`UsualIntake` as estimates with standard error and interval."""

    _distributions: Distributions = attrs.field(repr=False, alias="distributions")
    _replication: Replication = attrs.field(repr=False, alias="replication")
    _within_variance: Floats = attrs.field(repr=False, alias="within_variance")
    _between_variance: Floats = attrs.field(repr=False, alias="between_variance")
    _masses: Floats = attrs.field(repr=False, alias="masses")
    df: int
    confidence: float
    persons: int

    @property
    def scale(self) -> Floats:
        """What each replicate's squared difference counts in the variance."""
        return self._replication.scale

    def masses(self) -> Floats:
        """Return the sum of the group's weights, of the full sample and of each replicate."""
        return self._masses

    def of(self, values: Floats, *, is_share: bool = False) -> Estimate:
        """Return the estimate whose full-sample value comes first and its replicates after."""
        persons = self.persons if is_share else None
        return estimate(values, self._replication.scale, self.df, confidence=self.confidence, persons=persons)

    @property
    def mean_mg(self) -> Estimate:
        """The mean, in mg a day."""
        return self.of(self._distributions.means_mg())

    @property
    def between_sd_mg(self) -> Estimate:
        """The SD of usual intake, in mg a day."""
        return self.of(self._distributions.between_sds_mg())

    @property
    def within_sd_mg(self) -> Estimate:
        """The SD of a person's days, in mg."""
        return self.of(self._distributions.within_sds_mg())

    @property
    def power(self) -> Estimate:
        """λ."""
        return self.of(self._distributions.power)

    @property
    def within_sd(self) -> Estimate:
        """The within-person SD on the transformed scale; in mg where λ is 1."""
        return self.of(np.sqrt(self._within_variance))

    def percentile_mg(self, rank: float) -> Estimate:
        """Return a percentile, 0 to 100 both excluded, in mg a day."""
        return self.of(self._distributions.percentiles_mg(percent(rank)))

    def share_below(self, mg: float) -> Estimate:
        """Return the share, 0 to 1, whose usual intake is below an amount."""
        return self.of(self._distributions.shares_below_all(threshold_mg(mg)), is_share=True)

    def share_above(self, mg: float) -> Estimate:
        """Return the share, 0 to 1, whose usual intake is above an amount."""
        return self.of(1 - self._distributions.shares_below_all(threshold_mg(mg)), is_share=True)


@attrs.frozen(kw_only=True, eq=False)
class UsualIntake:
    """The distribution of usual intake in a group; amounts in mg a day, shares from 0 to 1.

    *errors* has the same figures with their standard errors, *one_day* the naive distribution of a
    single recall. *notes* says what should be read before the figures are used.
    """

    group: Any
    """The group's label; ``None`` where all persons are one group."""
    persons: int
    persons_with_second_day: int
    recalls: int
    population: float
    """The sum of the weights."""
    power: float
    """λ of the Box-Cox transformation; 0 is the logarithm."""
    within_sd: float
    """Within-person SD on the transformed scale."""
    between_sd: float
    """Between-person SD on the transformed scale, given the covariates."""
    one_day: OneDay
    total: UsualIntake | None
    """Food by the model plus supplements as reported, where ``supplement_mg`` was given."""
    diagnostics: Diagnostics
    notes: tuple[str, ...]
    errors: UsualIntakeErrors
    _distributions: Distributions = attrs.field(repr=False, alias="distributions")
    _one: Distributions = attrs.field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_one", self._distributions.first())

    @property
    def distributions(self) -> Distributions:
        """The full sample's distribution and the replicates'."""
        return self._distributions

    @property
    def mean_mg(self) -> float:
        """The mean."""
        return float(self._one.means_mg()[0])

    @property
    def between_sd_mg(self) -> float:
        """The SD of usual intake between persons."""
        return float(self._one.between_sds_mg()[0])

    @property
    def within_sd_mg(self) -> float:
        """The SD of a person's days around the own usual intake, averaged as variances over persons."""
        return float(self._one.within_sds_mg()[0])

    def percentile_mg(self, rank: float) -> float:
        """Return a percentile; raises :class:`~magnesium.AmountError` outside 0 to 100, both excluded."""
        return float(self._one.percentiles_mg(percent(rank))[0])

    def share_below(self, mg: float) -> float:
        """Return the share whose usual intake is below an amount."""
        return float(self._one.shares_below_all(threshold_mg(mg))[0])

    def share_above(self, mg: float) -> float:
        """Return the share whose usual intake is above an amount."""
        return 1 - self.share_below(mg)

    def density(self, mg: Any) -> Floats:
        """Return the density, per mg, at an amount or an array of them."""
        return self._one.density(np.atleast_1d(np.asarray(mg, dtype=np.float64)))
