"""Laboratory and other tests, and why they are ordered."""

from __future__ import annotations

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import back_link, text_field, texts
from magnesium.clinical.records import ClinicalRecord, Code, code, documents


@attrs.frozen(kw_only=True, repr=False)
class LabTest(ClinicalRecord):
    """A laboratory or other test, with its LOINC code if that was read with its name."""

    description: str = text_field()
    unit: str | None = None
    """Usual unit of the result."""
    loinc: Code | None = attrs.field(default=None, converter=code)
    asked_with: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Ids of risk factors, interactions and facts for which it is ordered, also without a symptom."""
    diagnoses: tuple[str, ...] = back_link("differential_diagnoses.lab_tests")
    """Ids of the differential diagnoses for which it is ordered."""

    def __str__(self) -> str:
        return self.name if self.unit is None else f"{self.name} ({self.unit})"


lab_tests: Catalog[LabTest] = Catalog(
    LabTest,
    file="lab_tests.toml",
    prefix="lab:",
    title="Laboratory and other tests",
    kind="laboratory test",
    documents=documents,
)
"""Catalog of tests.

>>> [test.id for test in lab_tests.search("19123-9")]
['lab:serum-magnesium-mass']
"""
