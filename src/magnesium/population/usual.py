"""The usual-intake distribution of a group, with and without standard errors."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Literal

import attrs
import numpy as np

from magnesium.errors import InvalidValueError, member
from magnesium.needs.authorities import Authority
from magnesium.needs.requirements import requirement_cv as published_cv
from magnesium.population.columns import Floats, numbers
from magnesium.population.diagnostics import Diagnostics
from magnesium.population.distribution import SAME_ARRAY, Distributions, percent, threshold_mg
from magnesium.population.estimates import Estimate, estimate
from magnesium.population.fitted import ModelDistributions
from magnesium.population.one_day import OneDay
from magnesium.population.options import require_number
from magnesium.population.requirements import Requirement, ear_of
from magnesium.population.supplements import SupplementIntake
from magnesium.population.transformed import ShiftedDistributions
from magnesium.population.two_part_distributions import TwoPartDistributions
from magnesium.rendering.answers import Answer
from magnesium.rendering.blocks import Block, Caution, Heading, Note, Row, Table
from magnesium.rendering.documents import OPEN

RANKS = (5, 10, 25, 50, 75, 90, 95)
"""The percentiles in texts and documents."""


class UsualIntakeErrors:
    """The figures of :class:`UsualIntake` as estimates with standard error and interval."""

    def __init__(self, usual: UsualIntake) -> None:
        self._usual = usual

    def __repr__(self) -> str:
        return f"<UsualIntakeErrors: {self._usual}>"

    @property
    def df(self) -> int:
        """Degrees of freedom: PSUs less strata with members of the group."""
        return self._usual.df

    @property
    def confidence(self) -> float:
        """Level of the intervals."""
        return self._usual.confidence

    @property
    def scale(self) -> Floats:
        """Factor of each replicate's squared difference in the variance."""
        return self._usual.scale

    def masses(self) -> Floats:
        """Return the sum of the group's weights, of the full sample and of each replicate."""
        return self._usual.masses

    def of(self, values: Floats, *, is_share: bool = False) -> Estimate:
        """Return the estimate of values with the full sample first, then its replicates."""
        usual = self._usual
        persons = (usual.persons or 0) if is_share else None
        return estimate(
            values, usual.scale, usual.df, confidence=usual.confidence, persons=persons, key=usual.replicate_key
        )

    @property
    def mean_mg(self) -> Estimate:
        """The mean, in mg per day."""
        return self.of(self._usual.distributions.means_mg())

    @property
    def between_sd_mg(self) -> Estimate:
        """The SD of usual intake, in mg per day."""
        return self.of(self._usual.distributions.between_sds_mg())

    @property
    def within_sd_mg(self) -> Estimate:
        """The SD of a person's days, in mg."""
        return self.of(self._usual.distributions.within_sds_mg())

    @property
    def power(self) -> Estimate:
        """λ; raises :class:`~magnesium.InvalidValueError` without a fitted model."""
        return self.of(self._model().power)

    @property
    def within_sd(self) -> Estimate:
        """The within-person SD on the transformed scale; in mg if λ is 1."""
        return self.of(np.sqrt(self._usual.within_variances))

    @property
    def within_to_between(self) -> Estimate:
        """The ratio of the variances on the transformed scale, within over between persons."""
        return self.of(self._usual.within_variances / self._model().between_sd ** 2)

    def _model(self) -> ModelDistributions:
        of = self._usual.distributions
        if isinstance(of, TwoPartDistributions):
            return of.amount
        if not isinstance(of, ModelDistributions):
            raise InvalidValueError("usual", str(self._usual), "is not of one fitted model")
        return of

    def percentile_mg(self, rank: float) -> Estimate:
        """Return a percentile, 0 to 100 both excluded, in mg per day."""
        return self.of(self._usual.distributions.percentiles_mg(percent(rank)))

    def share_below(self, mg: float) -> Estimate:
        """Return the share, 0 to 1, whose usual intake is below an amount."""
        return self.of(self._usual.distributions.shares_below_all(threshold_mg(mg)), is_share=True)

    def share_above(self, mg: float) -> Estimate:
        """Return the share, 0 to 1, whose usual intake is above an amount."""
        return self.of(1 - self._usual.distributions.shares_below_all(threshold_mg(mg)), is_share=True)


@attrs.frozen(kw_only=True, repr=False)
class Coefficient(Answer):
    """One coefficient of the model, on the transformed scale."""

    name: str
    """The effect: a group, "later recall", "weekend", or a covariate; a category reads "name=value".

    In a two-part model it begins with its part: "amount: " or "log odds: ".
    """
    estimate: Estimate
    """Change of the transformed intake per unit of the covariate."""

    def __str__(self) -> str:
        return f"{self.name}: {self.estimate}"


@attrs.frozen(kw_only=True, repr=False)
class UsualIntake(Answer):
    """The distribution of usual intake in a group; amounts in mg per day, shares from 0 to 1.

    *errors* has the same figures with their standard errors, *one_day* the naive distribution of a
    single recall. Read *notes* before the figures are used.
    """

    group: str | int | float | bool | None
    """The group's label; ``None`` if all persons are one group."""
    persons: int | None = None
    """Persons in the group; ``None`` if the distribution comes from a summary."""
    persons_with_second_day: int | None = None
    recalls: int | None = None
    population: float | None = None
    """The sum of the weights."""
    power: float | None = None
    """λ of the Box-Cox transformation; 0 is the logarithm. In a two-part model, of the amounts, like the next two."""
    within_sd: float | None = None
    """Within-person SD on the transformed scale."""
    between_sd: float | None = None
    """Between-person SD on the transformed scale, given the covariates."""
    one_day: OneDay | None = None
    total: UsualIntake | None = None
    """Food by the model plus supplements as reported, if ``supplement_mg`` was given."""
    supplements: SupplementIntake | None = None
    """Supplements alone, as reported, if ``supplement_mg`` was given."""
    coefficients: tuple[Coefficient, ...] = ()
    """The coefficients of the model, those of the reported groups first."""
    diagnostics: Diagnostics | None = None
    notes: tuple[str, ...] = ()
    distributions: Distributions = attrs.field(metadata={OPEN: True})
    """The full sample's distribution and the replicates'."""
    within_variances: Floats = attrs.field(eq=SAME_ARRAY, factory=lambda: np.array([np.nan]))
    """The within-person variance on the transformed scale, of the full sample and of each replicate."""
    masses: Floats = attrs.field(eq=SAME_ARRAY, factory=lambda: np.ones(1))
    """The sum of the weights, of the full sample and of each replicate."""
    scale: Floats = attrs.field(eq=SAME_ARRAY, factory=lambda: np.empty(0))
    """Factor of each replicate's squared difference in the variance."""
    replicate_key: str = ""
    """Digest of the survey and its replicates; records with the same one can be compared replicate by replicate."""
    df: int = 0
    confidence: float = 0.95
    _one: Distributions = attrs.field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_one", self.distributions.first())

    @property
    def errors(self) -> UsualIntakeErrors:
        """The same figures with their standard errors."""
        return UsualIntakeErrors(self)

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
        """The SD of days around the person's usual intake, averaged as variances over persons."""
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
        return self._one.density(numbers(None, [mg] if np.isscalar(mg) else mg, "mg", minimum=None))

    def share_below_requirement(
        self,
        requirement: Requirement,
        *,
        method: Literal["probability", "cut-point"] = "probability",
        requirement_cv: float | None = None,
        authority: Authority | str = "nasem",
        edition: str | None = None,
    ) -> float:
        """Return the share of persons whose usual intake is below their requirement.

        Args:
            requirement: A person, reference values, an EAR, or an EAR in mg per day.
            method: "probability": requirements are normal around the EAR; "cut-point": the share below the EAR.
            requirement_cv: CV of requirements; by default the published one, 10 % for magnesium.
            authority: Whose EAR is meant if *requirement* is a person.
            edition: Title of its edition.

        Returns:
            The share, 0 to 1; :func:`~magnesium.population.full_probability` has its standard error.
        """
        member(method, ("probability", "cut-point"), "method")
        ear_mg, value = ear_of(requirement, authority, edition)
        if method == "cut-point":
            return self.share_below(ear_mg)
        cv = published_cv(value) if requirement_cv is None else requirement_cv
        require_number("requirement_cv", cv, "must be above 0 and below 1", lambda given: 0 < given < 1)
        return float(self._one.inadequate(ear_mg, cv * ear_mg)[0])

    def shifted(self, mg: float = 0.0, *, factor: float = 1.0) -> UsualIntake:
        """Return the record with each usual intake multiplied by *factor*, plus *mg* per day.

        Raises :class:`~magnesium.AmountError` for amounts that are not finite, and a factor that is not above 0.
        """
        require_number("mg", mg, "must be a finite number", math.isfinite)
        require_number("factor", factor, "must be a finite number above 0", lambda given: 0 < given < math.inf)
        return attrs.evolve(
            self,
            distributions=ShiftedDistributions(of=self.distributions, mg=float(mg), factor=float(factor)),
            one_day=None,
            total=None,
            coefficients=(),
            notes=(*self.notes, f"shifted: {factor:g} × usual intake {mg:+g} mg"),
        )

    def needed_shift(
        self, target: float, requirement: Requirement, *, method: Literal["probability", "cut-point"] = "probability"
    ) -> float:
        """Return by how many mg per day all intakes must rise for the share below the requirement to be *target*.

        Negative if the share is already smaller.

        Args:
            target: Share below the requirement to reach, between 0 and 1.
            requirement: As for :func:`ear_cut_point`.
            method: "probability" or "cut-point".

        Raises:
            AmountError: *target* is not above 0 and below 1.
        """
        from scipy.optimize import brentq

        require_number("target", target, "must be a share above 0 and below 1", lambda given: 0 < given < 1)
        alone = attrs.evolve(self, distributions=self._one, scale=np.empty(0), masses=self.masses[:1])

        def excess(mg: float) -> float:
            return alone.shifted(mg).share_below_requirement(requirement, method=method) - target

        reach = 10 * self.percentile_mg(99.9) + 10_000
        root: Any = brentq(excess, -reach, reach, xtol=1e-6)
        return float(root)

    def blocks(self) -> Iterator[Block]:
        """Yield the mean and percentiles with their errors, the numbers of persons, and the notes."""
        yield Heading(str(self), 1)
        yield Table(("mg per day", "estimate", "SE", f"{self.confidence:.0%} interval"), self.figure_rows())
        for label, value in (
            ("Persons", self.persons),
            ("with a second day", self.persons_with_second_day),
            ("Recalls", self.recalls),
        ):
            if value is not None:
                yield Row(label, f"{value:,}")
        if self.power is not None:
            yield Row("Box-Cox λ", f"{self.power:.2f}")
        if self.one_day is not None:
            yield Note(f"A single day instead of usual intake: SD {self.one_day.sd_mg:.0f} mg.")
        yield from (Caution(note) for note in self.notes)
        if self.total is not None:
            yield Heading("Food and supplements")
            yield Table(("mg per day", "estimate", "SE", f"{self.confidence:.0%} interval"), self.total.figure_rows())

    def figure_rows(self) -> Iterator[tuple[str, ...]]:
        """Yield the mean, the percentiles and the SD as strings, with their errors."""
        errors = self.errors
        figures = [("mean", errors.mean_mg), *((f"P{rank}", errors.percentile_mg(rank)) for rank in RANKS)]
        for label, one in (*figures, ("SD between persons", errors.between_sd_mg)):
            se, interval = "–", "–"
            if one.se is not None and one.low is not None and one.high is not None:
                se, interval = f"{one.se:.1f}", f"{one.low:.0f} to {one.high:.0f}"
            yield (label, f"{one.value:.0f}", se, interval)

    def derived_figures(self) -> dict[str, Any]:
        """Return the figures that follow from the record, for other programs."""
        found: dict[str, Any] = {
            "mean_mg": self.mean_mg,
            "between_sd_mg": self.between_sd_mg,
            "percentiles_mg": {str(rank): self.percentile_mg(rank) for rank in RANKS},
        }
        if len(self.scale):
            errors = self.errors
            found["mean_mg_se"] = errors.mean_mg.se
            found["percentiles_mg_se"] = {str(rank): errors.percentile_mg(rank).se for rank in RANKS}
        return found

    def cited(self) -> tuple[str, ...]:
        """Return no keys: the figures are those of the user's survey."""
        return ()

    def __str__(self) -> str:
        who = "" if self.group is None else f"{self.group}: "
        low, high = (self.percentile_mg(rank) for rank in (5, 95))
        middle = f"usual intake {self.mean_mg:.0f} mg per day on average, 5 to 95 %: {low:.0f} to {high:.0f} mg"
        return f"{who}{middle}"
