"""Read several items from a text: lines, commas, "and", "with", "+"."""

from __future__ import annotations

from magnesium.foods.parse import parse
from magnesium.intake.intake import Intake


def parse_meal(text):
    return Intake([parse(text)])
