"""How common a food is in the United States, by the dishes of the national survey that are made with it."""

from __future__ import annotations

import functools
import re
from collections import Counter

from magnesium.catalogs.reading import columns, read_lazily
from magnesium.foods.foods import foods
from magnesium.foods.value_origins import ValueOrigin

_COMMON = 5
"""Minimum number of FNDDS dishes with a common food; our rule of thumb."""
_STATE = re.compile(r", (?:raw|cooked|boiled|baked|roasted|steamed|stir-fried|grilled|dried|frozen|canned)\b")


def is_common(food_id: str) -> bool:
    """Return whether FNDDS 2021-2023 has the food, or at least 5 dishes made with it, raw, cooked or preserved.

    FNDDS makes cooked spinach from raw spinach.

    >>> is_common("sr28:20037"), is_common("sr28:11458"), is_common("sr28:11964")  # brown rice, boiled spinach, nopales
    (True, True, False)
    """
    return food_id.startswith("fndds:") or _dishes()[_without_state(food_id)] >= _COMMON


@functools.cache
def _dishes() -> Counter[str]:
    """Return the number of dishes with each food, whatever its state."""
    place = columns(ValueOrigin).index("parts")
    rows = read_lazily(ValueOrigin, "value_origins.csv").rows()
    parts = (part for id_, *row in rows if id_.startswith("fndds:") for part in row[place - 1].split("|"))
    dishes: Counter[str] = Counter()
    for food_id, count in Counter(part.split(" ")[0] for part in parts if part).items():
        dishes[_without_state(food_id)] += count
    return dishes


@functools.cache
def _without_state(food_id: str) -> str:
    """Return the table of a food, and its name up to the state: "sr28:Spinach"."""
    food = foods.get(food_id)
    table = food_id.partition(":")[0]
    return food_id if food is None else f"{table}:{_STATE.split(food.name, maxsplit=1)[0]}"
