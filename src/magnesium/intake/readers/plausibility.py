"""Notes on amounts of a log that are possible but look wrong."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence

from magnesium.foods.entries import Entry

_GRAMS, _MG_A_DAY = 2_000, 2_000
_SHOWN = 3


def odd_amounts(entries: Sequence[Entry]) -> Iterator[str]:
    """Yield a note on entries above 2 kg, and one on days above 2,000 mg."""
    heavy = [entry for entry in entries if entry.grams is not None and entry.grams > _GRAMS]
    if heavy:
        named = (f"{entry.grams:,.0f} g of {entry.item.name}" for entry in heavy if entry.grams is not None)
        yield f"has {_count(len(heavy), 'entry', 'entries')} above 2 kg; check the unit: {_first(named)}"
    high = [(day, mg) for day, mg in _mg_by_day(entries) if mg > _MG_A_DAY]
    if high:
        named = (f"{mg:,.0f} mg{f' on {day}' if day else ''}" for day, mg in high)
        yield f"has {_count(len(high), 'day', 'days')} above 2,000 mg of magnesium; check the unit: {_first(named)}"


def _mg_by_day(entries: Sequence[Entry]) -> Iterator[tuple[object, float]]:
    days: defaultdict[tuple[object, object], list[float]] = defaultdict(list)
    for entry in entries:
        if entry.mg:
            # Entries without a date can be of many days, so each is checked alone.
            days[entry.person, entry.date or id(entry)].append(entry.mg)
    return (("" if isinstance(day, int) else day, math.fsum(mg)) for (_, day), mg in days.items())


def _count(number: int, one: str, several: str) -> str:
    return f"1 {one}" if number == 1 else f"{number:,} {several}"


def _first(named: Iterator[str]) -> str:
    found = list(named)
    more = f" and {len(found) - _SHOWN:,} more" if len(found) > _SHOWN else ""
    return f"{', '.join(found[:_SHOWN])}{more}"
