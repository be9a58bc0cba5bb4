"""Words, values and results as people give them: one more of them never makes an assessment less careful."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.assessment.results import Result
from magnesium.clinical.brands import brands

SLOTS = ("symptoms", "risk_factors", "medications", "supplements", "results")
WOMEN_ONLY = {"risk:pregnancy", "risk:lactation", "risk:pre-eclampsia", "risk:recent-birth"}
NAMES = {
    "symptoms": sorted({name for record in mg.symptoms.values() for name in (record.name, *record.names)}),
    "risk_factors": sorted(
        {name for record in mg.risk_factors.values() if record.id not in WOMEN_ONLY for name in record.names}
    ),
    "medications": sorted(
        {
            *(drug for risk in mg.risk_factors.values() for drug in risk.drugs),
            *(drug for item in mg.interactions.values() for drug in item.drugs),
            *(brand.name for brand in brands.values()),
            *(code for record in mg.interactions.values() for code in record.atc_codes),
        }
    ),
    "supplements": [*(f"magnesium {kind}" for kind in ("oxide", "citrate", "glycinate 200 mg")), "Epsom salts"],
}
UNKNOWN = ["zorbly knees", "quxazole", "blorptitis"]
DOSES = st.sampled_from(["", " 40 mg", " 15 mL bd", " 125 micrograms od"])
ADULT_INTERVAL = mg.laboratory.own_interval(lower_mmol_per_l=0.7, upper_mmol_per_l=1.0)


def words(slot: str) -> st.SearchStrategy[str]:
    return st.sampled_from([*NAMES[slot], *UNKNOWN])


def number(name: str, low: float, high: float, unit: str) -> st.SearchStrategy[Result]:
    return st.floats(low, high).map(lambda value: Result(name=name, value=f"{value:.2f} {unit}"))


RESULTS = st.one_of(
    number("potassium", 1.5, 8, "mmol/L"),
    number("K+", 1.5, 8, "mEq/L"),
    number("calcium", 4, 14, "mg/dL"),
    number("glucose", 1, 20, "mmol/L"),
    number("creatinine", 0.3, 12, "mg/dL"),
    number("magnesium", 0.2, 6, "mmol/L"),
    number("eGFR", 2, 130, "mL/min/1.73 m2"),
    number("QTc", 350, 600, "ms"),
    st.sampled_from([Result(name="ECG", value="long QT"), Result(name="blood pressure", value="80/40")]),
)
ONE_MORE = st.one_of(
    *(st.tuples(st.just(slot), words(slot)) for slot in ("symptoms", "risk_factors", "supplements")),
    st.tuples(st.just("medications"), st.builds("{}{}".format, words("medications"), DOSES)),
    st.tuples(st.just("results"), RESULTS),
)
PERSONS = st.builds(mg.Person, age=st.integers(1, 95), sex=st.sampled_from(["female", "male"]))
GIVEN = st.fixed_dictionaries({slot: st.just([]) for slot in SLOTS}).flatmap(
    lambda empty: st.lists(ONE_MORE, max_size=5).map(lambda items: gathered(empty, items))
)


def gathered(empty: dict[str, list[Any]], items: list[tuple[str, Any]]) -> dict[str, list[Any]]:
    return {slot: [*empty[slot], *(value for name, value in items if name == slot)] for slot in SLOTS}


def overridden(found: mg.Assessment) -> set[str]:
    held = {finding.about for finding in found.findings if not finding.is_conditional}
    return {target for id_ in held & set(mg.warning_signs) for target in mg.warning_signs[id_].overrides}


@given(PERSONS, GIVEN, ONE_MORE, st.none() | st.floats(0.2, 5))
def test_one_more_input_never_removes_a_finding_nor_lowers_the_urgency_except_by_an_override(
    person: mg.Person, before: dict[str, Any], more: tuple[str, Any], serum: float | None
) -> None:
    value = None if serum is None else mg.laboratory.classify_serum(mmol_per_l=serum, interval=ADULT_INTERVAL)
    one = mg.assess(person, serum=value, **before)
    two = mg.assess(person, serum=value, **{**before, more[0]: [*before[more[0]], more[1]]})
    lowered = overridden(two)
    after = {finding.about: finding for finding in two.findings}
    for finding in one.findings:
        if finding.about in mg.warning_signs and mg.warning_signs[finding.about].none:
            continue  # a rule that lowers others ends when a danger is added
        assert finding.about in after
        assert after[finding.about].urgency.rank >= finding.urgency.rank or finding.about in lowered
    if two.urgency.rank < one.urgency.rank:
        most = [f.about for f in one.findings if not f.is_conditional and f.urgency is one.urgency]
        assert set(most) <= lowered
    assert {item.word for item in one.not_understood} <= {item.word for item in two.not_understood}


@given(RESULTS, RESULTS, st.sampled_from([{}, {"medications": ["digoxin"]}, {"supplements": ["magnesium oxide"]}]))
def test_of_two_values_the_more_urgent_counts(one: Result, two: Result, about: dict[str, Any]) -> None:
    person = mg.Person(age=60, sex="female")
    both = mg.assess(person, results=[one, two], **about)
    assert both.urgency is mg.assess(person, results=[two, one], **about).urgency
    for alone in (one, two, one):
        assert both.urgency.rank >= mg.assess(person, results=[alone], **about).urgency.rank


@given(PERSONS, GIVEN)
def test_every_word_is_a_finding_or_named_as_not_understood(person: mg.Person, given_: dict[str, Any]) -> None:
    found = mg.assess(person, **given_)
    text = found.text(100_000).casefold()
    for word in (*given_["medications"], *UNKNOWN):
        if word in UNKNOWN and not any(word in given_[slot] for slot in SLOTS):
            continue
        assert word.casefold() in text
    unread = {item.word.split(" ")[0] for item in found.not_understood}
    assert {word.split(" ")[0] for slot in SLOTS[:4] for word in given_[slot] if word in UNKNOWN} <= unread


@given(PERSONS, GIVEN, st.sampled_from(["impaired kidneys", 20.0, 3.0]))
def test_weak_kidneys_always_carry_the_caution_and_nothing_names_a_dose_to_take(
    person: mg.Person, given_: dict[str, Any], kidneys: str | float
) -> None:
    more: dict[str, Any] = dict(given_)
    if isinstance(kidneys, str):
        more["risk_factors"] = [*given_["risk_factors"], "kidney failure"]
    else:
        more["egfr_ml_per_min_per_1_73_m2"] = kidneys
    found = mg.assess(person, **more)
    text = found.text(100_000)
    assert found.of("caution about the kidneys")
    assert not re.search(r"\b(take|start|try) \d+ ?m?g\b|recommended dose|you (have|are) (a )?magnesium", text)
    if found.products and any(word not in UNKNOWN for word in given_["symptoms"]):
        assert found.urgency.is_pressing
