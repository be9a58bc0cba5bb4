"""The limits of possible values are round numbers, and nothing that can be absent is refused at 0."""

from __future__ import annotations

import math

import pytest

from magnesium.errors import AmountError
from magnesium.laboratory import plausibility
from magnesium.laboratory.measures import Plausible

LIMITS = {name: value for name, value in vars(plausibility).items() if isinstance(value, Plausible)}
MAY_BE_ABSENT = (
    "URINE_MAGNESIUM_MG_PER_DL",
    "URINE_MAGNESIUM_MG_PER_24_H",
    "EXCRETED_MMOL",
    "WATER_MG_PER_L",
    "HARDNESS_MG_PER_L",
    "DRINKS_PER_DAY",
)
"""Urine and water can be without magnesium, and a day without a drink."""


def significant_digits(number: float) -> str:
    return f"{number:.15e}".partition("e")[0].replace(".", "").rstrip("0")


@pytest.mark.parametrize("name", LIMITS)
def test_an_upper_limit_is_a_round_number(name: str) -> None:
    """It is this library's rule: a figure such as 70,001 would look measured."""
    digits = significant_digits(LIMITS[name].upper)
    assert len(digits) == 1 or digits in {"15", "25"}, LIMITS[name].upper


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_is_possible_and_what_is_beyond_it_is_refused(name: str) -> None:
    limit = LIMITS[name]
    assert limit.check(limit.lower, name) == limit.lower
    assert limit.check(limit.upper, name) == limit.upper
    with pytest.raises(AmountError, match="is not between"):
        limit.check(math.nextafter(limit.upper, math.inf), name)
    if limit.lower > 0:
        with pytest.raises(AmountError, match="is not between"):
            limit.check(math.nextafter(limit.lower, 0), name)


@pytest.mark.parametrize("name", MAY_BE_ABSENT)
def test_what_can_be_absent_can_be_0(name: str) -> None:
    assert LIMITS[name].check(0, name) == 0
