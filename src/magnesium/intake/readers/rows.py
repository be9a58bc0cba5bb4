"""Rows of a log become entries: equal rows once, and dates in the order of the whole file."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import Any

import attrs

from magnesium.errors import Problem
from magnesium.foods.codes import whole_code
from magnesium.foods.entries import Entry
from magnesium.foods.files.dates import Dates, read_time
from magnesium.foods.files.user_file import UserFile
from magnesium.intake.readers.amounts import Amounts

_WHEN = ("date", "time", "meal", "person")
_Rows = Sequence[tuple[int, list[str]]]
_FLOAT = re.compile(r"\d+\.0")


Seen = list[tuple[int, list[str], Entry | None, tuple[Any, ...] | None]]
"""Line, cells, entry and when (date, time, meal, person) of each row of a log; ``None`` where that has a problem."""


def entries_of(
    rows: _Rows, file: UserFile, amounts: Amounts, dates: Dates, seen: Seen | None = None
) -> Iterator[Entry]:
    """Yield the entry of each row, or record what is wrong with it; *seen* collects every row with its entry."""
    pick_what, pick_when = _picking(file.roles, is_when=False), _picking(file.roles, is_when=True)
    what_roles = tuple(role for role in file.roles if role not in _WHEN)
    whens = _Whens(file, dates, rows)
    made: dict[Any, Entry | None] = {}
    bad: dict[Any, list[Problem]] = {}
    problems = file.account.problems
    for line, cells in rows:
        key = pick_what(cells)
        if key in bad:
            problems += [attrs.evolve(problem, line=line) for problem in bad[key]]
        elif key not in made:
            before = len(problems)
            made[key] = amounts.entry(line, dict(zip(what_roles, key, strict=True)))
            if len(problems) > before:
                bad[key] = problems[before:]
        entry = made.get(key)
        when = whens(line, pick_when(cells))
        placed = None if entry is None or when is None else entry.placed(*when)
        if seen is not None:
            seen.append((line, cells, placed, when))
        if placed is not None:
            yield placed


def _picking(roles: tuple[str, ...], *, is_when: bool) -> Callable[[list[str]], tuple[str, ...]]:
    places = [place for place, role in enumerate(roles) if (role in _WHEN) is is_when]
    if len(places) > 1:
        return itemgetter(*places)
    return lambda cells: tuple(cells[place] for place in places)


class _Whens:
    """Date, time, meal and person of rows, each combination of texts once."""

    def __init__(self, file: UserFile, dates: Dates, rows: _Rows) -> None:
        self._account = file.account
        self._roles = tuple(role for role in file.roles if role in _WHEN)
        self._dates = dates
        self._known: dict[tuple[str, ...], tuple[Any, ...]] = {}
        for role in {"date", "time"} & set(self._roles):
            for text in {cells[file.roles.index(role)] for _, cells in rows}:
                dates.see(text)
        self._has_floats = _are_floats(rows, file) if "person" in self._roles else False

    def __call__(self, line: int, texts: tuple[str, ...]) -> tuple[Any, ...] | None:
        found = self._known.get(texts)
        if found is None:
            before = len(self._account.problems)
            found = self._read(line, dict(zip(self._roles, texts, strict=True)))
            if len(self._account.problems) > before:
                return None
            self._known[texts] = found
        return found

    def _read(self, line: int, cells: dict[str, str]) -> tuple[Any, ...]:
        date: dt.date | None = None
        time: dt.time | None = None
        if cells.get("date"):
            with self._account.noting(line, "date"):
                date, time = self._dates.read(cells["date"])
        if cells.get("time"):
            with self._account.noting(line, "time"):
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
    """Return whether all persons of an export are whole numbers that a program wrote with ".0"."""
    place = file.roles.index("person")
    is_export = file.layout is not None and (file.layout.profile is not None or file.wanted.columns is not None)
    return is_export and all(_FLOAT.fullmatch(cells[place]) for _, cells in rows)
