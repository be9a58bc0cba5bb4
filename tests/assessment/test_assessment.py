"""The assessment: what it says, and the rules that no input may break."""

from __future__ import annotations

import math
import re
from html.parser import HTMLParser
from typing import Any

import attrs
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import magnesium as mg
from magnesium.assessment.assessment import KIDNEY_CAUTION
from magnesium.assessment.findings import DISCLAIMER, Finding, FindingKind, sections
from magnesium.assessment.tests_to_order import TESTS_OF_LOW_SERUM, USUAL_TESTS
from magnesium.catalogs.sources import sources
from magnesium.errors import AmbiguousError, AmountError, InvalidValueError, NotFoundError, PersonError
from magnesium.integrations import strategies as own

WOMAN = mg.Person(age=61, sex="female")
MAN = mg.Person(age=61, sex="male")

SYMPTOMS, RISKS = sorted(mg.symptoms), sorted(mg.risk_factors)
MEDICATIONS = sorted({*(risk.id for risk in mg.risk_factors.filter(category="medication")), *mg.interactions})
WOMEN_ONLY = {"risk:pregnancy", "risk:lactation", "risk:pre-eclampsia", "risk:recent-birth"}
PRESSING = {mg.Urgency.EMERGENCY, mg.Urgency.PROMPT}
# Written out, so that a record that leaves the list is a decision.
KIDNEYS = {"risk:ckd", "risk:impaired-kidney-function", "risk:kidney-transplant", "risk:chronic-kidney-tubular"}
KIDNEYS |= {"risk:acute-kidney-injury"}
ABOUT_SUPPLEMENTS = {
    FindingKind.ADEQUACY,
    FindingKind.UPPER_LEVEL,
    FindingKind.BLOOD_VALUE,
    FindingKind.KIDNEY_FUNCTION,
}


# -- made-up persons ------------------------------------------------------------------------------


@st.composite
def intakes(draw: st.DrawFn) -> mg.Intake:
    """A day of one person: foods, waters and doses, perhaps of unknown magnesium, perhaps none."""
    food = own.foods().flatmap(lambda food: own.amounts(500).map(food.grams))
    dose = st.sampled_from(sorted(mg.compounds)).flatmap(
        lambda id_: own.amounts(800).map(lambda mg_: mg.compounds[id_].dose(elemental_mg=mg_))
    )
    return mg.Intake(draw(st.lists(food | dose, max_size=4)))


@st.composite
def serum_values(draw: st.DrawFn) -> mg.laboratory.SerumResult:
    interval = draw(st.none() | st.sampled_from(sorted(mg.laboratory.reference_intervals)))
    return mg.laboratory.classify_serum(mmol_per_l=draw(st.floats(0.05, 10)), interval=interval)


def some(ids: list[str], max_size: int = 4) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(ids), unique=True, max_size=max_size)


@st.composite
def inputs(draw: st.DrawFn) -> dict[str, Any]:
    """Everything that can be given, each part perhaps missing."""
    person = draw(own.persons())
    risks = draw(some(RISKS))
    if person.sex is mg.Sex.MALE:
        risks = [id_ for id_ in risks if id_ not in WOMEN_ONLY]
    return {
        "person": person,
        "symptoms": draw(some(SYMPTOMS)),
        "risk_factors": risks,
        "medications": draw(some(MEDICATIONS)),
        "supplements": draw(some(sorted(mg.compounds), 2)),
        "intake": draw(st.none() | intakes()),
        "serum": draw(st.none() | serum_values()),
        "egfr_ml_per_min_per_1_73_m2": draw(st.none() | st.floats(0.5, 250)),
        "drinks_per_day": draw(st.none() | st.floats(0, 60)),
        "has_all_medications": draw(st.booleans()),
        "authority": draw(st.sampled_from(sorted(mg.authorities))),
    }


def assessed(given_: dict[str, Any]) -> mg.Assessment:
    return mg.assess(given_["person"], **{name: value for name, value in given_.items() if name != "person"})


def of_ids(found: mg.Assessment) -> dict[str, Finding]:
    return {finding.about: finding for finding in found.findings}


# -- rule 1: a red flag is never hidden or outranked ----------------------------------------------


def expected_red_flags(given_: dict[str, Any]) -> dict[str, mg.Urgency]:
    """Return what must be a red flag, worked out here and not by the library's own code."""
    found = {id_: mg.symptoms[id_].urgency for id_ in given_["symptoms"] if mg.symptoms[id_].urgency in PRESSING}
    if given_["serum"] is not None and given_["serum"].urgency in PRESSING:
        found["serum"] = given_["serum"].urgency
    symptoms, risks = set(given_["symptoms"]), {*given_["risk_factors"], *given_["medications"]}
    if "symptom:muscle-twitching" in symptoms and symptoms & {
        "symptom:muscle-weakness",
        "symptom:dysphagia",
        "symptom:dysarthria",
    }:
        found["warning:twitching-with-weakness"] = mg.Urgency.PROMPT
    if "symptom:muscle-cramp" in symptoms and risks & {"risk:ppi", "risk:loop-diuretics", "risk:cisplatin"}:
        found["warning:cramps-on-medication"] = mg.Urgency.PROMPT
    rate = given_["egfr_ml_per_min_per_1_73_m2"]
    if "symptom:excess-weakness" in symptoms and (risks & KIDNEYS or (rate is not None and rate < 60)):
        found["warning:magnesium-toxicity"] = mg.Urgency.EMERGENCY
    return found


@given(inputs())
def test_a_red_flag_is_never_hidden_or_outranked(given_: dict[str, Any]) -> None:
    found = assessed(given_)
    flagged = {finding.about: finding for finding in found.red_flags}
    in_force = [mg.warning_signs[finding.about] for finding in found.findings if finding.about in mg.warning_signs]
    for id_, urgency in expected_red_flags(given_).items():
        # A rule that declares it may lower an urgency, as for chest pain under 18 without a sign of danger.
        ranks = [urgency.rank, *(sign.urgency.rank for sign in in_force if id_ in sign.overrides)]
        assert id_ in flagged
        assert flagged[id_].urgency.rank >= min(ranks)
        assert found.urgency.rank >= min(ranks)
    assert found.findings[: len(flagged)] == found.red_flags
    ranks = [finding.urgency.rank for finding in found.red_flags]
    assert ranks == sorted(ranks, reverse=True)


@given(inputs())
@settings(max_examples=25)
def test_red_flags_stand_first_in_text_and_html(given_: dict[str, Any]) -> None:
    found = assessed(given_)
    text = found.text(10_000)
    places = [text.index(f"{finding.title}\n") for finding in found.findings if finding.is_red_flag]
    others = [text.index(f"{finding.title}\n") for finding in found.findings if not finding.is_red_flag]
    assert places == sorted(places)
    assert max(places, default=0) <= min(others, default=len(text))
    page = Page(found.html())
    assert page.headings == [finding.title for finding in found.red_flags]
    in_sections = [finding for group in sections(found.findings).values() for finding in group]
    assert sorted(page.folded) == sorted(finding.title for finding in in_sections if not finding.is_red_flag)
    assert len(in_sections) == len(found.findings)
    for finding in found.red_flags:
        assert f"! {finding.name} [{finding.urgency}" in text


@given(some(SYMPTOMS, 3), some(RISKS, 3))
def test_signs_that_nobody_reported_stay_conditions(symptoms: list[str], risks: list[str]) -> None:
    found = mg.assess(mg.Person(age=40, sex="female"), symptoms=symptoms, risk_factors=risks)
    for finding in found.findings:
        if finding.is_conditional:
            assert finding.kind is FindingKind.WARNING_SIGN
            assert "?" in finding.text
    assert found.urgency.rank == max((f.urgency.rank for f in found.findings if not f.is_conditional), default=0)


@pytest.mark.parametrize(
    ("arguments", "sign", "is_there"),
    [
        ({"symptoms": ["twitching"]}, "twitching-with-weakness", False),
        ({"symptoms": ["twitching", "muscle weakness"]}, "twitching-with-weakness", True),
        ({"symptoms": ["cramps"]}, "cramps-on-medication", False),
        ({"medications": ["furosemide"]}, "cramps-on-medication", False),
        ({"symptoms": ["cramps"], "medications": ["furosemide"]}, "cramps-on-medication", True),
        ({"symptoms": ["cramps"]}, "cramps-with-losses", False),
        ({"symptoms": ["cramps"], "risk_factors": ["chronic diarrhea"]}, "cramps-with-losses", True),
        ({"risk_factors": ["risk:ckd"]}, "magnesium-toxicity", False),
        ({"symptoms": ["symptom:excess-weakness"], "risk_factors": ["risk:ckd"]}, "magnesium-toxicity", True),
        ({"symptoms": ["low-mood"]}, "self-harm", False),
        ({"symptoms": ["muscle weakness"]}, "spreading-weakness", False),
        ({"symptoms": ["tetany"]}, "locked-hand-or-foot", True),
    ],
)
def test_a_sign_of_several_things_takes_all_of_them(arguments: dict[str, Any], sign: str, is_there: bool) -> None:
    finding = of_ids(mg.assess(WOMAN, **arguments))[f"warning:{sign}"]
    assert finding.is_conditional is not is_there
    assert finding.urgency is mg.warning_signs[sign].urgency


def test_what_makes_up_a_sign_is_part_of_it() -> None:
    for sign in mg.warning_signs.values():
        named = {id_ for id_ in sign.named if id_.startswith(("symptom:", "risk:"))}
        assert named <= {*sign.symptoms, *sign.risk_factors}


def test_a_gathering_of_findings_orders_itself() -> None:
    """No assessment can be made in which another finding comes before a red flag."""
    found = mg.assess(WOMAN, symptoms=["fatigue", "tetany"])
    turned = attrs.evolve(found, findings=tuple(reversed(found.findings)))
    assert turned.findings[0].urgency is mg.Urgency.EMERGENCY
    assert {f.is_red_flag for f in turned.findings[: len(found.red_flags)]} == {True}


# -- rule 2: impaired kidneys always carry the caution --------------------------------------------


@given(inputs())
def test_impaired_kidneys_always_carry_the_caution(given_: dict[str, Any]) -> None:
    found = assessed(given_)
    rate = given_["egfr_ml_per_min_per_1_73_m2"]
    impaired = bool(KIDNEYS & set(given_["risk_factors"])) or (rate is not None and rate < 60)
    cautions = found.of("caution about the kidneys")
    assert len(cautions) == impaired
    assert (KIDNEY_CAUTION in found.text(10_000)) == impaired
    assert (KIDNEY_CAUTION in Page(found.html()).text) == impaired
    for finding in found.findings:
        if finding.kind in ABOUT_SUPPLEMENTS:
            assert (KIDNEY_CAUTION in finding.cautions) == impaired
    if impaired:
        others = [f for f in found.findings if not f.is_red_flag and not f.is_conditional]
        assert others[0] == cautions[0]


@pytest.mark.parametrize("rate", [59.9, 30, 5])
def test_a_low_filtration_rate_is_enough(rate: float) -> None:
    found = mg.assess(WOMAN, egfr_ml_per_min_per_1_73_m2=rate, supplements=["magnesium oxide"])
    (caution,) = found.of("caution about the kidneys")
    assert f"eGFR {rate:.3g}" in caution.text
    assert "Named as taken: magnesium oxide" in caution.text
    assert not mg.assess(WOMAN, egfr_ml_per_min_per_1_73_m2=60).of("caution about the kidneys")


def test_a_record_of_the_laboratory_is_a_filtration_rate() -> None:
    record = mg.laboratory.egfr_ckd_epi_2021(creatinine_mg_per_dl=1.6, age_years=61, sex="female")
    assert mg.assess(WOMAN, egfr_ml_per_min_per_1_73_m2=record).of("caution about the kidneys")


# -- rule 3: no dose, no diagnosis made, nothing missing treated as normal -------------------------

PRESCRIBES = re.compile(
    r"\b(you should|you must|should (take|start|stop|use)|take \d|(start|try|begin) (with|taking)|increase your|"
    r"reduce your|we (advise|recommend)|recommended dose|\d+ ?m?g (daily|once|twice|of magnesium (a|per) day))",
    re.IGNORECASE,
)
DIAGNOSES = re.compile(
    r"\b(you have|you are|diagnosed|the diagnosis is|(?<!if )this (is|means|proves|confirms)|suffers? from|"
    r"is deficient)\b",
    re.IGNORECASE,
)
REASSURES = re.compile(
    r"\b(normal|healthy|all is well|no risk|fine|safe(?! upper levels)|nothing to worry|rules? out)\b", re.IGNORECASE
)
# Words of ours around the records' own, which test_honesty reads.
OURS = {FindingKind.ADEQUACY, FindingKind.UPPER_LEVEL, FindingKind.BLOOD_VALUE, FindingKind.KIDNEY_FUNCTION}


@given(inputs())
def test_no_text_prescribes_diagnoses_or_reassures(given_: dict[str, Any]) -> None:
    found = assessed(given_)
    for finding in found.findings:
        for text in (finding.name, finding.text, *finding.cautions):
            assert not PRESCRIBES.search(text), text
            assert not DIAGNOSES.search(text), text
        if finding.kind in OURS:
            assert not REASSURES.search(finding.text), finding.text
    for text in found.not_given:
        assert not REASSURES.search(text), text
    summary = found.text(10_000).splitlines()[1]
    assert not REASSURES.search(summary)
    assert DISCLAIMER in found.text(10_000)
    assert DISCLAIMER in Page(found.html()).text


@pytest.mark.parametrize("part", ["symptoms", "risk_factors", "medications"])
def test_what_was_named_and_not_understood_is_not_said_to_be_missing(part: str) -> None:
    found = assessed({"person": MAN, part: ["qwertomab"]})
    label = part.replace("_", " ").capitalize()
    assert not any(line.startswith(f"{label}: none were named") for line in found.not_given)
    assert any(line.startswith(f"{label}: none were named") for line in mg.assess(MAN).not_given)
    assert "Check the spelling" in " ".join(found.text(10_000).split())


@given(inputs())
def test_what_is_missing_is_named_and_nothing_is_said_of_it(given_: dict[str, Any]) -> None:
    found = assessed(given_)
    said = " ".join(found.not_given)
    assert ("Intake: nothing was given" in said) == (not given_["intake"])
    assert ("Blood magnesium: no value" in said) == (given_["serum"] is None) == (not found.of("blood value"))
    assert ("no eGFR was given" in said) == (not found.of("kidney function"))
    assert ("Symptoms: none were named" in said) == (not given_["symptoms"]) == (not found.of("symptom"))
    complete = (
        given_["person"].age >= 18
        and given_["person"].sex is not None
        and given_["egfr_ml_per_min_per_1_73_m2"] is not None
        and given_["drinks_per_day"] is not None
        and given_["has_all_medications"]
    )
    assert bool(found.of("depletion score")) == complete == (found.depletion_score is not None)
    assert ("depletion score: not worked out" in said) == (not complete)
    assert bool(found.of("adequacy")) == (given_["intake"] is not None)


def test_a_value_within_limits_excludes_nothing() -> None:
    within = mg.laboratory.classify_serum(mmol_per_l=0.8, interval="iom1997")
    (finding,) = mg.assess(WOMAN, serum=within).of("blood value")
    assert any("does not exclude a deficit" in caution for caution in finding.cautions)
    unknown = mg.laboratory.classify_serum(mmol_per_l=0.8, interval=None)
    (finding,) = mg.assess(WOMAN, serum=unknown).of("blood value")
    assert "undetermined" in finding.text


def test_other_explanations_stand_beside_a_symptom_and_are_not_claimed() -> None:
    found = mg.assess(WOMAN, symptoms=["twitching"])
    (finding,) = found.of("symptom")
    assert set(finding.explanations) == set(mg.symptoms["muscle-twitching"].confused_with) - {"diagnosis:tics"}
    assert "It can also be: Focal seizure (emergency)" in found.text(10_000)  # what cannot wait comes first
    for id_ in finding.explanations:
        assert mg.differential_diagnoses[id_].name in Page(found.html()).text
        assert mg.differential_diagnoses[id_].clue in Page(found.html()).text


# -- rule 4: adding an input never removes a finding ----------------------------------------------


# A newborn by the limits of adults, and the same with a pregnancy: the caution about the limits stays.
NEWBORN: dict[str, Any] = {
    "person": mg.Person(age=0, sex="female"),
    **{name: [] for name in ("symptoms", "risk_factors", "medications", "supplements")},
    **dict.fromkeys(("intake", "egfr_ml_per_min_per_1_73_m2", "drinks_per_day")),
    "serum": mg.laboratory.classify_serum(mmol_per_l=1.0, interval="alfredpath"),
    "has_all_medications": False,
    "authority": "nasem",
}


PREGNANCY = mg.laboratory.classify_serum(mmol_per_l=1.0, interval="davislab-pregnancy")


@example(NEWBORN, NEWBORN | {"risk_factors": ["risk:pregnancy"]})
@example(NEWBORN | {"serum": PREGNANCY}, NEWBORN | {"risk_factors": ["risk:pregnancy"]})
@given(inputs(), inputs())
def test_adding_an_input_never_removes_a_finding(given_: dict[str, Any], further: dict[str, Any]) -> None:
    more = dict(given_)
    for name in ("symptoms", "risk_factors", "medications", "supplements"):
        more[name] = [*given_[name], *further[name]]
    if given_["person"].sex is mg.Sex.MALE:
        more["risk_factors"] = [id_ for id_ in more["risk_factors"] if id_ not in WOMEN_ONLY]
    for name in ("intake", "serum", "egfr_ml_per_min_per_1_73_m2", "drinks_per_day"):
        more[name] = further[name] if given_[name] is None else given_[name]
    more["has_all_medications"] = given_["has_all_medications"] or further["has_all_medications"]
    before, after = of_ids(assessed(given_)), of_ids(assessed(more))
    in_force = [mg.warning_signs[id_] for id_ in after if id_ in mg.warning_signs and mg.warning_signs[id_].overrides]
    overridden = {id_ for sign in in_force for id_ in sign.overrides}
    ended = {mg.warning_signs[id_].name for id_ in before.keys() - after.keys() if id_ in mg.warning_signs}
    if not overridden:
        assert assessed(more).urgency.rank >= assessed(given_).urgency.rank
    for id_, finding in before.items():
        if id_ in mg.warning_signs and mg.warning_signs[id_].none:
            continue  # a rule that lowers others ends when a danger is added
        assert id_ in after
        assert after[id_].urgency.rank >= finding.urgency.rank or id_ in overridden
        assert after[id_].is_conditional <= finding.is_conditional
        # That something was less urgent because of a rule ends with the rule.
        kept = {caution for caution in finding.cautions if not any(name in caution for name in ended)}
        assert set(after[id_].cautions) >= kept
        assert set(after[id_].sources) >= set(finding.sources)
        assert set(after[id_].explanations) >= set(finding.explanations)


@given(inputs(), st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_the_order_of_what_is_given_does_not_matter(given_: dict[str, Any], random: Any) -> None:
    turned = dict(given_)
    for name in ("symptoms", "risk_factors", "medications"):
        turned[name] = random.sample(given_[name], len(given_[name])) + given_[name][:1]  # and twice is once
    assert set(of_ids(assessed(turned))) == set(of_ids(assessed(given_)))
    assert assessed(turned).urgency is assessed(given_).urgency


# -- what every finding has -----------------------------------------------------------------------


@given(inputs())
def test_every_finding_has_evidence_and_references_that_resolve(given_: dict[str, Any]) -> None:
    found = assessed(given_)
    assert len(of_ids(found)) == len(found.findings)  # one finding about one thing
    for finding in found.findings:
        assert isinstance(finding.evidence, mg.Evidence)
        assert finding.evidence_note
        for key in finding.sources:
            assert key in sources
        needs_none = finding.kind in {FindingKind.WARNING_SIGN, FindingKind.TEST, FindingKind.UPPER_LEVEL}
        assert finding.sources or needs_none or finding.evidence is mg.Evidence.NONE
        assert str(finding).startswith(finding.name)
    assert set(found.sources) == {key for finding in found.findings for key in finding.sources}
    shown = found.text(10_000)
    assert all(f"  [{key}] " in shown for key in found.sources)
    assert "\n" not in str(found)


@given(inputs(), st.integers(20, 200))
@settings(max_examples=25)
def test_the_text_fits_its_width(given_: dict[str, Any], width: int) -> None:
    assert max(map(len, assessed(given_).text(width).splitlines())) <= max(width, 40)


def test_tests_that_are_named_by_id_exist() -> None:
    for id_ in (*USUAL_TESTS, *TESTS_OF_LOW_SERUM):
        assert mg.lab_tests[id_].id == f"lab:{id_}"


def test_tests_follow_from_the_other_explanations() -> None:
    found = mg.assess(WOMAN, symptoms=["twitching"])
    names = {finding.about for finding in found.of(FindingKind.TEST)}
    assert {"lab:serum-magnesium-mass", "lab:creatinine", "lab:emg", "lab:tsh"} <= names
    emg = of_ids(found)["lab:emg"]
    assert "Amyotrophic lateral sclerosis" in emg.text
    low = mg.laboratory.classify_serum(mmol_per_l=0.5, interval="iom1997")
    assert "lab:femg" in of_ids(mg.assess(WOMAN, serum=low))
    assert not mg.assess(WOMAN).of("test that a clinician may order")


# -- what is said ---------------------------------------------------------------------------------


def test_a_medication_says_how_it_acts_and_how_far_apart() -> None:
    found = of_ids(
        mg.assess(MAN, medications=["moxifloxacin", "A02BC01", "levothyroxine"], supplements=["magnesium citrate"])
    )
    assert "How it acts: Too little is absorbed" in found["risk:ppi"].text
    assert "Named as a medication: A02BC01" in found["risk:ppi"].text
    quinolone = found["interaction:fluoroquinolones"]
    assert (quinolone.hours_before, quinolone.hours_after) == (2, 6)
    assert "the longest that a source asks for is at least 4 hours before" in quinolone.text
    assert "Magnesium named as taken: magnesium citrate" in quinolone.text
    assert quinolone.urgency is mg.Urgency.ROUTINE
    thyroid = found["interaction:levothyroxine"]
    assert (thyroid.hours_before, thyroid.hours_after) == (4, 4)
    without = of_ids(mg.assess(MAN, medications=["levothyroxine"]))["interaction:levothyroxine"]
    assert "where magnesium is taken" in without.text
    assert without.urgency is mg.Urgency.NONE


def test_a_dose_in_the_intake_counts_as_a_supplement() -> None:
    day = mg.Intake([mg.compounds["magnesium-oxide"].dose(elemental_mg=400)])
    found = of_ids(mg.assess(MAN, medications=["doxycycline"], intake=day))
    assert (
        f"Magnesium named as taken: {mg.compounds['magnesium-oxide'].name}" in found["interaction:tetracyclines"].text
    )
    assert "That is above the UL 350 mg/day" in found["upper-level"].text
    assert found["upper-level"].urgency is mg.Urgency.ROUTINE


def test_intake_and_need() -> None:
    day = mg.Intake([mg.foods["sr28:11458"].serving("1 cup")])
    woman = mg.Person(age=25, sex="female", life_stage="pregnant")
    found = mg.assess(woman, intake=day)
    assert found.adequacy == mg.adequacy(day, woman)
    (finding,) = found.of("adequacy")
    assert "157 mg a day (1 day). That is 45 % of the RDA 350 mg/day (nasem, DRI 1997)" in finding.text
    assert finding.sources[0] == "iom1997"
    assert "risk:pregnancy" in of_ids(found)  # the life stage was stated


def test_a_probability_is_no_certainty() -> None:
    day = mg.Intake([mg.foods["sr28:11458"].grams(2000)])
    found = mg.assess(mg.Person(age=25, sex="female"), intake=day)
    assert "own need: more than 99 %." in found.of("adequacy")[0].text
    assert {"iom2000", "iom1997"} <= set(found.sources)


def test_an_unknown_amount_makes_a_lower_bound() -> None:
    mystery = mg.Food(id="my:mystery", name="Mystery", mg_per_100g=None, source="label")
    (finding,) = mg.assess(WOMAN, intake=mg.Intake([mystery.grams(50)])).of("adequacy")
    assert "at least 0 mg" in finding.text
    assert "at most 320 mg" in finding.text
    assert "Not known, and not added: my:mystery." in finding.cautions
    supplement = mg.Intake([attrs.evolve(mystery.grams(50), origin="supplement")])
    (limit,) = mg.assess(WOMAN, intake=supplement).of("upper level")
    assert "Something unknown decides" in limit.text


def test_without_a_reference_value_the_rest_stands() -> None:
    """52 years and pregnant: no authority sets a value, and a seizure is an emergency all the same."""
    day = mg.Intake([mg.foods["sr28:11458"].grams(100)])
    late = mg.Person(age=52, sex="female", life_stage="pregnant")
    found = mg.assess(late, intake=day, symptoms=["seizure"])
    assert found.urgency is mg.Urgency.EMERGENCY
    assert "was not compared: nasem sets no reference value" in found.of("adequacy")[0].text
    assert found.adequacy is None
    unsaid = mg.assess(mg.Person(age=30, sex=None), intake=day)
    assert "depends on sex" in unsaid.of("adequacy")[0].text
    empty = mg.assess(WOMAN, intake=mg.Intake([]))
    assert "it holds no entry" in empty.of("adequacy")[0].text
    assert "Intake: nothing was given" in empty.not_given[0]


@pytest.mark.parametrize("authority", sorted(mg.authorities))
def test_every_authority_can_be_asked(authority: str) -> None:
    day = mg.Intake([mg.foods["sr28:11458"].grams(100), mg.compounds["magnesium-oxide"].dose(elemental_mg=300)])
    found = mg.assess(mg.Person(age=30, sex="female"), intake=day, authority=authority)
    assert len(found.of("adequacy")) == len(found.of("upper level")) == 1


def test_the_urgency_of_a_low_value_follows_its_grade() -> None:
    for value, urgency in ((0.72, "routine"), (0.45, "prompt"), (0.35, "emergency"), (0.2, "emergency")):
        serum = mg.laboratory.classify_serum(mmol_per_l=value, interval="iom1997")
        assert mg.assess(WOMAN, serum=serum).urgency == urgency


def test_a_proposal_is_called_one() -> None:
    serum = mg.laboratory.classify_serum(mmol_per_l=0.8, interval="proposed")
    (finding,) = mg.assess(WOMAN, serum=serum).of("blood value")
    assert finding.evidence_note == "A proposal of some experts."
    assert "some experts propose" in finding.text


def _with(arguments: dict[str, Any], changed: dict[str, Any]) -> dict[str, Any]:
    return {**arguments, **changed}


def test_the_depletion_score_needs_everything() -> None:
    complete: dict[str, Any] = {
        "medications": ["furosemide", "omeprazole"],
        "egfr_ml_per_min_per_1_73_m2": 50,
        "drinks_per_day": 3,
        "has_all_medications": True,
    }
    found = mg.assess(MAN, **complete)
    assert found.depletion_score is not None
    assert found.depletion_score.score == 5
    assert "diuretic 1, proton pump inhibitor 1, kidneys 2, alcohol 1" in found.of("depletion score")[0].text
    sparing = mg.assess(MAN, **_with(complete, {"medications": ["spironolactone"]})).depletion_score
    assert sparing is not None
    assert (sparing.diuretic_points, sparing.ppi_points) == (1, 0)  # it asks for any diuretic
    without = mg.assess(MAN, **_with(complete, {"medications": []})).depletion_score
    assert without is not None
    assert without.score == 3
    for name in ("egfr_ml_per_min_per_1_73_m2", "drinks_per_day"):
        assert mg.assess(MAN, **_with(complete, {name: None})).depletion_score is None
    assert mg.assess(MAN, **_with(complete, {"has_all_medications": False})).depletion_score is None
    assert mg.assess(mg.Person(age=17, sex="male"), **complete).depletion_score is None
    assert mg.assess(mg.Person(age=40, sex=None), **complete).depletion_score is None


def test_pregnancy_signs_are_told_to_whom_they_can_concern() -> None:
    about = "warning:pregnancy"
    assert about in of_ids(mg.assess(mg.Person(age=30, sex="female"), symptoms=["cramps"]))
    assert about in of_ids(mg.assess(mg.Person(age=30, sex=None), symptoms=["cramps"]))
    assert about not in of_ids(mg.assess(MAN, symptoms=["cramps"]))
    for age, is_told in ((5, False), (8.9, False), (9, True), (74.9, True), (75, False), (90, False)):
        assert (about in of_ids(mg.assess(mg.Person(age=age, sex="female"), symptoms=["cramps"]))) == is_told


# -- bad input ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        ({"symptoms": ["kramps"], "strict": True}, NotFoundError, "did you mean cramps"),
        ({"symptoms": ["cramps", "zzzz"], "strict": True}, NotFoundError, "no symptom 'zzzz'"),
        ({"symptoms": "cramps"}, InvalidValueError, "must be a list of names"),
        ({"symptoms": {"cramps": True}}, InvalidValueError, "must be a list of names"),
        ({"medications": mg.foods}, InvalidValueError, "must be a list of names"),
        ({"symptoms": [""]}, InvalidValueError, "must be a name"),
        ({"risk_factors": ["diabetes"], "strict": True}, AmbiguousError, "type-2-diabetes or risk:type-1-diabetes"),
        ({"medications": ["ometrazole"], "strict": True}, NotFoundError, "did you mean omeprazole"),
        ({"medications": ["water pills"], "strict": True}, AmbiguousError, "potassium-sparing"),
        ({"medications": "omeprazole"}, InvalidValueError, "must be a list"),
        ({"supplements": ["iron"], "strict": True}, NotFoundError, "no supplement"),
        ({"serum": 0.7}, InvalidValueError, "classify_serum"),
        ({"intake": [1]}, InvalidValueError, "must be an Intake"),
        ({"egfr_ml_per_min_per_1_73_m2": 0}, AmountError, "eGFR"),
        ({"egfr_ml_per_min_per_1_73_m2": math.nan}, AmountError, "eGFR"),
        ({"egfr_ml_per_min_per_1_73_m2": 900}, AmountError, "µmol/L"),
        ({"drinks_per_day": -1}, AmountError, "drinks"),
        ({"drinks_per_day": 300}, AmountError, "grams of alcohol"),
        ({"risk_factors": ["pregnancy"]}, PersonError, "does not go with sex 'male'"),
        ({"authority": "narnia"}, NotFoundError, "no authority"),
    ],
)
def test_bad_input_is_told(arguments: dict[str, Any], error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=re.escape(said)):
        mg.assess(MAN, **arguments)


def test_a_record_of_another_kind_is_no_filtration_rate() -> None:
    score = mg.laboratory.water_hardness(calcium_mg_per_l=50, magnesium_mg_per_l=10)
    with pytest.raises(InvalidValueError, match="must be a result in mL/min"):
        mg.assess(MAN, egfr_ml_per_min_per_1_73_m2=score)  # type: ignore[arg-type]


def test_a_unit_slip_in_blood_raises_or_warns() -> None:
    with pytest.raises(AmountError, match="mg/dL"):
        mg.laboratory.classify_serum(mmol_per_l=24, interval="iom1997")
    doubtful = mg.laboratory.classify_serum(mmol_per_l=1.9, interval="iom1997")
    (finding,) = mg.assess(MAN, serum=doubtful).of("blood value")
    assert any("check the unit" in caution for caution in finding.cautions)


def test_records_instead_of_words() -> None:
    by_record = mg.assess(
        MAN,
        symptoms=[mg.symptoms["tetany"]],
        risk_factors=[mg.risk_factors["alcohol"]],
        medications=[mg.interactions["digoxin"]],
        supplements=[mg.compounds["magnesium-oxide"]],
    )
    by_id = mg.assess(
        MAN,
        symptoms=["tetany"],
        risk_factors=["risk:alcohol"],
        medications=["interaction:digoxin"],
        supplements=["magnesium-oxide"],
    )
    assert set(of_ids(by_record)) == set(of_ids(by_id))
    assert by_record == attrs.evolve(by_record)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        by_record.person = WOMAN  # type: ignore[misc]


# -- HTML -----------------------------------------------------------------------------------------


class Page(HTMLParser):
    """What a browser makes of a page: its tags, its text, and the headings of its findings."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.parts: list[str] = []
        self.headings: list[str] = []
        self.folded: list[str] = []
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
        if self.open and self.open[-1] == "h3":
            assert "details" not in self.open
            self.headings.append(data)
        if self.open and self.open[-1] == "summary" and data not in {"Details", "More"} and "It can" not in data:
            self.folded.append(data)

    @property
    def text(self) -> str:
        return " ".join(self.parts)


TAGS = {
    "footer",
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "main",
    "h1",
    "h2",
    "h3",
    "p",
    "span",
    "section",
    "article",
    "details",
    "summary",
    "ul",
    "li",
    "b",
    "a",
}


@given(inputs())
@settings(max_examples=25)
def test_the_page_is_well_formed_and_stands_alone(given_: dict[str, Any]) -> None:
    html = assessed(given_).html()
    page = Page(html)
    assert page.open == []
    assert set(page.tags) <= TAGS
    assert page.attributes <= {"lang", "charset", "name", "content", "class", "href", "open"}
    assert "<script" not in html
    assert "color-scheme: light dark" in html


def test_every_text_is_escaped() -> None:
    hostile = "<script>alert('x')</script>&\"'"
    food = mg.Food(id="my:<b>", name=hostile, mg_per_100g=None, source="label")
    day = mg.Intake([attrs.evolve(food.grams(50), origin="supplement")])
    html = mg.assess(
        WOMAN, intake=day, risk_factors=["risk:ckd"], medications=['"><omeprazole>', "moxifloxacin"]
    ).html()
    assert "<script" not in html
    assert "<omeprazole" not in html
    page = Page(html)
    assert set(page.tags) <= TAGS
    assert hostile in page.text
    assert '"><omeprazole>' in page.text
    assert "my:<b>" in page.text


# -- what was read, and why a test is named -------------------------------------------------------


@pytest.mark.parametrize("word", ["weak kidneys", "alcoholism", "drinks too much"])
def test_what_an_everyday_word_for_a_cause_was_read_as_is_stated(word: str) -> None:
    found = mg.assess(MAN, risk_factors=[word])
    (reading,) = found.readings
    assert reading.startswith(f"{word!r} was read as ")
    assert reading in " ".join(found.text(10_000).split())


@pytest.mark.parametrize("risk", mg.risk_factors.values(), ids=lambda risk: risk.id)
def test_an_id_or_the_name_of_a_cause_needs_no_reading(risk: mg.RiskFactor) -> None:
    assert not any("was read as" in text for text in mg.assess(WOMAN, risk_factors=[risk.id]).readings)
    assert not any("was read as" in text for text in mg.assess(WOMAN, risk_factors=[risk.name]).readings)


def test_a_test_names_its_reasons_without_their_lists_of_signs() -> None:
    found = mg.assess(WOMAN, symptoms=["very sleepy"], risk_factors=["risk:ckd"], medications=["milk of magnesia"])
    tests = found.of("test that a clinician may order")
    assert tests
    assert not any(sign.name in test.text for test in tests for sign in mg.warning_signs.values() if ":" in sign.name)
