"""Check a log: each line with what was understood and assumed, and every problem."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import texts
from magnesium.errors import FoodLogError, MagnesiumError, NotFoundError, Problem, tuple_of
from magnesium.foods.entries import Entry, FoodOriginWord
from magnesium.foods.error_terms import mg_text
from magnesium.foods.files.account import FileSource, name_of
from magnesium.foods.files.dates import DateOrder
from magnesium.foods.foods import Food
from magnesium.foods.ingredients import unknown_ingredient
from magnesium.foods.items import UnknownItem
from magnesium.foods.parse import Assume, check_assume
from magnesium.intake.food_log import OnUnknown, is_kept, load_log, write_checked_log
from magnesium.intake.free_lines import lines_of
from magnesium.intake.intake import Intake
from magnesium.intake.meals import parse_meal
from magnesium.intake.readers.collector import collector_paused
from magnesium.intake.readers.rows import Seen
from magnesium.intake.recipes import Recipe
from magnesium.rendering.answers import Answer
from magnesium.rendering.blocks import Block, Caution, Heading, Note, Table
from magnesium.text import whole_text

_Row = tuple[int, list[str], Entry | None, tuple[Any, ...] | None]
_WORDS = ("amount", "grams", "unit", "food", "mg")


def _entries(given: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple_of(given, Entry, "entries")


def _problems(given: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple_of(given, Problem, "problems")


@attrs.frozen(repr=False)
class CheckedLine(Answer):
    """One line of a log."""

    line: int
    """Line number, from 1."""
    wording: str
    """The words as written."""
    entries: tuple[Entry, ...] = attrs.field(default=(), converter=_entries)
    """What was understood; empty for a line with problems."""
    problems: tuple[Problem, ...] = attrs.field(default=(), converter=_problems)
    unnamed: str = ""
    """The words that match no food, if these are the problem."""
    date: dt.date | None = None
    time: dt.time | None = None
    meal: str | None = None
    person: str | None = None

    @property
    def is_understood(self) -> bool:
        """Whether the line has no problem."""
        return not self.problems

    @property
    def can_be_reworded(self) -> bool:
        """Whether rewording the line can solve its problems."""
        return bool(self.problems) and not {"date", "time", "origin"} & {found.column for found in self.problems}

    def reworded(self, entries: Iterable[Entry]) -> CheckedLine:
        """Return the line with these *entries*, at its time and without its problems."""
        placed = [entry.placed(self.date, self.time, self.meal, self.person) for entry in entries]
        return attrs.evolve(self, entries=placed, problems=(), unnamed="")

    def rows(self) -> Iterator[tuple[str, ...]]:
        """Yield the displayed rows of the line: one for each entry."""
        for entry in self.entries:
            grams = "" if entry.grams is None else f"{entry.grams:.4g} g"
            what = f"{grams or f'{entry.quantity:g} {entry.unit}'} {entry.item.name} ({entry.item.id})"
            assumed = "; ".join(map(str, entry.assumptions))
            yield str(self.line), self.wording, what, mg_text(entry.mg, at_least=bool(entry.unknown)), assumed
        if not self.entries:
            yield str(self.line), self.wording, "not understood", "", ""

    def __str__(self) -> str:
        understood = "; ".join(map(str, self.entries)) or "; ".join(problem.message for problem in self.problems)
        return f"line {self.line}, {self.wording!r}: {understood}"


def _lines(given: Iterable[CheckedLine]) -> tuple[CheckedLine, ...]:
    return tuple_of(given, CheckedLine, "lines")


@attrs.frozen(kw_only=True, repr=False)
class Check(Answer):
    """A log as it was understood; :attr:`problems` is empty if nothing needs an answer."""

    title: str
    lines: tuple[CheckedLine, ...] = attrs.field(converter=_lines)
    problems: tuple[Problem, ...] = attrs.field(default=(), converter=_problems)
    """Every problem, with its line."""
    notes: tuple[str, ...] = attrs.field(default=(), converter=texts)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries, in the order of the lines."""
        return tuple(entry for line in self.lines for entry in line.entries)

    def intake(self) -> Intake:
        """Return the intake, or raise :class:`~magnesium.FoodLogError` with every problem."""
        if self.problems:
            raise FoodLogError(self.title, self.problems)
        return Intake(self.entries, notes=self.notes)

    def write(self, target: str | os.PathLike[str] | IO[str]) -> None:
        """Write the corrected log: ids, weights, the words as written, and what was assumed.

        :func:`~magnesium.read_food_log` reads it back to the same items, weights and magnesium; own foods need
        ``foods=``, and unknown ones ``on_unknown="keep"``. Raises :class:`~magnesium.FoodLogError` with every problem:
        a log with problems is not written.
        """
        write_checked_log(self.intake(), target)

    def answered(self, line: int, entries: Iterable[Entry]) -> Check:
        """Return the check with *entries* for a line with problems, which are then solved."""
        given = tuple(entries)
        lines = [each.reworded(given) if each.line == line else each for each in self.lines]
        return attrs.evolve(self, lines=lines, problems=[found for found in self.problems if found.line != line])

    def blocks(self) -> Iterator[Block]:
        """Yield each line with what was understood and assumed, then every problem."""
        yield Heading(str(self), 1)
        yield from map(Note, self.notes)
        yield Table(
            ("line", "as written", "understood", "magnesium", "assumed"),
            (row for line in self.lines for row in line.rows()),
        )
        if self.problems:
            yield Heading("Problems")
            yield from (Caution(str(problem)) for problem in self.problems)

    def cited(self) -> tuple[str, ...]:
        """Return the distinct sources of the items."""
        return tuple(dict.fromkeys(key for entry in self.entries for key in entry.cited()))

    def __str__(self) -> str:
        count = "1 line" if len(self.lines) == 1 else f"{len(self.lines):,} lines"
        understood = sum(line.is_understood for line in self.lines)
        assumed = sum(any(entry.assumptions for entry in line.entries) for line in self.lines)
        return f"{self.title}: {understood:,} of {count} understood, {assumed:,} with assumptions"


def check(
    source: FileSource | list[str],
    *,
    columns: Mapping[str, str] | None = None,
    profile: str = "auto",
    foods: Catalog[Food | Recipe] | None = None,
    assume: Assume = "usual",
    on_unknown: OnUnknown = "raise",
    release: str | None = None,
    unit: str | None = None,
    date_order: DateOrder | None = None,
    origins: Mapping[str, FoodOriginWord] | None = None,
) -> Check:
    """Return each line of a log with what was understood and assumed; problems are returned, not raised.

    Args:
        source: A food log, as in :func:`~magnesium.read_food_log`; a text file without a header, whose lines are
            read by :func:`~magnesium.parse_meal`; or a list of such lines. Only *foods*, *assume* and *on_unknown*
            apply to lines.
        columns: As in :func:`~magnesium.read_food_log`, like the other arguments.
        profile: A key of ``magnesium.log_profiles``.
        foods: The user's foods and recipes, searched first.
        assume: "usual" or "never".
        on_unknown: "raise" makes an unknown food a problem; "keep" keeps it, with unknown magnesium.
        release: The release of FNDDS in which food codes are looked up.
        unit: Unit of the column ``mg``.
        date_order: Order of dates such as 03/01/2026.
        origins: The origin of each word of the category column.

    Raises:
        OSError: The file cannot be opened.
        MissingExtraError: The file is a workbook and the extra ``excel`` is not installed.

    >>> print(check(["2 eggs", "200 g halloumi"]))
    lines: 1 of 2 lines understood, 1 with assumptions
    """
    if isinstance(source, list | tuple):
        texts = [whole_text(line, "line") for line in source]
        return _of_lines("lines", [*enumerate(texts, start=1)], foods, assume, keep=is_kept(on_unknown))
    given = lines_of(source) if columns is None and profile == "auto" else source
    if isinstance(given, list):
        return _of_lines(name_of(source), given, foods, assume, keep=is_kept(on_unknown))
    seen: Seen = []
    with collector_paused():
        log = load_log(
            given,
            columns=columns,
            profile=profile,
            foods=foods,
            assume=assume,
            on_unknown=on_unknown,
            release=release,
            unit=unit,
            date_order=date_order,
            origins=origins,
            seen=seen,
        )
    problems: dict[int | None, list[Problem]] = {}
    for problem in log.problems:
        problems.setdefault(problem.line, []).append(problem)
    lines = tuple(_of_row(row, log.roles, problems.get(row[0], ())) for row in seen)
    return Check(title=log.name, lines=lines, problems=log.problems, notes=log.notes)


def _of_row(row: _Row, roles: tuple[str, ...], problems: Iterable[Problem]) -> CheckedLine:
    """Return a row of a table as a line."""
    line, cells, entry, when = row
    named = dict(zip(roles, cells, strict=True))
    wording = named.get("text") or " ".join(named[role] for role in _WORDS if named.get(role))
    found = tuple(problems)
    return CheckedLine(
        line,
        wording,
        () if entry is None or found else (entry,),
        found,
        named.get("food", "") if [problem.column for problem in found] == ["food"] else "",
        *(when or ()),
    )


def _of_lines(
    title: str,
    lines: list[tuple[int, str]],
    foods: Catalog[Food | Recipe] | None,
    assume: Assume,
    *,
    keep: bool,
) -> Check:
    """Return the check of free-text lines."""
    check_assume(assume)
    read = [_of_line(number, text, foods, assume, keep=keep) for number, text in lines]
    problems = [problem for line in read for problem in line.problems]
    return Check(title=title, lines=read, problems=problems)


def _of_line(
    number: int, text: str, foods: Catalog[Food | Recipe] | None, assume: Assume, *, keep: bool
) -> CheckedLine:
    try:
        return CheckedLine(line=number, wording=text, entries=parse_meal(text, foods=foods, assume=assume).entries)
    except NotFoundError as error:
        if keep:
            return CheckedLine(line=number, wording=text, entries=(_kept(text),))
        return CheckedLine(number, text, problems=(Problem(number, None, str(error)),), unnamed=error.key)
    except MagnesiumError as error:
        return CheckedLine(number, text, problems=(Problem(number, None, str(error)),))


def _kept(text: str) -> Entry:
    """Return the entry of a line without a known food: unknown magnesium, and the weight that it states."""
    try:
        entry = unknown_ingredient(text)
    except MagnesiumError:
        entry = UnknownItem(text).measured(1, "portion")
    return attrs.evolve(entry, text=text)
