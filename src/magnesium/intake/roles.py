"""The role of a food in a meal, by the words of its name, finer than its category: bread, cheese, salad, potatoes."""

from __future__ import annotations

import functools
import re

from magnesium.foods.foods import Food

_ROLES = {
    "juice": r"juice",
    "bar": r"\bbars?\b",
    "milk": r"^(whole |goat |oat |rice |soy )?milk\b|soymilk|buttermilk|^kefir",
    "yogurt": r"yogurt",
    "fresh cheese": r"^cheese,? (cottage|cream|ricotta|fresh|neufchatel|goat, soft)",
    "cheese": r"^cheese\b",
    "eggs": r"^eggs?\b",
    "bread": r"^(bread(?! pudding| stuffing)|garlic bread|rolls?\b|buns?\b|bagels?|english muffins?|focaccia)"
    r"|^tortillas?",
    "crackers": r"^(crackers?|crispbread)",
    "potatoes": r"potato|^(yam|cassava|taro|plantain)s?\b",
    "salad": r"salad|coleslaw|^(lettuce|chicory|endive|radicchio|arugula|watercress|cucumber|radishes)"
    r"|^(spinach|chard|kale|celery|tomatoes|peppers|carrots|cabbage|fennel|onions|purslane)\b.*\braw",
    "soup": r"soup|broth",
    "pickles": r"^(sauerkraut|kimchi|pickles?|olives?)\b",
    "dip": r"^(hummus|guacamole)|\bdip\b",
    "spread": r"\bbutter\b|^tahini",
    "peanuts": r"^peanuts",
    "soy": r"^(tofu|tempeh)",
    "patty": r"burger|patty",
    "germ": r"wheat germ",
    "ready to eat": r"ready-to-eat|granola|muesli",
    "shellfish": r"^(crustaceans|mollusks|shrimp|crab|lobster|clams?|mussels?|oysters?)",
}
"""Patterns of names; the first match is used."""
_PATTERNS = tuple((role, re.compile(pattern)) for role, pattern in _ROLES.items())


@functools.lru_cache(maxsize=4096)
def role(food: Food) -> tuple[str | None, str | None]:
    """Return the category of a food and its role within it; ``None`` for a food without a special role.

    >>> from magnesium.foods.foods import foods
    >>> role(foods["sr28:01123"]), role(foods["sr28:11090"])
    (('dairy and eggs', 'eggs'), ('vegetables', None))
    """
    name = food.name.casefold()
    return food.category, next((role for role, pattern in _PATTERNS if pattern.search(name)), None)


def is_raw_vegetable(food: Food) -> bool:
    """Return whether a vegetable is raw that is usually cooked."""
    return role(food) == ("vegetables", None) and "raw" in food.name.casefold()
