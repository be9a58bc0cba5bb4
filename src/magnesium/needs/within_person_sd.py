"""Day-to-day variation of one person's intake."""

from __future__ import annotations

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.search import Document
from magnesium.people import Group, LifeStage, Person, Sex
from magnesium.rendering.answers import Answer
from magnesium.units import amount


def _amount(_: object, attribute: attrs.Attribute[float], value: float) -> None:
    amount(value, attribute.name)


@attrs.frozen(kw_only=True, repr=False)
class WithinPersonSD(Answer):
    """Standard deviation of one person's intake from day to day, in mg."""

    id: str
    sex: Sex | None
    life_stage: LifeStage | None
    age_from_months: int | None
    age_to_months: int | None
    sd_mg: float = attrs.field(validator=_amount)
    """Standard deviation of a day's intake around the person's own mean."""
    se_mg: float | None = attrs.field(validator=attrs.validators.optional(_amount))
    """Standard error of *sd_mg* if this project derived it from survey records; else ``None``."""
    note: str
    source: str

    @property
    def is_derived(self) -> bool:
        """Whether this project derived it from survey records; otherwise it was published, or given."""
        return self.se_mg is not None

    @property
    def group(self) -> Group:
        """The people to whom it applies."""
        return Group.of(self)


within_person_sds: Catalog[WithinPersonSD] = Catalog(
    WithinPersonSD,
    file="within_person_sd.csv",
    title="Day-to-day variation of one person's intake",
    kind="within-person SD",
    documents=lambda records: (
        Document(id=id_, names=(str(sd.group),), extra=f"{id_} {sd.note}") for id_, sd in records.items()
    ),
)
"""Catalog of the within-person SDs, published ones and those derived from a survey."""


def published_within_person_sd(person: Person) -> WithinPersonSD | None:
    """Return the published within-person SD for people like *person*, ``None`` if absent."""
    return next((sd for sd in within_person_sds.values() if person in sd.group and not sd.is_derived), None)


def bundled_within_person_sd(person: Person) -> WithinPersonSD | None:
    """Return the within-person SD for people like *person*: published, or else derived from a survey.

    Neither exists in pregnancy and lactation, and for infants: ``None``.

    >>> bundled_within_person_sd(Person(age=40, sex="male")).source
    'nhanes2007-2012'
    """
    published = published_within_person_sd(person)
    return published or next((sd for sd in within_person_sds.values() if person in sd.group), None)
