"""Suggest servings of everyday foods that would close the gap: foods only, never supplements."""

from __future__ import annotations

import datetime as dt
import functools
import math
from collections.abc import Iterable, Iterator

import attrs

from magnesium.errors import NotFoundError, tuple_of
from magnesium.foods.commonness import is_common
from magnesium.foods.entries import Entry
from magnesium.foods.error_terms import mg_text
from magnesium.foods.everyday import everyday_foods
from magnesium.foods.foods import Food, foods
from magnesium.foods.portions import Portion
from magnesium.intake.adequacy import adequacy
from magnesium.intake.intake import Intake, Total
from magnesium.needs.authorities import Authority
from magnesium.people import Person
from magnesium.rendering.answers import Answer
from magnesium.rendering.blocks import Block, Heading, Table
from magnesium.rendering.sequences import AnswerSequence
from magnesium.text import whole_text
from magnesium.units import whole_number


def _suggestions(given: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
    return tuple_of(given, Suggestion, "items")


@attrs.frozen(kw_only=True, repr=False)
class Suggestion(Answer):
    """A number of usual servings of one food that alone would close the gap."""

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
        """Energy of all servings in kcal; ``None`` if unknown."""
        return self.entry.kcal

    @property
    def energy(self) -> str:
        """Energy of all servings in words."""
        return "energy unknown" if self.kcal is None else f"{self.kcal:.0f} kcal"

    def cited(self) -> tuple[str, ...]:
        """Return the source of the food."""
        return (self.food.source,)

    def __str__(self) -> str:
        return f"{self.servings} × {self.portion.label} {self.food.name}: {mg_text(self.mg)}, {self.energy}"


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Suggestions(AnswerSequence[Suggestion]):
    """Servings of foods, each of which alone closes the gap; a sequence, empty if there is no gap."""

    gap_mg: float | None
    """Shortfall of a day in mg; ``None`` if the authority recommends no intake."""
    items: tuple[Suggestion, ...] = attrs.field(default=(), converter=_suggestions)

    def blocks(self) -> Iterator[Block]:
        """Yield the suggestions as a table."""
        yield Heading(str(self), 1)
        yield from self.rows()

    def rows(self) -> Iterator[Block]:
        """Yield a table of the suggestions, if any."""
        if self.items:
            rows = ((f"{s.servings} × {s.portion.label}", s.food.name, mg_text(s.mg), s.energy) for s in self.items)
            yield Table(("servings", "food", "magnesium", "energy"), rows)

    def cited(self) -> tuple[str, ...]:
        """Return the distinct sources of the foods."""
        return tuple(dict.fromkeys(s.food.source for s in self.items))

    def __str__(self) -> str:
        if self.gap_mg is None:
            return "no recommended intake to compare with, so no suggestions"
        if not self.gap_mg:
            return "no gap to close"
        foods = "; ".join(f"{s.servings} × {s.portion.label} {s.food.name}" for s in self.items[:2])
        return f"{mg_text(self.gap_mg)} missing; each of these closes it alone: {foods}{'; …' if len(self) > 2 else ''}"


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
) -> Suggestions:
    """Return servings of everyday foods, each of which alone closes the day's gap.

    Common foods come first, then fewest servings, then less energy. A food is common if the national survey of the
    United States has it, or dishes made with it. Without a gap nothing is suggested.

    Args:
        intake: As in :func:`adequacy`, like all arguments but the last two.
        person: The person whose intake is compared.
        authority: The body whose recommended intake is to be reached.
        edition: Title or id of an edition.
        as_of: Use the edition in force on this day.
        days: Number of days that the intake covers.
        category: Suggest only foods of this category.
        limit: Maximum number of suggestions.

    Raises:
        NotFoundError: No everyday food has the category.
        InvalidValueError: *limit* is below 1; otherwise as :func:`adequacy`.

    >>> from magnesium.foods.foods import foods
    >>> day = Intake([foods["sr28:11458"].serving("2 cups")])
    >>> all(s.mg >= 6.8 for s in suggest(day, Person(age=40, sex="female")))
    True
    """
    limit = whole_number(limit, "limit")
    gap_mg = adequacy(intake, person, authority=authority, edition=edition, as_of=as_of, days=days).shortfall_mg
    candidates = everyday_servings(_known(category))
    if not gap_mg:
        return Suggestions(gap_mg=gap_mg)
    found = []
    for food, portion in candidates:
        mg_each = (food.mg_per_100g or 0.0) * portion.grams / 100
        if mg_each > 0:
            found.append(Suggestion(food=food, portion=portion, servings=_needed(gap_mg, mg_each)))
    found.sort(
        key=lambda s: (not is_common(s.food.id), s.servings, math.inf if s.kcal is None else s.kcal, s.food.name)
    )
    return Suggestions(gap_mg=gap_mg, items=found[:limit])


def _needed(gap_mg: float, mg_each: float) -> int:
    # A product below the gap only by rounding still closes it.
    return max(1, math.ceil(gap_mg / mg_each - 1e-9))


@functools.cache
def everyday_servings(category: str | None = None) -> tuple[tuple[Food, Portion], ...]:
    """Return the everyday foods with a usual serving, of one *category* or of all."""
    if category is not None:
        return tuple((food, portion) for food, portion in everyday_servings() if food.category == category)
    every = []
    for everyday in (each for each in everyday_foods.values() if each.serving):
        food = foods[everyday.food_ids[0]]  # a row with a serving has exactly one
        portion = next((portion for portion in food.portions if portion.label == everyday.serving), None)
        if portion is not None:
            every.append((food, portion))
    return tuple(every)


def _known(category: str | None) -> str | None:
    """Return a category as it is written; raise for one that no everyday food has."""
    if category is None:
        return None
    wanted = whole_text(category, "category").strip().casefold()
    known = sorted({food.category for food, _ in everyday_servings() if food.category})
    if wanted not in known:
        raise NotFoundError("category of everyday foods", category, (), f"there are {', '.join(known)}")
    return wanted
