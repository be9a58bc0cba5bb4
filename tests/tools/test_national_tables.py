"""The readers of the national food tables, on made-up files in the publishers' formats."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

from tests.tools.national_samples import (
    cnf_food,
    cnf_measure,
    fineli_food,
    write_ch,
    write_cnf,
    write_fineli,
    write_slv,
    write_stfcj,
    write_taco,
)
from tools.foods import ch, cnf, fineli, slv, stfcj, taco
from tools.foods.table import RawPortion

PER_100_G, PER_100_ML = "per 100g edible portion", "per 100ml food volume"


def ch_food(gravity: str, mg: str, basis: str, category: str = "Vegetables/Fresh vegetables") -> tuple[str, ...]:
    """Return a Swiss food whose three amounts are the same."""
    names = ("7", "Saft", "Jus", "Succo", "Juice")
    return (*names, category, gravity, *(cell for _ in range(3) for cell in (mg, basis)))


def test_canadian_values_are_as_printed_and_unknown_ones_stay_unknown(tmp_path: Path) -> None:
    files = write_cnf(
        tmp_path,
        [cnf_food("2", "Peas,  raw", "Pois, crus"), cnf_food("3", "Corn", "Maïs", group="20")],
        [{"food_id": "2", "nutrient_value": "33.25"}, {"food_id": "3", "nutrient_value": "NA"}],
        [
            cnf_measure("2", "250ml, chopped", "1.5"),
            cnf_measure("2", "100g", "1"),
            cnf_measure("2", "1/8 of a pie", "0.9"),
        ],
    )
    peas, corn = cnf.read(*files)
    assert (peas.id, peas.name, peas.mg, peas.kcal, peas.category) == ("cnf:2", "Peas, raw", 33.25, None, "vegetables")
    assert dict(peas.translations) == {"fr": "Pois, crus"}
    assert peas.portions == (
        RawPortion(amount=250.0, description="ml chopped", grams=150.0),
        RawPortion(amount=0.125, description="pie", grams=90.0),
    )
    assert (corn.mg, corn.translations["fr"], corn.category) == (None, "Maïs", "grains")


@pytest.mark.parametrize(
    ("gravity", "mg", "basis", "expected"),
    [
        ("", "12", PER_100_G, 12.0),
        ("0.8", "12", PER_100_G, 12.0),
        ("0.8", "12", PER_100_ML, 15.0),
        ("", "12", PER_100_ML, None),
        ("0.8", "", "", None),
        ("", "tr.", PER_100_G, None),
        ("", "<1", PER_100_G, None),
    ],
)
def test_swiss_amounts_per_100_ml_are_divided_by_the_specific_gravity(
    tmp_path: Path, gravity: str, mg: str, basis: str, expected: float | None
) -> None:
    (food,) = ch.read(write_ch(tmp_path / "ch.tsv.gz", [ch_food(gravity, mg, basis)]))
    assert (food.mg, food.kcal, food.calcium_mg) == (expected, expected, expected)
    assert [(portion.amount, portion.description, portion.grams) for portion in food.portions] == (
        [(100.0, "ml", 80.0)] if gravity else []
    )
    assert (food.name, dict(food.translations)) == ("Juice", {"de": "Saft", "fr": "Jus", "it": "Succo"})


def test_a_swiss_amount_on_another_basis_stops_the_reader(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="per portion"):
        list(ch.read(write_ch(tmp_path / "ch.tsv.gz", [ch_food("", "12", "per portion")])))


def test_fineli_measures_have_decimal_commas_and_energy_is_in_kcal(tmp_path: Path) -> None:
    files = write_fineli(
        tmp_path,
        [fineli_food("5", "SOY SAUCE", "0", energy_kj="418.4"), fineli_food("6", "PEA", "")],
        [
            {"FOODID": "5", "FOODUNIT": "DL", "MASS": "115,50"},
            {"FOODID": "5", "FOODUNIT": "PORT1000KJ", "MASS": "239,00"},
        ],
    )
    sauce, pea = fineli.read(*files)
    assert (sauce.name, sauce.mg, sauce.kcal) == ("Soy sauce", 0.0, 100.0)
    assert sauce.portions == (RawPortion(amount=1.0, description="dl", grams=115.5),)
    assert (pea.mg, pea.kcal, pea.calcium_mg, pea.portions) == (None, None, None, ())


def test_swedish_foods_are_the_rows_below_the_header(tmp_path: Path) -> None:
    path = write_slv(
        tmp_path / "slv.xlsx",
        [("Vatten kranvatten", 9, "Dryck", 0, 2, 1), ("Vatten kokosvatten", 10, "Dryck", 18, None, None)],
    )
    tap, coconut = slv.read(path)
    assert (tap.id, tap.mg, tap.calcium_mg, tap.category) == ("slv:9", 1.0, 2.0, "water")
    assert (coconut.mg, coconut.calcium_mg, coconut.category) == (None, None, "beverages")


@pytest.mark.parametrize("cell", ["Tr", "*", "NA", "", " "])
def test_brazilian_cells_that_are_not_numbers_are_unknown(tmp_path: Path, cell: str) -> None:
    path = write_taco(
        tmp_path / "taco.xls",
        [
            ("Nozes e sementes",),
            (2.0, "Noz, crua", cell, cell, cell),
            ("Número do",),
            (3.0, "Pinhão", 174.0, 16.0, 52.5),
        ],
    )
    nut, pine = taco.read(path)
    assert (nut.mg, nut.kcal, nut.calcium_mg, nut.category) == (None, None, None, "nuts")
    # A repeated header between two pages does not end a group.
    assert (pine.id, pine.mg, pine.category) == ("taco:3", 52.5, "nuts")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (12, 12.0),
        ("2.0", 2.0),
        ("(6)", 6.0),
        (-11, 11.0),
        ("Tr", None),
        ("(Tr)", None),
        ("-", None),
        ("*", None),
        ("", None),
    ],
)
def test_japanese_estimates_are_numbers_and_traces_are_unknown(
    tmp_path: Path, cell: object, expected: float | None
) -> None:
    path = write_stfcj(
        tmp_path / "jp.xlsx",
        [[("11001", "＜畜肉類＞\u3000うし\u3000生", cell, cell, cell)], [("06001", "アスパラガス", 1, 1, 9)]],
    )
    beef, asparagus = stfcj.read(path)
    assert (beef.mg, beef.kcal, beef.calcium_mg) == (expected, expected, expected)
    assert (beef.name, beef.category) == ("うし 生", "beef")
    assert (asparagus.id, asparagus.mg) == ("stfcj:06001", 9.0)


@pytest.mark.parametrize("module", [ch, cnf, fineli, slv, stfcj, taco])
def test_examples(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]
