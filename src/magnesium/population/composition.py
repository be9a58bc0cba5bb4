"""How a prevalence changes when the food table is wrong: an error of composition that all persons share."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias, get_args

import attrs
import numpy as np
from scipy import special

from magnesium.errors import InvalidValueError, instance, member
from magnesium.foods.error_terms import Spread, interval
from magnesium.foods.student_t import t_quantile
from magnesium.intake.intake import Intake, Total
from magnesium.needs.authorities import Authority
from magnesium.population.options import require_number
from magnesium.population.prevalence import (
    Prevalence,
    PrevalenceMethod,
    ear_cut_point,
    full_probability,
    prevalence_of_inadequacy,
)
from magnesium.population.reference_groups import ReferenceGroups
from magnesium.population.requirements import Requirement
from magnesium.population.usual import UsualIntake
from magnesium.rendering.answers import Answer
from magnesium.rendering.blocks import Block, Caution, Heading, Note, Row, Table

Usual: TypeAlias = UsualIntake | Mapping[Any, UsualIntake]
Needs: TypeAlias = Requirement | Mapping[Any, Requirement] | ReferenceGroups

SHARED_BY_ALL = (
    "Everyone who eats a food shares the error of its listed value, so the error of composition does not average out "
    "over persons or days: a larger survey narrows the sampling interval only."
)
_SMALLEST_FACTOR = 1e-6


@attrs.frozen(kw_only=True, repr=False)
class CompositionSensitivity(Answer):
    """A prevalence of inadequacy, and how far it moves with an error of the food table that all persons share.

    Shares are from 0 to 1. The sampling interval is that of ``prevalence.share``.
    """

    prevalence: Prevalence
    """The prevalence by the values as listed."""
    relative_sd: float
    """SD of the common error, as a share of intake."""
    effective_terms: float | None
    """Number of equal independent errors of foods behind it; ``None`` for an error given as a number."""
    confidence: float
    """Level of the intervals."""
    low: float
    """Smallest prevalence by the error of composition alone."""
    high: float
    """Largest prevalence by the error of composition alone."""
    combined_low: float
    """Lower end of the interval with sampling and composition."""
    combined_high: float
    """Upper end of the interval with sampling and composition."""
    notes: tuple[str, ...] = ()

    def blocks(self) -> Iterator[Block]:
        """Yield the prevalence, the interval of each cause and of both, and what the error is."""
        yield Heading(str(self), 1)
        share = self.prevalence.share
        rows = [("food composition", self.low, self.high)]
        if share.low is not None and share.high is not None:
            rows = [("sampling of persons and days", share.low, share.high), *rows]
            rows.append(("both", self.combined_low, self.combined_high))
        shown = ((cause, f"{low:.1%} to {high:.1%}") for cause, low, high in rows)
        yield Table(("because of", f"{self.confidence:.0%} interval"), shown)
        yield Row("Common error of composition (SD)", f"{self.relative_sd:.1%}")
        yield Note(SHARED_BY_ALL)
        yield from (Caution(text) for text in (*self.notes, *self.prevalence.conditions))

    def __str__(self) -> str:
        return f"{self.prevalence}; food composition: {self.low:.1%} to {self.high:.1%}"


def composition_sensitivity(
    usual: Usual,
    requirement: Needs,
    composition: Intake | Total | float,
    *,
    method: PrevalenceMethod = "cut-point",
    authority: Authority | str = "nasem",
    edition: str | None = None,
) -> CompositionSensitivity:
    """Return how the prevalence of inadequacy changes when all composition values are off by a common error.

    All usual intakes are multiplied by one factor, whose logarithm is drawn from the variance model of foods
    (``docs/uncertainty.md``). The prevalence falls as the factor rises, so the ends of its interval are the prevalences
    at the ends of the factor's: exact, without simulation. The interval of both causes adds the distances on the logit
    as squares.

    Args:
        usual: Distribution of usual intake of a group, or of each group; the error is then shared by the groups, too.
        requirement: As for :func:`ear_cut_point`; for several groups as for :func:`prevalence_of_inadequacy`.
        composition: What the population eats, as a total or an intake of all its foods together, whose error of the
            food data is taken; or the relative SD as a number, such as ``sd_mg / mg`` of
            ``frames.total_intake(uncertainty=True)`` over all rows, which is treated as normal.
        method: "cut-point" or "probability".
        authority: Whose EAR is used for a person.
        edition: Title of its edition; the newest by default.

    Returns:
        The prevalence, its intervals by composition and by both, at the confidence of *usual*.

    Raises:
        InvalidValueError: The total states no uncertainty, or is 0.
        AmountError: The relative SD is not from 0 to 1.

    >>> from magnesium.population.summary import from_summary
    >>> women = from_summary(mean_mg=230.1, cv=0.319, shape="gamma")
    >>> print(composition_sensitivity(women, 265, 0.05))
    71.2% below, EAR cut-point; food composition: 59.6% to 81.2%
    """
    member(method, get_args(PrevalenceMethod), "method")
    first = _first(usual)
    error = _relative_error(composition)
    low_factor, high_factor = _factors(error, first.confidence)

    prevalence = functools.partial(
        _prevalence, requirement=requirement, method=method, authority=authority, edition=edition
    )
    listed = prevalence(usual)
    low, high = (prevalence(_multiplied(usual, factor)).share.value for factor in (high_factor, low_factor))
    low, high = min(low, listed.share.value), max(high, listed.share.value)  # equal but for the solver's precision
    ends = [(low, high)]
    if listed.share.low is not None and listed.share.high is not None:
        ends.append((listed.share.low, listed.share.high))
    combined_low, combined_high = _both(listed.share.value, ends)
    return CompositionSensitivity(
        prevalence=listed,
        relative_sd=error.sd_mg if isinstance(error, Spread) else error,
        effective_terms=error.effective_terms if isinstance(error, Spread) else None,
        confidence=first.confidence,
        low=low,
        high=high,
        combined_low=combined_low,
        combined_high=combined_high,
        notes=_notes(composition),
    )


def _first(usual: Usual) -> UsualIntake:
    found = next(iter(usual.values()), None) if isinstance(usual, Mapping) else usual
    return instance(found, UsualIntake, "usual", "must be a result of usual_intake(...) or from_summary(...)")


def _relative_error(composition: Intake | Total | float) -> Spread | float:
    """Return the error of the food data as a share of the amount: of a total with its tails, or the number itself."""
    total = composition.total if isinstance(composition, Intake) else composition
    if not isinstance(total, Total):
        reason = "must be an intake, a total, or a relative SD from 0 to 1; 5 % is 0.05"
        return require_number("composition", total, reason, lambda given: 0 <= given <= 1)
    spread = total.spread
    if spread is None or not total.mg:
        raise InvalidValueError("composition", total.mg, "must be a total of foods; a number of mg states no error")
    return Spread(sd_mg=spread.food_data_sd_mg / total.mg, effective_terms=spread.effective_terms)


def _notes(composition: Intake | Total | float) -> tuple[str, ...]:
    total = composition.total if isinstance(composition, Intake) else composition
    unknown = len(total.unknown) if isinstance(total, Total) else 0
    return (
        (f"foods of unknown magnesium, which are not part of the error of composition: {unknown}",) if unknown else ()
    )


def _factors(error: Spread | float, level: float) -> tuple[float, float]:
    """Return between which factors of the listed composition the true one lies with the probability *level*."""
    if isinstance(error, Spread):
        low, high = interval(1.0, error, level)
        return max(low, _SMALLEST_FACTOR), high
    half = t_quantile(level, math.inf) * error
    return math.exp(-half), math.exp(half)


def _multiplied(usual: Usual, factor: float) -> Usual:
    """Return the full sample's distributions if the true composition is *factor* times the listed one."""
    if isinstance(usual, Mapping):
        return {key: _multiplied_one(one, factor) for key, one in usual.items()}
    return _multiplied_one(usual, factor)


def _multiplied_one(usual: UsualIntake, factor: float) -> UsualIntake:
    first = attrs.evolve(usual, distributions=usual.distributions.first(), masses=usual.masses[:1], scale=np.empty(0))
    return first.shifted(factor=factor)


def _prevalence(usual: Usual, *, requirement: Any, method: PrevalenceMethod, **whose: Any) -> Prevalence:
    if isinstance(usual, Mapping):
        return prevalence_of_inadequacy(usual, requirement, method=method, **whose)
    one_group = ear_cut_point if method == "cut-point" else full_probability
    return one_group(usual, requirement, **whose)


def _both(share: float, intervals: list[tuple[float, float]]) -> tuple[float, float]:
    """Return the interval of independent causes, whose distances from the share add as squares on the logit."""
    lows, highs = zip(*intervals, strict=True)
    if not 0 < share < 1:
        return min(lows), max(highs)
    middle = special.logit(share)
    below = math.hypot(*(middle - special.logit(low) for low in lows))
    above = math.hypot(*(special.logit(high) - middle for high in highs))
    return min(float(special.expit(middle - below)), *lows), max(float(special.expit(middle + above)), *highs)
