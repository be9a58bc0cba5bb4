"""The studies that decide what can be stated."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import nested, text_field, texts
from magnesium.clinical.records import ClinicalRecord, documents_with
from magnesium.evidence import Vocabulary
from magnesium.rendering.answers import Answer
from magnesium.units import whole_number


class StudyStatus(Vocabulary):
    """Whether a study that is often cited was found."""

    FOUND = "found"
    NEAREST = "nearest"
    """Not the study described, but the nearest that exist."""
    SEVERAL = "several candidates"
    NOT_FOUND = "not found"


def _people(value: int) -> int:
    return whole_number(value, "people")


@attrs.frozen(kw_only=True, repr=False)
class Trial(Answer):
    """One publication behind a study entry."""

    source: str = text_field()
    people: int = attrs.field(converter=_people)
    """Number of participants."""
    result: str = text_field()


def _trials(value: Iterable[Any]) -> tuple[Trial, ...]:
    return nested(Trial, value)


@attrs.frozen(kw_only=True, repr=False)
class Study(ClinicalRecord):
    """A study, or a group of studies on one question, with what it shows."""

    status: StudyStatus = attrs.field(converter=StudyStatus)
    """Whether a study that is often cited was found."""
    findings: str = text_field()
    """The findings."""
    trials: tuple[Trial, ...] = attrs.field(default=(), converter=_trials)
    """The publications, with the number of participants and the result."""
    verdict: str = text_field()
    """Whether statements about it are correct."""
    about: tuple[str, ...] = attrs.field(converter=texts)
    """Ids of the records that it is about, in any clinical catalog."""


studies: Catalog[Study] = Catalog(
    Study,
    file="studies.toml",
    prefix="study:",
    title="Studies that decide what can be said",
    documents=documents_with("findings"),
)
"""Catalog of studies.

>>> studies["jcn-fasciculation"].status
<StudyStatus.NOT_FOUND: 'not found'>
"""
