"""The table of all foods, whatever they are."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from tools.foods.table import RawFood, RawPortion, foods_table, portions_text

AMOUNT = st.none() | st.floats(min_value=0, max_value=10_000)
TEXT = st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=12)
PORTION = st.builds(
    RawPortion,
    amount=st.sampled_from([0.0, 0.5, 1.0, 3.0]),
    description=st.sampled_from(["cup", "cup,  diced", "cup, diced", " ", "a|b", "a/b", "1/2 bagel"]) | TEXT,
    grams=st.sampled_from([-1.0, 0.0, 28.35, 180.0]),
)
FOODS = st.lists(
    st.builds(
        RawFood,
        id=st.builds("{}:{:05d}".format, st.sampled_from(["sr28", "foundation", "fndds"]), st.integers(0, 99_999)),
        name=TEXT,
        category=st.sampled_from(["nuts", "fruits"]),
        mg=AMOUNT,
        kcal=AMOUNT,
        calcium_mg=AMOUNT,
        portions=st.lists(PORTION, max_size=6).map(tuple),
    ),
    unique_by=lambda food: food.id,
    max_size=8,
)


def food(id_: str, *portions: RawPortion) -> RawFood:
    """Return a food of known magnesium and nothing else."""
    return RawFood(id=id_, name="A food", category="nuts", mg=1.0, kcal=None, calcium_mg=None, portions=portions)


@given(st.data())
def test_the_order_of_the_input_does_not_change_the_table(data: st.DataObject) -> None:
    foods = data.draw(FOODS)
    shuffled = data.draw(st.permutations(foods))
    assert foods_table("foods/made_up.csv", shuffled) == foods_table("foods/made_up.csv", foods)


@given(FOODS)
def test_a_second_build_gives_the_same_bytes(foods: list[RawFood]) -> None:
    assert foods_table("foods/made_up.csv", iter(foods)).data == foods_table("foods/made_up.csv", iter(foods)).data


@given(FOODS)
def test_each_food_is_one_row_whose_blank_cells_are_its_unknown_amounts(foods: list[RawFood]) -> None:
    """A zero must not become blank, nor an unknown a zero, nor a food be lost or swapped."""
    table = foods_table("foods/made_up.csv", foods)
    rows = list(csv.DictReader(io.StringIO(table.text, newline="")))
    assert [row["id"] for row in rows] == sorted(food.id for food in foods)
    assert table.rows == len(foods)
    read = {row["id"]: row for row in rows}
    for one in foods:
        row = read[one.id]
        assert (row["name"], row["category"]) == (one.name, one.category)
        cells = [row["mg_per_100g"], row["kcal_per_100g"], row["calcium_mg_per_100g"]]
        assert [None if cell == "" else float(cell) for cell in cells] == [one.mg, one.kcal, one.calcium_mg]


@given(st.lists(PORTION, max_size=8))
def test_portions_read_back_once_each_and_without_those_of_no_weight(portions: list[RawPortion]) -> None:
    """A reader splits at each bar, then at the first two blanks; so neither may stand inside a field."""
    expected: list[tuple[float, float, str]] = []
    for portion in portions:
        description = " ".join(portion.description.replace("|", "/").split())
        entry = (portion.grams, portion.amount, description)
        if portion.grams > 0 and portion.amount > 0 and description and entry not in expected:
            expected.append(entry)
    text = portions_text(portions)
    fields = [part.split(" ", 2) for part in text.split("|")] if text else []
    assert [(float(grams), float(amount), description) for grams, amount, description in fields] == expected


def test_portions_are_written_in_the_publishers_order_and_once() -> None:
    cup = RawPortion(amount=1, description="cup,  raw", grams=30)
    tbsp = RawPortion(amount=2, description="tbsp", grams=14.2)
    again = RawPortion(amount=1, description="cup, raw ", grams=30.0)
    other = RawPortion(amount=1, description="cup, raw", grams=31)
    nothing = RawPortion(amount=1, description="pinch", grams=0)
    table = foods_table("foods/made_up.csv", [food("sr28:00001", cup, tbsp, again, nothing, other)])
    assert list(csv.reader(table.text.splitlines()))[1][-2] == "30 1 cup, raw|14.2 2 tbsp|31 1 cup, raw"
