"""Household portions: match a measure that somebody names against a food's own portions.

Mass units convert. Another measure is answered by the same measure among the food's portions, a
volume also by scaling another volume among them; nothing else is guessed.
"""

from __future__ import annotations

import math
import re

import attrs

from magnesium.errors import AmbiguousError, AmountError, UnitError
from magnesium.foods.amounts import GRAMS, ML, mass_grams, measure_words, parse_amount
from magnesium.text import fold, stem, whole_texts, words
from magnesium.units import amount

_REMARKS = re.compile(r"\([^)]*\)|,? NFS$|,? NS as to size$|,? any size$")

# "1 cup, dry, yields" is a measure of another thing than what is on the plate.
_DRY_YIELDS = {stem("dry"), stem("yields")}

# What may stand before the words that somebody asks for: "thin" of "small or thin slice", "medium" of
# "fruit, medium". Other first words are measures of their own: a "cup, whole" is no answer to "whole".
_SIZES = frozenset(words("small medium large extra regular mini miniature jumbo thin thick big whole"))
_ANY_ITEM = frozenset(words("fruit item each unit piece"))

# "serving 1/2 cup", "can 12 fl oz": a vessel or a serving whose volume is printed.
_VESSELS = frozenset(words("serving can bottle glass carton box pouch container drink"))
_PRINTED_VOLUME = re.compile(r"(?<![\d/.])(\d+(?:\.\d+)?|\d+/\d+) ?(fl\.? ?oz|cups?|tbsp|tsp|ml)\b", re.IGNORECASE)

# "µl" and "%l" must not be read as "l" because the first sign is no letter of ours.
_STRAY = re.compile(r"[^\x00-\x7f]|^[^\w\"(]")

_ROUNDING = 0.02
"""Publishers print one measure twice with weights rounded in two ways (29.6 and 29.7 g to a fluid
ounce); weights this close are taken as one, and the first stands."""


def _positive(_: object, attribute: attrs.Attribute[float], value: float) -> None:
    if amount(value, f"portion {attribute.name}") == 0:
        raise AmountError(f"portion {attribute.name}", value, "must be above zero")


@attrs.frozen(kw_only=True, field_transformer=whole_texts)
class Portion:
    """A household measure of a food: *amount* of *description* weighs *grams*.

    >>> str(Portion(description="cup, chopped", grams=91))
    '1 cup, chopped (91 g)'
    """

    description: str = attrs.field(validator=attrs.validators.min_len(1))
    grams: float = attrs.field(validator=_positive)
    amount: float = attrs.field(default=1.0, validator=_positive)

    @property
    def label(self) -> str:
        """The measure as one would ask for it: ``"1 cup, chopped"``."""
        return f"{self.amount:g} {self.description}"

    def __str__(self) -> str:
        return f"{self.label} ({self.grams:g} g)"


_Hit = tuple[Portion, float]
"""A portion that fits, and the grams of one unit asked for."""


def portion_grams(portions: tuple[Portion, ...], unit: str, food_name: str) -> float:
    """Return the grams of one *unit* of a food with these household *portions*.

    Raises :class:`UnitError` that lists the portions where none fits, and :class:`AmbiguousError`
    where several of different weight do.
    """
    grams = mass_grams(unit)
    if grams is not None:
        return grams
    asked = () if _STRAY.search(fold(unit)) else measure_words(unit)
    name = frozenset(words(food_name))
    # "2 large eggs" of an egg are two large ones, "100 g almonds" of almonds are 100 g.
    without_name = tuple(word for word in asked if word not in name)
    if len(without_name) == 1 < len(asked) and without_name[0] in GRAMS:
        return GRAMS[without_name[0]]
    for wanted in dict.fromkeys((asked, without_name)):
        found = _fitting(portions, wanted, name) if wanted else []
        if found:
            return _agreed(found, unit, food_name)
    names_the_food = bool(asked) and not without_name
    reason = f"names no size or measure of {food_name}" if names_the_food else f"is no portion of {food_name}"
    raise UnitError(unit, reason, (*(str(portion) for portion in portions), "a mass such as 100 g"))


def _fitting(portions: tuple[Portion, ...], wanted: tuple[str, ...], food_name: frozenset[str]) -> list[_Hit]:
    """Return the portions that fit best, each with the grams of one wanted unit."""
    whole, exact, beginning, within = [], [], [], []
    for portion in portions:
        core = _core(portion)
        hit = (portion, portion.grams / portion.amount)
        if wanted in {measure_words(portion.description), measure_words(f"{portion.description} {portion.grams:g} g")}:
            whole.append(hit)
        elif set(core) >= _DRY_YIELDS and not _DRY_YIELDS & set(wanted):
            continue
        elif core == wanted:
            exact.append(hit)
        elif core[: len(wanted)] == wanted:
            beginning.append(hit)
        elif set(wanted) <= set(core) and core[0] in {*wanted, *food_name, *_SIZES, *_ANY_ITEM}:
            within.append(hit)
    scaled = _scaled(portions, ML[wanted[0]], wanted[1:]) if wanted[0] in ML else []
    # A measure that begins as asked ("cup" for "cup, chopped") comes before another volume of it.
    return next((hits for hits in (whole, exact, beginning, scaled, within) if hits), [])


def _core(portion: Portion) -> tuple[str, ...]:
    """Return the words of a measure without remarks: "(4.86 large eggs)", "NFS" (not further specified)."""
    return measure_words(_REMARKS.sub(" ", portion.description))


def _scaled(portions: tuple[Portion, ...], ml: float, modifiers: tuple[str, ...]) -> list[_Hit]:
    """Return the volume portions with these *modifiers*, scaled to a measure of *ml*."""
    largest: dict[tuple[str, ...], tuple[float, Portion]] = {}
    for portion in portions:
        volume, rest = _volume(portion)
        if volume is None or not set(modifiers) <= set(rest):
            continue
        # Weights are printed rounded, so the largest measure says the density best.
        if rest not in largest or volume > largest[rest][0]:
            largest[rest] = (volume, portion)
    hits = {rest: (portion, portion.grams / volume * ml) for rest, (volume, portion) in largest.items()}
    return [hits[modifiers]] if modifiers in hits else list(hits.values())


def _volume(portion: Portion) -> tuple[float | None, tuple[str, ...]]:
    """Return the millilitres of a portion, ``None`` where it is no volume, and its other words."""
    core = _core(portion)
    if core and core[0] in ML:
        return ML[core[0]] * portion.amount, core[1:]
    printed = _PRINTED_VOLUME.search(portion.description)
    if core and core[0] in _VESSELS and printed:
        number, unit = parse_amount(printed[0])
        return ML[measure_words(unit)[0]] * number * portion.amount, ()
    return None, ()


def _agreed(found: list[_Hit], unit: str, food_name: str) -> float:
    """Return the grams that all of *found* agree on, but for the publisher's rounding."""
    # The weight printed for one is truer than that of a fifth, which was rounded before.
    of_one = [hit for hit in found if hit[0].amount == 1]
    for hits in (found, of_one):
        if hits and all(math.isclose(hits[0][1], other, rel_tol=_ROUNDING) for _, other in hits):
            return hits[0][1]
    candidates = tuple(str(portion) for portion, _ in found)
    raise AmbiguousError(f"{unit!r} of {food_name} can be", candidates, "say which, in these words, or give grams")
