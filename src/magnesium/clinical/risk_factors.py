"""Causes and risk factors of low magnesium, medicines among them, and of magnesium that builds up."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any

import attrs

from magnesium.catalogs.tables import bundled_toml
from magnesium.clinical import knowledge
from magnesium.clinical.knowledge import Code, MedicineCatalog, linked, text_field, texts
from magnesium.evidence import Direction, Evidence

if TYPE_CHECKING:
    from collections.abc import Mapping


class RiskCategory(enum.StrEnum):
    """The kind of a risk factor."""

    DIETARY = "dietary"
    GASTROINTESTINAL = "gastrointestinal"
    ENDOCRINE = "endocrine and metabolic"
    RENAL = "renal"
    GENETIC = "genetic"
    MEDICATION = "medication"
    LIFESTYLE = "lifestyle"
    LIFE_STAGE = "life stage"
    OTHER = "other"


@attrs.frozen(kw_only=True)
class RiskFactor:
    """Something that goes with low magnesium, or with magnesium that builds up, and how it acts."""

    id: str = text_field()
    name: str = text_field()
    names: tuple[str, ...] = attrs.field(converter=texts)
    """Everyday words and synonyms."""
    drugs: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Names of medicines, examples of the group."""
    direction: Direction = attrs.field(converter=Direction)
    category: RiskCategory = attrs.field(converter=RiskCategory)
    description: str = text_field()
    mechanisms: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Ids of mechanisms: how it acts. Empty where none is established."""
    evidence: Evidence = attrs.field(converter=Evidence)
    evidence_note: str = text_field()
    references: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Source ids; empty only where looking for one found nothing."""
    in_article: bool = False
    """Whether the founding article mentions it."""
    icd10cm: tuple[Code, ...] = attrs.field(default=(), converter=knowledge.codes)
    atc_codes: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """ATC groups or substances; see :func:`~magnesium.clinical.knowledge.acts_as`."""
    interactions: tuple[str, ...] = ()
    red_flags: tuple[str, ...] = ()
    """Ids of the warning signs that it is part of."""
    studies: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name


def _risk_factor(id_: str, fields: Mapping[str, Any]) -> RiskFactor:
    return RiskFactor(
        id=id_,
        **fields,
        interactions=linked("interactions.toml", "risk_factors").get(id_, ()),
        red_flags=linked("warning_signs.toml", "risk_factors").get(id_, ()),
        **knowledge.topics(id_),
    )


risk_factors: MedicineCatalog[RiskFactor] = MedicineCatalog(
    "risk factor",
    lambda: bundled_toml("risk_factors.toml", _risk_factor),
    prefix="risk:",
    documents=knowledge.documents,
    bundled_as="risk_factors",
)
"""Catalog of risk factors, found by everyday words, medicine or code.

>>> [risk.id for risk in risk_factors.search("omeprazole")]
['risk:ppi']
>>> [risk.id for risk in risk_factors.search("A02BC01")]
['risk:ppi']
"""
