"""Signs and symptoms of too little and too much magnesium, and what else they can be."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.tables import bundled_toml, toml_tables
from magnesium.clinical import knowledge
from magnesium.clinical.knowledge import Code, linked, nested, text_field, texts
from magnesium.evidence import Direction, Evidence, Urgency
from magnesium.laboratory.ctcae import URGENCY_BY_GRADE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_FILE = "symptoms.toml"


class SymptomCategory(enum.StrEnum):
    """The part of the body a symptom belongs to."""

    NEUROMUSCULAR = "neuromuscular"
    NEUROLOGICAL = "neurological"
    PSYCHIATRIC = "psychiatric"
    CARDIOVASCULAR = "cardiovascular"
    METABOLIC = "metabolic"
    GENERAL = "general"


@attrs.frozen(kw_only=True)
class Contrast:
    """What tells a symptom from another one."""

    id: str = text_field()
    """The other symptom."""
    how: str = text_field()


def _contrasts(value: Iterable[Any]) -> tuple[Contrast, ...]:
    return nested(Contrast, value)


@attrs.frozen(kw_only=True)
class Symptom:
    """A sign or symptom that is reported with too little or too much magnesium.

    It describes what sources report; having it does not mean that magnesium is the cause, and
    *confused_with* names other explanations.
    """

    id: str = text_field()
    name: str = text_field()
    clinical_term: str = text_field()
    """What clinicians call it."""
    names: tuple[str, ...] = attrs.field(converter=texts)
    """Everyday words and synonyms."""
    direction: Direction = attrs.field(converter=Direction)
    category: SymptomCategory = attrs.field(converter=SymptomCategory)
    severity: str = text_field()
    """How bad it is, as sources describe it."""
    description: str = text_field()
    serum_note: str | None = None
    """What is reported of the serum values at which it occurs."""
    urgency: Urgency = attrs.field(converter=Urgency)
    is_graded: bool = False
    """Whether it is a blood value, which CTCAE grades."""
    mechanisms: tuple[str, ...] = attrs.field(default=(), converter=texts)
    confused_with: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Ids of differential diagnoses: other explanations of the same symptom."""
    differs_from: tuple[Contrast, ...] = attrs.field(default=(), converter=_contrasts)
    """Symptoms it is taken for, with what tells them apart."""
    evidence: Evidence = attrs.field(converter=Evidence)
    evidence_note: str = text_field()
    references: tuple[str, ...] = attrs.field(default=(), converter=texts)
    in_article: bool = False
    """Whether the founding article mentions it."""
    hpo: Code | None = attrs.field(default=None, converter=knowledge.code)
    icd10cm: tuple[Code, ...] = attrs.field(default=(), converter=knowledge.codes)
    red_flags: tuple[str, ...] = ()
    """Ids of the warning signs that it is part of."""
    complications: tuple[str, ...] = ()
    studies: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()

    @property
    def urgency_by_grade(self) -> tuple[Urgency, ...]:
        """For a low blood value: the urgency of CTCAE grades 1 to 4."""
        return URGENCY_BY_GRADE[1:] if self.is_graded else ()

    @property
    def is_red_flag(self) -> bool:
        """Whether it calls for a doctor at once or within days."""
        return self.urgency.is_pressing

    def __str__(self) -> str:
        return self.name


def _symptom(id_: str, fields: Mapping[str, Any]) -> Symptom:
    own = [Contrast(**item) for item in fields.get("differs_from", ())]
    return Symptom(
        id=id_,
        **{name: value for name, value in fields.items() if name != "differs_from"},
        differs_from=(*own, *_contrasted(id_)),
        red_flags=linked("warning_signs.toml", "symptoms").get(id_, ()),
        complications=linked("complications.toml", "symptoms").get(id_, ()),
        **knowledge.topics(id_),
    )


def _contrasted(id_: str) -> tuple[Contrast, ...]:
    """Return the contrasts that other symptoms draw to this one."""
    return tuple(
        Contrast(id=other, how=item["how"])
        for other, fields in toml_tables(_FILE).items()
        for item in fields.get("differs_from", ())
        if item["id"] == id_
    )


symptoms: Catalog[Symptom] = Catalog(
    "symptom",
    lambda: bundled_toml(_FILE, _symptom),
    prefix="symptom:",
    documents=knowledge.documents,
    bundled_as="symptoms",
)
"""Catalog of symptoms.

>>> symptoms.search("twitch")[0].name
'Muscle twitching'
>>> symptoms["tetany"].urgency
<Urgency.EMERGENCY: 'emergency'>
"""
