"""The usual intakes of several groups: the result of ``usual_intake(by=…)``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs
import numpy as np

from magnesium.errors import InvalidValueError, NotFoundError, list_of
from magnesium.population.transformed import MixedDistributions
from magnesium.population.usual import UsualIntake
from magnesium.rendering.answers import Answer
from magnesium.rendering.blocks import Block, Caution, Heading, Table


@attrs.frozen(kw_only=True, repr=False)
class LeftOutGroup(Answer):
    """A group that could not be fitted, and why."""

    group: str | int | float | bool | None
    persons: int
    reason: str

    def __str__(self) -> str:
        return f"group {self.group!r} ({self.persons} persons) was left out: {self.reason}"


def _by_label(records: UsualIntakes) -> dict[Any, UsualIntake]:
    return {record.group: record for record in records.groups}


@attrs.frozen(kw_only=True, repr=False, eq=False)
class UsualIntakes(Answer, Mapping[Any, UsualIntake]):
    """The usual intake of each group: a mapping from the group's label to its record."""

    groups: tuple[UsualIntake, ...]
    """The records, in the order of the groups."""
    left_out: tuple[LeftOutGroup, ...] = ()
    """Groups that could not be fitted."""
    _records: dict[Any, UsualIntake] = attrs.field(init=False, default=attrs.Factory(_by_label, takes_self=True))

    def combined(self, groups: Iterable[Any] | None = None, *, label: str = "all") -> UsualIntake:
        """Return the record of several groups together, by default all; each counts by its weight, in each replicate.

        Raises :class:`~magnesium.NotFoundError` for a group that is absent.
        """
        given: object = self if groups is None else (groups,) if isinstance(groups, str) else groups
        labels = list_of(given, "groups", "must be a list of labels")
        found = [self[each] for each in labels]
        if len({id(record) for record in found}) < len(found):
            raise InvalidValueError("groups", tuple(map(str, labels)), "must differ; each group counts once")
        return combined(found, label=label)

    def blocks(self) -> Iterator[Block]:
        """Yield a line for each group."""
        yield Heading(str(self), 1)
        yield Table(("group", "persons", "mean (mg)", "P5", "P50", "P95"), map(_row, self.groups))
        yield from (Caution(str(one)) for one in self.left_out)
        yield from (Caution(f"{_shown(one.group)}: {note}") for one in self.groups for note in one.notes)

    def derived_figures(self) -> dict[str, Any]:
        """Return the figures of each group that follow from its record."""
        return {_shown(one.group): one.derived_figures() for one in self.groups}

    def __getitem__(self, label: Any) -> UsualIntake:
        try:
            return self._records[label]
        except (KeyError, TypeError):  # absent, or an unhashable label
            raise NotFoundError("group", str(label), tuple(str(key) for key in self._records)[:20]) from None

    def get(self, label: Any, default: Any = None) -> Any:
        """Return the record of one group, or *default* if absent."""
        return self._records.get(label, default)

    def __contains__(self, label: object) -> bool:
        return label in self._records

    def __iter__(self) -> Iterator[Any]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, UsualIntakes):
            return self.groups == other.groups and self.left_out == other.left_out
        return Mapping.__eq__(self, other)

    def __hash__(self) -> int:
        return hash((len(self.groups), len(self.left_out)))

    def __str__(self) -> str:
        count = "1 group" if len(self) == 1 else f"{len(self):,} groups"
        return f"usual intake of {count}"


def combined(records: list[UsualIntake], *, label: str) -> UsualIntake:
    """Return the record of groups of one survey together."""
    if not records:
        raise InvalidValueError("groups", None, "is empty; name at least one group")
    if len({record.replicate_key for record in records}) > 1:
        reason = "must come from one call of usual_intake, so that they share replicates"
        raise InvalidValueError("groups", label, reason)
    first, masses = records[0], np.stack([record.masses for record in records], axis=1)
    totals = [record.total for record in records]
    known = [record.persons for record in records]
    return UsualIntake(
        group=label,
        persons=None if None in known else sum(one or 0 for one in known),
        persons_with_second_day=sum(record.persons_with_second_day or 0 for record in records),
        recalls=sum(record.recalls or 0 for record in records),
        population=float(masses[0].sum()),
        total=combined([one for one in totals if one is not None], label=label) if None not in totals else None,
        notes=tuple(f"{_shown(record.group)}: {note}" for record in records for note in record.notes),
        distributions=MixedDistributions(parts=tuple(record.distributions for record in records), masses=masses),
        masses=masses.sum(axis=1),
        scale=first.scale,
        replicate_key=first.replicate_key,
        df=max(record.df for record in records),
        confidence=first.confidence,
    )


def _row(one: UsualIntake) -> tuple[str, ...]:
    persons = "–" if one.persons is None else f"{one.persons:,}"
    return (
        _shown(one.group),
        persons,
        f"{one.mean_mg:.0f}",
        *(f"{one.percentile_mg(rank):.0f}" for rank in (5, 50, 95)),
    )


def _shown(label: Any) -> str:
    return "all" if label is None else str(label)
