"""Errors by the survey's design, against textbook formulas."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import magnesium as mg
from magnesium.population import Model, Reporting, SurveyDesign, made_up_recalls, usual_intake
from magnesium.population.columns import Floats
from magnesium.population.design import replication
from magnesium.population.estimates import estimate

STRATUM = np.repeat(np.arange(12), 2)
COLUMNS: dict[str, Any] = {"person": "person", "day": "day", "mg": "mg"}
DESIGN: dict[str, Any] = {"strata": "stratum", "psu": "psu"}


def variance_of_total(totals: Floats, stratum: Any) -> float:
    """The textbook variance of a total: n/(n-1) times the squares around the stratum's mean."""
    out = 0.0
    for label in np.unique(stratum):
        units = totals[stratum == label]
        out += len(units) * units.var(ddof=1)
    return out


@pytest.mark.parametrize("method", ["jackknife", "brr", "bootstrap"])
@pytest.mark.parametrize("unequal", [False, True])
def test_the_variance_of_a_total(method: Any, unequal: bool) -> None:
    stratum = np.r_[STRATUM, 0, 5, 5] if unequal else STRATUM
    totals = np.random.default_rng(1).gamma(5, size=len(stratum))
    if unequal and method == "brr":
        with pytest.raises(mg.InvalidValueError, match="does not have two units in"):
            replication(stratum, SurveyDesign(replication=method))
        return
    made = replication(stratum, SurveyDesign(replication=method, replicates=4000))
    whole = totals.sum()
    found = (made.scale * (made.factors @ totals - whole) ** 2).sum()
    exact = method != "bootstrap"
    assert found == pytest.approx(variance_of_total(totals, stratum), rel=1e-9 if exact else 0.08)
    if exact:
        assert made.factors.mean(axis=0) == pytest.approx(np.ones(len(stratum)), abs=1e-9)


@pytest.mark.parametrize("strata", range(2, 18))
def test_brr_needs_as_many_half_samples_as_the_next_power_of_two(strata: int) -> None:
    """A Hadamard matrix has one column for each stratum beside its first; balance needs orthogonal columns."""
    made = replication(np.repeat(np.arange(strata), 2), SurveyDesign(replication="brr", fay=0.3))
    replicates = len(made.factors)
    assert strata < replicates <= 2 * strata
    signs = made.factors[:, ::2] - 1
    assert signs.T @ signs == pytest.approx(0.7**2 * replicates * np.eye(strata))
    assert made.factors[:, ::2] + made.factors[:, 1::2] == pytest.approx(np.full((replicates, strata), 2.0))


def test_a_bootstrap_follows_its_seed() -> None:
    designs = (SurveyDesign(replication="bootstrap", seed=seed) for seed in (1, 1, 2))
    one, same, other = (replication(STRATUM, design).factors for design in designs)
    assert (one == same).all()
    assert not (one == other).all()


def test_a_stratum_with_one_psu_is_refused_or_merged() -> None:
    stratum = np.array([0, 0, 1, 2, 2, 3])
    with pytest.raises(mg.InvalidValueError, match="one unit in 2 strata"):
        replication(stratum, SurveyDesign())
    made = replication(stratum, SurveyDesign(single_psu="merge"))
    assert made.notes == ("2 strata with one PSU were joined with the next stratum",)
    # The second joined the third, and so did the last.
    assert (made.factors[5] != 1).tolist() == [False, False, True, True, True, True]
    with pytest.raises(mg.InvalidValueError, match="one unit"):
        replication(np.array([0]), SurveyDesign(single_psu="merge"))


def test_a_survey_with_one_psu_in_a_stratum() -> None:
    data = made_up_recalls(persons=600, seed=1)
    data["psu"] = np.where(data["stratum"] == 3, 0, data["psu"])
    with pytest.raises(mg.InvalidValueError, match="one unit in 1 strata"):
        usual_intake(data, **COLUMNS, **DESIGN)
    found = usual_intake(data, **COLUMNS, **DESIGN, design=SurveyDesign(single_psu="merge"))
    assert any("joined with the next stratum" in note for note in found.notes)
    assert found.errors.mean_mg.se is not None
    without = usual_intake(data, **COLUMNS, **DESIGN, design=SurveyDesign(replication=None))
    assert without.errors.mean_mg.se is None
    assert without.mean_mg == pytest.approx(found.mean_mg, rel=1e-12)


def test_the_mean_of_a_normal_model_has_the_survey_s_standard_error() -> None:
    """λ 1 and one class of days: the model's mean is the weighted mean, whose linearized error is known."""
    data = made_up_recalls(persons=3000, seed=6, psu_sd=0.4, strata=20)
    found = usual_intake(data, **COLUMNS, **DESIGN, model=Model(power=1))
    first = data["day"] == 1
    unit = data["stratum"][first] * 2 + data["psu"][first]
    residual = data["mg"][first] - data["mg"][first].mean()
    totals = np.bincount(unit, weights=residual) / len(residual)
    expected = math.sqrt(variance_of_total(totals, np.repeat(np.arange(20), 2)))
    assert found.errors.mean_mg.se == pytest.approx(expected, rel=0.25)
    assert found.diagnostics.df == 20


def test_the_same_seed_gives_the_same_figures() -> None:
    data = made_up_recalls(persons=400, seed=6)
    designs = (SurveyDesign(seed=seed) for seed in (1, 1, 2))
    one, same, other = (usual_intake(data, **COLUMNS, design=each).errors.share_below(265) for each in designs)
    assert one == same
    assert one.value == pytest.approx(other.value, rel=1e-9)
    assert one.se != other.se


def test_the_order_of_the_rows_is_nothing() -> None:
    data = made_up_recalls(persons=500, seed=6, second_day_share=0.5)
    order = np.random.default_rng(2).permutation(len(data["mg"]))
    mixed = {name: values[order] for name, values in data.items()}
    one, other = (usual_intake(each, **COLUMNS, **DESIGN, weight="weight") for each in (data, mixed))
    assert other.errors.mean_mg.value == pytest.approx(one.errors.mean_mg.value, rel=1e-9)
    assert other.errors.mean_mg.se == pytest.approx(one.errors.mean_mg.se, rel=1e-6)


@pytest.mark.parametrize("method", ["jackknife", "bootstrap", "brr"])
def test_a_replicate_is_the_fit_with_its_weights(method: Any) -> None:
    """Replicates come from sums over PSUs; fitting each anew with its own weights must give the same."""
    data = made_up_recalls(persons=900, seed=6, psu_sd=0.3, second_day_share=0.6, strata=8)
    # Most of the unlike persons are in one PSU, so that leaving it out changes who there is.
    data["kind"] = ((data["person"] % 5 == 0) | ((data["stratum"] == 0) & (data["psu"] == 0))).astype(float)
    data["mg"] = data["mg"] * (1 + data["kind"])
    options: dict[str, Any] = {"covariates": "kind"}
    design = SurveyDesign(replication=method, replicates=5)
    found = usual_intake(data, **COLUMNS, **DESIGN, **options, design=design)
    unit = data["stratum"] * 2 + data["psu"]
    made = replication(np.repeat(np.arange(8), 2), design)
    values = found.distributions.percentiles_mg(25)[1:]
    for factors, value, power in zip(made.factors[:5], values, found.distributions.power[1:], strict=False):
        again = usual_intake(data, **COLUMNS, **options, weight=factors[unit], design=SurveyDesign(replication=None))
        assert power == pytest.approx(again.power, abs=2e-3)
        assert value == pytest.approx(again.percentile_mg(25), rel=2e-3)


@pytest.mark.parametrize(
    ("value", "se", "df", "persons", "verdict", "why"),
    [
        (0.50, 0.02, 30, 1000, Reporting.PRESENT, ""),
        (0.50, 0.02, 5, 1000, Reporting.REVIEW, "degrees"),
        (0.50, 0.02, 30, 25, Reporting.SUPPRESS, "below 30"),
        (0.50, 0.10, 30, 1000, Reporting.SUPPRESS, "below 30"),
        (0.50, 0.08, 30, 1000, Reporting.SUPPRESS, "0.30 or more"),
        (0.05, 0.02, 30, 1000, Reporting.SUPPRESS, "130 %"),
        (0.95, 0.02, 30, 1000, Reporting.PRESENT, "others"),
        (0.01, 0.005, 30, 1000, Reporting.PRESENT, ""),
    ],
)
def test_the_presentation_standards(
    value: float, se: float, df: int, persons: int, verdict: Reporting, why: str
) -> None:
    found = estimate(np.array([value, value + se, value - se]), np.array([0.5, 0.5]), df, persons=persons)
    assert found.se == pytest.approx(se)
    assert found.reporting is verdict
    assert why in found.reporting_note
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low < value < found.high <= 1


def test_an_interval_is_a_t_interval() -> None:
    found = estimate(np.array([10.0, 11.0, 9.0]), np.array([0.5, 0.5]), 15)
    assert (found.low, found.high) == pytest.approx((10 - 2.13145, 10 + 2.13145), abs=1e-4)
    assert found.relative_standard_error == pytest.approx(0.1)
    assert found.reporting is None


def test_replicates_without_an_answer_are_replaced_by_the_others() -> None:
    found = estimate(np.array([10.0, 11.0, 9.0, math.nan, math.nan]), np.full(4, 0.25), 15)
    assert found.se == pytest.approx(1.0)
    assert found.replicates == 2
    assert estimate(np.array([10.0, math.nan, math.nan]), np.full(2, 0.5), 15).se is None
