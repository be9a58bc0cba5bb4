"""The two-part model: what is not eaten every day."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

import magnesium as mg
from magnesium.population import (
    KnownIntake,
    Model,
    PopulationWarning,
    SurveyDesign,
    made_up_recalls,
    person_level,
    usual_intake,
)
from magnesium.population.fitting import Sample
from magnesium.population.two_part import Likelihood

NO_ERRORS = SurveyDesign(replication=None)
TWO = Model(kind="two-part")
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(31)
WEIGHTS = WEIGHTS / WEIGHTS.sum()


@attrs.frozen(kw_only=True)
class Truth:
    """Persons whose probability of intake and amount are known."""

    odds: float = -0.3
    odds_sd: float = 1.2
    between_sd: float = 0.4
    within_sd: float = 0.5
    correlation: float = 0.4
    power: float = 0.3
    median_mg: float = 30.0
    days: int = 2

    def recalls(self, persons: int, seed: int, *, age: bool = False) -> tuple[dict[str, Any], Any]:
        """Return recalls and the usual intake of each person."""
        rng = np.random.default_rng(seed)
        both = self.correlation * self.odds_sd * self.between_sd
        u = rng.multivariate_normal([0, 0], [[self.odds_sd**2, both], [both, self.between_sd**2]], persons)
        z = rng.choice([-1.0, 1.0], persons) if age else np.zeros(persons)
        chance = special.expit(self.odds + u[:, 0] + 0.8 * z)
        is_eaten = rng.random((persons, self.days)) < chance[:, None]
        middle = u[:, 1] + 0.3 * z
        amounts = self.amount(middle[:, None] + self.within_sd * rng.normal(size=(persons, self.days)))
        usual = chance * (self.amount(middle[:, None] + self.within_sd * NODES) @ WEIGHTS)
        unit = rng.integers(0, 40, persons)
        rows = {"person": np.arange(persons), "stratum": unit // 2, "psu": unit % 2, "z": z}
        data = {name: np.repeat(values, self.days) for name, values in rows.items()}
        data["day"] = np.tile(np.arange(1, self.days + 1), persons)
        data["mg"] = np.where(is_eaten, np.maximum(amounts, 1e-3), 0.0).ravel()
        return data, usual

    def amount(self, relative: Any) -> Any:
        """Return the intake whose transformed value is so far above the middle, over the median's power."""
        value = special.boxcox(self.median_mg, self.power) + relative * self.median_mg**self.power
        return special.inv_boxcox(np.maximum(value, -1 / self.power), self.power) if self.power else np.exp(value)


def sample_of(data: dict[str, Any]) -> tuple[Sample, Any]:
    days = int(data["day"].max())
    persons = len(data["mg"]) // days
    x = np.column_stack([np.ones(len(data["mg"])), data["day"] > 1]).astype(float)
    eaten = data["mg"] > 0
    sample = Sample(
        mg=np.where(eaten, data["mg"], 1.0),
        x=x,
        start=np.arange(persons) * days,
        days=np.full(persons, days),
        weight=np.ones(persons),
        psu=np.zeros(persons, dtype=np.int64),
    )
    return sample, eaten


VECTORS = st.tuples(
    st.floats(-1.5, 1.5),
    st.floats(-0.5, 0.5),
    st.floats(-0.5, 0.5),
    st.floats(-0.2, 0.2),
    st.floats(-1, 0.8),
    st.floats(-1.5, 0),
    st.floats(-1, 1),
    st.floats(-1.2, 0),
    st.floats(0.1, 1.2),
).map(np.array)


@settings(max_examples=15, deadline=None)
@given(vector=VECTORS, days=st.integers(1, 4))
def test_scores_are_the_derivatives_of_the_likelihood(vector: Any, days: int) -> None:
    of = Likelihood(*sample_of(Truth(days=days).recalls(40, 3)[0]))
    _, scores = of.scores(vector)
    for number in range(len(vector)):
        step = np.zeros(len(vector))
        step[number] = 1e-5
        slope = (of.scores(vector + step)[0] - of.scores(vector - step)[0]) / 2e-5
        assert scores[:, number] == pytest.approx(slope, abs=2e-4, rel=2e-4)


@settings(max_examples=5, deadline=None)
@given(vector=VECTORS)
def test_the_likelihood_is_the_double_integral_over_both_effects(vector: Any) -> None:
    data, _ = Truth(days=2).recalls(8, 5)
    sample, eaten = sample_of(data)
    of = Likelihood(sample, eaten)
    found, _ = of.scores(vector)
    odds_sd, between, within = (float(np.exp(vector[n])) for n in (4, 5, 7))
    rho, power = float(np.tanh(vector[6])), float(vector[8])
    scale = of.geometric_mean_mg
    grid = np.linspace(-8, 8, 321)
    first, second = np.meshgrid(grid, grid)
    u = between * (rho * first + np.sqrt(1 - rho**2) * second)
    law = stats.norm.pdf(first) * stats.norm.pdf(second) * (grid[1] - grid[0]) ** 2
    for person in range(8):
        whole = law.copy()
        for row in (2 * person, 2 * person + 1):
            chance = special.expit(sample.x[row] @ vector[:2] + odds_sd * first)
            amount = sample.mg[row] / scale
            middle = sample.x[row] @ vector[2:4] + u
            density = stats.norm.pdf(special.boxcox(amount, power), middle, within) * amount ** (power - 1) / scale
            whole *= chance * density if eaten[row] else 1 - chance
        assert found[person] == pytest.approx(np.log(whole.sum()), abs=1e-3)


@pytest.mark.parametrize(
    "truth",
    [
        Truth(),
        Truth(correlation=-0.5, odds=0.8),
        Truth(correlation=0.0, odds=-1.2, odds_sd=1.6, power=0.0),
        Truth(days=3, median_mg=150.0, between_sd=0.25),
    ],
    ids=["correlated", "negative", "rare", "three days"],
)
def test_the_distribution_is_the_known_one(truth: Truth) -> None:
    data, _ = truth.recalls(5000, 1)
    _, usual = truth.recalls(200_000, 2)
    found = usual_intake(data, model=TWO, design=NO_ERRORS)
    spread = usual.std()
    assert found.mean_mg == pytest.approx(usual.mean(), abs=0.06 * spread)
    assert found.between_sd_mg == pytest.approx(spread, rel=0.1)
    for rank in (5, 25, 50, 75, 95):
        assert found.percentile_mg(rank) == pytest.approx(np.percentile(usual, rank), abs=0.12 * spread)
    for at in np.percentile(usual, [20, 60]).tolist():
        assert found.share_below(at) == pytest.approx((usual < at).mean(), abs=0.03)
    assert found.diagnostics is not None
    assert found.diagnostics.correlation == pytest.approx(truth.correlation, abs=0.2)
    assert found.diagnostics.recalls_with_intake == (data["mg"] > 0).sum()


def test_covariates_move_both_parts_and_stay_in_the_distribution() -> None:
    truth = Truth()
    data, usual = truth.recalls(6000, 3, age=True)
    found = usual_intake(data, model=TWO, covariates="z", design=NO_ERRORS)
    of = {one.name: one.estimate.value for one in found.coefficients}
    assert of["log odds: z"] == pytest.approx(0.8, abs=0.12)
    assert of["amount: z"] / truth.median_mg**found.power == pytest.approx(0.3, abs=0.05)  # type: ignore[operator]
    for rank in (5, 50, 95):
        assert found.percentile_mg(rank) == pytest.approx(np.percentile(usual, rank), abs=0.12 * usual.std())


def test_a_replicate_is_the_fit_with_its_weights() -> None:
    """One Newton step with the scores and Hessians of PSUs against a fit from scratch."""
    data, _ = Truth().recalls(1500, 4)
    found = usual_intake(data, model=TWO, strata="stratum", psu="psu")
    replicates = found.errors.percentile_mg(75).of_replicates
    assert replicates is not None
    assert found.errors.percentile_mg(75).se is not None
    unit = data["stratum"] * 2 + data["psu"]
    for number in (0, 17):
        sister = number ^ 1
        weight = np.where(unit == number, 0.0, np.where(unit == sister, 2.0, 1.0))
        again = usual_intake(data, model=TWO, weight=weight, design=NO_ERRORS)
        moved = again.percentile_mg(75) - found.percentile_mg(75)
        assert replicates.values[number] == pytest.approx(again.percentile_mg(75), abs=0.05 * abs(moved) + 0.02)


@pytest.mark.slow
def test_intervals_hold_the_truth() -> None:
    truth = Truth()
    _, usual = truth.recalls(200_000, 2)
    expected = {"mean": usual.mean(), 50: np.percentile(usual, 50), 90: np.percentile(usual, 90)}
    values: list[list[float]] = []
    errors: list[list[float]] = []
    held = 0
    for seed in range(12):
        data, _ = truth.recalls(800, 100 + seed)
        of = usual_intake(data, model=TWO, strata="stratum", psu="psu").errors
        each = {"mean": of.mean_mg, 50: of.percentile_mg(50), 90: of.percentile_mg(90)}
        values.append([one.value for one in each.values()])
        errors.append([one.se or np.nan for one in each.values()])
        held += sum((one.low or 0) <= expected[name] <= (one.high or 0) for name, one in each.items())
    assert held >= 28  # of 36; 34 are expected
    assert np.mean(errors, axis=0) == pytest.approx(np.std(values, axis=0, ddof=1), rel=0.5)


def test_days_without_intake_count_in_the_mean() -> None:
    """The model's mean agrees with the mean of all recalls, days without intake included."""
    data, _ = Truth(odds=-1.0).recalls(4000, 6)
    found = usual_intake(data, model=TWO, design=NO_ERRORS)
    first = data["mg"][data["day"] == 1]
    assert found.mean_mg == pytest.approx(first.mean(), abs=3 * first.std() / np.sqrt(len(first)))
    square = found.between_sd_mg**2 + found.within_sd_mg**2
    assert np.sqrt(square) == pytest.approx(data["mg"].std(), rel=0.07)


@pytest.mark.slow
def test_posterior_means_of_persons_are_calibrated() -> None:
    data, usual = Truth().recalls(8000, 7)
    found = person_level(data, model=TWO)
    truth = usual[np.array(found.person.tolist(), dtype=int)]
    slope, intercept = np.polyfit(found.usual_mg, truth, 1)
    assert slope == pytest.approx(1, abs=0.08)
    assert intercept == pytest.approx(0, abs=0.08 * truth.mean())
    assert np.sqrt(((truth - found.usual_mg) ** 2).mean()) == pytest.approx(np.sqrt((found.sd_mg**2).mean()), rel=0.07)


def test_the_posteriors_of_persons_add_up_to_the_distribution() -> None:
    """The laws of total expectation and of total variance."""
    data, _ = Truth().recalls(1500, 7)
    found, usual = person_level(data, model=TWO), usual_intake(data, model=TWO, design=NO_ERRORS)
    assert found.usual_mg.mean() == pytest.approx(usual.mean_mg, rel=0.02)
    variance = found.usual_mg.var() + (found.sd_mg**2).mean()
    assert np.sqrt(variance) == pytest.approx(usual.between_sd_mg, rel=0.05)


def test_a_power_that_is_given_is_kept() -> None:
    data, _ = Truth().recalls(600, 7)
    found = usual_intake(data, model=Model(kind="two-part", power=0.5), design=NO_ERRORS)
    assert found.power == 0.5
    assert found.mean_mg == pytest.approx(data["mg"].mean(), rel=0.15)


def test_the_density_is_the_slope_of_the_share_below() -> None:
    """Summed over short steps it is the share between the ends."""
    data, _ = Truth().recalls(600, 7)
    found = usual_intake(data, model=TWO, design=NO_ERRORS)
    low, high = found.percentile_mg(20), found.percentile_mg(80)
    at = np.linspace(low, high, 201)
    steps = np.diff(at)
    density = found.density((at[1:] + at[:-1]) / 2)
    assert (density * steps).sum() == pytest.approx(0.6, rel=0.02)


def test_supplements_are_added_and_weekends_averaged() -> None:
    data, _ = Truth().recalls(3000, 8)
    rng = np.random.default_rng(1)
    data["weekend"] = (rng.random(len(data["mg"])) < 3 / 7).astype(float)
    data["mg"] = np.where((data["weekend"] == 1) & (rng.random(len(data["mg"])) < 0.5), 0.0, data["mg"])
    taken = np.where(np.arange(3000) % 3 == 0, 100.0, 0.0)
    data["taken"] = taken[data["person"]]
    found = usual_intake(data, model=TWO, weekend="weekend", supplement_mg="taken", design=NO_ERRORS)
    assert found.total is not None
    assert found.total.mean_mg == pytest.approx(found.mean_mg + taken.mean(), rel=1e-3)
    assert found.total.share_above(100) == pytest.approx(1 / 3, abs=0.01)
    plain = usual_intake(data, model=TWO, design=NO_ERRORS)
    assert found.mean_mg == pytest.approx(plain.mean_mg, rel=0.05)
    # The mean over persons of what is expected of each is the mean of all.
    each = person_level(data, model=TWO, weekend="weekend")
    assert np.mean(each.usual_mg) == pytest.approx(found.mean_mg, rel=0.03)


@pytest.mark.slow
def test_groups_can_share_their_variances() -> None:
    low, _ = Truth(odds=-0.8).recalls(2500, 9)
    high, _ = Truth(odds=0.8).recalls(2500, 10)
    data = {name: np.r_[low[name], high[name]] for name in low}
    data["person"] = np.repeat(np.arange(5000), 2)
    data["group"] = np.repeat(["low", "high"], 5000)
    shared = usual_intake(data, by="group", model=Model(kind="two-part", variances="shared"), design=NO_ERRORS)
    alone = usual_intake(data, by="group", model=TWO, design=NO_ERRORS)
    for label in ("low", "high"):
        assert shared[label].mean_mg == pytest.approx(alone[label].mean_mg, rel=0.03)
        assert shared[label].percentile_mg(90) == pytest.approx(alone[label].percentile_mg(90), rel=0.06)


def test_what_the_two_part_model_cannot_answer_is_refused() -> None:
    daily = made_up_recalls(KnownIntake(), persons=300, seed=1)
    with pytest.raises(mg.AmountError, match=r"above 0 in every recall.*amount-only"):
        usual_intake(daily, model=TWO)
    data, _ = Truth().recalls(300, 1)
    rare = data | {"mg": np.where(data["person"] < 12, data["mg"], 0.0)}
    with pytest.raises(mg.AmountError, match=r"on two days in . persons only"):
        usual_intake(rare, model=TWO)
    once = {name: values[data["day"] == 1] for name, values in data.items()}
    with pytest.raises(mg.AmountError, match="on two days in 0 persons only"):
        usual_intake(once, model=TWO)
    with pytest.raises(mg.AmountError, match=r"Model\(kind='two-part'\)"):
        usual_intake(data)
    refused: list[dict[str, Any]] = [{"within_to_between": 1.0}, {"method": "moments"}]
    for options in refused:
        with pytest.raises(mg.InvalidValueError, match="not part of the two-part model"):
            Model(kind="two-part", **options)
    with pytest.raises(mg.InvalidValueError, match="kind must be 'amount-only' or 'two-part'"):
        Model(kind="episodic")


def test_few_persons_with_intake_on_two_days_warn() -> None:
    data, _ = Truth().recalls(100, 1)
    with pytest.warns(PopulationWarning, match=r"few second days: .* have intake on two days"):
        usual_intake(data, model=TWO, design=NO_ERRORS)


@pytest.mark.slow
def test_an_irrelevant_covariate_of_many_values_changes_nothing() -> None:
    """Kinds of persons with few points each must not lose the tail."""
    data, _ = Truth(between_sd=0.9).recalls(3000, 11)
    data["noise"] = np.random.default_rng(1).uniform(0, 1, 3000)[data["person"]]
    plain = usual_intake(data, model=TWO, design=NO_ERRORS)
    found = usual_intake(data, model=TWO, covariates="noise", design=NO_ERRORS)
    assert found.mean_mg == pytest.approx(plain.mean_mg, rel=0.01)
    assert found.between_sd_mg == pytest.approx(plain.between_sd_mg, rel=0.02)
    for rank in (5, 50, 95):
        assert found.percentile_mg(rank) == pytest.approx(plain.percentile_mg(rank), abs=0.02 * plain.between_sd_mg)


def test_persons_who_are_alike_get_finite_errors() -> None:
    rng = np.random.default_rng(3)
    data, _ = Truth().recalls(1500, 1)
    data["mg"] = np.where(rng.random(3000) < 0.3, rng.lognormal(3, 0.8, 3000), 0.0)
    found = usual_intake(data, model=TWO, strata="stratum", psu="psu")
    mean = found.errors.mean_mg
    assert mean.value == pytest.approx(data["mg"].mean(), rel=0.1)
    assert mean.se is not None
    assert mean.se < 0.3 * mean.value


def test_persons_of_two_kinds_are_reported_and_not_described_by_a_normal_distribution() -> None:
    rng = np.random.default_rng(4)
    data, _ = Truth().recalls(1500, 1)
    takes = rng.random(1500) < 0.3
    data["mg"] = np.where(takes[data["person"]], rng.lognormal(4, 0.3, 3000), 0.0)
    with pytest.warns(PopulationWarning, match="probability of intake differs too much"):
        usual_intake(data, model=TWO, design=NO_ERRORS)
