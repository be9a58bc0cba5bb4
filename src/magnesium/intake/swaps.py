"""Swaps: replace what was eaten with a similar food that has more magnesium, in everyday portions.

A swap is like for like: an everyday food of the same category and role, with as much energy (within 10 %) and a weight
within a factor of 1.5, so that milk is not exchanged for an egg, nor a potato for spinach. Amounts are a half to two
usual servings; common foods are preferred. Supplements, waters, and foods of unknown energy are not exchanged.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator

import attrs

from magnesium.errors import instance, tuple_of
from magnesium.foods.commonness import is_common
from magnesium.foods.entries import Entry
from magnesium.foods.error_terms import mg_text
from magnesium.foods.foods import Food, foods
from magnesium.foods.portions import Portion
from magnesium.intake.adequacy import adequacy
from magnesium.intake.intake import Intake
from magnesium.intake.roles import is_raw_vegetable, role
from magnesium.intake.suggestions import everyday_servings
from magnesium.needs.authorities import Authority
from magnesium.people import Person
from magnesium.rendering.answers import Answer
from magnesium.rendering.blocks import Block, Heading, Table
from magnesium.rendering.sequences import AnswerSequence
from magnesium.units import whole_number

MAX_ENERGY_RATIO = 0.10
"""Largest difference in energy, as a share of what was eaten."""
_MAX_WEIGHT_RATIO = 1.5
_MAX_HALVES = 4
"""An everyday amount is at most two servings."""
_LEAST_GAIN_MG = 5.0
"""Smallest gain of a swap in mg."""


@attrs.frozen(kw_only=True, repr=False)
class Swap(Answer):
    """An entry of a log, and what could be eaten instead."""

    eaten: Entry
    instead: Entry

    @property
    def gain_mg(self) -> float:
        """Gain of magnesium in mg."""
        return (self.instead.mg or 0.0) - (self.eaten.mg or 0.0)

    @property
    def kcal(self) -> float:
        """Difference in energy in kcal; at most 10 % of what was eaten."""
        return (self.instead.kcal or 0.0) - (_kcal(self.eaten) or 0.0)

    def cells(self) -> tuple[str, ...]:
        """Return its cells in a table."""
        return _named(self.eaten), _named(self.instead), f"+{mg_text(self.gain_mg)}", f"{self.kcal:+.0f} kcal"

    def cited(self) -> tuple[str, ...]:
        """Return the sources of both foods."""
        return tuple(dict.fromkeys((*self.eaten.cited(), *self.instead.cited())))

    def __str__(self) -> str:
        eaten, instead, gain, energy = self.cells()
        return f"{instead} instead of {eaten}: {gain}, {energy}"


def _kcal(entry: Entry) -> float | None:
    """Return the energy of an entry; earlier releases of FNDDS have none, so that of the newest is used."""
    newest: Food | None = foods.get(entry.item.id.partition("@")[0])
    if entry.kcal is not None or newest is None or newest.kcal_per_100g is None or entry.grams is None:
        return entry.kcal
    return newest.kcal_per_100g * entry.grams / 100


def _named(entry: Entry) -> str:
    return entry.wording.strip() or f"{entry.item.name}, {entry.quantity:g} {entry.unit}"


def _swaps(given: Iterable[Swap]) -> tuple[Swap, ...]:
    return tuple_of(given, Swap, "items")


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Swaps(AnswerSequence[Swap]):
    """Swaps that can be made together, the best first; a sequence, empty if there is no gap."""

    gap_mg: float | None
    """Shortfall of a day in mg; ``None`` if the authority recommends no intake."""
    days: int = 1
    """Days over which the intake is averaged; so is each gain."""
    items: tuple[Swap, ...] = attrs.field(default=(), converter=_swaps)

    @property
    def gain_mg_per_day(self) -> float:
        """Gain of all swaps together in the daily mean."""
        return math.fsum(swap.gain_mg for swap in self.items) / self.days

    @property
    def closes_gap(self) -> bool:
        """Whether all swaps together close the gap."""
        return self.gap_mg is not None and self.gain_mg_per_day >= self.gap_mg

    def rows(self) -> Iterator[Block]:
        """Yield a table of the swaps, if any."""
        if self.items:
            yield Table(("eaten", "instead", "magnesium", "energy"), (swap.cells() for swap in self.items))

    def blocks(self) -> Iterator[Block]:
        """Yield the swaps as a table."""
        yield Heading(str(self), 1)
        yield from self.rows()

    def cited(self) -> tuple[str, ...]:
        """Return the distinct sources of the foods."""
        return tuple(dict.fromkeys(key for swap in self.items for key in swap.cited()))

    def __str__(self) -> str:
        if self.gap_mg is None:
            return "no recommended intake to compare with, so no swaps"
        if not self.gap_mg:
            return "no gap to close"
        if not self.items:
            return f"{mg_text(self.gap_mg)} missing; no like-for-like swap was found"
        count = "1 swap brings" if len(self) == 1 else f"{len(self)} swaps bring"
        closed = "which closes it" if self.closes_gap else "which does not close it"
        return f"{mg_text(self.gap_mg)} missing; {count} {mg_text(self.gain_mg_per_day)} a day, {closed}"


def swaps(
    intake: Intake,
    person: Person,
    *,
    authority: Authority | str = "nasem",
    edition: str | None = None,
    as_of: dt.date | str | None = None,
    days: int | None = None,
    limit: int = 3,
) -> Swaps:
    """Return at most *limit* like-for-like swaps that together close as much of the gap as possible.

    Each entry is exchanged at most once, and each food is offered once. The largest gain
    comes first, where that of a common food counts double; no more swaps than close the gap.

    Args:
        intake: The entries to exchange.
        person: As in :func:`adequacy`, like the next four.
        authority: The body whose recommended intake is to be reached.
        edition: Title or id of an edition.
        as_of: Use the edition in force on this day.
        days: Number of days that the intake covers.
        limit: Maximum number of swaps.

    Raises:
        InvalidValueError: *limit* is below 1, or *intake* is not an Intake; otherwise as :func:`adequacy`.

    >>> from magnesium.foods.foods import foods
    >>> day = Intake([foods["sr28:20445"].serving("1 cup")])
    >>> [swap.instead.item.name for swap in swaps(day, Person(age=40, sex="f"), limit=1)]
    ['Buckwheat groats']
    """
    limit = whole_number(limit, "limit")
    instance(intake, Intake, "intake", "must be an Intake, such as read_food_log(path): its entries are exchanged")
    found = adequacy(intake, person, authority=authority, edition=edition, as_of=as_of, days=days)
    gap_mg = found.shortfall_mg
    return Swaps(gap_mg=gap_mg, days=found.days, items=_chosen(intake, (gap_mg or 0.0) * found.days, limit))


def _chosen(intake: Intake, gap_mg: float, limit: int) -> Iterator[Swap]:
    """Yield the swaps with the largest gain until the gap is closed."""
    offers = sorted((swap for entry in intake for swap in _offers(entry)), key=_order)
    exchanged: set[int] = set()
    offered: set[str] = set()
    for swap in offers:
        if gap_mg <= 0 or len(exchanged) == limit:
            return
        if id(swap.eaten) not in exchanged and swap.instead.item.id not in offered:
            exchanged.add(id(swap.eaten))
            offered.add(swap.instead.item.id)
            gap_mg -= swap.gain_mg
            yield swap


def _order(swap: Swap) -> float:
    return -swap.gain_mg * (2 if is_common(swap.instead.item.id) else 1)


def _offers(entry: Entry) -> Iterator[Swap]:
    """Yield what could replace an entry and has more magnesium."""
    food = entry.item
    kcal = _kcal(entry)
    if not isinstance(food, Food) or food.category is None or entry.mg is None or not kcal or not entry.grams:
        return
    for other, portion in everyday_servings(food.category):
        instead = _as_much(other, portion, kcal)
        if instead is None or instead.grams is None or other.id == food.id:
            continue
        ratio = instead.grams / entry.grams
        swap = Swap(eaten=entry, instead=instead)
        if (
            1 / _MAX_WEIGHT_RATIO <= ratio <= _MAX_WEIGHT_RATIO
            and swap.gain_mg >= _LEAST_GAIN_MG
            and role(other) == role(food)
            and not is_raw_vegetable(other)
        ):
            yield swap


def _as_much(food: Food, portion: Portion, kcal: float) -> Entry | None:
    """Return the number of half portions with this energy within 10 %, if any."""
    if not food.kcal_per_100g:
        return None
    halves = round(2 * kcal / (food.kcal_per_100g * portion.grams / 100))
    if not 0 < halves <= _MAX_HALVES:
        return None
    entry = attrs.evolve(food.grams(portion.grams * halves / 2), quantity=halves / 2, unit=f"× {portion.label}")
    return entry if abs((entry.kcal or 0.0) - kcal) <= MAX_ENERGY_RATIO * kcal else None
