"""Intake: entries, their sum, and what could not be added."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal, cast

import attrs

from magnesium.catalogs.fields import texts
from magnesium.errors import AmountError, InvalidValueError, NotFoundError, instance, list_of, member, tuple_of
from magnesium.foods.assumptions import Assumption
from magnesium.foods.entries import Entry, Origin, OriginWord, entries_table, origin_or_unstated
from magnesium.foods.error_terms import (
    Spread,
    amount_text,
    checked_level,
    interval,
    interval_label,
    interval_text,
    mg_text,
)
from magnesium.intake.error_ledger import ErrorLedger, OriginSpread, ledger_of, part_of, scaled_ledger, spread_of
from magnesium.rendering.answers import Answer
from magnesium.rendering.blocks import Block, Heading, Note, Row, Table
from magnesium.units import amount, as_float, whole_number

_FROM: dict[Origin, str] = {
    Origin.SUPPLEMENT: "supplements",
    Origin.MEDICINE: "medicines",
    Origin.ADDED: "added salts",
}
"""Displayed names of origins, where they differ from the word."""
_PARTS: dict[Origin | None, str] = {**{origin: f"{origin}_mg" for origin in Origin}, None: "unstated_mg"}
"""The field of a total for each origin."""


def _origins(words: Iterable[Origin | OriginWord | None]) -> tuple[Origin | None, ...]:
    listed = list_of(words, "origins", "must be a list, such as ['supplement']")
    return tuple(dict.fromkeys(map(origin_or_unstated, listed)))


def _amount(_: object, attribute: attrs.Attribute[float], value: object) -> None:
    amount(value, attribute.name)


def _rest(total: Total) -> float:
    stated = math.fsum(as_float(getattr(total, f"{origin}_mg"), f"{origin}_mg") for origin in Origin)
    return max(0.0, as_float(total.mg, "mg") - stated)


def _assumptions(given: Iterable[Assumption]) -> tuple[Assumption, ...]:
    listed = list_of(given, "assumptions", "must be a list of assumptions")
    return tuple(instance(each, Assumption, "assumption", "must be an Assumption") for each in listed)


def _ledger(given: Iterable[OriginSpread]) -> tuple[OriginSpread, ...]:
    """Return the spreads as a tuple, or the ledger that computes them."""
    if isinstance(given, ErrorLedger):
        return cast("tuple[OriginSpread, ...]", given)
    return tuple_of(given, OriginSpread, "errors")


@attrs.frozen(kw_only=True, repr=False)
class Total(Answer):
    """A sum in mg of elemental magnesium, with the items that could not be added.

    *unknown* holds the item id of each entry without a known amount, sorted.

    >>> Total(mg=300.0, supplement_mg=100.0).unstated_mg
    200.0
    """

    mg: float = attrs.field(validator=_amount)
    unknown: tuple[str, ...] = ()
    food_mg: float = attrs.field(default=0.0, validator=_amount)
    """The part of *mg* from food."""
    water_mg: float = attrs.field(default=0.0, validator=_amount)
    """The part from water."""
    supplement_mg: float = attrs.field(default=0.0, validator=_amount)
    """The part from supplements."""
    medicine_mg: float = attrs.field(default=0.0, validator=_amount)
    """The part from medicines."""
    added_mg: float = attrs.field(default=0.0, validator=_amount)
    """The part from salts added to food or water."""
    unstated_mg: float = attrs.field(default=attrs.Factory(_rest, takes_self=True), validator=_amount)
    """The part of no stated origin, which may be from supplements or medicines; by default, the rest."""
    assumptions: tuple[Assumption, ...] = attrs.field(default=(), converter=_assumptions)
    """The distinct assumptions behind the amounts that were added, sorted."""
    errors: tuple[OriginSpread, ...] = attrs.field(default=(), converter=_ledger, eq=False)
    """The uncertainty of the part from each origin; empty if unknown."""

    @property
    def spread(self) -> Spread | None:
        """The uncertainty of *mg* and its causes; ``None`` for a sum given as a bare number."""
        return spread_of(self.errors) if self.errors or not self.mg else None

    @property
    def sd_mg(self) -> float | None:
        """Standard deviation of *mg*; ``None`` if unknown. Does not cover *unknown* items."""
        spread = self.spread
        return None if spread is None else spread.sd_mg

    @property
    def analyzed_share(self) -> float | None:
        """Share of *mg* from analyzed values, 0 to 1; ``None`` if unknown, or nothing was added."""
        spread = self.spread
        return None if spread is None or not self.mg else spread.analyzed_mg / self.mg

    def interval(self, level: float = 0.9) -> tuple[float, float] | None:
        """Return the interval that contains the sum of the known amounts with the probability *level*; never below 0.

        ``None`` for a sum given as a bare number. If something is *unknown*, the true sum is larger.
        Raises :class:`~magnesium.InvalidValueError` unless *level* is between 0 and 1.
        """
        checked_level(level)
        spread = self.spread
        return None if spread is None else interval(self.mg, spread, level)

    def of(self, origins: Iterable[Origin | OriginWord | None]) -> Total:
        """Return the part from these origins; ``None`` means not stated.

        The origin of *unknown* items and of assumptions is not recorded: each part keeps all of them.
        """
        wanted = _origins(origins)
        parts = {_PARTS[origin]: getattr(self, _PARTS[origin]) for origin in wanted}
        kept: dict[str, Any] = {"unknown": self.unknown, "assumptions": self.assumptions, "unstated_mg": 0.0}
        kept["errors"] = part_of(self.errors, wanted)
        return Total(mg=math.fsum(parts.values()), **kept | parts)

    def per_day(self, days: int) -> Total:
        """Return the daily mean."""
        count = as_float(whole_number(days, "days"), "days")
        parts = {name: getattr(self, name) / count for name in _PARTS.values()}
        errors = scaled_ledger(self.errors, 1 / count)
        return Total(mg=self.mg / count, unknown=self.unknown, assumptions=self.assumptions, errors=errors, **parts)

    @property
    def is_lower_bound(self) -> bool:
        """Whether something is missing, so that the true sum is at least *mg*."""
        return bool(self.unknown)

    def rows(self) -> Iterator[Row]:
        """Yield the parts by origin, and the unknown items."""
        for origin, name in _PARTS.items():
            mg = getattr(self, name)
            if mg:
                yield Row("Of no stated origin" if origin is None else f"From {_FROM.get(origin, origin)}", mg_text(mg))
        if self.unknown:
            yield Row("Unknown, not in the total", ", ".join(self.unknown))
        yield from self._uncertainty_rows()

    def _uncertainty_rows(self) -> Iterator[Row]:
        """Yield the interval, and the share from analyzed values."""
        shown, share = interval_text(self.interval()), self.analyzed_share
        if shown and share is not None:
            yield Row(interval_label(self.unknown), shown)
            yield Row("Rests on analyzed values", f"{share:.0%}".replace("%", " %"))

    def blocks(self) -> Iterator[Block]:
        """Yield the sum and its parts by origin."""
        yield Heading(str(self), 1)
        yield from self.rows()

    def __float__(self) -> float:
        return self.mg

    def __format__(self, spec: str) -> str:
        """Format the mg with a format specification, or the whole total without one."""
        return format(self.mg, spec) if spec else str(self)

    def __str__(self) -> str:
        spread = self.spread
        ends = interval(self.mg, spread, 0.9) if self.mg and spread is not None and spread.sd_mg else None
        unknown = f"{len(self.unknown)} unknown" if self.unknown else ""
        shown = amount_text(self.mg, ends, unknown)
        return f"at least {shown}" if self.unknown else shown


Grouping = Literal["meal", "date", "origin", "item", "person"]
"""What :meth:`Intake.by` groups entries by."""

_KEYS: dict[str, Callable[[Entry], Any]] = {
    "meal": lambda entry: entry.meal,
    "date": lambda entry: entry.date,
    "origin": lambda entry: entry.origin,
    "item": lambda entry: entry.item.id,
    "person": lambda entry: entry.person,
}


_MAKES_ENTRIES = "food.grams(…) and food.serving(…) make one"


def _entries(given: Iterable[Entry]) -> tuple[Entry, ...]:
    if isinstance(given, Entry):
        raise InvalidValueError("entries", str(given), "must be a list of entries; write Intake([entry])")
    entries = list_of(given, "entries", f"must be a list of entries; {_MAKES_ENTRIES}")
    for entry in entries:
        if not isinstance(entry, Entry):
            raise InvalidValueError("entry", entry, f"must be an Entry; {_MAKES_ENTRIES}")
    return entries


def _sum(intake: Intake) -> Total:
    by_origin: dict[Origin | None, list[float]] = {origin: [] for origin in _PARTS}
    for entry in intake.entries:
        if entry.mg is not None:
            by_origin[entry.origin].append(entry.mg)
    try:
        mg = math.fsum(itertools.chain.from_iterable(by_origin.values()))
    except OverflowError:
        raise AmountError("intake", None, "adds up to more than the largest float") from None
    parts = {_PARTS[origin]: math.fsum(amounts) for origin, amounts in by_origin.items()}
    unknown = tuple(sorted(id_ for entry in intake.entries for id_ in entry.unknown))
    return Total(mg=mg, unknown=unknown, assumptions=_assumed_in(intake), errors=ledger_of(intake.entries), **parts)


def _assumed_in(intake: Intake) -> tuple[Assumption, ...]:
    """Return the distinct assumptions of the entries, sorted; entries of equal rows share theirs."""
    shared = {id(entry.assumptions): entry.assumptions for entry in intake.entries if entry.assumptions}
    return tuple(sorted({each for assumptions in shared.values() for each in assumptions}, key=str))


def assumed(entries: Iterable[Entry]) -> Iterator[Block]:
    """Yield the words of each entry with assumptions, and what was assumed; equal ones once."""
    notes = dict.fromkeys(
        ": ".join(filter(None, (entry.wording.strip(), str(assumption))))
        for entry in entries
        for assumption in entry.assumptions
    )
    if notes:
        yield Heading("Assumed")
        yield from (Note(note, 1) for note in notes)


@attrs.frozen(repr=False)
class Intake(Answer):
    """Entries in the order given, with their total; ``+`` joins two.

    Raises :class:`~magnesium.AmountError` for a sum that overflows.

    >>> from magnesium.foods.foods import foods
    >>> day = Intake([foods["sr28:11458"].serving("1 cup"), foods["sr28:12061"].grams(30)])
    >>> round(day.total.mg, 1)
    237.6
    """

    entries: tuple[Entry, ...] = attrs.field(default=(), converter=_entries)
    notes: tuple[str, ...] = attrs.field(default=(), converter=texts, eq=False)
    """Notes of the log reader: what it assumed or found odd."""
    total: Total = attrs.field(init=False, eq=False, default=attrs.Factory(_sum, takes_self=True))
    """Summed once: an intake never changes."""

    def by(self, key: Grouping) -> IntakeGroups:
        """Return an intake for each "meal", "date", "origin", "item" (its id) or "person".

        Entries that do not state it are under ``None``; groups are in order of first appearance.
        Raises :class:`~magnesium.NotFoundError` for another key.
        """
        if key not in tuple(_KEYS):
            raise NotFoundError("grouping", str(key), (), f"there are {', '.join(_KEYS)}")
        groups: dict[Any, list[Entry]] = {}
        for entry in self.entries:
            groups.setdefault(_KEYS[key](entry), []).append(entry)
        parts = ((None if value is None else str(value), Intake(found, self.notes)) for value, found in groups.items())
        return IntakeGroups(key=key, groups=tuple(IntakeGroup(value=value, intake=part) for value, part in parts))

    def of(self, origins: Iterable[Origin | OriginWord | None]) -> Intake:
        """Return the part from these origins; ``None`` means not stated.

        Raises :class:`~magnesium.InvalidValueError` for other words.
        """
        wanted = _origins(origins)
        return Intake((entry for entry in self.entries if entry.origin in wanted), self.notes)

    def scaled(self, factor: float) -> Intake:
        """Return the intake with *factor* times each amount.

        Raises :class:`~magnesium.AmountError` for a factor that is negative or not finite.
        """
        return Intake((entry.scaled(factor) for entry in self.entries), self.notes)

    def blocks(self) -> Iterator[Block]:
        """Yield the total by origin, then the entries."""
        total = self.total
        yield Heading(str(self), 1)
        yield from total.rows()
        yield from map(Note, self.notes)
        yield entries_table(self.entries)
        yield from assumed(self.entries)

    def cited(self) -> tuple[str, ...]:
        """Return the distinct sources of the items."""
        return tuple(dict.fromkeys(key for entry in self.entries for key in entry.cited()))

    def __str__(self) -> str:
        entries = "1 entry" if len(self.entries) == 1 else f"{len(self.entries):,} entries"
        return f"{self.total} from {entries}"

    def __add__(self, other: Intake) -> Intake:
        if not isinstance(other, Intake):
            return NotImplemented
        return Intake(self.entries + other.entries, dict.fromkeys(self.notes + other.notes))

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)


def _part(_: object, attribute: attrs.Attribute[Intake], intake: Intake) -> None:
    if not instance(intake, Intake, attribute.name, "must be an Intake"):
        raise InvalidValueError(attribute.name, intake, "must have at least one entry")


@attrs.frozen(kw_only=True, repr=False)
class IntakeGroup(Answer):
    """The part of an intake with one value of the grouping field; ``None`` means not stated."""

    value: str | None
    intake: Intake = attrs.field(validator=_part)

    def __str__(self) -> str:
        return f"{self.value or 'not stated'}: {self.intake}"


def _key(word: str) -> str:
    return member(word, tuple(_KEYS), "key")


def _groups(given: Iterable[IntakeGroup]) -> tuple[IntakeGroup, ...]:
    return tuple_of(given, IntakeGroup, "groups")


def _by_value(groups: IntakeGroups) -> dict[Any, Intake]:
    read = _KEYS[groups.key]
    return {read(group.intake.entries[0]): group.intake for group in groups.groups}


@attrs.frozen(kw_only=True, repr=False, eq=False)
class IntakeGroups(Answer, Mapping[Any, Intake]):
    """The parts of an intake by one of its fields: a mapping of the field's value to an intake."""

    key: str = attrs.field(converter=_key)
    """What the intake is grouped by."""
    groups: tuple[IntakeGroup, ...] = attrs.field(converter=_groups)
    """The parts, in order of first appearance."""
    _parts: dict[Any, Intake] = attrs.field(init=False, default=attrs.Factory(_by_value, takes_self=True))

    def blocks(self) -> Iterator[Block]:
        """Yield the total of each part."""
        yield Heading(str(self), 1)
        rows = ((group.value or "not stated", len(group.intake), str(group.intake.total)) for group in self.groups)
        yield Table((self.key, "entries", "magnesium"), rows)

    def cited(self) -> tuple[str, ...]:
        """Return the distinct sources of all items."""
        return tuple(dict.fromkeys(key for group in self.groups for key in group.intake.cited()))

    def __getitem__(self, value: Any) -> Intake:
        try:
            return self._parts[value]
        except (KeyError, TypeError):  # absent, or an unhashable value
            raise NotFoundError(self.key, str(value), tuple(str(key) for key in self._parts)[:5]) from None

    def get(self, value: Any, default: Any = None) -> Any:
        """Return one part, or *default* if absent."""
        return self._parts.get(value, default)

    def __contains__(self, value: object) -> bool:
        return value in self._parts

    def __iter__(self) -> Iterator[Any]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self.groups)

    def __str__(self) -> str:
        count = "1 group" if len(self) == 1 else f"{len(self):,} groups"
        return f"intake by {self.key}: {count}"
