"""Compare totals of one NHANES cycle's day-1 foods, read as a food log, with the survey's own (DR1TMAGN).

Run it with ``python benchmarks/nhanes_logs.py ../shared/nhanes [--cycle 2007-2008]``. The survey used the food codes
and composition of its own time (FNDDS 4.1 for 2007-2008); the bundled ones are of 2021-2023.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import statistics
from collections.abc import Iterator
from pathlib import Path

import magnesium as mg


def _records(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def main() -> None:
    """Print the share of known rows, and the ratios to the survey's totals of persons whose every food is known."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("survey", type=Path, help="folder of the survey's files")
    parser.add_argument("--cycle", default="2007-2008")
    options = parser.parse_args()
    records = list(_records(options.survey / f"dr1iff_{options.cycle}_code_grams.csv.gz"))
    # What the survey leaves without a weight, mostly human milk, cannot be in a log.
    eaten = [f"fndds:{float(r['DR1IFDCD']):.0f},{r['DR1IGRMS']},g,{r['SEQN']}" for r in records if r["DR1IGRMS"]]
    intake = mg.read_food_log(io.StringIO("\n".join(["food,amount,unit,person", *eaten])), on_unknown="keep")
    known = sum(entry.mg is not None for entry in intake)
    print(f"{options.cycle}: {len(records):,} rows, {len(records) - len(eaten):,} without a weight")
    print(f"{known / len(intake):.1%} of {len(intake):,} entries known")

    totals = {str(person): part.total for person, part in intake.by("person").items()}
    survey = {
        row["SEQN"]: float(row["DR1TMAGN"])
        for row in _records(options.survey / f"nhanes_mg_{options.cycle}.csv.gz")
        if float(row["DR1TMAGN"] or 0) > 0 and float(row["DR1DRSTZ"] or 0) == 1 and row["SEQN"] in totals
    }
    ratios = [totals[person].mg / mg_ for person, mg_ in survey.items() if not totals[person].unknown]
    cut = statistics.quantiles(ratios, n=20)
    print(f"persons with a reliable recall: {len(survey):,}; every food known: {len(ratios):,}")
    print(f"ours / the survey's: median {statistics.median(ratios):.3f}, 5th {cut[0]:.3f}, 95th {cut[-1]:.3f}")
    lower = sum(totals[person].mg for person in survey) / sum(survey.values())
    print(f"all persons, unknown foods left out: ratio of the sums {lower:.3f}")


if __name__ == "__main__":
    main()
