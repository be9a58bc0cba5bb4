"""Find the item that a name means: by id, printed name, or everyday name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.errors import AmbiguousError, InvalidValueError, NotFoundError
from magnesium.foods.amounts import mass_grams, unit_text
from magnesium.foods.codes import food_ids, why_unknown
from magnesium.foods.compounds import Compound, compounds
from magnesium.foods.entries import Entry, Item, Origin
from magnesium.foods.foods import Food
from magnesium.foods.foods import foods as bundled_foods
from magnesium.foods.waters import Water, waters
from magnesium.rendering.answers import Answer
from magnesium.text import whole_text, whole_texts
from magnesium.units import amount

if TYPE_CHECKING:
    from typing import TypeAlias

    from magnesium.intake.recipes import Recipe

    _Found: TypeAlias = Food | Water | Compound | Recipe
    _Items: TypeAlias = Catalog[_Found]

UNKNOWN_PREFIX = "unknown:"
STATED_UNIT = "mg elemental"
"""Unit of an entry whose magnesium is stated, not computed from a food."""

_FOODS: tuple[_Items, ...] = (bundled_foods,)
_OTHERS: tuple[_Items, ...] = (waters, compounds)
_BUNDLED = _FOODS + _OTHERS


def own_foods(catalog: Any) -> tuple[Catalog[Any], ...]:
    """Return the catalog of the user's foods or recipes, if any; raise for anything else."""
    if catalog is None:
        return ()
    if not isinstance(catalog, Catalog) or not hasattr(catalog.record, "mg_per_100g"):
        raise InvalidValueError(
            "foods", catalog, "must be a Catalog of foods or recipes; read_food_table(...) makes one"
        )
    return (catalog,)


@attrs.frozen(field_transformer=whole_texts, repr=False)
class UnknownItem(Answer):
    """An item that no table has: its origin is unknown, and its magnesium unless stated."""

    name: str

    @property
    def id(self) -> str:
        """The name after ``unknown:``."""
        return UNKNOWN_PREFIX + self.name

    @property
    def source(self) -> str:
        """Where it was named: a log."""
        return "log"

    def measured(self, quantity: float, unit: str) -> Entry:
        """Return an entry of unknown magnesium, with grams if *unit* is a mass."""
        quantity = amount(quantity, "amount")
        if " ".join(unit_text(unit).casefold().split()) == STATED_UNIT:
            return self.stated(quantity)
        grams_each = mass_grams(unit)
        grams = None if grams_each is None else quantity * grams_each
        return Entry(item=self, origin=None, quantity=quantity, unit=unit, mg=None, grams=grams)

    def stated(self, mg: float | None) -> Entry:
        """Return an entry whose elemental magnesium a log states; ``None`` means unknown."""
        return Entry(item=self, origin=None, quantity=0.0 if mg is None else mg, unit=STATED_UNIT, mg=mg)


def usual_origin(item: Item | None) -> Origin | None:
    """Return the default origin of an item's entries; ``None`` if nothing states one."""
    if isinstance(item, Water):
        return Origin.WATER
    return Origin.SUPPLEMENT if isinstance(item, Compound) else getattr(item, "origin", None)


def find_item(
    text: str,
    *,
    foods: Catalog[Food | Recipe] | None = None,
    near: bool = True,
    tables: str | Iterable[str] = (),
    language: str = "",
) -> Food | Water | Compound | Recipe:
    """Return the food, water, compound or recipe that *text* names.

    The search is by id or code (an NDB number, a food code of FNDDS, an id of Foundation Foods), then by printed name
    (ignoring case and accents), then by everyday name, then by the words of the name in another order or number.
    If several tables have the same printed name, the one of the highest ``rank`` in ``magnesium.food_tables`` wins.
    Tables that are not ``is_default`` there are searched last, and only for the exact name in any of their languages.

    Args:
        text: An id, a code or a name.
        foods: The user's foods and recipes, searched first.
        near: Whether an error suggests near matches, which takes time.
        tables: Ids of the only food tables to search, such as "ciqual".
        language: The only language of names to search, such as "fr".

    Raises:
        NotFoundError: Nothing has this name; with near matches.
        AmbiguousError: *text* can mean several items; with their ids.

    >>> find_item("Almonds").id, find_item("water:ciqual-76022").name, find_item("Bigorneau, cuit").id
    ('sr28:12061', 'Hépar', 'ciqual:10000')
    """
    chosen = bundled_foods.within(tables=tables, language=language)
    bundled = _BUNDLED if chosen is bundled_foods else (chosen,)
    found = _meant(text, (own_foods(foods), bundled))
    if found is None:
        raise NotFoundError(
            "food, water or compound", text, near_items(text, own_foods(foods) + bundled) if near else ()
        )
    return found


def find_food(
    text: str,
    *,
    foods: Catalog[Food | Recipe] | None = None,
    tables: str | Iterable[str] = (),
    language: str = "",
) -> Food:
    """Return the food that *text* names; as :func:`find_item`, but only foods.

    Args:
        text: An id, a code or a name.
        foods: The user's foods, searched first.
        tables: Ids of the only food tables to search.
        language: The only language of names to search.

    Raises:
        NotFoundError: No food has this name; with near matches, or the water or compound that *text* names.
        AmbiguousError: *text* can mean several foods; with their ids.

    >>> find_food("cooked spinach").grams(180).mg
    156.6
    >>> find_food("lentille, sèche", language="fr").id, find_food("spinach, raw", tables="ch").mg_per_100g
    ('ciqual:20504', 58.0)
    """
    bundled = (bundled_foods.within(tables=tables, language=language),)
    found = _meant(text, (own_foods(foods), bundled))
    if isinstance(found, Food):
        return found
    others = {item.id: item for catalog in own_foods(foods) + _OTHERS for item in _named(catalog, text)}
    if others:
        names = " and ".join(f"{item.id} ({item.name})" for item in others.values())
        raise NotFoundError("food", text, (), f"it names {names}, and find_item(...) finds these too")
    raise NotFoundError("food", text, near_items(text, own_foods(foods) + bundled))


def _named(catalog: _Items, text: str) -> tuple[_Found, ...]:
    return (catalog[text],) if text in catalog else catalog.named(text)


def _meant(text: str, groups: tuple[tuple[_Items, ...], ...]) -> _Found | None:
    """Return the item that *text* names, by id in any catalog, or else by name in the first group that has it."""
    whole_text(text, "name")
    for catalog in (catalog for group in groups for catalog in group):
        if (found := catalog.get(text)) is not None:
            return found  # type: ignore[no-any-return]
    for id_ in food_ids(text):
        if id_ in bundled_foods:
            return bundled_foods[id_]
        raise NotFoundError("food", text, (), why_unknown(id_))
    # Tables that are searched for exact names only come last.
    for elsewhere in (False, True):
        for group in groups:
            named = {item.id: item for catalog in group for item in catalog.named(text, elsewhere=elsewhere)}
            if len(named) == 1:
                return next(iter(named.values()))
            if named:
                candidates = tuple(f"{item.id} ({item.name})" for item in named.values())
                raise AmbiguousError(f"{text!r} can mean several items", candidates, "name one by its id")
    return None


def near_items(text: str, catalogs: tuple[_Items, ...] = _BUNDLED, limit: int = 3) -> tuple[str, ...]:
    """Return near matches, each with its id.

    Args:
        text: The name that was not found.
        catalogs: Where to search.
        limit: Maximum number of matches.
    """
    found: dict[str, str] = {}
    if any(char.isalnum() for char in text):
        for catalog in catalogs:
            for item in catalog.search(text, limit=limit):
                found.setdefault(item.id, f"{item.id} ({item.name})")
    if not found:
        for catalog in catalogs:
            for name in catalog.near(text):
                found.setdefault(name, repr(name))
    return tuple(found.values())[:limit]
