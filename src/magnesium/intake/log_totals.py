"""The totals of a large log by group: the number of groups, their sum, and the first of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from magnesium.catalogs.fields import texts
from magnesium.errors import tuple_of
from magnesium.foods.error_terms import mg_text
from magnesium.rendering.answers import Answer
from magnesium.rendering.blocks import Block, Heading, Note, Table


def _texts(values: Iterable[str]) -> tuple[str, ...]:
    return tuple_of(values, str, "columns")


@attrs.frozen(kw_only=True, repr=False)
class GroupTotal(Answer):
    """The magnesium of one group of a log."""

    group: tuple[str, ...] = attrs.field(converter=_texts)
    """The value of each grouping column, as text."""
    mg: float
    unknown_rows: int
    """Number of rows of unknown magnesium, which the sum excludes."""

    def __str__(self) -> str:
        return f"{', '.join(self.group)}: {_sum_text(self.mg, self.unknown_rows)}"


def _groups(values: Iterable[GroupTotal]) -> tuple[GroupTotal, ...]:
    return tuple_of(values, GroupTotal, "first")


@attrs.frozen(kw_only=True, repr=False)
class LogTotals(Answer):
    """The number of groups of a log, their magnesium, and the number of rows of unknown magnesium."""

    groups: int
    mg: float
    unknown_rows: int
    by: tuple[str, ...] = attrs.field(default=(), converter=_texts)
    """The grouping columns."""
    first: tuple[GroupTotal, ...] = attrs.field(default=(), converter=_groups)
    """The first groups, in order; the output file has all."""
    notes: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """How the log was recognized, and its limits."""

    def blocks(self) -> Iterator[Block]:
        """Yield the sum, then the first groups."""
        yield Heading(str(self), 1)
        if self.first:
            rows = ((*group.group, f"{group.mg:.1f}", group.unknown_rows) for group in self.first)
            yield Table((*self.by, "mg", "unknown rows"), rows)
        if (more := self.groups - len(self.first)) > 0:
            yield Note(f"and {more:,} more {'group' if more == 1 else 'groups'}")
        yield from map(Note, self.notes)

    def __str__(self) -> str:
        groups = "1 group" if self.groups == 1 else f"{self.groups:,} groups"
        by = f" by {', '.join(self.by)}" if self.by else ""
        return f"{groups}{by}: {_sum_text(self.mg, self.unknown_rows)}"


def _sum_text(mg: float, unknown_rows: int) -> str:
    """Return a sum in words, with the number of rows that it excludes.

    >>> _sum_text(87.0, 1)
    'at least 87 mg; 1 row is unknown'
    """
    if not unknown_rows:
        return mg_text(mg)
    rows = "1 row is" if unknown_rows == 1 else f"{unknown_rows:,} rows are"
    return f"{mg_text(mg, at_least=True)}; {rows} unknown"
