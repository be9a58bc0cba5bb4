"""Usual intake of a nutrient that everybody eats daily: the amount-only model, by group."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from typing import Any, Literal, overload

import attrs
import numpy as np
import numpy.typing as npt
from scipy import special

from magnesium.errors import AmountError
from magnesium.population.design import Estimate, Replication, estimate, replication
from magnesium.population.distribution import Distributions, OneDay, percent, threshold_mg
from magnesium.population.model import POWERS, Fit, fit_all
from magnesium.population.survey import (
    RANDOM_GROUPS,
    Column,
    Effect,
    Floats,
    Ints,
    PopulationWarning,
    Recalls,
    read_recalls,
)

FEW_SECOND_DAYS = 50
"""Persons with a second day below which the within-person variance is too unsure; this library's own rule."""
MANY_ZEROS, TOO_MANY_ZEROS = 0.01, 0.05
"""Shares of recalls of 0 mg from which the amount-only model is doubtful, and refused; this library's own rule."""
_EXACT = 60
"""Up to this many kinds of persons, each is a component."""
_CELLS_PER_SD = 40
"""Otherwise a component is as wide as this part of the SD of a recalled day."""


@attrs.frozen(kw_only=True)
class Diagnostics:
    """What to look at before a usual-intake distribution is believed."""

    method: str
    """How the variances were found: ``moments``, ``reml`` or ``external ratio``."""
    variances: str
    """``separate``, or ``shared`` with the other groups."""
    replication: str
    df: int
    """PSUs less strata that hold members of the group; random groups less one without a design."""
    design_effect_of_weights: float
    """Kish: 1 + the squared coefficient of variation of the weights."""
    later_recall_percent: float | None
    """How much a later recall is above the first, at the group's middle, in percent."""
    weekend_percent: float | None
    """How much a weekend's day is above another, at the group's middle, in percent."""
    residual_skewness: float
    """Of the transformed first recalls; near 0 where the transformation fits."""
    residual_excess_kurtosis: float
    first_recalls: int
    """Recalls that count as the first of their person: the earliest of each."""
    first_recalls_with_later_number: int
    """First recalls whose number is not the survey's lowest; 0 where *day* holds dates."""
    zeros_replaced: int
    """Recalls of 0 mg, taken for half the smallest positive amount."""
    persons_left_out: int
    """Persons of the survey with a weight of zero."""
    power_at_bound: bool
    """Whether λ ended at an end of its range."""
    between_is_zero: bool
    """Whether persons differed no more than their days."""
    replicates_without_answer: int


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


@overload
def usual_intake(
    data: Any = None,
    *,
    person: Column,
    day: Column,
    mg: Column,
    weight: Column | None = None,
    strata: Column | None = None,
    psu: Column | None = None,
    by: None = None,
    covariates: Sequence[Any] | str | None = None,
    weekend: Column | None = None,
    weekend_share: float = 3 / 7,
    supplement_mg: Column | None = None,
    variances: Literal["separate", "shared"] = "separate",
    method: Literal["moments", "reml"] = "moments",
    power: float | None = None,
    within_to_between: float | None = None,
    replication: Literal["jackknife", "bootstrap", "brr"] | None = "jackknife",
    replicates: int = 200,
    fay: float = 0.3,
    single_psu: Literal["error", "merge"] = "error",
    confidence: float = 0.95,
    seed: int = 0,
) -> UsualIntake: ...


@overload
def usual_intake(
    data: Any = None,
    *,
    person: Column,
    day: Column,
    mg: Column,
    weight: Column | None = None,
    strata: Column | None = None,
    psu: Column | None = None,
    by: Column,
    covariates: Sequence[Any] | str | None = None,
    weekend: Column | None = None,
    weekend_share: float = 3 / 7,
    supplement_mg: Column | None = None,
    variances: Literal["separate", "shared"] = "separate",
    method: Literal["moments", "reml"] = "moments",
    power: float | None = None,
    within_to_between: float | None = None,
    replication: Literal["jackknife", "bootstrap", "brr"] | None = "jackknife",
    replicates: int = 200,
    fay: float = 0.3,
    single_psu: Literal["error", "merge"] = "error",
    confidence: float = 0.95,
    seed: int = 0,
) -> dict[Any, UsualIntake]: ...


def usual_intake(
    data: Any = None,
    *,
    person: Column,
    day: Column,
    mg: Column,
    weight: Column | None = None,
    strata: Column | None = None,
    psu: Column | None = None,
    by: Column | None = None,
    covariates: Sequence[Any] | str | None = None,
    weekend: Column | None = None,
    weekend_share: float = 3 / 7,
    supplement_mg: Column | None = None,
    variances: Literal["separate", "shared"] = "separate",
    method: Literal["moments", "reml"] = "moments",
    power: float | None = None,
    within_to_between: float | None = None,
    replication: Literal["jackknife", "bootstrap", "brr"] | None = "jackknife",
    replicates: int = 200,
    fay: float = 0.3,
    single_psu: Literal["error", "merge"] = "error",
    confidence: float = 0.95,
    seed: int = 0,
) -> UsualIntake | dict[Any, UsualIntake]:
    """Return the distribution of usual intake, or one for each group of *by*.

    *data* is anything whose columns are ``data[name]``, one row a recalled day; each column may also
    be an array. *mg* is the day's magnesium from food, *day* the recall's number or date; of
    *weight*, *strata*, *psu*, *by* and *supplement_mg* (mg a day, as reported) each person has one
    value. Covariates that are the same on all days of each person (age) belong to the usual intake;
    those that move (mode, season) are adjusted to their weighted mean. The first recall is the one
    that is believed. *weekend* is 0 or 1 and a week has *weekend_share* of it (Friday to Sunday).

    λ is found by profile likelihood in each group (or in all together, ``variances="shared"``)
    unless *power* is given. Without a second day for anybody, *within_to_between* takes the ratio of
    the variances from elsewhere. Errors come from *replication* by the design, or over random
    groups of persons (*seed*) where there is none; ``None`` leaves them out.

    Raises :class:`~magnesium.AmountError` for values that cannot be, for a group that is too small
    for any answer and for a stratum with one PSU; warns with :class:`PopulationWarning` where the
    answer stands on little.

    Source: Tooze and others 2006 and Kipnis and others 2009, the amount-only case; see
    ``docs/usual-intake.md`` for where this differs.

    >>> from magnesium.population import made_up_recalls
    >>> found = usual_intake(made_up_recalls(persons=1000, seed=3), person="person", day="day", mg="mg")
    >>> found.persons, round(found.errors.mean_mg.value), round(found.errors.mean_mg.se, 1)
    (1000, 288, 3.5)
    """
    _check(
        variances=variances,
        method=method,
        power=power,
        within_to_between=within_to_between,
        weekend_share=weekend_share,
        confidence=confidence,
    )
    recalls = read_recalls(
        data,
        person=person,
        day=day,
        mg=mg,
        weight=weight,
        strata=strata,
        psu=psu,
        by=by,
        covariates=covariates,
        weekend=weekend,
        supplement_mg=supplement_mg,
        seed=seed,
    )
    made = _replication(recalls, replication, replicates=replicates, fay=fay, single_psu=single_psu, seed=seed)
    task = _Task(
        recalls=recalls,
        replication=made,
        method=method,
        power=power,
        within_to_between=within_to_between,
        weekend_share=weekend_share if weekend is not None else 0.0,
        confidence=confidence,
        variances=variances if by is not None else "separate",
    )
    numbers = [number for number in range(len(recalls.groups)) if (recalls.group == number).any()]
    if task.variances == "shared":
        block = task.block(numbers)
        found = {recalls.groups[number]: task.intake(block, number) for number in numbers}
    else:
        found = {recalls.groups[number]: task.intake(task.block([number]), number) for number in numbers}
    return found[None] if by is None else found


def _check(
    *,
    variances: str,
    method: str,
    power: float | None,
    within_to_between: float | None,
    weekend_share: float,
    confidence: float,
) -> None:
    if variances not in {"separate", "shared"}:
        raise AmountError("variances", variances, "must be 'separate' or 'shared'")
    if method not in {"moments", "reml"}:
        raise AmountError("method", method, "must be 'moments' or 'reml'")
    if power is not None and not POWERS[0] <= power <= POWERS[1]:
        raise AmountError("power", power, f"must be from {POWERS[0]:g} to {POWERS[1]:g}")
    if within_to_between is not None and not 0 < within_to_between < np.inf:
        raise AmountError("within_to_between", within_to_between, "must be a ratio of variances above 0")
    if not 0 < weekend_share < 1:
        raise AmountError("weekend_share", weekend_share, "must be above 0 and below 1")
    if not 0 < confidence < 1:
        raise AmountError("confidence", confidence, "must be above 0 and below 1")


def _replication(recalls: Recalls, method: str | None, **options: Any) -> Replication:
    if not recalls.psus_are_sampled:
        if method == "brr":
            raise AmountError("replication", method, "BRR needs strata and PSUs; take jackknife or bootstrap")
        if len(recalls.stratum_of_psu) < 2:
            method = None
    return replication(recalls.stratum_of_psu, method=method, **options)


@attrs.frozen(kw_only=True, eq=False)
class _Block:
    """Persons who are fitted together."""

    numbers: list[int]
    persons: Ints
    mg: Floats
    """One a recall, zeros replaced."""
    zeros: npt.NDArray[np.bool_]
    start: Ints
    days: Ints
    x: Floats
    """The model's columns, one row a recall."""
    reference: Floats
    """The same at the reference, one row a person."""
    later: int | None
    weekend: int | None
    """Which columns these are."""
    fit: Fit


@attrs.frozen(kw_only=True, eq=False)
class _Task:
    recalls: Recalls
    replication: Replication
    method: str
    power: float | None
    within_to_between: float | None
    weekend_share: float
    confidence: float
    variances: str

    def block(self, numbers: list[int]) -> _Block:
        """Fit the groups of these numbers together."""
        survey = self.recalls
        for number in numbers:
            self._refuse(number)
        persons = np.flatnonzero(np.isin(survey.group, numbers))
        days = survey.days[persons]
        start = np.cumsum(days) - days
        rows = np.repeat(survey.start[persons] - start, days) + np.arange(int(days.sum()))
        weight = survey.weight[persons]
        x, reference, later, weekend = self._columns(
            numbers, persons=persons, rows=rows, start=start, days=days, weight=weight
        )
        mg = survey.mg[rows]
        zeros = mg == 0
        if zeros.all():
            raise AmountError("mg", 0.0, f"{self._name(numbers[0])}every amount is zero")
        for number in numbers:
            self._refuse_zeros(number, zeros[np.repeat(survey.group[persons] == number, days)])
        mg = np.where(zeros, mg[~zeros].min() / 2, mg)
        if mg.min() == mg.max():
            raise AmountError("mg", float(mg[0]), f"{self._name(numbers[0])}every amount is the same")
        fit = fit_all(
            mg,
            x,
            start=start,
            days=days,
            weight=weight / weight.mean(),
            psu=survey.psu[persons],
            factors=self.replication.factors,
            power=self.power,
            method=self.method,
            within_to_between=self.within_to_between,
        )
        return _Block(
            numbers=numbers,
            persons=persons,
            mg=mg,
            zeros=zeros,
            start=start,
            days=days,
            x=x,
            reference=reference,
            later=later,
            weekend=weekend,
            fit=fit,
        )

    def _name(self, number: int) -> str:
        label = self.recalls.groups[number]
        return "" if label is None else f"group {label!r}: "

    def _refuse(self, number: int) -> None:
        members = self.recalls.group == number
        if members.sum() < 2:
            raise AmountError("persons", int(members.sum()), f"{self._name(number)}one person is no distribution")

    def _refuse_zeros(self, number: int, zeros: npt.NDArray[np.bool_]) -> None:
        if zeros.mean() > TOO_MANY_ZEROS:
            reason = (
                f"{self._name(number)}{zeros.sum()} of {len(zeros)} recalls are 0 mg. The amount-only model is for "
                "what everybody eats every day; what is not needs a two-part model, which this library does not have. "
                "Leave out days that were not recorded"
            )
            raise AmountError("mg", 0.0, reason)

    def _columns(
        self, numbers: list[int], *, persons: Ints, rows: Ints, start: Ints, days: Ints, weight: Floats
    ) -> tuple[Floats, Floats, int | None, int | None]:
        survey = self.recalls
        recall_weight = np.repeat(weight, days)
        group = survey.group[persons]
        columns = [np.repeat(group == number, days).astype(np.float64) for number in numbers]
        at_reference = [(group == number).astype(np.float64) for number in numbers]
        later = weekend = None
        is_later = survey.is_later[rows].astype(np.float64)
        if 0 < is_later.mean() < 1:
            later = len(columns)
            columns.append(is_later)
            at_reference.append(np.zeros(len(persons)))
        if survey.weekend is not None and 0 < survey.weekend[rows].mean() < 1:
            weekend = len(columns)
            columns.append(survey.weekend[rows])
            at_reference.append(np.zeros(len(persons)))
        effects = list(survey.effects)
        if survey.supplement_mg is not None:
            takes = np.repeat(survey.supplement_mg > 0, survey.days).astype(np.float64)
            effects.append(Effect(name="takes supplements", values=takes, is_personal=True))
        for effect in effects:
            values = effect.values[rows]
            spread = values.std()
            if spread == 0:
                continue
            # Standardized, so that the ridge of the solver sees columns of one size.
            values = (values - np.average(values, weights=recall_weight)) / spread
            columns.append(values)
            at_reference.append(values[start] if effect.is_personal else np.zeros(len(persons)))
        x = np.column_stack(columns)
        if np.linalg.matrix_rank(x.T @ x, hermitian=True) < x.shape[1]:
            raise AmountError("covariates", len(survey.effects), "some say the same as others; leave those out")
        if len(persons) <= x.shape[1] + 1:
            raise AmountError("covariates", x.shape[1], "are too many for so few persons")
        return x, np.column_stack(at_reference), later, weekend

    def intake(self, block: _Block, number: int) -> UsualIntake:
        """Return the record of one group of a block."""
        survey, fit = self.recalls, block.fit
        members = survey.group[block.persons] == number
        second = int((block.days[members] > 1).sum())
        self._refuse_without_days(block, number, second)
        weight = survey.weight[block.persons][members]
        between_sd = np.sqrt(np.maximum(fit.between_variance, 0))
        within_sd = np.sqrt(fit.within_variance)
        df = self._df(block.persons[members])
        units = np.bincount(
            survey.psu[block.persons[members]], weights=weight, minlength=self.replication.factors.shape[1]
        )
        masses = np.r_[units.sum(), self.replication.factors @ units]
        food, total = self._distributions(block, members, between_sd, within_sd)
        diagnostics = self._diagnostics(block, members, food, df, weight)
        notes = (
            *self._notes(diagnostics, len(weight), int(block.days[members].sum()), second),
            *self.replication.notes,
        )
        for note in notes:
            if note.startswith(_WARNED):
                warnings.warn(f"{self._name(number)}{note}", PopulationWarning, stacklevel=4)

        def record(of: Distributions, one_day: OneDay, whole: UsualIntake | None) -> UsualIntake:
            return UsualIntake(
                group=survey.groups[number],
                persons=len(weight),
                persons_with_second_day=second,
                recalls=int(block.days[members].sum()),
                population=float(weight.sum()),
                power=float(fit.power[0]),
                within_sd=float(within_sd[0]),
                between_sd=float(between_sd[0]),
                one_day=one_day,
                total=whole,
                diagnostics=diagnostics,
                notes=notes,
                errors=UsualIntakeErrors(
                    distributions=of,
                    replication=self.replication,
                    within_variance=fit.within_variance,
                    between_variance=fit.between_variance,
                    masses=masses,
                    df=df,
                    confidence=self.confidence,
                    persons=len(weight),
                ),
                distributions=of,
            )

        first = survey.mg[survey.start[block.persons[members]]]
        whole = None
        if total is not None and survey.supplement_mg is not None:
            whole = record(total, OneDay.of(first + survey.supplement_mg[block.persons[members]], weight), None)
        return record(food, OneDay.of(first, weight), whole)

    def _refuse_without_days(self, block: _Block, number: int, second: int) -> None:
        if self.within_to_between is not None:
            return
        name = self._name(number)
        if not (block.days > 1).any():
            raise AmountError(
                "day",
                second,
                f"{name}nobody has a second day, so days cannot be told from persons; give within_to_between, the "
                "ratio of the variances found elsewhere, or variances='shared' with groups that have second days",
            )
        variance = block.fit.within_variance[0]
        if not (np.isfinite(variance) and variance > 0):
            raise AmountError("day", second, f"{name}too few persons have a second day to tell days from persons")

    def _df(self, persons: Ints) -> int:
        units = np.unique(self.recalls.psu[persons])
        if not self.recalls.psus_are_sampled:
            return min(RANDOM_GROUPS, len(units)) - 1
        return len(units) - len(np.unique(self.recalls.stratum_of_psu[units]))

    def _distributions(
        self, block: _Block, members: Any, between_sd: Floats, within_sd: Floats
    ) -> tuple[Distributions, Distributions | None]:
        survey, fit = self.recalls, block.fit
        persons = block.persons[members]
        reference, weight = block.reference[members], survey.weight[persons]
        shift = np.zeros(len(fit.power)) if block.weekend is None else fit.beta[:, block.weekend]

        def distributions(supplement_mg: Floats) -> Distributions:
            component, rows, taken = _components(
                reference,
                supplement_mg,
                weight,
                beta=fit.beta[0],
                place_width=float(np.hypot(between_sd[0], within_sd[0])) / _CELLS_PER_SD,
                mg_width=float(block.mg.std()) / _CELLS_PER_SD,
            )
            units = np.zeros((self.replication.factors.shape[1], len(rows)))
            np.add.at(units, (survey.psu[persons], component), weight)
            shares = np.vstack([units.sum(axis=0), self.replication.factors @ units])
            whole = shares.sum(axis=1, keepdims=True)
            return Distributions(
                power=fit.power,
                between_sd=between_sd,
                within_sd=within_sd,
                places=fit.beta @ rows.T,
                shares=shares / np.where(whole > 0, whole, np.nan),
                supplements_mg=taken,
                weekend_shift=shift,
                weekend_share=self.weekend_share if block.weekend is not None else 0.0,
            )

        food = distributions(np.zeros(len(persons)))
        return food, None if survey.supplement_mg is None else distributions(survey.supplement_mg[persons])

    def _diagnostics(self, block: _Block, members: Any, food: Distributions, df: int, weight: Floats) -> Diagnostics:
        fit = block.fit
        first = block.start[members]
        residual = special.boxcox(block.mg[first], fit.power[0]) - block.x[first] @ fit.beta[0]
        residual = residual - np.average(residual, weights=weight)
        spread = np.sqrt(np.average(residual**2, weights=weight))
        one = food.first()
        middle = np.atleast_2d(one.places.mean(axis=1))

        def change(column: int | None) -> float | None:
            if column is None:
                return None
            plain = Distributions(
                power=one.power,
                between_sd=one.between_sd,
                within_sd=one.within_sd,
                places=one.places,
                shares=one.shares,
                supplements_mg=one.supplements_mg,
                weekend_shift=one.weekend_shift,
                weekend_share=0.0,
            )
            moved = plain.usual_mg(middle + fit.beta[0, column])[0, 0]
            return float((moved / plain.usual_mg(middle)[0, 0] - 1) * 100)

        rows = np.repeat(members, block.days)
        return Diagnostics(
            method="external ratio" if self.within_to_between is not None else self.method,
            variances=self.variances,
            replication=self.replication.method,
            df=df,
            design_effect_of_weights=float(len(weight) * (weight**2).sum() / weight.sum() ** 2),
            later_recall_percent=change(block.later),
            weekend_percent=change(block.weekend),
            residual_skewness=float(np.average(residual**3, weights=weight) / spread**3),
            residual_excess_kurtosis=float(np.average(residual**4, weights=weight) / spread**4 - 3),
            first_recalls=int(members.sum()),
            first_recalls_with_later_number=int(self.recalls.starts_later[block.persons[members]].sum()),
            zeros_replaced=int((block.zeros & rows).sum()),
            persons_left_out=self.recalls.left_out,
            power_at_bound=self.power is None and float(fit.power[0]) in POWERS,
            between_is_zero=bool(fit.between_variance[0] <= 0),
            replicates_without_answer=int((~np.isfinite(fit.within_variance[1:])).sum()),
        )

    def _notes(self, of: Diagnostics, persons: int, recalls: int, second: int) -> tuple[str, ...]:
        notes = list(_notes_on_recalls(of, recalls))
        effective = persons / of.design_effect_of_weights
        if effective < 30:
            notes.append(
                f"small group: {persons} persons, effective {effective:.0f}; NCHS standards (Vital Health Stat 2(175)) "
                "leave out shares of fewer than 30"
            )
        if self.within_to_between is None and self.variances == "separate" and second < FEW_SECOND_DAYS:
            notes.append(
                f"few second days: {second} persons, where {FEW_SECOND_DAYS} are wanted; share the variances of groups"
            )
        if self.replication.method != "none" and of.df < 8:
            notes.append(f"few degrees of freedom: {of.df}, where NCHS standards want 8")
        if of.between_is_zero:
            notes.append(
                "no variance between persons was found: all usual intakes come out alike; share variances, or do not "
                "use this distribution"
            )
        if of.power_at_bound:
            notes.append("λ is at the end of its range: the transformation may not fit")
        if abs(of.residual_skewness) > 0.5 or of.residual_excess_kurtosis > 3:
            notes.append(
                f"transformed recalls are not normal: skewness {of.residual_skewness:.2f}, "
                f"excess kurtosis {of.residual_excess_kurtosis:.2f}"
            )
        if of.persons_left_out:
            notes.append(f"{of.persons_left_out} persons of the survey have a weight of zero and were left out")
        if not self.recalls.psus_are_sampled and self.replication.method != "none":
            notes.append("no design was given: errors are those of a simple sample of persons")
        return tuple(notes)


def _notes_on_recalls(of: Diagnostics, recalls: int) -> Iterator[str]:
    if of.zeros_replaced > MANY_ZEROS * recalls:
        yield (
            f"many recalls of 0 mg: {of.zeros_replaced} of {recalls}; what is not eaten every day needs a two-part "
            "model, and days that were not recorded are to be left out"
        )
    if of.zeros_replaced:
        yield f"{of.zeros_replaced} recalls of 0 mg were replaced by half the smallest positive amount"
    if of.first_recalls_with_later_number:
        yield (
            f"{of.first_recalls_with_later_number} of {of.first_recalls} persons lack the survey's first recall; "
            "their earliest counts as the first"
        )


_WARNED = (
    "many recalls of 0 mg",
    "small group",
    "few second days",
    "few degrees of freedom",
    "no variance between persons",
)


def _components(
    reference: Floats, supplement_mg: Floats, weight: Floats, *, beta: Floats, place_width: float, mg_width: float
) -> tuple[Ints, Floats, Floats]:
    """Return each person's component, and the components' columns and supplements.

    Persons who are alike are one component. If there are too many kinds, those whose places on the
    transformed scale and whose supplements are within a small width are one, at their means. A cell's
    width is fixed, so that it is as narrow at the ends of the distribution as in its middle, and
    what decides is the place, so that the order of covariates does not.
    """
    both = np.column_stack([reference, supplement_mg])
    kinds, component = np.unique(both, axis=0, return_inverse=True)
    component = np.asarray(component, dtype=np.int64).reshape(-1)
    if len(kinds) > _EXACT:
        of_place = np.floor(np.round(reference @ beta / place_width, 9))
        of_mg = np.where(supplement_mg > 0, np.floor(supplement_mg / mg_width), -1.0)
        cells = np.unique(np.column_stack([of_place, of_mg]), axis=0, return_inverse=True)[1]
        component = np.asarray(cells, dtype=np.int64).reshape(-1)
        mass = np.bincount(component, weights=weight)
        kinds = np.column_stack([np.bincount(component, weights=weight * values) / mass for values in both.T])
    return component, kinds[:, :-1], kinds[:, -1]
