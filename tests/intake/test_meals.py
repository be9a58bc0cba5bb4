"""Texts with several items: what each is read as, and that none is dropped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg


def names(text: str) -> list[str]:
    return [entry.item.name.split(",")[0] for entry in mg.parse_meal(text)]


@pytest.mark.parametrize(
    "text",
    [
        "2 boiled eggs, 1 banana",
        "2 boiled eggs and 1 banana",
        "2 boiled eggs; 1 banana",
        "2 boiled eggs\n1 banana",
        "2 boiled eggs + 1 banana",
        "- 2 boiled eggs\n- 1 banana",
    ],
)
def test_items_are_separated_in_any_usual_way(text: str) -> None:
    assert names(text) == ["Egg", "Bananas"]
    assert mg.parse_meal(text).total.mg == pytest.approx(
        sum(mg.parse(part).mg or 0 for part in ("2 boiled eggs", "1 banana"))
    )


@given(st.lists(st.sampled_from(["1 banana", "2 boiled eggs", "1 cup whole milk"]), min_size=1, max_size=5))
def test_an_item_that_comes_twice_is_read_twice(items: list[str]) -> None:
    once = [mg.parse(item).mg for item in items]
    assert [entry.mg for entry in mg.parse_meal(", ".join(items))] == once
    assert [entry.mg for entry in mg.parse_meal(", ".join(items) + ", ")] == once


def test_what_a_kitchen_does_belongs_to_the_item_before_it() -> None:
    assert names("2 onions, peeled and diced, 100 g carrots, cut into batons") == ["Onions", "Carrots"]


@pytest.mark.parametrize("text", ["mac and cheese", "ham and cheese sandwich", "tea with milk", "gin and tonic"])
def test_a_food_with_and_in_its_name_is_one(text: str) -> None:
    assert len(mg.parse_meal(text)) == 1


def test_what_is_added_without_an_amount_is_what_the_survey_adds() -> None:
    """A cup of milk was added to a cup of coffee."""
    coffee, milk = mg.parse_meal("coffee with milk")
    assert coffee.grams is not None
    assert milk.grams == pytest.approx(coffee.grams / 29.5735 * 2.5, rel=1e-3)  # FNDDS: 2.5 g per fl oz of beverage
    _, butter = mg.parse_meal("2 slices of toast with peanut butter")
    assert butter.grams == 2 * 16  # FNDDS: 16 g per slice of bread
    assert any(note.source == "fndds" for note in butter.assumptions)


def test_what_is_in_one_dish_is_not_made_two_items() -> None:
    with pytest.raises(mg.MagnesiumError):
        mg.parse_meal("quorn and lentil soup")
    with pytest.raises(mg.MagnesiumError):
        mg.parse_meal("beef and lentil soup")


def test_an_item_that_cannot_be_read_is_an_error_and_not_dropped() -> None:
    with pytest.raises(mg.NotFoundError, match="halloumi"):
        mg.parse_meal("2 eggs, 100 g halloumi, 1 banana")


def test_never_assuming_holds_for_every_item() -> None:
    assert len(mg.parse_meal("100 g almonds, 1 cup cooked spinach", assume="never")) == 2
    with pytest.raises(mg.AmbiguousError):
        mg.parse_meal("100 g almonds, a handful of spinach", assume="never")


def test_a_text_without_items_is_not_found() -> None:
    with pytest.raises(mg.NotFoundError):
        mg.parse_meal(" \n ")


@pytest.mark.parametrize(
    ("text", "grams"),
    [
        ("toast with butter", 7),  # FNDDS: 7 g per slice of bread
        ("3 slices of toast with butter", 3 * 7),
        ("44 g toast with butter", 2 * 7),  # a slice is 22 g
        ("60 g bagel with butter", 7),  # in no slices
        ("cornflakes with milk", 122),  # half a cup, of 244 g
        ("1 cup cooked oatmeal with milk", 236.588 / 29.5735 / 8 * 60.333),
    ],
)
def test_an_addition_follows_the_amount_of_what_it_is_added_to(text: str, grams: float) -> None:
    assert [entry.grams for entry in mg.parse_meal(text)][1] == pytest.approx(grams, rel=0.02)
