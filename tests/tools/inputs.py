"""What the builders need for each table."""

from __future__ import annotations

from tools.build import SOURCES
from tools.provenance import tables

FROM_RAW = {name for name in tables(SOURCES) if name.startswith(("foods/", "fndds/"))} | {
    "usual_amounts.csv",
    "waters.csv",
    "food_links.csv",
    "retention_factors.csv",
    "cooking_yields.csv",
    "value_origins.csv",
}
"""The tables for which the publishers' files must be in place; all others need only data-sources/."""
