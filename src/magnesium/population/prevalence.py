"""Prevalence: the share of a population whose usual intake is inadequate."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args

import attrs
import numpy as np

from magnesium.errors import InvalidValueError, NotFoundError, instance, mapping, member
from magnesium.needs.authorities import Authority
from magnesium.needs.requirements import requirement_cv as published_cv
from magnesium.needs.values import ReferenceValue
from magnesium.population.columns import Floats
from magnesium.population.estimates import Estimate, estimate
from magnesium.population.options import require_number
from magnesium.population.reference_groups import ReferenceGroups
from magnesium.population.requirements import Requirement, ear_of
from magnesium.population.usual import UsualIntake
from magnesium.rendering.answers import Answer
from magnesium.rendering.blocks import Block, Caution, Heading, Note, Row, Table

PrevalenceMethod = Literal["cut-point", "probability"]
"""How :func:`prevalence_of_inadequacy` counts inadequate intakes."""

Method = Literal["EAR cut-point", "probability approach"]


@attrs.frozen(kw_only=True, repr=False)
class Prevalence(Answer):
    """The share of a group, or of several together, that is inadequate; from 0 to 1."""

    share: Estimate
    method: str
    """``EAR cut-point`` or ``probability approach``."""
    group: str | int | float | bool | None = None
    """The group's label; ``None`` for all persons, or several groups together."""
    ear_mg: float | None
    """The EAR of the group; ``None`` for several groups together."""
    requirement_cv: float
    persons: int | None
    """``None`` if the distribution comes from a summary."""
    population: float | None
    """The sum of the weights."""
    groups: tuple[Prevalence, ...] = ()
    """The prevalence of each group with its own EAR; empty for one group."""
    conditions: tuple[str, ...] = ()
    """The method's conditions that seem violated."""
    authority: str | None = None
    source: str | None = None
    """Source of the EAR, a key of ``magnesium.sources``; ``None`` if it was given as a number."""

    @property
    def by_group(self) -> Mapping[Any, Prevalence]:
        """The prevalence of each group by its label; empty for one group."""
        return {one.group: one for one in self.groups}

    def blocks(self) -> Iterator[Block]:
        """Yield the share with its error, the requirement, each group, and violated conditions."""
        yield Heading(str(self), 1)
        if self.share.low is not None and self.share.high is not None:
            interval = f"{self.share.low:.1%} to {self.share.high:.1%}"
            yield Row(f"{self.share.confidence:.0%} interval", interval)
        if self.share.reporting is not None:
            why = f": {self.share.reporting_note}" if self.share.reporting_note else ""
            yield Note(f"NCHS presentation standards: {self.share.reporting}{why}.")
        if self.ear_mg is not None:
            yield Row("EAR (mg per day)", f"{self.ear_mg:g}")
        if self.persons is not None:
            yield Row("Persons", f"{self.persons:,}")
        if self.groups:
            rows = ((str(one.group), f"{one.ear_mg:g}", _percent(one.share)) for one in self.groups)
            yield Table(("group", "EAR (mg)", "below"), rows)
        yield from (Caution(text) for text in self.conditions)

    def derived_figures(self) -> dict[str, Any]:
        """Return the share in percent."""
        return {"percent": self.share.value * 100}

    def __str__(self) -> str:
        who = "" if self.group is None else f"{self.group}: "
        return f"{who}{self.share.value:.1%} below, {self.method}"


def _percent(share: Estimate) -> str:
    return f"{share.value:.1%}" if share.se is None else f"{share.value:.1%} (SE {share.se * 100:.1f} points)"


def ear_cut_point(
    usual: UsualIntake, requirement: Requirement, *, authority: Authority | str = "nasem", edition: str | None = None
) -> Prevalence:
    """Return the share of a group whose usual intake is below the EAR.

    ``conditions`` of the result lists the method's conditions that seem violated: a prevalence outside 10 to 90 %,
    intakes that vary less than requirements, an answer that differs from the probability approach.

    Args:
        usual: Distribution of usual intake of the group.
        requirement: A person like those of the group, their reference values, an EAR, or an EAR in mg per day.
        authority: Whose EAR is used for a person.
        edition: Title of its edition; the newest by default.

    Raises:
        NoReferenceValueError: There is no EAR; an adequate intake or a recommended intake is not one.

    Source: Institute of Medicine 2000 (``iom2000``), ch. 4.

    >>> from magnesium import Person
    >>> from magnesium.population import made_up_recalls, usual_intake
    >>> recalls = made_up_recalls(persons=1000, seed=3)
    >>> women = usual_intake(recalls)
    >>> found = ear_cut_point(women, Person(age=40, sex="female"))
    >>> found.ear_mg, round(found.share.value, 2), found.conditions
    (265.0, 0.42, ())
    """
    ear = ear_of(requirement, authority, edition)
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

    Requirements are normal around the EAR and independent of intakes. Raises as :func:`ear_cut_point`.

    Args:
        usual: Distribution of usual intake of the group.
        requirement: As for :func:`ear_cut_point`.
        authority: Whose EAR is used for a person.
        edition: Title of its edition; the newest by default.
        requirement_cv: Coefficient of variation of requirements, as a fraction. Default: that of the edition, or else
            NASEM's (10 % for magnesium, ``iom1997``).

    Source: National Research Council 1986; Institute of Medicine 2000 (``iom2000``), ch. 4.
    """
    ear = ear_of(requirement, authority, edition)
    cv = published_cv(ear[1]) if requirement_cv is None else requirement_cv
    require_number("requirement_cv", cv, "must be above 0 and below 1", lambda given: 0 < given < 1)
    return _one(usual, ear, "probability approach", cv)


def prevalence_of_inadequacy(
    usual: Mapping[Any, UsualIntake],
    requirements: Mapping[Any, Requirement] | ReferenceGroups,
    *,
    method: PrevalenceMethod = "cut-point",
    authority: Authority | str = "nasem",
    edition: str | None = None,
) -> Prevalence:
    """Return the prevalence in several groups together, each compared with its own EAR.

    Groups count by their weight in each replicate.

    Args:
        usual: Result of :func:`usual_intake` with ``by=``.
        requirements: EAR of each group, by the same keys, or :func:`reference_groups` whose labels were the groups.
        method: "cut-point" or "probability".
        authority: Whose EAR is used for persons.
        edition: Title of its edition; the newest by default.

    Raises:
        NotFoundError: A group has no requirement; otherwise as :func:`ear_cut_point`.
    """
    member(method, get_args(PrevalenceMethod), "method")
    mapping(usual, "usual", "must be what usual_intake(..., by=...) returns")
    if not usual:
        raise InvalidValueError("usual", None, "has no groups")
    values = requirements_of(requirements)
    name: Method = "EAR cut-point" if method == "cut-point" else "probability approach"
    groups = []
    for group, intake in usual.items():
        if group not in values:
            raise NotFoundError("requirement for group", str(group), tuple(str(key) for key in values))
        ear = ear_of(values[group], authority, edition)
        groups.append(attrs.evolve(_one(intake, ear, name, published_cv(ear[1])), group=intake.group))
    return _together(list(usual.values()), groups, name)


def requirements_of(requirements: Mapping[Any, Requirement] | ReferenceGroups) -> Mapping[Any, Requirement]:
    """Return the requirement of each group."""
    if isinstance(requirements, ReferenceGroups):
        return requirements.values
    return mapping(requirements, "requirements", "must be a dict by group, or reference_groups(...)")


def _together(usual: list[UsualIntake], groups: list[Prevalence], method: Method) -> Prevalence:
    masses = np.stack([intake.masses for intake in usual])
    shares = np.stack([_values(intake, found) for intake, found in zip(usual, groups, strict=True)])
    # A group may have no persons in a replicate: it has no share there, and no weight.
    together = np.where(masses > 0, shares * masses, 0).sum(axis=0) / masses.sum(axis=0)
    persons = sum(intake.persons or 0 for intake in usual)
    first = usual[0]
    # All groups share their PSUs, so the degrees of freedom are those of the widest group.
    df = max(intake.df for intake in usual)
    share = estimate(together, first.scale, df, confidence=first.confidence, persons=persons, key=first.replicate_key)
    return Prevalence(
        share=share,
        method=method,
        ear_mg=None,
        requirement_cv=groups[0].requirement_cv,
        persons=persons,
        population=math.fsum(intake.population or 0.0 for intake in usual),
        groups=tuple(groups),
        conditions=tuple(f"{found.group}: {text}" for found in groups for text in found.conditions),
        authority=groups[0].authority,
        source=groups[0].source,
    )


def _one(usual: UsualIntake, ear: tuple[float, ReferenceValue | None], method: Method, cv: float) -> Prevalence:
    instance(usual, UsualIntake, "usual", "must be a result of usual_intake(...)")
    ear_mg, value = ear
    found = Prevalence(
        share=Estimate(value=0, se=None, low=None, high=None, df=0, replicates=0),
        method=method,
        ear_mg=ear_mg,
        group=usual.group,
        requirement_cv=cv,
        persons=usual.persons,
        population=usual.population,
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
