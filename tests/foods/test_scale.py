"""Units of food tables, tables that look like another unit, and decimal marks of a whole file."""

from __future__ import annotations

import io
import re
import warnings
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.cli.main import main

FACTORS = {"mg": 1.0, "g": 1000.0, "µg": 0.001, "ug": 0.001, "mcg": 0.001}


def table(header: str, *values: str, delimiter: str = ",", **options: Any) -> list[float | None]:
    rows = [delimiter.join((f"my:{n}", f"Food {n}", f'"{value}"')) for n, value in enumerate(values)]
    text = "\n".join((delimiter.join(("id", "name", header)), *rows)) + "\n"
    return [food.mg_per_100g for food in mg.read_food_table(io.StringIO(text), **options).values()]


# --- units -------------------------------------------------------------------------------------


@given(
    st.sampled_from(sorted(FACTORS)),
    st.sampled_from(
        [
            "Magnesium ({}/100g)",
            "Magnesium ({}/100 g)",
            "magnesium [{} per 100 g]",
            '"Magnesium, Mg ({}/100g)"',
            "Magnesium (Mg) {}/100 g",
            "Mg ({}/100 g)",
            "magnesium_{}_per_100g",
            "MAGNESIUM_{}_100g",
            "{}_per_100g",
            "Magnesium in {} per 100 grams",
        ]
    ),
    st.floats(0.02, 30),
)
def test_the_unit_of_a_header_is_honored(unit: str, header: str, value: float) -> None:
    assert table(header.format(unit), repr(value)) == [pytest.approx(value * FACTORS[unit])]


def test_open_food_facts_writes_grams() -> None:
    assert table("magnesium_100g", "0.228", "0.0152") == [pytest.approx(228), pytest.approx(15.2)]
    text = "id,name,mg_per_100g,calcium_100g\nmy:a,A,50,0.12\n"
    assert mg.read_food_table(io.StringIO(text))["my:a"].calcium_mg_per_100g == pytest.approx(120)


@pytest.mark.parametrize(
    "header",
    [
        "magnesium",
        "Magnesium (mg)",
        "magnesium_serving",
        "Magnesium (mg/100 ml)",
        "Magnesium (mg/kg)",
        "Magnesium (IU/100 g)",
        "Mg/100 g",
        "Magnesium/100 g",
        "Magnesium (Mg) per 100 g",
        "Potassium (mg/100 g)",
    ],
)
def test_a_header_without_a_unit_per_100_g_is_refused(header: str) -> None:
    with pytest.raises(
        mg.DataError, match=r"line 1, column '(?i:magnesium|potassium|mg).*(no unit|not a known column|missing)"
    ):
        table(header, "50")


@pytest.mark.parametrize("unit", sorted(FACTORS))
@pytest.mark.parametrize("header", ["mg_per_100g", "magnesium_100g", "Magnesium/100 g"])
def test_a_unit_that_is_given_decides(header: str, unit: str) -> None:
    assert table(header, "0.5", unit=unit) == [pytest.approx(0.5 * FACTORS[unit])]


def test_a_unit_against_the_header_and_one_that_is_none_are_refused() -> None:
    with pytest.raises(mg.DataError, match="states 'g' where unit='mg' was given"):
        table("Magnesium (g/100 g)", "0.5", unit="mg")
    assert table("Magnesium (µg/100 g)", "500", unit="mcg") == [pytest.approx(0.5)]
    for unit in ("furlong", "mg/L", "", "g/100 g"):
        with pytest.raises(mg.UnitError):
            table("mg_per_100g", "0.5", unit=unit)


def test_two_columns_of_one_nutrient_are_refused() -> None:
    with pytest.raises(mg.DataError, match="is duplicated"):
        mg.read_food_table(io.StringIO("id,name,mg_per_100g,magnesium_100g\nmy:a,A,50,0.05\n"))


# --- scale -------------------------------------------------------------------------------------


@given(
    st.lists(st.none() | st.floats(0, 9.99), max_size=30),
    st.lists(st.floats(10, 500), max_size=1),
    st.sampled_from([None, "mg"]),
)
def test_low_tables_get_a_note_from_3_foods_and_an_error_from_20(
    low: list[float | None], high: list[float], unit: str | None
) -> None:
    values = [*low, *high]
    cells = ["" if value is None else repr(value) for value in values]
    count = 0 if high or unit else len([value for value in low if value is not None])
    if not values:
        return
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        if count >= 20:
            with pytest.raises(mg.DataError, match=f"all {count} foods are below 10 mg per 100 g"):
                table("mg_per_100g", *cells, unit=unit)
        else:
            assert table("mg_per_100g", *cells, unit=unit) == values
    noted = [warning for warning in caught if issubclass(warning.category, mg.DataWarning)]
    assert len(noted) == (3 <= count < 20)


def test_the_scale_is_checked_after_conversion() -> None:
    values = ["0.02"] * 25
    assert table("magnesium_100g", *values) == [pytest.approx(20)] * 25
    with pytest.raises(mg.DataError, match="below 10 mg"):
        table("Magnesium (µg/100 g)", *["228"] * 25)


def test_the_command_line_shows_the_note_and_takes_the_unit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own, log = tmp_path / "own.csv", tmp_path / "log.csv"
    own.write_text("id,name,mg_per_100g\nmy:a,A,0.1\nmy:b,B,0.2\nmy:c,C,0.3\n", encoding="utf-8")
    log.write_text("food,amount\nA,100 g\n", encoding="utf-8")
    arguments = ["report", str(log), "--foods", str(own), "--age", "40", "--sex", "female"]
    assert main(arguments) == 0
    out, err = capsys.readouterr()
    assert re.match(r"magnesium: note: .*own\.csv: all 3 foods are below 10 mg per 100 g", err)
    assert "0.1 mg" in out
    assert main([*arguments, "--foods-unit", "g"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert "100 mg" in out


# --- decimal marks -----------------------------------------------------------------------------

TWO_WAYS = st.builds(lambda a, b: f"{a}.{b:03}", st.integers(1, 999), st.integers(0, 999))
COMMAS = st.sampled_from(["45,5", "0,125", ",5", "12,25", "1,2500"])
POINTS = st.sampled_from(["45.5", "0.125", "12.25", "3.1e-2"])
COLUMNS = ("mg_per_100g", "kcal_per_100g", "calcium_mg_per_100g", "portions")


def cell(column: str, number: str) -> str:
    return f"1 cup = {number}" if column == "portions" else number


def columns_table(numbers: list[tuple[str, str]], delimiter: str = "\t") -> str:
    rows = []
    for row, (column, number) in enumerate(numbers):
        cells = [cell(column, number) if name == column else "" for name in COLUMNS]
        rows.append(delimiter.join((f"my:{row}", f"Food {row}", *cells)))
    return "\n".join((delimiter.join(("id", "name", *COLUMNS)), *rows)) + "\n"


@given(TWO_WAYS, COMMAS, st.sampled_from(COLUMNS), st.sampled_from(COLUMNS), st.booleans(), st.sampled_from("\t;"))
def test_thousands_or_decimals_beside_a_decimal_comma_are_refused_in_every_column_of_a_table(
    two_ways: str, comma: str, column: str, other: str, comma_first: bool, delimiter: str
) -> None:
    numbers = [(other, comma), (column, two_ways)]
    text = columns_table(numbers if comma_first else numbers[::-1], delimiter)
    with pytest.raises(mg.DataError, match=f"column '{column}': '{re.escape(two_ways)}' can be read two ways beside"):
        mg.read_food_table(io.StringIO(text))


@given(st.lists(TWO_WAYS | POINTS, min_size=1, max_size=2), st.sampled_from(COLUMNS))
def test_without_a_decimal_comma_a_point_is_one(numbers: list[str], column: str) -> None:
    own = mg.read_food_table(io.StringIO(columns_table([(column, number) for number in numbers])), unit="mg")
    for food, number in zip(own.values(), numbers, strict=True):
        found = food.portions[0].grams if column == "portions" else getattr(food, column)
        assert found == float(number)


@given(TWO_WAYS, POINTS)
def test_semicolons_leave_the_decimal_mark_open_unless_a_number_shows_it(two_ways: str, point: str) -> None:
    with pytest.raises(mg.DataError, match="in a file with semicolons"):
        mg.read_food_table(io.StringIO(columns_table([("mg_per_100g", two_ways)], ";")))
    shown = columns_table([("mg_per_100g", two_ways), ("kcal_per_100g", point)], ";")
    assert mg.read_food_table(io.StringIO(shown))["my:0"].mg_per_100g == float(two_ways)


@given(TWO_WAYS, COMMAS, st.sampled_from([" g", "g", " cups"]), st.booleans(), st.sampled_from("\t;"))
def test_thousands_or_decimals_beside_a_decimal_comma_are_refused_in_a_log(
    two_ways: str, comma: str, unit: str, comma_first: bool, delimiter: str
) -> None:
    rows = [f"milk{delimiter}{comma} cups", f"cooked spinach{delimiter}{two_ways}{unit}"]
    text = "\n".join((f"food{delimiter}amount", *(rows if comma_first else rows[::-1]))) + "\n"
    with pytest.raises(mg.FoodLogError, match=f"column 'amount': '{re.escape(two_ways)}' can be read two ways beside"):
        mg.read_food_log(io.StringIO(text))


def test_a_log_of_decimal_commas_and_one_of_points_are_read() -> None:
    commas = mg.read_food_log(io.StringIO("food;amount;unit\nalmonds;30;g\nmilk;1,5;cups\ntofu;1250;g\n"))
    points = mg.read_food_log(io.StringIO("food,amount,unit\nalmonds,30,g\nmilk,1.5,cups\ntofu,1250.000,g\n"))
    assert commas.total == points.total
