"""Additional vignettes: other words, medications and values than the shared ones. No clinician has reviewed them."""

from __future__ import annotations

import re
from typing import Any

import pytest

import magnesium as mg

LOW, HIGH = "too little", "too much"
Case = tuple[str, Any, dict[str, Any], str, str, str, str]


def serum(value: float, unit: str = "mmol") -> Any:
    if unit == "mmol":
        return mg.laboratory.classify_serum(
            mmol_per_l=value, interval=mg.laboratory.own_interval(lower_mmol_per_l=0.7, upper_mmol_per_l=1.0)
        )
    return mg.laboratory.classify_serum(
        mg_per_dl=value, interval=mg.laboratory.own_interval(lower_mg_per_dl=1.7, upper_mg_per_dl=2.4)
    )


def case(
    name: str,
    age: float,
    sex: Any,
    urgency: str,
    direction: str,
    mention: str,
    *,
    stage: Any = "general",
    egfr: float | None = None,
    **given: Any,
) -> Any:
    """Return one vignette; *urgency* is "least most" or one word, *mention* a pattern that the text must have."""
    least, _, most = urgency.partition(" ")
    if egfr is not None:
        given["egfr_ml_per_min_per_1_73_m2"] = egfr
    person = mg.Person(age=age, sex=sex, life_stage=stage) if age >= 1 else mg.Person.from_months(age * 12, sex=sex)
    return pytest.param(person, given, least, most or least, direction, mention, id=name)


VIGNETTES = [
    # -- too much ------------------------------------------------------------------------------------
    case(
        "g3b-hydroxide", 70, "female", "routine prompt", HIGH, "kidney", egfr=38, medications=["milk of magnesia 30 mL"]
    ),
    case("g4-aspartate", 64, "male", "prompt", HIGH, "doctor|pharmacist", egfr=21, supplements=["magnesium aspartate"]),
    case(
        "g5-antacid-weak",
        77,
        "female",
        "emergency",
        HIGH,
        "dialysis",
        egfr=9,
        medications=["A02AA04"],
        symptoms=["weak", "throwing up"],
    ),
    case(
        "haemodialysis-well",
        49,
        "male",
        "prompt",
        HIGH,
        "dialysis",
        risk_factors=["haemodialysis"],
        supplements=["magnesium citrate"],
    ),
    case("citrafleet-g4", 66, "male", "prompt", HIGH, "citrafleet", egfr=25, medications=["CitraFleet"]),
    case(
        "stage5-word-flushed",
        59,
        "female",
        "emergency",
        HIGH,
        "calcium",
        risk_factors=["CKD stage 5"],
        medications=["magnesium oxide 500 mg"],
        symptoms=["flushed"],
    ),
    case(
        "aki-antacid",
        52,
        "male",
        "prompt",
        HIGH,
        "kidney",
        risk_factors=["acute kidney injury"],
        medications=["antacid"],
    ),
    case(
        "old-mgo-weak",
        83,
        "male",
        "prompt emergency",
        "both",
        "creatinine",
        medications=["magnesium oxide"],
        symptoms=["feels weak"],
    ),
    case(
        "old-mom-low-bp",
        79,
        "female",
        "emergency",
        HIGH,
        "poison",
        medications=["milk of magnesia"],
        symptoms=["low bp", "drowsy"],
    ),
    case(
        "ileus-citramag",
        71,
        "male",
        "emergency",
        HIGH,
        "bowel",
        medications=["Citramag"],
        symptoms=["no stool for days", "bloated belly"],
    ),
    case("toddler-mgo", 2, "male", "emergency", HIGH, "poison", medications=["A06AD02"], symptoms=["can't be woken"]),
    case("child-epsom", 9, "female", "emergency", HIGH, "epsom", supplements=["Epsom salts"], symptoms=["being sick"]),
    case(
        "newborn-mother",
        0.02,
        "female",
        "emergency",
        HIGH,
        "mother",
        risk_factors=["mother received magnesium sulfate"],
        symptoms=["limp", "poor feeding"],
    ),
    case("child-6-dose", 6, "male", "none prompt", HIGH, "110 mg", supplements=["magnesium glycinate 250 mg"]),
    case("value-high-well", 38, "female", "routine prompt", HIGH, "creatinine", serum=serum(1.3)),
    case("value-high-kidneys-well", 38, "female", "routine", HIGH, "creatinine", serum=serum(1.15), egfr=98),
    case("value-5-mgdl", 60, "male", "emergency", HIGH, "calcium", serum=serum(5.2, "mg")),
    case(
        "window",
        31,
        "female",
        "prompt emergency",
        "both",
        "therap|aimed",
        stage="pregnant",
        medications=["magnesium sulphate infusion"],
        serum=serum(3.1),
    ),
    case(
        "window-reflexes",
        31,
        "female",
        "emergency",
        HIGH,
        "calcium",
        stage="pregnant",
        medications=["IV magnesium sulfate"],
        serum=serum(3.4),
        symptoms=["absent reflexes"],
    ),
    case(
        "lithium-unsteady",
        60,
        "male",
        "emergency",
        HIGH,
        "lithium",
        medications=["lithium carbonate 400 mg"],
        symptoms=["unsteady", "slurred speech"],
    ),
    # -- too little ----------------------------------------------------------------------------------
    case("value-0.66-well", 44, "male", "routine prompt", LOW, "potassium", serum=serum(0.66)),
    case("value-1.1-mgdl-well", 44, "male", "prompt emergency", LOW, "ecg|electrocardiogram", serum=serum(1.1, "mg")),
    case("value-0.35", 44, "male", "emergency", LOW, "calcium", serum=serum(0.35)),
    case("digoxin-0.6", 80, "male", "prompt emergency", LOW, "digoxin", serum=serum(0.6), medications=["C01AA05"]),
    case(
        "digoxin-halos",
        80,
        "female",
        "emergency",
        LOW,
        "digoxin",
        medications=["Lanoxin 250 micrograms", "bumetanide"],
        symptoms=["halos around lights", "sick"],
    ),
    case(
        "amiodarone-0.6", 67, "male", "prompt emergency", LOW, "qt", serum=serum(0.6), medications=["amiodarone 200 mg"]
    ),
    case(
        "haloperidol-collapse",
        54,
        "female",
        "emergency",
        LOW,
        "torsade",
        serum=serum(0.58),
        medications=["haloperidol"],
        symptoms=["collapsed"],
    ),
    case(
        "low-k-result",
        50,
        "female",
        "prompt emergency",
        LOW,
        "potassium",
        serum=serum(0.61),
        results={"potassium": "2.9 mmol/L"},
    ),
    case(
        "low-ca-result",
        50,
        "female",
        "emergency",
        LOW,
        "calcium",
        serum=serum(0.6),
        results={"calcium": "1.8 mmol/L"},
        symptoms=["pins and needles"],
    ),
    case("fit-low", 29, "female", "emergency", LOW, "glucose", serum=serum(0.5), symptoms=["convulsion"]),
    case("ppi-well", 48, "female", "none routine", LOW, "measur|blood test|check", medications=["Losec 20 mg"]),
    case("ppi-indapamide", 74, "male", "routine", LOW, "diuretic", medications=["lansoprazole", "indapamide 1.5 mg"]),
    case(
        "ppi-enalapril-diuretic-cramps",
        74,
        "male",
        "prompt",
        LOW,
        "cramp",
        medications=["A02BC05", "C09BA02"],
        symptoms=["calf cramps"],
    ),
    case("panitumumab", 63, "female", "routine prompt", LOW, "egfr|panitumumab", medications=["Vectibix"]),
    case("herceptin-diarrhea", 51, "female", "prompt", LOW, "her2", medications=["Herceptin"], symptoms=["diarrhoea"]),
    case(
        "ciclosporin-shaky",
        45,
        "male",
        "prompt",
        LOW,
        "calcineurin",
        medications=["ciclosporin 100 mg"],
        symptoms=["shaky hands"],
        risk_factors=["renal transplant"],
    ),
    case("colistin-cramps", 36, "male", "prompt", LOW, "polymyxin", medications=["colistin"], symptoms=["cramps"]),
    case(
        "amphotericin-k",
        33,
        "female",
        "prompt emergency",
        LOW,
        "amphotericin",
        medications=["J02AA01"],
        symptoms=["weak legs"],
        results={"K": "2.6 mmol/L"},
    ),
    case(
        "dapagliflozin-t2d",
        58,
        "female",
        "none routine",
        "both",
        "sglt2|dapagliflozin",
        medications=["dapagliflozin 10 mg", "metformin"],
        risk_factors=["diabetes type 2"],
    ),
    case(
        "stoma-cramps",
        39,
        "male",
        "prompt",
        LOW,
        "potassium",
        risk_factors=["high output stoma"],
        symptoms=["muscle cramps"],
    ),
    case(
        "sleeve-numb",
        42,
        "female",
        "prompt",
        LOW,
        "b12|cobalamin",
        risk_factors=["gastric sleeve"],
        symptoms=["numb feet"],
    ),
    case(
        "wernicke",
        57,
        "female",
        "emergency",
        LOW,
        "thiamin",
        risk_factors=["alcohol dependence"],
        symptoms=["seeing double"],
    ),
    case(
        "withdrawal",
        50,
        "male",
        "prompt emergency",
        LOW,
        "withdrawal",
        risk_factors=["stopped drinking"],
        symptoms=["trembling", "sweating"],
        drinks_per_day=9,
    ),
    case(
        "refeeding",
        22,
        "male",
        "emergency",
        LOW,
        "phosph",
        risk_factors=["starvation", "refeeding"],
        symptoms=["short of breath"],
    ),
    case(
        "hyperemesis",
        27,
        "female",
        "prompt emergency",
        LOW,
        "thiamin",
        stage="pregnant",
        symptoms=["can't keep fluids down"],
    ),
    case("infant-tetany", 0.3, "female", "emergency", LOW, "calcium", symptoms=["convulsions"]),
    # -- neither -------------------------------------------------------------------------------------
    case(
        "pre-eclampsia-postpartum",
        30,
        "female",
        "emergency",
        "neither",
        "eclampsia",
        risk_factors=["gave birth recently"],
        symptoms=["flashing lights"],
    ),
    case("eclampsia", 24, "female", "emergency", "neither", "eclampsia", stage="pregnant", symptoms=["seizure"]),
    case("stroke", 68, "female", "emergency", "neither", "stroke", symptoms=["mouth drooping"]),
    case(
        "hypo-gliclazide",
        70,
        "male",
        "emergency",
        "neither",
        "glucose|sugar",
        medications=["gliclazide 80 mg"],
        symptoms=["sweating", "confused"],
    ),
    case("suicidal", 25, "female", "emergency", "neither", "suicid", symptoms=["wants to die"]),
    case(
        "myasthenia-breathless",
        55,
        "male",
        "emergency",
        "neither",
        "myasthen",
        risk_factors=["myasthenia gravis"],
        supplements=["magnesium oxide"],
        symptoms=["short of breath"],
    ),
    case("als-worry", 40, "male", "none routine", "neither", "weakness", symptoms=["muscle twitches", "worry"]),
    case(
        "wasting", 58, "female", "prompt emergency", "neither", "motor neuron|als", symptoms=["twitching", "thin hand"]
    ),
    case("vegetarian", 33, "male", "none", "neither", "plant|vegetarian", risk_factors=["vegetarian"]),
    case(
        "sleep-threonate",
        66,
        "female",
        "none routine",
        "neither",
        "evidence",
        symptoms=["insomnia"],
        supplements=["magnesium citrate"],
    ),
    case(
        "levothyroxine",
        47,
        "female",
        "none routine",
        "neither",
        "4 hours",
        medications=["H03AA01"],
        supplements=["magnesium citrate"],
    ),
    case(
        "doxycycline",
        20,
        "female",
        "none routine",
        "neither",
        "hours",
        medications=["doxycycline 100 mg"],
        supplements=["magnesium oxide"],
    ),
    case(
        "isentress",
        41,
        "male",
        "routine prompt",
        "neither",
        "not recommended|avoid",
        medications=["Isentress", "Maalox"],
    ),
    case(
        "coffee-palpitations",
        24,
        "female",
        "none prompt",
        "neither",
        "faint|chest pain",
        symptoms=["heart racing"],
        risk_factors=["energy drinks"],
    ),
    case("boy-chest-pain", 13, "male", "routine emergency", "neither", "heart", symptoms=["chest tightness"]),
    case(
        "football-cramps",
        22,
        "male",
        "none routine",
        "neither",
        "exercise",
        symptoms=["cramp"],
        risk_factors=["football"],
    ),
    case(
        "unknown-seizure",
        40,
        "female",
        "emergency",
        "neither",
        "quxazole",
        symptoms=["had a fit"],
        medications=["quxazole 5 mg"],
    ),
]


@pytest.mark.parametrize(("person", "given", "least", "most", "direction", "mention"), VIGNETTES)
def test_a_vignette_is_as_urgent_and_as_directed_as_the_facts_say(
    person: mg.Person, given: dict[str, Any], least: str, most: str, direction: str, mention: str
) -> None:
    found = mg.assess(person, **given)
    text = " ".join(found.text(100_000).split()).casefold().rsplit(" sources [", 1)[0]
    assert mg.Urgency(least).rank <= found.urgency.rank <= mg.Urgency(most).rank, found.summary()
    assert found.direction == direction, found.summary()
    assert re.search(mention, text)
    for word in given.get("medications", ()):
        assert word.casefold() in text
    assert len(found.summary().splitlines()) <= 12
