"""The origin that the words of a food's category state, if any."""

from __future__ import annotations

import functools

from magnesium.foods.entries import Origin
from magnesium.text import fold, stem, words


def _stems(*nouns: str) -> frozenset[str]:
    return frozenset(stem(noun) for noun in nouns)


_FOODS = frozenset({"food", "foods"})
_WATERS = frozenset({"water", "tap water", "drinking water", "bottled water", "mineral water"})
_MEDICINES = _stems("medicine", "medication", "drug", "laxative", "antacid", "pharmaceutical")
_SUPPLEMENTS = _stems("supplement", "multivitamin")
_DOSES = _stems("vitamin", "mineral", "pill", "tablet", "capsule", "and")
_NEGATIONS = frozenset({"no", "non", "not", "without"})


@functools.lru_cache(maxsize=1024)
def origin_of_category(category: str | None) -> Origin | None:
    """Return the origin that a category states; ``None`` if it states none.

    Most categories ("snacks", "breakfast cereals") do not state whether the product is a food or is dosed.

    >>> str(origin_of_category("Dietary supplements")), str(origin_of_category("laxative"))
    ('supplement', 'medicine')
    >>> origin_of_category("snacks")
    """
    plain, found = fold(category or ""), frozenset(words(category or ""))
    if plain in _FOODS:
        return Origin.FOOD
    if plain in _WATERS:
        return Origin.WATER
    if not found or found & _NEGATIONS:
        return None
    if found & _MEDICINES:
        return Origin.MEDICINE
    return Origin.SUPPLEMENT if found & _SUPPLEMENTS or found <= _DOSES else None
