"""Compare totals of one NHANES cycle's day-1 foods, read as a food log, with the survey's own (DR1TMAGN).

Run it with ``python -m benchmarks.nhanes_logs ../shared/nhanes``. Each cycle is read with its own release of FNDDS;
that of 2011-2012 is not at hand, so its codes are looked up in the nearest release. ``--release`` reads all cycles
with another one. Exits with 1 if a cycle agrees less well than its budget.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import math
import statistics
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import attrs

import magnesium as mg

WITHIN_MG = 5
LEAST_WITHIN = {"2007-2008": 0.955, "2009-2010": 0.97}
"""Least share of persons whose total is within 5 mg of the survey's."""

RELEASES = {"2007-2008": "2007-2008", "2009-2010": "2009-2010", "2011-2012": "2009-2010"}
"""The release of FNDDS with which each cycle is read."""


@attrs.frozen(kw_only=True)
class Agreement:
    """Agreement with the survey of the totals of persons with a reliable recall and only known foods."""

    cycle: str
    release: str
    persons: int
    """Persons whose every food is known."""
    incomplete: int
    """Persons with a food whose magnesium or weight is unknown."""
    within: float
    """Share of persons whose totals differ by at most 5 mg."""
    mean_absolute_error_mg: float
    mean_mg: float
    survey_mean_mg: float

    def __str__(self) -> str:
        return (
            f"NHANES {self.cycle} with FNDDS {self.release}: {self.persons:,} persons ({self.incomplete:,} left out), "
            f"{self.within:.1%} within {WITHIN_MG} mg, mean absolute error {self.mean_absolute_error_mg:.2f} mg, "
            f"means {self.mean_mg:.1f} and {self.survey_mean_mg:.1f} mg"
        )


def agreement(survey: Path, cycle: str, release: str) -> Agreement:
    """Return how the day-1 totals of a *cycle*, read with a *release*, agree with DR1TMAGN."""
    totals, incomplete = _totals(survey / f"dr1iff_{cycle}_code_grams.csv.gz", release)
    theirs = {
        row["SEQN"]: float(row["DR1TMAGN"])
        for row in _records(survey / f"nhanes_mg_{cycle}.csv.gz")
        if row["DR1TMAGN"] and float(row["DR1DRSTZ"] or 0) == 1
    }
    both = [(totals[person], mg_) for person, mg_ in theirs.items() if person in totals]
    differences = [abs(ours - mg_) for ours, mg_ in both]
    return Agreement(
        cycle=cycle,
        release=release,
        persons=len(both),
        incomplete=len(incomplete & theirs.keys()),
        within=statistics.fmean(difference <= WITHIN_MG for difference in differences),
        mean_absolute_error_mg=statistics.fmean(differences),
        mean_mg=statistics.fmean(ours for ours, _ in both),
        survey_mean_mg=statistics.fmean(mg_ for _, mg_ in both),
    )


def _totals(path: Path, release: str) -> tuple[dict[str, float], set[str]]:
    """Return the total of each person whose every food is known, and the other persons."""
    records = list(_records(path))
    # A food without a weight, mostly human milk, cannot be in a log.
    unweighed = {record["SEQN"] for record in records if not record["DR1IGRMS"]}
    eaten = (f"{float(r['DR1IFDCD']):.0f},{r['DR1IGRMS']},g,{r['SEQN']}" for r in records if r["DR1IGRMS"])
    log = io.StringIO("\n".join(["food,amount,unit,person", *eaten]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", mg.DataWarning)
        intake = mg.read_food_log(log, on_unknown="keep", release=release)
    found: dict[str, list[float | None]] = {}
    for entry in intake:
        found.setdefault(str(entry.person), []).append(entry.mg)
    incomplete = {person for person, mgs in found.items() if None in mgs} | unweighed
    return {
        person: math.fsum(mg_ for mg_ in mgs if mg_ is not None)
        for person, mgs in found.items()
        if person not in incomplete
    }, incomplete


def _records(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def main() -> None:
    """Print the agreement of each cycle."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("survey", type=Path, help="folder of the survey's files")
    parser.add_argument("--cycle", choices=RELEASES, help="one cycle; default all")
    parser.add_argument("--release", help="release of FNDDS; default that of the cycle")
    options = parser.parse_args()
    cycles = [options.cycle] if options.cycle else list(RELEASES)
    found = [agreement(options.survey, cycle, options.release or RELEASES[cycle]) for cycle in cycles]
    print(*found, sep="\n")
    below = [one.cycle for one in found if one.within < LEAST_WITHIN.get(one.cycle, 0)]
    sys.exit(f"agrees less well than its budget: {', '.join(below)}" if below and not options.release else 0)


if __name__ == "__main__":
    main()
