"""The bundled table of how much the value of one food code differs between two releases of FNDDS.

Made from the bundled releases. For each two, over the codes that both have: the root of the mean square of ln(b / a).
Codes below 10 mg per 100 g in one of them are left out: there the rounding to integers, which the variance model has
beside it, would count twice. It is no robust measure, because codes whose recipe or meaning changed are what a code
that is absent from a release is at risk of.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping

from magnesium.catalogs.reading import columns
from magnesium.foods.release_scatter import ReleaseScatter
from tools.tables import Table, csv_table

SMALLEST_MG = 10.0
SOURCE = "fndds"

MgByCode = Mapping[str, float]


def scatter(earlier: MgByCode, later: MgByCode) -> tuple[int, float, float]:
    """Return the number of common codes, the share with the same value, and the relative SD."""
    pairs = [(mg, later[code]) for code, mg in earlier.items() if min(mg, later.get(code, 0.0)) >= SMALLEST_MG]
    squares = [math.log(new / old) ** 2 for old, new in pairs]
    return len(pairs), sum(not square for square in squares) / len(pairs), math.sqrt(math.fsum(squares) / len(pairs))


def release_scatter_table(releases: Mapping[str, MgByCode]) -> Table:
    """Return the table of each two of the *releases*: the magnesium per 100 g of each code, by the years."""
    rows = []
    for one, other in itertools.combinations(sorted(releases), 2):
        codes, equal, sd = scatter(releases[one], releases[other])
        rows.append((f"{one}:{other}", str(codes), f"{equal:.3f}", f"{sd:.3f}", SOURCE))
    return csv_table("release_scatter.csv", columns(ReleaseScatter), rows)
