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
    r"(?: ?(?:%|[mµ]?g|kcal|mmol|mEq|mL)(?:/\w+)?)?"
    r"|(?:\w+ )?unknown|[-–—]?"
)
"""A number, with a unit of magnesium or energy perhaps; "1 cup" is a text."""


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


Block: TypeAlias = Heading | Row | Table | Note | Caution | Citation | Fold
"""One of these."""
