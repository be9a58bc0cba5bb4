"""A food and a weight that other rows had give the same entry as the row read alone."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg

FOODS = (
    "sr28:11457",
    "spinach, raw",
    "spinach",
    "11457",
    "11100000",
    "almonds",
    "rice",
    "moon cheese",
    "magnesium oxide",
)
AMOUNTS = ("120 g", "30 g", "1e308 g", "2 cups", "120", "", "0.5 kg", "120 g drained")
HEADERS = ("food,amount", "amount,food", "food,amount,unit", "food,amount,origin", "food,grams", "food,grams,category")
ROWS = st.lists(st.tuples(st.sampled_from(FOODS), st.sampled_from(AMOUNTS)), min_size=1, max_size=12)


def _line(header: str, food: str, amount: str) -> str:
    cells = {"food": food, "amount": amount, "grams": amount.removesuffix(" g"), "unit": "", "category": "pills"}
    return ",".join(f'"{cells.get(role, "supplement")}"' for role in header.split(","))


def _read(header: str, rows: list[tuple[str, str]]) -> tuple[tuple[object, object], ...]:
    text = "\n".join([header, *(_line(header, *row) for row in rows)])
    try:
        return tuple((entry, entry.wording) for entry in mg.read_food_log(io.StringIO(text), on_unknown="keep"))
    except mg.FoodLogError as error:
        return tuple((problem.column, problem.message) for problem in error.problems)


@given(st.sampled_from(HEADERS), ROWS)
def test_a_log_is_read_as_its_rows_alone(header: str, rows: list[tuple[str, str]]) -> None:
    alone = [(row, _read(header, [row])) for row in rows]
    good = [row for row, found in alone if isinstance(found[0][0], mg.Entry)]
    assert not good or _read(header, good) == tuple(entry for row, found in alone if row in good for entry in found)
    bad = [row for row in rows if row not in good]
    assert not bad or _read(header, bad) == tuple(each for row, found in alone if row in bad for each in found)
