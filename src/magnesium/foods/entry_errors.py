"""The errors of an entry: those of its item, its weight, and its assumptions."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from magnesium.foods.amounts import mass_grams
from magnesium.foods.assumptions import Assumption, AssumptionKind
from magnesium.foods.error_terms import ErrorPart, ErrorTerm, ItemErrors
from magnesium.foods.release_scatter import relative_sd_between
from magnesium.foods.uncertainty import label_errors

_HOUSEHOLD_WORD, _STATED_MEASURE = 0.10, 0.05
"""Smallest relative SD of the weight of a household word and a measure; 0 for a stated weight."""
_DOSES = ("mg elemental", "mg compound", "g compound")
_WEIGHT = re.compile(r"\d\s*([^\W\d_]+)")
_OF_PORTIONS = frozenset({AssumptionKind.PORTION, AssumptionKind.MEASURE, AssumptionKind.RANGE})
_SD_OF_UNIFORM = 1 / math.sqrt(12)


def entry_errors(entry: Any) -> ItemErrors:
    """Return the errors of an entry; empty if its magnesium is unknown."""
    if entry.mg is None:
        return ItemErrors((), 0.0)
    found = item_errors(entry)
    if entry.unit == "g" and not entry.wording and not entry.assumptions:
        return found
    return ItemErrors((*found.terms, *_weight_terms(entry), *_assumed_terms(entry)), found.analyzed_mg)


def item_errors(entry: Any) -> ItemErrors:
    """Return the errors of the item: its own, or those of a labeled dose or a table of waters."""
    own = getattr(entry.item, "errors", None)
    if own is not None:
        errors: ItemErrors = own(entry.mg, entry.grams)
        return errors
    variance_class = "national" if entry.origin == "water" else "supplement"
    return label_errors(entry.item.id, entry.mg, variance_class)


def _weight_terms(entry: Any) -> Iterator[ErrorTerm]:
    """Yield the error of the portion's weight; equal servings of a food share it."""
    floor = _smallest_sd(entry)
    assumed = _assumed_sd(entry.assumptions, frozenset({AssumptionKind.PORTION}))
    if relative := max(floor, assumed):
        measure = entry.wording if entry.wording and mass_grams(entry.unit) is not None else entry.unit
        yield ErrorTerm(f"portion:{entry.item.id}:{measure}", ErrorPart.PORTIONS, relative * entry.mg)


def _smallest_sd(entry: Any) -> float:
    if any(assumption.kind is AssumptionKind.PORTION for assumption in entry.assumptions):
        return _HOUSEHOLD_WORD
    if entry.unit in _DOSES or (mass_grams(entry.unit) is not None and states_weight(entry.wording)):
        return 0.0
    return _STATED_MEASURE


def states_weight(wording: str) -> bool:
    """Return whether the words that were read state a weight; an entry without words has one.

    >>> states_weight(""), states_weight("200 g rice"), states_weight("2 cups spinach"), states_weight("½ lb beef")
    (True, True, False, True)
    """
    return not wording or any(mass_grams(unit) is not None for unit in _WEIGHT.findall(_digits(wording)))


def _digits(wording: str) -> str:
    """Return the words with fractions as digits."""
    return "".join("1" if char.isnumeric() else char for char in wording)


def _assumed_terms(entry: Any) -> Iterator[ErrorTerm]:
    """Yield the errors of other assumptions: food, form, measure, and point of a range."""
    for assumption in entry.assumptions:
        if assumption.kind is not AssumptionKind.PORTION and (relative := _relative_sd(assumption)):
            part = ErrorPart.PORTIONS if assumption.kind in _OF_PORTIONS else ErrorPart.FOOD_DATA
            key = f"{assumption.kind}:{entry.item.id}:{assumption.text}"
            yield ErrorTerm(key, part, relative * entry.mg)


def _relative_sd(assumption: Assumption) -> float:
    """Return the relative SD of an assumption: the scatter between two releases, or that of its alternatives."""
    if assumption.kind is AssumptionKind.RELEASE and not assumption.alternatives:
        return relative_sd_between(assumption.wording, assumption.chosen)
    return _log_uniform_sd(assumption)


def _assumed_sd(assumptions: tuple[Assumption, ...], kinds: frozenset[AssumptionKind]) -> float:
    return math.hypot(*(_log_uniform_sd(each) for each in assumptions if each.kind in kinds))


def _log_uniform_sd(assumption: Assumption) -> float:
    """Return the relative SD of a log-uniform distribution from the smallest to the largest alternative."""
    factors = [1.0, *(each.factor for each in assumption.alternatives if each.factor)]
    return (math.log(max(factors)) - math.log(min(factors))) * _SD_OF_UNIFORM
