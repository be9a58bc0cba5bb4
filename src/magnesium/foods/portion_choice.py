"""Choose among the portions that a line can mean: by its words, else the usual or the medium one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import attrs

from magnesium.foods.amounts import GRAMS, ML
from magnesium.foods.food_words import head
from magnesium.foods.foods import Food
from magnesium.foods.portions import ANY_ITEM, SIZES, Portion, core_words
from magnesium.text import words

_SAME = 0.02
_PACKED = frozenset(words("individual or single serving snack size"))
_NOT_SPECIFIED = frozenset(words("ns nfs any"))
_MEDIUM = frozenset(words("medium regular"))
_PARTS = frozenset(
    words("slice wedge ring leaf cube strip stick floret floweret chunk section segment half spear chip")
)
_SERVINGS = frozenset(
    words(
        "serving nlea surface cubic inch package container recipe packet can bottle bag carton box jar tub pouch "
        "drink ice"
    )
)
_WHOLE = frozenset(words("head whole root bulb ear fruit melon link"))
_WORKED = frozenset(
    words("whipped mashed pureed ground shell frozen melted crumbled powdered packed unpacked calorie miniature")
)
"""Words of portions that a line must state: a cup of cream is not whipped."""

_LOOSE = frozenset(words("piece unit"))
_CUT = frozenset(words("chopped diced sliced cubed cubes shredded grated slices pieces strips or"))
"""Words for how food is cut, which portions print in various ways."""

_KERNELS = frozenset(words("kernel nut seed berry pod date egg"))
_HIT = tuple[Portion, float]


@attrs.frozen(kw_only=True)
class Choice:
    """The chosen portion, and those of another weight."""

    grams: float
    label: str
    others: tuple[tuple[str, float], ...]


def choose(
    hits: Sequence[_HIT],
    context: frozenset[str],
    name: frozenset[str] = frozenset(),
    *,
    sizes: Mapping[str, float] = MappingProxyType({}),
    usual: Portion | None = None,
) -> Choice:
    """Return the best portion: with the sizes and words of the line, else the usual, else the medium one.

    Args:
        hits: Portions, each with the grams of one unit.
        context: Stems of the line.
        name: Stems of the food's name.
        sizes: Stems of the sizes that the line names, each with its factor relative to medium.
        usual: The usual portion.
    """
    asked = frozenset(sizes)
    ranked = sorted(enumerate(hits), key=lambda pair: (*_rank(pair[1][0], context, name, asked, usual), pair[0]))
    best, grams = ranked[0][1]
    is_decided = bool(asked & set(core_words(best)))
    factor = 1.0 if is_decided else math.prod(sizes.values())
    others = {
        f"{portion.label} ({portion.grams:g} g)": other
        for portion, other in hits
        if not math.isclose(other, grams, rel_tol=_SAME)
    }
    # A size in the line decides between sizes, so these are no longer open.
    open_others = () if is_decided else tuple(others.items())
    return Choice(grams=grams * factor, label=f"{best.label} ({best.grams:g} g)", others=open_others)


def _rank(
    portion: Portion, context: frozenset[str], name: frozenset[str], sizes: frozenset[str], usual: Portion | None
) -> tuple[float, ...]:
    core = core_words(portion)
    all_words = set(words(portion.description))
    wrong_sizes = (set(core) & SIZES) - sizes if sizes else set()
    return (
        -len(sizes & set(core)),
        len(wrong_sizes),
        -len((context - sizes - name) & set(core)),
        -bool(context & _CUT and set(core) & _CUT),
        len((set(core) & _WORKED) - context),
        bool(core) and core[0] in _LOOSE and core[0] not in context,
        portion != usual,
        not all_words & _NOT_SPECIFIED,
        not (set(core) & _MEDIUM),
        len((set(core) & SIZES) - context),
        len(set(core) - context - name - _CUT),
        len(set(core) - context),
    )


def counting(food: Food, context: frozenset[str]) -> list[_HIT]:
    """Return the portions that count the food itself: "medium" of a banana, "cookie", "fruit (2" dia)"."""
    name = frozenset(words(food.name))
    counts = [portion for portion in food.portions if _counts(core_words(portion), name, context)]
    if not counts:
        rest = [portion for portion in food.portions if _could_count(core_words(portion))]
        counts = rest if len({core_words(portion)[0] for portion in rest}) == 1 else []
    return [(portion, portion.grams / portion.amount) for portion in counts]


def _counts(core: tuple[str, ...], name: frozenset[str], context: frozenset[str]) -> bool:
    if not core or core[0] in ML or core[0] in GRAMS or set(core) & _SERVINGS:
        return False
    sizes_aside = tuple(
        word for word in core if word not in SIZES and word not in {"ns", "as", "to", "size", "any", "or"}
    )
    if not sizes_aside:
        return True
    first = sizes_aside[0]
    if first in _PARTS or first in _LOOSE:
        return first in context or first in name
    return first in ANY_ITEM or first in _WHOLE or first in name or first in context or first in _KERNELS


def _could_count(core: tuple[str, ...]) -> bool:
    """Return whether a portion can count a food without other portions: a slice of bread, a biscuit of cereal."""
    return bool(core) and core[0] not in ML and core[0] not in GRAMS and not set(core) & _SERVINGS


def named_by(food: Food, measure: str) -> list[_HIT]:
    """Return the portions whose measure is this word, ignoring sizes before it: "slice" of "large slice"."""
    hits = []
    for portion in food.portions:
        core = core_words(portion)
        rest = [word for word in core if word not in SIZES and word not in _PACKED]
        if rest[:1] == [measure] or (core and measure in core[:3] and core[0] not in ML and core[0] not in GRAMS):
            hits.append((portion, portion.grams / portion.amount))
    return hits or _heads(food, measure)


def _heads(food: Food, measure: str) -> list[_HIT]:
    """Return the portions that count the food itself if its name is the measure: "bar" of a granola bar."""
    if measure not in words(head(food.name)):
        return []
    return counting(food, frozenset({measure}))
