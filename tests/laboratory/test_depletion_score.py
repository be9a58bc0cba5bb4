"""The magnesium depletion score."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magnesium import laboratory as lab
from magnesium.errors import AmountError, InvalidValueError
from tests.laboratory.drawn import sexes


@given(
    diuretic=st.booleans(),
    ppi=st.booleans(),
    egfr=st.floats(min_value=0.5, max_value=250),
    drinks=st.floats(min_value=0, max_value=60),
    sex=sexes,
)
def test_the_score_counts_its_items(*, diuretic: bool, ppi: bool, egfr: float, drinks: float, sex: str) -> None:
    result = lab.magnesium_depletion_score(
        takes_diuretic=diuretic,
        takes_ppi=ppi,
        egfr_ml_per_min_per_1_73_m2=egfr,
        drinks_per_day=drinks,
        sex=sex,  # type: ignore[arg-type]
    )
    heavy = drinks > (1 if sex == "female" else 2)
    assert result.score == diuretic + ppi + (egfr < 90) + (egfr < 60) + heavy
    assert 0 <= result.score <= 5
    groups = {0: "low (0-1)", 1: "low (0-1)", 2: "middle (2)"}
    assert result.category == groups.get(result.score, "high (3-5)")
    assert any("was not read" in text for text in result.cautions)


@pytest.mark.parametrize("missing", [None, 0, 1, "no", math.nan])
def test_the_score_takes_no_missing_item_for_a_no(missing: Any) -> None:
    for name in ("takes_diuretic", "takes_ppi"):
        items: dict[str, Any] = {"takes_diuretic": False, "takes_ppi": False, name: missing}
        with pytest.raises(InvalidValueError, match="True or False"):
            lab.magnesium_depletion_score(**items, egfr_ml_per_min_per_1_73_m2=95, drinks_per_day=0, sex="female")


@pytest.mark.parametrize(("egfr", "drinks"), [(None, 0), (0, 0), (95, None), (95, 140), (88_000, 0)])
def test_the_score_takes_no_impossible_number(egfr: Any, drinks: Any) -> None:
    with pytest.raises(AmountError):
        lab.magnesium_depletion_score(
            takes_diuretic=False,
            takes_ppi=False,
            egfr_ml_per_min_per_1_73_m2=egfr,
            drinks_per_day=drinks,
            sex="female",
        )
