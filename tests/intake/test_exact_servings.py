"""Suggestions at, just above and just below an exact number of servings."""

from __future__ import annotations

import pytest

import magnesium as mg
from magnesium.intake.suggestions import everyday_servings

MAN = mg.Person(age=40, sex="male")
NEED = mg.rda(age=40, sex="male")
# Foods with different amounts in a serving, of which several are needed.
FOODS = [(food, portion) for food, portion in everyday_servings() if (food.serving(portion.label).mg or 0) > 1][::30]


def _servings(gap_mg: float, food: mg.Food) -> int:
    found = mg.suggest(NEED - gap_mg, MAN, limit=10_000)
    assert found.gap_mg == pytest.approx(gap_mg)
    (one,) = [item for item in found if item.food == food]
    return one.servings


@pytest.mark.parametrize(("food", "portion"), FOODS, ids=lambda each: getattr(each, "id", ""))
def test_a_gap_of_whole_servings_needs_just_these(food: mg.Food, portion: mg.Portion) -> None:
    each = food.mg_per_100g * portion.grams / 100 if food.mg_per_100g else 0.0
    most = min(5, int(NEED / each) - 1)
    for servings in range(1, most + 1):
        assert _servings(servings * each, food) == servings
        assert _servings(servings * each * (1 + 1e-6), food) == servings + 1
        assert _servings(servings * each * (1 - 1e-6), food) == servings


def test_the_smallest_gap_needs_one_serving() -> None:
    assert {item.servings for item in mg.suggest(NEED - 1e-6, MAN, limit=10_000)} == {1}
