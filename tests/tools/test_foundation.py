"""The reader of Foundation Foods, on made-up zip files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tools.samples import write_foundation
from tools.foods import foundation
from tools.foods.table import RawFood, RawPortion


def food(
    fdc_id: str, description: str = "Peas, made up", category: str = "11", kind: str = "foundation_food"
) -> dict[str, str]:
    """Return a row of food.csv."""
    return {"fdc_id": fdc_id, "data_type": kind, "description": description, "food_category_id": category}


def nutrient(fdc_id: str, nutrient_id: str, amount: str) -> dict[str, str]:
    """Return a row of food_nutrient.csv."""
    return {"fdc_id": fdc_id, "nutrient_id": nutrient_id, "amount": amount}


def portion(
    fdc_id: str, seq: str, amount: str, unit: str, grams: str, *, text: str = "", modifier: str = ""
) -> dict[str, str]:
    """Return a row of food_portion.csv."""
    return {
        "fdc_id": fdc_id,
        "seq_num": seq,
        "amount": amount,
        "measure_unit_id": unit,
        "portion_description": text,
        "modifier": modifier,
        "gram_weight": grams,
    }


CURRENT = [{"fdc_id": "500001"}]


@pytest.mark.parametrize("bom", [False, True], ids=["plain", "with a byte order mark"])
def test_a_food_is_read_from_the_nested_folder(tmp_path: Path, bom: bool) -> None:
    """food.csv must not be mistaken for foundation_food.csv; a byte order mark is no part of a column's name."""
    path = write_foundation(
        tmp_path / "FoodData_Central_made_up.zip",
        bom=bom,
        foundation_food=CURRENT,
        food=[food("500001", "Chickpeas,  (garbanzo\tbeans),\nmade up ", "16")],
        food_nutrient=[
            nutrient("500001", "1090", "54.25"),
            nutrient("500001", "1087", "81"),
            nutrient("500001", "1008", "160.0"),
            nutrient("500001", "1091", "999"),
        ],
    )
    assert list(foundation.read(path)) == [
        RawFood(
            id="foundation:500001",
            name="Chickpeas, (garbanzo beans), made up",
            category="legumes",
            mg=54.25,
            kcal=160.0,
            calcium_mg=81.0,
            portions=(),
        )
    ]


def test_superseded_foods_and_samples_are_left_out(tmp_path: Path) -> None:
    """food.csv still lists them as foundation_food; only foundation_food.csv says which are current."""
    path = write_foundation(
        tmp_path / "f.zip",
        foundation_food=CURRENT,
        food=[
            food("400001", "Peas, of last year"),
            food("500001", "Peas, of this year"),
            food("319874", "PEAS, ONE SAMPLE", kind="sample_food"),
        ],
        food_nutrient=[
            nutrient("400001", "1090", "11"),
            nutrient("500001", "1090", "22"),
            nutrient("319874", "1090", "33"),
        ],
        food_portion=[portion("400001", "1", "1", "1000", "100"), portion("319874", "1", "1", "1000", "101")],
    )
    assert [(f.id, f.name, f.mg, f.portions) for f in foundation.read(path)] == [
        ("foundation:500001", "Peas, of this year", 22.0, ())
    ]


def test_blank_and_missing_amounts_are_unknown_and_zero_is_known(tmp_path: Path) -> None:
    ids = ["500001", "500002", "500003"]
    path = write_foundation(
        tmp_path / "f.zip",
        foundation_food=[{"fdc_id": id_} for id_ in ids],
        food=[food(id_) for id_ in ids],
        food_nutrient=[
            nutrient("500001", "1090", ""),
            nutrient("500002", "1090", "0.0"),
            nutrient("500001", "1087", ""),
        ],
    )
    assert [(f.mg, f.kcal, f.calcium_mg) for f in foundation.read(path)] == [
        (None, None, None),
        (0.0, None, None),
        (None, None, None),
    ]


@pytest.mark.parametrize(
    ("rows", "kcal"),
    [
        ({"2047": "30", "2048": "20", "1008": "10"}, 10.0),
        ({"2047": "30", "2048": "20"}, 20.0),
        ({"2047": "30"}, 30.0),
        ({"1008": "", "2048": "", "2047": "30"}, 30.0),
        ({"1008": "0", "2047": "30"}, 0.0),
        ({"1062": "126"}, None),
        ({}, None),
    ],
    ids=["plain energy", "specific factors", "general factors", "blank rows", "known zero", "kJ only", "none"],
)
def test_energy_is_the_plain_row_or_the_atwater_rows_in_order(
    tmp_path: Path, rows: dict[str, str], kcal: float | None
) -> None:
    path = write_foundation(
        tmp_path / "f.zip",
        foundation_food=CURRENT,
        food=[food("500001")],
        food_nutrient=[nutrient("500001", id_, amount) for id_, amount in rows.items()],
    )
    assert [f.kcal for f in foundation.read(path)] == [kcal]


def test_portions_are_described_and_stand_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    """Sorted as text, 10 would come before 2; "undetermined" is no unit; a blank amount is one."""
    path = write_foundation(
        tmp_path / "f.zip",
        foundation_food=CURRENT,
        food=[food("500001")],
        food_portion=[
            portion("500001", "10", "2.0", "1001", "33.9"),
            portion("500001", "2", "1.0", "1000", "129.0", text="drained", modifier="chopped"),
            portion("500001", "1", "", "9999", "48.6", modifier="fillet"),
        ],
    )
    (found,) = foundation.read(path)
    assert found.portions == (
        RawPortion(amount=1.0, description="fillet", grams=48.6),
        RawPortion(amount=1.0, description="cup, drained, chopped", grams=129.0),
        RawPortion(amount=2.0, description="tablespoon", grams=33.9),
    )
