"""Limits, from both sides: the NCHS standards for shares, and the CV of requirements."""

from __future__ import annotations

import math
from typing import Any

import pytest
from scipy.optimize import brentq

from magnesium import AmountError, population
from magnesium.population.estimates import Estimate, Reporting, with_variance

USUAL = population.from_summary(mean_mg=300, cv=0.25, shape="normal")
MANY = 10.0**9


def _share(value: float, se: float, *, df: int = 20, persons: float = MANY) -> Estimate:
    return with_variance(value, se**2, df, persons=persons)


def _of_width(value: float, width: float) -> Estimate:
    """Return a share whose 95 % interval is so wide."""

    def beyond(se: float) -> float:
        found = _share(value, se)
        return float(found.high or 0) - float(found.low or 0) - width

    se: Any = brentq(beyond, 1e-9, 0.2, xtol=1e-15)
    return _share(value, se)


# Parker and others 2017, Vital Health Stat 2(175): each limit with the share at which it decides.
@pytest.mark.parametrize(
    ("value", "limit", "within", "beyond"),
    [
        (0.5, 0.30, Reporting.PRESENT, Reporting.SUPPRESS),  # absolute width of 0.30
        (0.1, 0.13, Reporting.PRESENT, Reporting.SUPPRESS),  # 130 % of the share
        (0.02, 0.05, Reporting.PRESENT, Reporting.SUPPRESS),  # up to 0.05 the relative width does not count
    ],
)
def test_the_width_of_an_interval_decides_at_its_limit(
    value: float, limit: float, within: Reporting, beyond: Reporting
) -> None:
    assert _of_width(value, limit - 1e-6).reporting is within
    assert _of_width(value, limit + 1e-6).reporting is beyond


@pytest.mark.parametrize(("value", "limit"), [(0.9, 0.13), (0.98, 0.05)])
def test_the_share_of_the_others_is_noted_at_its_limit(value: float, limit: float) -> None:
    narrow, wide = _of_width(value, limit - 1e-6), _of_width(value, limit + 1e-6)
    assert (narrow.reporting, narrow.reporting_note) == (Reporting.PRESENT, "")
    assert (wide.reporting, wide.reporting_note) == (Reporting.PRESENT, "the share of the others is not reliable")


def test_an_effective_sample_of_30_is_enough_and_one_below_is_not() -> None:
    assert _share(0.5, 0.001, persons=30).reporting is Reporting.PRESENT
    assert _share(0.5, 0.001, persons=math.nextafter(30, 0)).reporting is Reporting.SUPPRESS
    assert _share(0.0, 0.0, persons=30).reporting is Reporting.REVIEW
    assert _share(0.0, 0.0, persons=29).reporting is Reporting.SUPPRESS


def test_the_design_makes_the_sample_smaller_and_never_larger() -> None:
    se = math.sqrt(0.5 * 0.5 / 29.9)  # of a simple random sample of 29.9
    assert "effective sample size 30" in _share(0.5, se).reporting_note
    assert _share(0.5, se).reporting is Reporting.SUPPRESS


@pytest.mark.parametrize(("df", "reporting"), [(7, Reporting.REVIEW), (8, Reporting.PRESENT), (9, Reporting.PRESENT)])
def test_8_degrees_of_freedom_are_enough(df: int, reporting: Reporting) -> None:
    assert _share(0.5, 0.001, df=df).reporting is reporting


@pytest.mark.parametrize(("value", "reporting"), [(0.0, "review"), (1.0, "review"), (0.001, "present")])
def test_a_share_of_nobody_or_everybody_is_reviewed(value: float, reporting: str) -> None:
    assert str(_share(value, 1e-6 if reporting == "present" else 0.0).reporting) == reporting


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_a_share_of_nobody_or_everybody_has_no_width(value: float) -> None:
    """Replicates may differ from the sample; on the logit, 0 and 1 are infinitely far away."""
    found = _share(value, 0.01)
    assert (found.low, found.high) == (value, value)


def test_nobody_is_below_what_everybody_gets_in_addition() -> None:
    assert USUAL.shifted(50).share_below(50) == 0
    assert USUAL.shifted(50).share_below(350) == pytest.approx(USUAL.share_below(300))


def test_a_multiple_and_a_shift_move_every_figure_alike() -> None:
    moved = USUAL.shifted(20, factor=1.5)
    assert moved.mean_mg == pytest.approx(1.5 * USUAL.mean_mg + 20)
    assert moved.between_sd_mg == pytest.approx(1.5 * USUAL.between_sd_mg)
    assert moved.percentile_mg(10) == pytest.approx(1.5 * USUAL.percentile_mg(10) + 20)
    assert moved.share_below(1.5 * 250 + 20) == pytest.approx(USUAL.share_below(250))


@pytest.mark.parametrize("cv", [0.0, 1.0, -0.1, 1.5, math.nan, math.inf, True, "0.1"])
def test_a_cv_of_requirements_is_above_0_and_below_1(cv: float) -> None:
    for ask in (population.full_probability, population.UsualIntake.share_below_requirement):
        with pytest.raises(AmountError, match="requirement_cv must be above 0 and below 1"):
            ask(USUAL, 265.0, requirement_cv=cv)


@pytest.mark.parametrize("cv", [math.nextafter(0, 1), 1e-6, 0.5, math.nextafter(1, 0)])
def test_every_cv_of_requirements_within_its_limits_is_an_answer(cv: float) -> None:
    """Of normal intakes and requirements the share is that of a normal difference below 0."""
    sd = math.hypot(0.25 * 300, cv * 265)
    expected = 0.5 * math.erfc((300 - 265) / sd / math.sqrt(2))
    assert USUAL.share_below_requirement(265.0, requirement_cv=cv) == pytest.approx(expected, abs=2e-3)
    assert population.full_probability(USUAL, 265.0, requirement_cv=cv).share.value == pytest.approx(expected, abs=2e-3)


@pytest.mark.filterwarnings("ignore::magnesium.population.PopulationWarning")
@pytest.mark.parametrize(("persons", "is_small"), [(29, True), (30, False)])
def test_a_group_of_30_persons_is_not_small(persons: int, *, is_small: bool) -> None:
    found = population.usual_intake(population.made_up_recalls(persons=persons, seed=3))
    assert any(note.startswith("small group") for note in found.notes) == is_small


@pytest.mark.filterwarnings("ignore::magnesium.population.PopulationWarning")
@pytest.mark.parametrize(("strata", "are_few"), [(7, True), (8, False)])
def test_8_degrees_of_freedom_of_the_design_are_not_few(strata: int, *, are_few: bool) -> None:
    survey = population.made_up_recalls(persons=80, seed=3, strata=strata)
    found = population.usual_intake(survey, strata="stratum", psu="psu")
    assert found.diagnostics is not None
    assert found.diagnostics.df == strata
    assert any(note.startswith("few degrees of freedom") for note in found.notes) == are_few
