"""Hypothesis strategies for texts of food logs, good and bad."""

from __future__ import annotations

import io

import attrs
from hypothesis import strategies as st

import magnesium as mg
from magnesium.integrations.strategies.records import entries


@attrs.frozen
class FoodLog:
    """The text of a food log, its entries, and its bad lines."""

    text: str
    intake: mg.Intake
    """The entries of the good lines."""
    bad_lines: tuple[int, ...] = ()
    """Numbers of the bad lines, from 1; reading such a log raises."""


def food_logs() -> st.SearchStrategy[FoodLog]:
    """Return food logs that :func:`magnesium.read_food_log` reads."""
    return st.lists(entries(bundled_only=True), min_size=1, max_size=8).map(_log)


def _log(entries: list[mg.Entry]) -> FoodLog:
    out = io.StringIO()
    mg.write_food_log(mg.Intake(entries), out)
    return FoodLog(text=out.getvalue(), intake=mg.Intake(entries))


_BAD_CELLS = (
    ("food", "no such food, anywhere"),
    ("food", ""),
    ("amount", "-3"),
    ("amount", "nan"),
    ("amount", "a lot"),
    ("amount", ""),
    ("unit", ""),
    ("unit", "furlong"),
    ("date", "2026-02-30"),
    ("time", "25:00"),
)


@st.composite
def bad_food_logs(draw: st.DrawFn) -> FoodLog:
    """Return food logs with one or more bad lines: unknown foods, impossible amounts, dates, field counts."""
    import csv

    log = draw(food_logs())
    header, *rows = list(csv.reader(log.text.splitlines()))
    bad = sorted(draw(st.sets(st.sampled_from(range(len(rows))), min_size=1)))
    for number in bad:
        fault = draw(st.none() | st.sampled_from(_BAD_CELLS))
        if fault is None:
            rows[number] = rows[number][:-1]
        else:
            rows[number][header.index(fault[0])] = fault[1]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    good = mg.Intake(entry for number, entry in enumerate(log.intake) if number not in bad)
    return FoodLog(text=out.getvalue(), intake=good, bad_lines=tuple(number + 2 for number in bad))
