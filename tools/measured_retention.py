"""Derive measured retention: ``python -m tools.measured_retention --pairs PAIRS.csv``.

PAIRS.csv has foods of SR28 raw and cooked, one pair per row, with ``retention_pct``: 100 x (mg cooked x yield) / mg
raw, the yield from the change of dry matter (without fat for meat and fish). Only pairs count of which both foods were
analyzed (``analytic_pair``) and whose yield and retention are plausible (``suspect``). For each kind of ingredients and
each food class of ``ingredient_kinds.toml``, and each method as ``foods/cooking_methods.py`` reads it: the median of
the pairs.

The rows are written to ``data-sources/measured_retention.csv``; then ``python -m tools.build`` bundles the table.
"""

from __future__ import annotations

import argparse
import csv
import statistics
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from magnesium.catalogs.reading import columns
from magnesium.foods.cooking import kind_of
from magnesium.foods.cooking_methods import read_cooking
from magnesium.foods.foods import foods
from magnesium.foods.retention import MeasuredRetention
from tools.tables import number

KEPT = Path(__file__).parent.parent / "data-sources" / "measured_retention.csv"


def analyzed(rows: Iterable[dict[str, str]]) -> Iterator[dict[str, str]]:
    """Yield the pairs in which both foods were analyzed, without implausible pairs."""
    return (row for row in rows if row["analytic_pair"] == "1" and row["suspect"] == "0")


def derive(rows: Iterable[dict[str, str]]) -> list[tuple[str, ...]]:
    """Return a row for each group and method, to a tenth of a percent."""
    groups: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for row in analyzed(rows):
        raw, cooking = foods[row["id_raw"]], read_cooking(row["method"])
        kind = kind_of(raw.name, raw.category)
        if kind is None or cooking is None:
            continue
        code = kind.code(cooking.methods[0])
        method = cooking.methods[0] if code is None else code[0]
        for group in {kind.food_class, kind.id}:
            groups[group, method].append(float(row["retention_pct"]))
    return sorted(_row(group, method, kept) for (group, method), kept in groups.items())


def _row(group: str, method: str, kept: list[float]) -> tuple[str, ...]:
    lower, _, upper = statistics.quantiles(kept, n=4, method="inclusive") if len(kept) > 1 else kept * 3
    figures = (number(round(each, 1)) for each in (statistics.median(kept), lower, upper))
    return f"{group}:{method}", group, str(method), str(len(kept)), *figures


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=Path, required=True, help="the pairs, as CSV")
    options = parser.parse_args()
    with options.pairs.open(encoding="utf-8", newline="") as file:
        rows = derive(csv.DictReader(file))
    with KEPT.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([columns(MeasuredRetention), *rows])


if __name__ == "__main__":
    main()
