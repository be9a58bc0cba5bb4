"""Food labels: daily values, their percentages and rounding, and nutrient content claims."""

from __future__ import annotations

import math
from typing import Literal

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import texts
from magnesium.catalogs.search import Document
from magnesium.errors import NoReferenceValueError, NotFoundError, instance
from magnesium.evidence import Vocabulary
from magnesium.needs.editions import editions_of, find_edition
from magnesium.needs.kinds import Confidence
from magnesium.needs.naming import body_named
from magnesium.needs.values import ReferenceValue, values_by_body
from magnesium.people import LifeStage, Person
from magnesium.rendering.answers import Answer
from magnesium.units import amount


@attrs.frozen(kw_only=True, repr=False)
class LabelBody(Answer):
    """A body that sets the values and claims of food labels."""

    id: str
    name: str
    region: str
    """Country or region of the labels."""
    names: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Other names that ``authority=`` accepts, ignoring case."""


label_bodies: Catalog[LabelBody] = Catalog(
    LabelBody,
    file="label_bodies.toml",
    title="Bodies that set label values",
    kind="label authority",
    documents=lambda records: (
        Document(id=id_, names=(id_, body.name, *body.names), extra=body.region) for id_, body in records.items()
    ),
)
"""Catalog of the bodies that set label values.

>>> list(label_bodies)
['fda', 'eu', 'canada']
"""


def daily_value(
    authority: LabelBody | str = "fda", *, person: Person | None = None, edition: str | None = None
) -> ReferenceValue:
    """Return the label value (FDA and Canadian DV, EU NRV) in mg of magnesium per day.

    The FDA sets separate values for infants, children of 1 to 3 years, and pregnant or lactating women.

    Args:
        authority: Body whose label rules apply: "fda", "eu" or "canada".
        person: Consumer of the product. Default: the value on ordinary labels, for adults and children from
            4 years (EU: adults).
        edition: Title of the edition; the newest by default.

    Raises:
        NotFoundError: The body or the edition is unknown.
        NoReferenceValueError: The body sets no label value for such a person.

    Source: 21 CFR 101.9(c)(8)(iv); Regulation (EU) 1169/2011 annex XIII; Health Canada's table.

    >>> daily_value().mg_per_day, daily_value("eu").mg_per_day
    (420.0, 375.0)
    """
    if person is not None:
        instance(person, Person, "person", "must be a Person, such as Person(age=25, sex='female')")
    body = body_named(label_bodies, authority).id
    title = editions_of(body)[-1].title if edition is None else find_edition(body, edition).title
    values = [value for value in values_by_body()[body] if isinstance(value, ReferenceValue) and value.edition == title]
    for value in values:
        if _covers(value, person):
            return value
    groups = "; ".join(dict.fromkeys(str(value.group) for value in values))
    raise NoReferenceValueError(body, f"label value for {person}", f"it sets label values for {groups}")


def _covers(value: ReferenceValue, person: Person | None) -> bool:
    if person is None:
        return value.life_stage is LifeStage.GENERAL and value.age_to_months is None
    has_own = person.life_stage in {LifeStage.PREGNANT, LifeStage.LACTATING}
    return (person if has_own else attrs.evolve(person, life_stage=LifeStage.GENERAL)) in value.group


def percent_daily_value(
    mg: float, authority: LabelBody | str = "fda", *, person: Person | None = None, edition: str | None = None
) -> float:
    """Return *mg* of magnesium as a percentage of the label value, not rounded.

    Args:
        mg: Magnesium in mg.
        authority: As in :func:`daily_value`.
        person: As in :func:`daily_value`.
        edition: As in :func:`daily_value`.

    Raises:
        AmountError: The amount is impossible; otherwise as :func:`daily_value`.

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


class ClaimBasis(Vocabulary):
    """The amount of a product that a claim's threshold applies to."""

    SERVING = "serving"
    """FDA: the reference amount customarily consumed; Canada: the serving of stated size."""
    PER_100G = "100 g"
    """EU: 100 g or 100 ml of products other than beverages."""
    PER_100ML_BEVERAGE = "100 ml beverage"
    SINGLE_PORTION_PACKAGE = "single portion package"


ClaimBasisWord = Literal["serving", "100 g", "100 ml beverage", "single portion package"]
"""The words for a basis of claims."""


@attrs.frozen(kw_only=True, repr=False)
class ContentClaim(Answer):
    """A nutrient content claim and the percentages of the label value for which it may be made."""

    id: str
    authority: str
    claim: str
    """The words on the label."""
    basis: ClaimBasis
    """The amount of the product that the percentage refers to."""
    minimum_percent: float
    """Lowest percentage of the label value."""
    maximum_percent: float | None
    """In whole percent, so that 19 reaches up to 20."""
    confidence: Confidence
    source: str

    @property
    def name(self) -> str:
        """The words of the claim."""
        return self.claim


content_claims: Catalog[ContentClaim] = Catalog(
    ContentClaim,
    file="label_claims.csv",
    title="Thresholds of nutrient content claims for magnesium in percent of the label value",
    documents=lambda records: (
        Document(id=id_, names=(claim.claim,), extra=f"{claim.authority} {claim.basis}")
        for id_, claim in records.items()
    ),
)
"""Catalog of the claims' thresholds of the FDA, the EU and Health Canada."""


def allowed_content_claims(
    mg: float, *, basis: ClaimBasis | ClaimBasisWord = ClaimBasis.SERVING, authority: LabelBody | str = "fda"
) -> tuple[ContentClaim, ...]:
    """Return the claims that *mg* of magnesium in the *basis* amount allows, lowest first.

    Args:
        mg: Magnesium in mg in the amount that *basis* names.
        basis: The amount that the claim refers to, such as a serving.
        authority: Body whose label rules apply.

    Raises:
        NotFoundError: The body has no claims for that basis.

    >>> [claim.claim for claim in allowed_content_claims(84)], [c.claim for c in allowed_content_claims(60)]
    (['high'], ['good source'])
    """
    body = body_named(label_bodies, authority).id
    percent = percent_daily_value(mg, body)
    of_body = [claim for claim in content_claims.values() if claim.authority == body]
    bases = tuple(dict.fromkeys(str(claim.basis) for claim in of_body))
    if basis not in bases:
        raise NotFoundError(f"basis of {body} claims", str(basis), bases)
    return tuple(
        claim
        for claim in of_body
        if claim.basis == basis
        and claim.minimum_percent <= percent
        and (claim.maximum_percent is None or percent < claim.maximum_percent + 1)
    )
