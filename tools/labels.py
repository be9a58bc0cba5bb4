"""Turn the collected thresholds of nutrient content claims into a table: ``data-sources/label_claims.csv``."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from magnesium.catalogs.reading import columns
from magnesium.needs.kinds import Confidence
from magnesium.needs.labels import ClaimBasis, ContentClaim
from tools.tables import Table, csv_table


def read_claims(path: Path) -> Iterator[tuple[str, ...]]:
    """Yield one row per claim and basis. Raises ``ValueError`` with the line of a bad one."""
    with path.open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), start=2):
            try:
                yield _claim(row)
            except ValueError as error:
                msg = f"{path.name}, line {line}: {error}"
                raise ValueError(msg) from None


def _claim(row: dict[str, str]) -> tuple[str, ...]:
    ClaimBasis(row["basis"]), Confidence(row["confidence"])
    minimum, maximum = float(row["minimum_percent"]), float(row["maximum_percent"] or "inf")
    if not 0 < minimum < maximum:
        msg = f"minimum_percent must be above 0 and below maximum_percent, got {row['minimum_percent']!r}"
        raise ValueError(msg)
    id_ = f"{row['authority']}:{row['claim']}:{row['basis']}".replace(" ", "-")
    return tuple({"id": id_, **row}[column] for column in columns(ContentClaim))


def claims_table(rows: Iterable[tuple[str, ...]]) -> Table:
    """Return the table of claim thresholds."""
    return csv_table(
        "label_claims.csv",
        columns(ContentClaim),
        rows,
    )
