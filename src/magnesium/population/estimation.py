"""Usual intake of a nutrient that everyone eats daily: the amount-only model, by group."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any, Unpack, overload

import attrs

from magnesium.population.blocks import block_of, group_name
from magnesium.population.columns import Column
from magnesium.population.design import DEFAULT_DESIGN, Replication, SurveyDesign, replication_of
from magnesium.population.diagnostics import WARNED, PopulationWarning, diagnose, notes_on
from magnesium.population.distribution import Distributions, OneDay
from magnesium.population.groups import Group
from magnesium.population.model import DEFAULT_MODEL, Model, fit_all
from magnesium.population.options import require
from magnesium.population.survey import Recalls, SurveyColumns, read_recalls, with_columns
from magnesium.population.usual import UsualIntake, UsualIntakeErrors


@overload
def usual_intake(
    data: Any = None,
    *,
    by: None = None,
    design: SurveyDesign = ...,
    model: Model = ...,
    **columns: Unpack[SurveyColumns],
) -> UsualIntake: ...


@overload
def usual_intake(
    data: Any = None, *, by: Column, design: SurveyDesign = ..., model: Model = ..., **columns: Unpack[SurveyColumns]
) -> dict[Any, UsualIntake]: ...


@with_columns
def usual_intake(
    data: Any = None,
    *,
    by: Column | None = None,
    design: SurveyDesign = DEFAULT_DESIGN,
    model: Model = DEFAULT_MODEL,
    **columns: Unpack[SurveyColumns],
) -> UsualIntake | dict[Any, UsualIntake]:
    """Return the distribution of usual intake, or one for each group of *by*.

    Args:
        data: Anything whose columns are ``data[name]``, one row per recalled day, such as a dict of
            arrays or a data frame; ``None`` if all columns are arrays.
        by: Column of groups; one value per person.
        design: How standard errors are estimated.
        model: How the model is fitted.
        columns: The columns of the survey as keywords, see :class:`SurveyColumns`: ``person``,
            ``day`` and ``mg`` have these names by default; ``weight``, ``strata``, ``psu``,
            ``covariates``, ``weekend`` and ``supplement_mg`` are optional.

    Returns:
        One record if *by* is absent, otherwise a record for each group by its label.

    Raises:
        InvalidValueError: A value is not allowed, a group is too small for any answer, or a stratum has one PSU.
        NotFoundError: The data have no column of that name.

    Warns with :class:`PopulationWarning` if a result is based on too little.

    Source: Tooze and others 2006 and Kipnis and others 2009, the amount-only case; see
    ``docs/usual-intake.md`` for the differences.

    >>> from magnesium.population import made_up_recalls
    >>> found = usual_intake(made_up_recalls(persons=1000, seed=3))
    >>> found.persons, round(found.errors.mean_mg.value), round(found.errors.mean_mg.se, 1)
    (1000, 288, 3.5)
    """
    require("design", design, SurveyDesign)
    require("model", model, Model)
    recalls = read_recalls(data, by=by, seed=design.seed, **columns)
    if by is None:
        model = attrs.evolve(model, variances="separate")
    made = replication_of(recalls, design)
    found = {}
    for group in _groups(recalls, made, model):
        record = _record(group, design.confidence)
        found[record.group] = record
        for note in record.notes:
            if note.startswith(WARNED):
                warnings.warn(f"{group_name(record.group)}{note}", PopulationWarning, stacklevel=2)
    return found[None] if by is None else found


def _groups(recalls: Recalls, made: Replication, model: Model) -> Iterator[Group]:
    """Yield each group of the survey, fitted alone or together with the others."""

    def fitted(numbers: list[int]) -> Iterator[Group]:
        block = block_of(recalls, numbers)
        fit = fit_all(block.sample, factors=made.factors, model=model)
        for number in numbers:
            yield Group(number=number, recalls=recalls, replication=made, model=model, block=block, fit=fit)

    numbers = [number for number in range(len(recalls.groups)) if (recalls.group == number).any()]
    for block in [numbers] if model.variances == "shared" else [[number] for number in numbers]:
        yield from fitted(block)


def _record(group: Group, confidence: float) -> UsualIntake:
    """Return the record of a group; raise if its second days are too few."""
    group.refuse_without_second_days()
    food, total = group.food(), group.total()
    diagnostics = diagnose(group, food)
    notes = notes_on(group, diagnostics)
    masses = group.masses()

    def record(of: Distributions, one_day: OneDay, whole: UsualIntake | None) -> UsualIntake:
        return UsualIntake(
            group=group.recalls.groups[group.number],
            persons=len(group.persons),
            persons_with_second_day=group.second_days,
            recalls=int(group.days.sum()),
            population=float(group.weight.sum()),
            power=float(group.fit.power[0]),
            within_sd=float(group.fit.within_sd[0]),
            between_sd=float(group.fit.between_sd[0]),
            one_day=one_day,
            total=whole,
            diagnostics=diagnostics,
            notes=notes,
            errors=UsualIntakeErrors(
                distributions=of,
                replication=group.replication,
                within_variance=group.fit.within_variance,
                between_variance=group.fit.between_variance,
                masses=masses,
                df=group.df,
                confidence=confidence,
                persons=len(group.persons),
            ),
            distributions=of,
        )

    one_day_total = group.one_day_total()
    whole = None if total is None or one_day_total is None else record(total, one_day_total, None)
    return record(food, group.one_day(), whole)
