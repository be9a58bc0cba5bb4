from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.integrations.strategies import amounts, impossible_amounts
from magnesium.units import amount

AMOUNTS = ("mg", "g", "ug", "µg", "mcg", "mmol", "mol", "umol", "mEq")
CONCENTRATIONS = ("mg/dL", "mg/L", "mmol/L", "mEq/L", "µmol/mL", "mEq/dL")
PAIRS = st.one_of(
    st.tuples(st.sampled_from(AMOUNTS), st.sampled_from(AMOUNTS)),
    st.tuples(st.sampled_from(CONCENTRATIONS), st.sampled_from(CONCENTRATIONS)),
)


@given(amounts(1e6), PAIRS)
def test_there_and_back_is_the_same(value: float, pair: tuple[str, str]) -> None:
    start, end = pair
    assert math.isclose(mg.convert(mg.convert(value, start, end), end, start), value, rel_tol=1e-12, abs_tol=1e-12)


@given(amounts(1e6), amounts(1e6), PAIRS)
def test_conversion_keeps_the_order(a: float, b: float, pair: tuple[str, str]) -> None:
    if a <= b:
        assert mg.convert(a, *pair) <= mg.convert(b, *pair)


@pytest.mark.parametrize(
    ("value", "start", "end", "expected"),
    [
        (24.305, "mg", "mmol", 1.0),
        (24.305, "mg", "mEq", 2.0),
        (100, "mg", "mmol", 4.11438),
        (350, "mg", "mmol", 14.400329),
        (400, "mg", "mEq", 32.915038),
        (80, "mEq", "mg", 972.2),
        (12.4, "mmol", "mg", 301.382),
        (1.0, "mg/dL", "mmol/L", 0.411438),
        (1.7, "mg/dL", "mEq/L", 1.398889),
        (2.6, "mg/dL", "mmol/L", 1.069739),
        (0.85, "mmol/L", "mg/dL", 2.065925),
        (0.75, "mmol/L", "mEq/L", 1.5),
    ],
)
def test_published_conversions(value: float, start: str, end: str, expected: float) -> None:
    """Test vectors printed in the collected formulas, to their printed precision."""
    assert mg.convert(value, start, end) == pytest.approx(expected, abs=6e-7, rel=1e-6)


def test_one_mmol_is_exact() -> None:
    """Dividing before multiplying gave 0.9999999999999999."""
    assert mg.convert(24.305, "mg", "mmol") == 1.0


@pytest.mark.parametrize("unit", ["", "mgg", "mg/dd", "kg", "/L", "mg/", "IU", "cup"])
def test_unknown_units_are_named_with_those_that_exist(unit: str) -> None:
    with pytest.raises(mg.UnitError) as caught:
        mg.convert(1, unit, "mg")
    assert caught.value.unit == unit
    assert "mmol" in str(caught.value)


@pytest.mark.parametrize(("start", "end"), [("mg", "mmol/L"), ("mg/dL", "mg")])
def test_amount_and_concentration_do_not_mix(start: str, end: str) -> None:
    with pytest.raises(mg.UnitError, match="without a volume"):
        mg.convert(1, start, end)


@given(impossible_amounts())
def test_impossible_numbers_are_refused(value: float) -> None:
    with pytest.raises(mg.AmountError):
        mg.convert(value, "mg", "mmol")


@pytest.mark.parametrize("value", ["1", b"1", None, True, object(), 1j])
def test_what_is_no_number_is_refused(value: object) -> None:
    with pytest.raises((mg.AmountError, TypeError)):
        mg.convert(value, "mg", "mmol")
    with pytest.raises(mg.AmountError):
        amount(value, "amount")


def test_numbers_of_other_types() -> None:
    assert mg.convert(Decimal("24.305"), "mg", "mmol") == 1.0
    assert mg.convert(Fraction(1, 2), "mmol", "mEq") == 1.0
    assert mg.convert((1, 2.0), "g", "mg") == (1000.0, 2000.0)


class _Array:
    """Stands for any array: it can be multiplied and divided by a float."""

    def __init__(self, items: list[float]) -> None:
        self.items = items

    def __mul__(self, factor: float) -> _Array:
        return _Array([item * factor for item in self.items])

    def __truediv__(self, factor: float) -> _Array:
        return _Array([item / factor for item in self.items])


def test_an_array_comes_back_as_an_array_with_its_gaps() -> None:
    converted = mg.convert(_Array([1.0, math.nan]), "mmol", "mg").items
    assert converted[0] == 24.305
    assert math.isnan(converted[1])


@given(amounts(1e6), st.sampled_from(CONCENTRATIONS))
def test_the_same_unit_changes_nothing(value: float, unit: str) -> None:
    """1.5 * a / a was 1.4999999999999998."""
    assert mg.convert(value, unit, unit) == value


def test_a_number_too_large_for_a_float_is_an_amount_error() -> None:
    with pytest.raises(mg.AmountError):
        mg.convert(10**400, "mg", "mmol")


def test_case_and_signs_of_units_do_not_matter() -> None:
    assert mg.convert(1, "MMOL", "meq") == 2.0
    assert mg.convert(1, "\u03bcmol", "\u00b5mol") == 1.0  # Greek mu and micro sign
