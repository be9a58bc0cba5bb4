"""Entry: an amount of an item, and when it was eaten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, Literal, Protocol

import attrs

from magnesium.errors import InvalidValueError, tuple_of
from magnesium.evidence import Vocabulary
from magnesium.foods.assumptions import Assumption
from magnesium.foods.error_terms import ItemErrors, Spread, combined, interval, interval_label, interval_text, mg_text
from magnesium.rendering.answers import Answer, Worded
from magnesium.rendering.blocks import Block, Heading, Note, Row, Table
from magnesium.rendering.documents import OPEN
from magnesium.text import normalized, whole_texts
from magnesium.units import amount


class Origin(Vocabulary):
    """Where magnesium comes from; an upper level covers only some origins."""

    FOOD = "food"
    WATER = "water"
    SUPPLEMENT = "supplement"
    MEDICINE = "medicine"
    """Antacids, laxatives and other medicines with magnesium."""
    ADDED = "added"
    """Magnesium salts added to food or water."""


OriginWord = Literal["food", "water", "supplement", "medicine", "added"]
"""The words for an origin."""

FoodOriginWord = Literal["food", "water", "supplement", "medicine"]
"""The words for the origin of a food."""

DosedOriginWord = Literal["supplement", "medicine", "added"]
"""The words for the origin of a dose of a compound."""


def origin_of(word: Origin | str, allowed: tuple[Origin, ...] = tuple(Origin)) -> Origin:
    """Return the origin that *word* names, ignoring case.

    Raises :class:`~magnesium.InvalidValueError`, which lists the *allowed* ones.

    >>> origin_of("Supplement")
    <Origin.SUPPLEMENT: 'supplement'>
    """
    plain = str(word).strip().casefold()
    if plain in allowed:
        return Origin(plain)
    raise InvalidValueError("origin", str(word), f"must be one of {', '.join(allowed)}")


def origin_or_unstated(word: Origin | OriginWord | None) -> Origin | None:
    """Return the origin that *word* names; ``None`` means not stated."""
    return word if word is None or type(word) is Origin else origin_of(word)


DOSED = (Origin.SUPPLEMENT, Origin.MEDICINE, Origin.ADDED)
"""Where a dose of a compound can come from."""


class Item(Protocol):
    """Something eaten, drunk or taken: a food, a water or a compound."""

    @property
    def id(self) -> str:
        """The stable id."""
        ...

    @property
    def name(self) -> str:
        """The name."""
        ...

    @property
    def source(self) -> str:
        """The key of the source in ``magnesium.sources``, or the user's own word."""
        ...

    def measured(self, quantity: float, unit: str) -> Entry:
        """Return an entry of *quantity* times *unit* of the item."""
        ...


def _known(_: object, attribute: Any, value: float | None) -> None:
    if value is not None:
        amount(value, attribute.name)


def _given(_: object, attribute: Any, value: float) -> None:
    amount(value, attribute.name)


def _date(value: dt.date | str | None) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if value is None or isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(normalized(value).strip())
    except (AttributeError, TypeError, ValueError):
        raise InvalidValueError("date", value, "must be a date, such as 2026-11-22") from None


def _time(value: dt.time | str | None) -> dt.time | None:
    if value is None or isinstance(value, dt.time):
        return value
    try:
        text = normalized(value).strip()
        # Spreadsheets write 7:30.
        return dt.time.fromisoformat(f"0{text}" if text[1:2] == ":" else text)
    except (AttributeError, TypeError, ValueError):
        raise InvalidValueError("time", value, "must be a time, such as 08:30") from None


def _assumptions(given: Iterable[Assumption]) -> tuple[Assumption, ...]:
    return tuple_of(given, Assumption, "assumptions")


@attrs.frozen(kw_only=True, field_transformer=whole_texts, repr=False)
class Entry(Worded):
    """An amount of an item: *mg* is its elemental magnesium, ``None`` if unknown.

    *quantity* and *unit* state the amount as given (1.5 "cup"); *grams* is its weight, if known. *origin* is
    ``None`` if nothing states where the magnesium comes from. Made by ``food.grams``, ``food.serving``,
    ``water.liters`` and ``compound.dose``.
    """

    item: Item = attrs.field(metadata={OPEN: True})
    origin: Origin | None = attrs.field(converter=origin_or_unstated)
    quantity: float = attrs.field(validator=_given)
    unit: str
    mg: float | None = attrs.field(validator=_known)
    grams: float | None = attrs.field(default=None, validator=_known)
    date: dt.date | None = attrs.field(default=None, converter=_date)
    time: dt.time | None = attrs.field(default=None, converter=_time)
    meal: str | None = None
    person: str | None = None
    wording: str = attrs.field(default="", alias="text", eq=False)
    """The words that the entry was read from, as written; ``text`` is the same. Not part of what was eaten."""
    assumptions: tuple[Assumption, ...] = attrs.field(default=(), converter=_assumptions)
    """The choices that were made among possible meanings of the words."""

    @property
    def unknown(self) -> tuple[str, ...]:
        """Ids of what *mg* excludes, which makes it a lower bound: the item, or ingredients of a recipe."""
        if self.mg is None:
            return (self.item.id,)
        left_out: tuple[str, ...] = getattr(self.item, "unknown", ())
        return left_out

    @property
    def spread(self) -> Spread:
        """The uncertainty of *mg* and its causes."""
        return combined([self.errors()])

    @property
    def sd_mg(self) -> float | None:
        """Standard deviation of *mg*, from the food data, the portion and the assumptions; ``None`` if unknown."""
        return None if self.mg is None else self.spread.sd_mg

    def mg_interval(self, level: float = 0.9) -> tuple[float, float] | None:
        """Return the interval that contains the true magnesium with the probability *level*; ``None`` if unknown.

        It excludes the :attr:`unknown` items. Raises :class:`~magnesium.InvalidValueError` unless *level* is
        between 0 and 1.

        >>> from magnesium.foods.foods import foods
        >>> low, high = foods["sr28:12061"].grams(30).mg_interval(0.9)
        >>> round(low, 1), round(high, 1)
        (68.7, 95.6)
        """
        return None if self.mg is None else interval(self.mg, self.spread, level)

    def errors(self) -> ItemErrors:
        """Return the errors of *mg*, each with a key for the cause that it shares with other entries."""
        from magnesium.foods.entry_errors import entry_errors

        return entry_errors(self)

    @property
    def kcal(self) -> float | None:
        """Energy in kcal; ``None`` if the item's energy or the weight is unknown."""
        per_100g = getattr(self.item, "kcal_per_100g", None)
        return None if per_100g is None or self.grams is None else per_100g * self.grams / 100

    @property
    def calcium_mg(self) -> float | None:
        """Calcium in mg; ``None`` if the item's calcium or the weight is unknown."""
        per_100g = getattr(self.item, "calcium_mg_per_100g", None)
        return None if per_100g is None or self.grams is None else per_100g * self.grams / 100

    def at(
        self,
        *,
        date: dt.date | str | None = None,
        time: dt.time | str | None = None,
        meal: str | None = None,
        person: str | None = None,
    ) -> Entry:
        """Return the entry at another date, time or meal, or of another person; omitted fields stay the same.

        Args:
            date: Day, as a date or an ISO string.
            time: Time of day, as a time or an ISO string.
            meal: Name of the meal.
            person: Name of the person.

        Raises:
            InvalidValueError: The date or the time is invalid.
        """
        return attrs.evolve(
            self,
            date=self.date if date is None else date,
            time=self.time if time is None else time,
            meal=self.meal if meal is None else meal,
            person=self.person if person is None else person,
        )

    def placed(self, date: dt.date | None, time: dt.time | None, meal: str | None, person: str | None) -> Entry:
        """Return the entry with values that were checked before; fast enough for a log of a million rows.

        Args:
            date: Day.
            time: Time of day.
            meal: Name of the meal.
            person: Name of the person.
        """
        return Entry.unchecked(
            self.item,
            self.origin,
            self.quantity,
            self.unit,
            self.mg,
            self.grams,
            date,
            time,
            meal,
            person,
            self.wording,
            self.assumptions,
        )

    @staticmethod
    def unchecked(  # noqa: PLR0917  (keywords would take longer)
        item: Item,
        origin: Origin | None,
        quantity: float,
        unit: str,
        mg: float | None,
        grams: float | None,
        date: dt.date | None = None,
        time: dt.time | None = None,
        meal: str | None = None,
        person: str | None = None,
        wording: str = "",
        assumptions: tuple[Assumption, ...] = (),
    ) -> Entry:
        """Return an entry of values that were checked before, in a tenth of the time.

        Args:
            item: As in :class:`Entry`, like the other arguments.
            origin: Where the magnesium comes from.
            quantity: Number of units.
            unit: Unit of the amount.
            mg: Magnesium in mg.
            grams: Weight.
            date: Day.
            time: Time of day.
            meal: Name of the meal.
            person: Name of the person.
            wording: The words that the entry was read from.
            assumptions: What was assumed.
        """
        made: Any = _Draft()
        made.item = item
        made.origin = origin
        made.quantity = quantity
        made.unit = unit
        made.mg = mg
        made.grams = grams
        made.date = date
        made.time = time
        made.meal = meal
        made.person = person
        made.wording = wording
        made.assumptions = assumptions
        made.__class__ = Entry
        return made  # type: ignore[no-any-return]

    def scaled(self, factor: float) -> Entry:
        """Return the entry with *factor* times the amount.

        Raises :class:`~magnesium.AmountError` for a factor that is negative or not finite.
        """
        factor = amount(factor, "factor")
        return attrs.evolve(
            self,
            quantity=self.quantity * factor,
            mg=None if self.mg is None else self.mg * factor,
            grams=None if self.grams is None else self.grams * factor,
        )

    def blocks(self) -> Iterator[Block]:
        """Yield the magnesium, and how it was determined."""
        yield Heading(str(self), 1)
        yield Row("Magnesium", mg_text(self.mg, at_least=bool(self.unknown)))
        if self.mg:
            yield Row(interval_label(self.unknown), interval_text(self.mg_interval()))
        if self.grams is not None:
            yield Row("Weight", f"{self.grams:.6g} g")
        yield Row("Origin", self.origin or "not stated")
        when = " ".join(str(word) for word in (self.date, self.time, self.meal) if word)
        if when:
            yield Row("When", when)
        yield Row("Item", f"{self.item.name} ({self.item.id})")
        if self.wording:
            yield Note(f"As written: {self.wording.strip()}")
        yield from (Note(str(assumption), 1) for assumption in self.assumptions)

    def cited(self) -> tuple[str, ...]:
        """Return the sources of the item's magnesium; for a recipe, those of its ingredients."""
        return self.item.cited() if isinstance(self.item, Answer) else (self.item.source,)

    def __str__(self) -> str:
        mg = "unknown mg" if self.mg is None else mg_text(self.mg, at_least=bool(self.unknown))
        return f"{self.quantity:g} {self.unit} {self.item.name}: {mg}"


class _Draft(Worded):
    """An entry that is being filled: plain assignment is far quicker than ``object.__setattr__``."""

    __slots__ = tuple(field.name for field in attrs.fields(Entry))


def entries_table(entries: Iterable[Entry], caption: str = "") -> Table:
    """Return a table of entries: time, amount, item and magnesium."""
    rows = (
        (
            " ".join(str(word) for word in (entry.date, entry.meal) if word),
            f"{entry.quantity:g} {entry.unit}",
            entry.item.name,
            mg_text(entry.mg, at_least=bool(entry.unknown)),
        )
        for entry in entries
    )
    return Table(("when", "amount", "what", "magnesium"), rows, caption)
