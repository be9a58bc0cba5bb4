"""Blocks: what an answer consists of when it is shown, whatever it is shown on.

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
"""A number, with a unit of magnesium or energy and an interval perhaps; "1 cup" is a text."""


_REACH = 0.94
"""Where the largest value of a scale is: its label needs room."""


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
    """An amount with its interval on a scale with reference values; a bar where one can be drawn."""

    label: str
    shown: str
    """The amount in words."""
    value: float
    ends: tuple[float, float] | None
    """The interval of the amount; ``None`` if unknown."""
    marks: tuple[Mark, ...] = attrs.field(converter=_marks)

    def place(self, value: float) -> float:
        """Return where *value* is on the scale, 0 to 1."""
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
    """Blocks that a notebook hides until asked for; a text and, unless it is closed, a page show them."""

    title: str
    blocks: tuple[Block, ...] = attrs.field(converter=_blocks)
    brief: str = ""
    """What a text shows instead; empty if it shows the blocks."""
    is_closed: bool = False
    """Whether a page hides it until asked for, also on paper."""
    is_untitled: bool = False
    """Whether a text, which shows the blocks, leaves the title out."""


Block: TypeAlias = Heading | Row | Table | Note | Lead | Scale | Caution | Citation | Fold
"""One of these."""
