"""What must hold for whatever number comes in."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from magnesium import laboratory as lab
from magnesium.errors import AmountError, InvalidValueError, MagnesiumError, PersonError

if TYPE_CHECKING:
    from collections.abc import Callable


anything = st.one_of(st.none(), st.floats(), st.floats(min_value=0.01, max_value=200.0))


CALLS: dict[str, Callable[..., lab.Measurement[Any]]] = {
    "classify_serum": lambda a, b, c, d: lab.classify_serum(
        mmol_per_l=a, mg_per_dl=b, interval=lab.own_interval(lower_mmol_per_l=c, upper_mmol_per_l=d)
    ),
    "classify_serum named": lambda a, b, *_: lab.classify_serum(mmol_per_l=a, mg_per_dl=b, interval="iom1997"),
    "ctcae_hypomagnesemia": lambda a, b, c, d: lab.ctcae_hypomagnesemia(
        mmol_per_l=a, mg_per_dl=b, lln_mmol_per_l=c, lln_mg_per_dl=d
    ),
    "ctcae_hypermagnesemia": lambda a, b, c, d: lab.ctcae_hypermagnesemia(
        mmol_per_l=a, mg_per_dl=b, uln_mmol_per_l=c, uln_mg_per_dl=d
    ),
    "fractional_excretion": lambda a, b, c, d: lab.fractional_excretion(
        urine_creatinine_mg_per_dl=a,
        serum_creatinine_mg_per_dl=b,
        urine_magnesium_mg_per_dl=c,
        serum_magnesium_mmol_per_l=d,
    ),
    "fractional_excretion mmol": lambda a, b, c, d: lab.fractional_excretion(
        urine_creatinine_mg_per_dl=a,
        serum_creatinine_mg_per_dl=b,
        urine_magnesium_mmol_per_l=c,
        serum_magnesium_mg_per_dl=d,
    ),
    "daily_excretion": lambda a, b, c, _: lab.daily_excretion(volume_ml=a, mg_per_dl=b, mmol_per_l=c),
    "egfr_ckd_epi_2021": lambda a, b, *_: lab.egfr_ckd_epi_2021(creatinine_mg_per_dl=a, age_years=b, sex="male"),
    "magnesium_depletion_score": lambda a, b, *_: lab.magnesium_depletion_score(
        takes_diuretic=True, takes_ppi=False, egfr_ml_per_min_per_1_73_m2=a, drinks_per_day=b, sex="female"
    ),
    "loading_retention": lambda a, b, c, _: lab.loading_retention(
        dose_mmol=a, excreted_mmol=b, baseline_mmol=c, protocol="mgload1994"
    ),
    "water_hardness": lambda a, b, *_: lab.water_hardness(calcium_mg_per_l=a, magnesium_mg_per_l=b),
    "magnesium_from_hardness": lambda a, b, *_: lab.magnesium_from_hardness(
        total_hardness_mg_per_l_as_caco3=a, calcium_mg_per_l=b
    ),
    "magnesium_from_magnesium_hardness": lambda a, *_: lab.magnesium_from_magnesium_hardness(
        magnesium_hardness_mg_per_l_as_caco3=a
    ),
    "calcium_to_magnesium": lambda a, b, *_: lab.calcium_to_magnesium(calcium_mg_per_day=a, magnesium_mg_per_day=b),
}


@pytest.mark.parametrize("name", CALLS)
@given(numbers=st.tuples(anything, anything, anything, anything))
@settings(max_examples=100, deadline=None)
def test_any_number_gives_a_finite_result_or_an_error_of_this_library(
    name: str, numbers: tuple[float | None, ...]
) -> None:
    try:
        result = CALLS[name](*numbers)
    except MagnesiumError:
        return
    assert math.isfinite(result.value)
    assert result.unit
    assert result.sources
    assert str(result)


ONE_UNIT = {
    "classify_serum": (0, 2, 3),
    "classify_serum named": (0,),
    "ctcae_hypomagnesemia": (0, 2),
    "ctcae_hypermagnesemia": (0, 2),
    "daily_excretion": (0, 1),
}
"""The places of one unit in the calls that take a value in one of several units."""


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, -0.7, -1e-300, True, "0.7", b"1"])
@pytest.mark.parametrize("name", CALLS)
def test_what_is_no_amount_is_an_amount_error(name: str, bad: Any) -> None:
    """NaN compares false with everything, so it would pass as the mildest class if it were let in."""
    given = [bad if place in ONE_UNIT.get(name, range(4)) else None for place in range(4)]
    with pytest.raises(AmountError):
        CALLS[name](*given)


@pytest.mark.parametrize("name", sorted(set(ONE_UNIT) - {"classify_serum"}))
def test_two_units_of_one_value_are_refused(name: str) -> None:
    with pytest.raises(InvalidValueError, match="exactly one of"):
        CALLS[name](1.0, 1.0, 1.0, 1.0)


@pytest.mark.parametrize("word", [None, "", "unknown", "other", "femail", 1])
def test_sex_must_be_stated(word: Any) -> None:
    with pytest.raises(PersonError, match="expected one of female, f, woman, girl, male"):
        lab.egfr_ckd_epi_2021(creatinine_mg_per_dl=0.9, age_years=55, sex=word)
    with pytest.raises(PersonError):
        lab.magnesium_depletion_score(
            takes_diuretic=False, takes_ppi=False, egfr_ml_per_min_per_1_73_m2=95, drinks_per_day=0, sex=word
        )
