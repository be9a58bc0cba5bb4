"""FHIR resources in and out: what they say is read, nothing is guessed, and what is written is valid FHIR."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import magnesium as mg
from magnesium import laboratory as lab
from magnesium.integrations import fhir
from magnesium.integrations.fhir.observations import tests_by_loinc as loinc_tests
from tests.laboratory.drawn import interval_ids

PATIENT = {"resourceType": "Patient", "id": "1", "gender": "female", "birthDate": "1961-05-02"}
UCUM = "http://unitsofmeasure.org"


def quantity(value: float, unit: str, **others: Any) -> dict[str, Any]:
    return {"value": value, "unit": unit, "system": UCUM, "code": unit, **others}


def observation(code: str = "2601-3", **others: Any) -> dict[str, Any]:
    concept = {"coding": [{"system": "urn:local", "code": "MG"}, {"system": "http://loinc.org", "code": code}]}
    subject = {"reference": "Patient/1"}
    made = {"resourceType": "Observation", "status": "final", "code": concept, "subject": subject}
    if not any(name.startswith("value") for name in others):
        others["valueQuantity"] = quantity(0.62, "mmol/L")
    return {**made, "effectiveDateTime": "2026-02-01T08:00:00+01:00", **others}


def statement(**medication: Any) -> dict[str, Any]:
    return {
        "resourceType": "MedicationStatement",
        "status": "active",
        "subject": {"reference": "Patient/1"},
        **medication,
    }


def atc(code: str) -> dict[str, Any]:
    return {"coding": [{"system": "http://www.whocc.no/atc", "code": code}]}


# --- observations --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "value", "said"),
    [
        ("2601-3", quantity(0.4, "mmol/l", comparator="<"), "< 0.4 mmol/L: low"),
        ("19123-9", quantity(1.4, "meq/L"), "0.7 mmol/L: undetermined"),
        ("19123-9", quantity(17, "mg/L"), "1.7 mg/dL: undetermined"),
        ("19123-9", {"value": 1.7, "unit": "MG/DL"}, "1.7 mg/dL: undetermined"),
        ("24447-5", quantity(96, "mg/(24.h)"), "96 mg/24 h: at or above the usual lower limit"),
        ("2823-3", quantity(2.7, "mmol/L"), "Potassium: 2.7 mmol/L"),
    ],
)
def test_a_value_is_read_in_its_unit(code: str, value: dict[str, Any], said: str) -> None:
    found = fhir.read_observation(observation(code, valueQuantity=value))
    assert str(found.result) == said
    assert (found.loinc, found.subject, found.effective[:10]) == (code, "Patient/1", "2026-02-01")
    assert fhir.read_observation(json.dumps(observation(code, valueQuantity=value))) == found


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled", "", None])
def test_a_resource_that_does_not_count_is_refused(status: str | None) -> None:
    with pytest.raises(mg.InvalidValueError, match="status"):
        fhir.read_observation(observation(status=status))


@pytest.mark.parametrize(
    "value",
    [
        {"value": 1.8},
        {"value": 1.8, "unit": " "},
        {"value": 1.8, "unit": "mmol/kg", "system": UCUM, "code": "mmol/kg"},
        {"value": 1.8, "unit": "mg/dL", "system": UCUM, "code": "mmol/L"},
        {"value": 96, "unit": "mg/24hr"},
    ],
)
def test_no_unit_is_guessed(value: dict[str, Any]) -> None:
    with pytest.raises(mg.UnitError):
        fhir.read_observation(observation(valueQuantity=value))


def test_a_local_unit_beside_a_code_of_another_system_is_read() -> None:
    local = {"value": 1.7, "unit": "mg/dL", "system": "urn:local", "code": "MGDL"}
    assert str(fhir.read_observation(observation("19123-9", valueQuantity=local)).result).startswith("1.7 mg/dL")
    odd = {"value": 1.7, "unit": "mg/dL", "system": UCUM, "code": "odd"}
    assert str(fhir.read_observation(observation("19123-9", valueQuantity=odd)).result).startswith("1.7 mg/dL")


@pytest.mark.parametrize(
    ("ranges", "category"),
    [
        ([{"low": quantity(0.6, "mmol/L"), "high": quantity(1.1, "mmol/L")}], "within"),
        ([{"low": quantity(0.66, "mmol/L")}], "low"),
        ([{"text": "1.6-2.6 mg/dL"}], "low"),
        ([{"low": quantity(1.0, "meq/L"), "high": quantity(2.2, "meq/L")}], "within"),
        ([{"low": {"value": 0.6}, "high": {"value": 1.1}}], "undetermined"),
        ([{"low": quantity(60, "mmol/L"), "high": quantity(110, "mmol/L")}], "undetermined"),
        ([{"low": quantity(0.6, "mmol/L"), "high": quantity(2.6, "mg/dL")}], "undetermined"),
        ([{"text": "see report"}], "undetermined"),
        ([{"low": quantity(0.6, "mmol/L")}, {"low": quantity(0.7, "mmol/L")}], "undetermined"),
        ([{"low": quantity(2, "mmol/L"), "type": {"coding": [{"code": "therapeutic"}]}}], "undetermined"),
    ],
)
def test_the_reported_range_decides_the_class(ranges: list[dict[str, Any]], category: str) -> None:
    found = fhir.read_observation(observation(referenceRange=ranges))
    assert isinstance(found.result, lab.SerumResult)
    assert found.result.category == category
    used = found.result.interval is not None
    assert used or found.cautions or "type" in ranges[0]


@pytest.mark.parametrize(
    ("others", "why"),
    [
        ({"valueString": "HEMOLYZED"}, "HEMOLYZED"),
        ({"valueQuantity": {"unit": "mg/dL"}, "dataAbsentReason": {"text": "error"}}, "no value: error"),
        ({"valueCodeableConcept": {"text": "not done"}}, "not done"),
    ],
)
def test_without_a_number_there_is_no_result_and_a_reason(others: dict[str, Any], why: str) -> None:
    found = fhir.read_observation(observation(**others))
    assert found.result is None
    assert why in found.why
    assert why in str(found)


def test_texts_and_specimens_without_classes() -> None:
    assert str(fhir.read_observation(observation(valueString="<0.5 mg/dL")).result) == "< 0.5 mg/dL: low"
    with pytest.raises(mg.UnitError):
        fhir.read_observation(observation(valueInteger=1))
    assert "specimen" in fhir.read_observation(observation("2598-1")).why
    limit = fhir.read_observation(observation("24447-5", valueQuantity=quantity(1, "mg/(24.h)", comparator="<")))
    assert "only a limit" in limit.why
    with pytest.raises(mg.UnitError):
        fhir.read_observation(observation("24447-5"))


def test_what_is_odd_is_said() -> None:
    assert "unit" in fhir.read_observation(observation("19123-9")).cautions[0]
    assert "not final" in fhir.read_observation(observation(status="preliminary")).cautions[0]
    low = [{"low": quantity(3.5, "mmol/L")}]
    potassium = fhir.read_observation(observation("2823-3", valueQuantity=quantity(3, "mmol/L"), referenceRange=low))
    assert isinstance(potassium.result, type(mg.assess(mg.Person(age=9, sex=None), results={"K": "3"}).results[0]))
    assert potassium.result.lower == 3.5


@settings(max_examples=40)
@given(
    st.sampled_from([{}, observation(), PATIENT, statement(medicationCodeableConcept=atc("A02BC01"))]),
    st.sampled_from(
        ["code", "valueQuantity", "status", "referenceRange", "birthDate", "medicationCodeableConcept", "subject"]
    ),
    st.none() | st.integers() | st.text(max_size=3) | st.lists(st.integers(), max_size=2) | st.just({"value": "x"}),
)
def test_what_is_not_as_fhir_describes_it_raises_only_errors_of_the_library(
    resource: dict[str, Any], name: str, value: object
) -> None:
    wrong = {**resource, name: value}
    readers = (fhir.read_observation, fhir.read_medication, lambda one: fhir.read_patient(one, on="2026-02-01"))
    for read in (*readers, lambda one: fhir.assess_resources([one])):
        try:
            read(wrong)
        except mg.MagnesiumError:
            continue


@pytest.mark.parametrize("wrong", [None, 3, "[", "[1]", [], {"resourceType": "Group"}])
def test_another_thing_than_a_resource_is_refused(wrong: Any) -> None:
    with pytest.raises(mg.InvalidValueError):
        fhir.read_observation(wrong)
    with pytest.raises((mg.InvalidValueError, mg.NotFoundError)):
        fhir.assess_resources([wrong])


def test_an_unknown_code_or_comparator_is_refused() -> None:
    with pytest.raises(mg.NotFoundError, match="0-0"):
        fhir.read_observation(observation("0-0"))
    with pytest.raises(mg.InvalidValueError, match="comparator"):
        fhir.read_observation(observation(valueQuantity=quantity(1, "mmol/L", comparator="ad")))


def test_the_shared_examples_are_read() -> None:
    path = Path(os.environ.get("MAGNESIUM_SHARED", "../shared")) / "cases" / "fhir_observations.ndjson"
    if not path.exists():
        pytest.skip("needs the shared cases")
    lines = path.read_text().splitlines()
    said = []
    for line in lines:
        try:
            said.append(str(fhir.read_observation(line).result))
        except mg.MagnesiumError as error:
            said.append(type(error).__name__)
    assert said[:5] == [
        "1.7 mg/dL: within",
        "< 0.4 mmol/L: low",
        "0.7 mmol/L: undetermined",
        "96 mg/24 h: at or above the usual lower limit",
        "InvalidValueError",
    ]


# --- people, medications, assessments ------------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        ("1961-05-02", "2026-05-01", 64),
        ("1961-05-02", "2026-05-02T08:00:00Z", 65),
        ("2025-12-31", "2026-02-28", 1 / 12),
        ("2024-02-01", "2026-01-31", 23 / 12),
        ("2024-02-01", "2026-02-01", 2),
    ],
)
def test_the_age_is_in_completed_years_or_months(born: str, on: str, age: float) -> None:
    assert fhir.read_patient({**PATIENT, "birthDate": born}, on=on) == mg.Person(age=age, sex="female")


def test_age_and_sex_are_never_assumed() -> None:
    for birth in ({"birthDate": "1961"}, {"birthDate": None}, {"birthDate": "2027-01-01"}, {"birthDate": "1961-02-30"}):
        with pytest.raises(mg.InvalidValueError, match="birthDate"):
            fhir.read_patient({**PATIENT, **birth}, on="2026-02-01")
    assert fhir.read_patient({**PATIENT, "gender": "other"}, on="2026-02-01").sex is None
    assert fhir.read_patient({**PATIENT, "birthDate": "2000-01-01"}, on="2026-02-01", life_stage="pregnant").age == 26


@pytest.mark.parametrize(
    ("named", "word"),
    [
        ({"medicationCodeableConcept": atc("A02BC01")}, "A02BC01"),
        ({"medicationCodeableConcept": {"text": "furosemide 40 mg"}}, "furosemide 40 mg"),
        ({"medicationCodeableConcept": {**atc("Z99ZZ99"), "text": "omeprazole"}}, "omeprazole"),
        ({"medicationCodeableConcept": {**atc("Z99ZZ99"), "text": "wonderdrug"}}, "wonderdrug"),
        ({"medicationCodeableConcept": atc("Z99ZZ99")}, "Z99ZZ99"),
        ({"medication": {"concept": {"coding": [{"display": "Omeprazole"}]}}}, "Omeprazole"),
        ({"medication": {"reference": {"display": "Lasix"}}}, "Lasix"),
        (
            {
                "medicationReference": {"reference": "#m"},
                "contained": [{"resourceType": "Medication", "id": "m", "code": atc("A02BC01")}],
            },
            "A02BC01",
        ),
    ],
)
def test_a_medication_is_known_by_its_code_or_its_text(named: dict[str, Any], word: str) -> None:
    assert fhir.read_medication(statement(**named)) == word


def test_a_medication_that_is_not_taken_is_refused() -> None:
    named = {"medicationCodeableConcept": atc("A02BC01")}
    adherence = {"code": {"coding": [{"code": "not-taking"}]}}
    for others in ({**named, "status": "not-taken"}, {**named, "adherence": adherence}, {}):
        with pytest.raises(mg.InvalidValueError):
            fhir.read_medication(statement(**others))


def bundle(*resources: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in resources]}


def test_an_assessment_of_resources_is_that_of_their_words() -> None:
    found = fhir.assess_resources(
        bundle(
            PATIENT,
            observation(valueQuantity=quantity(0.45, "mmol/L")),
            observation(effectiveDateTime="2025-01-01", valueQuantity=quantity(0.9, "mmol/L")),
            observation("2823-3", valueQuantity=quantity(2.7, "mmol/L")),
            observation("24447-5", valueQuantity=quantity(96, "mg/(24.h)")),
            observation(status="entered-in-error"),
            statement(medicationReference={"reference": "Medication/7"}),
            {"resourceType": "Medication", "id": "7", "code": atc("A02BC01")},
            {"resourceType": "Encounter"},
        ),
        symptoms=["cramps"],
    )
    serum = lab.classify_serum(mmol_per_l=0.45, interval=None)
    said = mg.assess(
        mg.Person(age=64, sex="female"),
        serum=serum,
        results={"Potassium": "2.7 mmol/L"},
        medications=["A02BC01"],
        symptoms=["cramps"],
    )
    assert found.findings == said.findings
    assert [kept.kind for kept in found.not_understood] == ["Observation"]
    assert "entered-in-error" in found.not_understood[0].why
    assert any("96 mg/24 h" in reading for reading in found.readings)
    assert any("Encounter" in reading for reading in found.readings)


def test_of_one_day_the_more_urgent_value_counts() -> None:
    low, ordinary = (observation(valueQuantity=quantity(value, "mmol/L")) for value in (0.35, 0.8))
    for order in ([PATIENT, low, ordinary], [PATIENT, ordinary, low]):
        assert fhir.assess_resources(order).urgency is mg.Urgency.EMERGENCY


def test_one_patient_with_an_age_is_needed() -> None:
    other = {**observation(), "subject": {"reference": "Patient/2"}}
    for wrong in ([PATIENT, other], [PATIENT, {**PATIENT, "id": "3"}], [observation(), other]):
        with pytest.raises(mg.InvalidValueError, match="one patient"):
            fhir.assess_resources(wrong)
    for wrong in ([observation()], [PATIENT], [PATIENT, {**observation(), "effectiveDateTime": "2026"}]):
        with pytest.raises(mg.InvalidValueError, match="age"):
            fhir.assess_resources(wrong)
    assert fhir.assess_resources(PATIENT, on="2026-02-01").person.age == 64
    person = mg.Person(age=30, sex="female", pregnant=True)
    assert fhir.assess_resources([observation()], person=person).person is person


# --- written resources ---------------------------------------------------------------------------


@settings(max_examples=40)
@given(
    value=st.floats(0.2, 9.9),  # plausible in each of the units
    unit=st.sampled_from(["mmol/L", "mg/dL", "meq/L"]),
    comparator=st.none() | st.sampled_from(sorted(lab.Comparison)),
    interval=interval_ids,
)
def test_a_result_comes_back_from_its_observation(
    value: float, unit: str, comparator: str | None, interval: str | None
) -> None:
    result = lab.classify_reported(value, unit, interval=interval, comparator=comparator)
    again = fhir.read_observation(fhir.to_observation(result, subject="Patient/1", effective="2026-02-01")).result
    assert isinstance(again, lab.SerumResult)
    assert (again.value, again.unit, again.comparator) == (result.value, result.unit, result.comparator)
    assert again.category is result.category


def test_written_resources_are_valid_fhir() -> None:
    models = pytest.importorskip("fhir.resources", reason="needs fhir.resources").__name__
    from importlib import import_module

    serum = lab.classify_serum(mg_per_dl=0.5, comparator="<", interval="iom1997")
    daily = lab.daily_excretion(mg_per_24_h=96)
    for result in (serum, daily, lab.classify_serum(mmol_per_l=0.8, interval=None)):
        written = fhir.to_observation(result, subject="Patient/1", effective="2026-02-01T08:00:00+01:00")
        for room in (f"{models}.observation", f"{models}.R4B.observation"):
            import_module(room).Observation.model_validate(written)
    meal = mg.parse_meal("30 g almonds, 1 cup coffee")
    intake = fhir.to_nutrition_intake(meal, subject="Patient/1")
    import_module(f"{models}.nutritionintake").NutritionIntake.model_validate(intake)
    with pytest.raises(ValueError, match="oddity"):
        import_module(f"{models}.nutritionintake").NutritionIntake.model_validate(intake | {"oddity": 1})


def test_the_resources_of_these_tests_are_valid_fhir() -> None:
    pytest.importorskip("fhir.resources", reason="needs fhir.resources")
    from fhir.resources.medicationstatement import MedicationStatement as InR5
    from fhir.resources.R4B.medicationstatement import MedicationStatement as InR4B

    in_r4b = statement(medicationCodeableConcept=atc("A02BC01"))
    in_r5 = {**statement(medication={"concept": atc("A02BC01")}), "status": "recorded"}
    InR4B.model_validate(in_r4b)
    InR5.model_validate(in_r5)
    assert fhir.read_medication(in_r4b) == fhir.read_medication(in_r5)


def test_an_intake_states_its_days_and_what_it_leaves_out() -> None:
    food = mg.Food(id="own:stew", name="Stew", mg_per_100g=None, source="own")
    almonds = mg.foods["sr28:12061"].grams(30)
    day = mg.Intake([food.grams(100), attrs.evolve(almonds, date="2026-02-01")])
    written = fhir.to_nutrition_intake(day, subject="Patient/1")
    assert written["occurrenceDateTime"] == "2026-02-01"
    assert "lower bound" in written["note"][0]["text"]
    assert written["ingredientLabel"][0]["amount"]["value"] == day.total.mg
    two = mg.Intake([attrs.evolve(almonds, date=f"2026-02-0{number}") for number in (2, 1)])
    assert fhir.to_nutrition_intake(two, subject="Patient/1")["occurrencePeriod"]["end"] == "2026-02-02"
    others = mg.Intake([attrs.evolve(almonds, person=name) for name in ("a", "b")])
    for wrong in (others, mg.Intake()):
        with pytest.raises(mg.InvalidValueError):
            fhir.to_nutrition_intake(wrong, subject="Patient/1")
    with pytest.raises(mg.InvalidValueError):
        fhir.to_observation(lab.kidney_stages)  # type: ignore[arg-type]


def test_every_test_with_a_code_is_found_by_it() -> None:
    assert {test.loinc.code for test in mg.lab_tests.values() if test.loinc} == {*loinc_tests()}
