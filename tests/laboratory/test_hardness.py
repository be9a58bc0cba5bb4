"""Water hardness and the magnesium that follows from it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magnesium import laboratory as lab
from magnesium.errors import AmountError


@given(calcium=st.floats(min_value=0, max_value=10_000), magnesium=st.floats(min_value=0, max_value=10_000))
def test_hardness_round_trip(calcium: float, magnesium: float) -> None:
    total = lab.water_hardness(calcium_mg_per_l=calcium, magnesium_mg_per_l=magnesium).value
    back = lab.magnesium_from_hardness(total_hardness_mg_per_l_as_caco3=total, calcium_mg_per_l=calcium).value
    assert back >= 0
    assert back == pytest.approx(magnesium, rel=1e-9, abs=1e-8)


def test_calcium_can_not_make_more_than_the_total() -> None:
    with pytest.raises(AmountError, match="is calcium in mg/L as Ca"):
        lab.magnesium_from_hardness(total_hardness_mg_per_l_as_caco3=100, calcium_mg_per_l=60)
    # 2.497 × 64.9 is 162.0553; in binary a little more, which must not make less than nothing.
    none = lab.magnesium_from_hardness(total_hardness_mg_per_l_as_caco3=162.0553, calcium_mg_per_l=64.9)
    assert none.value == 0
