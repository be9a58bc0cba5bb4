"""Diagnostics of a fit: what to look at before the figures are used."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import numpy as np
from scipy import special

from magnesium.population.distribution import Distributions
from magnesium.population.groups import Group
from magnesium.population.model import POWERS

FEW_SECOND_DAYS = 50
"""Minimum number of persons with a second day for a reliable within-person variance; this library's own rule."""
MANY_ZEROS = 0.01
"""Share of recalls of 0 mg above which the amount-only model is doubtful; this library's own rule."""
WARNED = (
    "many recalls of 0 mg",
    "small group",
    "few second days",
    "few degrees of freedom",
    "no variance between persons",
)
"""Notes that begin with these are also issued as a warning."""


class PopulationWarning(UserWarning):
    """A result is based on too little: a small group, few second days, few degrees of freedom."""


@attrs.frozen(kw_only=True)
class Diagnostics:
    """Diagnostics of a usual-intake distribution."""

    method: str
    """How the variances were estimated: ``moments``, ``reml`` or ``external ratio``."""
    variances: str
    """``separate``, or ``shared`` with the other groups."""
    replication: str
    df: int
    """PSUs less strata that hold members of the group; without a design, random groups less one."""
    design_effect_of_weights: float
    """Kish: 1 + the squared coefficient of variation of the weights."""
    later_recall_percent: float | None
    """By how much a later recall is above the first, at the middle of the group, in percent."""
    weekend_percent: float | None
    """By how much a day of the weekend is above another, at the middle of the group, in percent."""
    residual_skewness: float
    """Of the transformed first recalls; near 0 where the transformation fits."""
    residual_excess_kurtosis: float
    first_recalls: int
    """Recalls that count as the first of their person: the earliest of each."""
    first_recalls_with_later_number: int
    """First recalls whose number is not the survey's lowest; 0 where *day* holds dates."""
    zeros_replaced: int
    """Recalls of 0 mg, replaced by half the smallest positive amount."""
    persons_left_out: int
    """Persons of the survey with a weight of zero."""
    power_at_bound: bool
    """Whether λ ended at an end of its range."""
    between_is_zero: bool
    """Whether no variance between persons was found."""
    replicates_without_answer: int


def diagnose(group: Group, food: Distributions) -> Diagnostics:
    """Return the diagnostics of a group whose distributions from food are *food*."""
    fit, block, model = group.fit, group.block, group.model
    first = block.sample.start[group.members]
    skewness, excess_kurtosis = _residual_shape(group)
    return Diagnostics(
        method="external ratio" if model.within_to_between is not None else model.method,
        variances=model.variances,
        replication=group.replication.method,
        df=group.df,
        design_effect_of_weights=float(len(group.weight) * (group.weight**2).sum() / group.weight.sum() ** 2),
        later_recall_percent=_change_percent(group, food, block.later),
        weekend_percent=_change_percent(group, food, block.weekend),
        residual_skewness=skewness,
        residual_excess_kurtosis=excess_kurtosis,
        first_recalls=len(first),
        first_recalls_with_later_number=int(group.recalls.starts_later[group.persons].sum()),
        zeros_replaced=int((block.zeros & np.repeat(group.members, block.sample.days)).sum()),
        persons_left_out=group.recalls.left_out,
        power_at_bound=model.power is None and float(fit.power[0]) in POWERS,
        between_is_zero=bool(fit.between_variance[0] <= 0),
        replicates_without_answer=int((~np.isfinite(fit.within_variance[1:])).sum()),
    )


def _residual_shape(group: Group) -> tuple[float, float]:
    """Return the skewness and the excess kurtosis of the transformed first recalls."""
    fit, sample, weight = group.fit, group.block.sample, group.weight
    first = sample.start[group.members]
    residual = special.boxcox(sample.mg[first], fit.power[0]) - sample.x[first] @ fit.beta[0]
    residual = residual - np.average(residual, weights=weight)
    spread = np.sqrt(np.average(residual**2, weights=weight))
    skewness, kurtosis = (float(np.average(residual**n, weights=weight) / spread**n) for n in (3, 4))
    return skewness, kurtosis - 3


def _change_percent(group: Group, food: Distributions, column: int | None) -> float | None:
    """Return by how much a column of the model changes the intake at the middle of the group, in percent."""
    if column is None:
        return None
    plain = food.first().on_workdays()
    middle = np.atleast_2d(plain.places.mean(axis=1))
    moved = plain.usual_mg(middle + group.fit.beta[0, column])[0, 0]
    return float((moved / plain.usual_mg(middle)[0, 0] - 1) * 100)


def notes_on(group: Group, of: Diagnostics) -> tuple[str, ...]:
    """Return what should be read before the figures of a group are used."""
    return (
        *_notes_on_recalls(of, recalls=int(group.days.sum())),
        *_notes_on_size(group, of),
        *_notes_on_fit(of),
        *_notes_on_survey(group, of),
        *group.replication.notes,
    )


def _notes_on_recalls(of: Diagnostics, recalls: int) -> Iterator[str]:
    if of.zeros_replaced > MANY_ZEROS * recalls:
        yield (
            f"many recalls of 0 mg: {of.zeros_replaced} of {recalls}; a nutrient that is not eaten every day needs a "
            "two-part model, and days that were not recorded must be left out"
        )
    if of.zeros_replaced:
        yield f"{of.zeros_replaced} recalls of 0 mg were replaced by half the smallest positive amount"
    if of.first_recalls_with_later_number:
        yield (
            f"{of.first_recalls_with_later_number} of {of.first_recalls} persons lack the survey's first recall; "
            "their earliest counts as the first"
        )


def _notes_on_size(group: Group, of: Diagnostics) -> Iterator[str]:
    persons, second = len(group.persons), group.second_days
    effective = persons / of.design_effect_of_weights
    if effective < 30:
        yield (
            f"small group: {persons} persons, effective {effective:.0f}; NCHS standards (Vital Health Stat 2(175)) "
            "suppress shares of fewer than 30"
        )
    if of.method != "external ratio" and of.variances == "separate" and second < FEW_SECOND_DAYS:
        yield f"few second days: {second} persons, minimum {FEW_SECOND_DAYS}; share the variances of groups"
    if of.replication != "none" and of.df < 8:
        yield f"few degrees of freedom: {of.df}; NCHS standards require 8"


def _notes_on_fit(of: Diagnostics) -> Iterator[str]:
    if of.between_is_zero:
        yield (
            "no variance between persons was found: all usual intakes come out alike; share variances, or do not "
            "use this distribution"
        )
    if of.power_at_bound:
        yield "λ is at the end of its range: the transformation might not fit"
    if abs(of.residual_skewness) > 0.5 or of.residual_excess_kurtosis > 3:
        yield (
            f"transformed recalls are not normal: skewness {of.residual_skewness:.2f}, "
            f"excess kurtosis {of.residual_excess_kurtosis:.2f}"
        )


def _notes_on_survey(group: Group, of: Diagnostics) -> Iterator[str]:
    if of.persons_left_out:
        yield f"{of.persons_left_out} persons of the survey have a weight of zero and were left out"
    if not group.recalls.psus_are_sampled and of.replication != "none":
        yield "no design was given: errors are those of a simple sample of persons"
