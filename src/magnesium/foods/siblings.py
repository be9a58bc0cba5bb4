"""Other records of the same food, whose portions a food without its own can use."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from types import MappingProxyType

from magnesium.foods.everyday import everyday_foods
from magnesium.foods.food_tables import food_tables
from magnesium.foods.food_words import CHANGED, CLASSES, PLAIN, has_brand, head
from magnesium.foods.foods import Food
from magnesium.foods.foods import foods as bundled_foods
from magnesium.foods.portions import Portion
from magnesium.foods.recognition import states_of
from magnesium.text import words

_LOOKED_AT = 30
_MOST = 6
_GROUPS = {
    **dict.fromkeys(("pork", "beef", "poultry", "lamb and game", "sausages and cold cuts"), "meat"),
    **dict.fromkeys(("dairy and eggs", "fats and oils"), "dairy and fats"),
    **dict.fromkeys(("vegetables", "legumes"), "vegetables"),
    **dict.fromkeys(("fast foods", "restaurant foods", "mixed dishes"), "dishes"),
    **dict.fromkeys(("grains", "baked goods", "breakfast cereals"), "grains"),
}
"""Categories that publishers separate in different ways."""

_SALTED = frozenset(words("salted stick tub"))
_FURTHER = _SALTED | frozenset(words("hot leaf english unsalted unroasted table side meat type"))
"""Further words that a record of the same food may have."""

_STYLE = _SALTED | frozenset(
    words(
        "restaurant fast food school cafeteria commercial added vitamin salt sodium without with skin "
        "cured fried smoked lean trimmed separable bone"
    )
)
"""Words of a name that change the composition of the food, but hardly the weight of a piece."""


def siblings(food: Food) -> tuple[Food, ...]:
    """Return records of the same food in the same state, most similar first, if any."""
    return _siblings(food.id, food.name, food.category)


@functools.lru_cache(maxsize=2048)
def _siblings(id_: str, name: str, category: str | None) -> tuple[Food, ...]:
    called = _plain_names().get(id_)
    if called and (found := _alike(id_, name, category, called)):
        return found
    key = _key(name)
    return tuple(other for other in _alike(id_, name, category, head(name)) if _key(other.name) ^ key <= _STYLE)


def _alike(id_: str, name: str, category: str | None, called: str) -> tuple[Food, ...]:
    """Return the records whose names have every word of *called*, and little else."""
    key, state = _key(name) | frozenset(words(called)), states_of(name)
    first = key if has_brand(name) else frozenset(words(called))
    found = []
    for other in bundled_foods.search(called, limit=_LOOKED_AT):
        theirs = _key(other.name)
        if not food_tables[other.id.partition(":")[0]].is_default:
            continue  # pieces and packs of other regions differ
        if other.id == id_ or not other.portions or not first <= frozenset(words(other.name)):
            continue
        if _GROUPS.get(other.category or "", other.category) != _GROUPS.get(category or "", category):
            continue
        is_of_another_state = states_of(other.name) != state
        if is_of_another_state and other.category != "nuts":
            continue
        if theirs - key <= _FURTHER and not (key - theirs) & CHANGED - _STYLE:
            found.append((is_of_another_state, len(theirs ^ key), other.id, other))
    return tuple(other for *_, other in sorted(found, key=lambda each: each[:3]))[:_MOST]


def _key(name: str) -> frozenset[str]:
    """Return the words of a name that identify the food."""
    return frozenset(words(name.partition(", excluding")[0])) - PLAIN - CLASSES


@functools.cache
def _plain_names() -> Mapping[str, str]:
    """Return the shortest everyday name of each food by its id."""
    names: dict[str, str] = {}
    for everyday in everyday_foods.values():
        if len(everyday.food_ids) == 1:
            plain = min((_without_state(name) for name in everyday.names), key=lambda name: len(words(name)))
            names[everyday.food_ids[0]] = min(names.get(everyday.food_ids[0], plain), plain, key=len)
    return MappingProxyType(names)


def _without_state(name: str) -> str:
    """Return a name without the words for its state, unless it has no others."""
    kept = [word for word in name.split() if word not in {"raw", "cooked", "dry", "uncooked", "dried"}]
    return " ".join(kept) or name


@functools.cache
def _usual_labels() -> Mapping[str, str]:
    return MappingProxyType(
        {everyday.food_ids[0]: everyday.serving for everyday in everyday_foods.values() if everyday.serving}
    )


def usual_portion(food_id: str) -> Portion | None:
    """Return the usual serving of a food from the table of everyday names."""
    label = _usual_labels().get(food_id)
    if label is None:
        return None
    return next((portion for portion in bundled_foods[food_id].portions if portion.label == label), None)
