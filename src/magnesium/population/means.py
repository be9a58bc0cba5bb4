"""Design-based means of one-day intake, by linearization or by replicates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, Unpack, overload

import attrs
import numpy as np

from magnesium.errors import InvalidValueError, NotFoundError, member
from magnesium.population.columns import Column, Floats
from magnesium.population.design import DEFAULT_DESIGN, SurveyDesign, merged_strata, replication_of
from magnesium.population.estimates import Estimate, estimate, with_variance
from magnesium.population.options import require
from magnesium.population.survey import Recalls, SurveyColumns, read_recalls, with_columns
from magnesium.rendering.answers import Answer
from magnesium.rendering.blocks import Block, Heading, Table

VarianceEstimator = Literal["linearization", "replicates"]
"""How the variance of a mean is estimated."""


@attrs.frozen(kw_only=True, repr=False)
class GroupEstimate(Answer):
    """The estimate of one group."""

    group: str | int | float | bool | None
    persons: int
    estimate: Estimate

    def __str__(self) -> str:
        return f"{self.group}: {self.estimate}"


@attrs.frozen(kw_only=True, repr=False, eq=False)
class EstimatesByGroup(Answer, Mapping[Any, Estimate]):
    """A figure of each group: a mapping from the group's label to the estimate."""

    groups: tuple[GroupEstimate, ...]

    def blocks(self) -> Iterator[Block]:
        """Yield a line for each group."""
        yield Heading(str(self), 1)
        rows = ((str(one.group), f"{one.persons:,}", str(one.estimate)) for one in self.groups)
        yield Table(("group", "persons", "estimate"), rows)

    def __getitem__(self, label: Any) -> Estimate:
        for one in self.groups:
            if one.group == label:
                return one.estimate
        raise NotFoundError("group", str(label), tuple(str(one.group) for one in self.groups)[:20])

    def __contains__(self, label: object) -> bool:
        return any(one.group == label for one in self.groups)

    def get(self, label: Any, default: Any = None) -> Any:
        """Return the estimate of one group, or *default* if absent."""
        return next((one.estimate for one in self.groups if one.group == label), default)

    def __iter__(self) -> Iterator[Any]:
        return iter(one.group for one in self.groups)

    def __len__(self) -> int:
        return len(self.groups)

    def __eq__(self, other: object) -> bool:
        return self.groups == other.groups if isinstance(other, EstimatesByGroup) else Mapping.__eq__(self, other)

    def __hash__(self) -> int:
        return hash(self.groups)

    def __str__(self) -> str:
        return f"estimates of {len(self):,} groups" if len(self) != 1 else "estimate of 1 group"


@overload
def one_day_mean(
    data: Any = None,
    *,
    by: None = None,
    variance: VarianceEstimator = ...,
    design: SurveyDesign = ...,
    **columns: Unpack[SurveyColumns],
) -> Estimate: ...


@overload
def one_day_mean(
    data: Any = None,
    *,
    by: Column,
    variance: VarianceEstimator = ...,
    design: SurveyDesign = ...,
    **columns: Unpack[SurveyColumns],
) -> EstimatesByGroup: ...


@with_columns
def one_day_mean(
    data: Any = None,
    *,
    by: Column | None = None,
    variance: VarianceEstimator = "linearization",
    design: SurveyDesign = DEFAULT_DESIGN,
    **columns: Unpack[SurveyColumns],
) -> Estimate | EstimatesByGroup:
    """Return the design-based mean of one-day intake: of the first recall of each person, in mg.

    Equals ``svymean`` and ``svyby`` of R's ``survey``. Groups are domains of the whole survey, so do not filter it
    first.

    Args:
        data: As for :func:`usual_intake`.
        by: Column of groups, or :func:`~magnesium.population.reference_groups`.
        variance: Taylor linearization over strata and PSUs, or the replicates of *design*.
        design: How replicates are made, the level of the intervals, and what to do with a stratum of one PSU.
        columns: As for :func:`usual_intake`.

    Returns:
        One estimate, or with *by* a mapping from each group's label to its estimate.
    """
    require("design", design, SurveyDesign)
    member(variance, ("linearization", "replicates"), "variance")
    recalls = read_recalls(data, by=by, seed=design.seed, **columns)
    first_mg = recalls.mg[recalls.start]
    if variance == "replicates":
        found = ratio_estimates(recalls, first_mg, design=design, are_shares=False)
    else:
        found = _linearized(recalls, first_mg, design)
    return found[None] if by is None else found


def ratio_estimates(recalls: Recalls, values: Floats, *, design: SurveyDesign, are_shares: bool) -> EstimatesByGroup:
    """Return the weighted mean of each group, with its error by replicates.

    Args:
        recalls: The survey.
        values: One value per person.
        design: How the error is estimated.
        are_shares: Whether the means are shares.
    """
    made = replication_of(recalls, design)
    units = len(recalls.stratum_of_psu)

    def of(number: int) -> GroupEstimate:
        members = np.flatnonzero(recalls.group == number)
        psu, weight = recalls.psu[members], recalls.weight[members]
        table = np.zeros((units, 2))
        np.add.at(table, psu, np.column_stack([weight * values[members], weight]))
        sums = np.vstack([table.sum(axis=0), made.factors @ table])
        with np.errstate(invalid="ignore", divide="ignore"):
            shares = sums[:, 0] / sums[:, 1]
        persons = len(members) if are_shares else None
        found = estimate(
            shares, made.scale, recalls.df(members), confidence=design.confidence, persons=persons, key=made.key
        )
        return GroupEstimate(group=recalls.groups[number], persons=len(members), estimate=found)

    return EstimatesByGroup(groups=tuple(of(number) for number in _present(recalls)))


def _linearized(recalls: Recalls, values: Floats, design: SurveyDesign) -> EstimatesByGroup:
    if recalls.given_factors is not None:
        reason = "needs strata and PSUs; with replicate weights give variance='replicates'"
        raise InvalidValueError("variance", "linearization", reason)
    stratum = merged_strata(recalls.stratum_of_psu, design) if recalls.psus_are_sampled else None

    def of(number: int) -> GroupEstimate:
        is_member = recalls.group == number
        weight = np.where(is_member, recalls.weight, 0.0)
        mean = float((weight * values).sum() / weight.sum())
        # Each person's part of the linearized ratio; persons of other groups contribute 0 but stay in the design.
        part = weight * (values - mean) / weight.sum()
        members = np.flatnonzero(is_member)
        if stratum is None:
            variance, df = _between(part, np.zeros(len(part), dtype=np.int64)), len(part) - 1
        else:
            totals = np.bincount(recalls.psu, weights=part, minlength=len(stratum)).astype(np.float64)
            variance, df = _between(totals, stratum), recalls.df(members)
        found = with_variance(mean, variance, df, confidence=design.confidence)
        return GroupEstimate(group=recalls.groups[number], persons=len(members), estimate=found)

    return EstimatesByGroup(groups=tuple(of(number) for number in _present(recalls)))


def _between(totals: Floats, stratum: Any) -> float:
    """Return the variance of the sum of PSU totals: n / (n - 1) times the squares around the stratum's mean."""
    labels, inverse = np.unique(stratum, return_inverse=True)
    code = np.asarray(inverse).reshape(-1)
    count = np.bincount(code, minlength=len(labels))
    mean = np.bincount(code, weights=totals) / count
    squares = np.bincount(code, weights=(totals - mean[code]) ** 2)
    return float((squares * count / np.maximum(count - 1, 1)).sum())


def _present(recalls: Recalls) -> list[int]:
    return [number for number in range(len(recalls.groups)) if (recalls.group == number).any()]
