"""The share of persons whose supplements exceed the upper level."""

from __future__ import annotations

from typing import Any, overload

import numpy as np
import numpy.typing as npt

from magnesium.errors import InvalidValueError, NoReferenceValueError
from magnesium.needs.authorities import Authority
from magnesium.needs.kinds import FAMILIES
from magnesium.needs.reference_values import ReferenceValues, reference_values
from magnesium.needs.scopes import UpperLevelScope
from magnesium.needs.values import ReferenceValue
from magnesium.people import Person
from magnesium.population.columns import Column, Floats, names_of, numbers, readable
from magnesium.population.design import DEFAULT_DESIGN, SurveyDesign
from magnesium.population.estimates import Estimate
from magnesium.population.means import EstimatesByGroup, ratio_estimates
from magnesium.population.options import require, upper_level_mg
from magnesium.population.survey import read_recalls

_UL = ReferenceValues | ReferenceValue | Person | Column | float


@overload
def prevalence_above_ul(
    data: Any = None,
    *,
    supplement_mg: Column,
    ul: Any,
    by: None = None,
    person: Column | None = ...,
    weight: Column | None = ...,
    strata: Column | None = ...,
    psu: Column | None = ...,
    replicate_weights: Any = ...,
    authority: Authority | str = ...,
    design: SurveyDesign = ...,
) -> Estimate: ...
@overload
def prevalence_above_ul(
    data: Any = None,
    *,
    supplement_mg: Column,
    ul: Any,
    by: Column,
    person: Column | None = ...,
    weight: Column | None = ...,
    strata: Column | None = ...,
    psu: Column | None = ...,
    replicate_weights: Any = ...,
    authority: Authority | str = ...,
    design: SurveyDesign = ...,
) -> EstimatesByGroup: ...
def prevalence_above_ul(
    data: Any = None,
    *,
    supplement_mg: Column,
    ul: Any,
    by: Column | None = None,
    person: Column | None = None,
    weight: Column | None = None,
    strata: Column | None = None,
    psu: Column | None = None,
    replicate_weights: Any = None,
    authority: Authority | str = "nasem",
    design: SurveyDesign = DEFAULT_DESIGN,
) -> Estimate | EstimatesByGroup:
    """Return the share of persons whose magnesium from supplements is above the upper level.

    No upper level covers the magnesium of food, so food is not counted. Reported
    supplements are treated as usual: no recall error is removed.

    Args:
        data: Anything whose columns are ``data[name]``, one row per person, or several that agree.
        supplement_mg: Magnesium from supplements as reported, in mg per day; 0 for persons who take none.
        ul: A person, an upper level, mg per day, or a column of mg per day.
        by: Column of groups, or :func:`~magnesium.population.reference_groups`. Persons without a group count only in
            the design.
        person: Person of each row. Default: the column "person" of the data, or else each row is another person.
        weight: Survey weight. Default: all persons have the same.
        strata: Stratum.
        psu: Primary sampling unit.
        replicate_weights: Replicate weights of the survey's publisher.
        authority: Whose upper level is meant if *ul* is a person.
        design: How the standard error is estimated.

    Returns:
        One estimate, or with *by* a mapping from each group's label to its estimate.

    Raises:
        NoReferenceValueError: No upper level for supplements is set.
        InvalidValueError: A value is not allowed.
    """
    require("design", design, SurveyDesign)
    data = readable(data)
    taken = numbers(data, supplement_mg, "supplement_mg")
    limit = _ul(data, ul, authority, len(taken))
    person = "person" if person is None and "person" in names_of(data) else person
    rows = np.arange(len(taken))
    survey = read_recalls(
        data,
        by=by,
        person=rows if person is None else person,
        day=rows,
        mg=taken,
        weight=weight,
        strata=strata,
        psu=psu,
        replicate_weights=replicate_weights,
        supplement_mg=limit,
        seed=design.seed,
    )
    limits = survey.supplement_mg
    first = survey.mg[survey.start]
    if (survey.mg != np.repeat(first, survey.days)).any():
        raise InvalidValueError("supplement_mg", None, "differs between the rows of a person")
    above: npt.NDArray[np.bool_] = first > (limits if limits is not None else np.inf)
    found = ratio_estimates(survey, above.astype(np.float64), design=design, are_shares=True)
    return found[None] if by is None else found


def _ul(data: Any, ul: Any, authority: Authority | str, rows: int) -> Floats:
    if isinstance(ul, Person):
        ul = reference_values(ul, authority=authority)
    if isinstance(ul, ReferenceValues):
        if ul.ul is None:
            raise NoReferenceValueError(ul.authority, f"upper level for {ul.person}", "nothing can be called too much")
        ul = ul.ul
    if isinstance(ul, ReferenceValue):
        whole = {UpperLevelScope.TOTAL, UpperLevelScope.LABEL}
        if ul.kind not in FAMILIES["ul"] or ul.scope in whole:
            raise NoReferenceValueError(
                ul.authority, "upper level for supplements here", f"{ul} does not apply to supplements"
            )
        ul = ul.mg_per_day
    if isinstance(ul, int | float):
        return np.full(rows, upper_level_mg("ul", ul))
    return numbers(data, ul, "ul", rows=rows)
