"""Which records a word means, and what is said where it means none or several."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.clinical.matching import (
    find_medication,
    find_risk_factors,
    find_supplement,
    find_symptom,
    kidney_risk_factors,
    magnesium_products,
    possible_medication,
)
from magnesium.errors import AmbiguousError, InvalidValueError, MagnesiumError, NotFoundError


@pytest.mark.parametrize(
    ("word", "id_"),
    [
        ("symptom:tetany", "symptom:tetany"),
        ("tetany", "symptom:tetany"),
        ("Twitching", "symptom:muscle-twitching"),
        ("leg cramps at night", "symptom:nocturnal-leg-cramp"),
        ("HP:0002380", "symptom:muscle-twitching"),
        ("R25.3", "symptom:muscle-twitching"),
        ("spasms", "symptom:muscle-spasm"),
    ],
)
def test_symptoms_by_id_word_and_code(word: str, id_: str) -> None:
    assert find_symptom(word).id == id_
    assert find_symptom(mg.symptoms[id_]) is mg.symptoms[id_]


@pytest.mark.parametrize(
    ("word", "risks", "effects"),
    [
        ("omeprazole", ["ppi"], ["ppi"]),
        ("heartburn pills", ["ppi"], ["ppi"]),
        ("A02BC", ["ppi"], ["ppi"]),
        ("a02bc01", ["ppi"], ["ppi"]),
        ("risk:ppi", ["ppi"], ["ppi"]),
        ("interaction:ppi", ["ppi"], ["ppi"]),
        ("furosemide", ["loop-diuretics"], ["loop-thiazide"]),
        ("C03CA01", ["loop-diuretics"], ["loop-thiazide"]),
        ("spironolactone", [], ["potassium-sparing"]),
        ("interaction:loop-thiazide", [], ["loop-thiazide"]),  # which of the two was not said
        ("tacrolimus", ["calcineurin-inhibitors"], []),
        ("moxifloxacin", [], ["fluoroquinolones", "qt-prolonging"]),
        ("iron", [], ["iron"]),
    ],
)
def test_medications_by_every_way_of_naming_them(word: str, risks: list[str], effects: list[str]) -> None:
    found = find_medication(word)
    assert found.word == word
    assert found.risk_factors == tuple(f"risk:{name}" for name in risks)
    assert found.interactions == tuple(f"interaction:{name}" for name in effects)


@pytest.mark.parametrize("item", [*mg.risk_factors.values(), *mg.interactions.values()], ids=lambda item: item.id)
def test_every_medication_of_the_catalogs_is_found_by_its_names_and_codes(item: mg.RiskFactor | mg.Interaction) -> None:
    for word in (*item.drugs, *(code for code in item.atc_codes if len(code) == 7)):
        found = find_medication(word)
        assert item.id in {*found.risk_factors, *found.interactions}


@pytest.mark.parametrize(
    "word", ["water pills", "antibiotics", "C03", "chemotherapy", "blood pressure pills", "laxatives"]
)
def test_a_word_for_medications_that_act_differently_is_not_decided(word: str) -> None:
    with pytest.raises(AmbiguousError, match=f"'{word}' fits several medications") as error:
        find_medication(word)
    assert len(error.value.candidates) > 1
    for candidate in error.value.candidates:
        assert candidate in mg.risk_factors or candidate in mg.interactions


def test_a_word_for_several_symptoms_is_not_decided() -> None:
    with pytest.raises(AmbiguousError, match="fits several symptoms") as error:
        find_symptom("blood pressure")
    assert len(error.value.candidates) > 1


def test_diabetes_is_two_things_and_kidney_disease_one() -> None:
    with pytest.raises(AmbiguousError, match="risk:type-2-diabetes or risk:type-1-diabetes"):
        find_risk_factors("diabetes")
    assert {risk.id for risk in find_risk_factors("kidney disease")} == {"risk:ckd", "risk:impaired-kidney-function"}


@pytest.mark.parametrize(
    ("word", "near"),
    [("ometrazole", "omeprazole"), ("furosmide", "furosemide"), ("ometrazole 20 mg twice daily", "omeprazole")],
)
def test_unknown_medications_come_with_near_matches(word: str, near: str) -> None:
    with pytest.raises(
        NotFoundError,
        match="may act on magnesium all the same: leave it out, or assess without strict, to have the rest assessed",
    ) as error:
        find_medication(word)
    assert near in {name.casefold() for name in error.value.suggestions}


COMBINED = [
    ("omeprazole", "risk:ppi"),
    ("Lasix", "risk:loop-diuretics"),
    ("hydrochlorothiazide", "risk:thiazides"),
    ("digoxin", "risk:digoxin"),
    ("magnesium", "interaction:other-mg-products"),
]
"""Medications, and a record of each."""


@given(
    both=st.lists(st.sampled_from(COMBINED), min_size=2, max_size=3, unique=True),
    doses=st.lists(
        st.sampled_from(["", " 20 mg", " 1 tablet", " 40 mg twice a day", " capsule"]), min_size=3, max_size=3
    ),
    joiner=st.sampled_from([", ", " + ", "/", " and ", "; ", " with "]),
)
def test_no_medication_of_several_is_dropped(both: list[tuple[str, str]], doses: list[str], joiner: str) -> None:
    """Nothing that the user reports is dropped, wherever the doses are."""
    text = joiner.join(f"{name}{dose}" for (name, _), dose in zip(both, doses, strict=False))
    found = possible_medication(text)
    assert {id_ for _, id_ in both} <= {*found.risk_factors, *found.interactions}, text


RISKS, EFFECTS = mg.risk_factors.values(), mg.interactions.values()
DRUGS = sorted({drug for each in RISKS for drug in each.drugs} | {drug for each in EFFECTS for drug in each.drugs})


@given(st.lists(st.sampled_from(DRUGS), min_size=2, max_size=2, unique=True))
def test_two_medications_mean_what_each_means_alone(both: list[str]) -> None:
    together = possible_medication(" + ".join(both))
    for drug in both:
        alone = possible_medication(drug)
        assert set(alone.risk_factors) <= set(together.risk_factors)
        assert set(alone.interactions) <= set(together.interactions)


def test_two_medications_that_act_differently_are_no_single_one() -> None:
    with pytest.raises(AmbiguousError, match="fits several medications"):
        find_medication("furosemide 40 mg + omeprazole 20 mg")
    assert find_medication("furosemide 40 mg + torasemide 10 mg").risk_factors == ("risk:loop-diuretics",)


@pytest.mark.parametrize(
    ("text", "risks"),
    [
        ("losartan/hydrochlorothiazide 50 mg", ("risk:thiazides",)),
        ("my omeprazole capsule for reflux", ("risk:ppi",)),
        ("lisinopril 10 mg, omeprazole 20 mg", ("risk:ppi",)),
        ("omeprazole 20 mg, and at night 40 mg", ("risk:ppi",)),
        ("furosemide 40 mg if needed + my omeprazole capsule", ("risk:loop-diuretics", "risk:ppi")),
    ],
)
def test_names_inside_a_text_are_read_and_the_reading_is_stated(text: str, risks: tuple[str, ...]) -> None:
    found = possible_medication(text)
    assert found.risk_factors == risks
    assert found.word == text
    if found.assumption:
        assert repr(text) in found.assumption
        assert all(mg.risk_factors[id_].name in found.assumption for id_ in risks)


@pytest.mark.parametrize("text", ["no omeprazole", "my mother takes omeprazole", "afraid of omeprazole"])
def test_what_is_denied_or_about_another_person_is_no_medication(text: str) -> None:
    with pytest.raises(NotFoundError):
        possible_medication(text)


def test_a_medication_knows_whether_it_has_magnesium() -> None:
    for word, is_magnesium in (("milk of magnesia", True), ("magnesium sachet", True), ("omeprazole", False)):
        assert possible_medication(word).contains_magnesium is is_magnesium
    assert {record.id for record in magnesium_products()} == {
        id_ for id_, record in mg.interactions.items() if record.contains_magnesium
    }
    assert "interaction:epsom-salts" in {record.id for record in magnesium_products()}


def test_a_word_for_several_products_with_magnesium_means_all_of_them() -> None:
    assert set(find_medication("epsom").interactions) == {"interaction:epsom-salts", "interaction:other-mg-products"}


@pytest.mark.parametrize("word", ["glycinate", "citrate", "magnesium-oxide", "magnesium citrate"])
def test_a_salt_may_be_named_without_magnesium(word: str) -> None:
    assert find_supplement(word) == word


def test_a_record_names_itself() -> None:
    risk, symptom = mg.risk_factors["risk:ppi"], mg.symptoms["tetany"]
    assert find_risk_factors(risk) == (risk,)
    assert find_symptom(symptom) is symptom
    assert find_medication(risk).risk_factors == ("risk:ppi",)


def test_a_drug_has_the_codes_of_every_record_that_names_it() -> None:
    records: list[mg.RiskFactor | mg.Interaction] = [*mg.risk_factors.values(), *mg.interactions.values()]
    for drug in {drug for record in records for drug in record.drugs}:
        named = [record for record in records if drug in record.drugs]
        found = find_medication(drug)
        if not found.contains_magnesium:
            assert {code for record in named for code in record.atc_codes} <= set(found.atc_codes), drug


@pytest.mark.parametrize(
    ("find", "known", "unknown"),
    [
        (find_symptom, "twitchng", "qqqq zzz"),
        (find_risk_factors, "alcoholsm", "qqqq"),
        (find_medication, "omeprazle", "qq"),
    ],
)
def test_the_hint_of_an_unknown_word_says_where_to_search(find: Any, known: str, unknown: str) -> None:
    with pytest.raises(NotFoundError) as near:
        find(known)
    assert near.value.suggestions
    assert near.value.hint.startswith("search with .search(text)")
    with pytest.raises(NotFoundError) as far:
        find(unknown)
    assert far.value.suggestions == ()
    assert far.value.hint.startswith("the catalogs can be searched")
    assert ("name it to a clinician" in near.value.hint) == (find is find_medication)


def test_near_words_are_of_the_kind_that_was_asked_for() -> None:
    with pytest.raises(NotFoundError) as error:
        find_symptom("omeprazle")
    assert "omeprazole" not in error.value.suggestions
    with pytest.raises(NotFoundError) as error:
        find_symptom("purple cramps")
    assert "Muscle cramps" in error.value.suggestions
    with pytest.raises(NotFoundError) as error:
        find_symptom("seizures under purple moonlight yesterday")
    assert error.value.suggestions == ("Seizures",)


def test_unknown_names_of_every_kind() -> None:
    with pytest.raises(NotFoundError, match="no symptom 'kramps'; did you mean cramps"):
        find_symptom("kramps")
    with pytest.raises(NotFoundError, match="no risk factor"):
        find_risk_factors("qwertyuiop")
    with pytest.raises(NotFoundError, match="no medication 'N02BE01'"):
        find_medication("N02BE01")
    with pytest.raises(NotFoundError, match=r"no supplement 'iron'.*magnesium\.compounds"):
        find_supplement("iron")


def test_the_beginning_of_a_word_names_nothing() -> None:
    """In a search "omep" is good enough; a finding must not rest on a guess."""
    assert mg.risk_factors.search("omep")
    with pytest.raises(NotFoundError):
        find_medication("omep")


def test_supplements() -> None:
    assert find_supplement("magnesium citrate") == "magnesium citrate"
    assert find_supplement(mg.compounds["magnesium-oxide"]) == mg.compounds["magnesium-oxide"].name
    with pytest.raises(NotFoundError):
        find_supplement("m")


@pytest.mark.parametrize("word", ["", "  ", "?!", 3, None])
def test_what_is_no_word_is_told(word: object) -> None:
    finders: tuple[Any, ...] = (find_symptom, find_risk_factors, find_medication, find_supplement)
    for find in finders:
        with pytest.raises(InvalidValueError, match="must be a name"):
            find(word)


def test_kidney_risk_factors_are_those_of_the_kidneys() -> None:
    assert {"risk:ckd", "risk:impaired-kidney-function", "risk:kidney-transplant"} <= kidney_risk_factors()


@given(st.text())
def test_no_text_breaks_the_matching(text: str) -> None:
    for find in (find_symptom, find_risk_factors, find_medication, find_supplement):
        try:
            find(text)
        except MagnesiumError as error:
            assert str(error)
