"""Foods: magnesium per 100 g, household portions, and the catalog of about 14,500 of them."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import derived, stored
from magnesium.catalogs.reading import columns, read_lazily
from magnesium.catalogs.search import Document, Language
from magnesium.catalogs.tables import LazyRecords
from magnesium.errors import AmountError
from magnesium.foods.amounts import parse_amount, unit_text
from magnesium.foods.categories import origin_of_category
from magnesium.foods.entries import Entry, Origin, origin_of
from magnesium.foods.food_tables import food_tables
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


FOOD_ORIGINS = (Origin.FOOD, Origin.WATER, Origin.SUPPLEMENT, Origin.MEDICINE)
"""What can be stated as the origin of a food."""


def _stated(origin: Origin | str | None) -> Origin | None:
    return None if origin is None else origin_of(origin, FOOD_ORIGINS)


def _portions(given: Iterable[Portion]) -> tuple[Portion, ...]:
    return tuple(given)


def _portion(text: str) -> Portion:
    parts = text.split(" ", 2)
    if len(parts) != len(("grams", "amount", "description")):
        msg = f"portion {text!r} is not written as 'grams amount description'"
        raise ValueError(msg)
    grams, portion_amount, description = parts
    return Portion(amount=float(portion_amount), description=description, grams=float(grams))


def _table_of(id_: str, _: Mapping[str, object]) -> str:
    """Return the table of a bundled food, which its id begins with and which is its source."""
    return id_.partition(":")[0]


def _bundled_origin(_: str, stored: Mapping[str, object]) -> Origin:
    """Return the origin of a bundled food: its table holds foods and drinking water, and no supplements."""
    return Origin.WATER if stored["category"] == "water" else Origin.FOOD


@attrs.frozen(kw_only=True, field_transformer=whole_texts)
class Food:
    """A food: magnesium, energy and calcium per 100 g edible portion; ``None`` is unknown.

    *source* is a key of ``magnesium.sources``, or a user's own word ("label"). *origin* is "food",
    "water", "supplement" or "medicine"; if it is not given, it is what *category* states
    ("dietary supplement"), or ``None``. Raises :class:`~magnesium.AmountError` for amounts that
    cannot be, and for other origins.

    >>> granola = Food(id="my:granola", name="Granola", mg_per_100g=96.0, source="label", origin="food")
    >>> granola.grams(50).mg
    48.0
    """

    id: str = attrs.field(validator=attrs.validators.min_len(1))
    name: str = attrs.field(validator=attrs.validators.min_len(1))
    category: str | None = None
    mg_per_100g: float | None = attrs.field(validator=_possible_mg)
    """Magnesium in 100 g of the edible portion."""
    kcal_per_100g: float | None = attrs.field(default=None, validator=_per_100g)
    """Energy in 100 g of the edible portion."""
    calcium_mg_per_100g: float | None = attrs.field(default=None, validator=_per_100g)
    """Calcium in 100 g of the edible portion."""
    portions: tuple[Portion, ...] = attrs.field(default=(), converter=_portions, metadata=stored(read=_portion))
    """Household measures, and what they weigh."""
    source: str = attrs.field(validator=attrs.validators.min_len(1), metadata=derived(_table_of))
    origin: Origin | None = attrs.field(default=None, converter=_stated, metadata=derived(_bundled_origin))
    """Where its magnesium comes from; ``None`` if nothing states it: it may be a supplement."""

    def __attrs_post_init__(self) -> None:
        if self.origin is None:
            object.__setattr__(self, "origin", origin_of_category(self.category))

    def grams(self, grams: float) -> Entry:
        """Return an entry of so many grams.

        Raises :class:`~magnesium.AmountError` for an amount that is negative or not finite.

        >>> from magnesium.foods.foods import foods
        >>> foods["sr28:11458"].grams(180).mg
        156.6
        """
        grams = amount(grams, "grams")
        return self._entry(grams, "g", grams)

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
        return self._entry(quantity, unit, portion_grams(self.portions, quantity, unit_text(unit), self.name))

    def _entry(self, quantity: float, unit: str, grams: float) -> Entry:
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


# --- everyday names and search -----------------------------------------------------------------


def _table_rank(food_id: str) -> float:
    """Return a number that is the smaller, the higher its table ranks; 0 for foods of no bundled table."""
    return _table_ranks().get(food_id.partition(":")[0], 0.0)


@functools.cache
def _table_ranks() -> Mapping[str, float]:
    return MappingProxyType({id_: 1 / table.rank for id_, table in food_tables.items()})


@attrs.frozen(kw_only=True)
class Everyday:
    """What people call a food, and the label of a usual serving of it ("" if there is none)."""

    id: str = attrs.field(metadata=stored(column="names"))
    names: tuple[str, ...]
    """What people call it."""
    food_ids: tuple[str, ...]
    """Id of the one plain food that is meant; several, most usual first, where the name alone does not decide."""
    serving: str
    """Label of a usual serving, one of the food's portions."""


everyday_foods: Catalog[Everyday] = Catalog(
    Everyday,
    file="everyday.csv",
    title="Everyday names of foods, the plain food that they mean, and a usual serving of it",
    kind="everyday name",
    documents=lambda records: (Document(id=id_, names=everyday.names) for id_, everyday in records.items()),
)
"""Catalog of the everyday names of foods."""


@functools.cache
def everyday_names() -> Mapping[str, tuple[str, ...]]:
    """Return each everyday name with the id of the food that it means, or of all that it can mean."""
    return MappingProxyType(
        {name: everyday.food_ids for everyday in everyday_foods.values() for name in everyday.names}
    )


@functools.cache
def _bundled() -> LazyRecords[Food]:
    return read_lazily(Food, "foods.csv")


def bundled_mg_per_100g() -> dict[str, float | None]:
    """Return the mg per 100 g of each bundled food by its id.

    Made of the rows: 14,500 records would take 0.2 s and 14 MiB more.
    """
    place = columns(Food).index("mg_per_100g")
    return {row[0]: float(row[place]) if row[place] else None for row in _bundled().rows()}


def bundled_origins() -> dict[str, Origin | None]:
    """Return the origin of each bundled food by its id, made of the rows as :func:`bundled_mg_per_100g`."""
    place = columns(Food).index("category")
    return {row[0]: _bundled_origin(row[0], {"category": row[place]}) for row in _bundled().rows()}


def _documents(records: Mapping[str, Food]) -> Iterable[Document]:
    # Rows are read instead of records: building 14,500 records for their names would take longer
    # than indexing them.
    if isinstance(records, LazyRecords):
        for id_, name, category, *_ in records.rows():
            yield Document(id=id_, names=(name,), penalty=penalty(name, category), rank=_table_rank(id_))
    else:
        for id_, food in records.items():
            yield Document(
                id=id_,
                names=(food.name,),
                penalty=penalty(food.name, food.category or ""),
                rank=_table_rank(id_),
            )


LANGUAGE = Language(head=head, cost=cost, costed=without_plain_phrases, synonyms=SYNONYMS)

foods: Catalog[Food] = Catalog(
    Food,
    file="foods.csv",
    load=_bundled,
    title="Magnesium, energy and calcium of foods per 100 g edible portion, with household portions",
    documents=_documents,
    aliases=everyday_names,
    language=LANGUAGE,
)
"""Catalog of SR28 (``sr28:``), Foundation Foods (``foundation:``) and FNDDS (``fndds:``)."""
