"""Answer questions about a large log with DuckDB: bad rows first, then the sums of each group."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.errors import AmountError, DataError, Problem
from magnesium.foods.files.layouts import CONDITION, Layout, Wanted
from magnesium.foods.foods import Food
from magnesium.foods.headers import log_role, stated_unit
from magnesium.foods.parse import Assume
from magnesium.intake.log_totals import GroupTotal, LogTotals
from magnesium.intake.recipes import Recipe
from magnesium.integrations.frames.amounts import NO_AMOUNT, NO_FOOD, bad_rows_of, foods_for
from magnesium.integrations.frames.columns import FRAME, checked_frame
from magnesium.integrations.frames.engines import OWN, Table, narwhals
from magnesium.integrations.frames.log_files import (
    LogFile,
    has_decimal_commas,
    literal,
    name,
    not_numbers,
    quoted,
    rejected_lines,
    with_numbers,
)
from magnesium.integrations.frames.log_profiles import profile_layout, profile_notes, read_rows
from magnesium.integrations.frames.resolving import Reader, resolve
from magnesium.integrations.frames.totals import (
    is_bad_stated,
    sums_of_foods,
    total_intake,
)

T = TypeVar("T")

Progress = Callable[[str, float], None]
"""Called with the current step and the fraction done (0–1)."""

_LOOK_EVERY_SECONDS = 0.2
_FIRST_GROUPS = 20
"""Number of groups in the answer itself."""
_MOST_NAMES = 100_000
"""Maximum number of distinct foods that are not ids; reading more by name would take too long."""


class DecimalCommasError(Exception):
    """Numbers of a CSV file have decimal commas, so it must be read as strings."""


@attrs.frozen(kw_only=True)
class Question:
    """A question about a log."""

    sources: Sequence[Path]
    keys: list[str]
    given: Mapping[str, str] | None
    profile: Wanted
    unit: str | None
    foods: Catalog[Food | Recipe] | None
    assume: Assume
    keep: bool
    release: str | None
    on_progress: Progress

    def written(self, connection: Any, path: Path, spill: Path | None) -> LogTotals:
        """Write the totals to a file and return them.

        Args:
            connection: The connection.
            path: The file.
            spill: If numbers may have decimal commas, a folder for the columns of CSV files as strings.
        """
        files = [LogFile.of(source) for source in self.sources]
        layout = self._layout(connection, files[0])
        if spill is None and any(file.delimiter == ";" for file in files):
            raise DecimalCommasError
        log = self._relation(connection, files, layout, spill)
        totals = self._totals(connection, log, layout, as_texts=spill is not None)
        ordered = totals.order(", ".join(name(key) for key in self.keys))
        _watched(connection, lambda: _write(ordered, path), "adding up", self.on_progress)
        self._refuse(connection, [], as_texts=spill is not None)
        return _totals_in(connection, path, self.keys, profile_notes(layout.profile))

    def _layout(self, connection: Any, file: LogFile) -> Layout:
        """Return the columns to read: the caller's, those of a profile, or those in the header."""
        headers = tuple(file.headers or file.relation(connection, (), as_texts=False).columns)
        layout = None if self.given else profile_layout(self.profile, file.path, headers)
        roles = layout.headers if layout else self.given or _recognized(headers)
        if "mg" in roles:
            wanted: tuple[str, ...] = ("mg",)
        else:
            wanted = ("food", "amount", "unit") if "amount" in roles else ("food", "grams")
        read = {role: roles.get(role, role) for role in wanted if role in roles or role != "unit"}
        conditions = {role: header for role, header in roles.items() if role.startswith(CONDITION)}
        return Layout(headers=read | conditions, profile=None if layout is None else layout.profile)

    def _relation(self, connection: Any, files: Sequence[LogFile], layout: Layout, spill: Path | None) -> Any:
        """Return the needed columns of all files."""
        roles = layout.headers
        needed = list({column.casefold(): column for column in (*self.keys, *roles.values())}.values())
        numbers = [column for role, column in roles.items() if role in {"grams", "mg"}]
        marked = [column for role, column in roles.items() if role in {"grams", "mg", "amount"}]
        parts: list[Any] = []
        problems: list[Problem] = []
        for place, file in enumerate(files):
            rows = file.relation(connection, numbers, as_texts=spill is not None)
            _check_has(file, rows, needed)
            rows = rows.project(", ".join(map(name, needed)))
            if spill is not None and file.headers:
                texts = self._spilled(connection, rows, spill / f"{place}.parquet")
                problems += [*file.two_ways(texts, marked), *not_numbers(texts, numbers)]
                rows = with_numbers(texts, needed, numbers)
            parts.append(rows)
        self._refuse(connection, problems, as_texts=spill is not None)
        log = parts[0]
        for part in parts[1:]:
            log = log.union(part)
        return read_rows(log, layout)

    def _spilled(self, connection: Any, rows: Any, path: Path) -> Any:
        """Return rows of strings from a Parquet file, written because they are queried several times."""
        _watched(connection, lambda: rows.write_parquet(str(path)), "reading", self.on_progress)
        return connection.read_parquet(literal(path), hive_partitioning=False)

    def _refuse(self, connection: Any, found: Sequence[Problem], *, as_texts: bool) -> None:
        """Raise problems, first those of unreadable lines."""
        lines = rejected_lines(connection, several=len(self.sources) > 1)
        if not as_texts and has_decimal_commas(lines):
            raise DecimalCommasError
        problems = (*lines, *found)
        if problems:
            raise DataError(FRAME, problems)

    def _totals(self, connection: Any, log: Any, layout: Layout, *, as_texts: bool) -> Any:
        """Return the totals as a relation, after checking for bad rows."""
        roles = layout.headers
        if "mg" in roles:
            unit = self.unit or stated_unit(roles["mg"]) or (layout.profile.unit if layout.profile else "mg")
            return self._of_stated(connection, log, roles["mg"], unit, as_texts=as_texts)
        if "amount" in roles:
            read = resolve(
                log,
                food=roles["food"],
                amount=roles["amount"],
                unit=roles.get("unit"),
                prefix="read ",
                foods=self.foods,
                assume=self.assume,
                on_bad="null" if self.keep else "raise",
                release=self.release,
            )
            return total_intake(read, by=self.keys, mg="read mg")
        return self._of_grams(connection, log, roles["food"], roles["grams"], as_texts=as_texts)

    def _of_stated(self, connection: Any, log: Any, column: str, unit: str, *, as_texts: bool) -> Any:
        totals = total_intake(log, by=self.keys, mg=column, unit=unit)
        if not self.keep:
            bad = narwhals().from_native(log).filter(is_bad_stated(column)).to_native()
            counts = bad.aggregate(f"count(*), approx_top_k({name(column)}::varchar, 5)")
            ((count, often),) = _watched(connection, counts.fetchall, "looking for bad rows", self.on_progress)
            self._refuse(connection, list(_counted(NO_AMOUNT, count, often or ())), as_texts=as_texts)
        return totals

    def _of_grams(self, connection: Any, log: Any, food: str, grams: str, *, as_texts: bool) -> Any:
        known = checked_frame(log, [grams], codes=[food], others=self.keys)
        table = foods_for(known, food, self.foods, self.release)
        bad = bad_rows_of(known.select(*dict.fromkeys((food, grams))), food, grams, "problem", table).to_native()
        fits = f"coalesce({name(grams)} >= 0 and isfinite({name(grams)}::double), false)"
        is_unnamed = f"problem = {quoted(NO_FOOD)}"
        groups = bad.aggregate(
            f"if({is_unnamed}, coalesce({name(food)}::varchar, ''), null) as what, count(*) as n, "
            f"count(*) filter (where not {fits}) as impossible, "
            f"approx_top_k(coalesce({name(grams)}::varchar, 'nothing'), 5) filter (where not {fits}) as often",
            f"if({is_unnamed}, coalesce({name(food)}::varchar, ''), null)",
        ).limit(_MOST_NAMES + 1)
        found = _watched(connection, groups.fetchall, "looking for bad rows", self.on_progress)
        if len(found) > _MOST_NAMES:
            reason = f"has more than {_MOST_NAMES:,} different foods that are no ids; resolve them first"
            self._refuse(connection, [Problem(None, food, reason)], as_texts=as_texts)
        named = self._named(what for what, *_ in found if what) if table.has_text_keys else {}
        problems = [] if self.keep else list(_problems(found, named))
        self._refuse(connection, problems, as_texts=as_texts)
        column = f"{OWN}per_100g"
        whole = Table([*table.keys, *named], {column: [*table.columns[column], *named.values()]})
        return sums_of_foods(known, self.keys, food, grams, whole if named else table).to_native()

    def _named(self, names: Iterator[str]) -> dict[str, float | None]:
        """Return the mg per 100 g of the named foods, without unknown names."""
        reader = Reader.of(self.foods, self.assume, self.release)
        read = {each: reader.read((each,)) for each in names}
        return {each: found.mg for each, found in read.items() if not found.problem}


def _recognized(headers: Sequence[str]) -> dict[str, str]:
    """Return the columns of food and grams, or else of food and amount, by their headers."""
    exact = {header.casefold(): header for header in reversed(headers)}
    roles = {log_role(header): header for header in reversed(headers)} | exact
    if "grams" in roles or "amount" not in roles:
        return {role: roles.get(role, role) for role in ("food", "grams")}
    return {role: roles.get(role, role) for role in ("food", "amount", "unit") if role != "unit" or role in roles}


def _check_has(file: LogFile, rows: Any, needed: Sequence[str]) -> None:
    has = [str(column) for column in rows.columns]
    folded = {column.casefold() for column in has}
    missing = [column for column in needed if column.casefold() not in folded]
    if missing:
        had = ", ".join(has)
        raise DataError(str(file.path), tuple(Problem(None, each, f"is missing; it has {had}") for each in missing))


def _problems(found: Sequence[Any], named: Mapping[str, float | None]) -> Iterator[Problem]:
    """Yield the counts of rows without a known food, and of those without a possible amount."""
    unnamed = sorted(((n, what) for what, n, *_ in found if what is not None and what not in named), reverse=True)
    yield from _counted(NO_FOOD, sum(n for n, _ in unnamed), [what or "nothing" for _, what in unnamed[:5]])
    amounts = [(n, often) for what, _, n, often in found if n and (what is None or what in named)]
    values = dict.fromkeys(value for _, often in amounts for value in often or ())
    yield from _counted(NO_AMOUNT, sum(n for n, _ in amounts), list(values)[:5])


def _counted(problem: str, count: int, often: Sequence[str]) -> Iterator[Problem]:
    if count:
        rows = "1 row" if count == 1 else f"{count:,} rows"
        yield Problem(None, None, f"{problem} in {rows}, most often {', '.join(map(repr, often))}")


def _watched(connection: Any, run: Callable[[], T], what: str, on_progress: Progress) -> T:
    """Return the result of *run*, and report its progress in the meantime."""
    from concurrent.futures import ThreadPoolExecutor, wait

    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(run)
        try:
            while not wait([future], _LOOK_EVERY_SECONDS).done:
                on_progress(what, min(1.0, max(0.0, connection.query_progress() / 100)))
        except BaseException:
            connection.interrupt()
            raise
        return future.result()


def _write(rows: Any, path: Path) -> None:
    if path.suffix == ".csv":
        rows.write_csv(str(path), header=True)
    else:
        rows.write_parquet(str(path))


def _totals_in(connection: Any, path: Path, keys: Sequence[str], notes: Sequence[str]) -> LogTotals:
    sums = "count(*), coalesce(sum(mg), 0), coalesce(sum(unknown_rows), 0)"
    if path.suffix == ".csv":
        types = {"mg": "DOUBLE", "unknown_rows": "BIGINT", **dict.fromkeys(keys, "VARCHAR")}
        totals = connection.read_csv(literal(path), header=True, dtype=types, hive_partitioning=False)
    else:
        totals = connection.read_parquet(literal(path), hive_partitioning=False)
    groups, total_mg, unknown_rows = totals.aggregate(sums).fetchall()[0]
    if not math.isfinite(total_mg):
        raise AmountError("log", None, "adds up to more than the largest float")
    first = [
        GroupTotal(group=["" if key is None else str(key) for key in group], mg=mg or 0.0, unknown_rows=unknown or 0)
        for *group, mg, unknown in totals.limit(_FIRST_GROUPS).fetchall()
    ]
    return LogTotals(
        groups=groups, mg=float(total_mg), unknown_rows=int(unknown_rows), by=keys, first=first, notes=notes
    )
