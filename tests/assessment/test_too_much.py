"""Too much magnesium in `assess`: no reassurance where a sign of it meets weak kidneys or a magnesium product."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.assessment.findings import FindingKind
from magnesium.catalogs.sources import sources
from magnesium.errors import AmbiguousError

ADULT = mg.Person(age=45, sex="female")
TOO_MUCH = re.compile("too much magnesium|hypermagnesemia", re.IGNORECASE)

# Written out as people say them, from the tables of symptoms by serum value in jahnen2012, medscapehypermg and
# medalghypermg, so that a record that leaves the list is noticed.
SIGNS = [
    *("drowsy", "drowsiness", "sleepy", "very sleepy", "lethargic", "hard to wake", "stupor", "unconscious"),
    *("weak", "feeling weak", "muscle weakness", "weak legs", "flaccid paralysis"),
    *("nausea", "sick", "vomiting", "throwing up", "flushing", "dizzy", "lightheadedness"),
    *("confused", "confusion", "acute confusion", "slurred speech"),
    *("slow pulse", "heart block", "low blood pressure", "irregular heartbeat", "no pulse"),
    *("slow breathing", "trouble breathing", "lost reflexes", "ileus"),
]
VAGUE = ["tired", "fatigue", "loose stools", "diarrhea"]
KIDNEY_RISKS = ["chronic kidney disease", "kidney disease", "kidney failure", "dialysis", "kidney transplant"]
KIDNEYS: list[dict[str, Any]] = [
    *({"risk_factors": [word]} for word in KIDNEY_RISKS),
    *({"egfr_ml_per_min_per_1_73_m2": rate} for rate in (29.9, 8, 0.6)),
]
PRODUCT_RECORDS = mg.interactions.filter(contains_magnesium=True)
MEDICATIONS = [
    "antacids",
    "milk of magnesia",
    "magnesium",
    "Epsom salts",
    "Epsom salt enema",
    "magnesium citrate",
    "magnesium glycinate",
    "magnesium sulfate infusion",
    "IV magnesium",
    "A02AA04",
    "A06AD02",
    "A06AD19",
    "A06AB58",
    "A12CC02",
    "B05XA05",
    *(drug for item in PRODUCT_RECORDS for drug in item.drugs),
]
PRODUCTS: list[dict[str, Any]] = [
    *({"medications": [word]} for word in MEDICATIONS),
    *({"supplements": [word]} for word in (*sorted(mg.compounds), "Epsom salt enema", "milk of magnesia", "antacids")),
    {"intake": mg.Intake([mg.compounds["magnesium-oxide"].dose(elemental_mg=400)])},
]
HIGH = mg.laboratory.classify_serum(mmol_per_l=1.15, interval="iom1997")


def flagged(found: mg.Assessment) -> str:
    return " ".join(f"{finding.name} {finding.text}" for finding in found.red_flags)


def is_warned(found: mg.Assessment) -> bool:
    return found.urgency.is_pressing and TOO_MUCH.search(flagged(found)) is not None


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_with_weak_kidneys_or_a_magnesium_product_is_pressing(sign: str) -> None:
    for about in (*KIDNEYS, *PRODUCTS):
        assert is_warned(mg.assess(ADULT, symptoms=[sign], **about)), about


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize(
    ("age", "about"),
    [
        (45, {"egfr_ml_per_min_per_1_73_m2": 8}),
        (45, {"risk_factors": ["dialysis"]}),
        (45, {"egfr_ml_per_min_per_1_73_m2": 50, "medications": ["antacids"]}),
        (45, {"risk_factors": ["chronic kidney disease"], "supplements": ["magnesium oxide"]}),
        (45, {"serum": HIGH}),
        (75, {"medications": ["magnesium hydroxide"]}),
        (11.9, {"medications": ["Epsom salt enema"]}),
    ],
)
def test_a_sign_where_magnesium_poisons_people_is_an_emergency(sign: str, age: float, about: dict[str, Any]) -> None:
    found = mg.assess(mg.Person(age=age, sex="male"), symptoms=[sign], **about)
    assert found.urgency is mg.Urgency.EMERGENCY
    assert any(finding.about.startswith("warning:magnesium-toxicity") for finding in found.red_flags)


@pytest.mark.parametrize("symptom", VAGUE)
def test_a_vague_symptom_counts_where_the_kidneys_are_weak(symptom: str) -> None:
    for about in KIDNEYS:
        assert is_warned(mg.assess(ADULT, symptoms=[symptom], **about)), about
    for about in PRODUCTS:
        assert not mg.assess(ADULT, symptoms=[symptom], **about).red_flags, about


@pytest.mark.parametrize("age", [12, 45, 74])
@pytest.mark.parametrize("symptoms", [[], ["can't sleep"], ["twitching"], ["cramps"]])
def test_a_magnesium_product_alone_does_not_alarm(age: int, symptoms: list[str]) -> None:
    for about in PRODUCTS:
        found = mg.assess(mg.Person(age=age, sex="male"), symptoms=symptoms, egfr_ml_per_min_per_1_73_m2=95, **about)
        assert not found.red_flags, about


@pytest.mark.parametrize("symptom", SIGNS)
def test_a_sign_of_too_much_alone_points_to_what_would_make_it_one(symptom: str) -> None:
    found = {finding.about: finding for finding in mg.assess(ADULT, symptoms=[symptom]).findings}
    assert found["warning:magnesium-toxicity"].is_conditional
    assert found["warning:possible-magnesium-excess"].is_conditional


def test_any_product_with_kidney_failure_is_prompt_without_a_symptom() -> None:
    for about in PRODUCTS:
        for kidneys in ({"risk_factors": ["dialysis"]}, {"egfr_ml_per_min_per_1_73_m2": 29.9}):
            found = mg.assess(ADULT, **kidneys, **about)
            assert found.urgency is mg.Urgency.PROMPT
            assert is_warned(found)
        assert not mg.assess(ADULT, egfr_ml_per_min_per_1_73_m2=30, **about).red_flags
        assert is_warned(mg.assess(ADULT, serum=HIGH, **about))


@given(
    st.lists(st.sampled_from([*SIGNS, *VAGUE]), min_size=1, max_size=3, unique=True),
    st.sampled_from([{}, *KIDNEYS]),
    st.sampled_from([{}, *PRODUCTS]),
    st.sampled_from([0.5, 8, 40, 80]),
)
def test_what_was_reported_is_named_by_the_signs_it_makes(
    symptoms: list[str], kidneys: dict[str, Any], product: dict[str, Any], age: float
) -> None:
    found = mg.assess(mg.Person(age=age, sex="female"), symptoms=symptoms, **kidneys, **product)
    records = [finding.name for finding in found.of(FindingKind.SYMPTOM)]
    for sign in found.red_flags:
        if sign.about == "warning:possible-magnesium-excess":
            assert all(name in sign.text for name in records)
            assert all(word in sign.text for word in product.get("medications", ()))
    assert "only this was reported" not in found.text()


@given(
    st.lists(st.sampled_from(SIGNS), max_size=2, unique=True),
    st.sampled_from([{}, *KIDNEYS]),
    st.sampled_from([{}, *PRODUCTS]),
    st.sampled_from([*SIGNS, *VAGUE]),
    st.sampled_from([*KIDNEYS, *PRODUCTS, {"serum": HIGH}]),
)
def test_a_further_sign_kidney_or_product_never_lowers_the_urgency(
    symptoms: list[str], kidneys: dict[str, Any], product: dict[str, Any], symptom: str, further: dict[str, Any]
) -> None:
    before = {"symptoms": symptoms, **kidneys, **product}
    more = {**before, "symptoms": [*symptoms, symptom]}
    for name, value in further.items():
        more[name] = [*before.get(name, ()), *value] if isinstance(value, list) else before.get(name, value)
    assert mg.assess(ADULT, **more).urgency.rank >= mg.assess(ADULT, **before).urgency.rank


# -- the data behind it ---------------------------------------------------------------------------


def test_symptoms_that_fit_too_much_say_so_and_by_which_sources() -> None:
    for symptom in mg.symptoms.values():
        if symptom.fits_too_much:
            assert "too much" in symptom.described_with
            assert symptom.high_serum_sources or symptom.is_vague
        assert set(symptom.high_serum_sources) <= set(sources)
    assert mg.symptoms["nausea"].described_with == "too little magnesium and with too much"
    assert mg.symptoms["tetany"].described_with == "too little magnesium"


@pytest.mark.parametrize("word", MEDICATIONS)
def test_a_magnesium_medication_is_a_product_and_not_laxative_misuse(word: str) -> None:
    found = mg.assess(ADULT, medications=[word])
    assert {finding.about for finding in found.findings} & {item.id for item in PRODUCT_RECORDS}
    assert "risk:laxative-misuse" not in {finding.about for finding in found.findings}


@pytest.mark.parametrize("word", ["infusion", "milk", "salt", "enema"])
def test_a_word_that_does_not_name_magnesium_is_no_product(word: str) -> None:
    with pytest.raises(mg.MagnesiumError):
        mg.assess(ADULT, medications=[word], strict=True)
    found = mg.assess(ADULT, medications=[word])
    assert not found.products
    assert [item.word for item in found.not_understood] == [word]


# -- interactions where no interval helps ---------------------------------------------------------

NOT_COMBINED = mg.interactions.filter(not_combined=True)


def test_raltegravir_is_among_those_not_to_be_combined() -> None:
    assert {drug for item in NOT_COMBINED for drug in item.drugs} >= {"raltegravir"}


@pytest.mark.parametrize("product", PRODUCTS, ids=str)
@pytest.mark.parametrize("word", [word for item in NOT_COMBINED for word in (*item.drugs, *item.atc_codes)])
def test_what_is_not_combined_gets_no_hours(word: str, product: dict[str, Any]) -> None:
    given_ = {**product, "medications": [word, *product.get("medications", ())]}
    found = mg.assess(ADULT, **given_)
    (finding,) = (f for f in found.of("interaction") if f.about in {item.id for item in NOT_COMBINED})
    assert finding.urgency is mg.Urgency.PROMPT
    assert (finding.hours_before, finding.hours_after) == (None, None)
    assert "not to combine it with magnesium, at any interval" in finding.text
    assert "at least" not in finding.text
    assert not any(f.hours_before or f.hours_after for f in found.of("interaction"))


@pytest.mark.parametrize("item", NOT_COMBINED, ids=lambda item: item.id)
def test_a_record_that_is_not_combined_holds_no_interval(item: mg.Interaction) -> None:
    hours = (item.hours_before, item.hours_after, item.cautious_hours_before, item.cautious_hours_after)
    assert hours == (None,) * 4
    assert not item.separations


@pytest.mark.parametrize("word", ["HIV medicine", "integrase inhibitor", "J05AJ"])
def test_a_word_for_medications_with_and_without_an_interval_is_not_decided(word: str) -> None:
    with pytest.raises(AmbiguousError):
        mg.assess(ADULT, medications=[word], strict=True)
    assert "All were considered" in " ".join(mg.assess(ADULT, medications=[word]).readings)


# -- vignettes ------------------------------------------------------------------------------------


def vignettes() -> list[dict[str, Any]]:
    root = Path(__file__).parents[2]
    path = Path(os.environ.get("MAGNESIUM_SHARED", root.parent / "shared")) / "vignettes" / "vignettes.toml"
    if not path.is_file():
        pytest.skip("the vignettes are not here; set MAGNESIUM_SHARED")
    return list(tomllib.loads(path.read_text(encoding="utf-8"))["vignette"])


def test_no_vignette_of_too_much_magnesium_is_reassured() -> None:
    for case in vignettes():
        if not case["group"].startswith("hyper-"):
            continue
        least = mg.Urgency(case["expected"]["urgency_at_least"])
        found = _assessed(case)
        assert found.urgency.rank >= least.rank, case["id"]


def _assessed(case: dict[str, Any]) -> mg.Assessment:
    who, serum = case["person"], case["serum"]
    person = (
        mg.Person.from_months(who["age_months"], sex=who["sex"], life_stage=who["life_stage"])
        if "age_months" in who
        else mg.Person(age=who["age_years"], sex=who["sex"], life_stage=who["life_stage"])
    )
    rates = [result["value"] for result in case["other_labs"] if result["name"] == "eGFR"]
    interval = None
    if serum:
        interval = mg.laboratory.own_interval(lower_mmol_per_l=serum["lower"], upper_mmol_per_l=serum["upper"])
    return mg.assess(
        person,
        symptoms=case["symptoms"],
        risk_factors=case["risk_factors"],
        medications=case["medications"],
        supplements=case["supplements"],
        serum=mg.laboratory.classify_serum(mmol_per_l=serum["value"], interval=interval) if serum else None,
        egfr_ml_per_min_per_1_73_m2=rates[0] if rates else None,
    )


@pytest.mark.parametrize("interval", mg.laboratory.reference_intervals.values(), ids=lambda item: item.id)
@pytest.mark.parametrize("months", [0, 8, 60, 215, 216, 700])
@pytest.mark.parametrize("pregnant", [False, True])
def test_an_interval_of_another_group_is_called_one(interval: Any, months: int, pregnant: bool) -> None:
    def cautions(limits: Any) -> str:
        serum = mg.laboratory.classify_serum(mmol_per_l=0.8, interval=limits)
        (finding,) = mg.assess(person, serum=serum).of("blood value")
        return " ".join(finding.cautions)

    if pregnant and months < 12 * 12:
        return
    person = mg.Person.from_months(months, sex="female", life_stage="pregnant" if pregnant else "general")
    fits = interval.fits(age_years=person.age, is_pregnant=pregnant)
    assert (f"of {interval.group} and may mislead" in cautions(interval)) == (not fits)
    own = mg.laboratory.own_interval(lower_mmol_per_l=0.6, upper_mmol_per_l=1.0)
    assert "may mislead" not in cautions(own)
