"""Replicate weights, groups and frames, differences, scenarios, person-level intake, contributions."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

import magnesium as mg
from magnesium.population import (
    Estimate,
    KnownIntake,
    Model,
    PopulationWarning,
    SurveyDesign,
    UsualIntakes,
    contributions,
    difference,
    from_summary,
    made_up_recalls,
    one_day_mean,
    person_level,
    prevalence_above_ul,
    reference_groups,
    scenario,
    table,
    usual_intake,
)
from magnesium.population.design import replication
from magnesium.population.one_day import OneDay

FEW = settings(max_examples=10, deadline=None)
NO_ERRORS = SurveyDesign(replication=None)
DESIGN: dict[str, Any] = {"strata": "stratum", "psu": "psu"}


def survey(persons: int = 800, seed: int = 1, **options: Any) -> dict[str, Any]:
    return made_up_recalls(persons=persons, seed=seed, psu_sd=0.3, strata=12, **options)


def with_replicates(data: dict[str, Any], method: Any, **options: Any) -> tuple[dict[str, Any], Any]:
    """Return the survey with the replicate weights that a publisher would add, and the scale of each."""
    made = replication(np.repeat(np.arange(12), 2), SurveyDesign(replication=method, **options))
    unit = data["stratum"] * 2 + data["psu"]
    weights = {f"REPWT{number}": data["weight"] * factors[unit] for number, factors in enumerate(made.factors)}
    return data | weights, made.scale


# --- replicate weights ---------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["jackknife", "bootstrap", "brr"])
@pytest.mark.parametrize("weights", [False, True])
def test_published_replicate_weights_give_the_errors_of_the_design_they_come_from(method: Any, weights: bool) -> None:
    options: dict[str, Any] = {"replicates": 40} if method == "bootstrap" else {"fay": 0.3} if method == "brr" else {}
    data, scale = with_replicates(survey(weights=weights), method, **options)
    expected = usual_intake(data, weight="weight", **DESIGN, design=SurveyDesign(replication=method, **options))
    given_scale = {"scale": scale.tolist()} if method == "jackknife" else options
    given_scale.pop("replicates", None)
    found = usual_intake(
        data, weight="weight", replicate_weights="REPWT*", design=SurveyDesign(replication=method, **given_scale)
    )
    for one, other in (
        (found.errors.mean_mg, expected.errors.mean_mg),
        (found.errors.share_below(265), expected.errors.share_below(265)),
    ):
        assert one.value == pytest.approx(other.value, rel=1e-6)
        assert one.se == pytest.approx(other.se, rel=1e-5)


def test_replicate_weights_that_differ_between_the_persons_of_a_psu() -> None:
    """Each replicate is the fit with its weights, whatever the weights are."""
    data = survey(persons=300)
    rng = np.random.default_rng(3)
    factors = rng.gamma(4, 0.25, size=(300, 12))
    columns = [data["weight"] * factors[data["person"], number] for number in range(12)]
    found = usual_intake(data, weight="weight", replicate_weights=columns, design=SurveyDesign(replication="bootstrap"))
    of = found.errors.mean_mg.of_replicates
    assert of is not None
    for value, weight in zip(of.values, columns, strict=True):
        again = usual_intake(data, weight=weight, design=NO_ERRORS)
        assert value == pytest.approx(again.mean_mg, rel=2e-4)


@pytest.mark.parametrize(
    ("design", "message"),
    [
        (SurveyDesign(), "kind that must be stated.*JK1"),
        (SurveyDesign(replication="brr"), "state|Fay"),
        (SurveyDesign(scale=[0.5, 0.5]), "one for each of"),
    ],
)
def test_the_kind_of_replicate_weights_is_never_guessed(design: SurveyDesign, message: str) -> None:
    data, _ = with_replicates(survey(persons=300), "brr", fay=0.3)
    with pytest.raises(mg.InvalidValueError, match=message):
        usual_intake(data, weight="weight", replicate_weights="REPWT*", design=design)


@pytest.mark.parametrize(
    ("word", "method"),
    [("JKn", "jackknife"), ("Bootstrap", "bootstrap"), ("BRR", "brr"), ("Fay", "brr"), ("none", None)],
)
def test_common_names_of_replication_methods_are_understood(word: Any, method: Any) -> None:
    assert SurveyDesign(replication=word).replication == method


# --- means ---------------------------------------------------------------------------------------


@FEW
@given(seed=st.integers(0, 1000))
def test_linearization_and_the_jackknife_of_a_mean_agree(seed: int) -> None:
    data = survey(seed=seed, weights=True)
    data["group"] = np.where(data["person"] % 3 == 0, "a", "b")
    one: Any = one_day_mean(data, by="group", weight="weight", **DESIGN)
    other: Any = one_day_mean(data, by="group", weight="weight", variance="replicates", **DESIGN)
    for label in ("a", "b"):
        assert one[label].value == pytest.approx(other[label].value)
        assert one[label].se == pytest.approx(other[label].se, rel=0.05)


@FEW
@given(amounts=st.lists(st.integers(1, 900), min_size=1, max_size=60, unique=True), rank=st.floats(0.5, 99.5))
def test_a_percentile_of_one_day_is_the_smallest_amount_with_that_share_up_to_it(
    amounts: list[int], rank: float
) -> None:
    of = OneDay.of(np.array(amounts, dtype=float), np.ones(len(amounts)))
    found = of.percentile_mg(rank)
    assert found in amounts
    assert of.share_below(found) < rank / 100 + 1e-9
    assert 1 - of.share_above(found) > rank / 100 - 1e-9


def test_a_percentile_of_a_thousand_amounts_is_the_amount_of_that_rank() -> None:
    of = OneDay.of(np.arange(1.0, 1001), np.ones(1000))
    assert [of.percentile_mg(rank) for rank in (10, 25, 50, 75)] == [100, 250, 500, 750]


def test_the_mean_of_a_simple_sample_has_the_textbook_error() -> None:
    data = made_up_recalls(persons=500, seed=2, second_day_share=0)
    found = one_day_mean(data)
    assert isinstance(found, Estimate)
    assert found.value == pytest.approx(data["mg"].mean())
    assert found.se == pytest.approx(data["mg"].std(ddof=1) / np.sqrt(500))


# --- groups --------------------------------------------------------------------------------------


def test_persons_without_a_group_count_in_the_design_only() -> None:
    data = survey()
    labels = ["few strata" if stratum < 9 else None for stratum in data["stratum"].tolist()]
    missing: tuple[Any, ...] = (None, float("nan"))
    found = []
    for label in missing:
        by = np.array([label if one is None else one for one in labels], dtype=object)
        found.append(usual_intake(data, by=by, **DESIGN)["few strata"])
    assert found[0].errors.mean_mg == found[1].errors.mean_mg
    assert any("have no group: they count in the design only" in note for note in found[0].notes)
    mean: Any = one_day_mean(data, by=np.array(labels, dtype=object), **DESIGN)
    assert list(mean) == ["few strata"]


def test_a_small_group_can_be_left_out_with_the_reason() -> None:
    data = survey()
    data["group"] = np.where(data["person"] == 7, "one person", "others")
    with pytest.raises(mg.InvalidValueError, match="group 'one person'"):
        usual_intake(data, by="group")
    for model in (Model(), Model(variances="shared")):
        with pytest.warns(PopulationWarning, match="'one person' .1 persons. was left out"):
            found = usual_intake(data, by="group", on_small="note", model=model)
        assert list(found) == ["others"]
        assert [one.group for one in found.left_out] == ["one person"]
    with pytest.raises(mg.InvalidValueError, match="on_small"):
        usual_intake(data, by="group", on_small="skip")  # type: ignore[call-overload]


def test_groups_are_in_the_order_of_age() -> None:
    ages = np.array([75, 4, 25, 12, 16, 3, 40, 60] * 2, dtype=float)
    sexes = ["male"] * 8 + ["female"] * 8
    groups = reference_groups(age_years=ages, sex=sexes)
    starts = [value.ear.age_from_months for value in groups.values.values() if value.ear]
    assert starts == sorted(starts, key=lambda one: one or 0)
    data = made_up_recalls(persons=300, seed=1)
    written = np.array(["14-18", "4-8", "9-13"])[data["person"] % 3]
    assert list(usual_intake(data, by=written, design=NO_ERRORS)) == ["4-8", "9-13", "14-18"]


@pytest.mark.parametrize("codes", [[1, 2], [1.0, 2.0], ["1", "2"]])
def test_sex_coded_1_and_2_is_read_with_a_note_and_other_codes_are_refused(codes: list[Any]) -> None:
    groups = reference_groups(age_years=[25, 25], sex=codes)
    assert groups.labels.tolist() == ["men 19–30 years", "women 19–30 years"]
    assert "ISO/IEC 5218" in groups.notes[0]
    with pytest.raises(mg.InvalidValueError, match="not a known code"):
        reference_groups(age_years=[25, 25], sex=[0, 1])


def test_the_share_above_the_upper_level_by_group_is_that_of_each_group_alone() -> None:
    taken = np.r_[np.zeros(60), np.full(40, 400.0), np.zeros(90), np.full(10, 400.0)]
    by = np.repeat(["a", "b"], 100)
    found = prevalence_above_ul(supplement_mg=taken, ul=350, by=by)
    assert {label: one.value for label, one in found.items()} == pytest.approx({"a": 0.4, "b": 0.1})


def test_combined_groups_are_the_mixture_and_those_together_are_the_whole() -> None:
    data = survey(persons=1500, weights=True)
    data["group"] = data["person"] % 3
    found = usual_intake(data, by="group", weight="weight", **DESIGN)
    assert isinstance(found, UsualIntakes)
    whole = found.combined()
    masses = np.array([one.population for one in found.values()], dtype=float)
    mean = float(np.average([one.mean_mg for one in found.values()], weights=masses))
    assert whole.mean_mg == pytest.approx(mean)
    squares = [one.between_sd_mg**2 + one.mean_mg**2 for one in found.values()]
    assert whole.between_sd_mg == pytest.approx(np.sqrt(np.average(squares, weights=masses) - mean**2))
    for rank in (5, 50, 95):
        at = whole.percentile_mg(rank)
        share = np.average([one.share_below(at) for one in found.values()], weights=masses)
        assert share == pytest.approx(rank / 100, abs=1e-6)
    assert found.combined([0]).errors.percentile_mg(50).se == pytest.approx(
        found[0].errors.percentile_mg(50).se, rel=1e-4
    )


# --- differences ---------------------------------------------------------------------------------


def test_a_difference_within_a_survey_counts_the_covariance_and_between_surveys_does_not() -> None:
    data = survey(persons=1500)
    data["group"] = np.where(data["person"] % 2 == 0, "a", "b")
    found = usual_intake(data, by="group", **DESIGN)
    one, other = found["a"].errors.mean_mg, found["b"].errors.mean_mg
    change = difference(one, other)
    assert change.value == pytest.approx(one.value - other.value)
    nothing = difference(one, one)
    assert (nothing.value, nothing.se) == (0, 0)
    elsewhere = usual_intake(survey(persons=1500, seed=9), **DESIGN).errors.mean_mg
    apart = difference(one, elsewhere)
    assert one.se is not None
    assert elsewhere.se is not None
    assert apart.se == pytest.approx(np.hypot(one.se, elsewhere.se))
    without = usual_intake(data, design=NO_ERRORS).errors.mean_mg
    for apart in (difference(one, without), difference(without, one)):
        assert (apart.se, apart.low, apart.high) == (None, None, None)
    with pytest.raises(mg.InvalidValueError, match="must be an Estimate"):
        difference(one, 3.0)  # type: ignore[arg-type]


# --- summaries and scenarios ---------------------------------------------------------------------

LAWS: dict[str, Any] = {
    "gamma": lambda mean, cv: stats.gamma(1 / cv**2, scale=mean * cv**2),
    "lognormal": lambda mean, cv: stats.lognorm(np.sqrt(np.log1p(cv**2)), scale=mean / np.sqrt(1 + cv**2)),
    "normal": lambda mean, cv: stats.norm(mean, mean * cv),
}


@FEW
@given(mean=st.floats(100, 500), cv=st.floats(0.1, 0.6), shape=st.sampled_from(sorted(LAWS)), need=st.floats(100, 400))
def test_a_summary_is_its_law(mean: float, cv: float, shape: Any, need: float) -> None:
    found, law = from_summary(mean_mg=mean, cv=cv, shape=shape), LAWS[shape](mean, cv)
    assert found.mean_mg == pytest.approx(mean)
    assert found.between_sd_mg == pytest.approx(mean * cv)
    assert found.share_below(need) == pytest.approx(law.cdf(need), abs=1e-9)
    assert found.percentile_mg(30) == pytest.approx(law.ppf(0.3), rel=1e-9)
    whole = integrate.quad(lambda x: law.pdf(x) * stats.norm.sf(x, need, need / 10), 0, 3000, limit=500, points=[need])[
        0
    ]
    below_0 = law.cdf(0)
    assert found.share_below_requirement(need) == pytest.approx(whole + below_0, abs=1e-4)


@FEW
@given(target=st.floats(0.02, 0.6), method=st.sampled_from(["probability", "cut-point"]))
def test_the_needed_shift_reaches_its_target(target: float, method: Any) -> None:
    women = from_summary(mean_mg=250, cv=0.3, shape="lognormal")
    shift = women.needed_shift(target, 265, method=method)
    assert women.shifted(shift).share_below_requirement(265, method=method) == pytest.approx(target, abs=1e-6)


@FEW
@given(mean=st.floats(0.2, 400), by=st.floats(-0.2, 1), at=st.floats(0.05, 3))
def test_a_shift_moves_the_whole_distribution_and_leaves_nothing_below_0(mean: float, by: float, at: float) -> None:
    usual = from_summary(mean_mg=mean, cv=0.3, shape="lognormal")
    limit = mean * at
    shifted = usual.shifted(by * mean)
    assert shifted.share_below(limit) == pytest.approx(usual.share_below(max(0.0, limit - by * mean)), abs=1e-9)
    assert shifted.mean_mg == pytest.approx(usual.mean_mg + by * mean)


def test_a_scenario_changes_both_ends_and_its_errors_are_paired() -> None:
    data = survey(persons=1500)
    data["taken"] = np.where(data["person"] % 10 == 0, 300.0, 0.0)
    usual = usual_intake(data, **DESIGN, supplement_mg="taken")
    found = scenario(usual, 265, fortify=30, supplement=100, uptake=0.5, ul_mg=350)
    assert found.mean_mg.change.value == pytest.approx(80, abs=1e-6)
    assert found.mean_mg.change.se == pytest.approx(0, abs=1e-6)  # the same for everyone
    assert found.below_requirement is not None
    assert found.above_ul is not None
    expected = 0.5 * usual.share_below(235) + 0.5 * usual.share_below(135)
    assert found.below_requirement.after.value == pytest.approx(expected, abs=1e-6)
    assert found.above_ul.before.value == 0
    assert found.above_ul.after.value == pytest.approx(0.05, abs=1e-9)
    before, after = found.below_requirement.before.se, found.below_requirement.after.se
    assert before is not None
    assert after is not None
    assert found.below_requirement.change.se != pytest.approx(np.hypot(before, after), rel=0.01)


# --- persons and foods ---------------------------------------------------------------------------


def test_person_level_means_are_calibrated_and_narrower_than_usual_intake() -> None:
    """Regression calibration: the slope of true usual intake on the posterior mean is 1."""
    rng = np.random.default_rng(4)
    usual_log = rng.normal(5.6, 0.25, 20_000)
    mg_of = np.exp(usual_log[:, None] + rng.normal(0, 0.35, (20_000, 2)))
    data = {"person": np.repeat(np.arange(20_000), 2), "day": np.tile([1, 2], 20_000), "mg": mg_of.ravel()}
    found = person_level(data, model=Model(power=0))
    truth = np.exp(usual_log + 0.35**2 / 2)[np.array(found.person.tolist(), dtype=int)]
    slope, intercept = np.polyfit(found.usual_mg, truth, 1)
    assert slope == pytest.approx(1, abs=0.05)
    assert intercept == pytest.approx(0, abs=15)
    assert found.usual_mg.std() < truth.std()
    assert np.sqrt(((truth - found.usual_mg) ** 2).mean()) == pytest.approx(np.sqrt((found.sd_mg**2).mean()), rel=0.05)


def test_contributions_add_up_and_are_ratios_of_means() -> None:
    rng = np.random.default_rng(1)
    rows = 4000
    person = rng.integers(0, 300, rows)
    weight = rng.uniform(1, 5, 300)
    data = {
        "person": person,
        "day": rng.integers(1, 3, rows),
        "food": rng.choice(["bread", "nuts", "water"], rows),
        "mg": rng.gamma(2, 20, rows),
        "weight": weight[person],
    }
    found = contributions(data, food="food", weight="weight")
    assert sum(one.share.value for one in found) == pytest.approx(1)
    days = {one: len(set(data["day"][person == one])) for one in range(300)}
    share = data["weight"] * data["mg"] / np.array([days[one] for one in person.tolist()])
    for one in found:
        assert one.share.value == pytest.approx(share[data["food"] == one.food].sum() / share.sum())


def test_coefficients_are_those_of_the_model_per_unit_of_the_covariate() -> None:
    rng = np.random.default_rng(2)
    age = rng.uniform(20, 70, 3000)
    mg_of = np.exp(5 + 0.01 * age[:, None] + rng.normal(0, 0.2, (3000, 1)) + rng.normal(0, 0.3, (3000, 2)))
    data = {
        "person": np.repeat(np.arange(3000), 2),
        "day": np.tile([1, 2], 3000),
        "mg": mg_of.ravel(),
        "age": np.repeat(age, 2),
    }
    found = usual_intake(data, covariates=["age"], model=Model(power=0))
    (of_age,) = (one.estimate for one in found.coefficients if one.name == "age")
    assert of_age.value == pytest.approx(0.01, abs=0.002)
    assert of_age.se is not None
    assert of_age.se < 0.001


# --- frames --------------------------------------------------------------------------------------


def frames() -> list[Any]:
    names = ["pandas", "pandas, nullable", "polars", "polars, lazy", "pyarrow", "duckdb"]
    return [pytest.param(name, id=name) for name in names]


def as_frame(name: str, columns: dict[str, Any]) -> Any:
    library = pytest.importorskip(name.partition(",")[0], reason="an engine that is not installed")
    if name == "pyarrow":
        return library.table(columns)
    if name == "duckdb":
        return library.from_arrow(pytest.importorskip("pyarrow").table(columns))
    frame = library.DataFrame(columns)
    return frame.convert_dtypes() if "nullable" in name else frame.lazy() if "lazy" in name else frame


@pytest.mark.parametrize("name", frames())
def test_every_frame_gives_the_same_and_misspelt_columns_are_named(name: str) -> None:
    data = dict(survey(persons=300))
    data["group"] = [None if person < 20 else "all" for person in data["person"].tolist()]
    expected = usual_intake(data, by="group", weight="weight")["all"].mean_mg
    frame = as_frame(name, data)
    assert usual_intake(frame, by="group", weight="weight")["all"].mean_mg == pytest.approx(expected, rel=1e-12)
    with pytest.raises(mg.NotFoundError, match="did you mean weight"):
        usual_intake(frame, weight="wieght")


@pytest.mark.parametrize("engine", ["pandas", "polars", "pyarrow", "duckdb"])
def test_a_table_is_a_frame_of_any_engine(engine: str) -> None:
    pytest.importorskip(engine, reason="an engine that is not installed")
    pytest.importorskip("pyarrow", reason="an engine that is not installed")
    data = survey(persons=300)
    made = table(usual_intake(data), {"all": 265}, percentiles=(50,))
    frame = made.to_frame(engine)
    assert list(frame.columns if engine != "pyarrow" else frame.column_names)[:3] == ["group", "persons", "figure"]
    assert made.csv().splitlines()[0].startswith("group,persons,figure,value,se")
    assert "| all | 300 |" in made.markdown()


# --- what looks wrong ----------------------------------------------------------------------------


@pytest.mark.parametrize(("factor", "is_doubtful"), [(1, False), (0.001, True), (0.041, True), (100, True)])
def test_another_unit_is_suspected(factor: float, is_doubtful: bool) -> None:
    data = made_up_recalls(persons=200, seed=1)
    data["mg"] = data["mg"] * factor
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        usual_intake(data, design=NO_ERRORS)
    assert any("is the unit mg?" in str(one.message) for one in caught) == is_doubtful


@pytest.mark.parametrize("value", [0, 1])
def test_a_weekend_column_that_never_changes_is_reported(value: int) -> None:
    data = made_up_recalls(persons=200, seed=1)
    with pytest.warns(PopulationWarning, match=f"weekend column is {value} in every recall"):
        usual_intake(data, weekend=np.full(len(data["mg"]), value), design=NO_ERRORS)


def test_residuals_of_later_recalls_are_part_of_the_diagnostics() -> None:
    data = made_up_recalls(KnownIntake(), persons=1000, seed=5)
    rng = np.random.default_rng(6)
    noisy = data | {"mg": np.where(data["day"] == 2, data["mg"] * rng.lognormal(0, 0.7, 2000), data["mg"])}
    one, other = (usual_intake(each, design=NO_ERRORS).diagnostics for each in (data, noisy))
    assert one is not None
    assert other is not None
    assert one.later_to_first_variance == pytest.approx(1, abs=0.2)
    assert other.later_to_first_variance is not None
    assert other.later_to_first_variance > 2
    assert one.influential_recalls == ()
    outlying = dict(data, mg=np.where((data["person"] == 17) & (data["day"] == 2), 6000.0, data["mg"]))
    found = usual_intake(outlying, design=NO_ERRORS).diagnostics
    assert found is not None
    assert [(recall.person, recall.day, recall.mg) for recall in found.influential_recalls] == [("17", "2", 6000.0)]
