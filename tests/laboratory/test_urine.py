"""Fractional excretion and the excretion of 24 hours."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magnesium import laboratory as lab
from magnesium.errors import AmountError, InvalidValueError
from magnesium.units import convert

femg_inputs = st.fixed_dictionaries(
    {
        "urine_magnesium_mg_per_dl": st.floats(min_value=0.0, max_value=8.0),
        "serum_magnesium_mg_per_dl": st.floats(min_value=0.5, max_value=5.0),
        "urine_creatinine_mg_per_dl": st.floats(min_value=40.0, max_value=400.0),
        "serum_creatinine_mg_per_dl": st.floats(min_value=0.3, max_value=1.2),
    }
)


@pytest.mark.parametrize(
    ("u_mg", "s_cr", "s_mg", "u_cr", "expected"),
    [
        (4.2, 1.0, 1.5, 100.0, "between the cut-offs"),
        (4.2, 1.1, 1.65, 100.0, "between the cut-offs"),  # exactly 4 %; in binary a little more
        (2.1, 1.1, 1.65, 100.0, "between the cut-offs"),  # exactly 2 %
        (4.21, 1.0, 1.5, 100.0, "above every cut-off"),
        (2.09, 1.0, 1.5, 100.0, "below every cut-off"),
        (0.0, 1.0, 1.5, 100.0, "below every cut-off"),
    ],
)
def test_a_printed_cutoff_is_between(u_mg: float, s_cr: float, s_mg: float, u_cr: float, expected: str) -> None:
    result = lab.fractional_excretion(
        urine_magnesium_mg_per_dl=u_mg,
        serum_creatinine_mg_per_dl=s_cr,
        serum_magnesium_mg_per_dl=s_mg,
        urine_creatinine_mg_per_dl=u_cr,
    )
    assert result.category == expected


def test_fractional_excretion_gives_the_range_and_no_verdict() -> None:
    result = lab.fractional_excretion(
        urine_magnesium_mg_per_dl=3.0,
        serum_creatinine_mg_per_dl=1.0,
        serum_magnesium_mg_per_dl=1.2,
        urine_creatinine_mg_per_dl=100,
    )
    assert sorted({cutoff.value for cutoff in result.cutoffs}) == [2.0, 3.0, 4.0]
    assert all(cutoff.sources for cutoff in result.cutoffs)
    assert any("does not decide" in text for text in result.cautions)
    assert not hasattr(result, "urgency")


@given(inputs=femg_inputs, factor=st.floats(min_value=1.0, max_value=1.1))
def test_fractional_excretion_is_monotone(inputs: dict[str, float], factor: float) -> None:
    base = lab.fractional_excretion(**inputs).value
    assert base <= 100
    for name, value in inputs.items():
        changed = lab.fractional_excretion(**{**inputs, name: value * factor}).value
        rises = name in {"urine_magnesium_mg_per_dl", "serum_creatinine_mg_per_dl"}
        assert (changed >= base) if rises else (changed <= base)


@given(inputs=femg_inputs)
def test_fractional_excretion_does_not_depend_on_the_unit_of_magnesium(inputs: dict[str, float]) -> None:
    expected = lab.fractional_excretion(**inputs).value
    creatinine = {name: value for name, value in inputs.items() if "creatinine" in name}
    for urine_unit, serum_unit in itertools.product(("mg_per_dl", "mmol_per_l"), repeat=2):
        stated = {
            f"{what}_magnesium_{unit}": inputs[f"{what}_magnesium_mg_per_dl"]
            if unit == "mg_per_dl"
            else convert(inputs[f"{what}_magnesium_mg_per_dl"], "mg/dL", "mmol/L")
            for what, unit in (("urine", urine_unit), ("serum", serum_unit))
        }
        found = lab.fractional_excretion(**creatinine, **stated).value
        assert math.isclose(found, expected, rel_tol=1e-12, abs_tol=1e-300)


def test_unit_slips_of_urine_and_creatinine() -> None:
    usual = {
        "urine_magnesium_mg_per_dl": 3.0,
        "serum_creatinine_mg_per_dl": 1.0,
        "serum_magnesium_mg_per_dl": 1.2,
        "urine_creatinine_mg_per_dl": 100.0,
    }
    for name, value, hint in (
        ("serum_creatinine_mg_per_dl", 80.0, "µmol/L"),
        ("serum_creatinine_mg_per_dl", 0.08, "mmol/L"),
        ("urine_creatinine_mg_per_dl", 9000.0, "µmol/L"),
        ("urine_creatinine_mg_per_dl", 0.9, "g/L"),
        ("urine_magnesium_mg_per_dl", 300.0, "mg/L"),
        ("serum_magnesium_mg_per_dl", 0.0, "not entered as 0"),
        ("urine_magnesium_mg_per_dl", 100.0, "check the units"),  # more than was filtered
    ):
        with pytest.raises(AmountError, match=hint):
            lab.fractional_excretion(**{**usual, name: value})
    with pytest.raises(InvalidValueError, match="one of serum_magnesium_mg_per_dl and serum_magnesium_mmol_per_l"):
        lab.fractional_excretion(**usual, serum_magnesium_mmol_per_l=0.5)


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ({"mg_per_dl": 1.6}, "up to the cut-off of renal wasting"),  # 24.0 mg
        ({"mg_per_dl": 1.61}, "above the cut-off of renal wasting, below the usual lower limit"),
        ({"mg_per_dl": 4.99}, "above the cut-off of renal wasting, below the usual lower limit"),
        ({"mg_per_dl": 5.0}, "at or above the usual lower limit"),
        ({"mmol_per_l": 2.0}, "at or above the usual lower limit"),  # 3.0 mmol, though 72.9 mg
        ({"mmol_per_l": 0.67}, "above the cut-off of renal wasting, below the usual lower limit"),
        ({"mmol_per_l": 0.66}, "up to the cut-off of renal wasting"),
        ({"mg_per_dl": 0.0}, "up to the cut-off of renal wasting"),
    ],
)
def test_daily_excretion_lies_among_the_cutoffs_of_its_unit(given_: dict[str, float], expected: str) -> None:
    assert lab.daily_excretion(volume_ml=1500, **given_).category == expected


@given(mg=st.floats(min_value=0.0, max_value=40.0), volume=st.floats(min_value=50, max_value=20_000))
def test_daily_excretion_is_the_same_amount_in_both_units(mg: float, volume: float) -> None:
    one = lab.daily_excretion(volume_ml=volume, mg_per_dl=mg)
    other = lab.daily_excretion(volume_ml=volume, mmol_per_l=convert(mg, "mg/dL", "mmol/L"))
    assert math.isclose(one.mg_per_24_h, other.mg_per_24_h, rel_tol=1e-12, abs_tol=1e-300)
    assert math.isclose(one.mg_per_24_h, mg * volume / 100, rel_tol=1e-12, abs_tol=1e-300)


@pytest.mark.parametrize("volume", [1.5, 0, 49.9, 20_001])
def test_a_days_volume_is_in_ml(volume: float) -> None:
    with pytest.raises(AmountError, match="must be in mL"):
        lab.daily_excretion(volume_ml=volume, mg_per_dl=5)
