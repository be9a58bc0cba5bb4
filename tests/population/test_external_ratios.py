"""Variance ratios from another survey, by group."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import magnesium as mg
from magnesium.needs.variance_ratios import variance_ratio, variance_ratios
from magnesium.population import (
    KnownIntake,
    Model,
    SurveyDesign,
    external_ratios,
    made_up_recalls,
    nhanes,
    reference_groups,
    usual_intake,
)

pytestmark = pytest.mark.slow

NO_ERRORS = SurveyDesign(replication=None)


def one_recall(known: Mapping[Any, KnownIntake], persons: int = 4000) -> dict[str, Any]:
    """Return one recall of each person, in groups of known distributions."""
    parts = [
        made_up_recalls(one, persons=persons, seed=seed, second_day_share=0) for seed, one in enumerate(known.values())
    ]
    data = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    data["person"] = np.arange(len(data["mg"]))
    return data | {"group": np.repeat(list(known), persons)}


def test_each_group_takes_its_own_ratio_and_the_power_of_a_bundled_one() -> None:
    women = mg.Group(sex="female", life_stage="general", age_from_months=228, age_to_months=372)
    bundled = variance_ratio(women)
    known = {
        "low": KnownIntake(power=0.3, within_to_between=0.8),
        "bundled": KnownIntake(power=bundled.power, within_to_between=bundled.within_to_between),
    }
    found = usual_intake(
        one_recall(known),
        by="group",
        model=Model(within_to_between={"low": 0.8, "bundled": bundled}),
        design=NO_ERRORS,
    )
    assert found["bundled"].power == pytest.approx(bundled.power)
    for label, truth in known.items():
        for rank in (5, 50, 95):
            assert found[label].percentile_mg(rank) == pytest.approx(truth.percentile_mg(rank), rel=0.03)
        assert any("from another survey" in note for note in found[label].notes)


def test_every_reference_group_from_one_year_has_a_ratio_on_each_scale() -> None:
    ages = [1.0, 4.0, 9.0, 14.0, 19.0, 31.0, 51.0, 71.0] * 2
    groups = reference_groups(age_years=ages, sex=["male"] * 8 + ["female"] * 8)
    for scale, power in {"box-cox": None, "log": 0.0, "mg": 1.0}.items():
        found = external_ratios(groups, scale=scale)  # type: ignore[arg-type]
        assert list(found) == list(groups.values)
        assert all(power is None or one.power == power for one in found.values())
    assert len(variance_ratios) == 3 * 14


@pytest.mark.parametrize(
    "group",
    [
        mg.Group(sex="female", life_stage="pregnant", age_from_months=228, age_to_months=372),
        mg.Group(sex="female", life_stage="general", age_from_months=228),
        mg.Group(life_stage="general", age_from_months=0, age_to_months=12),
        mg.Group(life_stage="general", age_from_months=228, age_to_months=372),
    ],
    ids=str,
)
def test_groups_without_a_ratio_are_named(group: mg.Group) -> None:
    with pytest.raises(mg.NotFoundError, match="groups of NASEM"):
        external_ratios([group])


def test_a_mapping_of_ratios_that_does_not_fit_is_refused() -> None:
    data = one_recall({"a": KnownIntake(), "b": KnownIntake()}, persons=100)
    bundled = next(iter(variance_ratios.values()))

    def fit(by: Any = "group", **options: Any) -> Any:
        return usual_intake(data, by=by, model=Model(**options), design=NO_ERRORS)

    with pytest.raises(mg.NotFoundError, match="no group 'b'"):
        fit(within_to_between={"a": 1.0})
    with pytest.raises(mg.InvalidValueError, match="is by group"):
        fit(within_to_between={"a": 1.0, "b": 1.0}, variances="shared")
    with pytest.raises(mg.InvalidValueError, match=r"power 1\.0 is not the power of the ratio"):
        fit(within_to_between={"a": bundled, "b": bundled}, power=1.0)
    with pytest.raises(mg.NotFoundError, match="needs a ratio for each group of by="):
        fit(by=None, within_to_between={"a": 1.0})
    for wrong in ({}, {"a": 0.0}, {"a": "1"}, {"a": None}):
        with pytest.raises(mg.InvalidValueError, match="within_to_between"):
            Model(within_to_between=wrong)  # type: ignore[arg-type]


def test_first_recalls_with_the_bundled_ratio_give_what_two_recalls_give(shared: Path) -> None:
    """Percentiles of all groups within 3 %; the recalls alone are wider by far more."""
    if not (shared / "nhanes").is_dir():
        pytest.skip("needs the survey records, which are not in shared/nhanes")
    survey = nhanes(shared / "nhanes", weight="two-day")
    options: dict[str, Any] = {"weight": "weight", "weekend": "weekend", "design": NO_ERRORS}
    full = usual_intake(survey, by=survey.groups, **options)
    first = {name: np.asarray(values)[survey["day"] == 1] for name, values in survey.data.items()}
    groups = reference_groups(first, age_years="age", sex="sex")
    found = usual_intake(first, by=groups, model=Model(within_to_between=external_ratios(groups)), **options)
    assert len(found) == 14
    for label, one in found.items():
        for rank in (5, 50, 95):
            assert one.percentile_mg(rank) == pytest.approx(full[label].percentile_mg(rank), rel=0.03)
