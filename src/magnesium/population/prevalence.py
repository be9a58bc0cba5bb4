"""Prevalence: the share of a population whose usual intake is inadequate, or above an upper level."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import Any, Literal, TypeAlias, get_args

import attrs
import numpy as np
import numpy.typing as npt

from magnesium.errors import (
    AmountError,
    InvalidValueError,
    NoReferenceValueError,
    NotFoundError,
    instance,
    mapping,
    member,
)
from magnesium.needs.authorities import Authority
from magnesium.needs.kinds import FAMILIES, ReferenceKind
from magnesium.needs.reference_values import ReferenceValues, reference_values
from magnesium.needs.requirements import requirement_cv as published_cv
from magnesium.needs.scopes import UpperLevelScope
from magnesium.needs.values import ReferenceValue
from magnesium.people import Person
from magnesium.population.columns import Column, Floats, column, numbers
from magnesium.population.design import DEFAULT_DESIGN, SurveyDesign, replication_of
from magnesium.population.estimates import Estimate, estimate
from magnesium.population.options import require
from magnesium.population.survey import read_recalls
from magnesium.population.usual import UsualIntake
from magnesium.units import amount, as_float

Requirement: TypeAlias = ReferenceValues | ReferenceValue | Person | float
"""Whose average requirement is meant: a person or their values, an EAR, or an EAR in mg a day."""


@attrs.frozen(kw_only=True)
class Prevalence:
    """The share of a group, or of several together, that is inadequate; from 0 to 1."""

    share: Estimate
    method: str
    """``EAR cut-point`` or ``probability approach``."""
    ear_mg: float | None
    """The EAR of the group; ``None`` for several groups together."""
    requirement_cv: float
    persons: int
    population: float
    """The sum of the weights."""
    by_group: Mapping[Any, Prevalence]
    """The prevalence of each group with its own EAR; empty for one group."""
    conditions: tuple[str, ...]
    """The method's conditions that look violated, in words; empty where none does."""
    authority: str | None
    source: str | None
    """Where the EAR comes from, a key of ``magnesium.sources``; ``None`` for one given as a number."""

    def __str__(self) -> str:
        return f"{self.share.value:.1%} below, {self.method}"


PrevalenceMethod = Literal["cut-point", "probability"]
"""How :func:`prevalence_of_inadequacy` counts those whose intake is too low."""


def ear_cut_point(
    usual: UsualIntake, requirement: Requirement, *, authority: Authority | str = "nasem", edition: str | None = None
) -> Prevalence:
    """Return the share of a group whose usual intake is below the EAR.

    *requirement* is a :class:`~magnesium.Person` like those of the group, their reference values,
    an EAR, or an EAR in mg a day. ``conditions`` says where the method's conditions look violated:
    a prevalence outside 10 to 90 %, intakes that vary less than requirements, an answer that differs
    from the probability approach. Raises :class:`~magnesium.NoReferenceValueError` where there is no
    EAR: an adequate intake or a recommended intake is not one.

    Source: Institute of Medicine 2000 (``iom2000``), ch. 4.

    >>> from magnesium.population import made_up_recalls, usual_intake
    >>> recalls = made_up_recalls(persons=1000, seed=3)
    >>> women = usual_intake(recalls)
    >>> found = ear_cut_point(women, Person(age=40, sex="female"))
    >>> found.ear_mg, round(found.share.value, 2), found.conditions
    (265.0, 0.42, ())
    """
    ear = _ear(requirement, authority, edition)
    return _one(usual, ear, "EAR cut-point", published_cv(ear[1]))


def full_probability(
    usual: UsualIntake,
    requirement: Requirement,
    *,
    authority: Authority | str = "nasem",
    edition: str | None = None,
    requirement_cv: float | None = None,
) -> Prevalence:
    """Return the mean, over usual intakes, of the probability that a person's requirement is not met.

    Requirements are normal around the EAR with *requirement_cv*, by default the one that the edition
    states or else NASEM's (10 % for magnesium, ``iom1997``), independent of intakes. Raises as :func:`ear_cut_point`.

    Source: National Research Council 1986; Institute of Medicine 2000 (``iom2000``), ch. 4.
    """
    ear = _ear(requirement, authority, edition)
    cv = published_cv(ear[1]) if requirement_cv is None else requirement_cv
    if not 0 < as_float(cv, "requirement_cv") < 1:
        raise AmountError("requirement_cv", cv, "must be above 0 and below 1")
    return _one(usual, ear, "probability approach", cv)


def prevalence_of_inadequacy(
    usual: Mapping[Any, UsualIntake],
    requirements: Mapping[Any, Requirement] | ReferenceGroups,
    *,
    method: PrevalenceMethod = "cut-point",
    authority: Authority | str = "nasem",
    edition: str | None = None,
) -> Prevalence:
    """Return the prevalence in several groups together, each person held against the own EAR.

    *usual* is what :func:`usual_intake` returns with ``by=``, *requirements* the EAR of each group,
    or :func:`reference_groups` whose labels were the groups. Groups count by their weight, in each
    replicate anew. Raises as :func:`ear_cut_point`, and :class:`~magnesium.NotFoundError` for a group
    without a requirement.
    """
    member(method, get_args(PrevalenceMethod), "method")
    mapping(usual, "usual", "must be what usual_intake(..., by=...) returns")
    if not usual:
        raise InvalidValueError("usual", None, "has no groups")
    values: Mapping[Any, Requirement] = (
        requirements.values
        if isinstance(requirements, ReferenceGroups)
        else mapping(requirements, "requirements", "must be a dict by group, or reference_groups(...)")
    )
    name = "EAR cut-point" if method == "cut-point" else "probability approach"
    groups = {}
    for group, intake in usual.items():
        if group not in values:
            raise NotFoundError("requirement for group", str(group), tuple(str(key) for key in values))
        ear = _ear(values[group], authority, edition)
        groups[group] = _one(intake, ear, name, published_cv(ear[1]))
    masses = np.stack([intake.errors.masses() for intake in usual.values()])
    shares = np.stack([_values(usual[group], found) for group, found in groups.items()])
    # A group may be without persons in a replicate: it has no share there, and no weight.
    together = np.where(masses > 0, shares * masses, 0).sum(axis=0) / masses.sum(axis=0)
    persons = sum(intake.persons for intake in usual.values())
    first = next(iter(usual.values())).errors
    share = estimate(together, first.scale, _df_together(usual), confidence=first.confidence, persons=persons)
    return Prevalence(
        share=share,
        method=name,
        ear_mg=None,
        requirement_cv=next(iter(groups.values())).requirement_cv,
        persons=persons,
        population=math.fsum(intake.population for intake in usual.values()),
        by_group=groups,
        conditions=tuple(f"{group}: {text}" for group, found in groups.items() for text in found.conditions),
        authority=next(iter(groups.values())).authority,
        source=next(iter(groups.values())).source,
    )


def _df_together(usual: Mapping[Any, UsualIntake]) -> int:
    """Return the degrees of freedom of all groups, which share their PSUs: those of the widest group."""
    return max(intake.errors.df for intake in usual.values())


def _one(usual: UsualIntake, ear: tuple[float, ReferenceValue | None], method: str, cv: float) -> Prevalence:
    instance(usual, UsualIntake, "usual", "must be a result of usual_intake(...)")
    ear_mg, value = ear
    found = Prevalence(
        share=Estimate(value=0, se=None, low=None, high=None, df=0, replicates=0),
        method=method,
        ear_mg=ear_mg,
        requirement_cv=cv,
        persons=usual.persons,
        population=usual.population,
        by_group={},
        conditions=(),
        authority=None if value is None else value.authority,
        source=None if value is None else value.source,
    )
    share = usual.errors.of(_values(usual, found), is_share=True)
    conditions = _conditions(usual, share.value, ear_mg, cv) if method == "EAR cut-point" else ()
    return attrs.evolve(found, share=share, conditions=conditions)


def _values(usual: UsualIntake, found: Prevalence) -> Floats:
    ear_mg = found.ear_mg or 0.0
    if found.method == "EAR cut-point":
        return usual.distributions.shares_below_all(ear_mg)
    return usual.distributions.inadequate(ear_mg, found.requirement_cv * ear_mg)


def _conditions(usual: UsualIntake, share: float, ear_mg: float, cv: float) -> tuple[str, ...]:
    out = []
    if not 0.10 <= share <= 0.90:
        out.append(f"the prevalence of {share:.1%} is outside 10 to 90 %, where the cut-point is biased")
    spread = usual.between_sd_mg
    if spread <= cv * ear_mg:
        out.append(f"usual intakes vary no more (SD {spread:.0f} mg) than requirements (SD {cv * ear_mg:.0f} mg)")
    other = float(usual.distributions.first().inadequate(ear_mg, cv * ear_mg)[0])
    if abs(other - share) > 0.03:
        out.append(f"the probability approach gives {other:.1%} instead of {share:.1%}")
    return tuple(out)


def _ear(
    requirement: Requirement, authority: Authority | str, edition: str | None
) -> tuple[float, ReferenceValue | None]:
    if isinstance(requirement, Person):
        requirement = reference_values(requirement, authority=authority, edition=edition)
    if isinstance(requirement, ReferenceValues):
        if requirement.ear is None:
            raise _no_ear(requirement)
        requirement = requirement.ear
    if isinstance(requirement, ReferenceValue):
        if requirement.kind is not ReferenceKind.EAR:
            raise NoReferenceValueError(
                requirement.authority,
                "EAR that could be used here",
                f"{requirement} is not an average requirement: the share below it is not the share that is inadequate",
            )
        return requirement.mg_per_day, requirement
    if isinstance(requirement, bool) or not isinstance(requirement, int | float):
        raise InvalidValueError("requirement", requirement, "must be a person, reference values, an EAR or mg a day")
    if amount(requirement, "requirement") == 0:
        raise AmountError("requirement", requirement, "must be above 0 mg a day")
    return float(requirement), None


def _no_ear(values: ReferenceValues) -> NoReferenceValueError:
    hint = "no share can be called inadequate without one"
    if values.ai is not None:
        hint = f"it sets {values.ai}, and the share below an adequate intake is not the share that is inadequate"
    return NoReferenceValueError(values.authority, f"EAR for {values.person}", hint)


# --- who is held against what --------------------------------------------------------------------


@attrs.frozen(kw_only=True, eq=False)
class ReferenceGroups:
    """Persons grouped by what an authority sets for them; *labels* is for ``by=``."""

    labels: npt.NDArray[Any]
    """One a row."""
    values: Mapping[str, ReferenceValues]
    """The reference values of each label."""


def reference_groups(
    data: Any = None,
    *,
    age_years: Column,
    sex: Column,
    life_stage: Column | None = None,
    authority: Authority | str = "nasem",
    edition: str | None = None,
) -> ReferenceGroups:
    """Return the groups of persons who share an EAR's sex, life stage and age band.

    *sex* and *life_stage* hold any of the words that :class:`~magnesium.Person` accepts.
    Raises :class:`~magnesium.NoReferenceValueError` where a person has no EAR (infants have an AI:
    leave them out), and as :func:`~magnesium.reference_values`.

    >>> groups = reference_groups({"age": [25, 40, 29.5], "sex": ["male", "female", "male"]}, age_years="age",
    ...                           sex="sex")
    >>> groups.labels.tolist()
    ['men 19–30 years', 'women 31–50 years', 'men 19–30 years']
    >>> groups.values["men 19–30 years"].ear.mg_per_day
    330.0
    """
    ages = numbers(data, age_years, "age_years")
    sexes = column(data, sex, "sex").tolist()
    stages = ["general"] * len(ages) if life_stage is None else column(data, life_stage, "life_stage").tolist()
    if not len(ages) == len(sexes) == len(stages):
        raise InvalidValueError("sex", len(sexes), f"must have as many rows as the ages ({len(ages)})")
    known: dict[Hashable, str] = {}
    values: dict[str, ReferenceValues] = {}
    labels = []
    for who in zip(ages.tolist(), sexes, stages, strict=True):
        if who not in known:
            person = Person(age=who[0], sex=who[1], life_stage=who[2])  # pyright: ignore[reportArgumentType]
            found = reference_values(person, authority=authority, edition=edition)
            if found.ear is None:
                raise _no_ear(found)
            known[who] = str(found.ear.group)
            values.setdefault(known[who], found)
        labels.append(known[who])
    return ReferenceGroups(labels=np.array(labels), values=values)


# --- above the upper level -----------------------------------------------------------------------


def prevalence_above_ul(
    data: Any = None,
    *,
    supplement_mg: Column,
    ul: ReferenceValues | ReferenceValue | Person | Column | float,
    weight: Column | None = None,
    strata: Column | None = None,
    psu: Column | None = None,
    authority: Authority | str = "nasem",
    design: SurveyDesign = DEFAULT_DESIGN,
) -> Estimate:
    """Return the share of persons whose magnesium from supplements is above the upper level.

    No upper level covers the magnesium of food, so food is not counted. What persons report of
    supplements is treated as usual: no recall error is removed.

    Args:
        data: Anything whose columns are ``data[name]``, one row per person.
        supplement_mg: Magnesium from supplements as reported, in mg per day; 0 for persons who take none.
        ul: A person, an upper level, mg per day, or a column of mg per day.
        weight: Survey weight. Default: all persons have the same.
        strata: Stratum.
        psu: Primary sampling unit.
        authority: Whose upper level is meant if *ul* is a person.
        design: How the standard error is estimated.

    Raises:
        NoReferenceValueError: No upper level for supplements is set.
        InvalidValueError: A value is not allowed.
    """
    require("design", design, SurveyDesign)
    taken = numbers(data, supplement_mg, "supplement_mg")
    limit = _ul(data, ul, authority, len(taken))
    survey = read_recalls(
        data,
        person=np.arange(len(taken)),
        day=np.ones(len(taken)),
        mg=taken,
        weight=weight,
        strata=strata,
        psu=psu,
        supplement_mg=limit,
        seed=design.seed,
    )
    limits = survey.supplement_mg
    above = survey.mg > (limits if limits is not None else np.inf)
    made = replication_of(survey, design)
    units = np.zeros((len(survey.stratum_of_psu), 2))
    np.add.at(units, survey.psu, np.column_stack([survey.weight * above, survey.weight]))
    sums = np.vstack([units.sum(axis=0), made.factors @ units])
    df = survey.df(np.arange(survey.persons))
    return estimate(sums[:, 0] / sums[:, 1], made.scale, df, confidence=design.confidence, persons=survey.persons)


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
        return np.full(rows, as_float(ul, "ul")) if ul > 0 else _refused(ul)
    return numbers(data, ul, "ul", rows=rows)


def _refused(ul: float) -> Floats:
    raise AmountError("ul", ul, "must be above 0 mg a day")
