"""The reader of the Ciqual waters, on made-up rows and a made-up workbook."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.samples import CALCIUM_COLUMN, MAGNESIUM_COLUMN, ciqual_row, write_ciqual
from tools.waters import RawWater, english, read_ciqual, waters, waters_table

SOURCE = "Eau minérale Fontaine, embouteillée, non gazeuse, fortement minéralisée (Villeneuve, 99)"


@pytest.mark.parametrize(
    ("cell", "mg"),
    [
        ("11,9", 119.0),
        ("7,45", 74.5),
        ("0,05", 0.5),
        ("24", 240.0),
        (" 4,2 ", 42.0),
        ("0", 0.0),
        ("-", None),
        ("", None),
        ("traces", None),
        ("< 0,5", None),
        ("<0,5", None),
        ("-4", None),
    ],
)
def test_a_cell_per_100_g_becomes_mg_per_l_or_unknown(cell: str, mg: float | None) -> None:
    """A decimal comma is no thousands mark; "<0,5" is neither 0.5 nor 0; 11.9 × 10 is 119, not 119.00000000000001."""
    (water,) = waters([ciqual_row(99001.0, SOURCE, cell, "1,5")])
    assert water.mg == mg
    assert water.calcium_mg == 15.0


def test_magnesium_and_calcium_are_not_swapped_and_unknown_apart() -> None:
    found = list(waters([ciqual_row(99001.0, SOURCE, "-", "0,12"), ciqual_row(99002.0, SOURCE, "3", "traces")]))
    assert [(w.id, w.mg, w.calcium_mg) for w in found] == [
        ("water:ciqual-99001", None, 1.2),
        ("water:ciqual-99002", 30.0, None),
    ]


@given(st.integers(min_value=0, max_value=99_999))
def test_any_amount_with_three_decimals_is_multiplied_exactly(thousandths: int) -> None:
    """The figure that is shipped is the decimal number that the publisher printed, times ten."""
    whole, rest = divmod(thousandths, 1000)
    (water,) = waters([ciqual_row(99001.0, SOURCE, f"{whole},{rest:03}")])
    assert water.mg == thousandths / 100


def test_only_waters_are_taken() -> None:
    rows = [
        ciqual_row(99001.0, "Jus de test, pur jus", "10", group="boissons sans alcool"),
        ciqual_row(99002.0, SOURCE, "5,0"),
    ]
    assert [water.id for water in waters(rows)] == ["water:ciqual-99002"]


@pytest.mark.parametrize(
    ("theirs", "name", "description"),
    [
        (SOURCE, "Fontaine", "mineral water, still, high mineral content; Villeneuve, France"),
        (
            "Eau minérale Bulle, embouteillée, gazeuse, moyennement minéralisée (Italie)",
            "Bulle",
            "mineral water, sparkling, medium mineral content; Italy",
        ),
        (
            "Eau minérale Double, embouteillée, gazeuse ou non gazeuse, très faiblement minéralisée (Belgique)",
            "Double",
            "mineral water, still or sparkling, very low mineral content; Belgium",
        ),
        # As the publisher writes it, once:
        (
            "Eau minérale Double, embouteillée, gazeuse ou non non gazeuse, faiblement minéraliséee (Suisse)",
            "Double",
            "mineral water, still or sparkling, low mineral content; Switzerland",
        ),
        ("Eau de source Ruisseau, embouteillée, non gazeuse", "Ruisseau", "spring water, still"),
        (
            "Eau minérale Parc (La Source), embouteillée, faiblement minéralisée (Grèce)",
            "Parc (La Source)",
            "mineral water, low mineral content; Greece",
        ),
        ("Eau du robinet", "Tap water, France", "tap water"),
    ],
)
def test_names_are_told_in_english(theirs: str, name: str, description: str) -> None:
    """ "non gazeuse" holds "gazeuse", and "très faiblement" holds "faiblement": the longer must win."""
    assert english(theirs) == (name, description)


@pytest.mark.parametrize("name", ["Eau pétillante", "Eau minérale sans virgule", "Jus d'orange"])
def test_a_name_that_is_not_understood_is_an_error(name: str) -> None:
    with pytest.raises(ValueError, match="not understood"):
        english(name)


def test_an_unknown_country_is_an_error() -> None:
    with pytest.raises(KeyError, match="Atlantide"):
        english("Eau minérale Perdue, embouteillée, gazeuse (Atlantide)")


def test_the_workbook_is_read_by_the_names_of_its_columns(tmp_path: Path) -> None:
    """Calcium stands before magnesium in the publisher's file; the code is a float there."""
    row = ciqual_row(99001.0, SOURCE, "11,9", "54,9")
    assert list(row).index(CALCIUM_COLUMN) < list(row).index(MAGNESIUM_COLUMN)
    path = write_ciqual(tmp_path / "c.xls", [row, ciqual_row(99002.0, "Pain, fait de tests", "30", group="pains"), row])
    water = RawWater(
        id="water:ciqual-99001",
        name="Fontaine",
        description="mineral water, still, high mineral content; Villeneuve, France",
        mg=119.0,
        calcium_mg=549.0,
        source="ciqual",
    )
    assert list(read_ciqual(path)) == [water, water]


def test_the_table_is_sorted_and_keeps_unknown_apart_from_zero() -> None:
    read = waters(
        [ciqual_row(99003.0, SOURCE, "-"), ciqual_row(99001.0, SOURCE, "0", "0,1"), ciqual_row(99002.0, SOURCE, "2")]
    )
    table = waters_table(list(read), {})
    rows = list(csv.DictReader(table.text.splitlines()))
    assert [(row["id"], row["mg_per_l"], row["calcium_mg_per_l"]) for row in rows] == [
        ("water:ciqual-99001", "0", "1"),
        ("water:ciqual-99002", "20", ""),
        ("water:ciqual-99003", "", ""),
    ]
    assert {row["source"] for row in rows} == {"ciqual"}


def test_everyday_names_are_added_and_must_name_a_water() -> None:
    read = list(waters([ciqual_row(99001.0, SOURCE, "0")]))
    (row,) = csv.DictReader(waters_table(read, {"water:ciqual-99001": ["spring", "fountain"]}).text.splitlines())
    assert row["names"] == "spring|fountain"
    with pytest.raises(ValueError, match="no water water:ciqual-1"):
        waters_table(read, {"water:ciqual-1": ["sea"]})
