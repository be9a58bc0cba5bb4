"""The reader of SR28, on made-up files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tools.samples import write_sr28
from tools.foods import sr28
from tools.foods.table import RawFood, RawPortion, foods_table


def files(folder: Path) -> list[Path]:
    """Return the files that the reader takes."""
    return [folder / name for name in ("FOOD_DES.txt", "WEIGHT.txt", "NUT_DATA_sr28.csv.gz")]


def read(folder: Path) -> dict[str, RawFood]:
    """Return what the reader makes of *folder*, by id."""
    foods = list(sr28.read(*files(folder)))
    by_id = {food.id: food for food in foods}
    assert len(by_id) == len(foods)
    return by_id


def test_amounts_are_joined_to_foods_by_the_number_without_leading_zeros(tmp_path: Path) -> None:
    """FOOD_DES says 00042 where NUT_DATA says 42; 42 must not fall to 04200 or 42000 either."""
    foods = read(
        write_sr28(
            tmp_path,
            foods=[("00042", "0900", "Fig, made up"), ("04200", "0400", "Oil, made up"), ("42000", "1100", "Leaf")],
            nutrients=[("42", "304", "17"), ("42", "208", "74"), ("42", "301", "35.5"), ("4200", "304", "0.1")],
        )
    )
    assert foods["sr28:00042"] == RawFood(
        id="sr28:00042", name="Fig, made up", category="fruits", mg=17.0, kcal=74.0, calcium_mg=35.5, portions=()
    )
    assert foods["sr28:04200"].mg == 0.1
    assert foods["sr28:42000"].mg is None


def test_an_amount_without_a_row_is_unknown_and_a_zero_is_known(tmp_path: Path) -> None:
    foods = read(
        write_sr28(
            tmp_path,
            foods=[("10001", "1000", "Unknown"), ("10002", "1000", "Zero"), ("10003", "1000", "Calcium only")],
            nutrients=[("10002", "304", "0"), ("10002", "208", "0"), ("10003", "301", "9")],
        )
    )
    unknown, zero, calcium = (foods[f"sr28:1000{n}"] for n in (1, 2, 3))
    assert (unknown.mg, unknown.kcal, unknown.calcium_mg) == (None, None, None)
    assert (zero.mg, zero.kcal, zero.calcium_mg) == (0.0, 0.0, None)
    assert (calcium.mg, calcium.kcal, calcium.calcium_mg) == (None, None, 9.0)


def test_other_nutrients_are_not_taken_for_ours(tmp_path: Path) -> None:
    """268 is energy in kJ, 305 phosphorus and 315 manganese: one digit or one unit away."""
    folder = write_sr28(
        tmp_path,
        foods=[("20001", "2000", "Grain")],
        nutrients=[("20001", "268", "1500"), ("20001", "305", "300"), ("20001", "315", "4"), ("20001", "304", "120")],
    )
    food = read(folder)["sr28:20001"]
    assert (food.mg, food.kcal, food.calcium_mg) == (120.0, None, None)


def test_a_lone_carriage_return_does_not_end_a_row(tmp_path: Path) -> None:
    """Reading by lines would cut the food in two and end with a field missing."""
    folder = write_sr28(
        tmp_path,
        foods=[("11001", "1100", "Kale,\rmade up,  raw "), ("11002", "1100", "Leek")],
        weights=[("11001", 1, "cup,\rchopped", 67), ("11002", 1, "leek", 89)],
    )
    foods = read(folder)
    assert [food.name for food in foods.values()] == ["Kale, made up, raw", "Leek"]
    table = foods_table("foods/sr28.csv", foods.values())
    assert "67 1 cup, chopped" in table.text
    assert "\r" not in table.text


def test_text_is_read_as_latin_1(tmp_path: Path) -> None:
    """The files are not UTF-8, which would fail on the é; 0x85 is a line break for Python and must not stay."""
    folder = write_sr28(
        tmp_path,
        foods=[("14001", "1400", "Café crème\x85 made up")],
        weights=[("14001", 1, "crêpe\x85 side", 30)],
    )
    table = foods_table("foods/sr28.csv", sr28.read(*files(folder)))
    assert table.text.splitlines()[1:] == ["sr28:14001,Café crème made up,beverages,,,,30 1 crêpe side,"]


def test_quotes_and_commas_in_a_measure_are_kept(tmp_path: Path) -> None:
    folder = write_sr28(
        tmp_path, foods=[("01001", "0100", "Butter, made up")], weights=[("01001", 1, 'pat (1" sq, 1/3" high)', 5.0)]
    )
    assert read(folder)["sr28:01001"].portions == (
        RawPortion(amount=1.0, description='pat (1" sq, 1/3" high)', grams=5.0),
    )


def test_portions_stay_with_their_food_and_in_the_publishers_order(tmp_path: Path) -> None:
    folder = write_sr28(
        tmp_path,
        foods=[("12001", "1200", "Nut"), ("12002", "1200", "Seed")],
        weights=[("12001", 1, "oz", 28.35), ("12002", 3, "tbsp", 27), ("12001", 0.5, "cup, whole", 71.5)],
    )
    foods = read(folder)
    assert foods["sr28:12001"].portions == (
        RawPortion(amount=1.0, description="oz", grams=28.35),
        RawPortion(amount=0.5, description="cup, whole", grams=71.5),
    )
    assert foods["sr28:12002"].portions == (RawPortion(amount=3.0, description="tbsp", grams=27.0),)


@pytest.mark.parametrize(
    ("group", "category"),
    [
        ("0100", "dairy and eggs"),
        ("0500", "poultry"),
        ("1000", "pork"),
        ("1100", "vegetables"),
        ("1200", "nuts"),
        ("1300", "beef"),
        ("1500", "fish"),
        ("1600", "legumes"),
        ("1800", "baked goods"),
        ("2000", "grains"),
    ],
)
def test_food_groups_become_our_categories(tmp_path: Path, group: str, category: str) -> None:
    """Expected by the publisher's group names in FD_GROUP.txt, e.g. 1500 Finfish and Shellfish Products."""
    foods = read(write_sr28(tmp_path, foods=[("50001", group, "A food")]))
    assert foods["sr28:50001"].category == category


def test_an_unknown_food_group_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="9900"):
        read(write_sr28(tmp_path, foods=[("50001", "9900", "A food of a new group")]))
