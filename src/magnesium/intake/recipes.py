"""Recipes: ingredients, how they are cooked, and the magnesium of a serving or 100 g."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import attrs

from magnesium.errors import AmountError, InvalidValueError, NotFoundError, UnitError, list_of
from magnesium.foods.amounts import mass_grams, parse_amount, unit_text, volume_ml
from magnesium.foods.compounds import Compound
from magnesium.foods.cooking import CookedIngredient, cook
from magnesium.foods.cooking_methods import Cooking, read_cooking
from magnesium.foods.entries import Entry, Origin
from magnesium.foods.error_terms import ItemErrors, mg_text, scaled
from magnesium.foods.foods import Food
from magnesium.foods.ingredients import read_ingredient, unknown_ingredient
from magnesium.foods.portions import Portion
from magnesium.foods.waters import Water
from magnesium.intake.intake import Intake, Total, assumed
from magnesium.rendering.answers import Answer
from magnesium.rendering.blocks import Block, Caution, Heading, Note, Row
from magnesium.text import whole_texts, words
from magnesium.units import amount

_SERVING = frozenset(words("serving portion helping"))
_WHOLE = frozenset(words("recipe batch whole"))
_FILLERS = frozenset(words("of the"))


def _ingredients(given: Iterable[Entry | str]) -> tuple[Entry, ...]:
    if isinstance(given, Entry):
        raise InvalidValueError("ingredients", str(given), "must be a list of entries and strings")
    listed = list_of(given, "ingredients", "must be a list of entries and strings, such as ['100 g almonds']")
    if not listed:
        raise InvalidValueError("ingredients", given, "must have at least one ingredient")
    return tuple(each if isinstance(each, Entry) else _read(each) for each in listed)


def _read(text: object) -> Entry:
    """Return the entry of a text; an unknown food is kept."""
    if not isinstance(text, str):
        raise InvalidValueError("ingredient", text, "must be an Entry or a string, such as '100 g almonds'")
    try:
        return read_ingredient(text)
    except NotFoundError:
        return unknown_ingredient(text)


def _steps(recipe: Recipe) -> tuple[CookedIngredient, ...]:
    cooking = read_cooking(recipe.cooking)
    return tuple(_cooked(entry, cooking, recipe.cooking) for entry in recipe.ingredients)


def _total(recipe: Recipe) -> Total:
    return Intake(step.cooked for step in recipe.steps).total


def _not_blank(_: object, attribute: attrs.Attribute[str], value: str) -> None:
    if not value:
        raise InvalidValueError(attribute.name, value, "must not be blank")


def _above_zero(_: object, attribute: attrs.Attribute[float | None], value: float | None) -> None:
    if value is not None and amount(value, attribute.name) == 0:
        raise AmountError(attribute.name, value, "must be above zero")


@attrs.frozen(kw_only=True, field_transformer=whole_texts, repr=False)
class Recipe(Answer):
    """A dish made of ingredients; like a food, it has ``.serving(…)`` and ``.grams(…)``.

    *ingredients* are entries, or strings such as "100 g almonds" or "2 eggs", whose assumptions :attr:`total` has.
    An ingredient that is not found, or whose magnesium is unknown, makes every figure of the recipe a lower bound.
    *servings* is the number of servings of the whole recipe. *cooking* is a method ("boiled, drained", "stewed with
    its liquid") or one of USDA's retention codes ("3005") for all ingredients; if some are cooked in another way,
    make another recipe of them and use it as an ingredient. *cooked_grams* is the weight of the finished dish;
    without it, the weight is estimated: see :attr:`steps`.

    Raises :class:`~magnesium.InvalidValueError` and :class:`~magnesium.AmountError` for impossible values, and
    :class:`~magnesium.AmbiguousError` and :class:`~magnesium.UnitError` for strings with several meanings or with a
    measure that does not fit.

    >>> soup = Recipe(id="my:soup", name="Lentil soup", servings=4, cooking="boiled, water used",
    ...               ingredients=["200 g lentils, raw", "100 g carrots, raw", "900 g tap water"])
    >>> print(soup)
    Lentil soup (my:soup): 115 mg in the whole, 29 mg per serving, 9.6 mg per 100 g
    """

    id: str = attrs.field(validator=_not_blank)
    name: str = attrs.field(validator=_not_blank)
    ingredients: tuple[Entry, ...] = attrs.field(converter=_ingredients)
    """The ingredients before cooking."""
    servings: float | None = attrs.field(default=None, validator=_above_zero)
    """Number of servings of the whole recipe; ``None`` if not stated."""
    cooking: str | None = None
    """How it is cooked; ``None`` if it is not cooked, or the ingredients are already cooked."""
    cooked_grams: float | None = attrs.field(default=None, validator=_above_zero)
    """Weight of the finished dish in grams; ``None`` if not stated."""
    steps: tuple[CookedIngredient, ...] = attrs.field(
        init=False, eq=False, default=attrs.Factory(_steps, takes_self=True)
    )
    """Each ingredient after cooking: the share of magnesium and weight that remains, and the factor used."""
    total: Total = attrs.field(init=False, eq=False, default=attrs.Factory(_total, takes_self=True))
    """The magnesium of the whole recipe after cooking, and which ingredients are unknown."""

    @property
    def source(self) -> str:
        """Where its figures are from: the ingredients, which state their own sources."""
        return "recipe"

    @property
    def unknown(self) -> tuple[str, ...]:
        """Ids of the ingredients that could not be added; empty if the figures are complete."""
        return self.total.unknown

    @property
    def origin(self) -> Origin | None:
        """The common origin of all ingredients, "food" for foods and waters; ``None`` if they differ."""
        origins = {entry.origin for entry in self.ingredients}
        if len(origins) == 1:
            return origins.pop()
        return Origin.FOOD if origins == {Origin.FOOD, Origin.WATER} else None

    @property
    def raw_grams(self) -> float | None:
        """Weight of all ingredients before cooking; ``None`` if one is unknown."""
        return _summed(map(_grams, self.ingredients))

    @property
    def final_grams(self) -> float | None:
        """Weight of the finished dish: *cooked_grams*, or else estimated from cooking yields."""
        return self.cooked_grams if self.cooked_grams is not None else _summed(_weights(self.steps))

    @property
    def mg_per_100g(self) -> float | None:
        """Magnesium in 100 g of the finished dish; ``None`` if an ingredient or the weight is unknown."""
        return None if self.unknown or not self.final_grams else self.total.mg / self.final_grams * 100

    @property
    def mg_per_serving(self) -> float | None:
        """Magnesium of one serving; ``None`` if an ingredient is unknown or no servings are stated."""
        return None if self.unknown or self.servings is None else self.total.mg / self.servings

    @property
    def portions(self) -> tuple[Portion, ...]:
        """One serving and what it weighs; empty if either is unknown."""
        if self.servings is None or not self.final_grams:
            return ()
        return (Portion(description="serving", grams=self.final_grams / self.servings),)

    def grams(self, grams: float) -> Entry:
        """Return an entry of a weight of the finished dish.

        Raises :class:`~magnesium.AmountError` for an impossible amount, and if the weight of the
        finished dish is unknown.
        """
        return self.measured(grams, "g")

    def serving(self, text: str) -> Entry:
        """Return an entry of "1 serving", "half the recipe" or a weight such as "250 g".

        Raises :class:`~magnesium.AmountError` for a bad number and where servings or weight are unknown,
        and :class:`~magnesium.UnitError` for other measures.
        """
        quantity, unit = parse_amount(text)
        if not unit:
            raise AmountError("amount", text, f"needs a unit: servings of {self.name}, or grams")
        return self.measured(quantity, unit)

    def measured(self, quantity: float, unit: str) -> Entry:
        """Return an entry of *quantity* times *unit*; like :meth:`serving` with two arguments."""
        quantity = amount(quantity, "amount")
        share = quantity * self._share(unit_text(unit))
        known = any(step.cooked.mg is not None for step in self.steps)
        grams = None if self.final_grams is None else self.final_grams * share
        mg = self.total.mg * share if known else None
        return Entry(item=self, origin=self.origin, quantity=quantity, unit=unit, mg=mg, grams=grams)

    def _share(self, unit: str) -> float:
        """Return the part of the whole that one *unit* is."""
        mass = mass_grams(unit)
        if mass is not None:
            if not self.final_grams:
                reason = "cannot be taken: the weight of an ingredient is unknown; state cooked_grams"
                raise AmountError("weight", f"of {self.name}", reason)
            return mass / self.final_grams
        asked = frozenset(words(unit)) - _FILLERS
        own = frozenset(words(self.name))
        if asked - own <= _SERVING and asked & _SERVING:
            if self.servings is None:
                raise AmountError("servings", f"of {self.name}", "are not stated; give servings=")
            return 1 / self.servings
        if asked - own <= _WHOLE and asked & _WHOLE:
            return 1.0
        raise UnitError(unit, f"is not a measure of the recipe {self.name}", ("1 serving", "1 recipe", "100 g"))

    def errors(self, mg: float, _: float | None) -> ItemErrors:
        """Return the errors of *mg* of its magnesium: those of the ingredients, and of their retention in cooking."""
        share = mg / self.total.mg if self.total.mg else 0.0
        found = [step.errors() for step in self.steps]
        terms = tuple(term for errors in found for term in errors.terms)
        return scaled(ItemErrors(terms, math.fsum(errors.analyzed_mg for errors in found)), share)

    def food(self) -> Food:
        """Return the finished dish as a food, for food tables and frames.

        An incomplete recipe becomes a food of unknown magnesium.
        """
        return Food(
            id=self.id,
            name=self.name,
            mg_per_100g=self.mg_per_100g,
            portions=self.portions,
            source=self.source,
            origin=self.origin if self.origin in {*Origin} - {Origin.ADDED} else None,
        )

    def __str__(self) -> str:
        mg = self.total.mg
        parts = [f"{mg_text(mg, at_least=bool(self.unknown))} in the whole"]
        if self.servings is not None:
            parts.append(f"{mg_text(mg / self.servings, at_least=bool(self.unknown))} per serving")
        if self.final_grams:
            parts.append(f"{mg_text(mg / self.final_grams * 100, at_least=bool(self.unknown))} per 100 g")
        unknown = f" ({len(self.unknown)} unknown)" if self.unknown else ""
        return f"{self.name} ({self.id}): {', '.join(parts)}{unknown}"

    def blocks(self) -> Iterator[Block]:
        """Yield the whole, each ingredient with its retention in cooking, the weight, and what is unknown."""
        yield Heading(str(self), 1)
        if self.mg_per_serving is not None:
            yield Row("A serving", mg_text(self.mg_per_serving))
        if self.mg_per_100g is not None:
            yield Row("100 g", mg_text(self.mg_per_100g))
        if self.final_grams is not None and self.cooking is not None:
            how = "as stated" if self.cooked_grams is not None else "estimated; cooked_grams states it"
            yield Row("Weight of the finished dish", f"{self.final_grams:.0f} g ({how})")
        yield Heading("Ingredients")
        yield from (Note(f"{step.cooked}. {step.why}", 1) for step in self.steps)
        yield from assumed(self.ingredients)
        if self.unknown:
            yield Caution(f"Unknown magnesium, not in the figures: {', '.join(self.unknown)}")

    def cited(self) -> tuple[str, ...]:
        """Return the distinct sources of the ingredients."""
        return tuple(dict.fromkeys(key for entry in self.ingredients for key in entry.cited()))


def _cooked(entry: Entry, cooking: Cooking | None, text: str | None) -> CookedIngredient:
    """Return an ingredient after cooking; a raw recipe among them is cooked ingredient by ingredient."""
    inner = entry.item
    if not isinstance(inner, Recipe) or cooking is None or cooking.code is not None:
        return cook(entry, cooking)
    if inner.cooking is not None:
        return CookedIngredient(entry=entry, why="a recipe that is already cooked: 100 %")
    done = attrs.evolve(inner, cooking=text, cooked_grams=None)
    kept = 100 * done.total.mg / inner.total.mg if inner.total.mg else 100.0
    weighs = 100 * done.final_grams / inner.final_grams if done.final_grams and inner.final_grams else 100.0
    stated = "; ".join(map(str, done.steps))
    return CookedIngredient(entry=entry, percent=kept, yield_percent=weighs, why=f"{kept:.0f} % ({stated})")


def _grams(entry: Entry) -> float | None:
    """Return the weight of an ingredient, also of water by volume and of a compound by its magnesium."""
    if entry.grams is not None:
        return entry.grams
    if isinstance(entry.item, Water) and (ml := volume_ml(entry.unit)) is not None:
        return entry.quantity * ml
    if isinstance(entry.item, Compound) and entry.item.elemental_fraction and entry.mg is not None:
        return entry.mg / entry.item.elemental_fraction / 1000
    return None


def _weights(steps: Iterable[CookedIngredient]) -> Iterator[float | None]:
    for step in steps:
        grams = _grams(step.entry)
        yield None if grams is None else grams * step.yield_percent / 100


def _summed(grams: Iterable[float | None]) -> float | None:
    listed = list(grams)
    known = [each for each in listed if each is not None]
    return math.fsum(known) if len(known) == len(listed) else None
