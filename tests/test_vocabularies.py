"""The words that signatures show are those that are accepted at run time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, get_args

import pytest

import magnesium as mg
from magnesium.assessment.findings import FindingKindWord
from magnesium.foods.entries import DOSED, DosedOriginWord, FoodOriginWord, OriginWord
from magnesium.foods.foods import FOOD_ORIGINS
from magnesium.intake.intake import Grouping
from magnesium.laboratory.grade_limits import CtcaeVersion, ctcae_limits, ctcae_version
from magnesium.laboratory.measures import MG_PER_DL, MMOL_PER_L, SerumUnit
from magnesium.needs.kinds import FAMILIES, Family
from magnesium.needs.labels import ClaimBasisWord
from magnesium.people import LIFE_STAGE_WORDS, SEX_WORDS, LifeStageWord, SexWord


def words(alias: Any) -> set[Any]:
    """Return the values of a Literal, also of a union of some."""
    return {inner for value in get_args(alias) for inner in (words(value) if get_args(value) else {value})}


@pytest.mark.parametrize(
    ("alias", "accepted"),
    [
        (OriginWord, mg.Origin),
        (FoodOriginWord, FOOD_ORIGINS),
        (DosedOriginWord, DOSED),
        (ClaimBasisWord, mg.ClaimBasis),
        (FindingKindWord, mg.FindingKind),
        (Family, FAMILIES),
        (SerumUnit, (MMOL_PER_L, MG_PER_DL)),
    ],
)
def test_a_literal_has_the_words_of_its_vocabulary(alias: Any, accepted: Iterable[Any]) -> None:
    assert words(alias) == set(accepted)


def test_every_word_for_a_version_of_ctcae_is_accepted_and_every_version_has_one() -> None:
    assert {ctcae_version(word) for word in words(CtcaeVersion)} == {limit.version for limit in ctcae_limits.values()}


@pytest.mark.parametrize(("alias", "accepted"), [(SexWord, SEX_WORDS), (LifeStageWord, LIFE_STAGE_WORDS)])
def test_a_literal_has_the_accepted_words_case_aside(alias: Any, accepted: Iterable[str]) -> None:
    assert {word.lower() for word in words(alias)} == set(accepted)


def test_an_intake_is_grouped_by_each_word_and_no_other() -> None:
    day = mg.Intake([mg.foods["sr28:11457"].grams(30)])
    assert all(day.by(key) for key in get_args(Grouping))
    with pytest.raises(mg.NotFoundError) as caught:
        day.by("size")  # type: ignore[arg-type]
    assert caught.value.hint == f"there are {', '.join(get_args(Grouping))}"
