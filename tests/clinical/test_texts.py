"""The text of a clinical record states what the record holds, and what it is linked to by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest

import magnesium as mg
from magnesium.clinical.linked import linked
from magnesium.rendering.answers import Answer
from magnesium.rendering.blocks import Heading, Row

CLAIMS, RISKS, SYMPTOMS = list(mg.claims.values()), list(mg.risk_factors.values()), list(mg.symptoms.values())


def flat(text: str) -> str:
    """Return a text without spaces, which depend on where lines break."""
    return "".join(text.split())


def missing(answer: Answer, wanted: Iterable[str | None]) -> list[str]:
    text = flat(answer.text(120))
    return [words for words in wanted if words and flat(words) not in text]


def rows(answer: Answer) -> Mapping[str, str]:
    return {block.label: str(block.value) for block in answer.blocks() if isinstance(block, Row)}


@pytest.mark.parametrize("symptom", SYMPTOMS, ids=lambda symptom: symptom.id)
def test_a_symptom_states_its_urgency_its_evidence_and_what_else_it_can_be(symptom: mg.Symptom) -> None:
    stated = rows(symptom)
    assert stated["Clinical term"] == symptom.clinical_term
    assert stated["Urgency"] == symptom.urgency
    assert stated["Described with"] == symptom.described_with
    assert stated["Severity"] == symptom.severity
    assert stated["Evidence"] == symptom.evidence
    assert stated["Id"] == symptom.id
    others = (
        *linked("warning_signs", symptom.red_flags),
        *linked("differential_diagnoses", symptom.confused_with),
        *linked("symptoms", [contrast.id for contrast in symptom.differs_from]),
    )
    differences = (contrast.how for contrast in symptom.differs_from)
    codes = (str(code) for code in (symptom.hpo, *symptom.icd10cm) if code)
    notes = (symptom.description, symptom.serum_note, symptom.evidence_note)
    assert missing(symptom, (*notes, *codes, *differences, *(record.name for record in others))) == []


@pytest.mark.parametrize("risk", RISKS, ids=lambda risk: risk.id)
def test_a_risk_factor_states_its_evidence_its_medications_and_how_it_acts(risk: mg.RiskFactor) -> None:
    stated = rows(risk)
    assert stated["Associated with"] == f"{risk.direction} magnesium"
    assert stated["Category"] == risk.category
    assert stated["Evidence"] == risk.evidence
    assert stated["Id"] == risk.id
    others = (
        *linked("warning_signs", risk.red_flags),
        *linked("mechanisms", risk.mechanisms),
        *linked("interactions", risk.interactions),
    )
    notes = (risk.description, risk.evidence_note)
    codes = map(str, (*risk.icd10cm, *risk.atc_codes))
    assert missing(risk, (*notes, *codes, *risk.drugs, *(record.name for record in others))) == []


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_a_claim_states_its_verdict_and_both_sides_each_with_its_sources(claim: mg.Claim) -> None:
    first = next(iter(claim.blocks()))
    assert first == Heading(claim.name, 1)
    stated = rows(claim)
    assert (stated["Verdict"], stated["Evidence"], stated["Id"]) == (claim.verdict, claim.evidence, claim.id)
    sides = (
        f"{text} [{', '.join(keys)}]" if keys else text
        for text, keys in ((claim.supports, claim.supported_by), (claim.contradicts, claim.contradicted_by))
        if text
    )
    studies = (record.name for record in linked("studies", claim.studies))
    assert missing(claim, (claim.answer, *sides, *studies)) == []
    assert "[]" not in claim.text(120)


def test_a_code_shows_the_label_of_its_list() -> None:
    for symptom in SYMPTOMS:
        for code in symptom.icd10cm:
            assert str(code).startswith(code.code)
            assert (code.label or "") in str(code)
            assert "None" not in str(code)
