"""The reader of the earlier releases of FNDDS, on made-up files, and what is stored of them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from tests.tools.national_samples import (
    release_row,
    write_gzip,
    write_plain,
    write_sheets,
    write_workbook_of_categories,
)
from tools.foods.fndds_releases import read, release_table
from tools.foods.table import RawFood, RawPortion


def test_the_first_workbook_that_has_a_code_gives_its_category(tmp_path: Path) -> None:
    amounts = write_plain(
        tmp_path / "fndds_9_mg.csv",
        [release_row(code, "12.5", calcium_mg_per_100g="") for code in ("11000001", "94000000", "53000001")],
    )
    first = write_workbook_of_categories(
        tmp_path / "foods-and-beverages.xlsx", {11000001: 1002}, column="WWEIA Category number"
    )
    second = write_workbook_of_categories(
        tmp_path / "Foods and Beverages.xlsx", {11000001: 7002}, column="WWEIA Category code"
    )
    milk, water, other = read(amounts, first, second)
    assert (milk.category, water.category, other.category) == ("dairy and eggs", "water", "")
    assert (milk.mg, milk.kcal, milk.calcium_mg) == (12.5, None, None)


def test_portions_of_a_database_leave_out_subcodes_and_rules(tmp_path: Path) -> None:
    amounts = write_plain(tmp_path / "fndds_9_mg.csv", [release_row("11000001", "12")])
    descriptions = write_gzip(
        tmp_path / "FoodPortionDesc.csv.gz",
        [
            {"Portion code": "1", "Portion description": "1 cup"},
            {"Portion code": "2", "Portion description": "Quantity not specified"},
        ],
    )
    weights = write_gzip(
        tmp_path / "FoodWeights.csv.gz",
        [
            {"Food code": "11000001", "Subcode": subcode, "Portion code": portion, "Portion weight": weight}
            for subcode, portion, weight in (("0", "1", "244"), ("1000001", "1", "300"), ("0", "2", "244"))
        ],
    )
    for order in ((descriptions, weights), (weights, descriptions)):
        (food,) = read(amounts, *order)
        assert food.portions == (RawPortion(amount=1.0, description="cup", grams=244.0),)


def test_portions_of_a_workbook(tmp_path: Path) -> None:
    amounts = write_plain(tmp_path / "fndds_9_mg.csv", [release_row("11000001", "12")])
    sheet: list[list[object]] = [
        ["Title"],
        ["Food code", "Portion description", "Portion weight (g)"],
        [11000001, "1/2 bagel", 50],
        [11000001, "1 cup", 0],
    ]
    (food,) = read(amounts, write_sheets(tmp_path / "portions-and-weights.xlsx", [sheet]))
    assert food.portions == (RawPortion(amount=0.5, description="bagel", grams=50.0),)


def test_what_equals_the_newest_release_is_left_blank_and_amounts_never_are() -> None:
    def food(code: str, name: str, category: str) -> RawFood:
        return RawFood(id=f"fndds:{code}", name=name, category=category, mg=10.0, kcal=None, calcium_mg=None)

    newest = [{"id": "fndds:1", "name": "Milk", "category": "dairy and eggs", "mg_per_100g": "10"}]
    foods = [food("2", "Milk", "dairy and eggs"), food("1", "Milk", "beverages")]
    table = release_table("1999-2000", foods, newest)
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert table.name == "fndds/1999-2000.csv"
    assert [(row["id"], row["name"], row["category"], row["mg_per_100g"]) for row in rows] == [
        ("fndds:1", "", "beverages", "10"),
        ("fndds:2", "Milk", "dairy and eggs", "10"),
    ]
