"""The bundled national tables and releases against independent extracts of the publishers' files."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import magnesium as mg
from magnesium.text import fold

EXTRACTS = {
    "ch": ("ch_naehrwert_5.3/ch_mg.csv", "id", "name_en", "mg"),
    "taco": ("br_taco4/taco4_mg.csv", "code", "name_pt", "mg_per_100g"),
    "slv": ("se_livsmedelsverket_2022/se_mg.csv", "code", "name", "mg_per_100g"),
    "stfcj": ("jp_stfcj_2020/jp_mg.csv", "code", "name_ja", "mg"),
    "cnf": ("ca_cnf_2015/cnf_2015_mg.csv", "food_id", "food_description", "nutrient_value"),
    "fineli": ("fi_fineli_r20/fineli_r20_mg.csv", "food_id", "name_en", "mg_per_100g"),
}


@pytest.fixture(scope="module")
def raw(shared: Path) -> Path:
    """The folder of the publishers' tables."""
    folder = shared / "raw"
    if not folder.is_dir():
        pytest.skip("needs the publishers' tables, which are not in shared/raw")
    return folder


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def known(cell: str) -> float | None:
    return float(cell) if cell.strip() not in {"", "NA", "Tr", "*"} else None


def bare(name: str) -> str:
    """Return a name without case, width, spaces and the heading of a subgroup, such as ＜魚類＞."""
    return re.sub(r"<[^>]*>|\s", "", fold(name))


@pytest.mark.parametrize("table", EXTRACTS)
def test_every_food_has_the_name_and_the_magnesium_of_the_extract(raw: Path, table: str) -> None:
    path, id_, name, amount = EXTRACTS[table]
    expected = {f"{table}:{row[id_]}": row for row in rows(raw / "national" / path)}
    foods = {food.id: food for food in mg.foods.filter(source=table)}
    assert set(foods) == set(expected)
    for key, row in expected.items():
        ours = foods[key].name
        # The Canadian extract lost its accented letters.
        assert bare(row[name]) in {bare(ours), bare(ours.encode("ascii", "ignore").decode())}, key
        value: Any = known(row[amount])
        if row.get("matrix_unit") == "per 100ml food volume" and value is not None:
            value = pytest.approx(value / float(row["specific_gravity"]), abs=1e-4)
        assert foods[key].mg_per_100g == value, key


def test_the_newer_foundation_foods_have_24_more_and_328_of_known_magnesium(raw: Path) -> None:
    expected = {
        row["fdc_id"]: known(row["mg_per_100g"])
        for row in rows(raw / "foundation-2025-04-24" / "foundation_2025-04-24_mg.csv")
    }
    ours = {food.id.partition(":")[2]: food.mg_per_100g for food in mg.foods.filter(source="foundation")}
    assert ours.keys() >= expected.keys()
    assert {id_: ours[id_] for id_ in expected} == expected
    assert len(ours) == 340
    assert sum(value is not None for value in ours.values()) == 328


@pytest.mark.parametrize(
    ("release", "column"),
    [
        ("2007-2008", "4.1 2007-08"),
        ("2009-2010", "5.0 2009-10"),
        ("2015-2016", "2015-16"),
        ("2017-2018", "2017-2018"),
        ("2019-2020", "2019-2020"),
        ("2021-2023", "2021-2023"),
    ],
)
def test_every_code_of_every_release_has_the_magnesium_of_the_joined_extract(
    raw: Path, release: str, column: str
) -> None:
    joined = rows(raw / "fndds" / "fndds_all_versions_mg.csv")
    expected = {row["food_code"]: float(row[column]) for row in joined if row[column]}
    assert {id_[6:14]: food.mg_per_100g for id_, food in mg.fndds(release).items()} == expected
