"""Tables of values by food: keys are ids and codes, or numbers if the column's codes are numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from magnesium.foods.codes import codes_of
from magnesium.integrations.frames.engines import Table

V = TypeVar("V")


def with_codes(by_id: Mapping[str, V]) -> dict[str, V]:
    """Return values by id, and by the codes of the same bundled foods."""
    return {code: by_id[id_] for id_ in by_id for code in codes_of(id_)} | dict(by_id)


def holds_numbers(frame: Any, column: str) -> bool:
    """Return whether a column of codes holds numbers."""
    return bool(frame.collect_schema()[column].is_numeric())


def food_table(name: str, by_key: Mapping[str, Any], *, has_numbers: bool) -> Table:
    """Return a table with one column.

    Args:
        name: Name of the column.
        by_key: Values by id and code.
        has_numbers: Whether keys are numbers, which only codes can be.
    """
    if not has_numbers:
        return Table(list(by_key), {name: list(by_key.values())})
    numbers = {float(key): value for key, value in by_key.items() if key.isascii() and key.isdigit()}
    return Table(list(numbers), {name: list(numbers.values())})
