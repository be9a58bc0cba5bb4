"""Rounding of declared amounts, at and beside every limit."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magnesium import daily_value, declared_mg, declared_percent_daily_value


@given(st.integers(0, 400))
def test_a_half_is_declared_upward_and_what_is_below_it_downward(step: int) -> None:
    """FDA: increments of 5 mg."""
    assert declared_mg(5 * step) == 5 * step
    assert declared_mg(5 * step + 2.5) == 5 * step + 5
    assert declared_mg(5 * step + 2.499) == 5 * step
    assert declared_mg(5 * step + 2.501) == 5 * step + 5


@given(st.floats(0, 5000))
def test_a_declared_amount_is_a_multiple_of_5_within_a_half_of_it(mg: float) -> None:
    declared = declared_mg(mg)
    assert declared % 5 == 0
    assert -2.5 < declared - mg <= 2.5 or math.isclose(abs(declared - mg), 2.5)


# 21 CFR 101.9(c)(8)(iii): steps of 2 % up to and including 10 %, of 5 % up to and including 50 %, of 10 % above.
@pytest.mark.parametrize(
    ("percent", "declared"),
    [
        *((0.0, 0.0), (0.9, 0.0), (1.1, 2.0), (2.9, 2.0), (3.1, 4.0), (8.9, 8.0), (9.1, 10.0), (10.0, 10.0)),
        *((11.0, 10.0), (12.4, 10.0), (12.6, 15.0), (47.4, 45.0), (47.6, 50.0), (50.0, 50.0)),
        *((51.0, 50.0), (54.9, 50.0), (55.1, 60.0), (94.0, 90.0), (96.0, 100.0), (150.0, 150.0)),
    ],
)
def test_a_declared_percentage_has_the_step_of_its_size(percent: float, declared: float) -> None:
    assert declared_percent_daily_value(percent / 100 * daily_value().mg_per_day) == declared
