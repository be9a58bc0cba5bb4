"""The check of the everyday names, on made-up names and foods."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.tools.samples import write_csv
from tools.everyday import everyday_table

FOODS = (
    {"id": "sr28:12001", "mg_per_100g": "270", "portions": "28.35 1 oz (23 whole kernels)|71.5 0.5 cup"},
    {"id": "sr28:04001", "mg_per_100g": "0", "portions": ""},
    {"id": "sr28:19001", "mg_per_100g": "", "portions": "9 1 piece"},
)


def names(folder: Path, *rows: tuple[str, str, str]) -> Path:
    """Write a file of everyday names and return its path."""
    return write_csv(folder / "everyday.csv", [{"names": n, "food_id": f, "serving": s} for n, f, s in rows])


def test_rows_that_hold_are_shipped_sorted(tmp_path: Path) -> None:
    """A food of 0 mg is of known magnesium, and no usual serving is allowed."""
    path = names(
        tmp_path, ("oil|plain oil", "sr28:04001", ""), ("almond|almonds", "sr28:12001", "1 oz (23 whole kernels)")
    )
    table = everyday_table(path, FOODS)
    assert list(csv.reader(table.text.splitlines())) == [
        ["names", "food_id", "serving"],
        ["almond|almonds", "sr28:12001", "1 oz (23 whole kernels)"],
        ["oil|plain oil", "sr28:04001", ""],
    ]
    assert table.rows == 2


@pytest.mark.parametrize("food_id", ["sr28:99999", "12001", "sr28:19001"], ids=["absent", "no origin", "unknown mg"])
def test_a_name_must_lead_to_a_food_of_known_magnesium(tmp_path: Path, food_id: str) -> None:
    with pytest.raises(ValueError, match=f"mystery: no food {food_id}"):
        everyday_table(names(tmp_path, ("mystery", food_id, "")), FOODS)


def test_a_name_may_not_lead_to_two_foods(tmp_path: Path) -> None:
    path = names(tmp_path, ("almond|nut", "sr28:12001", ""), ("nut|oil", "sr28:04001", ""))
    with pytest.raises(ValueError, match=r"duplicated.*nut"):
        everyday_table(path, FOODS)


def test_a_name_may_not_stand_twice_in_one_row(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="duplicated"):
        everyday_table(names(tmp_path, ("almond|nut|almond", "sr28:12001", "")), FOODS)


@pytest.mark.parametrize("serving", ["1 cup", "oz (23 whole kernels)", "2 oz (23 whole kernels)", "1 pinch", "28.35"])
def test_a_serving_must_be_a_portion_that_is_shipped(tmp_path: Path, serving: str) -> None:
    with pytest.raises(ValueError, match="is not a portion of sr28:12001"):
        everyday_table(names(tmp_path, ("almond", "sr28:12001", serving)), FOODS)


def test_a_food_without_portions_has_no_serving(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is not a portion of sr28:04001"):
        everyday_table(names(tmp_path, ("oil", "sr28:04001", "1 tbsp")), FOODS)


def test_one_portion_of_several_will_do(tmp_path: Path) -> None:
    assert everyday_table(names(tmp_path, ("almond", "sr28:12001", "0.5 cup")), FOODS).rows == 1
