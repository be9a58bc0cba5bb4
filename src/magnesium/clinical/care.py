"""What surrounds a finding: warning signs, other explanations, tests, complications, treatments.

These records describe what clinicians look for and do; none of them tells anybody what to take.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.tables import bundled_toml
from magnesium.clinical import knowledge
from magnesium.clinical.knowledge import Code, linked, text_field, texts
from magnesium.evidence import Evidence, Urgency

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def _groups(value: Iterable[Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(texts(group) for group in value)


@attrs.frozen(kw_only=True)
class WarningSign:
    """A sign, or several together, that calls for a doctor, and how soon."""

    id: str = text_field()
    name: str = text_field()
    names: tuple[str, ...] = attrs.field(converter=texts)
    urgency: Urgency = attrs.field(converter=Urgency)
    symptoms: tuple[str, ...] = attrs.field(converter=texts)
    risk_factors: tuple[str, ...] = attrs.field(default=(), converter=texts)
    diagnoses: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Ids of differential diagnoses that it may point to."""
    together: tuple[tuple[str, ...], ...] = attrs.field(default=(), converter=_groups)
    """Where only several things together are the sign: one id of each group."""
    evidence: Evidence = attrs.field(converter=Evidence)
    evidence_note: str = text_field()
    references: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Source ids; empty for common rules of caution that need none."""
    claims: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name} ({self.urgency})"


@attrs.frozen(kw_only=True)
class DifferentialDiagnosis:
    """Another explanation of the same symptoms, with what points to it."""

    id: str = text_field()
    name: str = text_field()
    names: tuple[str, ...] = attrs.field(converter=texts)
    frequency: str | None = None
    """How often it is the cause, where a source says so."""
    clue: str = text_field()
    """What points to it."""
    urgency: Urgency = attrs.field(converter=Urgency)
    lab_tests: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Ids of tests by which clinicians look for it."""
    evidence: Evidence = attrs.field(converter=Evidence)
    evidence_note: str = text_field()
    references: tuple[str, ...] = attrs.field(default=(), converter=texts)
    in_article: bool = False
    icd10cm: tuple[Code, ...] = attrs.field(default=(), converter=knowledge.codes)
    symptoms: tuple[str, ...] = ()
    """Ids of the symptoms that are confused with it."""
    red_flags: tuple[str, ...] = ()
    """Ids of the warning signs that may point to it."""
    studies: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name}: {self.clue}"


@attrs.frozen(kw_only=True)
class LabTest:
    """A laboratory or other test, with its LOINC code where that was read with its name."""

    id: str = text_field()
    name: str = text_field()
    names: tuple[str, ...] = attrs.field(converter=texts)
    description: str = text_field()
    unit: str | None = None
    """In which the result is usually reported."""
    evidence: Evidence = attrs.field(converter=Evidence)
    evidence_note: str = text_field()
    references: tuple[str, ...] = attrs.field(default=(), converter=texts)
    in_article: bool = False
    loinc: Code | None = attrs.field(default=None, converter=knowledge.code)
    diagnoses: tuple[str, ...] = ()
    """Ids of the differential diagnoses that it is ordered for."""
    claims: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name if self.unit is None else f"{self.name} ({self.unit})"


@attrs.frozen(kw_only=True)
class Complication:
    """What low magnesium can lead to."""

    id: str = text_field()
    name: str = text_field()
    names: tuple[str, ...] = attrs.field(converter=texts)
    description: str = text_field()
    symptoms: tuple[str, ...] = attrs.field(converter=texts)
    evidence: Evidence = attrs.field(converter=Evidence)
    evidence_note: str = text_field()
    references: tuple[str, ...] = attrs.field(default=(), converter=texts)
    in_article: bool = False
    hpo: Code | None = attrs.field(default=None, converter=knowledge.code)
    icd10cm: tuple[Code, ...] = attrs.field(default=(), converter=knowledge.codes)
    studies: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name


@attrs.frozen(kw_only=True)
class Treatment:
    """What is done about low or high magnesium: described, not advised."""

    id: str = text_field()
    name: str = text_field()
    names: tuple[str, ...] = attrs.field(converter=texts)
    description: str = text_field()
    caveat: str | None = None
    """What must be said beside it."""
    evidence: Evidence = attrs.field(converter=Evidence)
    evidence_note: str = text_field()
    references: tuple[str, ...] = attrs.field(default=(), converter=texts)
    in_article: bool = False
    studies: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name


def _warning_sign(id_: str, fields: Mapping[str, Any]) -> WarningSign:
    return WarningSign(id=id_, **fields, claims=knowledge.claims_about(id_))


def _diagnosis(id_: str, fields: Mapping[str, Any]) -> DifferentialDiagnosis:
    return DifferentialDiagnosis(
        id=id_,
        **fields,
        symptoms=linked("symptoms.toml", "confused_with").get(id_, ()),
        red_flags=linked("warning_signs.toml", "diagnoses").get(id_, ()),
        **knowledge.topics(id_),
    )


def _lab_test(id_: str, fields: Mapping[str, Any]) -> LabTest:
    return LabTest(
        id=id_,
        **fields,
        diagnoses=linked("differential_diagnoses.toml", "lab_tests").get(id_, ()),
        claims=knowledge.claims_about(id_),
    )


def _complication(id_: str, fields: Mapping[str, Any]) -> Complication:
    return Complication(id=id_, **fields, **knowledge.topics(id_))


def _treatment(id_: str, fields: Mapping[str, Any]) -> Treatment:
    return Treatment(id=id_, **fields, **knowledge.topics(id_))


warning_signs: Catalog[WarningSign] = Catalog(
    "warning sign",
    lambda: bundled_toml("warning_signs.toml", _warning_sign),
    prefix="warning:",
    documents=knowledge.documents,
    bundled_as="warning_signs",
)
"""Catalog of warning signs.

>>> warning_signs["twitching-with-weakness"].urgency
<Urgency.PROMPT: 'prompt'>
"""

differential_diagnoses: Catalog[DifferentialDiagnosis] = Catalog(
    "differential diagnosis",
    lambda: bundled_toml("differential_diagnoses.toml", _diagnosis),
    prefix="diagnosis:",
    documents=knowledge.documents,
    bundled_as="differential_diagnoses",
)
"""Catalog of other explanations.

>>> "symptom:muscle-twitching" in differential_diagnoses["benign-fasciculation"].symptoms
True
"""

lab_tests: Catalog[LabTest] = Catalog(
    "laboratory test",
    lambda: bundled_toml("lab_tests.toml", _lab_test),
    prefix="lab:",
    documents=knowledge.documents,
    bundled_as="lab_tests",
)
"""Catalog of tests.

>>> [test.id for test in lab_tests.search("19123-9")]
['lab:serum-magnesium-mass']
"""

complications: Catalog[Complication] = Catalog(
    "complication",
    lambda: bundled_toml("complications.toml", _complication),
    prefix="complication:",
    documents=knowledge.documents,
    bundled_as="complications",
)
"""Catalog of complications.

>>> complications["arrhythmia"].evidence
<Evidence.MODERATE: 'moderate'>
"""

treatments: Catalog[Treatment] = Catalog(
    "treatment",
    lambda: bundled_toml("treatments.toml", _treatment),
    prefix="treatment:",
    documents=knowledge.documents,
    bundled_as="treatments",
)
"""Catalog of treatments.

>>> treatments["hydration"].evidence
<Evidence.NONE: 'none'>
"""
