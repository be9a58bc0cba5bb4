"""Weigh the amount of a line: by its own weight, the food's portions, a sibling's, or a usual weight.

The order is fixed: a weight in the line; the food's own portion; a portion that counts the food itself; the usual
serving; a portion of the same food in another record; the amount FNDDS uses if none was stated. Everything
but a stated weight and a printed portion is recorded as an assumption with its alternatives.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import attrs

from magnesium.errors import UnitError
from magnesium.foods.amounts import ML
from magnesium.foods.assumptions import Alternative, Assumption
from magnesium.foods.foods import Food
from magnesium.foods.line_tables import (
    HouseholdMeasure,
    MeasureKind,
    household_measures,
    measures_by_stems,
    usual_amounts,
)
from magnesium.foods.measures import Measure
from magnesium.foods.portion_choice import Choice, choose, counting, named_by
from magnesium.foods.portions import Portion, portion_hits
from magnesium.foods.siblings import siblings, usual_portion
from magnesium.text import words

_LIQUIDS = frozenset({"beverages", "water"})
_BOUGHT_WHOLE = frozenset({"vegetables", "fruits", "nuts", "legumes"})
_OF_SEVERAL_SIZES = frozenset({"bag", "packet", "pack", "package", "sachet", "tub", "pot"})
"""Containers that usually mean the size that is emptied at once."""

_MANY_TIMES = 3
"""Largest weight of a whole one, as a multiple of what is eaten on one occasion."""

_WATER_G_PER_ML = 0.997
"""Drinks without a weight in any table are assumed to be as heavy as water."""


@attrs.frozen
class Weight:
    """Grams of the amount of a line, and the assumptions behind them."""

    grams: float
    assumptions: tuple[Assumption, ...] = ()

    def times(self, factor: float) -> Weight:
        """Return *factor* times the weight; assumptions do not depend on the amount."""
        return attrs.evolve(self, grams=self.grams * factor)


def weigh(food: Food, measure: Measure, context: frozenset[str], name: str) -> Weight:
    """Return the weight of a measure of a food.

    Args:
        food: The food.
        measure: The measure.
        context: Stems of all words of the line.
        name: Name of the food in the line.

    Raises:
        UnitError: No rule gives a weight.
    """
    if measure.grams is not None:
        return Weight(measure.grams, _contents(food, measure))
    if measure.ml is not None:
        return _volume(food, measure.ml, measure.unit, context, name)
    count = 1.0 if measure.count is None else measure.count
    for word in measure.words:
        household = household_measures[word.measure]
        if found := _household(food, household, measure, context, name):
            return found.times(count)
    if measure.words:
        raise _unknown_weight(food, measure, name)
    found = _counted(food, measure, context, name)
    if found is None or measure.count is None:
        found = _of_an_occasion(food, measure, name, found)
    if found:
        return found.times(count)
    raise _unknown_weight(food, measure, name)


def _of_an_occasion(food: Food, measure: Measure, name: str, one: Weight | None) -> Weight | None:
    """Return the usual amount for a blank amount or 1, unless *one* of the food weighs about as much.

    "1 butternut squash" is a whole one, whose weight is unknown if no portion states it.
    """
    if measure.count not in {None, 1.0} or (measure.count == 1 and food.category in {"vegetables", "fruits"}):
        return one
    usual = _usual(food, measure, name)
    return usual if one is None or (usual and one.grams < usual.grams / _MANY_TIMES) else one


def _contents(food: Food, measure: Measure) -> tuple[Assumption, ...]:
    """Return the assumption that all of a can's stated weight is eaten, if the can also contains liquid."""
    drained = household_measures["drained can"]
    is_can = any(word.measure in {"can", "tin"} for word in measure.words)
    if not is_can or food.category not in drained.only or drained.usual is None:
        return ()
    other = Alternative("only the drained contents", drained.usual)
    return (Assumption("measure", measure.text, "all of the weight on the can", (other,), drained.source),)


def _unknown_weight(food: Food, measure: Measure, name: str) -> UnitError:
    what = " ".join(word.text for word in measure.words) or measure.text or name
    return UnitError(what, f"no portion of {food.name} has this measure", (*map(str, food.portions), "grams"))


def _records(food: Food) -> Iterator[Food]:
    """Yield the food, then other records of the same food, which are looked up only if needed."""
    yield food
    yield from siblings(food)


# --- volumes -----------------------------------------------------------------------------------


def _volume(food: Food, ml: float, unit: str, context: frozenset[str], name: str) -> Weight:
    """Return the weight of a volume, by the food's own volumes, a sibling's, or the density of water."""
    printed = _printed_unit(unit)
    for record in _records(food):
        hits = portion_hits(record.portions, printed, record.name)
        if hits and printed in ML:
            choice = choose(hits, context, frozenset(words(record.name)))
            note = _note(name, choice, record, is_own=record is food) or _cup_of_a_drink(food, printed)
            return Weight(choice.grams / ML[printed] * ml, note)
    if food.category in _LIQUIDS:
        return Weight(ml * _WATER_G_PER_ML, (Assumption("portion", name, f"{ml * _WATER_G_PER_ML:.0f} g, as water"),))
    raise UnitError(unit, f"no table weighs a volume of {food.name}", (*map(str, food.portions), "grams"))


def _cup_of_a_drink(food: Food, unit: str) -> tuple[Assumption, ...]:
    """Return the assumption that a cup of a drink is the US measure and not a vessel."""
    if unit != "cup" or food.category not in _LIQUIDS:
        return ()
    mug, ml = household_measures["mug"], ML["cup"]
    others = tuple(Alternative(f"{end:g} ml", end / ml) for end in (mug.low, mug.usual, mug.high) if end)
    return (Assumption("portion", "cup", f"a US cup of {ml:.0f} ml", others, "nist44"),)


def _printed_unit(unit: str) -> str:
    stems = words(unit)
    short = {"tablespoon": "tbsp", "teaspoon": "tsp", "fl": "floz", "pt": "pint", "qt": "quart", "c": "cup"}
    found = {word.removesuffix("e"): to for word, to in short.items()}
    key = "floz" if stems[:1] == ("fl",) else stems[0] if stems else ""
    return found.get(key, key)


# --- household measures ------------------------------------------------------------------------


def _household(
    food: Food, household: HouseholdMeasure, measure: Measure, context: frozenset[str], name: str
) -> Weight | None:
    """Return the weight of one household measure: as printed for the food, else the usual one."""
    asked = tuple(dict.fromkeys((household.id, *household.like)))
    for record in _records(food):
        for word in asked:
            hits = named_by(record, words(word)[0])
            if hits:
                usual = _nearest_to_usual(hits, food) if household.id in _OF_SEVERAL_SIZES else usual_portion(food.id)
                choice = choose(hits, context, frozenset(words(record.name)), sizes=_sizes(measure), usual=usual)
                is_exact = record is food and word == household.id
                return Weight(choice.grams, _note(name, choice, record, is_own=is_exact, text=household.id))
    if household.kind is MeasureKind.OCCASION:
        return _usual(food, measure, name)
    for conventional in (
        household,
        *(household_measures[like] for like in household.like if like in household_measures),
    ):
        if conventional.usual is not None and (not conventional.only or _holds_for(food, conventional)):
            return _conventional(food, conventional, measure, context, name)
    return None


def _nearest_to_usual(hits: Sequence[tuple[Portion, float]], food: Food) -> Portion | None:
    """Return the portion nearest to what FNDDS assumes to be eaten: the usual bag."""
    found = _not_specified(_records(food))
    return None if found is None else min(hits, key=lambda hit: abs(hit[1] - found[0]))[0]


def _holds_for(food: Food, household: HouseholdMeasure) -> bool:
    return food.category in household.only or bool({words(only)[0] for only in household.only} & set(words(food.name)))


def _conventional(
    food: Food, household: HouseholdMeasure, measure: Measure, context: frozenset[str], name: str
) -> Weight | None:
    """Return the weight of a household measure by the table of usual measures."""
    low, usual, high = (float(figure or 0) for figure in (household.low, household.usual, household.high))
    sizes = _sizes(measure)
    usual = low if "small" in sizes else high if "larg" in sizes else usual
    if household.unit == "g":
        grams = usual
    elif household.unit not in ML:  # a share of another weight, as of a can
        return None
    else:
        try:
            grams = _volume(food, usual * ML[household.unit], household.unit, context, name).grams
        except UnitError:
            return None
    ends = tuple(Alternative(f"{end:g} {household.unit}", end / usual) for end in (low, high) if end != usual)
    note = Assumption("portion", household.id, f"{usual:g} {household.unit} ({grams:.3g} g)", ends, household.source)
    return Weight(grams, (note,))


def _sizes(measure: Measure) -> dict[str, float]:
    """Return the stems of the sizes of the line, each with its factor relative to medium."""
    sizes: dict[str, float] = {}
    for word in measure.sizes:
        size = household_measures[word.measure]
        stems = (words(size.like[0]) if size.like else words(size.id))[-1:]
        sizes |= dict.fromkeys(stems, size.usual or 1.0)
    return sizes


# --- counts and usual amounts ------------------------------------------------------------------


def _counted(food: Food, measure: Measure, context: frozenset[str], name: str) -> Weight | None:
    """Return the weight of one of the food itself: a banana, an egg, a cookie."""
    if measure.count is None and not measure.sizes:
        return None
    for record in _records(food):
        hits = counting(record, context)
        if hits:
            choice = choose(
                hits, context, frozenset(words(record.name)), sizes=_sizes(measure), usual=usual_portion(record.id)
            )
            one = Weight(choice.grams, _note(name, choice, record, is_own=record is food, text=measure.text or name))
            is_measured = any((stem,) in measures_by_stems() for stem in context)
            return (None if is_measured else _a_part_of(one, food, measure)) or one
    return None


def _a_part_of(whole: Weight, food: Food, measure: Measure) -> Weight | None:
    """Return the amount of one eating occasion if a whole one, such as a pie or a turkey, is more than that."""
    usual = _not_specified(_records(food))
    if measure.count != 1 or measure.sizes or food.category in _BOUGHT_WHOLE or usual is None:
        return None
    grams, chosen, source = usual
    if whole.grams <= _MANY_TIMES * grams:
        return None
    other = Alternative(f"a whole one ({whole.grams:.4g} g)", whole.grams / grams)
    return Weight(grams, (Assumption("portion", measure.text, f"{grams:.4g} g, {chosen}", (other,), source),))


def _usual(food: Food, measure: Measure, name: str) -> Weight | None:
    """Return the weight of one eating occasion: by FNDDS, else the usual serving of the everyday table."""
    asked = _records(food) if measure.words else (food,)
    found = _not_specified(asked) or _usual_serving(food)
    if found is None and measure.count is None and not measure.words and (one := counting(food, frozenset())):
        choice = choose(one, frozenset())
        return Weight(choice.grams, _note(name, choice, food, is_own=True, text=measure.text or name))
    found = found or _not_specified(siblings(food))
    if found is None:
        return None
    grams, chosen, source = found
    factor, ends = 1.0, (0.5, 1.5)
    for word in measure.sizes:
        size = household_measures[word.measure]
        if size.usual:
            factor, ends = size.usual, ((size.low or 1) / size.usual, (size.high or 1) / size.usual)
    grams *= factor
    alternatives = tuple(Alternative(f"{grams * end:.0f} g", end) for end in ends if end != 1)
    text = " ".join(word.text for word in (*measure.sizes, *measure.words)) or measure.text or name
    return Weight(grams, (Assumption("portion", text, f"{grams:.4g} g, {chosen}", alternatives, source),))


def _not_specified(records: Iterable[Food]) -> tuple[float, str, str] | None:
    for record in records:
        amount = usual_amounts.get(record.id)
        if amount is not None and amount.grams is not None:
            return amount.grams, "the amount of one eating occasion", "fndds"
    return None


def _usual_serving(food: Food) -> tuple[float, str, str] | None:
    portion = usual_portion(food.id)
    return None if portion is None else (portion.grams, f"a usual serving ({portion.label})", food.source)


def _note(name: str, choice: Choice, record: Food, *, is_own: bool, text: str = "") -> tuple[Assumption, ...]:
    """Return the assumptions about a printed portion; none if it is the only one of a volume."""
    if is_own and not choice.others and not text:
        return ()
    others = _distinct(choice.others, choice.grams)
    if is_own:
        return (Assumption("portion", text or name, choice.label, others, record.source),)
    unknown = Alternative("another weight, as the portion is of another record")
    return (Assumption("portion", text or name, f"{choice.label} of {record.name}", (*others, unknown), record.source),)


def _distinct(others: Iterable[tuple[str, float]], grams: float) -> Sequence[Alternative]:
    return tuple(Alternative(text, other / grams) for text, other in others)


# --- waters ------------------------------------------------------------------------------------


def weigh_water(measure: Measure, name: str) -> Weight:
    """Return the milliliters of a *measure* of water (its grams if the line states a mass)."""
    if measure.grams is not None or measure.ml is not None:
        return Weight(measure.ml if measure.grams is None else measure.grams)  # type: ignore[arg-type]
    count = 1.0 if measure.count is None else measure.count
    for word in measure.words:
        household = household_measures[word.measure]
        if household.usual is not None and household.unit in {"ml", *ML}:
            return _of_water(household, measure).times(count)
    if count == 1 or measure.words:
        return _of_water(household_measures["glass"], measure).times(count)
    raise UnitError(measure.text, f"{name!r} has a number without a unit", ("ml", "l", "glass", "cup"))


def _of_water(household: HouseholdMeasure, measure: Measure) -> Weight:
    low, usual, high = (float(figure or 0) for figure in (household.low, household.usual, household.high))
    sizes = _sizes(measure)
    taken = low if "small" in sizes else high if "larg" in sizes else usual
    ends = tuple(Alternative(f"{end:g} ml", end / taken) for end in (low, usual, high) if end != taken)
    each = 1.0 if household.unit == "ml" else ML[household.unit]
    note = Assumption("portion", household.id, f"{taken:g} {household.unit}", ends, household.source)
    return Weight(taken * each, (note,))
