from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.integrations.strategies import persons


@given(st.integers(min_value=0, max_value=130 * 12 - 1))
def test_whole_months_stay_whole(months: int) -> None:
    """7 / 12 * 12 is 7.000000000000001, which would fall into another band at an edge."""
    assert mg.Person.from_months(months, sex=None).age_months == months


@pytest.mark.parametrize("age", [-0.001, -1, 130, 1000, float("nan"), float("inf"), "25", None, True])
def test_impossible_ages(age: float) -> None:
    with pytest.raises(mg.AmountError, match="age"):
        mg.Person(age=age, sex="female")


def test_months_must_be_a_number() -> None:
    with pytest.raises(mg.AmountError, match="age in months"):
        mg.Person.from_months("8", sex="male")  # type: ignore[arg-type]


def test_numbers_of_other_types_are_ages() -> None:
    """A column of a data frame holds NumPy's numbers."""
    assert mg.Person(age=Fraction(51, 2), sex=None).age == 25.5  # type: ignore[arg-type]
    assert mg.Person(age=Decimal(25), sex=None).age == 25  # type: ignore[arg-type]
    with pytest.raises(mg.AmountError):
        mg.Person(age=10**400, sex=None)


def test_sex_and_age_have_no_default() -> None:
    with pytest.raises(TypeError):
        mg.Person(age=30)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        mg.Person(sex="female")  # type: ignore[call-arg]


@pytest.mark.parametrize("sex", ["woman", "", "f", 1])
def test_unknown_words_list_the_known_ones(sex: str) -> None:
    with pytest.raises(mg.PersonError, match="'female', 'male'"):
        mg.Person(age=30, sex=sex)


@pytest.mark.parametrize("stage", ["pregnant", "lactating"])
@pytest.mark.parametrize(("sex", "age"), [("male", 30), (None, 30), ("female", 8.9), ("female", 75)])
def test_impossible_combinations_name_both_sides(stage: str, sex: str | None, age: float) -> None:
    with pytest.raises(mg.PersonError) as caught:
        mg.Person(age=age, sex=sex, life_stage=stage)
    assert stage in str(caught.value)
    assert "sex" in str(caught.value) or "age" in str(caught.value)


def test_infant_feeding_is_for_infants() -> None:
    assert mg.Person.from_months(3, sex=None, life_stage="infant_formula").age_months == 3
    with pytest.raises(mg.PersonError, match="infant_formula"):
        mg.Person(age=1, sex=None, life_stage="infant_formula")


@given(persons())
def test_a_person_is_frozen_and_hashable(person: mg.Person) -> None:
    assert hash(person) == hash(mg.Person(age=person.age, sex=person.sex, life_stage=person.life_stage))
    with pytest.raises(AttributeError):
        person.age = 3  # type: ignore[misc]


def test_words_for_people() -> None:
    assert str(mg.Person(age=25, sex="female", life_stage="pregnant")) == "25 years, female, pregnant"
    assert str(mg.Person.from_months(8, sex=None)) == "8 months, sex not stated"
