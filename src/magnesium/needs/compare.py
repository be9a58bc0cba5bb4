"""Compare what every authority sets for one person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from types import MappingProxyType

import attrs

from magnesium.errors import AmbiguousError, NoReferenceValueError
from magnesium.needs.authorities import authorities
from magnesium.needs.reference_values import ReferenceValues, checked_person, reference_values
from magnesium.needs.values import ReferenceValue
from magnesium.people import Person
from magnesium.rendering.answers import Answer
from magnesium.rendering.blocks import Block, Heading, Note, Table


@attrs.frozen(kw_only=True, repr=False)
class MissingValues(Answer):
    """An authority without an answer, and the reason."""

    authority: str
    reason: str


@attrs.frozen(kw_only=True, repr=False)
class Comparison(Answer):
    """What every authority sets for one person, and which authorities set nothing."""

    person: Person
    values: tuple[ReferenceValues, ...]
    """The answers, in the order of ``magnesium.authorities``."""
    missing: tuple[MissingValues, ...] = ()
    """The authorities without an answer."""

    @property
    def recommended(self) -> Mapping[str, ReferenceValue]:
        """The recommended or adequate intake by authority; ``kind`` states which it is."""
        found = {values.authority: values.recommended for values in self.values}
        return MappingProxyType({id_: value for id_, value in found.items() if value is not None})

    def __str__(self) -> str:
        found = sorted(self.recommended.values(), key=lambda value: value.mg_per_day)
        without = len(authorities) - len(found)
        rest = f"; {without} of {len(authorities)} set none" if without else ""
        if not found:
            return f"{self.person}: no authority sets a recommended or adequate intake"
        low, high = found[0], found[-1]
        amounts = f"{low.mg_per_day:g} mg/day"
        if low.mg_per_day < high.mg_per_day:
            amounts = f"{low.mg_per_day:g} ({low.authority}) to {high.mg_per_day:g} mg/day ({high.authority})"
        return f"{self.person}: recommended or adequate intake {amounts}, {len(found)} authorities{rest}"

    def blocks(self) -> Iterator[Block]:
        """Yield the recommended or adequate intake of each authority, then those without one."""
        yield Heading(str(self), 1)
        rows = (
            (value.authority, value.kind.label, f"{value.mg_per_day:g} mg", value.edition, value.source)
            for value in self.recommended.values()
        )
        yield Table(("authority", "value", "per day", "edition", "source"), rows)
        yield from (Note(missing.reason) for missing in self.missing)

    def cited(self) -> tuple[str, ...]:
        """Return the distinct sources of the values."""
        return tuple(dict.fromkeys(value.source for value in self.recommended.values()))


def compare(person: Person, *, as_of: dt.date | str | None = None) -> Comparison:
    """Return what every authority sets for *person*, in its newest edition or the one in force *as_of* a day.

    An authority without an answer is listed with the reason. Raises
    :class:`~magnesium.InvalidValueError` for an invalid date.

    >>> print(compare(Person(age=30, sex="female", life_stage="pregnant")).recommended["dach"])
    estimated value 300 mg/day (dach, Referenzwerte 2021)
    """
    checked_person(person)
    found: list[ReferenceValues] = []
    missing: list[MissingValues] = []
    for id_ in authorities:
        try:
            found.append(reference_values(person, authority=id_, as_of=as_of))
        except (NoReferenceValueError, AmbiguousError) as error:
            missing.append(MissingValues(authority=id_, reason=str(error)))
    return Comparison(person=person, values=tuple(found), missing=tuple(missing))
