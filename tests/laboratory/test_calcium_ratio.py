"""Dietary calcium to magnesium."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magnesium import laboratory as lab
from magnesium.errors import AmountError


@given(
    calcium=st.floats(min_value=10, max_value=20_000),
    magnesium=st.floats(min_value=5, max_value=9000),
    more=st.floats(min_value=1, max_value=1.1),
)
def test_ratio_by_weight_and_by_molecules(calcium: float, magnesium: float, more: float) -> None:
    result = lab.calcium_to_magnesium(calcium_mg_per_day=calcium, magnesium_mg_per_day=magnesium)
    assert math.isclose(result.molar_ratio, result.weight_ratio * 24.305 / 40.078, rel_tol=1e-12)
    lower = lab.calcium_to_magnesium(calcium_mg_per_day=calcium, magnesium_mg_per_day=magnesium * more)
    assert lower.value <= result.value
    order = list(lab.RatioRange)
    assert order.index(lower.category) <= order.index(result.category)


@pytest.mark.parametrize(
    ("calcium", "magnesium", "expected"),
    [
        (1.7 * 300, 300, lab.RatioRange.WITHIN),
        (509.9, 300, lab.RatioRange.BELOW),
        (1040, 400, lab.RatioRange.WITHIN),  # exactly 2.60
        (1040.1, 400, lab.RatioRange.ABOVE),
        (863.2, 332, lab.RatioRange.WITHIN),  # exactly 2.60 in decimals
    ],
)
def test_the_limits_of_the_ratio_are_not_flagged(calcium: float, magnesium: float, expected: lab.RatioRange) -> None:
    found = lab.calcium_to_magnesium(calcium_mg_per_day=calcium, magnesium_mg_per_day=magnesium)
    assert found.category is expected


@pytest.mark.parametrize(("calcium", "magnesium"), [(1.0, 400), (1000, 0), (1000, 0.4), (30_000, 400)])
def test_an_intake_in_grams_is_no_usual_intake(calcium: float, magnesium: float) -> None:
    with pytest.raises(AmountError, match="usual daily intake in mg"):
        lab.calcium_to_magnesium(calcium_mg_per_day=calcium, magnesium_mg_per_day=magnesium)
