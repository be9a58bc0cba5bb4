"""The uncertainty of a total by origin, computed on first use."""

from __future__ import annotations

import functools
import math
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, overload

import attrs

from magnesium.foods.entries import Entry, Origin, origin_or_unstated
from magnesium.foods.error_terms import Spread, combined, joined, scaled_spread
from magnesium.rendering.answers import Answer


@attrs.frozen(kw_only=True, repr=False)
class OriginSpread(Answer):
    """The spread of the part of a total that has one origin; ``None`` means not stated."""

    origin: Origin | None = attrs.field(converter=origin_or_unstated)
    spread: Spread

    def __str__(self) -> str:
        return f"{self.origin or 'no stated origin'}: {self.spread}"


class ErrorLedger(Sequence[OriginSpread]):
    """The spread of each origin in a total, computed on first use."""

    __slots__ = ("_compute", "_found")

    def __init__(self, compute: Callable[[], Iterable[OriginSpread]]) -> None:
        self._compute = compute
        self._found: tuple[OriginSpread, ...] | None = None

    def _spreads(self) -> tuple[OriginSpread, ...]:
        if self._found is None:
            self._found = tuple(self._compute())
        return self._found

    @overload
    def __getitem__(self, index: int) -> OriginSpread: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[OriginSpread]: ...
    def __getitem__(self, index: Any) -> Any:
        return self._spreads()[index]

    def __len__(self) -> int:
        return len(self._spreads())

    def __reduce__(self) -> tuple[type[tuple[Any, ...]], tuple[tuple[OriginSpread, ...]]]:
        return tuple, (self._spreads(),)


def ledger_of(entries: Iterable[Entry]) -> ErrorLedger:
    """Return the ledger of the sum of *entries*."""
    return ErrorLedger(functools.partial(_of_entries, entries))


def scaled_ledger(ledger: Sequence[OriginSpread], factor: float) -> ErrorLedger:
    """Return the ledger of *factor* times the sum."""
    return ErrorLedger(functools.partial(_scaled, ledger, factor))


def part_of(ledger: Sequence[OriginSpread], origins: Iterable[Origin | None]) -> ErrorLedger:
    """Return the ledger of the part from these origins."""
    return ErrorLedger(functools.partial(_only, ledger, frozenset(origins)))


def spread_of(ledger: Sequence[OriginSpread]) -> Spread:
    """Return the spread of the whole sum."""
    return joined(each.spread for each in ledger)


def _of_entries(entries: Iterable[Entry]) -> Iterator[OriginSpread]:
    from magnesium.foods.entry_errors import entry_errors  # reads the model, which few totals need

    by_origin: dict[Origin | None, dict[tuple[Any, ...], list[Entry]]] = {}
    for entry in entries:
        if entry.mg is not None:
            # Entries with the same item, measure and words share their errors.
            alike = id(entry.item), entry.unit, entry.wording, id(entry.assumptions)
            by_origin.setdefault(entry.origin, {}).setdefault(alike, []).append(entry)
    for origin, groups in by_origin.items():
        yield OriginSpread(origin=origin, spread=combined(entry_errors(_sum(found)) for found in groups.values()))


def _sum(entries: Sequence[Entry]) -> Entry:
    """Return one entry with the summed magnesium and weight of equal ones; errors grow in proportion."""
    first = entries[0]
    if len(entries) == 1:
        return first
    grams = [entry.grams for entry in entries if entry.grams is not None]
    return attrs.evolve(
        first,
        mg=math.fsum(entry.mg or 0.0 for entry in entries),
        grams=min(sum(grams), sys.float_info.max) if len(grams) == len(entries) else None,
    )


def _scaled(ledger: Sequence[OriginSpread], factor: float) -> Iterator[OriginSpread]:
    return (OriginSpread(origin=each.origin, spread=scaled_spread(each.spread, factor)) for each in ledger)


def _only(ledger: Sequence[OriginSpread], origins: frozenset[Origin | None]) -> Iterator[OriginSpread]:
    return (each for each in ledger if each.origin in origins)
