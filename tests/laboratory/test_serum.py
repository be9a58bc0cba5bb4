"""Classes of a serum value, and what is said beside them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from magnesium import laboratory as lab
from magnesium.errors import InvalidValueError, NotFoundError
from magnesium.units import convert
from tests.laboratory.drawn import interval_ids, mmol, serum_keyword


@given(value=mmol)
def test_an_interval_in_one_unit_classifies_alike_in_both(value: float) -> None:
    """Limits that are converted exactly leave nothing to rounding; only the edges are left out."""
    edges = (0.7, 1.0)
    assume(all(abs(value - edge) > 1e-9 for edge in edges))
    mg = convert(value, "mmol/L", "mg/dL")
    assume(0.1216 < mg < 24.3)
    one = lab.classify_serum(mmol_per_l=value, interval="nhslothian")
    other = lab.classify_serum(mg_per_dl=mg, interval="nhslothian")
    assert one.category is other.category
    assert not any("converted" in text for text in one.cautions)
    assert any("converted" in text for text in other.cautions)


def test_no_interval_is_chosen_silently() -> None:
    with pytest.raises(TypeError, match="interval"):
        lab.classify_serum(mmol_per_l=0.8)  # type: ignore[call-arg]


@given(value=st.floats(min_value=0.5, max_value=1.23))
def test_without_an_interval_nothing_is_normal(value: float) -> None:
    result = lab.classify_serum(mmol_per_l=value, interval=None)
    assert result.category is lab.SerumClass.UNDETERMINED
    assert result.urgency is lab.Urgency.ROUTINE
    assert (result.low.grade, result.high.grade) == (None, None)


@given(value=st.floats(0.05, 10), interval=st.sampled_from([None, "iom1997", "msdhypermg", "proposed"]))
def test_a_value_that_cannot_be_classified_says_why_and_no_other_does(value: float, interval: str | None) -> None:
    result = lab.classify_serum(mmol_per_l=value, interval=interval)
    is_said = any("can't be called normal" in caution for caution in result.cautions)
    assert is_said == (result.category is lab.SerumClass.UNDETERMINED)


def test_with_one_limit_the_other_side_stays_open() -> None:
    assert lab.classify_serum(mmol_per_l=1.1, interval="msdhypermg").category is lab.SerumClass.HIGH
    assert lab.classify_serum(mmol_per_l=0.7, interval="msdhypermg").category is lab.SerumClass.UNDETERMINED
    only_lower = lab.own_interval(lower_mg_per_dl=1.7)
    assert lab.classify_serum(mg_per_dl=1.6, interval=only_lower).category is lab.SerumClass.LOW
    assert lab.classify_serum(mg_per_dl=1.8, interval=only_lower).category is lab.SerumClass.UNDETERMINED


def test_a_very_low_or_high_value_needs_no_interval() -> None:
    for interval in (None, "msdhypermg", "proposed"):
        low = lab.classify_serum(mmol_per_l=0.29, interval=interval)
        high = lab.classify_serum(mmol_per_l=3.31, interval=interval)
        assert (low.category, low.low.grade, low.urgency) == (lab.SerumClass.LOW, 4, lab.Urgency.EMERGENCY)
        assert (high.category, high.high.grade, high.urgency) == (lab.SerumClass.HIGH, 4, lab.Urgency.EMERGENCY)


def test_limits_lie_within_and_reported_unit_decides() -> None:
    """1.8 mg/dL is the printed limit, and 0.741 mmol/L: converted first it would be low."""
    at_limit = lab.classify_serum(mg_per_dl=1.8, interval="iom1997")
    assert at_limit.category is lab.SerumClass.WITHIN
    assert at_limit.mmol_per_l < 0.75
    for value, expected in ((0.75, "within"), (0.7499, "low"), (0.95, "within"), (0.9501, "high")):
        assert lab.classify_serum(mmol_per_l=value, interval="iom1997").category == expected


def test_the_proposed_threshold_is_marked_and_decides_no_grade() -> None:
    result = lab.classify_serum(mmol_per_l=0.8, interval="proposed")
    assert result.category is lab.SerumClass.LOW
    assert result.low.grade is None
    assert any("not a consensus" in text for text in result.cautions)
    ordinary = lab.classify_serum(mmol_per_l=0.8, interval="iom1997")
    assert ordinary.category is lab.SerumClass.WITHIN
    assert ordinary.is_below_proposed_threshold
    assert ordinary.urgency is lab.Urgency.NONE
    assert any("not a consensus" in text for text in ordinary.cautions)
    assert [cutoff.value for cutoff in ordinary.cutoffs if cutoff.is_proposal] == [0.85]
    assert not lab.classify_serum(mmol_per_l=0.85, interval="iom1997").is_below_proposed_threshold
    assert not lab.classify_serum(mg_per_dl=2.07, interval="iom1997").is_below_proposed_threshold
    assert lab.classify_serum(mg_per_dl=2.06, interval="iom1997").is_below_proposed_threshold


def _classified(name: str, value: float, interval: str | None) -> lab.SerumResult:
    given_: dict[str, Any] = {name: value}
    return lab.classify_serum(**given_, interval=interval)


@given(keyword=serum_keyword, share=st.floats(0, 1), interval=interval_ids)
def test_what_is_not_out_of_its_limits_never_excludes_a_deficit(
    keyword: tuple[str, str, float, float], share: float, interval: str | None
) -> None:
    name, unit, lowest, highest = keyword
    value = lowest + share * (highest - lowest)
    result = _classified(name, value, interval)
    assert (result.value, result.unit) == (value, unit)
    if result.category in {lab.SerumClass.WITHIN, lab.SerumClass.UNDETERMINED}:
        assert any("does not exclude a deficit" in text for text in result.cautions)
    if result.category is lab.SerumClass.WITHIN:
        assert interval is not None
        assert result.urgency is lab.Urgency.NONE
    else:
        assert result.urgency.rank >= lab.Urgency.ROUTINE.rank


@given(keyword=serum_keyword, shares=st.tuples(st.floats(0, 1), st.floats(0, 1)), interval=interval_ids)
def test_urgency_never_falls_as_a_value_gets_worse(
    keyword: tuple[str, str, float, float], shares: tuple[float, float], interval: str | None
) -> None:
    name, _, lowest, highest = keyword
    low, high = sorted(lowest + share * (highest - lowest) for share in shares)
    one = _classified(name, low, interval)
    two = _classified(name, high, interval)
    if two.category is not lab.SerumClass.HIGH:
        assert one.urgency.rank >= two.urgency.rank
    if one.category is not lab.SerumClass.LOW:
        assert two.urgency.rank >= one.urgency.rank
    order = list(lab.SerumClass)[:3]
    if {one.category, two.category} <= set(order):
        assert order.index(one.category) <= order.index(two.category)


def test_statements_of_sources_about_low_values() -> None:
    def passed(**given_: Any) -> list[float]:
        return [cutoff.value for cutoff in lab.classify_serum(**given_, interval="iom1997").statements]

    assert passed(mmol_per_l=0.61) == []
    assert passed(mmol_per_l=0.6) == [0.6]
    assert passed(mmol_per_l=0.5) == [0.6]
    assert passed(mmol_per_l=0.499) == [0.6, 0.5]
    assert passed(mmol_per_l=0.39) == [0.6, 0.5, 0.4]
    assert passed(mg_per_dl=1.2) == [pytest.approx(1.4583)]
    assert passed(mg_per_dl=0.99) == [pytest.approx(1.4583), 1.2, 1.0]


def test_statements_of_sources_about_high_values() -> None:
    def passed(value: float) -> list[float]:
        return [cutoff.value for cutoff in lab.classify_serum(mmol_per_l=value, interval="iom1997").statements]

    critical = pytest.approx(4.9 / 2.43, rel=0.002)
    assert passed(1.99) == []
    assert passed(2.0) == [2.0]
    assert passed(4.0) == [2.0, critical, 4.0]
    assert passed(8.0) == [2.0, critical, 4.0, 5.0, 8.0]
    assert len(passed(9.9)) == len(lab.decision_limits["high-serum"].cutoffs)


def test_own_limits() -> None:
    own = lab.own_interval(lower_mmol_per_l=0.66, upper_mmol_per_l=1.07)
    result = lab.classify_serum(mmol_per_l=0.65, interval=own)
    assert (result.category, result.low.grade, result.interval) == (lab.SerumClass.LOW, 1, own)
    assert not any("differ between laboratories" in text for text in result.cautions)


def test_an_unknown_interval_names_near_ones() -> None:
    with pytest.raises(NotFoundError, match="iom1997"):
        lab.classify_serum(mmol_per_l=0.8, interval="iom97")
    with pytest.raises(InvalidValueError, match="own_interval"):
        lab.classify_serum(mmol_per_l=0.8, interval=0.75)  # type: ignore[arg-type]


@given(mmol, interval_ids)
def test_a_high_value_has_the_caution_of_high_values_and_only_a_normal_one_has_no_rule_of_urgency(
    value: float, interval: str | None
) -> None:
    result = lab.classify_serum(mmol_per_l=value, interval=interval)
    expected = {
        "low-serum": result.category in {"within", "undetermined"},
        "high-serum": result.category == "high",
        "serum-urgency": result.category != "within",
    }
    for id_, is_said in expected.items():
        for caution in lab.decision_limits[id_].cautions:
            assert (caution in result.cautions) == is_said
    assert (str(result.urgency) == "none") == (not expected["serum-urgency"])
