from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.errors import InvalidValueError, PersonError
from magnesium.integrations.strategies import persons
from magnesium.people import LIFE_STAGE_WORDS, SEX_WORDS, Group, LifeStage, Person, Sex, stated_sex


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


def _spellings(word: str) -> st.SearchStrategy[str]:
    """Draw a word in any case, with blanks around it."""
    cases = st.tuples(*(st.sampled_from([char.lower(), char.upper()]) for char in word)).map("".join)
    return st.builds("{}{}{}".format, st.sampled_from(["", " ", "\t"]), cases, st.sampled_from(["", " "]))


def _meanings(words: Mapping[str, Any]) -> st.SearchStrategy[tuple[str, Any]]:
    return st.sampled_from(list(words.items())).flatmap(lambda pair: st.tuples(_spellings(pair[0]), st.just(pair[1])))


@given(_meanings(SEX_WORDS))
def test_every_word_for_a_sex_is_accepted_in_any_case(pair: tuple[Any, Sex | None]) -> None:
    word, sex = pair
    assert Person(age=30, sex=word).sex is sex
    assert Person.from_months(8, sex=word).sex is sex


@given(_meanings(LIFE_STAGE_WORDS))
def test_every_word_for_a_life_stage_is_accepted_in_any_case(pair: tuple[Any, LifeStage]) -> None:
    word, stage = pair
    age = 0.25 if stage in {LifeStage.INFANT_FORMULA, LifeStage.INFANT_HUMAN_MILK} else 30
    assert Person(age=age, sex="F", life_stage=word).life_stage is stage


@pytest.mark.parametrize("words", ["f F female Female woman girl", "m M male Male man boy", "other unknown"])
def test_words_that_mean_the_same_give_equal_persons(words: str) -> None:
    named = words.split() + ([None, ""] if "other" in words else [])
    assert len({Person(age=30, sex=word) for word in named}) == 1  # type: ignore[arg-type]


@given(st.one_of(st.text(), st.integers(), st.binary(), st.booleans(), st.lists(st.text())))
def test_any_other_word_is_refused_with_the_accepted_ones(word: Any) -> None:
    plain = word.strip().lower() if isinstance(word, str) else None
    assume(plain not in SEX_WORDS and plain not in LIFE_STAGE_WORDS)
    with pytest.raises(mg.PersonError) as of_sex:
        Person(age=30, sex=word)  # pyright: ignore[reportArgumentType]
    with pytest.raises(mg.PersonError) as of_stage:
        Person(age=30, sex="F", life_stage=word)  # pyright: ignore[reportArgumentType]
    assert all(known in str(of_sex.value) for known in SEX_WORDS)
    assert all(known in str(of_stage.value) for known in LIFE_STAGE_WORDS)


@pytest.mark.parametrize("word", [None, *(word for word, sex in SEX_WORDS.items() if sex is None)])
def test_where_the_sex_must_be_known_an_unstated_one_is_refused(word: Any) -> None:
    with pytest.raises(mg.PersonError, match="expected one of female"):
        stated_sex(word)
    with pytest.raises(mg.AmbiguousError, match="state the sex"):
        mg.rda(age=40, sex=word)


def test_keywords_state_a_life_stage_as_its_word_does() -> None:
    lactating = Person(age=30, sex="F", life_stage="lactating")
    assert Person(age=30, sex="F", lactating=True) == Person(age=30, sex="F", breastfeeding=True) == lactating
    assert Person(age=30, sex="F", life_stage="nursing", lactating=True, breastfeeding=True) == lactating
    assert Person(age=30, sex="F", pregnant=True).life_stage is LifeStage.PREGNANT
    assert mg.rda(age=30, sex="F", breastfeeding=True) == mg.rda(age=30, sex="female", lactating=True)


@pytest.mark.parametrize(
    "stated",
    [
        {"pregnant": True, "breastfeeding": True},
        {"pregnant": True, "lactating": True},
        {"life_stage": "nursing", "pregnant": True},
        {"life_stage": "infant_formula", "pregnant": True},
    ],
)
def test_two_life_stages_at_once_are_refused(stated: dict[str, Any]) -> None:
    with pytest.raises(mg.PersonError, match="mutually exclusive"):
        Person(age=30, sex="F", **stated)


@pytest.mark.parametrize("keyword", ["pregnant", "lactating", "breastfeeding"])
@pytest.mark.parametrize("answer", ["yes", None, [], 2])
def test_what_is_no_yes_or_no_is_refused(keyword: str, answer: Any) -> None:
    with pytest.raises(mg.PersonError, match=f"{keyword} must be True or False, got"):
        Person(age=30, sex="F", **{keyword: answer})


@pytest.mark.parametrize("stage", ["pregnant", "lactating"])
@pytest.mark.parametrize(("sex", "age"), [("male", 30), (None, 30), ("female", 8.9), ("female", 75)])
def test_impossible_combinations_name_both_sides(stage: str, sex: str | None, age: float) -> None:
    with pytest.raises(mg.PersonError) as caught:
        mg.Person(age=age, sex=sex, life_stage=stage)  # type: ignore[arg-type]
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
    words = {1: "1 month", 11: "11 months", 12: "12 months", 23: "23 months", 24: "2 years", 30: "2.5 years"}
    for months, text in words.items():
        assert str(mg.Person.from_months(months, sex="male")) == f"{text}, male"


# --- groups ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("group", "text"),
    [
        ({"sex": "female", "age_from_months": 228, "age_to_months": 372}, "women 19–30 years"),
        ({"sex": "male", "life_stage": "general", "age_from_months": 852}, "men 71 years and over"),
        ({"sex": "female", "age_from_months": 108, "age_to_months": 168}, "girls 9–13 years"),
        ({"sex": "male", "age_from_months": 168, "age_to_months": 228}, "boys 14–18 years"),
        ({"age_from_months": 12, "age_to_months": 48}, "children 1–3 years"),
        ({"age_from_months": 12, "age_to_months": 24}, "children 1 year"),
        ({"age_from_months": 6, "age_to_months": 12}, "infants 6–11 months"),
        ({"age_to_months": 12}, "infants below 1 year"),
        ({"age_to_months": 6}, "infants below 6 months"),
        ({"age_from_months": 0, "age_to_months": 6, "life_stage": "infant_formula"}, "infants fed formula 0–5 months"),
        ({"age_from_months": 216}, "adults 18 years and over"),
        ({"age_from_months": 120, "age_to_months": 780}, "people 10–64 years"),
        ({"sex": "female", "age_from_months": 132}, "females 11 years and over"),
        ({"sex": "female", "life_stage": "pregnant"}, "pregnant women"),
        ({"sex": "female", "life_stage": "lactating", "age_to_months": 228}, "lactating women below 19 years"),
        ({"age_from_months": 6, "age_to_months": 30}, "children 6–29 months"),
        ({}, "people of all ages"),
    ],
)
def test_a_group_is_printed_in_words(group: dict[str, Any], text: str) -> None:
    assert str(Group(**group)) == text


@given(persons(), st.integers(0, 1560), st.integers(1, 1560))
def test_bands_that_meet_share_nobody_and_lose_nobody(person: Person, start: int, width: int) -> None:
    """Half-open: whoever is in a band is in exactly one of its two parts, wherever it is cut."""
    band = Group(age_from_months=start, age_to_months=start + width)
    cut = start + max(1, width // 2)
    parts = [Group(age_from_months=start, age_to_months=cut)]
    if cut < start + width:
        parts.append(Group(age_from_months=cut, age_to_months=start + width))
    assert sum(person in part for part in parts) == (person in band)
    assert (person in band) == (start <= person.age_months < start + width)


@given(st.integers(0, 1558), st.integers(1, 1558))
def test_a_band_holds_its_first_month_and_not_its_end(start: int, width: int) -> None:
    end = min(start + width, 1559)
    band = Group(age_from_months=start, age_to_months=end)
    assert Person.from_months(start, sex=None) in band
    assert Person.from_months(end - 0.01, sex=None) in band
    assert Person.from_months(end, sex=None) not in band
    assert start == 0 or Person.from_months(start - 0.01, sex=None) not in band


@given(persons())
def test_a_group_that_states_nothing_holds_everybody_and_one_that_states_more_fewer(person: Person) -> None:
    assert person in Group()
    assert person in Group(sex=person.sex, life_stage=person.life_stage)
    for sex in Sex:
        assert (person in Group(sex=sex)) == (person.sex is sex)
    for stage in LifeStage:
        assert (person in Group(life_stage=stage)) == (person.life_stage is stage)


@pytest.mark.parametrize("band", [(12, 12), (24, 12), (-1, 12), (0, 0), (1.5, 12), (True, 12), ("12", 24)])
def test_an_impossible_band_is_refused(band: tuple[Any, Any]) -> None:
    with pytest.raises(InvalidValueError, match="age_"):
        Group(age_from_months=band[0], age_to_months=band[1])


def test_what_is_not_a_person_is_in_no_group() -> None:
    assert "somebody" not in Group()


def test_an_unknown_sex_or_life_stage_of_a_group_is_refused() -> None:
    for words in ({"sex": "whale"}, {"life_stage": "retired"}):
        with pytest.raises(PersonError, match=next(iter(words.values()))):
            Group(**words)  # type: ignore[arg-type]


@pytest.mark.parametrize(("sex", "said"), [(None, "sex is not stated$"), ("male", "sex is 'male'$")])
def test_a_pregnancy_without_the_female_sex_says_which_sex_was_given(sex: Any, said: str) -> None:
    with pytest.raises(mg.PersonError, match=said):
        Person(age=30, sex=sex, life_stage="pregnant")
