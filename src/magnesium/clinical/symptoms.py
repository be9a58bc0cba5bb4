"""Signs and symptoms of too little and too much magnesium, and their other explanations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import back_link, derived, nested, text_field, texts
from magnesium.catalogs.tables import toml_tables
from magnesium.clinical.linked import linked, paragraphs
from magnesium.clinical.records import ClinicalRecord, Code, code, codes, documents
from magnesium.clinical.warning_signs import signs_with
from magnesium.evidence import Direction, Urgency, Vocabulary
from magnesium.laboratory.ctcae import URGENCY_BY_GRADE
from magnesium.rendering.answers import Answer
from magnesium.rendering.blocks import Block, Caution, Heading, Note, Row

_FILE = "symptoms.toml"


class SymptomCategory(Vocabulary):
    """The part of the body of a symptom."""

    NEUROMUSCULAR = "neuromuscular"
    NEUROLOGICAL = "neurological"
    PSYCHIATRIC = "psychiatric"
    CARDIOVASCULAR = "cardiovascular"
    METABOLIC = "metabolic"
    GENERAL = "general"


_DESCRIBED_WITH = MappingProxyType(
    {
        Direction.TOO_LITTLE: "too little magnesium",
        Direction.TOO_MUCH: "too much magnesium",
        Direction.BOTH: "too little magnesium and with too much",
        Direction.NEITHER: "many causes; by itself it says nothing about magnesium",
    }
)


@attrs.frozen(kw_only=True, repr=False)
class Contrast(Answer):
    """What distinguishes a symptom from another one."""

    id: str = text_field()
    """The other symptom."""
    how: str = text_field()


def _contrasts(value: Iterable[Any]) -> tuple[Contrast, ...]:
    return nested(Contrast, value)


def _both_ways(id_: str, stored: Mapping[str, Any]) -> tuple[Contrast, ...]:
    """Return the contrasts of a symptom to others, and those of others to it."""
    drawn_to_it = (
        Contrast(id=other, how=item["how"])
        for other, fields in toml_tables(_FILE).items()
        for item in fields.get("differs_from", ())
        if item["id"] == id_
    )
    return (*_contrasts(stored.get("differs_from", ())), *drawn_to_it)


@attrs.frozen(kw_only=True, repr=False)
class Symptom(ClinicalRecord):
    """A sign or symptom that is reported with too little or too much magnesium.

    It describes what sources report; its presence does not mean that magnesium is the cause, and
    *confused_with* names other explanations.
    """

    clinical_term: str = text_field()
    """The clinical term."""
    direction: Direction = attrs.field(converter=Direction)
    high_serum_sources: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Sources that describe it with a high serum magnesium, whatever the *direction*."""
    is_vague: bool = False
    """Whether it is so common, or so typical an effect on the gut, that with magnesium intake alone it is not a
    sign of too much in the blood."""
    category: SymptomCategory = attrs.field(converter=SymptomCategory)
    severity: str = text_field()
    """Severity, as sources describe it."""
    description: str = text_field()
    serum_note: str | None = None
    """Serum values at which it is reported."""
    urgency: Urgency = attrs.field(converter=Urgency)
    is_blood_value: bool = False
    """Whether it is a value of magnesium in blood rather than a complaint."""
    is_graded: bool = False
    """Whether it is a blood value, which CTCAE grades."""
    mechanisms: tuple[str, ...] = attrs.field(default=(), converter=texts)
    confused_with: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Ids of differential diagnoses: other explanations of the same symptom."""
    differs_from: tuple[Contrast, ...] = attrs.field(default=(), converter=_contrasts, metadata=derived(_both_ways))
    """Symptoms confused with it, with the difference."""
    hpo: Code | None = attrs.field(default=None, converter=code)
    icd10cm: tuple[Code, ...] = attrs.field(default=(), converter=codes)
    red_flags: tuple[str, ...] = attrs.field(default=(), converter=texts, metadata=derived(signs_with))
    """Ids of the warning signs of which it is part."""
    complications: tuple[str, ...] = back_link("complications.symptoms")

    @property
    def fits_too_much(self) -> bool:
        """Whether sources describe it with too much magnesium."""
        return self.direction in {Direction.TOO_MUCH, Direction.BOTH} and not self.is_blood_value

    @property
    def described_with(self) -> str:
        """The directions in words."""
        return _DESCRIBED_WITH[self.direction]

    @property
    def urgency_by_grade(self) -> tuple[Urgency, ...]:
        """For a low blood value: the urgency of CTCAE grades 1 to 4."""
        return URGENCY_BY_GRADE[1:] if self.is_graded else ()

    @property
    def is_red_flag(self) -> bool:
        """Whether it calls for a doctor at once or within days."""
        return self.urgency.is_pressing

    def blocks(self) -> Iterator[Block]:
        """Yield the urgency and what is known, then other explanations."""
        yield Heading(str(self), 1)
        yield Row("Clinical term", self.clinical_term)
        yield Row("Urgency", self.urgency)
        yield Row("Described with", self.described_with)
        yield Row("Severity", self.severity)
        yield Row("Evidence", self.evidence)
        yield from (Row("Code", str(code)) for code in (self.hpo, *self.icd10cm) if code)
        yield Row("Id", self.id)
        yield from (Note(text) for text in (self.description, self.serum_note, self.evidence_note) if text)
        signs = linked("warning_signs", self.red_flags)
        yield from (Caution(f"Warning sign ({sign.urgency}): {sign.name}", sign.urgency) for sign in signs)
        others = linked("differential_diagnoses", self.confused_with)
        yield from paragraphs("It can also be", (f"{other.name} ({other.urgency}). {other.clue}" for other in others))
        names = {symptom.id: symptom.name for symptom in linked("symptoms", (c.id for c in self.differs_from))}
        yield from paragraphs("How it differs", (f"{names[c.id]}: {c.how}" for c in self.differs_from))


symptoms: Catalog[Symptom] = Catalog(
    Symptom,
    file=_FILE,
    prefix="symptom:",
    title="Signs and symptoms of too little and too much magnesium",
    documents=documents,
)
"""Catalog of symptoms.

>>> symptoms.search("twitch")[0].name
'Muscle twitching'
>>> symptoms["tetany"].urgency
<Urgency.EMERGENCY: 'emergency'>
"""
