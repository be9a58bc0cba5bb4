"""Intake: many entries, what they add up to, and what could not be added."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

import attrs

from magnesium.errors import AmountError, NotFoundError
from magnesium.foods.entries import Entry, Origin, entries_table, origin_or_unstated

_SHOWN_IN_NOTEBOOKS = 20


@attrs.frozen(kw_only=True)
class Total:
    """A sum in mg of elemental magnesium that remembers what it could not add.

    *unknown* holds the item id of each entry without a known amount, sorted.
    """

    mg: float
    unknown: tuple[str, ...] = ()
    unstated_mg: float = 0.0
    """The part of *mg* whose origin is not stated, so that it may be from supplements or medicines."""

    @property
    def is_lower_bound(self) -> bool:
        """Whether something is missing, so that the true sum is at least *mg*."""
        return bool(self.unknown)

    def __str__(self) -> str:
        if not self.unknown:
            return f"{self.mg:.1f} mg"
        return f"at least {self.mg:.1f} mg ({len(self.unknown)} unknown)"


_KEYS: dict[str, Callable[[Entry], Any]] = {
    "meal": lambda entry: entry.meal,
    "date": lambda entry: entry.date,
    "origin": lambda entry: entry.origin,
    "item": lambda entry: entry.item.id,
    "person": lambda entry: entry.person,
}


def _entries(given: Iterable[Entry]) -> tuple[Entry, ...]:
    entries = tuple(given)
    for entry in cast("tuple[object, ...]", entries):
        if not isinstance(entry, Entry):
            msg = f"an intake holds entries (food.grams(…), food.serving(…)), not {entry!r}"
            raise TypeError(msg)
    return entries


def _sum(intake: Intake) -> Total:
    known = [(entry.mg, entry.origin) for entry in intake.entries if entry.mg is not None]
    try:
        mg = math.fsum(amount_mg for amount_mg, _ in known)
    except OverflowError:
        raise AmountError("intake", "of these entries", "adds up to more than a number can hold") from None
    unstated_mg = math.fsum(amount_mg for amount_mg, origin in known if origin is None)
    unknown = tuple(sorted(entry.item.id for entry in intake.entries if entry.mg is None))
    return Total(mg=mg, unknown=unknown, unstated_mg=unstated_mg)


@attrs.frozen
class Intake:
    """Entries in the order given, with their total; ``+`` joins two.

    Raises :class:`~magnesium.AmountError` for a sum that is larger than any number.

    >>> from magnesium.foods.foods import foods
    >>> day = Intake([foods["sr28:11458"].serving("1 cup"), foods["sr28:12061"].grams(30)])
    >>> round(day.total.mg, 1)
    237.6
    """

    entries: tuple[Entry, ...] = attrs.field(default=(), converter=_entries)
    total: Total = attrs.field(init=False, eq=False, repr=False, default=attrs.Factory(_sum, takes_self=True))
    """Summed once: an intake never changes."""

    def by(self, key: str) -> dict[Any, Intake]:
        """Return an intake for each "meal", "date", "origin", "item" (its id) or "person".

        Entries that do not say it are under ``None``; groups come in the order in which they begin.
        Raises :class:`~magnesium.NotFoundError` for another key.
        """
        if key not in _KEYS:
            raise NotFoundError("grouping", str(key), (), f"there are {', '.join(_KEYS)}")
        groups: dict[Any, list[Entry]] = {}
        for entry in self.entries:
            groups.setdefault(_KEYS[key](entry), []).append(entry)
        return {value: Intake(entries) for value, entries in groups.items()}

    def of(self, origins: Iterable[Origin | str | None]) -> Intake:
        """Return the part that comes from these origins; ``None`` is one that is not stated.

        Raises :class:`~magnesium.InvalidValueError` for other words.
        """
        wanted = {origin_or_unstated(origin) for origin in origins}
        return Intake(entry for entry in self.entries if entry.origin in wanted)

    def scaled(self, factor: float) -> Intake:
        """Return the intake with *factor* times each amount.

        Raises :class:`~magnesium.AmountError` for a factor that is negative or not finite.
        """
        return Intake(entry.scaled(factor) for entry in self.entries)

    def _repr_html_(self) -> str:
        """Return the first entries and the total as a small table, for notebooks."""
        shown = self.entries[:_SHOWN_IN_NOTEBOOKS]
        more = len(self.entries) - len(shown)
        note = f"and {more:,} more entries, which the total counts too" if more else ""
        return entries_table(f"Intake: {self.total}", shown, note)

    def __add__(self, other: Intake) -> Intake:
        if not isinstance(other, Intake):
            return NotImplemented
        return Intake(self.entries + other.entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)
