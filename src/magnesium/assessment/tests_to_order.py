"""Tests that a clinician may order, ranked: those of the most urgent warning signs first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from magnesium.assessment.facts import Facts
from magnesium.assessment.findings import Finding, FindingKind
from magnesium.assessment.given import Given
from magnesium.clinical.differential_diagnoses import differential_diagnoses
from magnesium.clinical.lab_tests import lab_tests
from magnesium.clinical.warning_signs import WarningSign
from magnesium.laboratory.serum import SerumClass

USUAL_TESTS = ("serum-magnesium-mass", "creatinine", "potassium", "calcium")
"""Tests for every symptom, risk factor and value: magnesium, the kidneys, and what falls with magnesium."""
TESTS_OF_LOW_SERUM = ("urine-magnesium-24h-mass", "femg", "ecg")


def of_tests(given: Given, facts: Facts, signs: Iterable[WarningSign]) -> Iterator[Finding]:
    """Yield the tests for warning signs, the blood value and other explanations, in rank order.

    Args:
        given: What was given.
        facts: The facts that follow.
        signs: The warning signs.
    """
    asked = (*_of_signs(signs), *_of_causes(facts))
    is_anything_given = given.symptoms or given.risks or given.medications or given.serum
    if not (asked or is_anything_given or given.egfr_ml_per_min_per_1_73_m2):
        return
    reasons: dict[str, list[str]] = {}
    for id_, reason in (*asked, *_of_blood(given), *_of_symptoms(given, facts)):
        of = reasons.setdefault(id_, [])
        of += [reason] if reason and reason not in of else []
    for id_, of in reasons.items():
        yield _test(id_, tuple(of))


def _of_signs(signs: Iterable[WarningSign]) -> Iterator[tuple[str, str]]:
    for sign in sorted(signs, key=lambda sign: -sign.urgency.rank):
        yield from ((id_, sign.name) for id_ in sign.lab_tests)


def _of_causes(facts: Facts) -> Iterator[tuple[str, str]]:
    for test in lab_tests.values():
        said = dict.fromkeys(word for id_ in test.asked_with for word in facts.get(id_, ()))
        if said:
            yield test.id, ", ".join(said)


def _of_blood(given: Given) -> Iterator[tuple[str, str]]:
    is_low = given.serum is not None and given.serum.category is SerumClass.LOW
    for id_ in (*USUAL_TESTS, *(TESTS_OF_LOW_SERUM if is_low else ())):
        yield lab_tests[id_].id, ""


def _of_symptoms(given: Given, facts: Facts) -> Iterator[tuple[str, str]]:
    for symptom in given.symptoms:
        for diagnosis in (differential_diagnoses[id_] for id_ in symptom.confused_with):
            if diagnosis.fits(given.person, facts):
                yield from ((id_, diagnosis.name) for id_ in diagnosis.lab_tests)


def _test(id_: str, reasons: tuple[str, ...]) -> Finding:
    test = lab_tests[id_]
    named = dict.fromkeys(reason.partition(":")[0] for reason in reasons)
    looked_for = f" It is one of the ways to look for: {'; '.join(named)}." if named else ""
    return Finding(
        kind=FindingKind.TEST,
        about=id_,
        name=str(test),
        wording=test.description + looked_for,
        evidence=test.evidence,
        evidence_note=test.evidence_note,
        sources=test.sources,
    )
