"""The derived variance ratios against the survey's own files and an independent fit, where those are at hand."""

from __future__ import annotations

import csv
import warnings
from pathlib import Path

import pytest

from magnesium.needs.variance_ratios import VarianceRatio, variance_ratios
from magnesium.population import PopulationWarning
from tools.variance_ratios import KEPT, derive

pytestmark = pytest.mark.slow


def test_the_kept_rows_are_what_the_survey_gives(shared: Path) -> None:
    folder = shared / "nhanes"
    if not folder.is_dir():
        pytest.skip("needs the survey records, which are not in shared/nhanes")
    with KEPT.open(encoding="utf-8", newline="") as file:
        kept = list(csv.DictReader(file))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PopulationWarning)
        assert sorted(derive(folder), key=lambda row: row["id"]) == kept


def test_the_ratios_are_those_of_an_independent_fit(shared: Path) -> None:
    """R, pseudo-likelihood, with the outlying recalls that this library leaves out: within one standard error."""
    pack = shared / "packs" / "population" / "agreement" / "nci_ml_2007_2012.csv"
    if not pack.exists():
        pytest.skip("needs the reference pack agreement, which is not part of the project")
    with pack.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["weights"].startswith("WTDR2D")]
    assert len(rows) == 14
    for row in rows:
        one = _ratio_of(row["group"])
        assert one.within_to_between == pytest.approx(float(row["within_to_between"]), abs=one.se)


def _ratio_of(group: str) -> VarianceRatio:
    sex, ages = group.split()
    first, _, last = ages.rstrip("+").partition("-")
    months = f"{12 * int(first)}-{12 * (int(last) + 1) if last else ''}"
    return variance_ratios[f"nhanes2007-2012:{sex}:general:{months}:box-cox"]
