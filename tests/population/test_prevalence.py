from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import integrate, stats

import magnesium as mg
from magnesium.population import (
    KnownIntake,
    Model,
    Reporting,
    SurveyDesign,
    UsualIntake,
    ear_cut_point,
    full_probability,
    made_up_recalls,
    prevalence_above_ul,
    prevalence_of_inadequacy,
    reference_groups,
    usual_intake,
)

COLUMNS: dict[str, Any] = {"person": "person", "day": "day", "mg": "mg"}
DESIGN: dict[str, Any] = {"strata": "stratum", "psu": "psu"}
NO_ERRORS = SurveyDesign(replication=None)
WOMAN = mg.Person(age=40, sex="female")


def usual(known: KnownIntake | None = None, *, persons: int = 2000, **options: Any) -> UsualIntake:
    return usual_intake(made_up_recalls(known, persons=persons, seed=3), **COLUMNS, **options)  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def women() -> UsualIntake:
    return usual()


def test_the_cut_point_is_the_share_below_the_ear(women: UsualIntake) -> None:
    found = ear_cut_point(women, WOMAN)
    assert found.ear_mg == 265
    assert found.source == "iom1997"
    assert found.share.value == women.share_below(265)
    assert found.share.se == women.errors.share_below(265).se
    assert ear_cut_point(women, 265).share == found.share
    assert ear_cut_point(women, mg.reference_values(WOMAN)).share == found.share
    assert found.conditions == ()
    assert found.share.reporting is Reporting.PRESENT


def test_cut_point_of_a_normal_distribution() -> None:
    """The collected example: intakes N(300, 80), EAR 265, share 0.330874."""
    known = KnownIntake(power=1, median_mg=300, within_to_between=1, day_cv=80 / 300 * 2**0.5)
    assert known.share_below(265) == pytest.approx(0.330874, abs=2e-3)  # a day of the tail is cut at 0 mg


def test_the_probability_approach_is_its_integral(women: UsualIntake) -> None:
    grid = np.linspace(1, 1200, 2400)
    whole = integrate.trapezoid(women.density(grid) * stats.norm.cdf((265 - grid) / 26.5), grid)
    assert full_probability(women, WOMAN).share.value == pytest.approx(whole, abs=5e-4)


def test_the_probability_approach_of_five_people() -> None:
    """The collected example; the mean over people of Φ((EAR - usual) / (0.1 EAR)) is 0.460238."""
    people = np.array([200, 250, 265, 300, 350])
    assert stats.norm.cdf((265 - people) / 26.5).mean() == pytest.approx(0.460238, abs=1e-6)
    women = usual(KnownIntake(power=1, day_cv=0.2), model=Model(power=1), design=NO_ERRORS)
    spread = np.hypot(women.between_sd or 0.0, 26.5)
    # Both are normal, so the share is one of their difference.
    assert full_probability(women, 265).share.value == pytest.approx(
        stats.norm.cdf((265 - women.mean_mg) / spread), abs=1e-3
    )


def test_the_probability_approach_with_supplements_is_the_same_integral() -> None:
    data = made_up_recalls(persons=1500, seed=2)
    data["supplement"] = np.where(data["person"] % 3 == 0, 100.0, 0.0)
    total = usual_intake(data, **COLUMNS, supplement_mg="supplement", design=NO_ERRORS).total
    assert total is not None
    grid = np.linspace(1, 1400, 1400)
    whole = integrate.trapezoid(total.density(grid) * stats.norm.cdf((265 - grid) / 26.5), grid)
    assert full_probability(total, 265).share.value == pytest.approx(whole, abs=1e-3)


@pytest.mark.parametrize(
    ("person", "authority", "names"),
    [
        (mg.Person(age=40, sex="female"), "efsa", "AI 300"),
        (mg.Person.from_months(8, sex="male"), "nasem", "AI 75"),
    ],
)
def test_an_adequate_intake_is_refused(women: UsualIntake, person: mg.Person, authority: str, names: str) -> None:
    for method in (ear_cut_point, full_probability):
        with pytest.raises(mg.NoReferenceValueError, match=names):
            method(women, person, authority=authority)
    values = mg.reference_values(person, authority=authority)
    assert values.ai is not None
    with pytest.raises(mg.NoReferenceValueError, match="not an average requirement"):
        ear_cut_point(women, values.ai)


def test_a_recommended_intake_and_a_provisional_requirement_are_refused(women: UsualIntake) -> None:
    rda = mg.reference_values(WOMAN).rda
    provisional = mg.reference_values(WOMAN, authority="nordic").provisional_ar
    for value in (rda, provisional):
        assert value is not None
        with pytest.raises(mg.NoReferenceValueError, match="not an average requirement"):
            ear_cut_point(women, value)


@pytest.mark.parametrize("ear", [0, -5, float("nan"), float("inf"), True, "265"])
def test_an_impossible_ear_is_refused(women: UsualIntake, ear: Any) -> None:
    with pytest.raises(mg.InvalidValueError):
        ear_cut_point(women, ear)


def test_violated_conditions_are_said() -> None:
    wide = usual(design=NO_ERRORS)
    assert any("outside 10 to 90 %" in text for text in ear_cut_point(wide, 110).conditions)
    narrow = usual(KnownIntake(day_cv=0.1, within_to_between=1), design=NO_ERRORS)
    conditions = ear_cut_point(narrow, 285).conditions
    assert any("no more (SD" in text for text in conditions)
    assert any("probability approach gives" in text for text in conditions)


def two_groups() -> dict[str, Any]:
    """1,500 women of 40 and 500 men of 25 whose weight is five times theirs."""
    data = made_up_recalls(persons=2000, seed=5, psu_sd=0.2)
    is_man = data["person"] >= 1500
    data["sex"] = np.where(is_man, "male", "female")
    data["age"] = np.where(is_man, 25, 40)
    data["weight"] = np.where(is_man, 5.0, 1.0)
    return data


@pytest.mark.parametrize("method", ["cut-point", "probability"])
def test_groups_together_each_against_the_own_ear(method: Any) -> None:
    data = two_groups()
    groups = reference_groups(data, age_years="age", sex="sex")
    found = usual_intake(data, **COLUMNS, **DESIGN, weight="weight", by=groups.labels)
    together = prevalence_of_inadequacy(found, groups, method=method)
    one = ear_cut_point if method == "cut-point" else full_probability
    men, women = one(found["men 19–30 years"], 330), one(found["women 31–50 years"], 265)
    assert together.share.value == pytest.approx((2500 * men.share.value + 1500 * women.share.value) / 4000)
    assert {group: part.ear_mg for group, part in together.by_group.items()} == {
        "men 19–30 years": 330,
        "women 31–50 years": 265,
    }
    assert together.population == 4000
    assert together.persons == 2000
    # Of two independent groups; their weights move a little as well.
    assert men.share.se is not None
    assert women.share.se is not None
    assert together.share.se == pytest.approx(np.hypot(2500 * men.share.se, 1500 * women.share.se) / 4000, rel=0.4)


def test_a_group_without_requirement_is_named() -> None:
    found = usual()
    with pytest.raises(mg.NotFoundError, match="women"):
        prevalence_of_inadequacy({"women": found}, {"men": 330.0})
    with pytest.raises(mg.InvalidValueError):
        prevalence_of_inadequacy({}, {})


def test_reference_groups_are_the_bands_of_the_authority() -> None:
    ages = np.array([1, 3, 8, 13, 18, 30, 50, 70, 71, 30])
    sexes = np.array(["male", "female", "male", "female", "male", "male", "female", "male", "female", "female"])
    stages = np.array(["general"] * 9 + ["pregnant"])
    groups = reference_groups(age_years=ages, sex=sexes, life_stage=stages)
    assert groups.labels.tolist() == [
        "children 1–3 years",
        "children 1–3 years",
        "children 4–8 years",
        "girls 9–13 years",
        "boys 14–18 years",
        "men 19–30 years",
        "women 31–50 years",
        "men 51–70 years",
        "women 71 years and over",
        "pregnant women 19–30 years",
    ]
    for label, age, sex, stage in zip(groups.labels, ages.tolist(), sexes, stages, strict=True):
        expected = mg.reference_values(mg.Person(age=age, sex=sex, life_stage=stage)).ear
        assert groups.values[label].ear == expected


def test_reference_groups_refuse_infants_by_their_ai() -> None:
    with pytest.raises(mg.NoReferenceValueError, match="AI"):
        reference_groups(age_years=[0.5], sex=["male"])
    with pytest.raises(mg.PersonError):
        reference_groups(age_years=[5], sex=["x"])


def test_above_the_upper_level_counts_supplements_only() -> None:
    data = {"taken": np.r_[np.zeros(60), np.full(30, 350.0), np.full(10, 400.0)]}
    found = prevalence_above_ul(data, supplement_mg="taken", ul=WOMAN)
    assert found.value == pytest.approx(0.10)
    assert found.se == pytest.approx(0.03, rel=0.1)
    weighted = prevalence_above_ul(data, supplement_mg="taken", ul=350, weight=np.r_[np.ones(90), np.full(10, 9.0)])
    assert weighted.value == pytest.approx(0.5)
    own = np.r_[np.full(60, 350.0), np.full(30, 110.0), np.full(10, 350.0)]
    assert prevalence_above_ul(data, supplement_mg="taken", ul=own, design=NO_ERRORS).value == pytest.approx(0.40)


def test_an_ear_is_no_upper_level() -> None:
    ear = mg.reference_values(WOMAN).ear
    with pytest.raises(mg.NoReferenceValueError):
        prevalence_above_ul(supplement_mg=[0.0, 400.0], ul=ear)
    with pytest.raises(mg.NoReferenceValueError, match="upper level"):
        prevalence_above_ul(supplement_mg=[0.0, 400.0], ul=mg.Person.from_months(8, sex="male"))
    with pytest.raises(mg.AmountError):
        prevalence_above_ul(supplement_mg=[0.0, 400.0], ul=0)
