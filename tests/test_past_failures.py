"""Inputs that the fuzzer (tools/fuzz.py) found to fail, each with others of its kind."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.foods.aliases import read_aliases
from magnesium.foods.stated import stated_value
from magnesium.laboratory.result_texts import read_reported


@pytest.mark.parametrize("count", ["0 x", "0 tablets of", "2 x", "1e-5 x"])
@pytest.mark.parametrize("dose", ["2 g", "0 mg", "400 mg"])
@pytest.mark.parametrize("salt", ["magnesium sulfate heptahydrate", "magnesium oxide", "magnesium"])
def test_a_dose_of_nothing_has_no_alternatives(count: str, dose: str, salt: str) -> None:
    entry = mg.parse(f"{count} {salt} {dose}")
    assert entry.mg is not None
    assert entry.mg > 0 or not any(note.alternatives for note in entry.assumptions)


@pytest.mark.parametrize("volume", ["0", "0.0", "0,0", "00"])
def test_a_strength_per_nothing_is_refused(volume: str) -> None:
    with pytest.raises(mg.AmountError, match="strength"):
        mg.parse(f"5 ml magnesium sulfate 10 mg/{volume} ml")


@given(st.integers(-400, 400), st.sampled_from(["mmol/L", "mol/L", "g/L", "mg/dL", "ug/mL"]), st.booleans())
@example(308, "mol/L", False)
@example(400, "mg/dL", True)
def test_a_value_beyond_every_float_is_refused(exponent: int, unit: str, limit: bool) -> None:
    text = f"{'<' * limit}1e{exponent}"
    for read in (stated_value, lambda text: read_reported(text, unit)):
        try:
            found: Any = read(text)
        except mg.AmountError:
            assert exponent > 300
        else:
            numbers = [value for value in attrs.asdict(found).values() if isinstance(value, float)]
            assert all(map(math.isfinite, numbers))


READERS: dict[str, Callable[[str], object]] = {
    "log": mg.read_food_log,
    "table": mg.read_food_table,
    "recipe": mg.read_recipe,
    "aliases": read_aliases,
    "check": mg.check,
    "written log": lambda path: mg.write_food_log(mg.Intake([]), path),
}


@pytest.mark.parametrize("path", ["\0", "a\0b.csv", "\0.txt", "\ud800", "\U0001f34c\udfff.csv"])
@pytest.mark.parametrize("reader", READERS)
def test_a_path_that_no_file_can_have_is_refused(reader: str, path: str, tmp_path: Path) -> None:
    with pytest.raises(mg.InvalidValueError):
        READERS[reader](f"{tmp_path}/{path}")


@given(
    st.sampled_from(["1 tsp honey", "100 g almonds", "1 cup milk", "1 banana"]),
    st.integers(2, 900),
    st.sampled_from(["{} {}", "{}, {}", "{} ({})", "{} {} cooked", "1 tsp {1} honey", "30 g {1} almonds"]),
)
def test_a_number_that_counts_nothing_is_said_to_be_ignored_or_refused(line: str, number: int, form: str) -> None:
    text = form.format(line, number)
    try:
        entry = mg.parse(text)
    except mg.AmbiguousError:
        return
    assert any(note.kind == "ignored" and note.text == str(number) for note in entry.assumptions)


@pytest.mark.parametrize("salt", ["magnesium", "magnesium citrate", "magnesium oxide", "magnesium glycinate powder"])
@pytest.mark.parametrize("line", ["{salt} {one} mg {other} mg", "{one} mg and {salt} {other} mg elemental"])
@given(st.integers(5, 450), st.integers(5, 450))
def test_of_two_doses_none_is_dropped(salt: str, line: str, one: int, other: int) -> None:
    """Two doses can be those of the salt and of its magnesium, of which oxide has most; others are refused."""
    assume(not 0.04 < min(one, other) / max(one, other) < 0.61 and max(one, other) / min(one, other) > 1.06)
    with pytest.raises(mg.AmbiguousError, match="several amounts"):
        mg.parse(line.format(salt=salt, one=one, other=other))


@pytest.mark.parametrize("sign", ["x", "X", "×", "*"])
@pytest.mark.parametrize("line", ["almonds {}", "{} almonds", "{} of almonds", "magnesium oxide {} elemental"])
@given(st.integers(1, 9), st.integers(1, 60))
def test_a_multiplier_may_stand_behind_the_amount(line: str, sign: str, times: int, mg_each: int) -> None:
    unit = "mg" if "oxide" in line else "g"
    behind = mg.parse(line.format(f"{mg_each} {unit} {sign} {times}"))
    in_all = mg.parse(line.format(f"{mg_each * times} {unit}"))
    assert behind.mg == pytest.approx(in_all.mg)
    assert behind.grams == pytest.approx(in_all.grams)


@pytest.mark.parametrize("cells", [[{"a": 1}], [[1.0]], [b"\xff"]], ids=["struct", "list", "bytes"])
@pytest.mark.parametrize("column", ["value", "unit"])
@pytest.mark.parametrize("engine", ["DataFrame", "LazyFrame"])
def test_a_column_whose_cells_are_no_text_is_refused(engine: str, column: str, cells: list[Any]) -> None:
    pytest.importorskip("narwhals", reason="needs the extra frames")
    pl: Any = pytest.importorskip("polars", reason="needs polars")
    from magnesium.integrations import frames

    frame = getattr(pl, engine)({"value": ["0.6"], "unit": ["mmol/L"], column: cells})
    with pytest.raises(mg.DataError, match=column):
        frames.classify_serum(frame)
    with pytest.raises(mg.DataError, match=column):
        frames.resolve(frame, food="value", amount="unit")
