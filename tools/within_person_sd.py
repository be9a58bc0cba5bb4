"""Derive within-person SDs of magnesium intake: ``python -m tools.within_person_sd --nhanes ../shared/nhanes``.

For each of NASEM's age and sex groups of NHANES 2007-2012 (``tools/nhanes.py``): the square root of
the residual variance of a day's magnesium from food and beverages, in mg, after the person and the
sequence of the recalls are accounted for. That is how the Institute of Medicine (2000, appendix B)
made its table from another survey. Weighted with the two-day weight; standard errors by jackknife
over strata and PSUs. No transformation: the SD is used in mg.

A single recall can carry a variance in mg: one of 2,523 mg raised the SD of men of 71 and over from 89 to 105. So
persons with a recall that is an outlier among their own days are left out, by the Bonferroni test at 5 % of the
diagnostics of the transformed fit, where recalls are near normal.

The rows are written into ``data-sources/within_person_sd.csv``; rows of other sources stay as they are.
Then ``python -m tools.build`` bundles the table.
"""

from __future__ import annotations

import argparse
import csv
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from magnesium.catalogs.reading import columns
from magnesium.needs.within_person_sd import WithinPersonSD
from magnesium.population import (
    Model,
    PopulationWarning,
    ReferenceGroups,
    SurveyDesign,
    reference_groups,
    usual_intake,
)
from tools.nhanes import recalls

SOURCE = "nhanes2007-2012"
KEPT = Path(__file__).parent.parent / "data-sources" / "within_person_sd.csv"


def derive(folder: Path) -> list[dict[str, str]]:
    """Return a row for each group of the survey in *folder*, to a tenth of a mg."""
    data = recalls(folder)
    groups = reference_groups(data, age_years="age", sex="sex")
    outliers = outlying_persons(data, groups)
    is_kept = ~np.isin(data["person"].astype(str), list(outliers))
    found = usual_intake(
        data,
        person="person",
        day="day",
        mg="mg",
        weight="weight",
        strata="stratum",
        psu="psu",
        by=[label if keep else None for label, keep in zip(groups.labels, is_kept, strict=True)],
        model=Model(method="moments", power=1.0),
    )
    rows = []
    of_group = dict(zip(data["person"].astype(str), groups.labels, strict=True))
    for label, intake in found.items():
        ear = groups.values[label].ear
        if ear is None:
            continue
        sd = intake.errors.within_sd
        rows.append(
            {
                "id": f"{SOURCE}:{ear.group.key}",
                "sex": "" if ear.sex is None else str(ear.sex),
                "life_stage": str(ear.life_stage),
                "age_from_months": str(ear.age_from_months or 0),
                "age_to_months": "" if ear.age_to_months is None else str(ear.age_to_months),
                "sd_mg": f"{sd.value:.1f}",
                "se_mg": f"{sd.se:.1f}",
                "note": _note(intake.persons or 0, sum(of_group[person] == label for person in outliers)),
                "source": SOURCE,
            }
        )
    return rows


def outlying_persons(data: dict[str, Any], groups: ReferenceGroups) -> frozenset[str]:
    """Return the labels of persons with a recall that is an outlier among their own days."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PopulationWarning)
        fits = usual_intake(data, weight="weight", by=groups, design=SurveyDesign(replication=None))
    diagnostics = (one.diagnostics for one in fits.values())
    return frozenset(recall.person for one in diagnostics if one for recall in one.influential_recalls)


def _note(persons: int, left_out: int) -> str:
    without = f", {left_out} with an outlying recall left out" if left_out else ""
    return f"{persons} persons with two recalls{without}; food and beverages"


def main() -> None:
    """Write the rows to the table in ``data-sources/``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nhanes", type=Path, required=True, help="folder of the survey's files")
    options = parser.parse_args()
    with KEPT.open(encoding="utf-8", newline="") as file:
        kept = [row for row in csv.DictReader(file) if row["source"] != SOURCE]
    with KEPT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns(WithinPersonSD), restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted([*kept, *derive(options.nhanes)], key=lambda row: row["id"]))


if __name__ == "__main__":
    main()
