"""Logs that do not fit into memory: from a Parquet or CSV file to a file of totals, by DuckDB.

A log has a column of food ids and one of grams. Needs the extra ``duckdb``.
"""

from __future__ import annotations

import csv
import errno
import gzip
import math
import os
import re
import tempfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from magnesium.catalogs.catalog import Catalog
from magnesium.errors import AmountError, DataError, InvalidValueError, Problem
from magnesium.foods.files.text_lines import MAX_LINE_BYTES
from magnesium.foods.files.writing import replacing
from magnesium.foods.foods import Food
from magnesium.intake.food_log import OnUnknown, is_kept
from magnesium.intake.log_totals import GroupTotal, LogTotals
from magnesium.intake.recipes import Recipe
from magnesium.integrations.extras import need
from magnesium.integrations.frames.amounts import bad_rows
from magnesium.integrations.frames.totals import columns_to_group_by, total_intake
from magnesium.text import whole_text

T = TypeVar("T")

Progress = Callable[[str, float], None]
"""Called with the current step and the fraction done (0–1)."""

_LOOK_EVERY_SECONDS = 0.2
_NOTED_LINES = 1000
_FIRST_GROUPS = 20
"""Groups that the answer itself holds."""


def total_log(
    log: str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    by: str | Sequence[str],
    food: str = "food",
    grams: str = "grams",
    foods: Catalog[Food | Recipe] | None = None,
    on_unknown: OnUnknown = "raise",
    on_progress: Progress = lambda _what, _share: None,
) -> LogTotals:
    """Write the ``mg`` and ``unknown_rows`` of each group of *by* to *out*, in the order of the groups.

    Both files are Parquet, or CSV (a log also ``.csv.gz``), by their names; all columns of a CSV log
    but *grams* are texts. The file is read twice: first to see that every row has a known food and a
    possible amount, unless ``on_unknown="keep"`` counts the others as unknown. *out* is written whole or
    not at all. Raises :class:`~magnesium.DataError` that names the bad lines and counts the bad rows, and
    ``OSError`` for files that cannot be read or written.
    """
    duckdb = need("duckdb", "duckdb")
    keys = columns_to_group_by(by)
    for role, path in (("log", log), ("out", out)):
        if not isinstance(path, str | os.PathLike):
            raise InvalidValueError(role, path, "must be a path")
    if not callable(on_progress):
        raise InvalidValueError("on_progress", on_progress, "must be a function of a text and a number")
    # DuckDB takes neither names nor paths that are not UTF-8.
    for text in (os.fspath(log), os.fspath(out), *keys, food, grams):
        whole_text(text, "name")
    source, target = Path(log), Path(out).resolve()
    _refuse_other_files(source, target)
    with (
        tempfile.TemporaryDirectory() as spill,
        replacing(target) as part,
        duckdb.connect() as connection,
    ):
        for setting, value in (
            ("temp_directory", spill),
            ("enable_progress_bar", True),
            ("enable_progress_bar_print", False),
            ("progress_bar_time", 0),
        ):
            connection.execute(f"set {setting} = {_quoted(str(value))}")
        with _told_of(source, duckdb):
            rows = _rows(connection, source, food, grams)
            totals = total_intake(rows, by=keys, food=food, grams=grams, foods=foods)
            if not is_kept(on_unknown):
                needed = rows.select(*(duckdb.ColumnExpression(name) for name in dict.fromkeys((food, grams))))
                bad = bad_rows(needed, food=food, grams=grams, foods=foods)
                counted = _counted(bad, food, grams)
                found = _watched(connection, counted.fetchall, "looking for bad rows", on_progress)
                _refuse(connection, source, found)
            ordered = totals.order(", ".join(_name(key) for key in keys))
            _watched(connection, lambda: _write(ordered, part), "adding up", on_progress)
            _refuse(connection, source, ())
            return _totals_in(connection, part, keys)


def _refuse_other_files(source: Path, target: Path) -> None:
    if not source.is_file():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(source))
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    if not target.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(target.parent))
    if _kind(source) not in {".parquet", ".csv"}:
        raise InvalidValueError("log", source.name, "must be a .parquet, .csv or .csv.gz file")
    if target.suffix not in {".parquet", ".csv"}:
        raise InvalidValueError("out", target.name, "must be a .parquet or .csv file")
    if target.exists() and target.samefile(source):
        raise InvalidValueError("out", target.name, "is the log itself; write to another file")


def _kind(path: Path) -> str:
    return Path(path.stem).suffix if path.suffix == ".gz" else path.suffix


def _literal(path: Path) -> str:
    """Return a path for DuckDB, which reads some characters as patterns."""
    return re.sub(r"([*?\[])", r"[\1]", str(path))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


@contextmanager
def _told_of(source: Path, duckdb: Any) -> Iterator[None]:
    """Make errors of the frame name the file, and turn those of DuckDB into ours."""
    try:
        yield
    except DataError as error:
        raise DataError(str(source), error.problems) from None
    except duckdb.Error as error:
        raise DataError(str(source), (Problem(None, None, str(error).splitlines()[0]),)) from None


def _rows(connection: Any, source: Path, food: str, grams: str) -> Any:
    """Return the file as a relation, which is read when it is queried."""
    if _kind(source) == ".parquet":
        return connection.read_parquet(_literal(source), hive_partitioning=False)
    names, delimiter = _header(source)
    # An index that pandas writes has no name.
    names = [name or f"column{place}" for place, name in enumerate(names)]
    folded = [name.casefold() for name in names]
    twice = dict.fromkeys(name for name in folded if folded.count(name) > 1)
    if twice:
        raise DataError(str(source), tuple(Problem(1, name, "is duplicated in the header") for name in twice))
    if not names:
        raise DataError(str(source), (Problem(1, None, f"is not a header; it needs the columns {food} and {grams}"),))
    # Only grams are numbers: a person "007" stays one.
    types = ", ".join(f"{_quoted(name)}: '{'DOUBLE' if name == grams else 'VARCHAR'}'" for name in names)
    form = f"hive_partitioning = false, header = true, sep = {_quoted(delimiter)}, quote = '\"', escape = '\"'"
    noting = f"auto_detect = false, store_rejects = true, rejects_limit = {_NOTED_LINES}"
    return connection.sql(
        f"select * from read_csv({_quoted(_literal(source))}, columns = {{{types}}}, {form}, {noting})"  # noqa: S608  (quoted)
    )


def _header(source: Path) -> tuple[list[str], str]:
    """Return the names of the columns of a CSV file, and its delimiter."""
    opened = gzip.open if source.suffix == ".gz" else open
    try:
        with opened(source, "rb") as file:
            line = file.readline(MAX_LINE_BYTES).decode("utf-8-sig").strip("\r\n")
        delimiter = max(",;\t", key=line.count)
        return next(csv.reader([line], delimiter=delimiter), []), delimiter
    except UnicodeDecodeError:
        reason = "is not UTF-8; save it as UTF-8"
    except csv.Error as error:
        reason = f"is not a header ({error})"
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        reason = f"cannot be unpacked ({error})"
    raise DataError(str(source), (Problem(1, None, reason),))


def _counted(bad: Any, food: str, grams: str) -> Any:
    """Return each kind of bad row with its number and the values that are most frequent among them."""
    value = f"if(problem = 'no known food', {_name(food)}, {_name(grams)}::varchar)"
    return bad.aggregate(f"problem, count(*) as n, approx_top_k(coalesce({value}, 'nothing'), 5) as often", "problem")


def _refuse(connection: Any, source: Path, counted: Sequence[tuple[str, int, list[str]]]) -> None:
    """Raise what was found: lines that could not be read, by their numbers, and kinds of bad rows."""
    lines = []
    if connection.sql("select 1 from duckdb_tables() where table_name = 'reject_errors'").fetchall():
        order = "select distinct line, column_name, error_type, error_message from reject_errors order by line"
        lines = connection.sql(order).fetchall()
    problems = [
        # "Error when converting column. Could not convert …": the column is told by us.
        Problem(line, column, message.partition(". ")[2] or message) if kind == "CAST" else Problem(line, None, message)
        for line, column, kind, message in lines
    ]
    if len(lines) >= _NOTED_LINES:
        problems.append(Problem(None, None, f"and perhaps more lines: no more than {_NOTED_LINES:,} are noted"))
    for problem, count, often in sorted(counted):
        rows = "1 row" if count == 1 else f"{count:,} rows"
        problems.append(Problem(None, None, f"{problem} in {rows}, most often {', '.join(map(repr, often))}"))
    if problems:
        raise DataError(str(source), tuple(problems))


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


def _totals_in(connection: Any, path: Path, keys: Sequence[str]) -> LogTotals:
    sums = "count(*), coalesce(sum(mg), 0), coalesce(sum(unknown_rows), 0)"
    if path.suffix == ".csv":
        types = {"mg": "DOUBLE", "unknown_rows": "BIGINT", **dict.fromkeys(keys, "VARCHAR")}
        totals = connection.read_csv(_literal(path), header=True, dtype=types, hive_partitioning=False)
    else:
        totals = connection.read_parquet(_literal(path), hive_partitioning=False)
    groups, total_mg, unknown_rows = totals.aggregate(sums).fetchall()[0]
    if not math.isfinite(total_mg):
        raise AmountError("log", None, "adds up to more than the largest float")
    first = [
        GroupTotal(group=["" if key is None else str(key) for key in group], mg=mg or 0.0, unknown_rows=unknown or 0)
        for *group, mg, unknown in totals.limit(_FIRST_GROUPS).fetchall()
    ]
    return LogTotals(groups=groups, mg=float(total_mg), unknown_rows=int(unknown_rows), by=keys, first=first)
