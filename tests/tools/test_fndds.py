"""The reader of FNDDS, on made-up spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tools.samples import Cell, write_fndds
from tools.foods import fndds
from tools.foods.fndds import read_usual_amounts, wweia_category
from tools.foods.table import RawFood, RawPortion


def read(folder: Path) -> Iterator[RawFood]:
    """Return the foods of a folder with the two spreadsheets."""
    return fndds.read(folder / "nutrient-values.xlsx", folder / "portions-and-weights.xlsx")


MILK = (11000001, "Milk,  made up", 1002, 61, 123, 12)


def test_a_food_is_read_below_the_title_and_by_headers_with_line_breaks(tmp_path: Path) -> None:
    """Read by position, Vitamin E or calcium would be read as magnesium."""
    write_fndds(
        tmp_path,
        foods=[MILK, (42000002, "Nut, made up", 2804, 607, 264.5, 0)],
        portions=[(42000002, "1 nut", 1.2), (11000001, "1 cup", 244)],
    )
    assert list(read(tmp_path)) == [
        RawFood(
            id="fndds:11000001",
            name="Milk, made up",
            category="dairy and eggs",
            mg=12.0,
            kcal=61.0,
            calcium_mg=123.0,
            portions=(RawPortion(amount=1.0, description="cup", grams=244.0),),
        ),
        RawFood(
            id="fndds:42000002",
            name="Nut, made up",
            category="nuts",
            mg=0.0,
            kcal=607.0,
            calcium_mg=264.5,
            portions=(RawPortion(amount=1.0, description="nut", grams=1.2),),
        ),
    ]


@pytest.mark.parametrize("cell", [None, "", "-", "n/a"])
def test_a_cell_that_is_no_number_is_unknown(tmp_path: Path, cell: Cell) -> None:
    write_fndds(tmp_path, foods=[(11000001, "Milk, made up", 1002, cell, cell, cell)])
    (food,) = read(tmp_path)
    assert (food.mg, food.kcal, food.calcium_mg) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "grams"),
    [
        ("Quantity not specified", 0),
        ("Quantity not specified", 244),
        ("1 cup", 0),
        ("1 cup", None),
        ("1 cup", ""),
        ("1 cup", -5),
    ],
)
def test_what_weighs_nothing_or_is_no_measure_is_no_portion(tmp_path: Path, text: str, grams: Cell) -> None:
    write_fndds(tmp_path, foods=[MILK], portions=[(11000001, text, grams), (11000001, "1 fl oz", 30.5)])
    (food,) = read(tmp_path)
    assert food.portions == (RawPortion(amount=1.0, description="fl oz", grams=30.5),)


@pytest.mark.parametrize(
    "text", ["Quantity not specified, if main course in meal", "Quantity not specified, if appetizer"]
)
def test_a_quantity_not_specified_is_no_portion_whatever_follows(tmp_path: Path, text: str) -> None:
    """These two stand in the publisher's file for an antipasto."""
    write_fndds(tmp_path, foods=[MILK], portions=[(11000001, text, 115)])
    (food,) = read(tmp_path)
    assert food.portions == ()


@pytest.mark.parametrize(
    ("text", "amount", "description"),
    [
        ("1 cup, diced", 1.0, "cup, diced"),
        ("0.5 cup", 0.5, "cup"),
        ("10 pieces", 10.0, "pieces"),
        ("1 fl oz (NFS)", 1.0, "fl oz (NFS)"),
        ("Topping from 1 piece", 1.0, "Topping from 1 piece"),
        ("1/2 bagel", 0.5, "bagel"),
        ("1-3 ring thin pretzel", 1.0, "3 ring thin pretzel"),
        ("1 100 calorie package", 1.0, "100 calorie package"),
    ],
)
def test_the_leading_number_is_the_amount(tmp_path: Path, text: str, amount: float, description: str) -> None:
    """52 g is half a bagel, not one "1/2 bagel"; a package's own number stays with it."""
    write_fndds(tmp_path, foods=[MILK], portions=[(11000001, text, 52)])
    (food,) = read(tmp_path)
    assert food.portions == (RawPortion(amount=amount, description=description, grams=52.0),)


@pytest.mark.parametrize(
    ("number", "category"),
    [
        (1002, "dairy and eggs"),  # Milk, whole
        (1822, "dairy and eggs"),  # Yogurt, Greek
        (2004, "beef"),  # Ground beef
        (2006, "pork"),  # Pork
        (2008, "lamb and game"),  # Lamb, goat, game
        (2202, "poultry"),  # Chicken, whole pieces
        (2206, "poultry"),  # Turkey, duck, other poultry
        (2402, "fish"),  # Fish
        (2404, "fish"),  # Shellfish
        (2502, "dairy and eggs"),  # Eggs and omelets
        (2602, "sausages and cold cuts"),  # Cold cuts and cured meats
        (2802, "legumes"),  # Beans, peas, legumes
        (2804, "nuts"),  # Nuts and seeds
        (2806, "legumes"),  # Soy and meat-alternative products
        (3002, "mixed dishes"),  # Meat mixed dishes
        (3744, "mixed dishes"),  # Vegetable sandwiches/burgers
        (3804, "soups and sauces"),  # Soups, broth-based
        (4002, "grains"),  # Rice
        (4202, "baked goods"),  # Yeast breads
        (4602, "breakfast cereals"),  # Ready-to-eat cereal, higher sugar
        (5002, "snacks"),  # Potato chips
        (5704, "sweets"),  # Candy not containing chocolate
        (6002, "fruits"),  # Apples
        (6024, "fruits"),  # Mango and papaya
        (6402, "vegetables"),  # Tomatoes
        (6806, "vegetables"),  # Mashed potatoes and white potato mixtures
        (7002, "beverages"),  # Citrus juice
        (7804, "beverages"),  # Enhanced water
        (8002, "fats and oils"),  # Butter and animal fats
        (8402, "soups and sauces"),  # Tomato-based condiments
        (8802, "sweets"),  # Sugars and honey
        (9002, "baby foods"),  # Baby food: cereals
        (9404, "baby foods"),  # Formula, prepared from powder
        (9602, "beverages"),  # Human milk
        (9999, "other"),  # Not included in a food category
    ],
)
def test_survey_categories_become_ours(number: int, category: str) -> None:
    """Expected by the publisher's names of the categories, given with each number."""
    assert wweia_category(number) == category


def test_a_number_beyond_the_publishers_list_is_an_error() -> None:
    with pytest.raises(ValueError, match="10000"):
        wweia_category(10000)


def test_every_amount_that_is_not_specified_and_above_zero_is_kept_apart_from_the_portions(tmp_path: Path) -> None:
    """All 5,326 were dropped because two are 0."""
    write_fndds(
        tmp_path,
        foods=[MILK],
        portions=[
            (11000001, "1 cup", 244),
            (11000001, "Guideline amount per fl oz of beverage", 2.5),
            (11000001, "Quantity not specified", 244),
            (42000002, "Quantity not specified", 0),
            (42000003, "Quantity not specified, if appetizer", 30),
        ],
    )
    assert list(read_usual_amounts(tmp_path / "portions-and-weights.xlsx")) == [
        ("fndds:11000001", "244", "2.5 per fl oz of beverage"),
        ("fndds:42000003", "", "30 if appetizer"),
    ]
