"""Causes and risk factors, including medications, of low magnesium and of magnesium that builds up."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from magnesium.catalogs.fields import back_link, derived, text_field, texts
from magnesium.clinical.atc import MedicationCatalog
from magnesium.clinical.linked import linked, paragraphs
from magnesium.clinical.records import ClinicalRecord, Code, codes, documents
from magnesium.clinical.warning_signs import signs_with
from magnesium.evidence import Direction, Vocabulary
from magnesium.rendering.blocks import Block, Caution, Heading, Note, Row


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
    """Something associated with low magnesium or with magnesium that builds up, and its mechanism."""

    drugs: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Names of medications, examples of the group."""
    direction: Direction = attrs.field(converter=Direction)
    category: RiskCategory = attrs.field(converter=RiskCategory)
    description: str = text_field()
    mechanisms: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Ids of its mechanisms; empty if none is established."""
    icd10cm: tuple[Code, ...] = attrs.field(default=(), converter=codes)
    atc_codes: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """ATC groups or substances; see :func:`~magnesium.clinical.atc.acts_as`."""
    interactions: tuple[str, ...] = back_link("interactions.risk_factors")
    red_flags: tuple[str, ...] = attrs.field(default=(), converter=texts, metadata=derived(signs_with))
    """Ids of the warning signs of which it is part."""

    def blocks(self) -> Iterator[Block]:
        """Yield what is known, then how it acts and what it interacts with."""
        yield Heading(str(self), 1)
        yield Row("Associated with", f"{self.direction} magnesium")
        yield Row("Category", self.category)
        yield Row("Evidence", self.evidence)
        yield from (Row("Code", str(code)) for code in (*self.icd10cm, *self.atc_codes))
        yield Row("Id", self.id)
        yield from (Note(text) for text in (self.description, self.evidence_note))
        if self.drugs:
            yield Note(f"Medications: {', '.join(self.drugs)}.")
        signs = linked("warning_signs", self.red_flags)
        yield from (Caution(f"Warning sign ({sign.urgency}): {sign.name}", sign.urgency) for sign in signs)
        for title, catalog, ids in (
            ("How it acts", "mechanisms", self.mechanisms),
            ("Interactions", "interactions", self.interactions),
        ):
            yield from paragraphs(title, (f"{each.name}. {each.description}" for each in linked(catalog, ids)))


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
