"""Read the survey records of NHANES 2007-2012 that are stored beside the project.

Two reliable recalls a person (DR1DRSTZ and DR2DRSTZ are 1), aged 1 year or more, not pregnant; the
files do not say who is lactating. Three cycles together, so the weight is WTDR2D / 3, as the survey's
analytic guidelines have it. Earlier cycles are no part of this: totals of 2003-2004 were made with
another food composition.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

CYCLES = ("2007-2008", "2009-2010", "2011-2012")


def number(text: str) -> float | None:
    """Return a cell's number, ``None`` for an empty one."""
    return float(text) if text else None


def persons(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield a dict for each person aged 1 or more with two reliable recalls who is not pregnant."""
    for cycle in CYCLES:
        with gzip.open(folder / f"nhanes_mg_{cycle}.csv.gz", "rt", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                weight = number(row["WTDR2D"])
                amounts = number(row["DR1TMAGN"]), number(row["DR2TMAGN"])
                reliable = number(row["DR1DRSTZ"]) == number(row["DR2DRSTZ"]) == 1
                if not (reliable and weight and None not in amounts):
                    continue
                age = float(row["RIDAGEYR"])
                if age < 1 or number(row["RIDEXPRG"]) == 1:
                    continue
                yield {
                    "person": int(float(row["SEQN"])),
                    "age": age,
                    "sex": "male" if float(row["RIAGENDR"]) == 1 else "female",
                    "stratum": int(float(row["SDMVSTRA"])),
                    "psu": int(float(row["SDMVPSU"])),
                    "weight": weight / len(CYCLES),
                    "mg": amounts,
                    # USDA counts Friday to Sunday; 1 is Sunday.
                    "weekend": tuple(float(number(row[name]) in {1, 6, 7}) for name in ("DR1DAY", "DR2DAY")),
                    "supplement": number(row["DSQTMAGN"]) or 0.0,
                }


def recalls(folder: Path) -> dict[str, Any]:
    """Return the columns of the recalls, one row per recalled day."""
    everybody = list(persons(folder))
    columns: dict[str, Any] = {
        name: np.repeat([one[name] for one in everybody], 2)
        for name in ("person", "age", "sex", "stratum", "psu", "weight", "supplement")
    }
    columns["day"] = np.tile([1, 2], len(everybody))
    for name in ("mg", "weekend"):
        columns[name] = np.array([value for one in everybody for value in one[name]])
    return columns
