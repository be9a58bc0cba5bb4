"""The filtration rate, its ranges and the stages of kidney disease."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magnesium import laboratory as lab
from magnesium.errors import AmountError
from tests.laboratory.drawn import sexes


@given(rate=st.floats())
def test_filtration_range_takes_no_impossible_rate(rate: float) -> None:
    try:
        found = lab.filtration_range(egfr_ml_per_min_per_1_73_m2=rate)
    except AmountError:
        assert not 0.5 <= rate <= 250
    else:
        assert (found is lab.FiltrationRange.BELOW_60) == (rate < 60)
        assert (found is lab.FiltrationRange.FROM_90) == (rate >= 90)


@pytest.mark.parametrize("age", [0, 17, 17.999, 130, 1000])
def test_egfr_is_for_adults_with_a_possible_age(age: float) -> None:
    with pytest.raises(AmountError, match="age"):
        lab.egfr_ckd_epi_2021(creatinine_mg_per_dl=0.9, age_years=age, sex="female")


def test_egfr_begins_at_18() -> None:
    assert lab.egfr_ckd_epi_2021(creatinine_mg_per_dl=0.9, age_years=18, sex="male").value > 100


@pytest.mark.parametrize(("value", "hint"), [(80, "µmol/L"), (0.08, "mmol/L"), (0, "mg/dL")])
def test_creatinine_is_in_mg_per_dl(value: float, hint: str) -> None:
    with pytest.raises(AmountError, match=hint):
        lab.egfr_ckd_epi_2021(creatinine_mg_per_dl=value, age_years=50, sex="male")


@given(
    creatinine=st.floats(min_value=0.15, max_value=25),
    age=st.floats(min_value=18, max_value=120),
    sex=sexes,
    more=st.floats(min_value=1.001, max_value=1.2),
)
def test_egfr_falls_with_creatinine_and_age(creatinine: float, age: float, sex: str, more: float) -> None:
    base = lab.egfr_ckd_epi_2021(creatinine_mg_per_dl=creatinine, age_years=age, sex=sex)  # type: ignore[arg-type]
    higher = lab.egfr_ckd_epi_2021(creatinine_mg_per_dl=creatinine * more, age_years=age, sex=sex)  # type: ignore[arg-type]
    older = lab.egfr_ckd_epi_2021(creatinine_mg_per_dl=creatinine, age_years=min(age * more, 129.0), sex=sex)  # type: ignore[arg-type]
    assert higher.value < base.value
    assert older.value < base.value
    assert 0.5 < base.value < 250
    ranges = list(lab.FiltrationRange)
    assert ranges.index(higher.category) >= ranges.index(base.category)
    assert (base.category is lab.FiltrationRange.BELOW_60) == any("build up" in text for text in base.cautions)


def test_egfr_at_the_ends_of_what_is_accepted() -> None:
    values = [
        lab.egfr_ckd_epi_2021(creatinine_mg_per_dl=creatinine, age_years=age, sex=sex).value
        for creatinine in (0.15, 30.0)
        for age in (18, 129.9)
        for sex in ("female", "male")
    ]
    assert min(values) == pytest.approx(0.70, abs=0.01)
    assert max(values) == pytest.approx(218, abs=1)


@given(rate=st.floats(min_value=0.5, max_value=250) | st.sampled_from([15.0, 30.0, 45.0, 60.0, 90.0]))
def test_every_rate_has_exactly_one_stage(rate: float) -> None:
    found = [stage for stage in lab.kidney_stages.values() if rate in stage]
    assert found == [lab.kidney_stage(egfr_ml_per_min_per_1_73_m2=rate)]


@pytest.mark.parametrize(
    ("rates", "stage"),
    [
        (range(90, 251), "g1"),
        (range(60, 90), "g2"),
        (range(45, 60), "g3a"),
        (range(30, 45), "g3b"),
        (range(15, 30), "g4"),
        (range(1, 15), "g5"),
    ],
)
def test_stages_as_kdigo_prints_them(rates: range, stage: str) -> None:
    """60-89, 45-59, 30-44, 15-29 and <15 mL/min/1.73 m²."""
    assert {lab.kidney_stage(egfr_ml_per_min_per_1_73_m2=rate).id for rate in rates} == {stage}


@given(rate=st.floats())
def test_a_stage_agrees_with_the_range_and_takes_no_impossible_rate(rate: float) -> None:
    try:
        stage = lab.kidney_stage(egfr_ml_per_min_per_1_73_m2=rate)
    except AmountError:
        assert not 0.5 <= rate <= 250
    else:
        found = lab.filtration_range(egfr_ml_per_min_per_1_73_m2=rate)
        expected = {"g1": lab.FiltrationRange.FROM_90, "g2": lab.FiltrationRange.FROM_60}
        assert found is expected.get(stage.id, lab.FiltrationRange.BELOW_60)
