"""Household portions: match the user's words for a measure with the portions of a food.

Mass units are converted. Another measure needs the same measure among the food's portions; a
volume can also be scaled from another volume among them; nothing else is guessed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

import attrs

from magnesium.catalogs.fields import text_field
from magnesium.errors import AmbiguousError, AmountError, UnitError
from magnesium.foods.amounts import GRAMS, ML, mass_grams, measure_words, parse_amount
from magnesium.rendering.answers import Answer
from magnesium.text import fold, normalized, whole_texts, words
from magnesium.units import amount

_REMARKS = re.compile(r"\([^)]*\)|,? NFS$|,? NS as to size$|,? any size$")

# A measure of something other than what is on the plate, which only these words mean: the
# meat of a raw pound ("1 piece, cooked (yield from 1 lb raw meat)"), a slice that was not eaten whole.
_ANOTHER_THING = re.compile(r"\b(dry,? yields?)\b|^(?:piece|unit)\b.*\b(yield from 1 lb)\b|\b(crust not eaten)\b")

_ANY_SIZE = re.compile(r"\bany size$")

# Words that may precede the requested words: "thin" of "small or thin slice", "medium" of
# "fruit, medium". Other first words are different measures: a "cup, whole" is not an answer to "whole".
SIZES = frozenset(words("small medium large extra regular mini miniature jumbo thin thick big whole nlea"))
"""Words before the one that counts: "small" of "small or thin slice"."""

ANY_ITEM = frozenset(words("fruit item each unit piece"))
"""Words that publishers print for one of the food itself."""

# "serving 1/2 cup", "can 12 fl oz": a vessel or a serving whose volume is printed.
_VESSELS = frozenset(words("serving can bottle glass carton box pouch container drink"))
_PRINTED_VOLUME = re.compile(r"(?<![\d/.])(\d+(?:\.\d+)?|\d+/\d+) ?(fl\.? ?oz|cups?|tbsp|tsp|ml)\b", re.IGNORECASE)

# A number of servings beside another measure: "8 cookies 1 serving", "0.75 cup (1 NLEA serving)".
_PRINTED_SERVING = re.compile(r"(?<=[ (])([1-9]\d{0,2}) ((?:NLEA )?servings?)\b(?! for)")

# "µl" and "%l" must not be read as "l" because the first sign is not a letter.
_STRAY = re.compile(r"[^\x00-\x7f]|^[^\w\"(]")

_ROUNDING = 0.02
"""Publishers print one measure twice with different rounding (29.6 and 29.7 g per fluid
ounce); weights this close are treated as equal, and the first is used."""

_FLUID = 0.10
"""An "oz" of a drink is a fluid ounce, up to this much heavier; if a label's weight differs more from the
mass that it names ("3 oz = 28 g"), the weight is a publisher's error."""

_PRINTED_DIGITS = 1e-5
"""Labels print the amount with six digits."""


def _positive(_: object, attribute: attrs.Attribute[float], value: float) -> None:
    if amount(value, f"portion {attribute.name}") == 0:
        raise AmountError(f"portion {attribute.name}", value, "must be above zero")


@attrs.frozen(kw_only=True, field_transformer=whole_texts, repr=False)
class Portion(Answer):
    """A household measure of a food: *amount* of *description* weighs *grams*.

    >>> str(Portion(description="cup, chopped", grams=91))
    '1 cup, chopped (91 g)'
    """

    description: str = text_field()
    grams: float = attrs.field(validator=_positive)
    amount: float = attrs.field(default=1.0, validator=_positive)

    @property
    def label(self) -> str:
        """The measure in words: ``"1 cup, chopped"``."""
        return f"{self.amount:g} {self.description}"

    def __str__(self) -> str:
        return f"{self.label} ({self.grams:g} g)"


_Hit = tuple[Portion, float]
"""A matching portion, and the requested grams: of the whole label, or of one unit."""


def portion_grams(portions: tuple[Portion, ...], quantity: float, unit: str, food_name: str) -> float:
    """Return the grams of *quantity* times *unit* of a food with these household portions.

    If *quantity* and *unit* are the label of a portion, its printed weight is returned.

    Args:
        portions: The food's portions.
        quantity: Number of units.
        unit: A measure in words.
        food_name: Name of the food.

    Raises:
        UnitError: No portion fits; lists the portions.
        AmbiguousError: Several portions of different weight fit.
    """
    mass = mass_grams(unit)
    if mass == 1.0:  # no label states a weight more exactly
        return quantity
    same_amount = [p for p in portions if math.isclose(p.amount, quantity, rel_tol=_PRINTED_DIGITS)]
    if mass is not None and not same_amount:
        return quantity * mass
    called = _called(portions, unit)
    labeled = [portion for portion in called if portion in same_amount and not _contradicts(portion, mass)]
    if labeled:
        return _agreed([(portion, portion.grams) for portion in labeled], unit, food_name)
    if mass is not None:
        return quantity * mass
    found = [_of_one(portion) for portion in called] or _matching(portions, unit, food_name)
    return quantity * _agreed(found, unit, food_name)


def portion_hits(portions: tuple[Portion, ...], unit: str, food_name: str) -> list[tuple[Portion, float]]:
    """Return every portion that *unit* can mean, with the grams of one unit.

    Args:
        portions: The food's portions.
        unit: A measure in words.
        food_name: Name of the food.
    """
    try:
        return [_of_one(portion) for portion in _called(portions, unit)] or _matching(portions, unit, food_name)
    except UnitError:
        return []


def core_words(portion: Portion) -> tuple[str, ...]:
    """Return the stems of a portion's description without remarks in brackets.

    >>> core_words(Portion(description='medium (7" to 7-7/8" long)', grams=118))
    ('medium',)
    """
    return _core(portion)


def _called(portions: tuple[Portion, ...], unit: str) -> list[Portion]:
    """Return the portions that *unit* fully describes: in the same text, else in the same words.

    A description may be followed by its weight, as in "slice (29 g)".
    """
    text, asked = _text(unit), _words(unit)
    same_text = [portion for portion in portions if text in map(_text, _descriptions(portion))]
    return same_text or [portion for portion in portions if asked and _is_in_words(portion, asked)]


def _descriptions(portion: Portion) -> tuple[str, str]:
    return portion.description, f"{portion.description} ({portion.grams:g} g)"


def _is_in_words(portion: Portion, asked: tuple[str, ...]) -> bool:
    return asked in map(measure_words, _descriptions(portion))


def _contradicts(portion: Portion, mass: float | None) -> bool:
    """Return whether a label names a *mass* for each of its units and prints another weight: "3 oz = 28 g"."""
    return mass is not None and not math.isclose(portion.grams, portion.amount * mass, rel_tol=_FLUID)


def _matching(portions: tuple[Portion, ...], unit: str, food_name: str) -> list[_Hit]:
    """Return the portions that fit a *unit* that fully describes none."""
    asked = _words(unit)
    name = frozenset(words(f"of {food_name}"))
    # "2 large eggs" of an egg are two large ones, "100 g of almonds" of almonds are 100 g. A number
    # is never a word of the name: "70 g" of "Beef, 70% lean" is not one gram.
    without_name = tuple(word for word in asked if word not in name or word[0].isdigit())
    if len(without_name) == 1 < len(asked) and without_name[0] in GRAMS:
        grams = GRAMS[without_name[0]]
        return [(Portion(description=without_name[0], grams=grams), grams)]
    for wanted in dict.fromkeys((asked, without_name)):
        found = _fitting((*portions, *_servings(portions)), wanted, name) if wanted else []
        if found:
            return found
    names_the_food = bool(asked) and not without_name
    reason = f"names no size or measure of {food_name}" if names_the_food else f"is not a portion of {food_name}"
    raise UnitError(unit, reason, (*(str(portion) for portion in portions), "a mass such as 100 g"))


def _of_one(portion: Portion) -> _Hit:
    return portion, portion.grams / portion.amount


def _text(unit: str) -> str:
    return " ".join(normalized(unit).casefold().split()).strip(" .,")


def _words(unit: str) -> tuple[str, ...]:
    """Return the words of a requested measure; empty if it has signs that are not words."""
    plain = normalized(unit)
    has_stray = _STRAY.search(fold(plain)) or any(char.isnumeric() and not char.isascii() for char in plain)
    return () if has_stray else measure_words(plain)


def _servings(portions: tuple[Portion, ...]) -> Iterator[Portion]:
    """Yield the servings that labels print beside another measure: "8 cookies 1 serving (31 g)"."""
    for portion in portions:
        printed = _PRINTED_SERVING.search(portion.description)
        if printed:
            yield Portion(description=printed[2], amount=float(printed[1]), grams=portion.grams)


def _fitting(portions: tuple[Portion, ...], wanted: tuple[str, ...], food_name: frozenset[str]) -> list[_Hit]:
    """Return the portions that fit best, each with the grams of one wanted unit."""
    whole, exact, beginning, within = [], [], [], []
    for portion in portions:
        core = _core(portion)
        if _is_in_words(portion, wanted):
            whole.append(_of_one(portion))
        elif _is_another_thing(portion, wanted):
            continue
        elif core == wanted:
            exact.append(_of_one(portion))
        elif core[: len(wanted)] == wanted:
            beginning.append(_of_one(portion))
        elif set(wanted) <= set(core) and core[0] in {*wanted, *food_name, *SIZES, *ANY_ITEM}:
            within.append(_of_one(portion))
    scaled = _scaled(portions, ML[wanted[0]], wanted[1:]) if wanted[0] in ML else []
    # A measure that begins as asked ("cup" for "cup, chopped") comes before another volume of it.
    found = next((hits for hits in (whole, exact, beginning, scaled, within) if hits), [])
    if found is beginning and wanted[0] not in SIZES:
        # Beside "medium or regular slice", a "slice, snack-size" is one of several slices.
        found = found + [hit for hit in within if _core(hit[0])[0] in SIZES]
    return found if found is whole else found + _sizes_beside_any_size(found, portions)


def _is_another_thing(portion: Portion, wanted: tuple[str, ...]) -> bool:
    another = _ANOTHER_THING.search(portion.description)
    return another is not None and not set(words(another[another.lastindex or 0])) & set(wanted)


def _sizes_beside_any_size(found: list[_Hit], portions: tuple[Portion, ...]) -> list[_Hit]:
    """Return the sizes ("1 regular") of a food whose "piece, any size" was found: the piece is not specified."""
    if not any(_ANY_SIZE.search(portion.description) for portion, _ in found):
        return []
    return [_of_one(portion) for portion in portions if set(_core(portion)) <= SIZES]


def _core(portion: Portion) -> tuple[str, ...]:
    """Return the words of a measure without remarks: "(4.86 large eggs)", "NFS" (not further specified)."""
    return measure_words(_REMARKS.sub(" ", _PRINTED_SERVING.sub(" ", portion.description)))


def _scaled(portions: tuple[Portion, ...], ml: float, modifiers: tuple[str, ...]) -> list[_Hit]:
    """Return the volume portions with these *modifiers*, scaled to a measure of *ml*."""
    largest: dict[tuple[str, ...], tuple[bool, float, Portion]] = {}
    for portion in portions:
        volume, rest = _volume(portion)
        if volume is None or not set(modifiers) <= set(rest):
            continue
        # Printed weights are rounded, so the largest measure is the most precise; a vessel can also hold ice.
        is_plain = core_words(portion)[0] in ML
        if rest not in largest or (is_plain, volume) > largest[rest][:2]:
            largest[rest] = (is_plain, volume, portion)
    hits = {rest: (portion, portion.grams / volume * ml) for rest, (_, volume, portion) in largest.items()}
    return [hits[modifiers]] if modifiers in hits else list(hits.values())


def _volume(portion: Portion) -> tuple[float | None, tuple[str, ...]]:
    """Return the milliliters of a portion, ``None`` if it is not a volume, and its other words."""
    core = _core(portion)
    if core and core[0] in ML:
        return ML[core[0]] * portion.amount, core[1:]
    printed = _PRINTED_VOLUME.search(portion.description)
    if core and core[0] in _VESSELS and printed:
        number, unit = parse_amount(printed[0])
        return ML[measure_words(unit)[0]] * number * portion.amount, ()
    return None, ()


def _agreed(found: list[_Hit], unit: str, food_name: str) -> float:
    """Return the grams on which all of *found* agree, except for rounding."""
    # The weight printed for one is more precise than that of a fifth, which was rounded first.
    of_one = [hit for hit in found if hit[0].amount == 1]
    for hits in (found, of_one):
        if hits and all(math.isclose(hits[0][1], other, rel_tol=_ROUNDING) for _, other in hits):
            return hits[0][1]
    candidates = tuple(str(portion) for portion, _ in found)
    raise AmbiguousError(f"{unit!r} of {food_name} can be", candidates, "say which, in these words, or give grams")
