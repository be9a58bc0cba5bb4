"""Usual magnesium intake in NHANES 2007-2012 by NASEM age and sex group: a table and a picture.

Run with ``python -m benchmarks.nhanes_usual_intake ../shared/nhanes OUTPUT_FOLDER``. Food and
beverages of two reliable recalls a person (DRSTZ 1), pregnant women and infants left out; three
cycles together, so the two-day weight is WTDR2D / 3. Errors by jackknife over the survey's strata
and PSUs.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import Any

import numpy as np

from magnesium.people import Sex
from magnesium.population import (
    Prevalence,
    UsualIntake,
    ear_cut_point,
    full_probability,
    plot_usual_intake,
    prevalence_above_ul,
    prevalence_of_inadequacy,
    reference_groups,
    usual_intake,
)
from tools.nhanes import recalls

SEXES = (None, Sex.MALE, Sex.FEMALE)
"""The order of the groups; each sex from the youngest to the oldest."""

ADULT_FROM_MONTHS = 19 * 12


HEADER = ["group", "n", "EAR", "mean", "SE", "P5", "P10", "P25", "P50", "P75", "P90", "P95", "below_EAR", "SE"]
HEADER += ["probability", "one_day", "power", "within_sd_mg", "between_sd_mg", "shown"]


def line(group: str, usual: UsualIntake, cut: Prevalence, full: Prevalence) -> list[str]:
    """Return a row of the table."""
    mean = usual.errors.mean_mg
    ear = cut.ear_mg or 0.0
    return [
        group,
        str(usual.persons),
        f"{ear:g}",
        f"{mean.value:.0f}",
        f"{mean.se or 0:.1f}",
        *(f"{usual.percentile_mg(rank):.0f}" for rank in (5, 10, 25, 50, 75, 90, 95)),
        f"{cut.share.value:.1%}",
        f"{(cut.share.se or 0) * 100:.1f}",
        f"{full.share.value:.1%}",
        f"{usual.one_day.share_below(ear):.1%}",
        f"{usual.power:.2f}",
        f"{usual.within_sd_mg:.0f}",
        f"{usual.between_sd_mg:.0f}",
        str(cut.share.reporting),
    ]


def main() -> None:
    """Write usual_intake.csv and usual_intake.png, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("nhanes", type=Path, help="folder of the survey's files")
    parser.add_argument("out", type=Path, help="folder for the table and the picture")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)

    data = recalls(options.nhanes)
    groups = reference_groups(data, age_years="age", sex="sex")
    design: dict[str, Any] = {"weight": "weight", "strata": "stratum", "psu": "psu", "weekend": "weekend"}
    usual = usual_intake(
        data, person="person", day="day", mg="mg", by=groups.labels, supplement_mg="supplement", **design
    )
    who = {label: values.ear.group for label, values in groups.values.items() if values.ear is not None}
    in_order = sorted(usual, key=lambda label: (SEXES.index(who[label].sex), who[label].age_from_months))
    usual = {label: usual[label] for label in in_order}
    rows = []
    for group, intake in usual.items():
        values = groups.values[group]
        rows.append(line(group, intake, ear_cut_point(intake, values), full_probability(intake, values)))
    with (options.out / "usual_intake.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])
    for row in [HEADER, *rows]:
        print(" ".join(cell.rjust(24 if column == 0 else 7) for column, cell in enumerate(row)))

    everybody = prevalence_of_inadequacy(usual, groups)
    with_supplements = prevalence_of_inadequacy(
        {group: intake.total for group, intake in usual.items() if intake.total is not None}, groups
    )
    print("1 year and over, each against the own EAR, food:", everybody, everybody.share)
    print("the same, food and supplements:", with_supplements, with_supplements.share)
    for sex in (Sex.MALE, Sex.FEMALE):
        adults = {
            label: intake
            for label, intake in usual.items()
            if who[label].sex is sex and (who[label].age_from_months or 0) >= ADULT_FROM_MONTHS
        }
        totals = {group: intake.total for group, intake in adults.items() if intake.total is not None}
        mean = sum(x.mean_mg * x.population for x in adults.values()) / sum(x.population for x in adults.values())
        mean_total = sum(x.mean_mg * x.population for x in totals.values()) / sum(x.population for x in totals.values())
        print(
            f"{sex} 19+: mean {mean:.0f} mg, {prevalence_of_inadequacy(adults, groups).share}; with supplements "
            f"{mean_total:.0f} mg, {prevalence_of_inadequacy(totals, groups).share}"
        )
    first = data["day"] == 1
    limits = np.array([groups.values[label].ul.mg_per_day for label in groups.labels[first]])  # type: ignore[union-attr]
    one = {name: values[first] for name, values in data.items()}
    above = prevalence_above_ul(
        one, supplement_mg="supplement", ul=limits, weight="weight", strata="stratum", psu="psu"
    )
    print("supplements above the UL:", above, above.reporting)
    draw(usual, groups, options.out / "usual_intake.png")


def draw(usual: dict[Any, UsualIntake], groups: Any, path: Path) -> None:
    """Draw usual intake against one day, a panel a group."""
    from matplotlib import pyplot as plt

    figure, panels = plt.subplots(5, 3, figsize=(12, 14), layout="constrained")
    for panel, (group, intake) in zip(panels.flat, usual.items(), strict=False):
        plot_usual_intake(intake, ear_mg=groups.values[group].ear.mg_per_day, ax=panel)
    for panel in panels.flat[len(usual) :]:
        panel.axis("off")
    figure.suptitle("Usual magnesium intake from food, NHANES 2007-2012")
    figure.savefig(path, dpi=110)


if __name__ == "__main__":
    main()
