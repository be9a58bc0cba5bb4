"""Derive variance ratios of magnesium intake: ``python -m tools.variance_ratios --nhanes ../shared/nhanes``.

For each of NASEM's age and sex groups of NHANES 2007-2012 (``tools/nhanes.py``): the within-person over the
between-person variance by REML, with the second recall and the weekend as effects, weighted with the two-day weight;
standard errors by jackknife over strata and PSUs. On three scales: Box-Cox with the λ that fits the group, logarithms,
and mg. Persons with an outlying recall are left out, as for the within-person SDs (``tools/within_person_sd.py``).

The rows are written to ``data-sources/variance_ratios.csv``. Then ``python -m tools.build variance_ratios.csv`` bundles
the table.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from magnesium.catalogs.reading import columns
from magnesium.needs.variance_ratios import VarianceRatio
from magnesium.population import Model, reference_groups, usual_intake
from tools.nhanes import recalls
from tools.within_person_sd import SOURCE, outlying_persons

KEPT = Path(__file__).parent.parent / "data-sources" / "variance_ratios.csv"
SCALES = {"box-cox": None, "log": 0.0, "mg": 1.0}
"""The λ of each scale; ``None`` is estimated."""


def derive(folder: Path) -> Iterator[dict[str, str]]:
    """Yield a row for each group of the survey in *folder* and each scale."""
    data = recalls(folder)
    groups = reference_groups(data, age_years="age", sex="sex")
    outliers = outlying_persons(data, groups)
    of_person = dict(zip(data["person"].astype(str).tolist(), groups.labels, strict=True))
    is_kept = ~np.isin(data["person"].astype(str), list(outliers))
    by = [label if keep else None for label, keep in zip(groups.labels, is_kept, strict=True)]
    for scale, power in SCALES.items():
        found = usual_intake(
            data,
            weight="weight",
            strata="stratum",
            psu="psu",
            weekend="weekend",
            by=by,
            model=Model(power=power),
        )
        for label, intake in found.items():
            group = groups.values[label].ear.group  # type: ignore[union-attr]
            ratio = intake.errors.within_to_between
            left_out = sum(of_person[person] == label for person in outliers)
            yield {
                "id": f"{SOURCE}:{group.key}:{scale}",
                "sex": "" if group.sex is None else str(group.sex),
                "life_stage": str(group.life_stage),
                "age_from_months": str(group.age_from_months or 0),
                "age_to_months": "" if group.age_to_months is None else str(group.age_to_months),
                "scale": scale,
                "power": f"{intake.power:.3f}",
                "within_to_between": f"{ratio.value:.3f}",
                "se": f"{ratio.se:.3f}",
                "note": _note(intake.persons or 0, left_out),
                "source": SOURCE,
            }


def _note(persons: int, left_out: int) -> str:
    without = f", {left_out} with an outlying recall left out" if left_out else ""
    return f"{persons} persons with two recalls{without}; food and beverages; second recall and weekend accounted for"


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nhanes", type=Path, required=True, help="folder of the survey's files")
    options = parser.parse_args()
    rows = sorted(derive(options.nhanes), key=lambda row: row["id"])
    with KEPT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns(VarianceRatio), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
