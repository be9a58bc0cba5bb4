"""Compute the diagnostics of a fitted group, and the notes that follow from them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from scipy import special, stats

from magnesium.population.columns import Floats, Ints
from magnesium.population.diagnostics import Diagnostics, InfluentialRecall
from magnesium.population.fitted import ModelDistributions
from magnesium.population.groups import Group
from magnesium.population.model import POWERS

FEW_SECOND_DAYS = 50
"""Minimum number of persons with a second day for a reliable within-person variance; this library's own rule."""
MANY_ZEROS = 0.01
"""Share of recalls of 0 mg above which the amount-only model is doubtful; this library's own rule."""
PLAUSIBLE_MEAN_MG = (20.0, 2000.0)
"""A usual mean of magnesium outside these is probably in another unit; this library's own rule."""
WARNED = (
    "many recalls of 0 mg",
    "small group",
    "few second days",
    "few degrees of freedom",
    "no variance between persons",
    "usual mean",
    "the weekend column",
    "probability of intake",
)
"""Notes that begin with these are also issued as a warning."""
_NO_SD = 0.02
"""A between-person SD below this part of the within-person SD is treated as 0, which two-part models do not reach."""
_ONE = 0.99
_FAR_APART = 4.0
"""Between-person SD of the log odds of intake above which persons are of two kinds; this library's own rule."""
_SHOWN = 10
_MUCH = 0.05
"""Share of the within-person variance above which a single person's recalls are named in the notes."""


def diagnose(group: Group) -> Diagnostics:
    """Return the diagnostics of a group."""
    fit, block, model, eating = group.fit, group.block, group.model, group.eating
    amounts, zeros = group.amounts(), block.zeros & np.repeat(group.members, block.sample.days)
    residuals = _Residuals(group)
    skewness, excess_kurtosis = residuals.shape()
    return Diagnostics(
        method=_method(group),
        variances=model.variances,
        replication=group.replication.method,
        df=group.df,
        design_effect_of_weights=float(len(group.weight) * (group.weight**2).sum() / group.weight.sum() ** 2),
        later_recall_percent=_change_percent(group, amounts, block.later),
        weekend_percent=_change_percent(group, amounts, block.weekend),
        residual_skewness=skewness,
        residual_excess_kurtosis=excess_kurtosis,
        later_to_first_variance=residuals.later_to_first_variance(),
        influential_recalls=residuals.influential(),
        first_recalls=len(group.persons),
        first_recalls_with_later_number=int(group.recalls.starts_later[group.persons].sum()),
        zeros_replaced=int(zeros.sum()) if eating is None else 0,
        recalls_with_intake=None if eating is None else int(group.days.sum() - zeros.sum()),
        correlation=None if eating is None else float(eating.correlation[0]),
        persons_left_out=group.recalls.left_out,
        power_at_bound=model.power is None and float(fit.power[0]) in POWERS,
        between_is_zero=bool(fit.between_sd[0] < _NO_SD * fit.within_sd[0]),
        replicates_without_answer=int((~np.isfinite(fit.within_variance[1:])).sum()),
    )


def _method(group: Group) -> str:
    if group.eating is not None:
        return "maximum likelihood, two parts"
    return "external ratio" if group.model.within_to_between is not None else group.model.method


class _Residuals:
    """The residuals of a group's recalls on the transformed scale; in two parts, of those with intake."""

    def __init__(self, group: Group) -> None:
        sample, fit, recalls = group.block.sample, group.fit, group.recalls
        self.group = group
        counted = np.repeat(group.members, sample.days)
        if group.eating is not None:
            counted = counted & ~group.block.zeros
        rows = np.flatnonzero(counted)
        self.value: Floats = special.boxcox(sample.mg[rows], fit.power[0]) - sample.x[rows] @ fit.beta[0]
        owner = np.repeat(np.arange(len(sample.days)), sample.days)[rows]
        of_block, self.days = np.unique(owner, return_counts=True)
        self.persons: Ints = group.block.persons[of_block]
        self.recall: Ints = recalls.start[group.block.persons[owner]] + rows - sample.start[owner]
        self.is_first: npt.NDArray[np.bool_] = rows == sample.start[owner]
        self.weight: Floats = np.repeat(recalls.weight[self.persons], self.days)
        self.start = np.cumsum(self.days) - self.days

    def shape(self) -> tuple[float, float]:
        """Return the weighted skewness and excess kurtosis."""
        residual = self.value - np.average(self.value, weights=self.weight)
        spread = np.sqrt(np.average(residual**2, weights=self.weight))
        skewness, kurtosis = (float(np.average(residual**n, weights=self.weight) / spread**n) for n in (3, 4))
        return skewness, kurtosis - 3

    def later_to_first_variance(self) -> float | None:
        """Return the variance of the later recalls over that of the first; ``None`` with fewer than two later ones."""
        is_first = self.is_first
        # Only persons with both, so that selection into a second recall does not matter.
        again = np.repeat(self.days > 1, self.days)
        if (again & ~is_first).sum() < 2 or (again & is_first).sum() < 2:
            return None
        later, first = (
            float(np.cov(self.value[of], aweights=self.weight[of])) for of in (again & ~is_first, again & is_first)
        )
        return later / first if first > 0 else None

    def influential(self) -> tuple[InfluentialRecall, ...]:
        """Return the outliers within persons by a Bonferroni test at 5 %, most influential first."""
        again = np.repeat(self.days > 1, self.days)
        within = float(self.group.fit.within_variance[0])
        if not again.any() or not within > 0:
            return ()
        days = np.repeat(self.days, self.days).astype(np.float64)
        mean = np.repeat(np.add.reduceat(self.value, self.start) / self.days, self.days)
        off = np.where(again, self.value - mean, 0.0)
        distance = np.abs(off) / np.sqrt(within * np.where(again, 1 - 1 / days, 1.0))
        squares = np.add.reduceat(self.weight * off**2, self.start)
        share = np.repeat(squares / squares.sum(), self.days) if squares.sum() > 0 else distance * 0
        limit = float(stats.norm.isf(0.05 / (2 * int(again.sum()))))
        # Two days of a person are equally far from their mean: the more unusual in the group is reported.
        found = np.flatnonzero(distance > limit)
        found = found[np.lexsort((-np.abs(self.value[found]), -share[found]))]
        named: dict[int, InfluentialRecall] = {}
        owner = np.repeat(np.arange(len(self.days)), self.days)
        for row in found.tolist():
            who = int(owner[row])
            if who not in named and len(named) < _SHOWN:
                named[who] = self._recall(row, who, share=float(share[row]), distance=float(distance[row]))
        return tuple(named.values())

    def _recall(self, row: int, who: int, *, share: float, distance: float) -> InfluentialRecall:
        recalls, person, at = self.group.recalls, int(self.persons[who]), int(self.recall[row])
        return InfluentialRecall(
            person=str(recalls.person[person]),
            day=str(recalls.day[at]),
            mg=float(recalls.mg[at]),
            share_of_within_variance=share,
            standard_deviations=distance,
        )


def _change_percent(group: Group, amounts: ModelDistributions, column: int | None) -> float | None:
    """Return the change of intake by a column of the model at the middle of the group, in percent."""
    if column is None:
        return None
    plain = amounts.first().on_workdays()
    middle = np.atleast_2d(plain.places.mean(axis=1))
    moved = plain.usual_mg(middle + group.fit.beta[0, column])[0, 0]
    return float((moved / plain.usual_mg(middle)[0, 0] - 1) * 100)


def notes_on(group: Group, of: Diagnostics, mean_mg: float) -> tuple[str, ...]:
    """Return the notes that should be read before the figures of a group are used.

    Args:
        group: The fitted group.
        of: Its diagnostics.
        mean_mg: Its mean usual intake.
    """
    return (
        *_notes_on_recalls(of, recalls=int(group.days.sum())),
        *_notes_on_size(group, of),
        *_notes_on_fit(of),
        *_notes_on_ratio(group),
        *_notes_on_two_parts(of, group),
        *_notes_on_outliers(of),
        *_notes_on_amounts(group, mean_mg),
        *_notes_on_survey(group, of),
        *group.block.notes,
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


def _notes_on_two_parts(of: Diagnostics, group: Group) -> Iterator[str]:
    if of.recalls_with_intake is None:
        return
    share = of.recalls_with_intake / int(group.days.sum())
    yield f"two-part model: {share:.1%} of the recalls have intake; the others count as days without"
    days = np.add.reduceat(~group.block.zeros, group.block.sample.start)[group.members]
    if (again := int((days > 1).sum())) < FEW_SECOND_DAYS:
        yield f"few second days: {again} persons have intake on two days, minimum {FEW_SECOND_DAYS}"
    if group.eating is not None and group.eating.sd[0] > _FAR_APART:
        yield (
            f"probability of intake differs too much between persons (SD {group.eating.sd[0]:.1f} on the logit scale): "
            "some always have intake and others never, which a normal distribution does not describe; do not use it"
        )
    if of.correlation is not None and abs(of.correlation) > _ONE:
        yield "probability and amount are correlated as far as the model allows: the tails are uncertain"


def _notes_on_ratio(group: Group) -> Iterator[str]:
    given = group.model.within_to_between
    if isinstance(given, int | float):
        yield (
            f"within- to between-person variance {given:.2f} is from another survey: errors do not include its own, "
            "and the distribution is as good as the ratio"
        )


def _notes_on_outliers(of: Diagnostics) -> Iterator[str]:
    strong = [one for one in of.influential_recalls if one.share_of_within_variance > _MUCH]
    if strong:
        yield f"influential recalls: {'; '.join(map(str, strong))}; check them, and fit without them"
    elif of.influential_recalls:
        yield f"{len(of.influential_recalls)} outlying recalls, see diagnostics: {of.influential_recalls[0]}"
    ratio = of.later_to_first_variance
    if ratio is not None and not 0.5 < ratio < 2:
        yield f"later recalls vary {ratio:.2f} times as much as first ones: they might not measure the same"


def _notes_on_amounts(group: Group, mean_mg: float) -> Iterator[str]:
    low, high = PLAUSIBLE_MEAN_MG
    if group.eating is None and not low <= mean_mg <= high:
        yield f"usual mean of {mean_mg:.3g} mg per day: is the unit mg?"
    weekend = group.recalls.weekend
    if weekend is not None and group.block.weekend is None:
        rows = weekend[group.recalls.start[group.persons]]
        which = "weekends" if rows.all() else "days outside the weekend"
        yield f"the weekend column is {int(rows[0])} in every recall: the result describes {which}, not the whole week"


def _notes_on_survey(group: Group, of: Diagnostics) -> Iterator[str]:
    recalls = group.recalls
    if of.persons_left_out:
        yield f"{of.persons_left_out} persons of the survey have a weight of zero and were left out"
    if recalls.without_group:
        yield f"{recalls.without_group} persons of the survey have no group: they count in the design only"
    if not recalls.psus_are_sampled and of.replication != "none":
        yield "no design was given: errors are those of a simple sample of persons"
