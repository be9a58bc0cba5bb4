"""Logs that do not fit into memory: total Parquet and CSV files into a file with DuckDB.

A log has foods with grams or amounts, or states its magnesium. Needs the extra ``duckdb``.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from magnesium.catalogs.catalog import Catalog
from magnesium.errors import DataError, InvalidValueError, NotFoundError, Problem, list_of
from magnesium.foods.files.account import path_of
from magnesium.foods.files.layouts import wanted
from magnesium.foods.files.writing import replacing
from magnesium.foods.foods import Food
from magnesium.foods.parse import Assume
from magnesium.intake.food_log import LOG_KIND, OnUnknown, is_kept
from magnesium.intake.log_totals import LogTotals
from magnesium.intake.recipes import Recipe
from magnesium.integrations.extras import need
from magnesium.integrations.frames.columns import FRAME
from magnesium.integrations.frames.log_files import (
    files_named,
    kind,
    quoted,
)
from magnesium.integrations.frames.log_questions import DecimalCommasError, Progress, Question
from magnesium.integrations.frames.totals import (
    columns_to_group_by,
)
from magnesium.text import whole_text

_ROLES = ("food", "grams", "amount", "unit", "mg")


def total_log(
    log: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    *,
    by: str | Sequence[str],
    food: str = "food",
    grams: str = "grams",
    columns: Mapping[str, str] | None = None,
    profile: str = "auto",
    unit: str | None = None,
    foods: Catalog[Food | Recipe] | None = None,
    assume: Assume = "never",
    on_unknown: OnUnknown = "raise",
    release: str | None = None,
    on_progress: Progress = lambda _what, _share: None,
) -> LogTotals:
    """Write the ``mg`` and ``unknown_rows`` of each group of *by* to *out*, in the order of the groups.

    Files are Parquet, or CSV (a log also ``.csv.gz``), by their extension. Foods are ids, codes or names. A row has
    grams, or else an amount in words, read by :func:`resolve`, or it states its magnesium, if *columns* names
    a column for ``mg``. All other columns of a CSV file are strings. The log is read twice, first to see that every row
    has a known food and a possible amount, unless ``on_unknown="keep"`` counts the others as unknown. A CSV file with
    semicolons or decimal commas is read once, into a temporary Parquet file. *out* is written completely or not at all.

    Args:
        log: A file, a pattern such as ``recalls/*.csv``, or several of them with the same columns.
        out: The file of totals.
        by: The columns of a group.
        food: The column of foods.
        grams: The column of grams.
        columns: The columns by role: food, grams, amount, unit, mg. Default: a header such as "Food Name" or "qty"
            is recognized if there is no column *food* or *grams*.
        profile: A key of ``magnesium.log_profiles`` of an export; "auto" recognizes it by the header, unless *columns*,
            *food* or *grams* name the columns.
        unit: The unit of the column ``mg``, if its header states none.
        foods: The user's foods and recipes, searched first.
        assume: "never" refuses ambiguous words; "usual" takes their usual reading.
        on_unknown: "raise" or "keep".
        release: The release of FNDDS in which food codes are looked up.
        on_progress: Called from time to time.

    Raises:
        DataError: Some lines or rows are bad; states the lines and the number of rows.
        OSError: A file cannot be read or written.
    """
    duckdb = need("duckdb", "duckdb")
    keys = columns_to_group_by(by)
    sources = _sources(log)
    if not isinstance(out, str | os.PathLike):
        raise InvalidValueError("out", out, "must be a path")
    if not callable(on_progress):
        raise InvalidValueError("on_progress", on_progress, "must be a function of a string and a number")
    # DuckDB takes neither names nor paths that are not UTF-8.
    for text in (*map(str, sources), os.fspath(out), *keys, food, grams):
        whole_text(text, "name")
    target = path_of(out).resolve()
    _refuse_other_files(sources, target)
    asked = Question(
        sources=sources,
        keys=keys,
        given=_given(columns, food, grams),
        profile=wanted(None, profile, LOG_KIND),
        unit=unit,
        foods=foods,
        assume=assume,
        keep=is_kept(on_unknown),
        release=release,
        on_progress=on_progress,
    )
    title = str(sources[0]) if len(sources) == 1 else f"{len(sources):,} files"
    with tempfile.TemporaryDirectory() as spill, replacing(target) as part, _named(title, duckdb):
        for as_texts in (False, True):
            with duckdb.connect() as connection:
                _set_up(connection, spill)
                try:
                    return asked.written(connection, part, Path(spill) if as_texts else None)
                except DecimalCommasError:
                    continue
    raise AssertionError  # the second way does not raise it


def _set_up(connection: Any, spill: str) -> None:
    for setting, value in (
        ("temp_directory", spill),
        ("enable_progress_bar", True),
        ("enable_progress_bar_print", False),
        ("progress_bar_time", 0),
    ):
        connection.execute(f"set {setting} = {quoted(str(value))}")


def _sources(log: Any) -> list[Path]:
    given = [log] if isinstance(log, str | os.PathLike) else list_of(log, "log", "must be a path or a list of paths")
    found: list[Path] = []
    for each in given:
        if not isinstance(each, str | os.PathLike):
            raise InvalidValueError("log", each, "must be a path")
        found += files_named(whole_text(os.fspath(each), "log"))
    if not found:
        raise InvalidValueError("log", log, "must name at least one file")
    return list(dict.fromkeys(found))


def _refuse_other_files(sources: Sequence[Path], target: Path) -> None:
    for source in sources:
        if not source.is_file():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(source))
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    if not target.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(target.parent))
    for source in sources:
        if kind(source) not in {".parquet", ".csv"}:
            raise InvalidValueError("log", source.name, "must be a .parquet, .csv or .csv.gz file")
        if target.exists() and target.samefile(source):
            raise InvalidValueError("out", target.name, "is the log itself; write to another file")
    if target.suffix not in {".parquet", ".csv"}:
        raise InvalidValueError("out", target.name, "must be a .parquet or .csv file")


def _given(columns: Any, food: str, grams: str) -> dict[str, str] | None:
    """Return the column of each role that the caller names; ``None`` if all are to be recognized."""
    if columns is None:
        named = {"food": food, "grams": grams}
        return None if named == {"food": "food", "grams": "grams"} else named
    if not isinstance(columns, Mapping) or not columns:
        raise InvalidValueError("columns", columns, "must be a mapping of roles to headers, such as {'food': 'Item'}")
    for role, header in columns.items():
        if role not in _ROLES:
            raise NotFoundError("role of a column", str(role), (), f"there are {', '.join(_ROLES)}")
        whole_text(header, "column")
    return {**({} if "mg" in columns else {"food": food}), **columns}


@contextmanager
def _named(source: str, duckdb: Any) -> Iterator[None]:
    """Make errors of the frame name the file, and turn those of DuckDB into ours."""
    try:
        yield
    except DataError as error:
        raise DataError(error.source if error.source != FRAME else source, error.problems) from None
    except duckdb.Error as error:
        raise DataError(source, (Problem(None, None, str(error).splitlines()[0]),)) from None
