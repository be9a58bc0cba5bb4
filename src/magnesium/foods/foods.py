"""Foods: magnesium per 100 g, household portions, and the catalog of about 14,500 of them."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.search import Document, Language
from magnesium.catalogs.tables import LazyRecords, bundled_table, lazy_table
from magnesium.errors import AmountError
from magnesium.foods.amounts import mass_grams, parse_amount
from magnesium.foods.entries import Entry, Origin
from magnesium.foods.food_words import SYNONYMS, cost, head, penalty, without_plain_phrases
from magnesium.foods.portions import Portion, portion_grams
from magnesium.text import whole_texts
from magnesium.units import amount

MAX_MG_PER_100G = 60_400
"""Magnesium oxide, the most concentrated salt, holds 60.3 g of magnesium in 100 g."""


def _per_100g(_: object, attribute: attrs.Attribute[float | None], value: float | None) -> None:
    if value is not None:
        amount(value, attribute.name)


def _possible_mg(_: object, attribute: attrs.Attribute[float | None], value: float | None) -> None:
    if value is not None and amount(value, attribute.name) > MAX_MG_PER_100G:
        raise AmountError(attribute.name, value, f"is more than any substance holds ({MAX_MG_PER_100G})")


def _portions(given: Iterable[Portion]) -> tuple[Portion, ...]:
    return tuple(given)


@attrs.frozen(kw_only=True, field_transformer=whole_texts)
class Food:
    """A food: magnesium, energy and calcium per 100 g edible portion; ``None`` is unknown.

    *source* is a key of ``magnesium.catalogs.sources``, or a user's own word ("label"). Raises
    :class:`~magnesium.AmountError` for amounts that cannot be.

    >>> granola = Food(id="my:granola", name="Granola", mg_per_100g=96.0, source="label")
    >>> granola.grams(50).mg
    48.0
    """

    id: str = attrs.field(validator=attrs.validators.min_len(1))
    name: str = attrs.field(validator=attrs.validators.min_len(1))
    mg_per_100g: float | None = attrs.field(validator=_possible_mg)
    """Magnesium in 100 g of the edible portion."""
    source: str = attrs.field(validator=attrs.validators.min_len(1))
    category: str | None = None
    kcal_per_100g: float | None = attrs.field(default=None, validator=_per_100g)
    """Energy in 100 g of the edible portion."""
    calcium_mg_per_100g: float | None = attrs.field(default=None, validator=_per_100g)
    """Calcium in 100 g of the edible portion."""
    portions: tuple[Portion, ...] = attrs.field(default=(), converter=_portions)
    """Household measures, and what they weigh."""

    @property
    def origin(self) -> Origin:
        """Water for foods of the category "water" (tap and bottled), food for all others."""
        return Origin.WATER if self.category == "water" else Origin.FOOD

    def grams(self, grams: float) -> Entry:
        """Return an entry of so many grams.

        Raises :class:`~magnesium.AmountError` for an amount that is negative or not finite.

        >>> from magnesium.foods.foods import foods
        >>> foods["sr28:11458"].grams(180).mg
        156.6
        """
        return self._entry(amount(grams, "grams"), "g", 1.0)

    def serving(self, text: str) -> Entry:
        """Return an entry of an amount as people say it: "1 cup", "½ cup", "3 slices", "100 g", "2 oz".

        Mass units convert; other measures are matched against the food's own portions, and a
        volume is scaled from another volume among them. Raises :class:`~magnesium.UnitError` that
        lists the portions where none fits, :class:`~magnesium.AmbiguousError` where several do,
        :class:`~magnesium.AmountError` for a bad number.

        >>> from magnesium.foods.foods import foods
        >>> foods["sr28:11458"].serving("1/2 cup").grams
        90.0
        """
        quantity, unit = parse_amount(text)
        if not unit:
            known = ", ".join(portion.label for portion in self.portions) or "none of its own"
            raise AmountError("amount", text, f"needs a unit: grams, or a portion of {self.name} ({known})")
        return self.measured(quantity, unit)

    def measured(self, quantity: float, unit: str) -> Entry:
        """Return an entry of *quantity* times *unit*; like :meth:`serving` with the two apart."""
        quantity = amount(quantity, "amount")
        grams = mass_grams(unit)
        return self._entry(quantity, unit, portion_grams(self.portions, unit, self.name) if grams is None else grams)

    def _entry(self, quantity: float, unit: str, grams_each: float) -> Entry:
        grams = quantity * grams_each
        mg = None if self.mg_per_100g is None else self.mg_per_100g * grams / 100
        return Entry(item=self, origin=self.origin, quantity=quantity, unit=unit, mg=mg, grams=grams)

    def _repr_html_(self) -> str:
        """Return the food and its portions as a small table, for notebooks."""
        from magnesium.rendering.notebook import table

        def mg(grams: float) -> str:
            return "unknown" if self.mg_per_100g is None else f"{self.mg_per_100g * grams / 100:.1f} mg"

        rows = [("100 g", mg(100)), *((str(portion), mg(portion.grams)) for portion in self.portions)]
        return table(self.name, ("amount", "magnesium"), rows, f"{self.id}, source {self.source}")

    def __str__(self) -> str:
        mg = "unknown" if self.mg_per_100g is None else f"{self.mg_per_100g:g} mg"
        return f"{self.name} ({self.id}): {mg} per 100 g"


COLUMNS = ("id", "name", "category", "mg_per_100g", "kcal_per_100g", "calcium_mg_per_100g", "portions")


def _food(row: list[str]) -> Food:
    id_, name, category, mg, kcal, calcium, portions = row
    return Food(
        id=id_,
        name=name,
        category=category,
        mg_per_100g=_known(mg),
        kcal_per_100g=_known(kcal),
        calcium_mg_per_100g=_known(calcium),
        portions=tuple(_portion(text) for text in portions.split("|")) if portions else (),
        source=id_.partition(":")[0],
    )


def _known(text: str) -> float | None:
    return float(text) if text else None


def _portion(text: str) -> Portion:
    parts = text.split(" ", 2)
    if len(parts) != len(("grams", "amount", "description")):
        msg = f"portion {text!r} is not written as 'grams amount description'"
        raise ValueError(msg)
    grams, portion_amount, description = parts
    return Portion(amount=float(portion_amount), description=description, grams=float(grams))


# --- everyday names and search -----------------------------------------------------------------


@attrs.frozen
class Everyday:
    """What people call a food, and the label of a usual serving of it ("" where there is none)."""

    id: str
    names: tuple[str, ...]
    """What people call it."""
    food_id: str
    """Id of the one plain food that is meant."""
    serving: str
    """Label of a usual serving, one of the food's portions."""


def _everyday(row: list[str]) -> Everyday:
    names, food_id, serving = row
    return Everyday(names, tuple(names.split("|")), food_id, serving)


@functools.cache
def everyday_foods() -> tuple[Everyday, ...]:
    """Return the everyday names of foods, each with one plain food and a usual serving."""
    return tuple(bundled_table("everyday.csv", ("names", "food_id", "serving"), _everyday).values())


@functools.cache
def everyday_names() -> Mapping[str, str]:
    """Return each everyday name with the id of the food that it means."""
    return MappingProxyType({name: everyday.food_id for everyday in everyday_foods() for name in everyday.names})


@functools.cache
def _bundled() -> LazyRecords[Food]:
    return lazy_table("foods.csv", COLUMNS, _food)


def bundled_mg_per_100g() -> dict[str, float | None]:
    """Return the mg per 100 g of each bundled food by its id.

    Made of the rows: 14,500 records would take 0.2 s and 14 MiB more.
    """
    return {row[0]: _known(row[COLUMNS.index("mg_per_100g")]) for row in _bundled().rows()}


def _documents(records: Mapping[str, Food]) -> Iterable[Document]:
    # Rows are read instead of records: building 14,500 records for their names would take longer
    # than indexing them.
    if isinstance(records, LazyRecords):
        for id_, name, category, *_ in records.rows():
            yield Document(id=id_, names=(name,), penalty=penalty(name, category))
    else:
        for id_, food in records.items():
            yield Document(id=id_, names=(food.name,), penalty=penalty(food.name, food.category or ""))


LANGUAGE = Language(head=head, cost=cost, costed=without_plain_phrases, synonyms=SYNONYMS)

foods: Catalog[Food] = Catalog(
    "food",
    _bundled,
    documents=_documents,
    aliases=everyday_names,
    language=LANGUAGE,
    bundled_as="foods",
)
"""Catalog of SR28 (``sr28:``), Foundation Foods (``foundation:``) and FNDDS (``fndds:``)."""
