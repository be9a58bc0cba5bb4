"""Differential diagnoses: other explanations of the same symptoms."""

from __future__ import annotations

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import back_link, text_field, texts
from magnesium.clinical.records import ClinicalRecord, Code, codes, documents
from magnesium.evidence import Urgency


@attrs.frozen(kw_only=True, repr=False)
class DifferentialDiagnosis(ClinicalRecord):
    """Another explanation of the same symptoms, with what points to it."""

    frequency: str | None = None
    """How often it is the cause, if a source states it."""
    clue: str = text_field()
    """What points to it."""
    urgency: Urgency = attrs.field(converter=Urgency)
    lab_tests: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Ids of tests by which clinicians look for it."""
    icd10cm: tuple[Code, ...] = attrs.field(default=(), converter=codes)
    symptoms: tuple[str, ...] = back_link("symptoms.confused_with")
    """Ids of the symptoms that are confused with it."""
    red_flags: tuple[str, ...] = back_link("warning_signs.diagnoses")
    """Ids of the warning signs that may point to it."""

    def __str__(self) -> str:
        return f"{self.name}: {self.clue}"


differential_diagnoses: Catalog[DifferentialDiagnosis] = Catalog(
    DifferentialDiagnosis,
    file="differential_diagnoses.toml",
    prefix="diagnosis:",
    title="Other explanations of the same symptoms",
    documents=documents,
)
"""Catalog of other explanations.

>>> "symptom:muscle-twitching" in differential_diagnoses["benign-fasciculation"].symptoms
True
"""
