"""Read food logs into an intake and write them, all or nothing."""

from __future__ import annotations

import math
import os
import warnings
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Literal, get_args

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.errors import DataWarning, FoodLogError, InvalidValueError, MagnesiumError, Problem, UnitError, instance
from magnesium.foods.entries import Entry, FoodOriginWord
from magnesium.foods.files.account import FileSource
from magnesium.foods.files.dates import DateOrder, Dates
from magnesium.foods.files.layouts import Kind, wanted
from magnesium.foods.files.user_file import UserFile
from magnesium.foods.files.writing import write_rows
from magnesium.foods.fndds import release_named
from magnesium.foods.foods import Food
from magnesium.foods.headers import log_role, near_log_role, stated_unit
from magnesium.foods.items import STATED_UNIT, UnknownItem, usual_origin
from magnesium.foods.parse import Assume
from magnesium.intake.intake import Intake
from magnesium.intake.readers.amounts import Amounts, category_reader
from magnesium.intake.readers.collector import collector_paused
from magnesium.intake.readers.finder import Finder
from magnesium.intake.readers.lines import Lines
from magnesium.intake.readers.pairs import Pairs
from magnesium.intake.readers.plausibility import odd_amounts
from magnesium.intake.readers.rows import Seen, entries_of
from magnesium.intake.recipes import Recipe
from magnesium.units import convert

REQUIRED = ("food", "amount")
OPTIONAL = ("unit", "grams", "mg", "mg_unit", "date", "time", "meal", "person", "origin", "category", "text", "assumed")

LOG_KIND = Kind(
    holds="log",
    roles=(*REQUIRED, *OPTIONAL),
    needed=(REQUIRED, ("food", "grams"), ("mg",)),
    role_of=log_role,
    near_role=near_log_role,
    other_words={"g": "mg", "ug": "mg", "µg": "mg", "magnesium": "mg", "code": "food"},
)
"""The roles of a log's columns."""

OnUnknown = Literal["raise", "keep"]
"""What to do with a food that no table has."""


def read_food_log(
    source: FileSource,
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
) -> Intake:
    """Read a food log.

    A log is a table with a header: CSV (comma, semicolon, tab or bar; UTF-8, UTF-16 or Windows-1252), an Excel
    workbook (extra ``excel``), JSON, JSON Lines or the XML of Apple Health. A food is an id, a code, a name or
    an everyday alias; an amount is "1 cup" or "180 g", or a number with the unit in its own column;
    supplements state "200 mg elemental" or "1250 mg compound". Any other row ("banana,1",
    "almonds,a handful", no amount) is read by :func:`~magnesium.parse`, and its entry has the assumptions.

    A column ``mg`` states magnesium itself: each row is then an entry of that amount, whatever its food is, and
    a blank cell means unknown. Its header may state another unit ("Magnesium (g)").

    Args:
        source: A path or an open file.
        columns: The header of each role, such as ``{"food": "Item", "mg": "Magnesium (mg)"}``; other columns are
            ignored. Roles: food, amount, unit, grams, mg, mg_unit, date, time, meal, person, origin, category, and what
            :func:`~magnesium.check` writes: text, the words as written, and assumed, which is not read.
        profile: A key of ``magnesium.log_profiles``; "auto" recognizes it by the header.
        foods: The user's foods and recipes, searched first.
        assume: "usual" takes the usual reading of an ambiguous row; "never" makes it an error.
        on_unknown: "keep" keeps an unknown food as an entry of unknown magnesium; "raise" makes it an error with
            near matches.
        release: The release of FNDDS in which food codes are looked up ("2009-2010"). A code that only other
            releases have is looked up in the one nearest in time, which its id states, with a DataWarning.
        unit: Unit of the column ``mg``, if its header states none.
        date_order: Order of dates such as 03/01/2026. Default: must follow from the file.
        origins: The origin of each word of the category column that does not state it itself.

    Raises:
        FoodLogError: Some lines are invalid; lists all of them; nothing is loaded.
        OSError: The file cannot be opened.
        MissingExtraError: The file is a workbook and the extra ``excel`` is not installed.
    """
    with collector_paused():
        return load_log(
            source,
            columns=columns,
            profile=profile,
            foods=foods,
            assume=assume,
            on_unknown=on_unknown,
            release=release,
            unit=unit,
            date_order=date_order,
            origins=origins,
        ).intake()


@attrs.frozen(kw_only=True)
class LoadedLog:
    """The entries of a log, and every problem."""

    name: str
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    roles: tuple[str, ...]
    """The roles of the cells of its rows."""

    def intake(self) -> Intake:
        """Return the intake, or raise :class:`~magnesium.FoodLogError` with every problem."""
        if self.problems:
            raise FoodLogError(self.name, self.problems)
        return Intake(self.entries, notes=self.notes)


def load_log(
    source: FileSource,
    *,
    columns: Mapping[str, str] | None,
    profile: str,
    foods: Catalog[Food | Recipe] | None,
    assume: Assume,
    on_unknown: OnUnknown,
    release: str | None,
    unit: str | None,
    date_order: DateOrder | None,
    origins: Mapping[str, FoodOriginWord] | None,
    seen: Seen | None = None,
) -> LoadedLog:
    """Read a log and return its entries and problems.

    Args:
        source: As in :func:`read_food_log`, like the other arguments.
        columns: The header of each role.
        profile: A key of ``magnesium.log_profiles``, or "auto".
        foods: The user's foods and recipes, searched first.
        assume: "usual" or "never".
        on_unknown: "raise" or "keep".
        release: The release of FNDDS in which food codes are looked up.
        unit: Unit of the column ``mg``.
        date_order: Order of dates such as 03/01/2026.
        origins: The origin of each word of the category column.
        seen: Collects the rows.
    """
    file = UserFile(source, wanted(columns, profile, LOG_KIND), numbers=("amount", "grams", "mg"))
    lines = Lines(foods, assume)
    finder = Finder(foods, keep_unknown=is_kept(on_unknown), release=release and release_named(release).id)
    in_mapping = [word for word in columns or () if LOG_KIND.other_words.get(word) == "mg" and word != "magnesium"]
    unit = unit or next(iter(in_mapping), None)
    dates = Dates(date_order)
    if unit is not None:
        convert(1.0, unit, "mg")  # raises if it is not a unit of an amount
    made: tuple[Entry, ...] = ()
    if rows := file.read():
        amounts = _amounts(file, Pairs(finder, lines), unit, origins)
        made = tuple(entries_of(rows, file, amounts, dates if date_order else _dates(file), seen))
    problems = file.account.in_order()
    if finder.from_other_releases and not problems:
        warnings.warn(f"{file.account.name}: {finder.other_releases_text()}", DataWarning, stacklevel=3)
    return LoadedLog(
        name=file.account.name,
        entries=made,
        problems=problems,
        notes=tuple(_notes(file, made)),
        roles=file.roles,
    )


def _dates(file: UserFile) -> Dates:
    profile = None if file.layout is None else file.layout.profile
    return Dates(None if profile is None else profile.date_order)


def _amounts(file: UserFile, pairs: Pairs, unit: str | None, origins: Mapping[str, FoodOriginWord] | None) -> Amounts:
    profile = None if file.layout is None else file.layout.profile
    by_category = {} if profile is None else profile.origin_by_category
    return Amounts(
        pairs=pairs,
        account=file.account,
        unit=_unit(file, unit),
        item="not named" if profile is None else profile.item,
        origin=None if profile is None else profile.origin,
        origin_of_category=category_reader(origins, by_category),
        is_zero_unknown=profile is not None and profile.is_zero_untracked,
    )


def _unit(file: UserFile, given: str | None) -> str:
    """Return the unit of the magnesium column; record a header that contradicts the given unit."""
    header = file.header_of("mg")
    stated = None
    with file.account.noting(file.header_line, header or "mg"):
        stated = stated_unit(header)
        if stated and given and header.casefold() not in {"mg", "g"} and convert(1.0, given, stated) != 1.0:
            raise UnitError(given, f"was given where the header states {stated!r}")
    profile = None if file.layout is None else file.layout.profile
    return given or stated or ("mg" if profile is None else profile.unit)


def _notes(file: UserFile, entries: tuple[Entry, ...]) -> Iterator[str]:
    """Yield how the file was recognized and what looks odd in it."""
    if file.layout is not None and file.layout.profile is not None:
        profile = file.layout.profile
        yield f"Read as {profile.title}. {profile.limits}".strip()
    yield from (f"The log {note}." for note in (*file.account.notes, *_assumed(entries), *odd_amounts(entries)))


def _assumed(entries: tuple[Entry, ...]) -> Iterator[str]:
    """Yield a note on the entries that are based on assumptions."""
    count = sum(1 for entry in entries if entry.assumptions)
    if count:
        yield f"rests on assumptions in {count:,} of {len(entries):,} rows"


def is_kept(on_unknown: OnUnknown) -> bool:
    """Return whether unknown foods are kept; raise :class:`~magnesium.InvalidValueError` for another word."""
    if on_unknown not in get_args(OnUnknown):
        raise InvalidValueError("on_unknown", on_unknown, "must be 'raise' or 'keep'")
    return bool(on_unknown == "keep")


def write_food_log(intake: Intake, target: str | os.PathLike[str] | IO[str]) -> None:
    """Write an intake as a food log that :func:`read_food_log` reads back to the same entries.

    Leading and trailing spaces of meals and persons are lost; an empty intake cannot be written. A file is written
    completely or not at all. A cell that a spreadsheet would execute, such as ``=1+1``, is written after an
    apostrophe, which is removed on reading.

    Magnesium that a log stated is written as "mg elemental" of the item, without the amount beside it. Items are
    written as ids; own foods need ``foods=`` on reading, and unknown items ``on_unknown="keep"``. An ``origin``
    column is written if an origin is not the usual one.
    """
    instance(intake, Intake, "intake", "must be an Intake; the intake comes first, then the file")
    columns = [*REQUIRED, "unit", "date", "time", "meal", "person"]
    if any(entry.origin != usual_origin(entry.item) for entry in intake):
        columns.append("origin")
    write_rows(target, _log_rows(intake, tuple(columns)))


def write_checked_log(entries: Iterable[Entry], target: str | os.PathLike[str] | IO[str]) -> None:
    """Write entries as a log with ids, weights, the words as written and what was assumed.

    Reading it returns entries with the same items, weights and magnesium, but without assumptions.
    """
    columns = (*REQUIRED, "unit", "date", "time", "meal", "person", "origin", "text", "assumed")
    write_rows(target, _log_rows(map(_weighed, entries), columns))


def _weighed(entry: Entry) -> Entry:
    """Return an entry with its weight as its amount, if known."""
    if entry.grams is None or not isinstance(entry.item, Food | Recipe):
        return entry
    return attrs.evolve(entry, quantity=entry.grams, unit="g")


def _measure(entry: Entry) -> tuple[float, str]:
    """Return the amount as it was given, or in grams if it would be read back as another weight.

    Twice an entry of "3 cookies" is not always what the publisher prints for "6 cookies".
    """
    if isinstance(entry.item, UnknownItem) and entry.mg is not None:
        return entry.mg, STATED_UNIT
    if isinstance(entry.item, Food) and entry.grams is not None:
        try:
            grams = entry.item.measured(entry.quantity, entry.unit).grams
        except MagnesiumError:
            grams = None
        if grams is None or not math.isclose(grams, entry.grams, rel_tol=1e-12):
            return entry.grams, "g"
    return entry.quantity, entry.unit


def _log_rows(entries: Iterable[Entry], columns: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield columns
    for entry in entries:
        quantity, unit = _measure(entry)
        cells = {
            "food": entry.item.id,
            "amount": repr(quantity),
            "unit": unit,
            "date": "" if entry.date is None else entry.date.isoformat(),
            "time": "" if entry.time is None else entry.time.isoformat(),
            "meal": entry.meal or "",
            "person": entry.person or "",
            "origin": "" if entry.origin is None else str(entry.origin),
            "text": entry.wording.strip(),
            "assumed": "; ".join(map(str, entry.assumptions)),
        }
        yield tuple(cells[column] for column in columns)
