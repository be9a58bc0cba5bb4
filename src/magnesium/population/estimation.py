"""Usual intake of a nutrient that everyone eats daily: the amount-only model, by group."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any, Literal, Unpack, overload

import attrs
import numpy as np

from magnesium.errors import InvalidValueError, member
from magnesium.population.blocks import Block, block_of, group_name
from magnesium.population.columns import Column, Floats, is_missing
from magnesium.population.design import DEFAULT_DESIGN, Replication, SurveyDesign, replication_of
from magnesium.population.diagnosing import WARNED, diagnose, notes_on
from magnesium.population.diagnostics import PopulationWarning
from magnesium.population.distribution import Distributions
from magnesium.population.estimates import estimate
from magnesium.population.fitting import Fit, fit_all
from magnesium.population.groups import Group
from magnesium.population.model import DEFAULT_MODEL, Model
from magnesium.population.one_day import OneDay
from magnesium.population.options import require
from magnesium.population.survey import Recalls, SurveyColumns, read_recalls, with_columns
from magnesium.population.two_part import Eating, fit_two_part
from magnesium.population.usual import Coefficient, UsualIntake
from magnesium.population.usual_by_group import LeftOutGroup, UsualIntakes


@overload
def usual_intake(
    data: Any = None,
    *,
    by: None = None,
    design: SurveyDesign = ...,
    model: Model = ...,
    on_small: Literal["error", "note"] = ...,
    **columns: Unpack[SurveyColumns],
) -> UsualIntake: ...


@overload
def usual_intake(
    data: Any = None,
    *,
    by: Column,
    design: SurveyDesign = ...,
    model: Model = ...,
    on_small: Literal["error", "note"] = ...,
    **columns: Unpack[SurveyColumns],
) -> UsualIntakes: ...


@with_columns
def usual_intake(
    data: Any = None,
    *,
    by: Column | None = None,
    design: SurveyDesign = DEFAULT_DESIGN,
    model: Model = DEFAULT_MODEL,
    on_small: Literal["error", "note"] = "error",
    **columns: Unpack[SurveyColumns],
) -> UsualIntake | UsualIntakes:
    """Estimate the distribution of usual intake, or one for each group of *by*.

    Args:
        data: Anything whose columns are ``data[name]``, one row per recalled day: a dict of
            arrays, a data frame, a DuckDB relation; ``None`` if all columns are arrays.
        by: Column of groups, or :func:`~magnesium.population.reference_groups`; one value per person. Persons without
            a group count only in the design, so do not filter the survey first: give the others no group.
        design: How standard errors are estimated.
        model: How the model is fitted.
        on_small: What to do with a group that is too small to be fitted: "error" raises; "note" omits it, lists it
            in ``left_out`` with the reason, and warns.
        columns: The columns of the survey as keywords, see :class:`SurveyColumns`: ``person``,
            ``day`` and ``mg`` have these names by default; ``weight``, ``strata``, ``psu``, ``replicate_weights``,
            ``covariates``, ``weekend`` and ``supplement_mg`` are optional.

    Returns:
        One record if *by* is absent, otherwise a mapping from each group's label to its record, ordered by age.

    Raises:
        InvalidValueError: A value is not allowed, a group is too small for any answer, or a stratum has one PSU.
        NotFoundError: The data have no column of that name.

    Warns with :class:`PopulationWarning` if a result is based on too few data.

    Source: Tooze and others 2006 and Kipnis and others 2009, the amount-only case; see
    ``docs/usual-intake.md`` for the differences.

    >>> from magnesium.population import made_up_recalls
    >>> found = usual_intake(made_up_recalls(persons=1000, seed=3))
    >>> found.persons, round(found.errors.mean_mg.value), round(found.errors.mean_mg.se, 1)
    (1000, 288, 3.5)
    """
    require("design", design, SurveyDesign)
    require("model", model, Model)
    member(on_small, ("error", "note"), "on_small")
    recalls = read_recalls(data, by=by, seed=design.seed, **columns)
    if by is None:
        model = attrs.evolve(model, variances="separate")
    on_failure = "error" if by is None else on_small
    groups, left_out = fitted_groups(recalls, replication_of(recalls, design), model, on_failure)
    records = [_record(group, design.confidence) for group in groups]
    for record in records:
        for note in record.notes:
            if note.startswith(WARNED):
                warnings.warn(f"{group_name(record.group)}{note}", PopulationWarning, stacklevel=2)
    for one in left_out:
        warnings.warn(str(one), PopulationWarning, stacklevel=2)
    return records[0] if by is None else UsualIntakes(groups=tuple(records), left_out=left_out)


def fitted_groups(
    recalls: Recalls, made: Replication, model: Model, on_small: str
) -> tuple[list[Group], tuple[LeftOutGroup, ...]]:
    """Return the groups of a survey, fitted separately or together, and those that cannot be fitted.

    Args:
        recalls: The survey.
        made: Its replicate weights.
        model: How the model is fitted.
        on_small: "error" or "note".
    """
    found: list[Group] = []
    left_out: list[LeftOutGroup] = []
    errors: list[InvalidValueError] = []

    def fitted(numbers: list[int]) -> list[Group]:
        of_group = model.of_group(recalls.groups[numbers[0]])
        block = block_of(recalls, numbers, is_two_part=model.kind == "two-part")
        fit, eating = _fit(block, of_group, made.factors, len(numbers))
        groups = [
            Group(number=number, recalls=recalls, replication=made, model=of_group, block=block, fit=fit, eating=eating)
            for number in numbers
        ]
        for group in groups:
            group.refuse_without_second_days()
        return groups

    def tried(numbers: list[int]) -> list[Group]:
        try:
            return fitted(numbers)
        except InvalidValueError as error:
            if on_small == "error":
                raise
            errors.append(error)
            left_out.extend(_left_out(recalls, number, error) for number in numbers)
            return []

    if model.variances == "shared" and isinstance(model.within_to_between, Mapping):
        reason = "is by group, but the groups share their variances; give one ratio, or variances='separate'"
        raise InvalidValueError("within_to_between", "a mapping", reason)
    present = [number for number in range(len(recalls.groups)) if (recalls.group == number).any()]
    if model.variances == "separate":
        for number in present:
            found += tried([number])
    else:
        # An unreadable group must not stop the others, which share their variances.
        alone = [number for number in present if on_small == "error" or _is_readable(recalls, number, left_out, model)]
        found += tried(alone) if alone else []
    if not found and errors:
        raise errors[0]
    return found, tuple(left_out)


def _fit(block: Block, model: Model, factors: Floats, groups: int) -> tuple[Fit, Eating | None]:
    """Return the fit of the amounts, and of the probability of intake if the model has two parts."""
    if model.kind == "amount-only":
        return fit_all(block.sample, factors=factors, model=model), None
    found = fit_two_part(block.sample, ~block.zeros, groups=groups, factors=factors, power=model.power)
    return found.amount, found.eating


def _is_readable(recalls: Recalls, number: int, left_out: list[LeftOutGroup], model: Model) -> bool:
    try:
        block_of(recalls, [number], is_two_part=model.kind == "two-part")
    except InvalidValueError as error:
        left_out.append(_left_out(recalls, number, error))
        return False
    return True


def _left_out(recalls: Recalls, number: int, error: InvalidValueError) -> LeftOutGroup:
    label = recalls.groups[number]
    reason = str(error).replace(group_name(label), "", 1)
    return LeftOutGroup(group=plain_label(label), persons=int((recalls.group == number).sum()), reason=reason)


def plain_label(label: Any) -> str | int | float | bool | None:
    """Return a label that a document can store: a number or a string."""
    if label is None or is_missing(label) or isinstance(label, str | int | float | bool):
        return None if is_missing(label) else label
    return str(label)


def _record(group: Group, confidence: float) -> UsualIntake:
    """Return the record of a group."""
    food, total = group.food(), group.total()
    diagnostics = diagnose(group)
    notes = notes_on(group, diagnostics, float(food.first().means_mg()[0]))
    masses, coefficients = group.masses(), _coefficients(group, confidence)
    made = group.replication

    def record(of: Distributions, one_day: OneDay, whole: UsualIntake | None) -> UsualIntake:
        return UsualIntake(
            group=plain_label(group.recalls.groups[group.number]),
            persons=len(group.persons),
            persons_with_second_day=group.second_days,
            recalls=int(group.days.sum()),
            population=float(group.weight.sum()),
            power=float(group.fit.power[0]),
            within_sd=float(group.fit.within_sd[0]),
            between_sd=float(group.fit.between_sd[0]),
            one_day=one_day,
            total=whole,
            supplements=group.supplement_intake(confidence),
            coefficients=coefficients,
            diagnostics=diagnostics,
            notes=notes,
            distributions=of,
            within_variances=group.fit.within_variance,
            masses=masses,
            scale=made.scale,
            replicate_key=made.key,
            df=group.df,
            confidence=confidence,
        )

    one_day_total = group.one_day_total()
    whole = None if total is None or one_day_total is None else record(total, one_day_total, None)
    return record(food, group.one_day(), whole)


def _coefficients(group: Group, confidence: float) -> tuple[Coefficient, ...]:
    """Return the coefficients of the model, per unit of each covariate; without NaN if replicates lack a column."""
    block, made, eating = group.block, group.replication, group.eating
    parts = {"": group.fit.beta} if eating is None else {"amount: ": group.fit.beta, "log odds: ": eating.beta}
    return tuple(
        Coefficient(
            name=f"{part}{name}",
            estimate=estimate(values, made.scale, group.df, confidence=confidence, key=made.key),
        )
        for part, beta in parts.items()
        for name, values in zip(block.names, np.ascontiguousarray((beta / block.spreads).T), strict=True)
    )
