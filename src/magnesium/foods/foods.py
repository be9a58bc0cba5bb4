"""Foods: magnesium per 100 g, household portions, and the catalog of the foods of all bundled tables."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import derived, filled, stored, text_field
from magnesium.catalogs.reading import columns, read_lazily
from magnesium.catalogs.search import Document, Language
from magnesium.catalogs.tables import LazyRecords, RecordsByTable
from magnesium.errors import AmountError, tuple_of
from magnesium.foods.amounts import parse_amount, unit_text
from magnesium.foods.categories import origin_of_category
from magnesium.foods.entries import Entry, FoodOriginWord, Origin, origin_of
from magnesium.foods.error_terms import ItemErrors, mg_text, scaled
from magnesium.foods.everyday import everyday_names
from magnesium.foods.food_tables import FOODS_FOLDER, FoodTable, food_tables
from magnesium.foods.food_words import SYNONYMS, cost, head, penalty, without_plain_phrases
from magnesium.foods.narrowing import Narrowing
from magnesium.foods.portions import Portion, portion_grams
from magnesium.foods.stated import StatedValue
from magnesium.rendering.answers import Answer
from magnesium.rendering.blocks import Block, Heading, Note, Row, Table
from magnesium.text import fold, whole_texts
from magnesium.units import amount

if TYPE_CHECKING:
    from magnesium.foods.uncertainty import Uncertainty

_LEAST_MG = 1e-9
"""Values per 100 g by which nothing is divided."""

MAX_MG_PER_100G = 60_400
"""Magnesium oxide, the most concentrated salt, has 60.3 g of magnesium in 100 g."""


def _per_100g(_: object, attribute: attrs.Attribute[float | None], value: float | None) -> None:
    if value is not None:
        amount(value, attribute.name)


def _possible_mg(_: object, attribute: attrs.Attribute[float | None], value: float | None) -> None:
    if value is not None and amount(value, attribute.name) > MAX_MG_PER_100G:
        raise AmountError(attribute.name, value, f"is more than any substance holds ({MAX_MG_PER_100G})")


FOOD_ORIGINS = (Origin.FOOD, Origin.WATER, Origin.SUPPLEMENT, Origin.MEDICINE)
"""Possible origins of a food."""


def _stated(origin: Origin | FoodOriginWord | None) -> Origin | None:
    return None if origin is None else origin_of(origin, FOOD_ORIGINS)


def _portions(given: Iterable[Portion]) -> tuple[Portion, ...]:
    return tuple_of(given, Portion, "portions")


@functools.lru_cache(maxsize=8192)  # thousands of foods have the portion "1 oz"
def _portion(text: str) -> Portion:
    parts = text.split(" ", 2)
    if len(parts) != len(("grams", "amount", "description")):
        msg = f"portion {text!r} is not written as 'grams amount description'"
        raise ValueError(msg)
    grams, portion_amount, description = parts
    return Portion(amount=float(portion_amount), description=description, grams=float(grams))


@attrs.frozen(kw_only=True, repr=False)
class Translation(Answer):
    """A name in another language (ISO 639 code)."""

    language: str
    name: str

    def __str__(self) -> str:
        return f"{self.language}: {self.name}"


def _translation(text: str) -> Translation:
    language, _, name = text.partition(" ")
    return Translation(language=language, name=name)


def _translations(given: Iterable[Translation]) -> tuple[Translation, ...]:
    return tuple_of(given, Translation, "translations")


def _table_of(id_: str, _: Mapping[str, object]) -> str:
    """Return the table of a bundled food: the prefix of its id, and its source."""
    return id_.partition(":")[0]


def _bundled_origin(_: str, stored: Mapping[str, object]) -> Origin:
    """Return the origin of a bundled food: its table holds foods and drinking water, and no supplements."""
    return Origin.WATER if stored["category"] == "water" else Origin.FOOD


def _not_stated(_: str, __: Mapping[str, object]) -> None:
    """Return ``None``: bundled tables hold plain numbers, and nothing about unknown values."""


@attrs.frozen(kw_only=True, field_transformer=whole_texts, repr=False)
class Food(Answer):
    """A food: magnesium, energy and calcium per 100 g edible portion; ``None`` means unknown.

    *source* is a key of ``magnesium.sources``, or the user's own word ("label"). *origin* is "food",
    "water", "supplement" or "medicine"; by default, what *category* states ("dietary supplement"), or ``None``.
    Raises :class:`~magnesium.AmountError` for impossible amounts, and for other origins.

    >>> granola = Food(id="my:granola", name="Granola", mg_per_100g=96.0, source="label", origin="food")
    >>> granola.grams(50).mg
    48.0
    """

    id: str = text_field()
    name: str = text_field()
    category: str | None = None
    mg_per_100g: float | None = attrs.field(validator=_possible_mg)
    """Magnesium in 100 g of the edible portion."""
    kcal_per_100g: float | None = attrs.field(default=None, validator=_per_100g)
    """Energy in 100 g of the edible portion."""
    calcium_mg_per_100g: float | None = attrs.field(default=None, validator=_per_100g)
    """Calcium in 100 g of the edible portion."""
    portions: tuple[Portion, ...] = attrs.field(default=(), converter=_portions, metadata=stored(read=_portion))
    """Household measures and their weights."""
    translations: tuple[Translation, ...] = attrs.field(
        default=(), converter=_translations, metadata=stored(read=_translation)
    )
    """Its names in other languages, with ISO 639 codes."""
    source: str = attrs.field(validator=filled, metadata=derived(_table_of))
    origin: Origin | None = attrs.field(default=None, converter=_stated, metadata=derived(_bundled_origin))
    """Where its magnesium comes from; ``None`` if nothing states it: it may be a supplement."""
    stated: StatedValue | None = attrs.field(default=None, metadata=derived(_not_stated))
    """What its table states instead of a plain number: an estimate, a trace, a limit, or unknown."""

    def __attrs_post_init__(self) -> None:
        if self.origin is None:
            object.__setattr__(self, "origin", origin_of_category(self.category))

    @property
    def names(self) -> Mapping[str, str]:
        """Its names by language (ISO 639), if the language is known.

        >>> from magnesium.foods.foods import foods
        >>> foods["ciqual:20061"].names["fr"]
        'Haricot vert, cru'
        """
        table = food_tables.get(self.source)
        own = {} if table is None else {table.language: self.name}
        return MappingProxyType(own | {other.language: other.name for other in self.translations})

    def elsewhere(self) -> tuple[Food, ...]:
        """Return the same food in other tables, without copies.

        A food whose value equals that of this food, or of an earlier one, counts as a copy.

        >>> from magnesium.foods.foods import foods
        >>> [(food.id, food.mg_per_100g) for food in foods["sr28:12061"].elsewhere()][0]
        ('ch:273', 240.0)
        """
        from magnesium.foods.food_links import ids_elsewhere

        seen, found = {self.mg_per_100g}, []
        for food in (foods[id_] for id_ in ids_elsewhere(self.id)):
            if food.mg_per_100g not in seen:
                seen.add(food.mg_per_100g)
                found.append(food)
        return tuple(found)

    @property
    def uncertainty(self) -> Uncertainty:
        """The uncertainty of its magnesium: how the value was determined, its samples, and its SD.

        >>> from magnesium.foods.foods import foods
        >>> print(foods["sr28:12061"].uncertainty)
        270 mg (229–319) per 100 g, analyzed, 88 samples; measured
        """
        from magnesium.foods.uncertainty import uncertainty

        return uncertainty(self.id, self.mg_per_100g, self.source)

    def mg_interval(self, level: float = 0.9) -> tuple[float, float] | None:
        """Return the interval that contains the magnesium of 100 g with the probability *level*; ``None`` if unknown.

        Raises :class:`~magnesium.InvalidValueError` unless *level* is between 0 and 1.
        """
        return self.uncertainty.interval(level)

    def errors(self, mg: float, grams: float | None) -> ItemErrors:
        """Return the errors of *mg* of its magnesium, in *grams* of it."""
        from magnesium.foods.uncertainty import errors_per_100g

        listed = self.mg_per_100g or 0.0
        hundreds = mg / listed if listed > _LEAST_MG else (grams or 0.0) / 100
        return scaled(errors_per_100g(self.id, listed, self.source), hundreds)

    @property
    def note(self) -> str:
        """The values of independent tables, if they differ by more than a factor of 1.7; else empty.

        >>> from magnesium.foods.foods import foods
        >>> foods["sr28:16069"].note.partition(":")[0]
        'Food tables disagree'
        """
        from magnesium.foods.food_links import disagree

        others = [food for food in self.elsewhere() if food.mg_per_100g is not None]
        values = tuple(food.mg_per_100g for food in (self, *others) if food.mg_per_100g is not None)
        if not others or self.mg_per_100g is None or not disagree(values):
            return ""
        listed = ", ".join(f"{food.mg_per_100g:.4g} ({food.source})" for food in others)
        return f"Food tables disagree: {self.mg_per_100g:.4g} mg per 100 g here, elsewhere {listed}"

    def grams(self, grams: float) -> Entry:
        """Return an entry of a weight in grams.

        Raises :class:`~magnesium.AmountError` for an amount that is negative or not finite.

        >>> from magnesium.foods.foods import foods
        >>> foods["sr28:11458"].grams(180).mg
        156.6
        """
        grams = amount(grams, "grams")
        return self._entry(grams, "g", grams)

    def serving(self, text: str) -> Entry:
        """Return an entry of an amount in words: "1 cup", "½ cup", "3 slices", "100 g", "2 oz".

        Mass units are converted; other measures are matched against the food's portions, and a
        volume is scaled from another volume among them. Raises :class:`~magnesium.UnitError`, which
        lists the portions, if none fits, :class:`~magnesium.AmbiguousError` if several do,
        :class:`~magnesium.AmountError` for an invalid number.

        >>> from magnesium.foods.foods import foods
        >>> foods["sr28:11458"].serving("1/2 cup").grams
        90.0
        """
        quantity, unit = parse_amount(text)
        if not unit:
            known = ", ".join(portion.label for portion in self.portions) or "it has none"
            raise AmountError("amount", text, f"needs a unit: grams, or a portion of {self.name} ({known})")
        return self.measured(quantity, unit)

    def measured(self, quantity: float, unit: str) -> Entry:
        """Return an entry of *quantity* times *unit*; like :meth:`serving` with two arguments."""
        quantity = amount(quantity, "amount")
        if unit == "g":  # the unit of most logs
            return self._entry(quantity, unit, quantity)
        grams = portion_grams(self.portions, quantity, unit_text(unit), self.name)
        return self._entry(quantity, unit, amount(grams, "grams"))

    def _entry(self, quantity: float, unit: str, grams: float) -> Entry:
        mg = None if self.mg_per_100g is None else amount(self.mg_per_100g * grams / 100, "mg")
        return Entry.unchecked(self, self.origin, quantity, unit, mg, grams)

    def blocks(self) -> Iterator[Block]:
        """Yield the magnesium of 100 g and of each portion, then what else is known."""
        yield Heading(str(self), 1)
        weights = (("100 g", 100.0), *((str(portion), portion.grams) for portion in self.portions))
        mg_per_100g = self.mg_per_100g
        mg = [(label, None if mg_per_100g is None else mg_per_100g * grams / 100) for label, grams in weights]
        yield Table(("amount", "magnesium"), ((label, mg_text(found)) for label, found in mg))
        if self.kcal_per_100g is not None:
            yield Row("Energy of 100 g", f"{self.kcal_per_100g:.4g} kcal")
        if self.calcium_mg_per_100g is not None:
            yield Row("Calcium of 100 g", f"{self.calcium_mg_per_100g:.4g} mg")
        if self.stated is not None:
            yield Row("Stated by its table", f"{self.stated.written} ({self.stated})")
        if self.mg_per_100g is not None:
            yield Row("Certainty", str(self.uncertainty))
        if values := [food.mg_per_100g for food in self.elsewhere() if food.mg_per_100g is not None]:
            yield Row(
                "Independent tables", f"{min(values):.4g} to {max(values):.4g} mg per 100 g, {len(values)} values"
            )
        yield Row("Category", self.category or "not stated")
        yield Row("Origin", self.origin or "not stated")
        if self.note:
            yield Note(self.note)

    def __str__(self) -> str:
        mg = "unknown" if self.mg_per_100g is None else f"{self.mg_per_100g:g} mg"
        return f"{self.name} ({self.id}): {mg} per 100 g"


# --- everyday names and search -----------------------------------------------------------------


def _table_rank(food_id: str) -> float:
    """Return a number that is smaller the higher the food's table ranks; 0 if it has no bundled table."""
    return _table_ranks().get(food_id.partition(":")[0], 0.0)


@functools.cache
def _table_ranks() -> Mapping[str, float]:
    return MappingProxyType({id_: 1 / table.rank for id_, table in food_tables.items()})


@functools.cache
def _bundled() -> RecordsByTable[Food]:
    return RecordsByTable(FOODS_FOLDER, functools.partial(read_lazily, Food))


def newest_fndds() -> LazyRecords[Food]:
    """Return the foods of the newest release of FNDDS by id."""
    return _bundled().table("fndds")


def read_portions(cell: str) -> tuple[Portion, ...]:
    """Return the portions in a cell of a bundled table."""
    return tuple(map(_portion, cell.split("|"))) if cell else ()


def _bundled_cells(column: str) -> Iterator[tuple[str, str]]:
    """Yield the id of each bundled food with its cell in *column*.

    Made from the rows: records of all foods would take 0.2 s and 14 MiB more.
    """
    place = columns(Food).index(column)
    return ((row[0], row[place]) for table in _bundled().tables() for row in table.rows())


def bundled_mg_per_100g() -> dict[str, float | None]:
    """Return the mg per 100 g of each bundled food by its id."""
    return {id_: float(cell) if cell else None for id_, cell in _bundled_cells("mg_per_100g")}


def bundled_origins() -> dict[str, Origin | None]:
    """Return the origin of each bundled food by its id."""
    return {id_: _bundled_origin(id_, {"category": cell}) for id_, cell in _bundled_cells("category")}


def _documents(records: Mapping[str, Food]) -> Iterable[Document]:
    # Made from the rows: building all records would take longer than indexing their names.
    if isinstance(records, RecordsByTable):
        for table in (table for table in food_tables.values() if table.is_default):
            for id_, name, category, *_ in records.table(table.id).rows():
                yield Document(id=id_, names=(name,), penalty=penalty(name, category), rank=1 / table.rank)
    else:
        for id_, food in records.items():
            yield Document(
                id=id_,
                names=(food.name,),
                penalty=penalty(food.name, food.category or ""),
                rank=_table_rank(id_),
            )


@functools.cache
def _by_exact_name() -> Mapping[str, tuple[str, ...]]:
    """Return the ids by each folded name, in any language, of the tables that are not searched first.

    If tables share a name, the one of the highest rank comes first.
    """
    found: dict[str, tuple[str, ...]] = {}
    others = [table for table in food_tables.values() if not table.is_default]
    for table in sorted(others, key=lambda table: -table.rank):
        for id_, name in _names_in(table):
            found[name] = (*found.get(name, ()), id_)
    return MappingProxyType(found)


def _names_in(table: FoodTable) -> Iterator[tuple[str, str]]:
    """Yield each id of a table with each of its distinct folded names."""
    for row, names in _narrowing.names(table):
        for name in dict.fromkeys(fold(name) for _, name in names):
            yield row[0], name


LANGUAGE = Language(head=head, cost=cost, costed=without_plain_phrases, synonyms=SYNONYMS)

_narrowing = Narrowing(_bundled, Food, LANGUAGE)

foods: Catalog[Food] = Catalog(
    Food,
    load=_bundled,
    title="Magnesium, energy and calcium of foods per 100 g edible portion, with household portions",
    documents=_documents,
    aliases=everyday_names,
    elsewhere=_by_exact_name,
    language=LANGUAGE,
    narrow=functools.cache(_narrowing),
)
"""Catalog of the foods of every table in :data:`food_tables`; an id begins with its table's id (``sr28:11457``)."""
