"""Run one NHANES cycle's day-1 foods through the library as food logs, all persons.

``python benchmarks/nhanes_logs.py --survey ../shared/nhanes`` prints time and memory, the share of rows that the
bundled foods know, and for persons whose every food is known the ratio of our total to the survey's own (DR1TMAGN).
The survey used the food codes and composition of its own time (FNDDS 4.1 for 2007-2008), ours are of 2021-2023.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import resource
import statistics
import time
from collections import Counter
from pathlib import Path

import magnesium as mg

RELIABLE = 1.0


def log_text(path: Path) -> tuple[str, int, int]:
    """Return the recalls as a food log, its rows, and the rows without a weight, which no log can hold."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("food", "amount", "unit", "person"))
    rows = weightless = 0
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rows += 1
            if row["DR1IGRMS"]:
                writer.writerow((f"fndds:{float(row['DR1IFDCD']):.0f}", row["DR1IGRMS"], "g", row["SEQN"]))
            else:
                weightless += 1
    return out.getvalue(), rows, weightless


def survey_totals(path: Path) -> dict[str, float]:
    """Return the survey's own magnesium of day 1 in mg, of persons with a reliable recall."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return {
            row["SEQN"]: float(row["DR1TMAGN"])
            for row in csv.DictReader(file)
            if row["DR1TMAGN"] and float(row["DR1DRSTZ"] or 0) == RELIABLE
        }


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--survey", type=Path, required=True)
    parser.add_argument("--cycle", default="2007-2008")
    options = parser.parse_args()
    text, rows, weightless = log_text(options.survey / f"dr1iff_{options.cycle}_code_grams.csv.gz")
    before_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.perf_counter()
    intake = mg.read_food_log(io.StringIO(text), keep_unknown=True)
    read_s = time.perf_counter() - start
    totals = {str(person): part.total for person, part in intake.by("person").items()}
    sum_s = time.perf_counter() - start - read_s
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    known = sum(entry.mg is not None for entry in intake)
    print(
        f"{options.cycle}: {rows:,} rows, {weightless} without a weight, "
        f"{len(intake):,} entries of {len(totals):,} persons"
    )
    print(f"read {read_s:.1f} s ({len(intake) / read_s:,.0f} entries/s), grouped and summed {sum_s:.2f} s")
    print(f"memory {before_mb:.0f} MB before, {peak_mb:.0f} MB at the peak")
    print(f"rows known {known / len(intake):.1%}; unknown codes {len({e.item.id for e in intake if e.mg is None}):,}")

    survey = survey_totals(options.survey / f"nhanes_mg_{options.cycle}.csv.gz")
    whole = [(totals[p].mg, mg_) for p, mg_ in survey.items() if p in totals and not totals[p].unknown and mg_ > 0]
    ratios = sorted(ours / theirs for ours, theirs in whole)
    cut = statistics.quantiles(ratios, n=20)
    print(f"persons with a reliable recall whose every food is known: {len(whole):,} of {len(survey):,}")
    print(f"ours / survey's: median {statistics.median(ratios):.3f}, 5th {cut[0]:.3f}, 95th {cut[-1]:.3f}")
    print(f"sum of ours / sum of theirs: {sum(o for o, _ in whole) / sum(t for _, t in whole):.3f}")
    bounds = [(totals[p].mg, mg_) for p, mg_ in survey.items() if p in totals and mg_ > 0]
    print(f"all of them as lower bounds: sum ratio {sum(o for o, _ in bounds) / sum(t for _, t in bounds):.3f}")
    missing = Counter(entry.item.id for entry in intake if entry.mg is None)
    print("most frequent unknown:", ", ".join(f"{id_.rpartition(':')[2]} ({n:,})" for id_, n in missing.most_common(6)))


if __name__ == "__main__":
    main()
