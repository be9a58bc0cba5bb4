"""Read a user's file row by row, and record its problems."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence

import attrs

from magnesium.foods.files.account import Account, FileSource, name_of
from magnesium.foods.files.decimals import Decimals
from magnesium.foods.files.delimited import DelimitedText
from magnesium.foods.files.grids import Grid
from magnesium.foods.files.layouts import CONDITION, Layout, Wanted
from magnesium.foods.files.opening import grid_of, opened
from magnesium.foods.files.writing import as_it_was
from magnesium.foods.log_profiles import LogProfile
from magnesium.text import fold, whole_text


def _conditions(profile: LogProfile, roles: tuple[str, ...]) -> Iterator[Callable[[list[str]], bool]]:
    """Yield the conditions for reading a row."""
    for pairs, is_kept in ((profile.left_out, False), (profile.kept, True)):
        values: dict[str, set[str]] = {}
        for name, _, value in (pair.partition("=") for pair in pairs):
            values.setdefault(name, set()).add(fold(value))
        for name, listed in values.items():
            if f"{CONDITION}{name}" in roles:
                place = roles.index(f"{CONDITION}{name}")
                yield functools.partial(_is_met, place, listed, is_kept)


def _is_met(place: int, listed: set[str], is_kept: bool, cells: list[str]) -> bool:  # noqa: FBT001  (partial)
    return (fold(cells[place]) in listed) is is_kept


class _Cleaned(dict[str, str]):
    """Cells without outer spaces and marks of spreadsheets; equal ones are one string, which saves time and memory."""

    are_ascii = True
    """Whether all are ASCII, in which every character is valid."""

    def __missing__(self, cell: str) -> str:
        found = self[cell] = as_it_was(cell.strip())
        self.are_ascii &= found.isascii()
        return found


@attrs.define
class UserFile:
    """A file of rows in any format, and the roles of its columns.

    :meth:`read` returns its good rows; the account collects every problem, and nothing is dropped silently.
    *numbers* are the roles whose decimal marks must agree.
    """

    source: FileSource
    wanted: Wanted
    numbers: tuple[str, ...]
    account: Account = attrs.field(init=False)
    layout: Layout | None = attrs.field(init=False, default=None)
    header_line: int | None = attrs.field(init=False, default=None)
    roles: tuple[str, ...] = attrs.field(init=False, default=())
    """The roles of the cells of a row, in order."""

    def __attrs_post_init__(self) -> None:
        self.account = Account(name_of(self.source))

    def read(self) -> list[tuple[int, list[str]]]:
        """Return the line and the cells, in the order of :attr:`roles`, of each good row."""
        with opened(self.source) as file:
            grid = grid_of(file, self.account, self.wanted.score)
            if grid is None:
                if not self.account.is_unreadable:
                    needed = ", ".join(self.wanted.kind.needed[0])
                    self.account.problem(None, None, f"is empty; it needs a header with the columns {needed}")
                return []
            self.header_line = grid.header_line
            self.layout = self.wanted.layout(grid, self.account)
            return [] if self.layout is None else self._rows(grid, self.layout)

    def _rows(self, grid: Grid, layout: Layout) -> list[tuple[int, list[str]]]:
        self.roles = tuple(layout.headers)
        if layout.profile is not None and isinstance(grid, DelimitedText):
            grid.is_quoted = layout.profile.is_quoted
        before = len(self.account.problems)
        rows = list(self._clean(grid.rows(tuple(layout.headers.values()))))
        rows = self._read_by_profile(rows)
        self._check_decimals(rows, grid.delimiter)
        if not rows and not self.account.is_unreadable and len(self.account.problems) == before:
            self.account.problem(None, None, "has a header and no rows")
        return rows

    def _clean(self, rows: Iterator[tuple[int, Sequence[str]]]) -> Iterator[tuple[int, list[str]]]:
        cleaned = _Cleaned()
        for line, cells in rows:
            clean = [*map(cleaned.__getitem__, cells)]
            if any(clean) and (cleaned.are_ascii or self._are_whole(line, clean)):
                yield line, clean

    def _are_whole(self, line: int, cells: list[str]) -> bool:
        """Return whether all cells have only valid characters, or record which have not."""
        before = len(self.account.problems)
        for role, cell in zip(self.roles, cells, strict=True):
            with self.account.noting(line, role):
                whole_text(cell, role)
        return len(self.account.problems) == before

    def _read_by_profile(self, rows: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
        """Return the rows that a profile reads; count those that it skips."""
        profile = None if self.layout is None else self.layout.profile
        conditions = [] if profile is None else list(_conditions(profile, self.roles))
        kept = [row for row in rows if all(test(row[1]) for test in conditions)] if conditions else rows
        if profile is not None and profile.left_out and len(kept) < len(rows):
            count = len(rows) - len(kept)
            deleted = "1 row that is" if count == 1 else f"{count:,} rows that are"
            self.account.note(f"has {deleted} marked as deleted and left out")
        return kept

    def _check_decimals(self, rows: list[tuple[int, list[str]]], delimiter: str) -> None:
        decimals = Decimals()
        for place, role in enumerate(self.roles):
            if role in self.numbers:
                for text, line in {cells[place]: line for line, cells in reversed(rows)}.items():
                    decimals.see(line, role, text)
        self.account.problems += decimals.problems(delimiter)

    def header_of(self, role: str) -> str:
        """Return the header of a role as it is written; empty if the file has no such column."""
        return "" if self.layout is None else self.layout.headers.get(role, "")

    def cells(self, cells: Sequence[str]) -> Mapping[str, str]:
        """Return the cells of a row by role."""
        return dict(zip(self.roles, cells, strict=True))
