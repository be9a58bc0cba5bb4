"""Grids: the common interface of CSV, workbooks, JSON and XML."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

Score = Callable[[Sequence[str]], int]
"""Counts the recognized columns of a header; a row with 0 is not a header."""

LOOKED_AT = 25
"""Number of first lines that may be the header."""


class Header(Protocol):
    """The header of a file."""

    @property
    def headers(self) -> Sequence[str]:
        """The headers as they are written."""
        ...

    @property
    def header_line(self) -> int | None:
        """The line of the header; ``None`` in formats that name the columns in every record."""
        ...

    def has(self, header: str) -> bool:
        """Return whether there is such a column."""
        ...


class Grid(Header, Protocol):
    """Rows of texts under a header."""

    @property
    def delimiter(self) -> str:
        """What separates the cells, if it reveals the decimal convention."""
        ...

    def rows(self, wanted: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
        """Yield the line and the cells of the wanted columns of each row that is not blank."""
        ...


def text_of(value: object) -> str:
    """Return a value of a workbook or of JSON as a cell, with decimals that are unambiguous in any file."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, float):
        return str(value)
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    shown = repr(value)
    # Three decimals could be thousands in a file with decimal commas; four cannot.
    return f"{shown}0" if len(shown.partition(".")[2]) == 3 else shown
