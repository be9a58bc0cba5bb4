"""What usual intake costs: 16 groups of 30,000 persons with 100 replicates, and the time against n.

Run with ``python benchmarks/population_cost.py [PICTURE.png]``.
"""

from __future__ import annotations

import sys
import time
from typing import Any

import numpy as np

from magnesium.population import Model, made_up_recalls, usual_intake

GROUPS = 16
SIZES = (500, 1_000, 3_000, 10_000, 30_000)
COLUMNS: dict[str, Any] = {"person": "person", "day": "day", "mg": "mg", "by": "group"}


def seconds(persons: int, variances: Any) -> float:
    """Return the time of a fit with 100 replicates and of the figures of a table."""
    data = made_up_recalls(persons=persons * GROUPS, seed=1, strata=50)
    data["group"] = data["person"] % GROUPS
    start = time.perf_counter()
    model = Model(variances=variances)
    found = usual_intake(data, **COLUMNS, weight="weight", strata="stratum", psu="psu", model=model)
    for one in found.values():
        _ = one.errors.mean_mg, one.errors.share_below(265)
        _ = [one.errors.percentile_mg(rank) for rank in (5, 10, 25, 50, 75, 90, 95)]
    return time.perf_counter() - start


def main() -> None:
    """Print the times, and draw them where a file is named."""
    print(f"{GROUPS} groups, two days, 100 replicates (jackknife of 50 strata)")
    print("persons a group   separate     shared")
    times: dict[str, list[float]] = {"separate": [], "shared": []}
    for persons in SIZES:
        for variances, spent in times.items():
            spent.append(seconds(persons, variances))
        print(f"{persons:15,} {times['separate'][-1]:8.1f} s {times['shared'][-1]:8.1f} s")
    if len(sys.argv) > 1:
        from matplotlib import pyplot as plt

        figure, panel = plt.subplots(figsize=(6, 4), layout="constrained")
        people = np.array(SIZES) * GROUPS
        for variances, spent in times.items():
            panel.loglog(people, spent, marker="o", label=f"{variances} variances")
        panel.axhline(60, color="tab:red", linestyle="--", linewidth=1, label="one minute")
        panel.set(xlabel="persons in all", ylabel="seconds", title="16 groups, two days, 100 replicates")
        panel.legend(frameon=False)
        figure.savefig(sys.argv[1], dpi=110)


if __name__ == "__main__":
    main()
