"""Diagnostics of a fit: what to read before the figures are used."""

from __future__ import annotations

import attrs

from magnesium.rendering.answers import Answer


class PopulationWarning(UserWarning):
    """A result is based on too little, or on data that look wrong."""


@attrs.frozen(kw_only=True, repr=False)
class InfluentialRecall(Answer):
    """A recall so far from the other recalls of its person that it decides the within-person variance."""

    person: str
    """The person's label."""
    day: str
    """The day, as given."""
    mg: float
    share_of_within_variance: float
    """The person's share of the within-person sum of squares."""
    standard_deviations: float
    """Distance from the mean of the person's days, in within-person SDs on the transformed scale."""

    def __str__(self) -> str:
        share = f"{self.share_of_within_variance:.1%} of the within-person variance"
        return f"person {self.person}, day {self.day}: {self.mg:,.0f} mg, {share}"


@attrs.frozen(kw_only=True, repr=False)
class Diagnostics(Answer):
    """Diagnostics of a usual-intake distribution."""

    method: str
    """Method for the variances: ``moments``, ``reml``, ``external ratio``, or maximum likelihood."""
    variances: str
    """``separate``, or ``shared`` with the other groups."""
    replication: str
    df: int
    """PSUs less strata with members of the group; without a design, random groups less one."""
    design_effect_of_weights: float
    """Kish: 1 + the squared coefficient of variation of the weights."""
    later_recall_percent: float | None
    """Difference of a later recall from the first, at the middle of the group, in percent."""
    weekend_percent: float | None
    """Difference of a weekend day from others, at the middle of the group, in percent."""
    residual_skewness: float
    """Of all transformed recalls; near 0 if the transformation fits."""
    residual_excess_kurtosis: float
    later_to_first_variance: float | None
    """Variance of the transformed later recalls over that of the first ones; near 1 if they measure alike."""
    influential_recalls: tuple[InfluentialRecall, ...]
    """Outliers by a Bonferroni test at 5 %, most influential first, at most ten."""
    first_recalls: int
    """Recalls that count as the first of their person: the earliest of each."""
    first_recalls_with_later_number: int
    """First recalls whose number is not the survey's lowest; 0 if *day* holds dates."""
    zeros_replaced: int
    """Recalls of 0 mg, replaced by half the smallest positive amount."""
    persons_left_out: int
    """Persons of the survey with a weight of zero."""
    power_at_bound: bool
    """Whether λ is at an end of its range."""
    between_is_zero: bool
    """Whether no variance between persons was found."""
    replicates_without_answer: int
    recalls_with_intake: int | None = None
    """Recalls above 0 mg; ``None`` unless the model has two parts."""
    correlation: float | None = None
    """Correlation of the probability of intake and the amount; ``None`` unless the model has two parts."""

    def __str__(self) -> str:
        shape = f"skewness {self.residual_skewness:.2f}, excess kurtosis {self.residual_excess_kurtosis:.2f}"
        return f"variances by {self.method}, {self.df} degrees of freedom, residuals: {shape}"
