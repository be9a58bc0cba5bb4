"""Against calculations that are independent of the library: the reference packs beside the project."""

from __future__ import annotations

import csv
import functools
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

import magnesium as mg
from magnesium.population import (
    NhanesRecalls,
    SurveyDesign,
    from_summary,
    nhanes,
    one_day_mean,
    table,
    usual_intake,
)
from tests.conftest import ROOT

pytestmark = pytest.mark.slow

FIGURES = {"mean_mg": None, "p5": 5, "p10": 10, "p25": 25, "p50": 50, "p75": 75, "p90": 90, "p95": 95}
WEIGHTS: dict[str, Any] = {"WTDRD1/3": "day 1", "WTDR2D/3": "two-day"}


def label(group: str) -> str:
    """Return the library's label of a group of the pack, such as "both 1-3" or "female 71+"."""
    sex, ages = group.split()
    first, _, last = ages.rstrip("+").partition("-")
    whole = mg.Group(
        sex=None if sex == "both" else sex,  # type: ignore[arg-type]
        life_stage="general",
        age_from_months=12 * int(first),
        age_to_months=12 * (int(last) + 1) if last else None,
    )
    return str(whole)


@functools.cache
def survey(folder: Path, weight: Any) -> NhanesRecalls:
    if not folder.is_dir():
        pytest.skip("needs the survey records, which are not part of the project")
    return nhanes(folder, weight=weight)


def rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        pytest.skip(f"needs the reference pack {path.parent.name}, which is not part of the project")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_agreement_with_an_independent_nci_fit(shared: Path) -> None:
    """All percentiles and shares within 0.1 SE, standard errors within 10 %, the one-day mean and its errors 1 %."""
    expected = rows(shared / "packs" / "population" / "agreement" / "nci_ml_2007_2012.csv")
    for weights, kind in WEIGHTS.items():
        data = survey(shared / "nhanes", kind)
        columns: Any = {name: role for name, role in data.columns.items() if name != "supplement_mg"}
        usual = usual_intake(data, by=data.groups, **columns)
        design: Any = {name: role for name, role in columns.items() if name != "weekend"}
        taylor = one_day_mean(data, by=data.groups, **design)
        replicated = one_day_mean(data, by=data.groups, variance="replicates", **design)
        for row in expected:
            if row["weights"] != weights:
                continue
            one = usual[label(row["group"])]
            assert one.persons == int(row["persons"])
            found = {name: one.errors.percentile_mg(rank) for name, rank in FIGURES.items() if rank is not None}
            found |= {"mean_mg": one.errors.mean_mg, "share_below_ear": one.errors.share_below(float(row["ear_mg"]))}
            for name, estimate in found.items():
                se = float(row[f"{name}_se"])
                assert abs(estimate.value - float(row[name])) < 0.1 * se, (row["group"], name)
                assert estimate.se == pytest.approx(se, rel=0.1)
            for means, column in ((taylor, "one_day_se_taylor"), (replicated, "one_day_se_jkn")):
                mean = cast("Any", means)[label(row["group"])]
                assert mean.value == pytest.approx(float(row["one_day_mean_mg"]), abs=6e-4)
                assert mean.se == pytest.approx(float(row[column]), rel=0.01)


def test_shares_from_summary_statistics(shared: Path) -> None:
    """Every row within 0.01 points; percentiles give back the row's CV within 1 %."""
    for row in rows(shared / "packs" / "population" / "from_summary" / "nutrir_magnesium.csv"):
        shape: Any = {"gamma": "gamma"}.get(row["shape"], "lognormal")
        found = from_summary(mean_mg=float(row["mean_mg"]), cv=float(row["cv"]), shape=shape)
        need = float(row["requirement_mg"])
        probability = found.share_below_requirement(need, requirement_cv=float(row["requirement_cv"]))
        cut_point = found.share_below_requirement(need, method="cut-point")
        assert 100 * probability == pytest.approx(float(row["probability_pct"]), abs=0.01)
        assert 100 * cut_point == pytest.approx(float(row["cutpoint_pct"]), abs=0.01)
        again = from_summary(p5=float(row["p5_mg"]), p50=float(row["median_mg"]), p95=float(row["p95_mg"]), shape=shape)
        assert again.between_sd_mg / again.mean_mg == pytest.approx(float(row["cv"]), rel=0.01)
        assert again.mean_mg == pytest.approx(float(row["mean_mg"]), rel=0.01)


def test_one_outlying_recall_is_named_and_without_it_the_variance_is_smaller(shared: Path) -> None:
    """Men of 71 and over: a single recall of 2,523 mg carries a fifth of the variance in mg."""
    data = survey(shared / "nhanes", "two-day")
    whole = usual_intake(data, by=data.groups, weight="weight", design=SurveyDesign(replication=None))
    men = whole["men 71 years and over"]
    assert men.diagnostics is not None
    assert 2523.0 in {one.mg for one in men.diagnostics.influential_recalls}
    assert np.isclose(men.diagnostics.first_recalls, men.persons or 0)


def test_the_table_of_the_page_is_what_the_files_give(shared: Path) -> None:
    data = survey(shared / "nhanes", "day 1")
    page = (ROOT / "docs" / "agreement.md").read_text(encoding="utf-8")
    section = page.partition("## The table of NHANES 2007–2012")[2].partition("\n## ")[0]
    usual = usual_intake(data, by=data.groups, **data.columns)
    made = table(usual, data.groups, percentiles=(5, 25, 50, 75, 95)).markdown()
    rows = [line for line in made.splitlines() if line.startswith("|")]
    assert [line for line in section.splitlines() if line.startswith("|")] == rows
