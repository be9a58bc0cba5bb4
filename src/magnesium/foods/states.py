"""Decide whether a line means the raw or the cooked record of a food.

Words in the line always win. Otherwise a weight before the food, as in a recipe, means dry; a cup, a plate
or a serving means cooked; peeled, cut or boned food is raw. The assumption states the other figure.
"""

from __future__ import annotations

from collections.abc import Iterable

from magnesium.foods.amounts import GRAMS_PER_POUND
from magnesium.foods.assumptions import Alternative, Assumption
from magnesium.foods.foods import Food
from magnesium.foods.line_tables import Cooking, CookingState, Role, StateKind, states_by_food
from magnesium.foods.lines import Word
from magnesium.foods.lookup import Lookup
from magnesium.foods.measures import Measure

_BY_ROLE = {
    Role.UNCOOKED: Cooking.UNCOOKED,
    Role.DRIED: Cooking.UNCOOKED,
    Role.COOKED: Cooking.COOKED,
    Role.CANNED: Cooking.COOKED,
}


def other_state(food: Food, foods: Lookup) -> Food | None:
    """Return the record of the food in the other state; ``None`` if the tables have no pair."""
    pair = states_by_food().get(food.id)
    return None if pair is None else foods[pair.uncooked if pair.id == food.id else pair.id]


def stated_state(food: Food, states: Iterable[Role], foods: Lookup) -> Food:
    """Return the record of the food in the state that the line states, if it is one of a pair.

    Args:
        food: The food.
        states: States in the line.
        foods: Where to look.
    """
    pair = states_by_food().get(food.id)
    said = {_BY_ROLE[role] for role in states if role in _BY_ROLE}
    if pair is None or len(said) != 1:
        return food
    return _record(pair, food, said.pop(), foods)


def _record(pair: CookingState, food: Food, state: Cooking, foods: Lookup) -> Food:
    if state is Cooking.UNCOOKED:
        return foods[pair.uncooked]
    return foods[pair.id] if food.id == pair.uncooked else food


def likely_state(food: Food, measure: Measure, words: Iterable[Word], foods: Lookup) -> Food:
    """Return the record in the state that this kind of line means, if the food is one of a pair.

    Args:
        food: The food.
        measure: The measure of the line.
        words: The words of the line.
        foods: Where to look.
    """
    pair = states_by_food().get(food.id)
    if pair is None:
        return food
    if pair.usual is Cooking.UNCOOKED:  # oats and porridge have different names
        return food
    return _record(pair, food, _likely(pair, measure, {word.role for word in words}), foods)


def _likely(pair: CookingState, measure: Measure, roles: set[Role | None]) -> Cooking:
    if Role.DRAINED in roles or measure.in_container:
        return Cooking.COOKED
    if pair.kind is StateKind.RAW:
        is_raw = Role.PREPARATION in roles or (measure.grams or 0) >= GRAMS_PER_POUND - 1
        return Cooking.UNCOOKED if is_raw else Cooking.COOKED
    if Role.SOAKED in roles:
        return Cooking.UNCOOKED
    is_weighed_out = measure.grams is not None and measure.leads
    return Cooking.UNCOOKED if is_weighed_out else pair.usual


def state_assumption(text: str, food: Food, other: Food, factor: float | None) -> Assumption:
    """Return the assumption that *food* is meant and not its other state.

    Args:
        text: The line.
        food: The chosen record.
        other: The record in the other state.
        factor: Magnesium of the other divided by that of the choice, if known.
    """
    return Assumption("state", text, food.name, (Alternative(other.name, factor),), food.source)
