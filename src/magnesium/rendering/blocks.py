"""Blocks: the parts of a displayed answer, whatever the medium.

A record yields blocks; ``magnesium.rendering.as_text`` and ``magnesium.rendering.as_html`` write them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeAlias

import attrs

_NUMBER = re.compile(
    r"(?:at (?:least|most) |about |(?:less|more) than |[-+±<>≤≥~−] ?)?[0-9][0-9.,]*"
    r"(?: ?(?:%|[mµ]?g|kcal|mmol|mEq|mL)(?:/\w+)?)?(?: \([0-9][^)]*\))?"
    r"|(?:\w+ )?unknown|[-–—]?"
)
"""A number, possibly with a unit of magnesium or energy and an interval; "1 cup" is not a number."""


_REACH = 0.94
"""Position of the largest value of a scale, which leaves room for its label."""


def _texts(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(str(value) for value in values)


def _rows(rows: Iterable[Iterable[object]]) -> tuple[tuple[str, ...], ...]:
    return tuple(_texts(row) for row in rows)


def _blocks(blocks: Iterable[Block]) -> tuple[Block, ...]:
    return tuple(blocks)


@attrs.frozen
class Heading:
    """A heading; level 1 is the title of the answer."""

    text: str
    level: int = 2


@attrs.frozen
class Row:
    """One labeled figure; consecutive rows are aligned with each other. *depth* indents the label."""

    label: str
    value: str
    depth: int = 0


@attrs.frozen
class Table:
    """Figures in columns; a column of numbers is aligned to the right."""

    columns: tuple[str, ...] = attrs.field(converter=_texts)
    rows: tuple[tuple[str, ...], ...] = attrs.field(converter=_rows)
    caption: str = ""

    @property
    def is_numeric(self) -> tuple[bool, ...]:
        """For each column, whether it holds numbers; the first names its row and is text."""
        cells = zip(*self.rows, strict=True) if self.rows else [()] * len(self.columns)
        return tuple(
            index > 0 and any(column) and all(_NUMBER.fullmatch(cell) for cell in column)
            for index, column in enumerate(cells)
        )


@attrs.frozen
class Note:
    """A paragraph."""

    text: str
    depth: int = 0


@attrs.frozen
class Caution:
    """A paragraph that must not be overlooked; *urgency* is the value of an Urgency, or empty."""

    text: str
    urgency: str = ""


@attrs.frozen
class Lead:
    """A sentence of the verdict."""

    text: str


@attrs.frozen
class Mark:
    """A reference value on a scale."""

    label: str
    value: float


def _marks(given: Iterable[Mark]) -> tuple[Mark, ...]:
    return tuple(sorted(given, key=lambda mark: mark.value))


@attrs.frozen
class Scale:
    """An amount with its interval on a scale with reference values; a bar if possible."""

    label: str
    shown: str
    """The amount in words."""
    value: float
    ends: tuple[float, float] | None
    """The interval of the amount; ``None`` if unknown."""
    marks: tuple[Mark, ...] = attrs.field(converter=_marks)

    def place(self, value: float) -> float:
        """Return the position of *value* on the scale, 0 to 1."""
        reach = max([self.value, *(self.ends or ()), *(mark.value for mark in self.marks)])
        return value / reach * _REACH if reach > 0 else 0.0


@attrs.frozen
class Citation:
    """A source behind the figures."""

    key: str
    text: str
    url: str | None = None


@attrs.frozen
class Fold:
    """Blocks that are folded in a notebook; text and, unless it is closed, a page show them."""

    title: str
    blocks: tuple[Block, ...] = attrs.field(converter=_blocks)
    brief: str = ""
    """Replacement in text; empty if text shows the blocks."""
    is_closed: bool = False
    """Whether it is folded on a page, also in print."""
    is_untitled: bool = False
    """Whether text that shows the blocks omits the title."""


Block: TypeAlias = Heading | Row | Table | Note | Lead | Scale | Caution | Citation | Fold
"""One of these."""
