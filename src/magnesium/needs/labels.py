"""Food labels: daily values, their percentages and rounding, and nutrient content claims."""

from __future__ import annotations

import enum
import math

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.search import Document
from magnesium.catalogs.tables import bundled_table
from magnesium.errors import NoReferenceValueError, NotFoundError
from magnesium.needs.reference_values import Confidence, ReferenceValue, values_by_body
from magnesium.people import LifeStage, Person
from magnesium.units import amount

LABEL_BODIES = ("fda", "eu", "canada")


def daily_value(authority: str = "fda", *, person: Person | None = None, edition: str | None = None) -> ReferenceValue:
    """Return the label value (FDA and Canadian DV, EU NRV) in mg of magnesium a day.

    Without *person* it is the one on ordinary labels, for adults and children from 4 years (EU:
    adults); the FDA sets others for infants, children of 1 to 3 years, and pregnant or lactating
    women. Raises :class:`~magnesium.NotFoundError` for an unknown body or edition and
    :class:`~magnesium.NoReferenceValueError` where it sets none for such a person.

    Source: 21 CFR 101.9(c)(8)(iv); Regulation (EU) 1169/2011 annex XIII; Health Canada's table.

    >>> daily_value().mg_per_day, daily_value("eu").mg_per_day
    (420.0, 375.0)
    """
    if authority not in LABEL_BODIES:
        raise NotFoundError("label authority", str(authority), LABEL_BODIES)
    values = [value for value in values_by_body()[authority] if isinstance(value, ReferenceValue)]
    editions = tuple(dict.fromkeys(value.edition for value in values))
    if edition is not None and edition not in editions:
        raise NotFoundError(f"edition of {authority}", edition, editions)
    asked = edition or max(values, key=lambda value: value.year or 0).edition
    for value in values:
        if value.edition == asked and _covers(value, person):
            return value
    raise NoReferenceValueError(authority, f"label value for {person}")


def _covers(value: ReferenceValue, person: Person | None) -> bool:
    if person is None:
        return value.life_stage is LifeStage.GENERAL and value.age_to_months is None
    stage = person.life_stage if person.life_stage in {LifeStage.PREGNANT, LifeStage.LACTATING} else LifeStage.GENERAL
    return (
        value.life_stage is stage
        and (value.age_from_months is None or value.age_from_months <= person.age_months)
        and (value.age_to_months is None or person.age_months < value.age_to_months)
    )


def percent_daily_value(
    mg: float, authority: str = "fda", *, person: Person | None = None, edition: str | None = None
) -> float:
    """Return *mg* of magnesium as percent of the label value, not rounded.

    Raises :class:`~magnesium.AmountError` for an amount that cannot be; otherwise as
    :func:`daily_value`.

    >>> percent_daily_value(84)
    20.0
    """
    return amount(mg, "mg") / daily_value(authority, person=person, edition=edition).mg_per_day * 100


def declared_mg(mg: float) -> float:
    """Return the amount that a US label declares: the nearest 5 mg, halves up.

    Source: FDA guidance on declaring quantitative amounts of vitamins and minerals.

    >>> declared_mg(156.6), declared_mg(12.5)
    (155.0, 15.0)
    """
    return _nearest(amount(mg, "mg"), 5)


def declared_percent_daily_value(mg: float, *, person: Person | None = None) -> float:
    """Return the %DV that a US label declares: steps of 2 to 10 %, of 5 to 50 %, of 10 above.

    Below 2 % a label may also say zero, or leave magnesium out. Source: 21 CFR 101.9(c)(8)(iii).

    >>> declared_percent_daily_value(156.6)
    35.0
    """
    percent = percent_daily_value(mg, person=person)
    step = 2 if percent <= 10 else 5 if percent <= 50 else 10
    return _nearest(percent, step)


def _nearest(value: float, step: int) -> float:
    return float(math.floor(value / step + 0.5) * step)


class Basis(enum.StrEnum):
    """What amount of a product a claim's threshold is for."""

    SERVING = "serving"
    """FDA: the reference amount customarily consumed; Canada: the serving of stated size."""
    PER_100G = "100 g"
    """EU: 100 g or 100 ml of products other than beverages."""
    PER_100ML_BEVERAGE = "100 ml beverage"
    SINGLE_PORTION_PACKAGE = "single portion package"


@attrs.frozen(kw_only=True)
class ContentClaim:
    """A nutrient content claim: from and to which percent of the label value it may be made."""

    id: str
    authority: str
    claim: str
    """The words on the label."""
    basis: Basis
    """What amount of the product the percent is of."""
    minimum_percent: float
    """From which percent of the label value it may be made."""
    maximum_percent: float | None
    """In whole percent, so that 19 reaches up to 20."""
    confidence: Confidence
    source: str

    @property
    def name(self) -> str:
        """The words of the claim."""
        return self.claim


COLUMNS = ("id", "authority", "claim", "basis", "minimum_percent", "maximum_percent", "confidence", "source")


def _claim(row: list[str]) -> ContentClaim:
    id_, authority, claim, basis, minimum, maximum, confidence, source = row
    return ContentClaim(
        id=id_,
        authority=authority,
        claim=claim,
        basis=Basis(basis),
        minimum_percent=float(minimum),
        maximum_percent=float(maximum) if maximum else None,
        confidence=Confidence(confidence),
        source=source,
    )


content_claims: Catalog[ContentClaim] = Catalog(
    "content claim",
    lambda: bundled_table("label_claims.csv", COLUMNS, _claim),
    documents=lambda records: (
        Document(id=id_, names=(claim.claim,), extra=f"{claim.authority} {claim.basis}")
        for id_, claim in records.items()
    ),
    bundled_as="content_claims",
)
"""Catalog of the claims' thresholds of the FDA, the EU and Health Canada."""


def allowed_content_claims(
    mg: float, *, basis: Basis | str = Basis.SERVING, authority: str = "fda"
) -> tuple[ContentClaim, ...]:
    """Return the claims that *mg* of magnesium in the *basis* amount allows, lowest first.

    Raises :class:`~magnesium.NotFoundError` where the body has no claims for that basis.

    >>> [claim.claim for claim in allowed_content_claims(84)], [c.claim for c in allowed_content_claims(60)]
    (['high'], ['good source'])
    """
    percent = percent_daily_value(mg, authority)
    of_body = [claim for claim in content_claims.values() if claim.authority == authority]
    bases = tuple(dict.fromkeys(str(claim.basis) for claim in of_body))
    if basis not in bases:
        raise NotFoundError(f"basis of {authority} claims", str(basis), bases)
    return tuple(
        claim
        for claim in of_body
        if claim.basis == basis
        and claim.minimum_percent <= percent
        and (claim.maximum_percent is None or percent < claim.maximum_percent + 1)
    )
