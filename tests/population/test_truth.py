"""What is known is found again: usual intake from simulated recalls."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from magnesium.population import KnownIntake, Model, SurveyDesign, UsualIntake, made_up_recalls, usual_intake

RANKS = (5, 10, 25, 50, 75, 90, 95)
COLUMNS: dict[str, Any] = {"person": "person", "day": "day", "mg": "mg"}
DESIGN: dict[str, Any] = {"strata": "stratum", "psu": "psu"}
NO_ERRORS = SurveyDesign(replication=None)


def fitted(
    known: KnownIntake, *, persons: int = 5000, seed: int = 1, weighted: bool = False, **made: Any
) -> UsualIntake:
    data = made_up_recalls(known, persons=persons, seed=seed, weights=weighted, **made)
    weight = "weight" if weighted else None
    found: UsualIntake = usual_intake(data, **COLUMNS, weight=weight, design=NO_ERRORS)
    return found


def worst(known: KnownIntake, found: list[UsualIntake]) -> float:
    """Return the largest relative error of the mean and the percentiles, averaged over samples."""
    errors = [np.mean([one.percentile_mg(rank) for one in found]) / known.percentile_mg(rank) - 1 for rank in RANKS]
    errors.append(np.mean([one.mean_mg for one in found]) / known.mean_mg - 1)
    return float(max(map(abs, errors)))


@pytest.mark.parametrize("ratio", [0.5, 1.5, 4.0])
@pytest.mark.parametrize(("power", "cv"), [(0.0, 0.4), (0.25, 0.45), (0.5, 0.4), (1.0, 0.25)])
def test_percentiles_within_two_percent_of_the_truth(power: float, cv: float, ratio: float) -> None:
    """The mean of five samples of 5,000: a single one alone has a sampling error of up to 2 % at P5."""
    known = KnownIntake(power=power, day_cv=cv, within_to_between=ratio)
    found = [fitted(known, seed=seed) for seed in range(5)]
    assert worst(known, found) < 0.02
    assert np.mean([one.power or 0.0 for one in found]) == pytest.approx(power, abs=0.04)


def test_the_distribution_of_known_intake_is_that_of_its_draws() -> None:
    """The truth itself, found a second way: long-run means of simulated persons."""
    known = KnownIntake(power=0.3, within_to_between=2)
    of = known.distribution()
    rng = np.random.default_rng(5)
    v = of.places[0, 0] + of.between_sd[0] * rng.normal(size=4000)
    days = np.maximum(1 + 0.3 * (v[:, None] + of.within_sd[0] * rng.normal(size=(4000, 1500))), 0) ** (1 / 0.3)
    usual = days.mean(axis=1)
    for rank in RANKS:
        assert known.percentile_mg(rank) == pytest.approx(np.percentile(usual, rank), rel=0.025)
    assert known.mean_mg == pytest.approx(usual.mean(), rel=0.01)
    assert math.sqrt(days.var(axis=1).mean()) == pytest.approx(of.within_sds_mg()[0], rel=0.01)
    assert usual.std() == pytest.approx(of.between_sds_mg()[0], rel=0.03)


@pytest.mark.parametrize("method", ["moments", "reml"])
@pytest.mark.parametrize("second", [1.0, 0.3])
@pytest.mark.parametrize("weighted", [False, True])
def test_weights_and_a_second_day_for_some(method: Any, second: float, weighted: bool) -> None:
    known = KnownIntake(power=0.3, within_to_between=1.5)
    found = []
    for seed in range(4):
        data = made_up_recalls(known, persons=5000, seed=seed, second_day_share=second, weights=weighted)
        weight = "weight" if weighted else None
        found.append(usual_intake(data, **COLUMNS, weight=weight, model=Model(method=method), design=NO_ERRORS))
    assert worst(known, found) < 0.02


def test_without_its_weights_a_weighted_survey_is_wrong() -> None:
    known = KnownIntake(power=0.3, within_to_between=1.5)
    data = made_up_recalls(known, persons=5000, seed=1, weights=True)
    assert usual_intake(data, **COLUMNS, design=NO_ERRORS).mean_mg < known.mean_mg * 0.93


def test_one_day_overstates_the_spread() -> None:
    known = KnownIntake(within_to_between=2)
    found = fitted(known)
    assert found.one_day is not None
    assert found.one_day.percentile_mg(5) < 0.75 * known.percentile_mg(5)
    assert found.one_day.percentile_mg(95) > 1.2 * known.percentile_mg(95)
    assert abs(found.share_below(200) - known.share_below(200)) < 0.02
    assert found.one_day.share_below(200) - known.share_below(200) > 0.1
    assert found.mean_mg == pytest.approx(found.one_day.mean_mg, rel=0.015)


def test_the_first_recall_is_believed() -> None:
    known = KnownIntake()
    found = fitted(known, later_recall=-0.5)
    assert worst(known, [found]) < 0.03
    assert found.diagnostics is not None
    assert found.diagnostics.later_recall_percent is not None
    assert found.diagnostics.later_recall_percent < -15


def test_variances_of_a_balanced_survey_are_the_textbook_ones() -> None:
    """One-way analysis of variance by hand, on the scale of the data."""
    data = made_up_recalls(KnownIntake(power=1, day_cv=0.2), persons=300, seed=2)
    found = usual_intake(data, **COLUMNS, model=Model(method="moments", power=1), design=NO_ERRORS)
    first, second = data["mg"][:300], data["mg"][300:]
    change = second - first
    within = change.var(ddof=1) / 2
    assert found.within_sd == pytest.approx(math.sqrt(within), rel=1e-9)
    total = (np.r_[first - first.mean(), second - second.mean()] ** 2).sum() / 598
    assert found.between_sd == pytest.approx(math.sqrt(total - within), rel=2e-3)
    assert found.mean_mg == pytest.approx(first.mean(), rel=1e-3)


def test_without_transformation_usual_intake_is_normal() -> None:
    data = made_up_recalls(KnownIntake(power=1, day_cv=0.2), persons=2000, seed=2)
    found = usual_intake(data, **COLUMNS, model=Model(power=1), design=NO_ERRORS)
    normal: Any = stats.norm(found.mean_mg, found.between_sd)
    for rank in RANKS:
        assert found.percentile_mg(rank) == pytest.approx(normal.ppf(rank / 100), rel=1e-3)
    assert found.share_below(230) == pytest.approx(normal.cdf(230), abs=1e-3)
    assert found.density(250)[0] == pytest.approx(normal.pdf(250), rel=1e-2)


def test_of_a_logarithm_the_mean_is_the_closed_one() -> None:
    data = made_up_recalls(KnownIntake(power=0), persons=2000, seed=2)
    found = usual_intake(data, **COLUMNS, model=Model(power=0), design=NO_ERRORS)
    middle = float(found.distributions.places[0, 0])
    assert found.mean_mg == pytest.approx(math.exp(middle + (found.within_sd**2 + found.between_sd**2) / 2), rel=1e-9)
    assert found.percentile_mg(50) == pytest.approx(math.exp(middle + found.within_sd**2 / 2), rel=1e-9)


def test_power_is_the_one_of_scipy_where_days_are_independent() -> None:
    """With one recall a person and the ratio given, the profile likelihood is Box and Cox's."""
    data = made_up_recalls(KnownIntake(power=0.4), persons=1500, seed=4, second_day_share=0)
    found = usual_intake(data, **COLUMNS, model=Model(within_to_between=1.5), design=NO_ERRORS)
    assert found.power == pytest.approx(stats.boxcox_normmax(data["mg"], method="mle"), abs=1e-4)
    assert found.diagnostics.method == "external ratio"


@pytest.mark.parametrize(("true", "end"), [(3.0, 2.0), (-1.0, 0.0)])
def test_a_power_beyond_the_range_is_its_end_and_is_reported(true: float, end: float) -> None:
    """λ is from 0 to 2."""
    rng = np.random.default_rng(3)
    z = 100 + 12 * rng.normal(size=(1500, 1)) + 12 * rng.normal(size=(1500, 2))
    data = {
        "person": np.repeat(np.arange(1500), 2),
        "day": np.tile([1, 2], 1500),
        "mg": 300 * (z.ravel() / 100) ** (1 / true),
    }
    found = usual_intake(data, **COLUMNS, design=NO_ERRORS)
    assert found.power == end
    assert found.diagnostics.power_at_bound
    assert any("end of its range" in note for note in found.notes)


def test_a_ratio_from_elsewhere_stands_in_for_second_days() -> None:
    known = KnownIntake(within_to_between=1.5)
    data = made_up_recalls(known, persons=5000, seed=4, second_day_share=0)
    assert worst(known, [usual_intake(data, **COLUMNS, model=Model(within_to_between=1.5), design=NO_ERRORS)]) < 0.03


def test_shared_variances_of_groups_with_means_of_their_own() -> None:
    low, high = KnownIntake(power=0), KnownIntake(power=0, median_mg=350)
    parts = [made_up_recalls(known, persons=2500, seed=seed) for seed, known in enumerate((low, high))]
    data = {name: np.r_[parts[0][name], parts[1][name]] for name in parts[0]}
    data["person"][len(parts[0]["person"]) :] += 2500
    data["group"] = np.repeat(["low", "high"], [len(part["person"]) for part in parts])
    found = usual_intake(data, **COLUMNS, by="group", model=Model(variances="shared"), design=NO_ERRORS)
    assert found["low"].power == found["high"].power
    assert found["low"].between_sd == found["high"].between_sd
    assert worst(low, [found["low"]]) < 0.03
    assert worst(high, [found["high"]]) < 0.03


def test_covariates_of_persons_stay_in_the_distribution_and_those_of_days_do_not() -> None:
    rng = np.random.default_rng(8)
    persons = 4000
    age = rng.normal(size=persons)
    z = 5.5 + 0.3 * age + 0.2 * rng.normal(size=persons)
    noise = 0.4 * rng.normal(size=(persons, 2))
    weekend = (rng.random((persons, 2)) < 3 / 7).astype(float)
    phone = rng.choice(["phone", "visit"], size=(persons, 2))
    mg = np.exp(z[:, None] + noise + 0.3 * weekend + 0.4 * (phone == "visit"))
    data = {
        "person": np.repeat(np.arange(persons), 2),
        "day": np.tile([1, 2], persons),
        "mg": mg.ravel(),
        "age": np.repeat(age, 2),
        "mode": phone.ravel(),
        "weekend": weekend.ravel(),
    }
    found = usual_intake(data, **COLUMNS, covariates=["age", "mode"], weekend="weekend", design=NO_ERRORS)
    assert found.between_sd == pytest.approx(0.2, abs=0.02)
    assert found.diagnostics.weekend_percent == pytest.approx(100 * math.expm1(0.3), abs=5)
    usual = np.exp(z + 0.08 + 0.2) * (4 / 7 + 3 / 7 * math.exp(0.3))
    for rank in RANKS:
        assert found.percentile_mg(rank) == pytest.approx(np.percentile(usual, rank), rel=0.03)
    assert found.mean_mg == pytest.approx(usual.mean(), rel=0.02)
    # Blind to the covariates, the same persons differ as much, but their days too.
    blind = usual_intake(data, **COLUMNS, design=NO_ERRORS)
    assert blind.within_sd > found.within_sd * 1.1


def test_food_and_supplements_together() -> None:
    known = KnownIntake(power=0.3)
    data = made_up_recalls(known, persons=4000, seed=9)
    rng = np.random.default_rng(1)
    taken = np.where(rng.random(4000) < 0.4, rng.choice([50.0, 100.0, 250.0], size=4000), 0.0)
    data["supplement"] = taken[data["person"]]
    found = usual_intake(data, **COLUMNS, supplement_mg="supplement", design=NO_ERRORS)
    assert found.total is not None
    assert found.total.mean_mg == pytest.approx(found.mean_mg + taken.mean(), rel=1e-6)
    of = found.total.distributions
    kind = rng.choice(len(of.supplements_mg), size=400_000, p=of.shares[0])
    food = of.usual_mg((of.places[0, kind] + of.between_sd[0] * rng.normal(size=len(kind)))[None])[0]
    total = food + of.supplements_mg[kind]
    for mg in (150, 265, 400):
        assert found.total.share_below(mg) == pytest.approx((total < mg).mean(), abs=0.003)
    for rank in RANKS:
        assert found.total.percentile_mg(rank) == pytest.approx(np.percentile(total, rank), rel=0.005)
    assert found.total.share_below(0) == 0


@pytest.mark.slow
@pytest.mark.parametrize("replication", ["jackknife", "bootstrap"])
def test_errors_are_those_that_samples_show(replication: Any) -> None:
    """The mean standard error against the spread over samples, and how often intervals hold the truth."""
    known = KnownIntake(power=0.3, within_to_between=1.5)
    held = {"mean": 0, "share": 0, "p10": 0}
    values, errors = [], []
    samples = 40
    for seed in range(samples):
        data = made_up_recalls(known, persons=800, seed=seed, psu_sd=0.15, strata=30)
        found = usual_intake(data, **COLUMNS, **DESIGN, design=SurveyDesign(replication=replication, replicates=60))
        mean, share, p10 = found.errors.mean_mg, found.errors.share_below(265), found.errors.percentile_mg(10)
        values.append([mean.value, share.value, p10.value])
        errors.append([mean.se, share.se, p10.se])
        for name, one, truth in (
            ("mean", mean, known.mean_mg),
            ("share", share, known.share_below(265)),
            ("p10", p10, known.percentile_mg(10)),
        ):
            assert one.low is not None
            assert one.high is not None
            held[name] += one.low <= truth <= one.high
    assert np.mean(errors, axis=0) == pytest.approx(np.std(values, axis=0, ddof=1), rel=0.35)
    for count in held.values():  # 95 % of 40 is 38; 33 or fewer has a chance below 1 %
        assert count >= 34


def test_a_weight_is_so_many_persons() -> None:
    """Weights of 1 and 3 against the same persons once and three times, covariates and supplements included."""
    data = made_up_recalls(persons=900, seed=3, second_day_share=0.7)
    data["weight"] = np.where(data["person"] % 3 == 0, 3.0, 1.0)
    data["old"] = (data["person"] % 3 == 0).astype(float)
    data["mg"] = data["mg"] * (1 + data["old"])
    data["supplement"] = np.where(data["person"] % 6 == 0, 80.0, 0.0)
    times = data["weight"].astype(int)
    copy = np.concatenate([np.arange(count) for count in times.tolist()])
    repeated = {name: np.repeat(values, times) for name, values in data.items()}
    repeated["person"] += 1000 * copy
    options: dict[str, Any] = {"covariates": "old", "supplement_mg": "supplement", "design": NO_ERRORS}
    one = usual_intake(data, **COLUMNS, weight="weight", **options)
    other = usual_intake(repeated, **COLUMNS, **options)
    assert one.mean_mg == pytest.approx(other.mean_mg, rel=1e-3)
    for rank in RANKS:
        assert one.percentile_mg(rank) == pytest.approx(other.percentile_mg(rank), rel=2e-3)
        assert one.one_day.percentile_mg(rank) == pytest.approx(other.one_day.percentile_mg(rank), rel=2e-2)
        assert one.total is not None
        assert other.total is not None
        assert one.total.percentile_mg(rank) == pytest.approx(other.total.percentile_mg(rank), rel=2e-3)
    assert one.population == other.persons


def test_the_density_is_the_slope_of_the_share_below() -> None:
    found = usual_intake(made_up_recalls(persons=600, seed=3), **COLUMNS, design=NO_ERRORS)
    for mg in (120.0, 265.0, 500.0):
        slope = found.share_below(mg + 0.5) - found.share_below(mg - 0.5)
        assert found.density(mg)[0] == pytest.approx(slope, rel=2e-3)
