"""The quick way for most rows of a long log: a known food and a weight that was read before."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

from magnesium.errors import MagnesiumError
from magnesium.foods.entries import Entry
from magnesium.foods.foods import Food
from magnesium.intake.readers.finder import Finder

_AMOUNT = frozenset({"amount", "unit", "grams"})


class Weighed:
    """Foods and weights in grams by the texts that mean them, learned from rows that were read in full."""

    def __init__(self, roles: tuple[str, ...], find: Finder | None) -> None:
        places = [place for place, role in enumerate(roles) if role != "food"]
        is_used = bool(places) and "food" in roles and _AMOUNT.issuperset(roles[place] for place in places)
        self._find = find if is_used else None
        """``None`` if rows state more than a food and its amount."""
        self._food: Any = itemgetter(roles.index("food")) if is_used else None
        self._amount: Any = itemgetter(*places) if is_used else None
        self._foods: dict[str, Food] = {}
        self._grams: dict[str | tuple[str, ...], float] = {}

    def learn(self, texts: tuple[str, ...], entry: Entry | None) -> None:
        """Remember the food and the weight of a row that left no choice: it has no words and no assumptions."""
        if self._find is None or entry is None or entry.unit != "g" or entry.wording or entry.assumptions:
            return
        if isinstance(entry.item, Food) and entry.grams is not None:
            self._foods[self._food(texts)] = entry.item
            self._grams[self._amount(texts)] = entry.grams

    def entry(self, texts: tuple[str, ...]) -> Entry | None:
        """Return the entry of a known food and a known weight; ``None`` for anything else."""
        if self._find is None or (grams := self._grams.get(self._amount(texts))) is None:
            return None
        name = self._food(texts)
        if (food := self._foods.get(name)) is None:
            if (food := self._find.by_id(name)) is None:
                return None
            self._foods[name] = food
        try:
            return food.grams(grams)
        except MagnesiumError:  # recorded when the row is read in full
            return None
