"""What a common error of the food table does to a prevalence."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

import magnesium as mg
from magnesium.population import (
    SurveyDesign,
    UsualIntake,
    composition_sensitivity,
    from_summary,
    full_probability,
    made_up_recalls,
    usual_intake,
)

EARS = st.floats(120, 500)
SDS = st.floats(0, 0.3)
FOODS = 12
SHAPES = st.sampled_from(["gamma", "lognormal", "normal"])


@functools.cache
def _surveyed() -> dict[Any, UsualIntake]:
    survey = made_up_recalls(persons=200, seed=2)
    design = SurveyDesign(replication="bootstrap", replicates=8)
    return dict(usual_intake(survey, by=survey["person"] % 2, design=design))


@given(ear=EARS, shape=SHAPES)
def test_without_an_error_of_composition_nothing_changes(ear: float, shape: Any) -> None:
    found = composition_sensitivity(from_summary(mean_mg=250, cv=0.3, shape=shape), ear, 0.0)
    assert found.low == found.high == found.prevalence.share.value


@settings(max_examples=20)
@given(ear=EARS, sds=st.tuples(SDS, SDS), shape=SHAPES, method=st.sampled_from(["cut-point", "probability"]))
def test_the_interval_contains_the_prevalence_and_grows_with_the_error(
    ear: float, sds: tuple[float, float], shape: Any, method: Any
) -> None:
    usual = from_summary(mean_mg=250, cv=0.3, shape=shape)
    small, large = (composition_sensitivity(usual, ear, sd, method=method) for sd in sorted(sds))
    assert large.low <= small.low <= small.prevalence.share.value <= small.high <= large.high
    assert (small.combined_low, small.combined_high) == pytest.approx((small.low, small.high))


@pytest.mark.parametrize("sd", [0.0, 0.03, 0.3])
def test_the_interval_of_both_contains_those_of_sampling_and_of_composition(sd: float) -> None:
    found = composition_sensitivity(_surveyed()[0], 265, sd)
    share = found.prevalence.share
    assert share.low is not None
    assert share.high is not None
    assert found.low <= share.value <= found.high
    assert found.combined_low <= min(share.low, found.low)
    assert found.combined_high >= max(share.high, found.high)


@given(ear=EARS, sd=SDS, cv=st.floats(0.15, 0.5))
def test_the_ends_are_those_of_the_published_gamma(ear: float, sd: float, cv: float) -> None:
    """The share below of a gamma whose scale is multiplied by the factor (Passarelli and others 2024), by scipy."""
    found = composition_sensitivity(from_summary(mean_mg=230.1, cv=cv, shape="gamma"), ear, sd)
    half = special.ndtri(0.975) * sd
    ends = special.gammainc(1 / cv**2, ear / (230.1 * cv**2 * np.exp([half, -half])))
    assert (found.low, found.high) == pytest.approx(tuple(ends), rel=1e-7, abs=1e-9)


def test_groups_share_the_error_so_that_it_does_not_average_out() -> None:
    groups = _surveyed()
    alone = [composition_sensitivity(one, 265, 0.1) for one in groups.values()]
    together = composition_sensitivity(groups, dict.fromkeys(groups, 265.0), 0.1)
    weights = [one.population or 0.0 for one in groups.values()]
    assert together.low == pytest.approx(np.average([one.low for one in alone], weights=weights))
    assert together.high == pytest.approx(np.average([one.high for one in alone], weights=weights))


@pytest.mark.parametrize("persons", [200, 3000])
def test_simulated_prevalences_of_persons_who_eat_different_foods_are_within_the_interval(persons: int) -> None:
    """The error of each food is drawn once for all persons, however many they are."""
    rng = np.random.default_rng(5)
    foods = [mg.Food(id=f"my:{at}", name=f"Food {at}", mg_per_100g=50, source="label") for at in range(FOODS)]
    eats = rng.gamma(0.5, 1.0, (persons, FOODS)) * rng.gamma(20, 1 / 20, (persons, 1))
    mg_of_food = eats * 250 / eats.sum(axis=1).mean()
    listed = mg_of_food.sum(axis=1)
    eaten = [food.grams(float(whole) * 2) for food, whole in zip(foods, mg_of_food.sum(axis=0), strict=True)]
    usual = from_summary(mean_mg=float(listed.mean()), sd_mg=float(listed.std()), shape="gamma")
    found = composition_sensitivity(usual, 250, mg.Intake(eaten))
    assert foods[0].uncertainty.variance_class == "stated"
    errors = np.exp(0.30 * rng.standard_t(3, (1000, FOODS)))
    shares = ((errors @ mg_of_food.T) < 250).mean(axis=1)
    assert ((shares >= found.low) & (shares <= found.high)).mean() == pytest.approx(0.95, abs=0.04)
    assert found.high - found.low > 0.2
    assert 5 < (found.effective_terms or 0) <= FOODS


def test_the_text_states_each_cause_and_that_the_error_is_shared() -> None:
    found = composition_sensitivity(_surveyed()[1], mg.Person(age=40, sex="female"), 0.05, method="probability")
    text = " ".join(found.text().split())
    assert "sampling of persons and days" in text
    assert "does not average out over persons or days" in text
    assert found.prevalence.share == full_probability(_surveyed()[1], mg.Person(age=40, sex="female")).share


def test_foods_of_unknown_magnesium_are_stated() -> None:
    unknown = mg.Food(id="my:x", name="X", mg_per_100g=None, source="label")
    day = mg.Intake([mg.foods["sr28:12061"].grams(100), unknown.grams(10)])
    found = composition_sensitivity(_surveyed()[0], 265, day.total)
    assert "foods of unknown magnesium, which are not part of the error of composition: 1" in " ".join(
        found.text().split()
    )


def test_a_prevalence_of_everyone_has_the_widest_of_the_intervals() -> None:
    found = composition_sensitivity(from_summary(mean_mg=100, cv=0.01, shape="normal"), 400, 0.1)
    assert found.prevalence.share.value == found.combined_high == found.high == 1


@pytest.mark.parametrize("composition", [-0.1, 1.5, "5 %", float("nan"), mg.Total(mg=300.0), mg.Total(mg=0.0)])
def test_what_states_no_error_of_composition_is_refused(composition: Any) -> None:
    with pytest.raises(mg.InvalidValueError, match="composition"):
        composition_sensitivity(_surveyed()[0], 265, composition)


@pytest.mark.parametrize("usual", [{}, 250, {"women": 250}])
def test_what_is_no_usual_intake_is_refused(usual: Any) -> None:
    with pytest.raises(mg.InvalidValueError, match="usual"):
        composition_sensitivity(usual, 265, 0.1)
