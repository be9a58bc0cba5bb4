"""How common a food is in the United States, by the dishes of the national survey that are made with it."""

from __future__ import annotations

import functools
from collections import Counter

from magnesium.catalogs.reading import columns, read_lazily
from magnesium.foods.value_origins import ValueOrigin

_COMMON = 5
"""Minimum number of FNDDS dishes with a common food; our rule of thumb."""


def is_common(food_id: str) -> bool:
    """Return whether FNDDS 2021-2023 has the food, or at least 5 dishes made with it.

    >>> is_common("sr28:20037"), is_common("sr28:11964")  # brown rice, nopales
    (True, False)
    """
    return food_id.startswith("fndds:") or _dishes()[food_id] >= _COMMON


@functools.cache
def _dishes() -> Counter[str]:
    place = columns(ValueOrigin).index("parts")
    rows = read_lazily(ValueOrigin, "value_origins.csv").rows()
    return Counter(
        part.split(" ")[0] for id_, *row in rows if id_.startswith("fndds:") for part in row[place - 1].split("|")
    )
