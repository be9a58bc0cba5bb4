"""The strategies that the library gives its users, under the name by which its own tests know them."""

from __future__ import annotations

from magnesium.integrations.strategies import (
    MEALS,
    amounts,
    bundled_ids,
    entries,
    foods,
    impossible_amounts,
    intakes,
    names,
    persons,
)

__all__ = ["MEALS", "amounts", "bundled_ids", "entries", "foods", "impossible_amounts", "intakes", "names", "persons"]
