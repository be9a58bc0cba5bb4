"""The average requirement of a person, of reference values, an EAR, or a number."""

from __future__ import annotations

from typing import TypeAlias

from magnesium.errors import AmountError, InvalidValueError, NoReferenceValueError
from magnesium.needs.authorities import Authority
from magnesium.needs.kinds import ReferenceKind
from magnesium.needs.reference_values import ReferenceValues, reference_values
from magnesium.needs.values import ReferenceValue
from magnesium.people import Person
from magnesium.units import amount

Requirement: TypeAlias = ReferenceValues | ReferenceValue | Person | float
"""A person, their reference values, an EAR, or an EAR in mg per day."""


def ear_of(
    requirement: Requirement, authority: Authority | str, edition: str | None
) -> tuple[float, ReferenceValue | None]:
    """Return the EAR in mg per day, and its record if it has one; raise if no EAR is set.

    Args:
        requirement: A person, reference values, an EAR, or an EAR in mg per day.
        authority: Whose EAR is used for a person.
        edition: Title of its edition.
    """
    if isinstance(requirement, Person):
        requirement = reference_values(requirement, authority=authority, edition=edition)
    if isinstance(requirement, ReferenceValues):
        if requirement.ear is None:
            raise no_ear(requirement)
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
        raise InvalidValueError("requirement", requirement, "must be a person, reference values, an EAR or mg per day")
    if amount(requirement, "requirement") == 0:
        raise AmountError("requirement", requirement, "must be above 0 mg per day")
    return float(requirement), None


def no_ear(values: ReferenceValues) -> NoReferenceValueError:
    """Return the error for a person without an EAR."""
    hint = "no share can be called inadequate without one"
    if values.ai is not None:
        hint = f"it sets {values.ai}, and the share below an adequate intake is not the share that is inadequate"
    return NoReferenceValueError(values.authority, f"EAR for {values.person}", hint)
