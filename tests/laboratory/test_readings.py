"""A serum value is one value, in one unit; wrong units are noticed."""

from __future__ import annotations

import itertools
import math
from typing import Any

import pytest
from hypothesis import assume, given

from magnesium import laboratory as lab
from magnesium.errors import AmountError, InvalidValueError
from magnesium.units import convert
from tests.laboratory.drawn import interval_ids, mmol


def test_exactly_one_value_of_serum() -> None:
    values: dict[str, Any] = {"mmol_per_l": 0.7, "mg_per_dl": 1.7, "meq_per_l": 1.4}
    for call in (
        lab.ctcae_hypomagnesemia,
        lab.ctcae_hypermagnesemia,
        lambda **given_: lab.classify_serum(**given_, interval="iom1997"),
    ):
        for given_ in ({}, *map(dict, itertools.combinations(values.items(), 2)), values):
            with pytest.raises(InvalidValueError, match="exactly one of mmol_per_l, mg_per_dl and meq_per_l"):
                call(**given_)


def test_24_is_not_mmol_per_l() -> None:
    """24 mg/dL entered as mmol/L would be graded as if it were measured."""
    with pytest.raises(AmountError, match=r"not between 0\.05 and 10 mmol/L; did you mean mg/dL"):
        lab.classify_serum(mmol_per_l=24, interval="iom1997")
    assert lab.classify_serum(mg_per_dl=24, interval="iom1997").high.grade == 4
    with pytest.raises(AmountError, match="mg/L"):
        lab.classify_serum(mg_per_dl=25, interval="iom1997")


def test_the_bounds_themselves_are_accepted_in_both_units() -> None:
    assert lab.classify_serum(mmol_per_l=10.0, interval=None).mmol_per_l == 10.0
    assert lab.classify_serum(mg_per_dl=24.305, interval=None).mmol_per_l == pytest.approx(10.0)
    assert lab.classify_serum(mmol_per_l=0.05, interval=None).value == 0.05


@pytest.mark.parametrize("zero", [{"mmol_per_l": 0}, {"mg_per_dl": 0.0}, {"mmol_per_l": 0.00085}, {"meq_per_l": 0}])
def test_a_missing_value_entered_as_zero_is_no_value(zero: dict[str, Any]) -> None:
    with pytest.raises(AmountError, match="left out, not entered as 0"):
        lab.classify_serum(**zero, interval="iom1997")


@pytest.mark.parametrize(
    ("given_", "units"),
    [
        ({"mmol_per_l": 1.9}, "mg/dL or mEq/L"),
        ({"mg_per_dl": 0.8}, "mmol/L"),
        ({"mg_per_dl": 19.0}, "mg/L"),
        ({"meq_per_l": 0.7}, "mmol/L"),
        ({"meq_per_l": 19.0}, "mg/L"),
    ],
)
def test_a_number_that_fits_another_unit_is_said_to(given_: dict[str, Any], units: str) -> None:
    result = lab.classify_serum(**given_, interval="iom1997")
    assert any(f"ordinary in {units}: check the unit" in caution for caution in result.cautions)
    assert result.urgency.is_pressing  # the caution takes nothing away


@pytest.mark.parametrize("given_", [{"mmol_per_l": 0.8}, {"mg_per_dl": 2.0}, {"mmol_per_l": 5.0}, {"meq_per_l": 1.9}])
def test_no_caution_about_a_unit_that_fits(given_: dict[str, Any]) -> None:
    assert not any("check the unit" in text for text in lab.classify_serum(**given_, interval="iom1997").cautions)


@given(value=mmol)
def test_both_units_tell_the_same_concentration(value: float) -> None:
    mg = convert(value, "mmol/L", "mg/dL")
    assume(0.1216 < mg < 24.3)
    one = lab.classify_serum(mmol_per_l=value, interval="iom1997")
    other = lab.classify_serum(mg_per_dl=mg, interval="iom1997")
    assert one.mmol_per_l == value
    assert other.mg_per_dl == mg
    assert math.isclose(one.mmol_per_l, other.mmol_per_l, rel_tol=1e-12)
    assert math.isclose(one.mg_per_dl, other.mg_per_dl, rel_tol=1e-12)


@given(value=mmol, interval=interval_ids)
def test_a_value_in_meq_per_l_is_exactly_half_of_it_in_mmol_per_l(value: float, interval: str | None) -> None:
    one = lab.classify_serum(mmol_per_l=value, interval=interval)
    other = lab.classify_serum(meq_per_l=2 * value, interval=interval)
    assert (other.value, other.unit, other.meq_per_l) == (value, "mmol/L", 2 * value)
    # Only the caution about the unit depends on the unit that was reported.
    about_unit = {caution for result in (one, other) for caution in result.cautions if "check the unit" in caution}
    assert set(one.cautions) - about_unit == set(other.cautions) - about_unit
    assert (one.category, one.cutoffs, one.low.category) == (other.category, other.cutoffs, other.low.category)


def test_unlikely_values_in_meq_per_l_name_the_likely_unit() -> None:
    with pytest.raises(AmountError, match=r"not between 0\.1 and 20 mEq/L; did you mean mg/dL"):
        lab.classify_serum(meq_per_l=21, interval=None)
