"""Files of large logs as one DuckDB relation, which is read when queried."""

from __future__ import annotations

import csv
import glob
import gzip
import re
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs

from magnesium.errors import DataError, Problem
from magnesium.foods.files.text_lines import MAX_LINE_BYTES

_NOTED_LINES = 1000
_PLAIN = r"\s*[-+]?\d*,\d+\s*"
_THOUSANDS = r"\s*[1-9]\d{0,2}%s\d{3}(\s*[^\d.,\s].*|\s*)"
_DECIMAL_COMMA = r"\s*[-+]?\d*,\d+(\s*[^\d.,\s].*|\s*)"
_COMMA_IN_REJECT = re.compile(f'"{_PLAIN}"')


def files_named(name: str) -> list[Path]:
    """Return the files of a name or a pattern such as "recalls/*.csv", in order; an existing name is not a pattern."""
    if Path(name).exists() or not glob.has_magic(name):
        return [Path(name)]
    # Path.glob takes no pattern that begins at the root.
    return [Path(found) for found in sorted(glob.glob(name, recursive=True))] or [Path(name)]  # noqa: PTH207


def kind(path: Path) -> str:
    """Return the suffix of a file, without ``.gz``."""
    return Path(path.stem).suffix if path.suffix == ".gz" else path.suffix


def literal(path: Path) -> str:
    """Return a path for DuckDB, which reads some characters as patterns."""
    return re.sub(r"([*?\[])", r"[\1]", str(path))


def quoted(text: str) -> str:
    """Return an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def name(column: str) -> str:
    """Return an SQL name."""
    return '"' + column.replace('"', '""') + '"'


@attrs.frozen
class LogFile:
    """One file of a log."""

    path: Path
    headers: tuple[str, ...] = ()
    """Headers of a CSV file; those of a Parquet file are in its relation."""
    delimiter: str = ","

    @classmethod
    def of(cls, path: Path) -> LogFile:
        """Open a file; raise :class:`~magnesium.DataError` for an unreadable header."""
        if kind(path) == ".parquet":
            return cls(path)
        names, delimiter = _header(path)
        # An index that pandas writes has no name.
        names = [header or f"column{place}" for place, header in enumerate(names)]
        folded = [header.casefold() for header in names]
        twice = dict.fromkeys(header for header in folded if folded.count(header) > 1)
        if twice:
            raise DataError(str(path), tuple(Problem(1, header, "is duplicated in the header") for header in twice))
        if not names:
            raise DataError(str(path), (Problem(1, None, "is not a header; it needs the columns food and grams"),))
        return cls(path, tuple(names), delimiter)

    def relation(self, connection: Any, numbers: Sequence[str], *, as_texts: bool) -> Any:
        """Return the rows. In a CSV file only some columns hold numbers: a person "007" stays a string.

        Args:
            connection: The connection.
            numbers: Columns of numbers.
            as_texts: Whether all columns of a CSV file are strings.
        """
        if not self.headers:
            return connection.read_parquet(literal(self.path), hive_partitioning=False)
        double = () if as_texts else {number.casefold() for number in numbers}
        types = ", ".join(
            f"{quoted(header)}: '{'DOUBLE' if header.casefold() in double else 'VARCHAR'}'" for header in self.headers
        )
        form = f"hive_partitioning = false, header = true, sep = {quoted(self.delimiter)}, quote = '\"', escape = '\"'"
        noting = f"auto_detect = false, store_rejects = true, rejects_limit = {_NOTED_LINES}"
        return connection.sql(
            f"select * from read_csv({quoted(literal(self.path))}, columns = {{{types}}}, {form}, {noting})"  # noqa: S608  (quoted)
        )

    def two_ways(self, rows: Any, numbers: Sequence[str]) -> Iterator[Problem]:
        """Yield the ambiguous numbers, as :class:`~magnesium.foods.files.decimals.Decimals` does."""
        for number in numbers:
            cell = name(number)
            comma = f"regexp_full_match({cell}, '{_DECIMAL_COMMA}')"
            either = [f"regexp_full_match({cell}, '{_THOUSANDS % mark}')" for mark in (",", "[.]")]
            dot = f"contains({cell}, '.') and not {either[1]}"
            found = rows.aggregate(
                f"any_value({cell}) filter (where {either[0]}), any_value({cell}) filter (where {either[1]}), "
                f"coalesce(bool_or({comma} and not {either[0]}), false), coalesce(bool_or({dot}), false)"
            ).fetchall()[0]
            with_comma, with_dot, has_comma, has_dot = found
            if with_comma is not None:
                yield Problem(None, number, f"{with_comma!r} can be read two ways; write 1.5 or 1500")
            if with_dot is not None and (has_comma or (self.delimiter == ";" and not has_dot)):
                yield Problem(None, number, f"{with_dot!r} can be read two ways in a file with decimal commas")


def with_numbers(rows: Any, columns: Sequence[str], numbers: Sequence[str]) -> Any:
    """Return some columns of a file that was read as strings, with numbers that may have decimal commas.

    Args:
        rows: The rows.
        columns: Columns to return.
        numbers: Columns of numbers.
    """
    folded = {number.casefold() for number in numbers}
    return rows.project(
        ", ".join(
            f"try_cast(if(regexp_full_match({name(column)}, '{_PLAIN}'), replace({name(column)}, ',', '.'), "
            f"{name(column)}) as double) as {name(column)}"
            if column.casefold() in folded
            else name(column)
            for column in columns
        )
    )


def not_numbers(rows: Any, numbers: Sequence[str]) -> Iterator[Problem]:
    """Yield the count of cells of a file read as strings that are neither blank nor a number."""
    for number in numbers:
        cell = name(number)
        number_of = f"try_cast(replace({cell}, ',', '.') as double)"
        bad = f"trim(coalesce({cell}, '')) <> '' and {number_of} is null"
        count, often = rows.aggregate(
            f"count(*) filter (where {bad}), approx_top_k({cell}, 5) filter (where {bad})"
        ).fetchall()[0]
        if count:
            shown = ", ".join(map(repr, often))
            yield Problem(None, number, f"is not a number in {'1 row' if count == 1 else f'{count:,} rows'}: {shown}")


def rejected_lines(connection: Any, *, several: bool) -> list[Problem]:
    """Return the lines that DuckDB could not read; with the file name if there are *several* files."""
    if not connection.sql("select 1 from duckdb_tables() where table_name = 'reject_errors'").fetchall():
        return []
    lines = connection.sql(
        "select distinct line, column_name, error_type, error_message, file_path from reject_errors "
        "left join reject_scans using (scan_id, file_id) order by file_path, line"
    ).fetchall()
    problems = [
        # "Error when converting column. Could not convert …": we state the column.
        Problem(
            line,
            column if error == "CAST" else None,
            (f"{Path(path).name}: " if several else "")
            + ((message.partition(". ")[2] or message) if error == "CAST" else message),
        )
        for line, column, error, message, path in lines
    ]
    if len(lines) >= _NOTED_LINES:
        problems.append(Problem(None, None, f"and perhaps more lines: no more than {_NOTED_LINES:,} are noted"))
    return problems


def has_decimal_commas(problems: Sequence[Problem]) -> bool:
    """Return whether lines could not be read because their numbers have decimal commas."""
    return any(_COMMA_IN_REJECT.search(problem.message) for problem in problems)


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
