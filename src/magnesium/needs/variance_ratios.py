"""Within-person relative to between-person variance, for surveys with one recall per person."""

from __future__ import annotations

from typing import Literal

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.search import Document
from magnesium.errors import AmountError, NotFoundError
from magnesium.evidence import Vocabulary
from magnesium.people import Group, LifeStage, Sex
from magnesium.rendering.answers import Answer
from magnesium.units import amount


class RatioScale(Vocabulary):
    """The scale on which the variances are compared."""

    BOX_COX = "box-cox"
    """Box-Cox with the λ fitted to the group."""
    LOG = "log"
    """Logarithms: λ is 0."""
    MG = "mg"
    """Milligrams: λ is 1."""


def _above_zero(_: object, attribute: attrs.Attribute[float], value: float) -> None:
    if amount(value, attribute.name) <= 0:
        raise AmountError(attribute.name, value, "must be above 0")


@attrs.frozen(kw_only=True, repr=False)
class VarianceRatio(Answer):
    """The within-person over the between-person variance of magnesium intake in a group, on a stated scale."""

    id: str
    sex: Sex | None
    life_stage: LifeStage | None
    age_from_months: int | None
    age_to_months: int | None
    scale: RatioScale
    """The scale on which the variances are compared; a ratio applies to that scale only."""
    power: float
    """λ of the Box-Cox transformation that gives this scale."""
    within_to_between: float = attrs.field(validator=_above_zero)
    """σ²(within) / σ²(between)."""
    se: float = attrs.field(validator=_above_zero)
    """Standard error of the ratio."""
    note: str
    source: str

    @property
    def group(self) -> Group:
        """The people to whom it applies."""
        return Group.of(self)

    def __str__(self) -> str:
        return f"{self.group}: {self.within_to_between:.2f} (SE {self.se:.2f}) at λ {self.power:g}"


variance_ratios: Catalog[VarianceRatio] = Catalog(
    VarianceRatio,
    file="variance_ratios.csv",
    title="Within- to between-person variance of magnesium intake",
    kind="variance ratio",
    documents=lambda records: (
        Document(id=id_, names=(str(one.group),), extra=f"{id_} {one.note}") for id_, one in records.items()
    ),
)
"""Catalog of variance ratios derived from a survey, on three scales for each group."""


def variance_ratio(group: Group, scale: Literal["box-cox", "log", "mg"] = "box-cox") -> VarianceRatio:
    """Return the ratio of the group that includes all of *group*.

    Raises :class:`~magnesium.NotFoundError` if none was measured: in pregnancy and lactation, for infants, and for ages
    that span several groups.

    >>> variance_ratio(Group(sex="female", life_stage="general", age_from_months=228, age_to_months=372)).power
    0.348
    """
    found = (one for one in variance_ratios.values() if str(one.scale) == scale and _holds(one.group, group))
    ratio = next(found, None)
    if ratio is None:
        hint = "the bundled ratios are of the age and sex groups of NASEM from 1 year, not pregnant"
        raise NotFoundError("variance ratio", str(group), hint=hint)
    return ratio


def _holds(whole: Group, part: Group) -> bool:
    start, end = whole.age_from_months or 0, whole.age_to_months or float("inf")
    return (
        whole.sex in {None, part.sex}
        and whole.life_stage == part.life_stage
        and start <= (part.age_from_months or 0)
        and (part.age_to_months or float("inf")) <= end
    )
