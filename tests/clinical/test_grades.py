"""Evidence grades follow one rule: the class of what was read limits the grade (docs/evidence.md)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
import pytest

import magnesium as mg
from magnesium import catalogs
from magnesium.catalogs.sources import NOT_ENOUGH, STUDIES, SourceClass

ABOVE_WEAK = {mg.Evidence.STRONG, mg.Evidence.MODERATE}
WITHOUT_STUDY = {mg.Evidence.OPINION, mg.Evidence.NONE}
CONTROLLED = {SourceClass.TRIAL, SourceClass.EXPERIMENT, SourceClass.SERIES}
IN_PEOPLE = STUDIES - {SourceClass.LABORATORY, SourceClass.CASE_REPORT}


def graded() -> Iterator[Any]:
    for catalog in catalogs.all().values():
        if "evidence" in attrs.fields_dict(catalog.record):
            yield from (pytest.param(record, id=record.id) for record in catalog.values())


FOOD_TABLE = "sr28"
"""A table of figures, no work about magnesium; it has no class."""


def keys_of(record: Any) -> set[str]:
    names = ("sources", "high_serum_sources", "supported_by", "contradicted_by")
    return {key for name in names for key in getattr(record, name, ())} - {FOOD_TABLE}


def classes_of(record: Any) -> list[SourceClass | None]:
    return [mg.sources[key].source_class for key in sorted(keys_of(record))]


RECORDS = list(graded())


def test_there_are_records_of_every_clinical_catalog() -> None:
    assert len(RECORDS) > 400
    assert {param.values[0].evidence for param in RECORDS} >= ABOVE_WEAK | WITHOUT_STUDY


@pytest.mark.parametrize("record", RECORDS)
def test_a_grade_needs_works_of_its_class(record: Any) -> None:
    classes = classes_of(record)
    assert None not in classes, "every source of a graded record has a class"
    if not STUDIES & set(classes):
        assert record.evidence in WITHOUT_STUDY
    if record.evidence in ABOVE_WEAK:
        assert IN_PEOPLE & set(classes)
    if record.evidence is mg.Evidence.STRONG:
        assert SourceClass.META_ANALYSIS in classes or sum(one in CONTROLLED for one in classes) > 1
    if not classes:
        is_rule = isinstance(record, mg.WarningSign | mg.LabTest)
        assert is_rule or record.evidence is mg.Evidence.NONE or FOOD_TABLE in record.sources


@pytest.mark.parametrize("claim", mg.claims.values(), ids=lambda claim: claim.id)
def test_a_claim_names_works_with_a_class(claim: mg.Claim) -> None:
    assert all(mg.sources[key].source_class for key in keys_of(claim))


@pytest.mark.parametrize("claim", mg.claims.filter(verdict="supported"), ids=lambda claim: claim.id)
def test_a_supported_claim_rests_on_good_studies_or_states_what_an_authority_states(claim: mg.Claim) -> None:
    says_it_itself = {mg.sources[key].source_class for key in claim.supported_by} & {
        SourceClass.GUIDELINE,
        SourceClass.LABEL,
    }
    assert claim.evidence in ABOVE_WEAK or says_it_itself or FOOD_TABLE in claim.supported_by


@pytest.mark.parametrize("record", [*RECORDS, *mg.claims.values()], ids=lambda record: record.id)
def test_no_record_rests_on_a_page_without_a_responsible_author(record: Any) -> None:
    classes = classes_of(record)
    assert not classes or not set(classes) <= NOT_ENOUGH
