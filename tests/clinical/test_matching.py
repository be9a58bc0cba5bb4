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
    [("ometrazole", "omeprazole"), ("furosmide", "furosemide")],
)
def test_unknown_medications_come_with_near_matches(word: str, near: str) -> None:
    with pytest.raises(
        NotFoundError,
        match="may act on magnesium all the same: leave it out, or assess without strict, to have the rest assessed",
    ) as error:
        find_medication(word)
    assert near in {name.casefold() for name in error.value.suggestions}


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
