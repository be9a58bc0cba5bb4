"""Make entries from the rows of a log: equal rows are read once, and dates in the order of the whole file."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, Generic, TypeVar

import attrs

from magnesium.errors import Problem
from magnesium.foods.codes import whole_code
from magnesium.foods.entries import Entry
from magnesium.foods.files.dates import Dates, read_time
from magnesium.foods.files.user_file import UserFile
from magnesium.intake.readers.amounts import Amounts
from magnesium.intake.readers.weighed import Weighed

T = TypeVar("T")

_WHEN = ("date", "time", "meal", "person")
_Rows = Sequence[tuple[int, list[str]]]
_FLOAT = re.compile(r"\d+\.0")


Seen = list[tuple[int, list[str], Entry | None, tuple[Any, ...] | None]]
"""Line, cells, entry and when (date, time, meal, person) of each row of a log; ``None`` if that has a problem."""


def entries_of(
    rows: _Rows, file: UserFile, amounts: Amounts, dates: Dates, seen: Seen | None = None
) -> Iterator[Entry]:
    """Yield the entry of each row, or record its problems.

    Args:
        rows: Line numbers and cells.
        file: The file that the rows are from.
        amounts: Makes entries from cells.
        dates: Reads dates.
        seen: Collects every row with its entry.
    """
    whats = _Whats(file, tuple(role for role in file.roles if role not in _WHEN), amounts)
    whens = _Once(file, tuple(role for role in file.roles if role in _WHEN), _Whens(file, dates, rows).read)
    for (line, cells), entry, when in zip(rows, whats.of(rows), whens.of(rows), strict=True):
        placed = None if entry is None or when is None else entry.placed(*when)
        if seen is not None:
            seen.append((line, cells, placed, when))
        if placed is None:
            whats.record_problems(line, cells)
            whens.record_problems(line, cells)
        else:
            yield placed


class _Once(dict[tuple[str, ...], T | None], Generic[T]):
    """What the cells of some *roles* mean; each combination is read once; ``None`` if there is a problem."""

    def __init__(self, file: UserFile, roles: tuple[str, ...], read: Callable[[Mapping[str, str]], T | None]) -> None:
        super().__init__()
        self.pick = _picking([file.roles.index(role) for role in roles])
        """Returns the cells of a row that are the key."""
        self._roles = roles
        self._read = read
        self._problems = file.account.problems
        self._wrong: dict[tuple[str, ...], list[Problem]] = {}

    def __missing__(self, texts: tuple[str, ...]) -> T | None:
        before = len(self._problems)
        found = self._read(dict(zip(self._roles, texts, strict=True)))
        if wrong := self._problems[before:]:
            del self._problems[before:]
            self._wrong[texts], found = wrong, None
        self[texts] = found
        return found

    def of(self, rows: _Rows) -> Iterator[T | None]:
        """Return what the cells of each row mean."""
        return map(self.__getitem__, map(self.pick, map(itemgetter(1), rows)))

    def record_problems(self, line: int, cells: list[str]) -> None:
        """Record the problems of the cells of a row, if any."""
        self._problems += [attrs.evolve(problem, line=line) for problem in self._wrong.get(self.pick(cells), ())]


class _Whats(_Once[Entry]):
    """What is eaten; a food and a weight that other rows had are not read again."""

    def __init__(self, file: UserFile, roles: tuple[str, ...], amounts: Amounts) -> None:
        super().__init__(file, roles, amounts.entry)
        self._weighed = Weighed(roles, amounts.pairs.find if amounts.origin is None else None)

    def __missing__(self, texts: tuple[str, ...]) -> Entry | None:
        found = self._weighed.entry(texts)
        if found is None:
            found = super().__missing__(texts)
            self._weighed.learn(texts, found)
        self[texts] = found
        return found


def _picking(places: list[int]) -> Callable[[list[str]], tuple[str, ...]]:
    if len(places) > 1:
        return itemgetter(*places)
    return lambda cells: tuple(cells[place] for place in places)


class _Whens:
    """Date, time, meal and person of rows."""

    def __init__(self, file: UserFile, dates: Dates, rows: _Rows) -> None:
        self._account = file.account
        self._dates = dates
        for role in {"date", "time"} & set(file.roles):
            for text in {cells[file.roles.index(role)] for _, cells in rows}:
                dates.see(text)
        self._has_floats = _are_floats(rows, file) if "person" in file.roles else False

    def read(self, cells: Mapping[str, str]) -> tuple[Any, ...]:
        """Return date, time, meal and person, or record each of their problems."""
        date: dt.date | None = None
        time: dt.time | None = None
        if cells.get("date"):
            with self._account.noting(None, "date"):
                date, time = self._dates.read(cells["date"])
        if cells.get("time"):
            with self._account.noting(None, "time"):
                time = self._time(cells["time"])
        person = cells.get("person") or None
        if person and self._has_floats:
            person = whole_code(person)
        return date, time, cells.get("meal") or None, person

    def _time(self, text: str) -> dt.time:
        """Return a time; some exports write the date before it."""
        if re.search(r"\d[/-]\d", text):
            time = self._dates.read(text)[1]
            if time is not None:
                return time
        return read_time(text)


def _are_floats(rows: _Rows, file: UserFile) -> bool:
    """Return whether all persons of an export are whole numbers written with ".0"."""
    place = file.roles.index("person")
    is_export = file.layout is not None and (file.layout.profile is not None or file.wanted.columns is not None)
    return is_export and all(_FLOAT.fullmatch(cells[place]) for _, cells in rows)
