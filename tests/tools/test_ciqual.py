"""The reader of Ciqual, on made-up workbooks."""

from __future__ import annotations

import doctest
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.tools.samples import ciqual_row, english_row, write_ciqual
from tools.foods import ciqual
from tools.foods.table import RawFood, foods_table


def read(folder: Path, french: Mapping[float, str], english: Sequence[Mapping[str, object]]) -> list[RawFood]:
    """Return the foods of two workbooks, the French one with names only."""
    rows = [ciqual_row(code, name, "999", group="made up") for code, name in french.items()]
    return list(ciqual.read(write_ciqual(folder / "fr.xls", rows), write_ciqual(folder / "en.xls", english)))


def test_names_of_both_languages_are_joined_by_code(tmp_path: Path) -> None:
    """Joined by position, the two names would be swapped; amounts are those of the English workbook."""
    foods = read(
        tmp_path,
        {2.0: "Pois, cru", 1.0: "Fève,  crue"},
        [
            english_row(1.0, "Broad bean,  raw", "0203", magnesium="33,5", kcal="88", calcium="0"),
            english_row(2.0, "Pea, raw", "0203"),
        ],
    )
    assert foods == [
        RawFood(
            id="ciqual:1",
            name="Broad bean, raw",
            category="legumes",
            mg=33.5,
            kcal=88.0,
            calcium_mg=0.0,
            translations={"fr": "Fève, crue"},
        ),
        RawFood(
            id="ciqual:2",
            name="Pea, raw",
            category="legumes",
            mg=None,
            kcal=None,
            calcium_mg=None,
            translations={"fr": "Pois, cru"},
        ),
    ]
    assert 'ciqual:1,"Broad bean, raw",legumes,33.5,88,0,,"fr Fève, crue"\n' in foods_table("x.csv", foods).text


@pytest.mark.parametrize("cell", ["-", "", "traces", "< 0,5", "<5", "0.5 - 1"])
def test_a_cell_that_is_not_a_number_is_unknown(tmp_path: Path, cell: str) -> None:
    row = english_row(1.0, "Pea", "0203", magnesium=cell, kcal=cell, calcium=cell)
    (food,) = read(tmp_path, {1.0: "Pois"}, [row])
    assert (food.mg, food.kcal, food.calcium_mg) == (None, None, None)


@pytest.mark.parametrize("amounts", [("546", "-"), ("-", "546")])
def test_of_a_duplicated_food_the_row_with_magnesium_counts(tmp_path: Path, amounts: tuple[str, str]) -> None:
    rows = [english_row(9621.0, "Bran", "0301", magnesium=amount) for amount in amounts]
    (food,) = read(tmp_path, {9621.0: "Son"}, rows)
    assert food.mg == 546.0


@pytest.mark.parametrize(
    ("group", "category"),
    [
        ("0103", "mixed dishes"),
        ("0205", "nuts"),
        ("040102", "pork"),
        ("040206", "lamb and game"),
        ("0601", "water"),
        ("0602", "beverages"),
        ("00", "other"),
    ],
)
def test_the_smallest_group_decides_the_category(tmp_path: Path, group: str, category: str) -> None:
    (food,) = read(tmp_path, {1.0: "Aliment"}, [english_row(1.0, "Food", group)])
    assert food.category == category


def test_examples() -> None:
    assert doctest.testmod(ciqual).failed == 0
