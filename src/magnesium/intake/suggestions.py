"""Suggestions: servings of everyday foods that would close a gap. Foods only, never supplements."""

from __future__ import annotations

import datetime as dt
import math

import attrs

from magnesium.errors import NotFoundError
from magnesium.foods.entries import Entry
from magnesium.foods.foods import Food, everyday_foods, foods
from magnesium.foods.portions import Portion
from magnesium.intake.adequacy import adequacy
from magnesium.intake.intake import Intake, Total
from magnesium.needs.authorities import Authority
from magnesium.people import Person
from magnesium.text import whole_text
from magnesium.units import whole_number


@attrs.frozen(kw_only=True)
class Suggestion:
    """So many usual servings of one food, which alone would close the gap."""

    food: Food
    portion: Portion
    """The usual serving, one of the food's own portions."""
    servings: int

    @property
    def entry(self) -> Entry:
        """The servings as an entry, to add to an intake."""
        return self.food.grams(self.grams)

    @property
    def grams(self) -> float:
        """Weight of all servings."""
        return self.portion.grams * self.servings

    @property
    def mg(self) -> float:
        """Magnesium of all servings in mg."""
        return self.entry.mg or 0.0

    @property
    def kcal(self) -> float | None:
        """Energy of all servings in kcal; ``None`` where it is unknown."""
        return self.entry.kcal

    def __str__(self) -> str:
        kcal = "energy unknown" if self.kcal is None else f"{self.kcal:.0f} kcal"
        return f"{self.servings} × {self.portion.label} {self.food.name}: {self.mg:.0f} mg, {kcal}"


def suggest(
    intake: Intake | Total | float,
    person: Person,
    *,
    authority: Authority | str = "nasem",
    edition: str | None = None,
    as_of: dt.date | str | None = None,
    days: int | None = None,
    category: str | None = None,
    limit: int = 5,
) -> tuple[Suggestion, ...]:
    """Return servings of everyday foods, each of which closes the day's gap alone, fewest first.

    Among equal numbers of servings the one with less energy comes first. Nothing is suggested
    where there is no gap. Raises :class:`~magnesium.NotFoundError` for a category that no such food
    has, :class:`~magnesium.InvalidValueError` for a *limit* below 1; otherwise as :func:`adequacy`.

    >>> from magnesium.foods.foods import foods
    >>> day = Intake([foods["sr28:11458"].serving("2 cups")])
    >>> all(s.mg >= 6.8 for s in suggest(day, Person(age=40, sex="female")))
    True
    """
    limit = whole_number(limit, "limit")
    gap_mg = adequacy(intake, person, authority=authority, edition=edition, as_of=as_of, days=days).shortfall_mg
    candidates = _servings(category)
    if not gap_mg:
        return ()
    found = []
    for food, portion in candidates:
        mg_each = (food.mg_per_100g or 0.0) * portion.grams / 100
        if mg_each > 0:
            found.append(Suggestion(food=food, portion=portion, servings=_needed(gap_mg, mg_each)))
    found.sort(key=lambda s: (s.servings, math.inf if s.kcal is None else s.kcal, s.food.name))
    return tuple(found[:limit])


def _needed(gap_mg: float, mg_each: float) -> int:
    # A product just below the gap by the last digit of a float still closes it.
    return max(1, math.ceil(gap_mg / mg_each - 1e-9))


def _servings(category: str | None) -> list[tuple[Food, Portion]]:
    """Return the everyday foods that have a usual serving, of one *category* or of all."""
    every = []
    for everyday in everyday_foods.values():
        food = foods[everyday.food_ids[0]]  # a row with a serving has exactly one
        portion = next((portion for portion in food.portions if portion.label == everyday.serving), None)
        if portion is not None:
            every.append((food, portion))
    if category is None:
        return every
    wanted = whole_text(category, "category").strip().casefold()
    chosen = [(food, portion) for food, portion in every if (food.category or "") == wanted]
    if not chosen:
        known = ", ".join(sorted({food.category for food, _ in every if food.category}))
        raise NotFoundError("category of everyday foods", category, (), f"there are {known}")
    return chosen
