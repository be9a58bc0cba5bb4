"""Against the facts collected beside the vignettes: every drug, brand, code, phrase and source that they name."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import magnesium as mg
from magnesium.clinical.atc import is_atc
from magnesium.clinical.matching import possible_medication

ROOT = Path(__file__).parents[2]
ADULT = mg.Person(age=45, sex="female")
LOW = {"low", "none"}
NOT_TAKEN = {"ibuprofen", "metformin-glp1", "insulin-therapy", "osmotic-diuresis", "citrate-load"}
"""Isolated cases, and effects that are no drug: not to be listed, or without a source that was read."""


@functools.cache
def collected() -> dict[str, Any]:
    path = Path(os.environ.get("MAGNESIUM_SHARED", ROOT.parent / "shared")) / "vignettes" / "facts.yaml"
    if not path.is_file():
        pytest.skip("the facts are not here; set MAGNESIUM_SHARED")
    yaml = pytest.importorskip("yaml", reason="PyYAML reads the facts")
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def atc_in(value: object) -> list[str]:
    """Return the ATC codes in a text or a list of texts, those marked as to be checked left out."""
    texts = value if isinstance(value, list) else [value]
    words = [re.split(r"[ (]", str(text)) for text in texts if "check" not in str(text)]
    return [word for found in words for word in found if is_atc(word) and len(word) > 3]


def acts(word: str) -> set[str]:
    found = possible_medication(word)
    return {*found.risk_factors, *found.interactions}


def sure(entries: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    return (entry for entry in entries if entry.get("confidence") not in LOW and entry.get("id") not in NOT_TAKEN)


def drugs_of(entry: dict[str, Any]) -> list[str]:
    drugs = entry.get("drugs") or [entry.get("drug", "")]
    return [
        name.strip()
        for drug in drugs
        if "believed" not in str(entry.get("note", "")) or not is_atc(str(drug).split()[-1])
        for name in re.sub(r"\(.*?\)|\b[A-Z]\d\d\S*", "", str(drug)).split("/")
        if name.strip()
    ]


@pytest.mark.parametrize("part", ["drugs_lowering_missing", "drugs_raising_missing"])
def test_every_drug_that_changes_magnesium_is_known(part: str) -> None:
    for entry in sure(collected()[part]):
        named = [re.sub(r"\(.*?\)", "", str(drug)).strip() for drug in entry.get("drugs", [])]
        named = (
            [name for name in named if not is_atc(name.split()[-1])]
            or atc_in(entry.get("atc", []))
            or [entry["id"].split("-")[0]]
        )
        for word in (*named, *atc_in(entry.get("atc", []))):
            assert acts(word), (entry["id"], word)


def test_every_drug_that_magnesium_blocks_is_known() -> None:
    classes = {
        "phenothiazines": "chlorpromazine",
        "lincosamides": "clindamycin",
        "barbiturates": "phenobarbital",
        "iron": "ferrous sulfate",
    }
    for entry in sure(collected()["drugs_blocked_by_magnesium"]):
        for word in (*drugs_of(entry), *atc_in(entry.get("atc", []))):
            assert acts(classes.get(word, word)), word


def test_hours_are_those_collected() -> None:
    for entry in sure(collected()["drugs_blocked_by_magnesium"]):
        hours = entry.get("hours")
        if not isinstance(hours, dict) or "drug" not in entry or "weak page" in str(entry["seen"]):
            continue
        found = [mg.interactions[id_] for id_ in acts(drugs_of(entry)[0]) if id_ in mg.interactions]
        stated = {(item.hours_before, item.hours_after) for item in found}
        assert any(
            before == hours.get("before", before) and after == hours.get("after", after) for before, after in stated
        ), (entry["drug"], stated)


def test_drugs_not_recommended_or_to_be_avoided_are_not_combined() -> None:
    for entry in sure(collected()["drugs_blocked_by_magnesium"]):
        if re.match("not recommended|avoid", str(entry.get("hours", ""))):
            found = mg.assess(ADULT, medications=drugs_of(entry), supplements=["magnesium oxide"])
            assert any("not to combine it with magnesium" in f.text for f in found.of("interaction")), entry["drug"]


def test_every_qt_drug_is_known() -> None:
    for drug in collected()["qt_prolonging_examples"]["drugs"]:
        assert "interaction:qt-prolonging" in acts(drug)


def test_every_brand_is_read_and_its_assumption_stated() -> None:
    for brand, substance in collected()["brand_names"].items():
        found = possible_medication(brand)
        name = re.sub(r"\(.*\)", "", substance).strip().replace("aluminium and ", "")
        assert acts(brand) == acts(name), brand
        assert brand in found.assumption


@pytest.mark.parametrize(
    "dose", ["", " 40 mg", " 15 mL", " 125 micrograms od", " 10mg bd", " 1 g tds", " 2 tablets nocte"]
)
def test_a_dose_changes_nothing(dose: str) -> None:
    for brand in collected()["brand_names"]:
        assert acts(f"{brand}{dose}") == acts(brand)


def test_every_atc_code_that_was_checked_is_known() -> None:
    codes = collected()["codes"]["atc"]
    for entry in codes:
        added = [*entry.get("add", []), *entry.get("new", {}).values(), entry.get("to", "")]
        for code in atc_in(added):
            assert acts(code), code


def test_every_icd_code_in_use_has_its_label() -> None:
    used = {
        code.code: code.label
        for catalog in (mg.symptoms, mg.risk_factors, mg.differential_diagnoses, mg.complications)
        for record in catalog.values()
        for code in getattr(record, "icd10cm", ())
    }
    assert used["E83.41"] == "Hypermagnesemia"
    for wrong in ("F50.2", "F45.8", "E20.89"):
        assert wrong not in used


def test_every_loinc_code_has_its_label() -> None:
    known = {test.loinc.code: test.loinc.label for test in mg.lab_tests.values() if test.loinc}
    for entry in collected()["codes"]["loinc"]:
        if entry["code"] in known:
            assert known[entry["code"]] == entry["label"]


def test_every_phrase_that_must_resolve_does() -> None:
    phrases = collected()["phrases_that_must_resolve"]
    for words in phrases["to_new_symptoms"].values():
        for word in words:
            found = mg.assess(ADULT, symptoms=[word])
            assert found.of("symptom"), word
            assert not found.not_understood, word
    for word in phrases["to_new_risk_factors"]:
        found = mg.assess(ADULT, risk_factors=[word])
        assert found.of("risk factor"), word
        assert not found.not_understood, word


def test_symptoms_of_too_much_are_described_with_too_much() -> None:
    for entry in collected()["hypermagnesaemia"]["missing_symptoms"]:
        for word in entry.get("words", []):
            found = mg.assess(ADULT, symptoms=[word]).of("symptom")
            assert found, word
            assert any("too much" in finding.text for finding in found) or entry["id"] == "excess-ileus-constipation", (
                word
            )


def test_every_cause_of_too_much_that_is_sure_is_a_record_of_that_direction() -> None:
    words = {
        "ckd-4-5-and-magnesium": "CKD stage 5",
        "acute-kidney-injury": "acute kidney injury",
        "slow-bowel": "ileus",
        "newborn-of-treated-mother": "mother had magnesium sulfate",
        "adrenal-insufficiency": "adrenal insufficiency",
        "hypothyroidism": "hypothyroidism",
        "rhabdomyolysis": "rhabdomyolysis",
        "tumour-lysis": "tumour lysis",
        "haemolysis": "haemolysis",
        "milk-alkali": "milk-alkali syndrome",
        "familial-hypocalciuric-hypercalcaemia": "familial hypocalciuric hypercalcaemia",
    }
    for id_, word in words.items():
        found = mg.assess(ADULT, risk_factors=[word])
        risks = [mg.risk_factors[f.about] for f in found.of("risk factor")]
        assert any(risk.direction in {mg.Direction.TOO_MUCH, mg.Direction.BOTH} for risk in risks), id_


def test_every_diagnosis_is_there() -> None:
    # Words by which each is found; only what the collection calls it differs.
    same = {
        "hypoglycaemia": "hypoglycemia",
        "hyperkalaemia": "hyperkalemia",
        "infant-hypocalcaemia": "infant-hypocalcemia",
    }
    for entry in collected()["missing_diagnoses"]:
        id_ = same.get(str(entry["id"]), str(entry["id"]))
        assert id_ in mg.differential_diagnoses
        record = mg.differential_diagnoses[id_]
        assert record.urgency == entry["urgency"], entry["id"]


def test_every_study_is_in_the_bibliography() -> None:
    held = {source.doi.casefold() for source in mg.sources.values() if source.doi}
    pmids = {source.pmid for source in mg.sources.values() if source.pmid}
    for entry in collected()["missing_studies"]:
        if "doi" in entry:
            assert entry["doi"].casefold() in held or str(entry.get("pmid")) in pmids, entry["key"]


def test_every_interval_with_printed_limits_is_there() -> None:
    limits = {one.limits("mmol/L") for one in mg.laboratory.reference_intervals.values()}
    rounded = {(round(a, 2), round(b, 2)) for a, b in limits if a is not None and b is not None}
    for entry in collected()["serum_intervals"]["list"]:
        if set(entry.get("seen", ())) & {"davis", "alfred"} and "third" not in entry["group"]:
            lower, upper = (float(limit) for limit in entry["mmol_l"].split("-"))
            assert any(abs(a - lower) < 0.015 and abs(b - upper) < 0.035 for a, b in rounded), entry["group"]


def test_every_statement_about_high_values_is_there() -> None:
    held = {cutoff.value for cutoff in mg.laboratory.decision_limits["high-serum"].cutoffs if cutoff.unit == "mmol/L"}
    assert {entry["at_least_mmol_l"] for entry in collected()["hypermagnesaemia"]["statements_for_high_serum"]} <= held


def test_upper_levels_of_children_are_named() -> None:
    for age, limit in ((2, "65 mg"), (6, "110 mg"), (11, "350 mg")):
        found = mg.assess(mg.Person(age=age, sex="male"), supplements=["magnesium citrate 400 mg"])
        assert limit in found.text()


TESTS = {
    "vitamin B12": "vitamin-b12",
    "thiamine (clinical)": "thiamine",
    "digoxin level": "digoxin-level",
    "drug level": "drug-level",
    "serum magnesium": "serum-magnesium-mass",
    "magnesium": "serum-magnesium-mass",
    "blood pressure": "blood-pressure",
    "urine protein": "urine-protein",
    "platelets and liver tests (believed)": "platelets-liver",
}
PREGNANT = mg.Person(age=30, sex="female", pregnant=True)
CAUSES: dict[str, tuple[mg.Person, dict[str, Any]]] = {
    "refeeding": (ADULT, {"risk_factors": ["refeeding"]}),
    "alcohol": (ADULT, {"drinks_per_day": 9}),
    "eating-disorder": (ADULT, {"risk_factors": ["eating disorder"]}),
    "bariatric-surgery": (ADULT, {"risk_factors": ["bariatric surgery"]}),
    "digoxin": (ADULT, {"medications": ["digoxin"]}),
    "qt-drug": (ADULT, {"medications": ["sotalol"]}),
    "insulin-or-sulfonylurea": (ADULT, {"medications": ["insulin"]}),
    "calcineurin-inhibitors": (ADULT, {"medications": ["tacrolimus"]}),
    "magnesium-product-and-kidneys": (ADULT, {"supplements": ["magnesium oxide"], "egfr_ml_per_min_per_1_73_m2": 25}),
    "pregnancy-danger-signs": (PREGNANT, {"symptoms": ["severe headache"]}),
    "restless-legs": (ADULT, {"symptoms": ["restless legs"]}),
}


def ordered(person: mg.Person, **given: Any) -> set[str]:
    return {f.about.removeprefix("lab:") for f in mg.assess(person, **given).of("test that a clinician may order")}


@pytest.mark.parametrize("cause", CAUSES)
def test_risk_factors_and_medications_bring_the_tests_collected(cause: str) -> None:
    person, given = CAUSES[cause]
    assert {TESTS.get(name, name) for name in collected()["tests_by_risk"][cause]} <= ordered(person, **given)


def test_cramps_alone_bring_no_test_of_nerves_in_pregnancy_and_in_children() -> None:
    assert not {"emg", "ck"} & ordered(PREGNANT, symptoms=["cramps"])
    assert "emg" not in ordered(mg.Person(age=6, sex="female"), symptoms=["leg cramps"])
    assert "emg" in ordered(ADULT, symptoms=["twitching", "muscle weakness"])
