"""Variance ratios from another survey, for surveys with one recall per person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from magnesium.errors import InvalidValueError, list_of, member
from magnesium.needs.variance_ratios import VarianceRatio, variance_ratio
from magnesium.people import Group
from magnesium.population.reference_groups import ReferenceGroups
from magnesium.population.requirements import no_ear


def external_ratios(
    groups: ReferenceGroups | Iterable[Group], *, scale: Literal["box-cox", "log", "mg"] = "box-cox"
) -> Mapping[str, VarianceRatio]:
    """Return the bundled within- to between-person variance ratio of each group, from NHANES 2007–2012.

    For surveys with one recall per person: ``Model(within_to_between=external_ratios(groups))``.
    Each ratio applies to the scale of its λ, which the model uses too. Whether days vary as much in another country
    is unknown: repeat the analysis with other ratios.

    Args:
        groups: The reference groups of the survey, or groups of people.
        scale: "box-cox": the λ that fits the group in NHANES; "log" or "mg": other scales of the same survey.

    Returns:
        A mapping from the label of each group to its ratio.

    Raises:
        NotFoundError: A group has none: pregnant or lactating women, infants, or ages that span several groups.

    >>> from magnesium.population import reference_groups
    >>> groups = reference_groups(age_years=[40.0], sex=["female"])
    >>> [str(one) for one in external_ratios(groups).values()]
    ['women 31–50 years: 1.08 (SE 0.13) at λ 0.258']
    """
    member(scale, ("box-cox", "log", "mg"), "scale")
    return {label: variance_ratio(group, scale) for label, group in _labeled(groups).items()}


def _labeled(groups: ReferenceGroups | Iterable[Group]) -> Mapping[str, Group]:
    if isinstance(groups, ReferenceGroups):
        found = {}
        for label, values in groups.values.items():
            if values.ear is None:
                raise no_ear(values)
            found[label] = values.ear.group
        return found
    reason = "must be reference groups or a list of groups"
    listed = list_of(groups, "groups", reason)
    if not all(isinstance(one, Group) for one in listed):
        raise InvalidValueError("groups", type(listed[0]).__name__, reason)
    return {str(one): one for one in listed}
