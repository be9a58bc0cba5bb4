"""Usual intake from simulated recalls against the truth: percentiles, naive answers, coverage.

Run with ``python benchmarks/population_truth.py [--samples 20] [--coverage 200]``. For each known
distribution: the largest error of the mean and of the 5th to 95th percentiles, in percent of the
truth, as bias (the mean over samples) and as root mean square (of a single sample); the same for the
naive distribution of one day; then how often 95 % intervals hold the truth.
"""

from __future__ import annotations

import argparse
import itertools
import warnings
from typing import Any

import numpy as np

from magnesium.population import KnownIntake, PopulationWarning, SurveyDesign, made_up_recalls, usual_intake

RANKS = (5, 10, 25, 50, 75, 90, 95)
COLUMNS: dict[str, Any] = {"person": "person", "day": "day", "mg": "mg"}
NO_ERRORS = SurveyDesign(replication=None)
POWERS = ((0.0, 0.40), (0.25, 0.45), (0.5, 0.40), (1.0, 0.25))


def figures(of: Any) -> list[float]:
    """Return the mean and the percentiles of a distribution."""
    return [of.mean_mg, *(of.percentile_mg(rank) for rank in RANKS)]


def compare(known: KnownIntake, samples: int, weighted: bool, **made: Any) -> str:  # noqa: FBT001
    """Return one line of the report."""
    truth = np.array(figures(known))
    usual, naive = [], []
    for seed in range(samples):
        data = made_up_recalls(known, seed=seed, weights=weighted, **made)
        found = usual_intake(data, **COLUMNS, weight="weight" if weighted else None, design=NO_ERRORS)
        usual.append(np.array(figures(found)) / truth - 1)
        naive.append(np.array(figures(found.one_day)) / truth - 1)
    bias = np.abs(np.mean(usual, axis=0)).max()
    rms = np.sqrt(np.mean(np.square(usual), axis=0)).max()
    return f"{bias:6.1%} {rms:6.1%} {np.abs(np.mean(naive, axis=0)).max():7.1%}"


def coverage(known: KnownIntake, samples: int, **made: Any) -> str:
    """Return how often the intervals of a mean, a share and two percentiles hold the truth."""
    truth = [known.mean_mg, known.share_below(265), known.percentile_mg(10), known.percentile_mg(90)]
    held = np.zeros(4)
    for seed in range(samples):
        data = made_up_recalls(known, seed=seed, strata=30, **made)
        of = usual_intake(data, **COLUMNS, strata="stratum", psu="psu").errors
        found = [of.mean_mg, of.share_below(265), of.percentile_mg(10), of.percentile_mg(90)]
        held += [(one.low or 0) <= value <= (one.high or 0) for one, value in zip(found, truth, strict=True)]
    return " ".join(f"{share:7.1%}" for share in held / samples)


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=20, help="samples of each distribution")
    parser.add_argument("--coverage", type=int, default=200, help="samples for the coverage")
    options = parser.parse_args()
    warnings.simplefilter("ignore", PopulationWarning)
    print("power ratio     n second weights   bias    rms   naive   (largest error of mean, P5 to P95)")
    for (power, cv), ratio, persons in itertools.product(POWERS, (0.5, 1.0, 2.0, 4.0), (500, 5000)):
        for second, weighted in ((1.0, False), (0.3, False), (1.0, True)):
            known = KnownIntake(power=power, day_cv=cv, within_to_between=ratio)
            line = compare(known, options.samples, weighted, persons=persons, second_day_share=second)
            print(f"{power:5.2f} {ratio:5.1f} {persons:5} {second:6.0%} {weighted!s:>7} {line}")
    print("\ncoverage of 95 % intervals (jackknife, 30 strata of two PSUs)")
    print("power ratio     n  alike    mean   share     P10     P90")
    for (power, cv), ratio, persons, alike in itertools.product(POWERS[:3], (1.0, 4.0), (500, 2000), (0.0, 0.2)):
        known = KnownIntake(power=power, day_cv=cv, within_to_between=ratio)
        line = coverage(known, options.coverage, persons=persons, psu_sd=alike)
        print(f"{power:5.2f} {ratio:5.1f} {persons:5} {alike:6.1f} {line}")


if __name__ == "__main__":
    main()
