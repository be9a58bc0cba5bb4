"""Results beside magnesium: every unit, what cannot be read, and words that stand in another place."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.assessment.findings import FindingKind
from magnesium.assessment.results import Result, checked_results, read_results
from magnesium.laboratory import egfr_ckd_epi_2021

WOMAN = mg.Person(age=61, sex="female")
# One unit of each analyte, and in how many of it one of another unit is. Molar masses in g/mol: Ca 40.078, P 30.974,
# glucose 180.156, Mg 24.305, creatinine 113.12.
EQUAL = [
    ("potassium", "mmol/L", "mEq/L", 1),
    ("sodium", "mmol/L", "mEq/L", 1),
    ("calcium", "mmol/L", "mEq/L", 2),
    ("calcium", "mmol/L", "mg/dL", 4.0078),
    ("phosphate", "mmol/L", "mg/dL", 3.0974),
    ("glucose", "mmol/L", "mg/dL", 18.0156),
    ("magnesium", "mmol/L", "mEq/L", 2),
    ("magnesium", "mmol/L", "mg/dL", 2.4305),
    ("QTc", "s", "ms", 1000),
]


def read(**results: str) -> Any:
    return read_results(checked_results({name.replace("_", " "): value for name, value in results.items()}))


@pytest.mark.parametrize(("name", "unit", "other", "per_unit"), EQUAL)
@given(value=st.floats(0.1, 9).map(lambda value: round(value, 3)))
def test_a_result_is_the_same_in_each_of_its_units(
    name: str, unit: str, other: str, per_unit: float, value: float
) -> None:
    (one,) = read(**{name: f"{value} {unit}"}).numbers.items()
    (two,) = read(**{name: f"{value * per_unit:.12f} {other}"}).numbers.items()
    assert one[0] is two[0]
    assert one[1] == pytest.approx(two[1], rel=2e-3)
    assert {one[1][0]} == {value * 1000 if unit == "s" else value}


@given(st.floats(30, 900))
def test_creatinine_is_the_same_in_each_of_its_units(micromolar: float) -> None:
    for text in (f"{micromolar} µmol/L", f"{micromolar / 1000} mmol/L", f"{micromolar * 113.12e-4} mg/dL"):
        ((_, value),) = read(creatinine=text).creatinine_mg_per_dl
        assert value == pytest.approx(micromolar * 113.12e-4, rel=2e-3)


@pytest.mark.parametrize("age", [17, 18, 19])
def test_a_filtration_rate_is_estimated_from_creatinine_for_adults(age: int) -> None:
    found = mg.assess(mg.Person(age=age, sex="female"), results={"creatinine": "2.0 mg/dL"})
    kidneys = [finding for finding in found.findings if finding.kind is FindingKind.KIDNEY_FUNCTION]
    assert bool(kidneys) == (age >= 18)
    if kidneys:
        rate = egfr_ckd_epi_2021(creatinine_mg_per_dl=2.0, age_years=age, sex="female").value
        assert f"{rate:.0f}" in "".join(finding.wording for finding in kidneys)


@pytest.mark.parametrize(
    ("name", "value"), [("eGFR", "normal"), ("creatinine", "odd"), ("sodium", "odd"), ("potassium", "3"), ("x", "1 g")]
)
def test_a_result_that_cannot_be_read_is_shown_and_never_raises(name: str, value: str) -> None:
    for strict in (True, False):
        found = mg.assess(WOMAN, results={name: value}, strict=strict)
        (unread,) = found.not_understood
        assert name.casefold() in unread.word.casefold()
        assert value in unread.word
        assert not found.findings or all(finding.urgency is mg.Urgency.NONE for finding in found.findings)


@pytest.mark.parametrize("name", [5, None, "", "  ", ("potassium",)])
def test_the_name_of_a_result_is_a_string(name: object) -> None:
    with pytest.raises(mg.InvalidValueError, match="must be a string"):
        checked_results({name: "2.7 mmol/L"})


@pytest.mark.parametrize(
    ("name", "quantity"),
    [
        ("K", "potassium"),
        ("serum potassium", "potassium"),
        ("Potassium (serum)", "potassium"),
        ("K+", "potassium"),
        ("Ca2+", "calcium"),
        ("corrected calcium", "calcium"),
        ("blood sugar", "glucose"),
        ("P-glucose", "glucose"),
        ("plasma glucose level", "glucose"),
        ("total calcium", "calcium"),
    ],
)
def test_a_result_has_any_usual_name(name: str, quantity: str) -> None:
    (found,) = read(**{name: "2.0 mmol/L"}).numbers.items()
    assert found[0].value.partition(" ")[0] == quantity
    assert found[1] == [2.0]


def test_a_filtration_rate_among_the_results_is_read() -> None:
    assert read(eGFR="22").rates == [22]
    assert read(eGFR="22,5 mL/min/1.73 m2").rates == [22.5]
    assert read(eGFR="22").unread == []


def test_a_value_below_its_own_limit_is_a_fact_and_one_at_the_limit_is_not() -> None:
    for value, is_below in ((3.4, True), (3.5, False)):
        found = read_results([Result(name="potassium", value=f"{value} mmol/L", lower=3.5)])
        assert bool(found.facts) == is_below


@pytest.mark.parametrize(
    ("given_", "also"),
    [
        ({"symptoms": ["omeprazole"]}, {"medications": ["omeprazole"]}),
        ({"risk_factors": ["omeprazole"]}, {"medications": ["omeprazole"]}),
        ({"supplements": ["omeprazole"]}, {"medications": ["omeprazole"]}),
        ({"medications": ["muscle cramps"]}, {"symptoms": ["muscle cramps"]}),
        ({"medications": ["celiac disease"]}, {"risk_factors": ["celiac disease"]}),
        ({"symptoms": ["celiac disease"]}, {"risk_factors": ["celiac disease"]}),
        ({"risk_factors": ["muscle cramp"]}, {"symptoms": ["muscle cramp"]}),
    ],
)
def test_a_word_in_the_wrong_place_counts_as_what_it_is(given_: dict[str, Any], also: dict[str, Any]) -> None:
    found = mg.assess(WOMAN, **given_)
    assert {finding.about for finding in mg.assess(WOMAN, **also).findings} <= {f.about for f in found.findings}
    assert found.not_understood == ()


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize(
    ("kind", "record"),
    [
        ("symptoms", mg.symptoms["muscle-cramp"]),
        ("risk_factors", mg.risk_factors["risk:ckd"]),
        ("medications", mg.interactions["interaction:ppi"]),
    ],
)
def test_a_record_counts_as_its_id_does(kind: str, record: Any, strict: bool) -> None:
    words: list[dict[str, Any]] = [{kind: [record]}, {kind: [record.id]}]
    by_record, by_id = ([f.about for f in mg.assess(WOMAN, **given_, strict=strict).findings] for given_ in words)
    assert by_record == by_id != []


def test_a_medication_among_the_causes_counts() -> None:
    medication: Any = mg.interactions["interaction:ppi"]
    assert mg.assess(WOMAN, risk_factors=[medication]).findings


def test_phrases_are_read_in_their_parts_and_the_rest_stays_visible() -> None:
    found = mg.assess(WOMAN, symptoms=["twitching and a seizure, also blorp"])
    about = {finding.about for finding in found.findings}
    assert {"symptom:muscle-twitching", "symptom:seizure"} <= about
    assert any("blorp" in unread.word for unread in found.not_understood)
    whole = mg.assess(WOMAN, symptoms=["muscle twitching and seizure"])
    assert {"symptom:muscle-twitching", "symptom:seizure"} <= {finding.about for finding in whole.findings}


def test_what_was_not_understood_names_its_reason_and_near_words() -> None:
    from magnesium.assessment.understanding import NotUnderstood

    plain = NotUnderstood(kind="symptom", word="x")
    assert str(plain) == "x (symptom)."
    assert str(NotUnderstood(kind="symptom", word="x", why="odd", near=("y",))) == "x (symptom): odd. Did you mean y?"


def test_a_total_names_the_supplements_in_it() -> None:
    day = mg.Intake([mg.compounds["magnesium-oxide"].dose(elemental_mg=500), mg.foods["sr28:11458"].grams(100)])
    by_total, by_intake = (mg.assess(WOMAN, intake=eaten, days=1) for eaten in (day.total, day))
    assert "magnesium from supplements" in by_total.text(200)
    assert "magnesium from medicines" not in by_total.text(200)
    assert {finding.about for finding in by_intake.findings} >= {"upper-level"}


@pytest.mark.parametrize(("dose", "side"), [(349, "not above"), (351, "above")])
def test_a_stated_dose_is_compared_with_the_upper_level(dose: float, side: str) -> None:
    found = mg.assess(WOMAN, supplements=[f"magnesium oxide {dose} mg"], authority="nasem")
    (finding,) = (finding for finding in found.findings if finding.about == "stated-dose")
    assert f"which is {side} the upper level" in finding.wording
    assert f"read as {dose} mg" in finding.wording


def test_magnesium_of_no_stated_origin_is_named_where_it_decides() -> None:
    powder = mg.Food(id="my:y", name="Powder", mg_per_100g=1000, source="label")
    for grams, decides in ((10, False), (60, True)):
        found = mg.assess(WOMAN, intake=mg.Intake([powder.grams(grams)]), days=1)
        (finding,) = (finding for finding in found.findings if finding.about == "upper-level")
        assert ("of no stated origin may be from supplements too" in finding.wording) == decides


@pytest.mark.parametrize(("value", "low", "high"), [(0.4, True, False), (0.85, True, True), (1.4, False, True)])
def test_a_value_is_graded_on_the_sides_that_it_can_be_on(value: float, low: bool, high: bool) -> None:
    serum = mg.laboratory.classify_serum(mmol_per_l=value, interval=next(iter(mg.laboratory.reference_intervals)))
    (finding,) = (f for f in mg.assess(WOMAN, serum=serum).findings if f.kind is FindingKind.BLOOD_VALUE)
    assert ("As a low value" in finding.wording) == low
    assert ("As a high value" in finding.wording) == high
