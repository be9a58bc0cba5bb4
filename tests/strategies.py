"""The strategies that the library gives its users, under the name by which its own tests know them."""

from __future__ import annotations

from magnesium.integrations.strategies import (
    MEALS,
    amounts,
    assessments,
    bundled,
    bundled_ids,
    entries,
    foods,
    impossible_amounts,
    intakes,
    measurements,
    names,
    persons,
    reports,
    serum_results,
    waters,
)

__all__ = [
    "MEALS",
    "amounts",
    "assessments",
    "bundled",
    "bundled_ids",
    "entries",
    "foods",
    "impossible_amounts",
    "intakes",
    "measurements",
    "names",
    "persons",
    "reports",
    "serum_results",
    "waters",
]
