"""Differential diagnoses: other explanations of the same symptoms."""

from __future__ import annotations

from collections.abc import Collection

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import back_link, text_field, texts
from magnesium.clinical.records import ClinicalRecord, Code, codes, documents
from magnesium.evidence import Urgency
from magnesium.people import Person, Sex


@attrs.frozen(kw_only=True, repr=False)
class DifferentialDiagnosis(ClinicalRecord):
    """Another explanation of the same symptoms, with clues to it."""

    frequency: str | None = None
    """How often it is the cause, if a source states it."""
    clue: str = text_field()
    """Clues to it."""
    urgency: Urgency = attrs.field(converter=Urgency)
    sex: Sex | None = attrs.field(default=None, converter=attrs.converters.optional(Sex))
    """The sex it is limited to."""
    age_from_years: float | None = None
    """The age from which it is offered; a working limit, not reviewed by a clinician."""
    age_to_years: float | None = None
    """The age before which it is offered."""
    only_with: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Fact ids, one of which must hold for it to be offered; empty if it is always offered."""
    lab_tests: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Ids of tests by which clinicians look for it."""
    icd10cm: tuple[Code, ...] = attrs.field(default=(), converter=codes)
    symptoms: tuple[str, ...] = back_link("symptoms.confused_with")
    """Ids of the symptoms confused with it."""
    red_flags: tuple[str, ...] = back_link("warning_signs.diagnoses")
    """Ids of the warning signs that may point to it."""

    def fits(self, person: Person, facts: Collection[str]) -> bool:
        """Return whether it is offered to *person*; a limit hides an explanation, never a warning sign."""
        if self.sex is not None and person.sex not in {self.sex, None}:
            return False
        if person.age < (self.age_from_years or 0) or person.age >= (self.age_to_years or float("inf")):
            return False
        return not self.only_with or any(id_ in facts for id_ in self.only_with)

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
