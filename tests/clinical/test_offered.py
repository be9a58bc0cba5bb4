"""To whom another explanation is offered, and what the direction of a symptom decides."""

from __future__ import annotations

import attrs
import pytest

import magnesium as mg
from magnesium.people import Sex
from magnesium.text import words

DIAGNOSES = list(mg.differential_diagnoses.values())


def person(years: float, sex: Sex | None) -> mg.Person:
    return mg.Person(age=years, sex=sex)


@pytest.mark.parametrize("diagnosis", DIAGNOSES, ids=lambda diagnosis: diagnosis.id)
def test_an_explanation_is_offered_to_its_sex_and_ages_with_one_of_its_facts(
    diagnosis: mg.DifferentialDiagnosis,
) -> None:
    facts = diagnosis.only_with[-1:]
    start, end = diagnosis.age_from_years or 0, diagnosis.age_to_years or 120
    middle = (start + end) / 2
    for sex in (*Sex, None):
        # A sex that was not stated hides nothing.
        assert diagnosis.fits(person(middle, sex), facts) is (diagnosis.sex in {None, sex} or sex is None)
    sex = diagnosis.sex
    assert diagnosis.fits(person(start, sex), facts) is True
    assert start == 0 or diagnosis.fits(person(start - 0.1, sex), facts) is False
    assert end == 120 or diagnosis.fits(person(end, sex), facts) is False
    assert diagnosis.fits(person(middle, sex), ()) is (not diagnosis.only_with)


def test_only_a_low_blood_value_is_graded_and_a_worse_grade_is_never_less_urgent() -> None:
    for symptom in mg.symptoms.values():
        assert symptom.is_graded == (symptom.id == "symptom:hypomagnesemia")
        assert len(symptom.urgency_by_grade) == (4 if symptom.is_graded else 0)
        ranks = [urgency.rank for urgency in symptom.urgency_by_grade]
        assert ranks == sorted(ranks)


@pytest.mark.parametrize(
    ("id_", "fits"),
    [
        ("symptom:drowsiness", True),
        ("symptom:excess-flushing", True),
        ("symptom:nausea", True),
        ("symptom:tetany", False),
        ("symptom:hypermagnesemia", False),
    ],
)
def test_complaints_that_sources_describe_with_too_much_magnesium(id_: str, fits: bool) -> None:
    """A blood value is no complaint."""
    assert mg.symptoms[id_].fits_too_much is fits


def test_a_record_knows_the_warning_signs_of_which_it_is_part() -> None:
    assert "warning:seizure-or-unconscious" in mg.symptoms["seizure"].red_flags
    assert "warning:lasting-numbness" in {sign for risk in mg.risk_factors.values() for sign in risk.red_flags}


def test_hours_of_an_interaction_are_numbers_of_a_day_or_not_stated() -> None:
    hours = [each for one in mg.interactions.values() for each in (one.hours_before, one.hours_after)]
    assert any(hours)
    assert all(each is None or 0 < each <= 24 for each in hours)
    assert mg.interactions["interaction:ppi"].hours_before is None


@pytest.mark.parametrize("hours", [0, -2, 24.5, float("nan"), "two"])
@pytest.mark.parametrize("name", ["hours_before", "hours_after"])
def test_hours_that_a_day_does_not_have_are_refused(name: str, hours: object) -> None:
    with pytest.raises(mg.MagnesiumError):
        attrs.evolve(mg.interactions["interaction:iron"], **{name: hours})  # type: ignore[arg-type]


def test_a_study_is_found_by_the_words_of_its_findings() -> None:
    for study in mg.studies.values():
        asked = " ".join(words(study.findings)[:5])
        assert study in mg.studies.search(asked, limit=len(mg.studies)), (study.id, asked)
