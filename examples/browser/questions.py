"""The page's calls to the library: search foods, and report on a day in words. Runs in the browser with Pyodide."""

from __future__ import annotations

import json
import re
from typing import Any, cast

import magnesium as mg

MOST = 30
"""Foods that are shown."""


_EXACT = re.compile(r"\s*(?P<grams>\d+(?:[.,]\d+)?) g .*\[(?P<id>[^\[\]]+)\]\s*")
"""A line that the search wrote: grams, name and id, which is not read as words."""


def found(words: str) -> str:
    """Return foods for *words* as JSON: name, magnesium in words, and a line for the day."""
    return json.dumps([_shown(food) for food in mg.foods.search(words)[:MOST]] if words.strip() else [])


def _shown(food: mg.Food) -> dict[str, str]:
    figure = "unknown" if food.mg_per_100g is None else f"{food.mg_per_100g:g} mg per 100 g"
    return {"name": food.name, "figure": figure, "line": f"100 g {food.name} [{food.id}]"}


def report(day: str, age: str, sex: str, life_stage: str, authority: str) -> str:
    """Return the report on a day as JSON: ``html`` with the page, or ``error`` with what is wrong."""
    try:
        # The words come from a form; a wrong one is an error of the library that says so.
        person = mg.Person(age=cast("Any", _years(age)), sex=cast("Any", sex), life_stage=cast("Any", life_stage))
        answer = mg.build_report(_intake(day), person, authority=authority, days=1)
    except mg.MagnesiumError as error:
        return json.dumps({"error": str(error)})
    return json.dumps({"html": answer.html()})


def _intake(day: str) -> mg.Intake:
    """Return lines of words as they are read, and lines of the search exactly."""
    exact = [match for line in day.splitlines() if (match := _EXACT.fullmatch(line))]
    words = "\n".join(line for line in day.splitlines() if not _EXACT.fullmatch(line))
    chosen = mg.Intake(mg.foods[match["id"]].grams(float(match["grams"].replace(",", "."))) for match in exact)
    return mg.parse_meal(words) + chosen if words.strip() or not exact else chosen


def _years(text: str) -> float | str:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return text


def authorities() -> str:
    """Return the authorities as JSON, by their ids."""
    return json.dumps({body.id: f"{body.region}: {body.name}" for body in mg.authorities.values()})
