"""Causes and risk factors of low magnesium, medications among them, and of magnesium that builds up."""

from __future__ import annotations

import attrs

from magnesium.catalogs.fields import back_link, derived, text_field, texts
from magnesium.clinical.atc import MedicationCatalog
from magnesium.clinical.records import ClinicalRecord, Code, codes, documents
from magnesium.clinical.warning_signs import signs_with
from magnesium.evidence import Direction, Vocabulary


class RiskCategory(Vocabulary):
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


@attrs.frozen(kw_only=True, repr=False)
class RiskFactor(ClinicalRecord):
    """Something associated with low magnesium, or with magnesium that builds up, and how it acts."""

    drugs: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Names of medications, examples of the group."""
    direction: Direction = attrs.field(converter=Direction)
    category: RiskCategory = attrs.field(converter=RiskCategory)
    description: str = text_field()
    mechanisms: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Ids of mechanisms: how it acts. Empty if none is established."""
    icd10cm: tuple[Code, ...] = attrs.field(default=(), converter=codes)
    atc_codes: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """ATC groups or substances; see :func:`~magnesium.clinical.atc.acts_as`."""
    interactions: tuple[str, ...] = back_link("interactions.risk_factors")
    red_flags: tuple[str, ...] = attrs.field(default=(), converter=texts, metadata=derived(signs_with))
    """Ids of the warning signs that it is part of."""


risk_factors: MedicationCatalog[RiskFactor] = MedicationCatalog(
    RiskFactor,
    file="risk_factors.toml",
    prefix="risk:",
    title="Causes and risk factors of low magnesium",
    documents=documents,
)
"""Catalog of risk factors, found by everyday words, medication or code.

>>> [risk.id for risk in risk_factors.search("omeprazole")]
['risk:ppi']
>>> [risk.id for risk in risk_factors.search("A02BC01")]
['risk:ppi']
"""
