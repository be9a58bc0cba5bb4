"""The derived within-person SDs against the survey's own files, where those are at hand."""

from __future__ import annotations

import csv
import gzip
import math
from collections import defaultdict
from pathlib import Path

import pytest

from magnesium.catalogs.reading import columns
from magnesium.needs.within_person_sd import WithinPersonSD
from magnesium.population import reference_groups
from tools.nhanes import CYCLES, recalls
from tools.within_person_sd import KEPT, SOURCE, derive, outlying_persons

pytestmark = pytest.mark.slow

HEADER = "SEQN RIAGENDR RIDAGEYR RIDEXPRG SDMVPSU SDMVSTRA WTDR2D DR1DRSTZ DR1DAY DR1TMAGN DR2DRSTZ DR2DAY DR2TMAGN"


def kept() -> list[dict[str, str]]:
    with KEPT.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def nhanes(shared: Path) -> Path:
    folder = shared / "nhanes"
    if not folder.is_dir():
        pytest.skip("needs the survey records, which are not in shared/nhanes")
    return folder


@pytest.fixture
def made_up(tmp_path: Path) -> Path:
    """Three cycles in the survey's format: one person who counts in each, and others who do not."""
    columns = [*HEADER.split(), "DSQTMAGN"]
    for number, cycle in enumerate(CYCLES):
        counts = [str(10 + number), "2.0", "40.0", "", "1.0", "60.0", "300.0", "1.0", "7.0", "250.0", "1.0", "2.0"]
        rows = [
            [*counts, "270.0", "50.0"],
            [*counts[:3], "1.0", *counts[4:], "270.0", ""],  # pregnant
            [*counts[:7], "2.0", *counts[8:], "270.0", ""],  # an unreliable first recall
            [*counts[:10], "4.0", *counts[11:], "270.0", ""],  # an unreliable second one
            [*counts, "", ""],  # no second amount
            [*counts[:2], "0.0", *counts[3:], "270.0", ""],  # an infant
            [*counts[:6], "0.0", *counts[7:], "270.0", ""],  # no weight
        ]
        with gzip.open(tmp_path / f"nhanes_mg_{cycle}.csv.gz", "wt", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([columns, *rows])
    return tmp_path


def test_who_counts(made_up: Path) -> None:
    data = recalls(made_up)
    assert data["person"].tolist() == [10, 10, 11, 11, 12, 12]
    assert data["day"].tolist() == [1, 2] * 3
    assert data["mg"].tolist() == [250, 270] * 3
    assert data["weight"].tolist() == [100] * 6  # a third of the two-day weight, three cycles together
    assert data["weekend"].tolist() == [1, 0] * 3
    assert set(data["sex"]) == {"female"}
    assert set(data["supplement"]) == {50}


def test_the_kept_rows_are_what_the_survey_gives(nhanes: Path) -> None:
    found = [{name: row.get(name, "") for name in columns(WithinPersonSD)} for row in derive(nhanes)]
    assert sorted(found, key=lambda row: row["id"]) == [row for row in kept() if row["source"] == SOURCE]


def test_a_second_reading_finds_the_same_sds(nhanes: Path) -> None:
    """Half the weighted variance of the change from the first to the second recall, by plain sums."""
    data = recalls(nhanes)
    outliers = outlying_persons(data, reference_groups(data, age_years="age", sex="sex"))
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0] * 4)
    for path in sorted(nhanes.glob("nhanes_mg_*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                if row["DR1DRSTZ"] != "1.0" or row["DR2DRSTZ"] != "1.0" or row["RIDEXPRG"] == "1.0":
                    continue
                if not row["WTDR2D"] or float(row["RIDAGEYR"]) < 1 or str(int(float(row["SEQN"]))) in outliers:
                    continue
                weight, change = float(row["WTDR2D"]), float(row["DR2TMAGN"]) - float(row["DR1TMAGN"])
                for one in kept():
                    months = 12 * float(row["RIDAGEYR"])
                    sexes = {"": "1.0 2.0", "male": "1.0", "female": "2.0"}[one["sex"]].split()
                    inside = float(one["age_from_months"]) <= months < float(one["age_to_months"] or "inf")
                    if one["source"] == SOURCE and inside and row["RIAGENDR"] in sexes:
                        for index, term in enumerate((1 / weight, 1.0, change, change**2)):
                            sums[one["id"]][index] += weight * term
    for one in kept():
        if one["source"] == SOURCE:
            count, whole, first, second = sums[one["id"]]
            assert one["note"].startswith(f"{count:.0f} persons")
            variance = second / whole - (first / whole) ** 2
            assert float(one["sd_mg"]) == pytest.approx(math.sqrt(variance / 2), abs=0.15)
