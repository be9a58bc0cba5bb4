"""Facts and rules: every fact can be produced, every rule can hold, and overrides are the only way down."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.assessment.facts import facts_of
from magnesium.clinical.facts import Fact, Quantity, facts
from magnesium.clinical.reading import pieces
from magnesium.clinical.warning_signs import WarningSign
from magnesium.errors import InvalidValueError

ADULT = mg.Person(age=45, sex="female")
RECORDS: dict[str, Any] = {**mg.symptoms, **mg.risk_factors, **mg.interactions}
STATED = {fact.id for fact in facts.values() if fact.quantity is None and not fact.named}
MEDICATION_RISKS = {risk.id for risk in mg.risk_factors.filter(category="medication")}


def inputs_for(id_: str) -> dict[str, Any]:
    """Return an input that produces a fact."""
    if id_ in mg.symptoms:
        return {"symptoms": [id_]}
    if id_ in MEDICATION_RISKS or id_ in mg.interactions:
        return {"medications": [id_]}
    if id_ in mg.risk_factors:
        return {"risk_factors": [id_]}
    return EXAMPLES[id_]


def value(fact_id: str) -> float:
    fact = facts[fact_id]
    if fact.lower is None:
        assert fact.upper is not None
        return fact.upper * 0.99
    return fact.lower * 1.01 if fact.upper is None else (fact.lower + fact.upper) / 2


def of_number(fact_id: str) -> dict[str, Any]:  # noqa: PLR0911  (one for each quantity)
    number = value(fact_id)
    match facts[fact_id].quantity:
        case Quantity.AGE_MONTHS:
            return {"person": mg.Person.from_months(number, sex="female")}
        case Quantity.EGFR:
            return {"egfr_ml_per_min_per_1_73_m2": number}
        case Quantity.SERUM:
            return {"serum": mg.laboratory.classify_serum(mmol_per_l=number, interval="iom1997")}
        case Quantity.DRINKS_WOMAN:
            return {"drinks_per_day": number}
        case Quantity.DRINKS_MAN:
            return {"drinks_per_day": number, "person": mg.Person(age=45, sex="male")}
        case Quantity.SYSTOLIC:
            return {"results": {"blood pressure": f"{number:.0f}/70"}}
        case Quantity.DIASTOLIC:
            return {"results": {"blood pressure": f"130/{number:.0f}"}}
        case Quantity.QTC:
            return {"results": {"QTc": f"{number:.0f} ms"}}
        case quantity:
            assert quantity is not None
            return {"results": {quantity.value.split()[0]: f"{number:.2f} mmol/L"}}


def limit(name: str) -> dict[str, Any]:
    from magnesium.assessment.results import Result

    return {"results": [Result(name=name, value="0.5 mmol/L", lower=0.6)]}


EXAMPLES: dict[str, dict[str, Any]] = {
    "fact:magnesium-product": {"supplements": ["magnesium citrate"]},
    "fact:too-much-symptom": {"symptoms": ["drowsy"]},
    "fact:vague-symptom": {"symptoms": ["fatigue"]},
    "fact:any-symptom": {"symptoms": ["headache"]},
    "fact:serum-low": {"serum": mg.laboratory.classify_serum(mmol_per_l=0.6, interval="iom1997")},
    "fact:serum-high": {"serum": mg.laboratory.classify_serum(mmol_per_l=1.3, interval="iom1997")},
    "fact:supplement-above-upper-level": {"supplements": ["magnesium citrate 900 mg"]},
    "fact:pregnant": {"risk_factors": ["pregnant"]},
    "fact:potassium-below-limit": limit("potassium"),
    "fact:calcium-below-limit": limit("calcium"),
    "fact:phosphate-below-limit": limit("phosphate"),
}
EXAMPLES |= {fact.id: of_number(fact.id) for fact in facts.values() if fact.quantity is not None}


def held(given_: dict[str, Any]) -> set[str]:
    """Return the ids of the warning signs that hold."""
    person = given_.pop("person", ADULT)
    return {f.about for f in mg.assess(person, **given_).findings if not f.is_conditional and f.kind == "warning sign"}


def test_every_fact_that_is_stated_has_an_example() -> None:
    assert set(EXAMPLES) >= STATED


@pytest.mark.parametrize("id_", sorted(facts))
def test_every_fact_is_asked_for(id_: str) -> None:
    asked = {named for sign in mg.warning_signs.values() for named in (*sign.named, *sign.none, *sign.asked_with)}
    asked |= {named for fact in facts.values() for named in fact.named}
    # The direction asks for these two.
    assert id_ in asked | {"fact:too-little-cause", "fact:too-much-cause", "fact:too-little-background"}


@pytest.mark.parametrize("item", [*facts.values(), *mg.warning_signs.values()], ids=lambda item: item.id)
def test_every_condition_names_facts_that_exist(item: Any) -> None:
    for id_ in (*item.named, *item.none, *getattr(item, "asked_with", ())):
        assert id_ in RECORDS or id_ in facts, id_
    for id_ in getattr(item, "overrides", ()):
        assert id_ == "serum" or id_ in mg.warning_signs or id_ in mg.symptoms


def first_way(item: Any) -> list[str]:
    """Return ids of which the condition is met, each fact that follows from others replaced by what it follows from."""
    named = [*item.all, *(group[0] for group in item.any), *item.of[: item.at_least]]
    return [base for id_ in named for base in (first_way(facts[id_]) if id_ in facts and facts[id_].named else [id_])]


def merged(ids: list[str]) -> dict[str, Any]:
    given_: dict[str, Any] = {}
    for id_ in ids:
        for name, part in inputs_for(id_).items():
            given_[name] = [*given_.get(name, ()), *part] if isinstance(part, list) and name != "results" else part
    return given_


@pytest.mark.parametrize("sign", mg.warning_signs.values(), ids=lambda sign: sign.id)
def test_every_warning_sign_can_hold(sign: WarningSign) -> None:
    given_ = merged(first_way(sign))
    if "fact:serum-1.75-to-4" in sign.named:
        given_["serum"] = mg.laboratory.classify_serum(mmol_per_l=2.5, interval="iom1997")
    person = given_.pop("person", ADULT)
    found = mg.assess(person, **given_)
    (finding,) = [one for one in found.findings if one.about == sign.id]
    assert not finding.is_conditional
    assert finding.urgency is sign.urgency
    assert finding.sources == sign.sources
    for said in (sign.description, "Within the same day." if sign.is_same_day else ""):
        assert said in finding.wording
    assert sign.name in found.text(10_000)


@pytest.mark.parametrize("sign", [s for s in mg.warning_signs.values() if s.question], ids=lambda sign: sign.id)
def test_every_question_of_a_warning_sign_is_asked(sign: WarningSign) -> None:
    """By a part of the sign that does not make it hold; of a person whom it can concern."""
    ways = [merged(first_way(facts[id_]) if id_ in facts and facts[id_].named else [id_]) for id_ in sign.named]
    ways += [merged([id_]) for id_ in sign.asked_with]
    persons = (ADULT, mg.Person(age=45, sex="male"), mg.Person(age=5, sex="female"))
    asked = (
        one
        for way in ways
        for person in persons
        for one in mg.assess(**{"person": person, **way}).findings
        if one.about == sign.id and one.is_conditional
    )
    finding = next(asked, None)
    assert finding is not None
    assert sign.question in finding.wording
    assert finding.urgency is sign.urgency


def test_a_part_that_can_end_a_rule_needs_overrides() -> None:
    common: dict[str, Any] = {"id": "warning:x", "name": "X", "names": [], "urgency": "routine", "evidence": "none"}
    common["evidence_note"] = "none"
    common["all"] = ["symptom:fever"]
    with pytest.raises(InvalidValueError, match="with overrides only"):
        WarningSign(**common, none=["symptom:nausea"])
    assert WarningSign(**common, none=["symptom:nausea"], overrides=["serum"]).overrides
    with pytest.raises(InvalidValueError, match="must be 1 to 1"):
        WarningSign(**common, of=["symptom:nausea"], at_least=2)
    with pytest.raises(InvalidValueError, match="must have a condition"):
        WarningSign(**{**common, "all": []})


OF_SYMPTOMS = [sign for sign in mg.warning_signs.values() if all(id_ in mg.symptoms for id_ in sign.named)]


@pytest.mark.parametrize("sign", OF_SYMPTOMS, ids=lambda sign: sign.id)
def test_every_everyday_word_of_a_sign_of_symptoms_is_a_symptom_that_it_lists(sign: WarningSign) -> None:
    for name in sign.names:
        if name in {"stroke", "ferritin"}:
            continue
        found = {finding.about for finding in mg.assess(ADULT, symptoms=[name]).of("symptom")}
        assert found & {*sign.named, *sign.asked_with}, name


PHRASES = [
    *("muscle wasting", "tongue twitching", "swelling", "changed sight", "fainting", "suicidal thoughts"),
    *(
        "spreading weakness",
        "short of breath",
        "chest pain",
        "slurred speech",
        "unsteady",
        "hallucinations",
        "noisy breathing",
    ),
    *("throat spasm", "blurred vision", "pain below the ribs", "headache", "eyes jerking", "confusion", "seizure"),
    *("harming oneself", "face drooping", "can't pass urine", "dark urine", "swollen belly", "halos", "floppy"),
]


@pytest.mark.parametrize("phrase", PHRASES)
def test_a_phrase_of_a_warning_sign_is_a_symptom_of_a_sign(phrase: str) -> None:
    found = mg.assess(ADULT, symptoms=[phrase]).of("symptom")
    assert found
    assert all(mg.symptoms[finding.about].red_flags for finding in found)


@given(st.sampled_from(sorted(RECORDS)), st.text(max_size=30).filter(lambda text: any(c.isalnum() for c in text)))
def test_an_unknown_word_is_kept_and_never_lowers_the_urgency(id_: str, word: str) -> None:
    given_: dict[str, Any] = inputs_for(id_)
    if id_ in mg.risk_factors and id_ not in MEDICATION_RISKS:
        given_ = {"risk_factors": [id_]}
    before = mg.assess(ADULT, **given_)
    more: dict[str, Any]
    for slot in ("symptoms", "risk_factors", "medications", "supplements"):
        try:
            more = {**given_, slot: [*given_.get(slot, ()), word]}
            after = mg.assess(ADULT, **more)
        except InvalidValueError:
            continue  # half a character
        assert after.urgency.rank >= before.urgency.rank
        assert {f.about for f in before.findings} <= {f.about for f in after.findings}
        assert after.not_understood or len(after.findings) >= len(before.findings)


@given(st.lists(st.sampled_from(["zorblax", "quxazole 5 mg", "wibble"]), min_size=1, unique=True))
def test_unknown_medications_are_named_and_reassure_nobody(words: list[str]) -> None:
    found = mg.assess(ADULT, medications=words)
    assert [item.word for item in found.not_understood] == words
    assert all(word in found.text(10_000) and word in found.summary() for word in words)
    assert "can act on magnesium all the same" in found.text(10_000)
    with pytest.raises(mg.NotFoundError):
        mg.assess(ADULT, medications=words, strict=True)


@pytest.mark.parametrize(("word", "near"), [("kramps", "cramps"), ("hedache", "headache"), ("nausia", "nausea")])
def test_near_matches_are_offered(word: str, near: str) -> None:
    (item,) = mg.assess(ADULT, symptoms=[word]).not_understood
    assert near in {name.casefold() for name in item.near}


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("bad cramps in my calves at night", "symptom:muscle-cramp"),
        ("very sleepy for days", "symptom:drowsiness"),
        ("a bit sleepy lately", "symptom:drowsiness"),
        ("slightly dizzy", "symptom:dizziness"),
        ("hypokalaemia", "symptom:hypokalemia"),
        ("diarrhoea", "symptom:excess-diarrhea"),
        ("cramps, nausea and dizziness", "symptom:nausea"),
        ("swollen face", "symptom:swelling"),
    ],
)
def test_phrases_are_read(word: str, expected: str) -> None:
    found = mg.assess(ADULT, symptoms=[word])
    assert expected in {finding.about for finding in found.findings}
    assert not found.not_understood


def test_a_medication_among_symptoms_or_causes_counts_as_one() -> None:
    for slot in ("symptoms", "risk_factors"):
        words: dict[str, Any] = {slot: ["on a magnesium infusion for preeclampsia", "taking digoxin and very tired"]}
        found = mg.assess(ADULT, **words)
        assert not found.not_understood
        given_ = {finding.about for finding in found.findings}
        assert {"interaction:digoxin", "symptom:fatigue"} <= given_
        assert any(
            reading.endswith("Magnesium sulfate by vein or injection; Pre-eclampsia.") for reading in found.readings
        )


def test_what_is_left_of_a_phrase_is_shown_as_it_was_written() -> None:
    (item,) = mg.assess(ADULT, symptoms=["tingling fingers and elbows while climbing stairs"]).not_understood
    assert item.why.endswith("not known here: elbows while climbing stairs")


@pytest.mark.parametrize(("word", "id_"), [("can't walk straight", "ataxia"), ("can not swallow", "dysphagia")])
def test_a_contraction_is_what_it_stands_for(word: str, id_: str) -> None:
    assert [finding.about for finding in mg.assess(ADULT, symptoms=[word]).of("symptom")] == [f"symptom:{id_}"]


@pytest.mark.parametrize(
    "word", ["no chest pain", "afraid of a stroke", "mother has seizures", "without fainting", "doesn't have cramps"]
)
def test_what_is_denied_or_of_somebody_else_is_not_a_symptom(word: str) -> None:
    found = mg.assess(ADULT, symptoms=[word])
    assert not found.of("symptom")
    assert [item.word for item in found.not_understood] == [word]


@pytest.mark.parametrize(
    ("word", "not_a"),
    [
        ("headache", "symptom:migraine"),
        ("chest pain", "symptom:coronary-spasm"),
        ("dizziness", "symptom:vertigo"),
        ("prediabetes", "symptom:insulin-resistance"),
    ],
)
def test_a_symptom_word_is_no_disease(word: str, not_a: str) -> None:
    found = mg.assess(ADULT, symptoms=[word])
    assert found.of("symptom")
    assert not_a not in {finding.about for finding in found.findings}


@pytest.mark.parametrize(
    ("age", "sex", "symptom", "absent"),
    [
        (24, "male", "cramps", "diagnosis:pregnancy"),
        (0.5, "female", "seizure", "diagnosis:alcohol-withdrawal"),
        (3, "female", "cramps", "diagnosis:peripheral-artery"),
        (40, "female", "seizure", "diagnosis:pre-eclampsia-eclampsia"),
        (16, "female", "chest pain", "diagnosis:acute-coronary-syndrome"),
    ],
)
def test_explanations_fit_the_person(age: float, sex: Any, symptom: str, absent: str) -> None:
    person = mg.Person.from_months(age * 12, sex=sex) if age < 1 else mg.Person(age=age, sex=sex)
    for finding in mg.assess(person, symptoms=[symptom]).findings:
        assert absent not in finding.explanations or finding.kind != "symptom"


@pytest.mark.parametrize(
    "word",
    [
        "C09BA02",
        "C09DA01",
        "A02BD05",
        "M05BB03",
        "L01EG02",
        "J01GA01",
        "C01BA01",
        "losartan/hydrochlorothiazide",
        "frusemide 20 mg",
        "Cipro 500 mg",
    ],
)
def test_combinations_doses_and_brands_are_known(word: str) -> None:
    found = mg.assess(ADULT, medications=[word])
    assert not found.not_understood
    assert word in found.text(10_000)


def test_the_reading_of_a_brand_is_stated() -> None:
    (said,) = mg.assess(ADULT, medications=["Prograf 1 mg"]).readings
    assert "Prograf was read as tacrolimus" in said
    assert pieces("a/b") == ("a", "b")


def test_results_are_read_with_their_units() -> None:
    low = mg.assess(ADULT, results={"potassium": "2.7 mmol/L", "ECG": "long QT"})
    assert {"warning:low-mineral-result", "warning:qt-low-mineral"} <= {f.about for f in low.red_flags}
    bare: dict[str, Any]
    for bare in ({"potassium": "2.7"}, {"potassium": 2.7}, {"troponin": "5 ng/L"}):
        assert mg.assess(ADULT, results=bare).not_understood
    with pytest.raises(InvalidValueError):
        mg.assess(ADULT, results="potassium")  # type: ignore[arg-type]


def test_overrides_lower_and_say_why() -> None:
    treated = mg.assess(
        mg.Person(age=30, sex="female", pregnant=True),
        medications=["magnesium sulfate infusion"],
        serum=mg.laboratory.classify_serum(mmol_per_l=2.6, interval="iom1997"),
    )
    (value_,) = treated.of("blood value")
    assert value_.urgency is mg.Urgency.PROMPT
    assert "Less urgent than by itself" in " ".join(value_.cautions)


@pytest.mark.parametrize("sign", [s for s in mg.warning_signs.values() if s.overrides], ids=lambda sign: sign.id)
def test_an_override_lowers_nothing_but_what_it_names(sign: WarningSign) -> None:
    given_ = merged(first_way(sign))
    person = given_.pop("person", ADULT)
    for symptom in mg.symptoms.filter(urgency="emergency"):
        if symptom.id in sign.overrides:
            continue
        found = mg.assess(person, **{**given_, "symptoms": [*given_.get("symptoms", ()), symptom.id]})
        (finding,) = (finding for finding in found.findings if finding.about == symptom.id)
        assert finding.urgency is mg.Urgency.EMERGENCY
        assert found.urgency is mg.Urgency.EMERGENCY


def test_facts_of_nothing_are_those_of_the_person() -> None:
    assert facts_of.__doc__
    assert mg.assess(ADULT).direction is mg.Direction.NEITHER


def test_a_warning_sign_is_not_named_like_what_it_is_made_of() -> None:
    """Two findings of one name could not be told apart."""
    names = {record.name.casefold() for record in RECORDS.values()}
    assert not {sign.name for sign in mg.warning_signs.values() if sign.name.casefold() in names}


@pytest.mark.parametrize(
    "word", ["not weak", "not sick", "no twitching", "not tired", "no heart racing", "never confused"]
)
def test_words_of_several_names_together_name_nothing(word: str) -> None:
    """Of "not feeding" and "weak suck", "not weak" is no name."""
    found = mg.assess(ADULT, symptoms=[word])
    assert not found.of("symptom")
    assert [item.word for item in found.not_understood] == [word]


@pytest.mark.parametrize("parts", [{"of": ("a", "b"), "at_least": 3}, {"of": ("a",)}, {"none": ("a",), "all": ("b",)}])
def test_a_fact_whose_condition_can_never_hold_or_would_vanish_is_refused(parts: dict[str, Any]) -> None:
    with pytest.raises(mg.InvalidValueError):
        Fact(id="fact:x", name="x", **parts)
