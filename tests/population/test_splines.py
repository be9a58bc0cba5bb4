"""Smooth covariates."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.population import Model, Spline, SurveyDesign, usual_intake
from magnesium.population.splines import KNOT_RANKS, restricted_cubic

NO_ERRORS = SurveyDesign(replication=None)
KNOTS = st.lists(st.integers(0, 100), min_size=3, max_size=7, unique=True).map(sorted)


@given(knots=KNOTS)
def test_a_restricted_cubic_is_smooth_and_straight_beyond_the_outer_knots(knots: list[int]) -> None:
    places = np.array(knots, dtype=float)
    step = 1e-3

    def curves(at: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        return np.column_stack(list(restricted_cubic(at, places)))

    assert curves(places).shape == (len(knots), len(knots) - 1)
    outside = np.r_[places[0] - np.arange(1, 20), places[-1] + np.arange(1, 20)]
    second = curves(outside + 0.5) - 2 * curves(outside) + curves(outside - 0.5)
    assert np.abs(second).max() < 1e-6 * max(1, np.abs(curves(outside)).max())
    for side in (-step, step):  # value and slope are continuous at each knot
        assert curves(places + side) == pytest.approx(curves(places), abs=0.05)
    left, right = curves(places) - curves(places - step), curves(places + step) - curves(places)
    assert left == pytest.approx(right, abs=1e-3)


def test_the_percentiles_of_knots_are_symmetric_and_the_inner_ones_equally_far_apart() -> None:
    """Harrell, Regression Modeling Strategies, section 2.4.5: table of default knots."""
    for number, ranks in KNOT_RANKS.items():
        assert len(ranks) == number
        assert [100 - rank for rank in reversed(ranks)] == pytest.approx(ranks)
        assert np.diff(ranks) == pytest.approx(np.full(number - 1, (ranks[-1] - ranks[0]) / (number - 1)), abs=0.02)


def by_age(persons: int = 4000) -> dict[str, Any]:
    rng = np.random.default_rng(1)
    age = rng.uniform(2, 80, persons)
    between, within = rng.normal(0, 0.2, (persons, 1)), rng.normal(0, 0.35, (persons, 2))
    mg_of = np.exp(5.4 + 0.4 * np.sin(age / 15)[:, None] + between + within)
    return {
        "person": np.repeat(np.arange(persons), 2),
        "day": np.tile([1, 2], persons),
        "mg": mg_of.ravel(),
        "age": np.repeat(age, 2),
    }


def test_a_spline_of_age_finds_the_curve_that_a_line_misses() -> None:
    data = by_age()
    covariates: dict[str, Any] = {"line": "age", "curve": Spline("age", knots=5), "array": [Spline(data["age"])]}
    found = {
        name: usual_intake(data, covariates=covariate, model=Model(power=0), design=NO_ERRORS)
        for name, covariate in covariates.items()
    }
    assert found["curve"].between_sd == pytest.approx(0.2, abs=0.012)
    assert found["array"].between_sd == pytest.approx(0.2, abs=0.012)
    assert found["line"].between_sd is not None
    assert found["line"].between_sd > 0.23
    assert [one.name for one in found["curve"].coefficients][2:] == ["age", *(f"age, spline {n}" for n in (1, 2, 3))]
    usual = np.exp(5.4 + 0.4 * np.sin(data["age"][::2] / 15) + 0.35**2 / 2)
    assert found["curve"].mean_mg == pytest.approx((usual * np.exp(0.2**2 / 2)).mean(), rel=0.02)


@pytest.mark.parametrize("knots", [4, [10.0, 20.0, 40.0, 60.0]])
def test_a_group_with_few_ages_gets_a_straight_line_and_a_note(knots: Any) -> None:
    data = by_age(800)
    data["group"] = np.where(data["age"] < 40, "young", "old")
    data["age"] = np.where(data["age"] < 40, 1.0 + (data["age"] > 20), data["age"])
    found = usual_intake(data, by="group", covariates=Spline("age", knots=knots), design=NO_ERRORS)
    assert any("a straight line was fitted" in note for note in found["young"].notes)
    assert "age, spline 1" not in {one.name for one in found["young"].coefficients}


@pytest.mark.parametrize("knots", [2, 8, True, "4", 3.0, [1, 2], [3, 2, 1], [1, 1, 2], [1, 2, float("nan")], None])
def test_knots_that_are_not_allowed_are_refused(knots: Any) -> None:
    with pytest.raises(mg.InvalidValueError, match="knots"):
        Spline("age", knots=knots)


@pytest.mark.parametrize("column", [["a", "b"] * 800, [float("nan"), 1.0] * 800, ["a"] * 1600])
def test_a_spline_of_what_is_not_a_number_is_refused(column: list[Any]) -> None:
    with pytest.raises(mg.InvalidValueError, match="covariate 1"):
        usual_intake(by_age(800), covariates=Spline(column), design=NO_ERRORS)


def test_the_number_of_knots_is_named() -> None:
    with pytest.raises(TypeError):
        Spline("age", 5)  # type: ignore[call-arg]
    assert Spline("age", knots=5).knots == 5
