"""The statements on which the catalogs must not give way."""

from __future__ import annotations

import pytest

from magnesium import differential_diagnoses, lab_tests, treatments, warning_signs
from magnesium.clinical.claims import Claim, Verdict, claims
from magnesium.clinical.interactions import Interaction, InteractionEffect, interactions
from magnesium.clinical.risk_factors import risk_factors
from magnesium.clinical.studies import StudyStatus, studies
from magnesium.clinical.symptoms import Symptom, symptoms
from magnesium.evidence import Direction, Evidence, Urgency

PRESSING = {Urgency.EMERGENCY, Urgency.PROMPT}


# -- twitching, cramps, spasms --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("muscle-twitching", "muscle-cramp"),
        ("muscle-twitching", "muscle-spasm"),
        ("muscle-twitching", "tetany"),
        ("muscle-cramp", "muscle-spasm"),
        ("muscle-cramp", "tetany"),
        ("muscle-spasm", "tetany"),
    ],
)
def test_twitching_cramps_and_spasms_are_told_apart_from_both_sides(one: str, other: str) -> None:
    here = {contrast.id: contrast.how for contrast in symptoms[one].differs_from}
    there = {contrast.id: contrast.how for contrast in symptoms[other].differs_from}
    assert here[f"symptom:{other}"] == there[f"symptom:{one}"]


def test_contrasts_name_each_symptom_once() -> None:
    for symptom in symptoms.values():
        others = [contrast.id for contrast in symptom.differs_from]
        assert len(others) == len(set(others))
        assert symptom.id not in others


def test_twitching_has_harmless_and_grave_explanations_beside_it() -> None:
    names = set(symptoms["muscle-twitching"].confused_with)
    assert {"diagnosis:benign-fasciculation", "diagnosis:als", "diagnosis:hypocalcemia"} <= names


# -- red flags ------------------------------------------------------------------------------------


@pytest.mark.parametrize("symptom", symptoms.values(), ids=lambda symptom: symptom.id)
def test_a_pressing_symptom_belongs_to_a_warning_sign(symptom: Symptom) -> None:
    assert symptom.is_red_flag == (symptom.urgency in PRESSING)
    if symptom.is_red_flag:
        assert any(warning_signs[sign].urgency in PRESSING for sign in symptom.red_flags)


@pytest.mark.parametrize(
    "id_",
    [
        "seizure",
        "coma",
        "tetany",
        "laryngospasm",
        "arrhythmia",
        "torsades",
        "ventricular-arrhythmia",
        "cardiac-arrest",
        "coronary-spasm",
        "confusion",
        "dysarthria",
        "excess-respiratory-depression",
        "excess-cardiac-arrest",
    ],
)
def test_what_kills_is_an_emergency(id_: str) -> None:
    assert symptoms[id_].urgency is Urgency.EMERGENCY


def test_self_harm_and_toxicity_are_emergencies() -> None:
    assert warning_signs["self-harm"].urgency is Urgency.EMERGENCY
    assert "warning:self-harm" in symptoms["low-mood"].red_flags
    assert "warning:magnesium-toxicity" in risk_factors["impaired-kidney-function"].red_flags


def test_urgency_of_a_low_blood_value_rises_with_its_grade() -> None:
    order = [Urgency.NONE, Urgency.ROUTINE, Urgency.PROMPT, Urgency.EMERGENCY]
    by_grade = symptoms["hypomagnesemia"].urgency_by_grade
    assert len(by_grade) == 4
    assert [order.index(u) for u in by_grade] == sorted(order.index(u) for u in by_grade)
    assert by_grade[-1] is Urgency.EMERGENCY
    assert all(not s.urgency_by_grade for s in symptoms.values() if s.id != "symptom:hypomagnesemia")


def test_grave_diagnoses_are_never_routine() -> None:
    for id_ in ("als", "guillain-barre", "tetanus", "focal-seizure", "alcohol-withdrawal", "hypocalcemia"):
        assert differential_diagnoses[id_].urgency in PRESSING


# -- interactions ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id_", "before", "after"),
    [
        ("bisphosphonates", 2, 2),
        ("tetracyclines", 2, 4),
        ("fluoroquinolones", 2, 6),
        ("levothyroxine", 4, 4),
        ("gabapentin", None, None),  # the interval stood on a consumer page alone
        ("dolutegravir", 2, 6),
        ("bictegravir", 2, None),
        ("elvitegravir", 2, 2),
        ("cabotegravir", None, None),
        ("penicillamine", 4, 4),
        ("iron", 3, 3),
        ("zinc-high-dose", None, None),
        ("digoxin", None, None),
        ("calcium-high-dose", None, None),
        ("levodopa", None, None),
    ],
)
def test_hours_of_separation(id_: str, before: float | None, after: float | None) -> None:
    assert (interactions[id_].hours_before, interactions[id_].hours_after) == (before, after)


@pytest.mark.parametrize("item", interactions.values(), ids=lambda item: item.id)
def test_every_interval_has_a_source(item: Interaction) -> None:
    before: list[float] = []
    after: list[float] = []
    for separation in item.separations:
        assert separation.source in item.sources
        before += [hours for hours in (separation.hours_before, separation.up_to_hours_before) if hours is not None]
        after += [hours for hours in (separation.hours_after, separation.up_to_hours_after) if hours is not None]
    assert item.hours_before is None or item.hours_before in before
    assert item.hours_after is None or item.hours_after in after
    longest = (max(before, default=None), max(after, default=None))
    assert longest == (item.cautious_hours_before or item.hours_before, item.cautious_hours_after or item.hours_after)
    assert (item.cautious_hours_before or 24) >= (item.hours_before or 0)
    assert (item.cautious_hours_after or 24) >= (item.hours_after or 0)


def test_not_every_water_pill_lowers_magnesium() -> None:
    assert interactions["potassium-sparing"].effect is InteractionEffect.RAISES_MAGNESIUM
    assert interactions["loop-thiazide"].effect is InteractionEffect.LOWERS_MAGNESIUM
    assert risk_factors["loop-diuretics"].evidence is Evidence.CONFLICTING


def test_a_risk_factor_knows_how_it_acts_and_its_medications() -> None:
    for risk in risk_factors.values():
        assert risk.mechanisms or risk.evidence is Evidence.NONE or risk.direction is not Direction.TOO_LITTLE
        if risk.category == "medication":
            assert risk.drugs
    assert risk_factors["impaired-kidney-function"].direction is Direction.TOO_MUCH


# -- claims ---------------------------------------------------------------------------------------


def first(question: str) -> Claim:
    return claims.search(question)[0]


def test_pregnancy_cramps_gets_the_honest_answer() -> None:
    claim = first("pregnancy cramps")
    assert claim.id == "claim:pregnancy-trial"
    assert claim.verdict is Verdict.OVERSTATED
    assert {"nygaard2008", "luo2020"} <= set(claim.contradicted_by)
    assert {"dahle1995", "supakatisant2015"} <= set(claim.supported_by)
    assert "None counted twitches" in claim.answer
    assert "study:pregnancy-cramps" in claim.studies


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("Can low magnesium cause muscle twitching?", Verdict.OVERSTATED),
        ("Do cramps mean low magnesium?", Verdict.OVERSTATED),
        ("restless legs", Verdict.OVERSTATED),
        ("mild deficiency", Verdict.CONTRADICTED),
        ("Journal of Clinical Neurology", Verdict.NO_SOURCE),
        ("dehydration", Verdict.NO_SOURCE),
        ("magnesium dose", Verdict.CONTRADICTED),
        ("Is twitching a sign of ALS?", Verdict.OVERSTATED),
        ("300 enzymes", Verdict.SUPPORTED),
        ("magnesium loose stools", Verdict.SUPPORTED),
        ("does magnesium help anxiety", Verdict.WEAKLY),
    ],
)
def test_popular_belief_meets_the_trials(question: str, verdict: Verdict) -> None:
    assert first(question).verdict is verdict


@pytest.mark.parametrize("claim", claims.values(), ids=lambda claim: claim.id)
def test_a_verdict_fits_its_sides(claim: Claim) -> None:
    if claim.verdict in {Verdict.SUPPORTED, Verdict.PARTLY, Verdict.WEAKLY, Verdict.PLAUSIBLE}:
        assert claim.supported_by
    if claim.verdict in {Verdict.OVERSTATED, Verdict.CONTRADICTED}:
        assert claim.contradicted_by
        assert claim.contradicts
    assert not set(claim.supported_by) & set(claim.contradicted_by)
    assert bool(claim.supports) >= bool(claim.supported_by)
    assert bool(claim.contradicts) >= bool(claim.contradicted_by)


def test_cochrane_speaks_against_supplements_for_cramps() -> None:
    assert "garrison2020" in claims["spasms-mean-deficiency"].contradicted_by
    # Trials of treatment say nothing of a cause.
    assert symptoms["nocturnal-leg-cramp"].evidence is Evidence.NONE
    assert studies["cochrane-cramps"].evidence is Evidence.STRONG


def test_the_study_that_the_article_names_was_not_found() -> None:
    assert studies["jcn-fasciculation"].status is StudyStatus.NOT_FOUND
    assert studies["jcn-fasciculation"].evidence is Evidence.NONE


def test_kidney_caution_is_told_wherever_supplements_are() -> None:
    assert "kidneys" in (treatments["oral-supplement"].caveat or "")
    assert "risk:impaired-kidney-function" in claims["dose-range"].about
    assert lab_tests["creatinine"].sources
