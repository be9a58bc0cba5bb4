"""The studies that decide what can honestly be said."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.tables import bundled_toml
from magnesium.clinical import knowledge
from magnesium.clinical.knowledge import nested, text_field, texts
from magnesium.evidence import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class StudyStatus(enum.StrEnum):
    """Whether the study that somebody cites was found."""

    FOUND = "found"
    NEAREST = "nearest"
    """Not the one described; the nearest that exist."""
    SEVERAL = "several candidates"
    NOT_FOUND = "not found"


@attrs.frozen(kw_only=True)
class Trial:
    """One publication behind a study entry."""

    source: str = text_field()
    people: int = attrs.field(validator=attrs.validators.gt(0))
    """How many took part."""
    result: str = text_field()


def _trials(value: Iterable[Any]) -> tuple[Trial, ...]:
    return nested(Trial, value)


@attrs.frozen(kw_only=True)
class Study:
    """A study, or a group of studies on one question, with what it shows."""

    id: str = text_field()
    name: str = text_field()
    names: tuple[str, ...] = attrs.field(converter=texts)
    status: StudyStatus = attrs.field(converter=StudyStatus)
    """Whether the study that somebody cites was found."""
    findings: str = text_field()
    """What it, or they, found."""
    trials: tuple[Trial, ...] = attrs.field(default=(), converter=_trials)
    """The publications, with how many people took part and what came out."""
    verdict: str = text_field()
    """Whether what is said of it holds."""
    about: tuple[str, ...] = attrs.field(converter=texts)
    """Ids of the records it speaks about, in any clinical catalog."""
    evidence: Evidence = attrs.field(converter=Evidence)
    evidence_note: str = text_field()
    references: tuple[str, ...] = attrs.field(default=(), converter=texts)
    in_article: bool = False
    """Whether the founding article cites it."""
    claims: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name


def _study(id_: str, fields: Mapping[str, Any]) -> Study:
    return Study(id=id_, **fields, claims=knowledge.claims_about(id_))


studies: Catalog[Study] = Catalog(
    "study",
    lambda: bundled_toml("studies.toml", _study),
    prefix="study:",
    documents=knowledge.documents_with("findings"),
    bundled_as="studies",
)
"""Catalog of studies.

>>> studies["jcn-fasciculation"].status
<StudyStatus.NOT_FOUND: 'not found'>
"""
