"""Turn the collected thresholds of nutrient content claims into our table."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from magnesium.catalogs.reading import columns
from magnesium.needs.labels import ContentClaim
from tools.reference_values import VERIFIED
from tools.tables import Table, csv_table

AUTHORITY = {
    "FDA (US)": ("fda", "21cfr101.54"),
    "European Union": ("eu", "eu1924"),
    "Health Canada": ("canada", "hcclaims"),
}
CLAIM = {
    "good source / contains / provides": "good source",
    "high / rich in / excellent source of": "high",
    "significant amount = 'source of'": "source",
    "high": "high",
    "source": "source",
    "good source": "good source",
    "excellent source": "excellent source",
}
BASIS = {
    "per RACC (reference amount customarily consumed)": "serving",
    "per RACC": "serving",
    "per 100 g or 100 mL, products other than beverages": "100 g",
    "per 100 mL, beverages": "100 ml beverage",
    "per portion, single-portion package": "single portion package",
    "per serving": "serving",
}


def read_claims(path: Path) -> Iterator[tuple[str, ...]]:
    """Yield one row a claim and basis; a minimum and a maximum become one row."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from claim_rows(csv.DictReader(file))


def claim_rows(rows: Iterable[dict[str, str]]) -> Iterator[tuple[str, ...]]:
    """Yield our rows of the collected *rows*."""
    bounds: dict[tuple[str, str, str], dict[str, str]] = {}
    for row in rows:
        if row["confidence"] not in VERIFIED:
            continue
        authority, source = AUTHORITY[row["authority"]]
        key = (authority, CLAIM[row["claim"]], BASIS[row["basis"]])
        found = bounds.setdefault(key, {"confidence": row["confidence"], "source": source})
        found[row["bound"]] = row["percent_of_reference"]
        # "one source" sorts before "two sources": a claim is as sure as its less sure bound.
        found["confidence"] = min(found["confidence"], row["confidence"])
    for (authority, claim, basis), found in bounds.items():
        yield (
            f"{authority}:{claim}:{basis}".replace(" ", "-"),
            authority,
            claim,
            basis,
            found["minimum"],
            found.get("maximum", ""),
            found["confidence"],
            found["source"],
        )


def claims_table(rows: Iterable[tuple[str, ...]]) -> Table:
    """Return the table of claim thresholds."""
    return csv_table(
        "label_claims.csv",
        columns(ContentClaim),
        rows,
    )
