"""The rule by which foods of several tables are linked."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.national_samples import write_plain
from tools import food_links
from tools.food_links import Linked, copied_foods, linked_foods, links_table, names_of, reduced, surveyed_foods


def food(
    id_: str, name: str, kcal: float | None = 100.0, category: str = "vegetables", *, is_copy: bool = False
) -> Linked:
    """Return a food with a name."""
    return Linked(id=id_, names=names_of(name, category), kcal=kcal, category=category, is_copy=is_copy)


def links(base: Linked, *others: Linked) -> list[str]:
    """Return the rows of the links of one food."""
    return links_table([base], others).text.splitlines()[1:]


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Spinach, raw", "Spinach, fresh"),
        ("Spinach, cooked, boiled, drained, without salt", "Spinach, steamed (without addition of salt)"),
        ("Eggplant, raw", "Aubergine, raw"),
        ("Nuts, hazelnuts or filberts", "Hazelnut"),
        ("Cheese, brie", "Brie"),
        ("Fish, tilapia, cooked, dry heat", "Tilapia, oven-baked"),
        ("Lentils, dried", "Lentil, whole, dried"),
    ],
)
def test_publishers_words_for_one_thing_are_one(name: str, other: str) -> None:
    assert reduced(name) == reduced(other)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Spinach, raw", "Spinach, cooked"),
        ("Goat milk", "Cheese, from goat's milk"),
        ("Tart", "Cheese tart"),
        ("Wheat flour, whole", "Wheat flour"),
        ("Grape leaves, raw", "Grapes, raw"),
        ("Wild rice, raw", "Rice, raw"),
    ],
)
def test_different_foods_are_not_one(name: str, other: str) -> None:
    assert reduced(name) != reduced(other)


def test_an_unstated_form_of_a_vegetable_is_raw_and_everyday_names_have_the_printed_form() -> None:
    assert names_of("Spinach", "vegetables") == names_of("Spinach, raw", "vegetables")
    assert [name.form for name in names_of("Peas, green, cooked", "vegetables", ["garden peas"])] == [
        "cooked",
        "cooked",
    ]


@pytest.mark.parametrize(
    ("kcal", "is_linked"), [(100, True), (119, True), (80, True), (126, False), (74, False), (None, False)]
)
def test_energies_must_agree(kcal: float | None, is_linked: bool) -> None:
    assert bool(links(food("sr28:1", "Leek, raw"), food("ch:1", "Leek", kcal))) == is_linked


def test_a_table_without_energies_is_linked_by_name_and_form() -> None:
    base = food("sr28:1", "Leek, raw")
    assert links(base, food("cnf:1", "Leek, raw", None)) == ["sr28:1,cnf:1,"]
    assert links(base, food("cnf:1", "Leek, boiled", None)) == []


def test_a_biscuit_named_for_a_spice_is_not_the_spice() -> None:
    base = food("sr28:1", "Ginger nuts", category="baked goods")
    assert links(base, food("ch:1", "Ginger", category="spices")) == []
    assert links(base, food("ch:1", "Ginger", category="baked goods"))


def test_one_food_of_a_table_is_linked_the_nearest_in_form_and_energy() -> None:
    others = [food("ch:1", "Leek, raw", 90), food("ch:2", "Leek, raw", 98), food("ch:3", "Leek, frozen", 100)]
    assert links(food("sr28:1", "Leek, raw"), *others) == ["sr28:1,ch:2,"]


def test_copies_are_listed_apart_and_make_no_link_alone() -> None:
    copy = food("cnf:1", "Leek, raw", is_copy=True)
    assert links(food("sr28:1", "Leek, raw"), copy) == []
    assert links(food("sr28:1", "Leek, raw"), copy, food("ch:1", "Leek")) == ["sr28:1,ch:1,cnf:1"]


@given(st.floats(0, 1000), st.floats(0, 1000))
def test_magnesium_has_no_influence(mg: float, other: float) -> None:
    """A link that depended on the figures could not be used to compare them."""
    row = {"category": "vegetables", "kcal_per_100g": "30"}
    bases = linked_foods([row | {"id": "sr28:1", "name": "Leek, raw", "mg_per_100g": repr(mg)}], {})
    others = linked_foods([row | {"id": "ch:1", "name": "Leek", "mg_per_100g": repr(other)}], {})
    assert links_table(bases, others).rows == 1


def test_foods_of_unknown_magnesium_and_averages_are_not_linked() -> None:
    row = {"id": "ch:1", "name": "Bread", "category": "baked goods", "kcal_per_100g": "250"}
    assert list(linked_foods([row | {"mg_per_100g": ""}], {})) == []
    assert list(linked_foods([row | {"mg_per_100g": "3", "name": "Bread (average)"}], {})) == []


def test_which_values_are_copies_and_which_foods_are_surveyed(tmp_path: Path) -> None:
    amounts = write_plain(
        tmp_path / "mg.csv",
        [{"food_id": str(n), "nutrient_source_id": code} for n, code in enumerate(("0", "3", "NA", "5"))],
    )
    assert copied_foods(amounts) == {"cnf:0", "cnf:3"}
    foods = tmp_path / "FOOD_DES.txt"
    lines = [f"~{ndb}~^~1100~^~A food~^~A~^~~^~~^~{flag}~^~~^0^~~" for ndb, flag in (("01001", "Y"), ("01002", ""))]
    foods.write_bytes("\r\n".join([*lines, ""]).encode("latin-1"))
    assert surveyed_foods(foods) == {"sr28:01001"}


def test_examples() -> None:
    assert doctest.testmod(food_links).failed == 0
