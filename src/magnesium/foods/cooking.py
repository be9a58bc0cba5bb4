"""Cooking: choose USDA's retention factor and yield of an ingredient by the words of ``cooking=``.

The choice is a table (``ingredient_kinds``): the kind of the ingredient follows from its category and
name, the method from the words, and both determine a code. USDA's factors are rounded and partly assigned, so
if foods were analyzed raw and cooked (``measured_retention``), the factor counts as much as
``WEIGHT_OF_FACTOR`` such pairs: first with those of the food class, then with those of the kind.
Already cooked ingredients, and those without a factor, keep their magnesium. Magnesium is an element, so all of
it is retained if the liquid is eaten too. A retention code in ``cooking=`` is used as USDA prints it.
"""

from __future__ import annotations

import functools
import re
import statistics
from collections.abc import Iterable, Iterator

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import texts
from magnesium.foods.cooking_methods import ALIKE, Cooking, CookingMethod, read_cooking
from magnesium.foods.entries import Entry, Item
from magnesium.foods.error_terms import ItemErrors, scaled
from magnesium.foods.foods import foods
from magnesium.foods.retention import (
    CookingYield,
    MeasuredRetention,
    RetentionFactor,
    cooking_yields,
    measured_retention,
    retention_factors,
)
from magnesium.foods.uncertainty import label_errors
from magnesium.rendering.answers import Answer
from magnesium.text import whole_texts, words

WEIGHT_OF_FACTOR = 10
"""Weight of one USDA factor in analyzed pairs; chosen by cross-validation (docs/recipes.md)."""

OTHER_CATEGORIES = frozenset(
    {"baby foods", "fats and oils", "soups and sauces", "beverages", "water", "baked goods", "sweets", "spices"}
    | {"snacks", "fast foods", "mixed dishes", "restaurant foods", "other"}
)
"""Categories of foods that are ready to eat or have no retention code."""

_COOKED_NAMES = frozenset(
    words(
        "cooked boiled canned roasted fried baked braised grilled broiled stewed steamed simmered toasted poached "
        "scrambled microwaved prepared heated sauteed rotisserie barbecued blanched pan-browned"
    )
)
_RAW_NAMES = frozenset(words("raw uncooked unprepared unheated"))


@attrs.frozen(kw_only=True, field_transformer=whole_texts, repr=False)
class IngredientKind(Answer):
    """A kind of ingredient, with USDA's retention code for each method."""

    id: str
    categories: tuple[str, ...] = attrs.field(converter=texts)
    """Categories of its foods."""
    words: tuple[str, ...] = attrs.field(converter=texts)
    """The name has all words of one of these; any name if empty."""
    without: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """The name has none of these words."""
    alone: tuple[str, ...] | None = attrs.field(default=None, converter=attrs.converters.optional(texts))
    """Like *words*, for a food without category; ``None`` if *words* suffices."""
    food_class: str
    """The wider class to which it belongs in ``measured_retention``."""
    cooked: CookingMethod = attrs.field(converter=CookingMethod)
    """The method if only "cooked" is stated."""
    baked: str | None = None
    """Retention code, baked."""
    roasted: str | None = None
    """Retention code, roasted."""
    broiled: str | None = None
    """Retention code, broiled."""
    fried: str | None = None
    """Retention code, fried."""
    stir_fried: str | None = None
    """Retention code, stir-fried."""
    boiled: str | None = None
    """Retention code, boiled."""
    simmered: str | None = None
    """Retention code, simmered."""
    braised: str | None = None
    """Retention code, braised."""
    steamed: str | None = None
    """Retention code, steamed."""
    toasted: str | None = None
    """Retention code, toasted."""
    reheated: str | None = None
    """Retention code, reheated."""
    boiled_yield_percent: float | None = None
    """Weight of 100 g dry after boiling and draining, from the water of two foods of SR28."""
    boiled_yield_foods: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """The raw and the cooked food of that yield."""

    @property
    def name(self) -> str:
        """The id, which is the name."""
        return self.id

    def code(self, method: CookingMethod) -> tuple[CookingMethod, str] | None:
        """Return the method used for *method* and its retention code; ``None`` if USDA has none."""
        for alike in ALIKE[self.cooked if method is CookingMethod.COOKED else method]:
            found: str | None = getattr(self, alike, None)
            if found is not None:
                return alike, found
        return None


ingredient_kinds: Catalog[IngredientKind] = Catalog(
    IngredientKind,
    file="ingredient_kinds.toml",
    title="Kinds of ingredients, and the retention code that each method of cooking them has",
)
"""Catalog of the kinds of ingredients; the first match is used."""


@functools.cache
def _categories() -> frozenset[str]:
    return OTHER_CATEGORIES.union(*(kind.categories for kind in ingredient_kinds.values()))


@functools.cache
def _conditions() -> tuple[tuple[IngredientKind, _Words, _Words, frozenset[str]], ...]:
    return tuple(
        (
            kind,
            _each(kind.words) or _ANY_NAME,
            _each(kind.words if kind.alone is None else kind.alone),
            frozenset(words(" ".join(kind.without))),
        )
        for kind in ingredient_kinds.values()
    )


_Words = tuple[frozenset[str], ...]
_ANY_NAME: _Words = (frozenset(),)


def _each(phrases: tuple[str, ...]) -> _Words:
    return tuple(frozenset(words(phrase)) for phrase in phrases)


def kind_of(name: str, category: str | None) -> IngredientKind | None:
    """Return the kind of an ingredient by its name and category, if any.

    >>> kind_of("Spinach, raw", "vegetables").id
    'leafy greens'
    """
    held = frozenset(words(name))
    is_ours = category in _categories()
    for kind, within, alone, without in _conditions():
        alternatives = within if category in kind.categories else () if is_ours else alone
        if any(alternative <= held for alternative in alternatives) and not without & held:
            return kind
    return None


def is_cooked(name: str) -> bool:
    """Return whether the name of a food states that it is already cooked.

    >>> is_cooked("Spinach, cooked, boiled, drained"), is_cooked("Quinoa, uncooked"), is_cooked("Lentils, raw")
    (True, False, False)
    """
    held = frozenset(words(name))
    return bool(held & _COOKED_NAMES) and not held & _RAW_NAMES


@attrs.frozen(kw_only=True, repr=False)
class CookedIngredient(Answer):
    """An ingredient after cooking: the share of magnesium and weight that remains, and why."""

    entry: Entry
    """The ingredient as it was given."""
    retention: RetentionFactor | None = None
    """USDA's factor; ``None`` if none was used."""
    percent: float = 100.0
    """Magnesium kept."""
    yield_percent: float = 100.0
    """Cooked weight in percent of the raw weight."""
    why: str
    """How both percentages were chosen."""
    is_fallback: bool = False
    """Whether it is cooked but has no factor, so that full retention is assumed."""

    @property
    def cooked(self) -> Entry:
        """The entry with the retained magnesium; its grams are still those of the raw food."""
        mg = None if self.entry.mg is None else self.entry.mg * self.percent / 100
        return attrs.evolve(self.entry, mg=mg)

    def errors(self) -> ItemErrors:
        """Return the errors of the retained magnesium, including that of the retention."""
        left = scaled(self.entry.errors(), self.percent / 100)
        if self.cooked.mg is None or (self.retention is None and not self.is_fallback):
            return left
        code = "none" if self.retention is None else self.retention.id
        kept = label_errors(f"retention:{code}", self.cooked.mg, "retention")
        return ItemErrors((*left.terms, *kept.terms), left.analyzed_mg)

    def __str__(self) -> str:
        return f"{self.entry.item.name}: {self.why}"


def cook(
    entry: Entry, cooking: Cooking | None, *, measured: Catalog[MeasuredRetention] = measured_retention
) -> CookedIngredient:
    """Return an ingredient after cooking, by the rules of this module.

    Args:
        entry: The raw ingredient.
        cooking: How it is cooked; ``None`` for not at all.
        measured: Analyzed pairs with which USDA's factors are averaged.
    """
    if cooking is None:
        return CookedIngredient(entry=entry, why="not cooked")
    if cooking.code is not None:
        return _by_code(entry, cooking.code)
    if is_cooked(entry.item.name):
        return CookedIngredient(entry=entry, why="already cooked: 100 %")
    kind = kind_of(entry.item.name, getattr(entry.item, "category", None))
    if cooking.keeps_liquid:
        return CookedIngredient(entry=entry, why="the cooking liquid is eaten too: 100 %")
    found = [] if kind is None else [named for method in cooking.methods if (named := kind.code(method))]
    if kind is None or not found:
        return CookedIngredient(entry=entry, why="no retention factor fits: 100 %", is_fallback=True)
    kept, method, code = min((_kept(code), method, code) for method, code in found)
    factor = retention_factors[code]
    percent, pairs = _with_measured(kept, kind, method, measured)
    yield_percent, weighed = _yield(entry.item, kind, method)
    what = f"{kind.id}, {method.replace('_', '-')}"
    return CookedIngredient(
        entry=entry,
        retention=factor,
        percent=percent,
        yield_percent=yield_percent,
        why=f"{what}: {percent:.0f} % ({code} {factor.name} {kept:g} %{pairs}); {weighed}",
    )


def _with_measured(
    percent: float, kind: IngredientKind, method: CookingMethod, measured: Catalog[MeasuredRetention]
) -> tuple[float, str]:
    """Return a factor averaged with the analyzed pairs of its food class and kind, and which these are."""
    used = ""
    for group in (kind.food_class, kind.id):
        pairs = measured.get(f"{group}:{method}")
        if pairs is not None:
            weight = pairs.pairs + WEIGHT_OF_FACTOR
            percent = (pairs.pairs * pairs.percent + WEIGHT_OF_FACTOR * percent) / weight
            used += f", {pairs.pairs} analyzed {group} {pairs.percent:.0f} %"
    return percent, used


def _kept(code: str) -> float:
    """Return the retention of a factor in percent."""
    percent = retention_factors[code].percent
    return 100.0 if percent is None else percent


def _by_code(entry: Entry, code: str) -> CookedIngredient:
    """Return the ingredient with the factor as USDA prints it; the one blank factor is assumed to be 100 %.

    Code 5005 is blank in USDA's table; the nine other codes of alcoholic beverages are 100 %.
    """
    factor, percent = retention_factors[code], _kept(code)
    blank = "; blank in USDA's table, assumed" if factor.percent is None else ""
    return CookedIngredient(
        entry=entry, retention=factor, percent=percent, why=f"{percent:g} % ({code} {factor.name}{blank})"
    )


# --- yields --------------------------------------------------------------------------------------


def _yield(item: Item, kind: IngredientKind, method: CookingMethod) -> tuple[float, str]:
    """Return the cooked weight in percent of the raw weight, and its origin.

    USDA's yields for the same cut, else the median of its yields for the kind and method, else that of
    boiled dry goods; else the weight is assumed to be unchanged.
    """
    listed = _yields_of(kind.id, method)
    if found := [each for each in listed if _cut(each) == _without_state(item.name)] or listed:
        percent = statistics.median(each.percent for each in found)
        return percent, f"weighs {percent:g} % of raw ({_counted(found)} of USDA)"
    if method is CookingMethod.BOILED and kind.boiled_yield_percent is not None:
        percent = kind.boiled_yield_percent
        return percent, f"weighs {percent:g} % of dry ({' and '.join(kind.boiled_yield_foods)})"
    return 100.0, "no yield is known: weight unchanged"


def _counted(found: Iterable[CookingYield]) -> str:
    count = len(tuple(found))
    return "1 yield" if count == 1 else f"median of {count} yields"


@functools.cache
def _yields_of(kind: str, method: CookingMethod) -> tuple[CookingYield, ...]:
    return tuple(_matching_yields(kind, method))


def _matching_yields(kind: str, method: CookingMethod) -> Iterator[CookingYield]:
    for found in cooking_yields.values():
        own, stated = kind_of(found.name, found.category), read_cooking(_USDA_WORDS.sub("", found.method))
        if own is not None and own.id == kind and stated is not None and method in stated.methods:
            yield found


@functools.cache
def _cut(found: CookingYield) -> str:
    """Return the food of a yield without its state: USDA names the raw or the cooked record."""
    food = foods.get(found.food_id or "")
    return _without_state(found.name if food is None else food.name)


def _without_state(name: str) -> str:
    return _STATE.sub("", name)


_STATE = re.compile(r",? (?:raw|cooked)\b.*$")
_USDA_WORDS = re.compile(r", (?:un)?specified.*| in deep fat", re.IGNORECASE)
