"""Find the plainest record for words that match no name: "walnuts roasted", "Snickers bar".

A record is accepted only if it has every word and no further word that changes the food. Brands count only if the
words name them.
"""

from __future__ import annotations

import re

import attrs

from magnesium.foods.food_words import (
    CHANGED,
    CLASSES,
    PLAIN,
    SYNONYMS,
    has_brand,
    head,
    penalty,
    without_plain_phrases,
)
from magnesium.foods.foods import Food
from magnesium.foods.lookup import Lookup
from magnesium.text import words

_LOOKED_AT = 40
_MOST_SHOWN = 4
_MOST = 2
"""Largest accepted cost: one further word that is not known to change the food."""

_BRAND_MOST = 3
_SELDOM = 2
"""Largest penalty of records that a plain word can mean."""

_BRACKET = re.compile(r"\(([^()]*)\)\s*$")
_BRAND_NEUTRAL = frozenset(words("bar candy cookie cereal drink energy flavor mixed nutrition chip"))
_SHARES = re.compile(r"\s*/\s*\d+% fat")
_RANGES = re.compile(r"(\d+)-(\d+)%")
_NEUTRAL = frozenset(words("original classic regular variety assorted mature seed common all"))


@attrs.frozen(order=True)
class _Match:
    cost: int
    length: int
    id: str


def closest(text: str, foods: Lookup) -> tuple[Food, ...]:
    """Return the plainest records that have every word of *text*, best first, if any."""
    spoken = frozenset(words(text))
    if not spoken:
        return ()
    last = text.rsplit(maxsplit=1)[-1]
    noun = frozenset(words(last)) if foods.named(last) else frozenset()
    matches = {}
    for food in foods.search(text, limit=_LOOKED_AT):
        # The last word names the food: bread flour is not bread.
        is_named = noun <= frozenset(words(head(food.name))) or has_brand(food.name) or "(" in food.name
        cost = _cost(food, spoken) if is_named else None
        if cost is not None and food.mg_per_100g is not None:
            matches[_Match(cost, len(food.name), food.id)] = food
    ranked = sorted(matches)
    return tuple(matches[match] for match in ranked[:_MOST_SHOWN] if match.cost == ranked[0].cost)


def _cost(food: Food, spoken: frozenset[str]) -> int | None:
    """Return the distance of a record from the words; ``None`` if too far."""
    brand = _brand_words(food.name)
    bracket = _BRACKET.search(food.name)
    in_bracket = frozenset(words(bracket[1])) if bracket else frozenset()
    brand_spoken = brand & spoken or (in_bracket and in_bracket <= spoken)
    name = frozenset(words(food.name)) | _in_range(food.name, spoken)
    if not all(word in name or SYNONYMS.get(word, frozenset()) & name for word in spoken):
        return None
    said = spoken.union(*(SYNONYMS.get(word, frozenset()) for word in spoken))
    if brand and not brand_spoken:
        return None
    if bracket and in_bracket <= spoken:
        further = (frozenset(words(food.name[: bracket.start()])) - said) & CHANGED
    else:
        further = (
            frozenset(words(_RANGES.sub("", _SHARES.sub("", without_plain_phrases(_spoken_parts(food.name, spoken))))))
            - said
        )
    first = frozenset(words(head(food.name)))
    # "Nuts, almonds" are almonds, but "Bean chips" are not chips.
    classes = CLASSES - first if first & said else CLASSES
    further -= PLAIN | _NEUTRAL | classes | (_BRAND_NEUTRAL if brand_spoken else frozenset())
    if not brand_spoken and (further & first or _is_seldom_meant(food, bool(bracket))):
        return None
    cost = sum(5 if word in CHANGED else 3 if word in brand else 2 for word in further)
    return cost if cost <= (_BRAND_MOST if brand_spoken else _MOST) else None


def _is_seldom_meant(food: Food, has_bracket: bool) -> bool:  # noqa: FBT001  (a fact of the name)
    return not has_bracket and penalty(food.name, food.category or "") > _SELDOM


def _in_range(name: str, spoken: frozenset[str]) -> frozenset[str]:
    """Return the stated numbers within a printed range: 75 of "70-85% cacao"."""
    ranges = [(int(low), int(high)) for low, high in _RANGES.findall(name)]
    return frozenset(
        word for word in spoken if word.isdigit() and any(low <= int(word) <= high for low, high in ranges)
    )


def _brand_words(name: str) -> frozenset[str]:
    """Return the stems of the words in capitals, which publishers use for makers and brands."""
    spelled = name.replace("'", "").replace("-", " ").replace(",", " ").split()
    return frozenset(stem for word in spelled if len(word) > 2 and word.isupper() for stem in words(word))


def _spoken_parts(name: str, spoken: frozenset[str]) -> str:
    """Return a name without the parts in capitals that only name the maker."""
    parts = name.split(", ")
    return ", ".join(part for part in parts if not part.isupper() or set(words(part)) & spoken)
