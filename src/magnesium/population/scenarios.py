"""Scenarios: the effect of fortification or supplements at both ends of the distribution."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import attrs
import numpy as np

from magnesium.errors import InvalidValueError, instance, member
from magnesium.population.distribution import Distributions
from magnesium.population.estimates import Estimate, difference, estimate
from magnesium.population.options import require_number, upper_level_mg
from magnesium.population.prevalence import PrevalenceMethod, ear_cut_point, full_probability
from magnesium.population.requirements import Requirement
from magnesium.population.transformed import MixedDistributions, ShiftedDistributions
from magnesium.population.usual import UsualIntake
from magnesium.rendering.answers import Answer
from magnesium.rendering.blocks import Block, Caution, Heading, Note, Table


@attrs.frozen(kw_only=True, repr=False)
class BeforeAndAfter(Answer):
    """One figure without and with the intervention, and its change with a paired error."""

    figure: str
    before: Estimate
    after: Estimate
    change: Estimate

    def __str__(self) -> str:
        return f"{self.figure}: {self.before.value:.4g} → {self.after.value:.4g}, change {self.change}"


@attrs.frozen(kw_only=True, repr=False)
class Scenario(Answer):
    """The effect of an intervention on the mean, the share below the EAR, and the share above the upper level."""

    fortify_mg: float
    supplement_mg: float
    uptake: float
    mean_mg: BeforeAndAfter
    below_requirement: BeforeAndAfter | None
    above_ul: BeforeAndAfter | None
    usual: UsualIntake
    """The distribution with the intervention."""
    notes: tuple[str, ...] = ()

    def blocks(self) -> Iterator[Block]:
        """Yield both ends before and after."""
        yield Heading(str(self), 1)
        rows = [
            (one.figure, _shown(one.before, one), _shown(one.after, one), _shown(one.change, one))
            for one in (self.mean_mg, self.below_requirement, self.above_ul)
            if one is not None
        ]
        yield Table(("", "before", "after", "change (SE)"), rows)
        yield from (Note(note) for note in self.notes)
        yield from (Caution(note) for note in self.usual.notes)

    def derived_figures(self) -> dict[str, float]:
        """Return the change of the mean."""
        return {"mean_change_mg": self.mean_mg.change.value}

    def __str__(self) -> str:
        parts = []
        if self.fortify_mg:
            parts.append(f"{self.fortify_mg:g} mg per day to everyone")
        if self.supplement_mg:
            parts.append(f"a supplement of {self.supplement_mg:g} mg per day to {self.uptake:.0%}")
        what = " and ".join(parts) or "no change"
        return f"{what}: mean {self.mean_mg.before.value:.0f} → {self.mean_mg.after.value:.0f} mg per day"


def _shown(one: Estimate, of: BeforeAndAfter) -> str:
    is_share = of.figure != "mean (mg per day)"
    value = f"{one.value * 100:.1f} %" if is_share else f"{one.value:.1f}"
    if one is not of.change or one.se is None:
        return value
    return f"{value} ({one.se * 100:.1f})" if is_share else f"{value} ({one.se:.2g})"


def scenario(
    usual: UsualIntake,
    requirement: Requirement | None = None,
    *,
    fortify: float = 0.0,
    supplement: float = 0.0,
    uptake: float = 1.0,
    ul_mg: float | None = None,
    method: PrevalenceMethod = "cut-point",
) -> Scenario:
    """Estimate the effect of an intervention, with errors of the changes from the same replicates.

    Args:
        usual: The distribution without the intervention, from recalls or from a summary.
        requirement: A person, an EAR or mg per day, for the share below it.
        fortify: Magnesium that fortified food adds to everyone's usual intake, in mg per day.
        supplement: A daily supplement in mg, taken by a share *uptake* of persons, whatever their intake.
        uptake: Share of persons who take the supplement, 0 to 1.
        ul_mg: Upper level for supplements, in mg per day. Reported supplements and the scenario's count;
            fortified food does not.
        method: How the share below the requirement is estimated.

    Returns:
        Mean, share below the requirement and share above the upper level: before, after, and change.

    Raises:
        AmountError: An amount is negative or not finite, or the uptake is not a share.

    >>> from magnesium.population.summary import from_summary
    >>> women = from_summary(mean_mg=250, cv=0.3, shape="lognormal")
    >>> found = scenario(women, 265, fortify=20, supplement=100, uptake=0.25, ul_mg=350)
    >>> round(found.mean_mg.change.value), found.below_requirement.change.value < 0, found.above_ul.after.value
    (45, True, 0.0)
    """
    instance(usual, UsualIntake, "usual", "must be a result of usual_intake(...) or from_summary(...)")
    member(method, ("cut-point", "probability"), "method")
    for role, value in (("fortify", fortify), ("supplement", supplement)):
        require_number(role, value, "must be a finite number of mg per day from 0", lambda x: 0 <= x < np.inf)
    require_number("uptake", uptake, "must be a share from 0 to 1", lambda x: 0 <= x <= 1)
    after = attrs.evolve(
        usual,
        distributions=_changed(usual, float(fortify), float(supplement), float(uptake)),
        one_day=None,
        total=None,
        coefficients=(),
    )
    below = None
    if requirement is not None:
        prevalence = ear_cut_point if method == "cut-point" else full_probability
        below = _paired("below the EAR", prevalence(usual, requirement).share, prevalence(after, requirement).share)
    notes = ["fortified food does not count towards the upper level, which covers supplements"] if ul_mg else []
    return Scenario(
        fortify_mg=float(fortify),
        supplement_mg=float(supplement),
        uptake=float(uptake),
        mean_mg=_paired("mean (mg per day)", usual.errors.mean_mg, after.errors.mean_mg),
        below_requirement=below,
        above_ul=None if ul_mg is None else _above(usual, float(supplement), float(uptake), ul_mg, notes),
        usual=after,
        notes=tuple(notes),
    )


def _changed(usual: UsualIntake, fortify: float, supplement: float, uptake: float) -> Distributions:
    of = usual.distributions
    parts = (
        (1 - uptake, ShiftedDistributions(of=of, mg=fortify, factor=1.0)),
        (uptake, ShiftedDistributions(of=of, mg=fortify + supplement, factor=1.0)),
    )
    kept = [(share, part) for share, part in parts if share > 0]
    if len(kept) == 1:
        return kept[0][1]
    masses = np.tile([share for share, _ in kept], (of.replicates, 1))
    return MixedDistributions(parts=tuple(part for _, part in kept), masses=masses)


def _above(usual: UsualIntake, supplement: float, uptake: float, ul_mg: float, notes: list[str]) -> BeforeAndAfter:
    limit = upper_level_mg("ul_mg", ul_mg)
    if usual.supplements is None:
        if usual.persons is not None:
            raise InvalidValueError("ul_mg", ul_mg, "needs usual_intake(supplement_mg=…): what persons already take")
        notes.append("supplements before are unknown: none are assumed")
        before, rest = _fixed(0.0), _fixed(float(supplement > limit) * uptake)
        return _paired("above the UL", before, rest)
    before = usual.supplements.share_above(limit)
    taken = usual.supplements.share_above(limit, added_mg=supplement)
    return _paired("above the UL", before, _mixed(before, taken, uptake, usual.supplements.persons))


def _fixed(value: float) -> Estimate:
    return Estimate(value=value, se=None, low=None, high=None, df=0, replicates=0)


def _mixed(one: Estimate, other: Estimate, share: float, persons: int) -> Estimate:
    """Return the mean of two shares of the same replicates."""
    values = [(1 - share) * one.value + share * other.value]
    if one.of_replicates is None or other.of_replicates is None:
        return _fixed(values[0])
    pairs = zip(one.of_replicates.values, other.of_replicates.values, strict=True)
    values += [np.nan if a is None or b is None else (1 - share) * a + share * b for a, b in pairs]
    scale, key = np.array(one.of_replicates.scale), one.of_replicates.key
    return estimate(np.array(values), scale, one.df, confidence=one.confidence, persons=persons, key=key)


def _paired(
    figure: Literal["mean (mg per day)", "below the EAR", "above the UL"], before: Estimate, after: Estimate
) -> BeforeAndAfter:
    return BeforeAndAfter(figure=figure, before=before, after=after, change=difference(after, before))
