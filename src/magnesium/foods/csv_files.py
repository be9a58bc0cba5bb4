"""Read a user's CSV file line by line, and keep account of everything that is wrong in it."""

from __future__ import annotations

import csv
import errno
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import attrs

from magnesium.errors import InvalidValueError, MagnesiumError, Problem
from magnesium.foods.decimals import Decimals
from magnesium.text import fold, whole_text

MAX_LINE_BYTES = 65_536
"""A longer line is no line of a log or a table; reading stops there instead of filling memory."""

_DELIMITERS = ",;\t"

FileSource = str | os.PathLike[str] | IO[str] | IO[bytes]
"""A path, or an open file in text or binary mode."""


@attrs.frozen(kw_only=True)
class Row:
    """One row: where it begins, and its cells by column, without outer spaces."""

    line: int
    cells: Mapping[str, str]


@attrs.frozen
class _Noting:
    """What :meth:`UserFile.noting` returns; a class, so that a type checker sees that it swallows."""

    file: UserFile
    line: int
    column: str

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, error: BaseException | None, __: object) -> bool:
        if isinstance(error, MagnesiumError):
            self.file.problem(self.line, self.column, str(error))
            return True
        return False


class UserFile:
    """A CSV file with a header, in UTF-8 with or without BOM, separated by comma, semicolon or tab.

    Iterating gives its good rows; what is wrong is collected in :attr:`problems`, and nothing is
    passed over in silence. *numbers* are the columns whose decimal marks must agree, and
    *column_name* returns the name of the column that a header is for.
    """

    def __init__(
        self,
        source: FileSource,
        *,
        required: tuple[str, ...],
        optional: tuple[str, ...],
        numbers: tuple[str, ...],
        column_name: Callable[[str], str] = fold,
    ) -> None:
        self.problems: list[Problem] = []
        self.headers: Mapping[str, str] = {}
        """The headers as they are written, by the names of their columns; filled by iterating."""
        self.header_line: int | None = None
        self.name = _name(source)
        self._source = source
        self._required = required
        self._known = required + optional
        self._numbers = numbers
        self._column_name = column_name
        self._decimals = Decimals()
        self._unreadable = False

    def problem(self, line: int | None, column: str | None, message: str) -> None:
        """Note that something is wrong."""
        self.problems.append(Problem(line, column, message))

    def noting(self, line: int, column: str) -> _Noting:
        """Note an error of this library that is raised inside a ``with``, and go on behind it."""
        return _Noting(self, line, column)

    def __iter__(self) -> Iterator[Row]:
        if isinstance(self._source, str | os.PathLike):
            with Path(self._source).open("rb") as file:
                yield from self._rows(file)
        else:
            yield from self._rows(self._source)

    def _rows(self, file: IO[Any]) -> Iterator[Row]:
        lines = self._lines(file)
        number, first = self._first_line(lines)
        header = None if first is None else self._header(first, number)
        if header is None:
            return
        separator, columns = header
        count = 0
        # The header's line went through its own reader, so this one counts from the line behind it.
        for line, cells in self._cells(csv.reader(lines, delimiter=separator, strict=True), number + 1):
            if cells is not None and not any(cell.strip() for cell in cells):
                continue
            count += 1
            row = None if cells is None else self._row(line, cells, columns)
            if row is not None:
                yield row
        self.problems += self._decimals.problems(separator)
        if count == 0 and not self._unreadable:
            self.problem(None, None, "has a header and no rows")

    def _cells(self, reader: Any, behind: int) -> Iterator[tuple[int, list[str] | None]]:
        """Yield the first line and the cells of each row; ``None``, with a problem noted, if it is not CSV."""
        start = behind
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                self.problem(start, None, f"is not readable as CSV ({error}); is a quotation mark not closed?")
                cells = None
            yield start, cells
            start = reader.line_num + behind

    def _row(self, line: int, cells: list[str], columns: list[str]) -> Row | None:
        """Return the row, or note what is wrong with it."""
        if not any(cell.strip() for cell in cells[len(columns) :]):
            cells = cells[: len(columns)]  # a spreadsheet's empty columns on the right
        if len(cells) != len(columns):
            self.problem(line, None, f"has {len(cells)} fields where the header has {len(columns)}")
            return None
        row = Row(line=line, cells=dict(zip(columns, (_as_it_was(cell.strip()) for cell in cells), strict=True)))
        for column in self._numbers:
            self._decimals.see(line, column, row.cells.get(column, ""))
        return row if self._is_whole(row) else None

    def _is_whole(self, row: Row) -> bool:
        """Return whether all cells are texts of whole characters, or note which are not."""
        before = len(self.problems)
        for column, cell in row.cells.items():
            with self.noting(row.line, column):
                whole_text(cell, column)
        return len(self.problems) == before

    def _first_line(self, lines: Iterator[str]) -> tuple[int, str | None]:
        """Return the header's line and its number, behind blank lines and a spreadsheet's "sep=;"."""
        number = 0
        for number, line in enumerate(lines, start=1):
            if line.strip() and not line.strip().casefold().startswith("sep="):
                return number, line
        if not self._unreadable:
            self.problem(None, None, f"is empty; it needs a header with the columns {', '.join(self._required)}")
        return number, None

    def _header(self, line: str, number: int) -> tuple[str, list[str]] | None:
        """Return the delimiter and the column names, or note what is wrong with them."""
        best: tuple[str, list[str]] = (",", [])
        for delimiter in _DELIMITERS:
            try:
                written = next(csv.reader([line], delimiter=delimiter, strict=True), [])
            except csv.Error:
                continue
            names = [self._column_name(name) for name in written]
            if len(set(names) & set(self._known)) > len(set(best[1]) & set(self._known)) or not best[1]:
                best = (delimiter, names)
                self.headers = dict(zip(names, written, strict=True))
        self.header_line = number
        names = best[1]
        while names and not names[-1]:
            names.pop()
        before = len(self.problems)
        for name in self._required:
            if name not in names:
                self.problem(number, name, f"is missing; the header has {', '.join(names) or 'nothing'}")
        for name in dict.fromkeys(names):
            if name not in self._known:
                self.problem(number, name, f"is not a known column; known are {', '.join(self._known)}")
            elif names.count(name) > 1:
                self.problem(number, name, "is duplicated in the header")
        return best if len(self.problems) == before else None

    def _lines(self, file: IO[Any]) -> Iterator[str]:
        """Yield the decoded lines, a blank one for one that is no UTF-8; stop at one that is too long."""
        number = 0
        while True:
            try:
                raw = file.readline(MAX_LINE_BYTES + 1)
            except (EOFError, ValueError) as error:  # an archive that is cut off, text that cannot be decoded
                self._note_unreadable(*_where_reading_stopped(error, number + 1))
                return
            if not raw:
                return
            number += 1
            if len(raw) > MAX_LINE_BYTES:
                self._note_unreadable(number, f"is longer than {MAX_LINE_BYTES:,} bytes; a log has one entry a line")
                return
            if isinstance(raw, str):
                yield raw.removeprefix("\ufeff") if number == 1 else raw
                continue
            try:
                yield raw.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as error:
                bad = raw[error.start]
                reason = f"is not UTF-8 (byte 0x{bad:02x} at position {error.start + 1}); save it as UTF-8"
                self._note_unreadable(number, reason)
                if number == 1:
                    return
                yield "\n"

    def _note_unreadable(self, line: int, message: str) -> None:
        """Note that a line could not be read at all, so that "no rows" would be no news."""
        self._unreadable = True
        self.problem(line, None, message)


def _where_reading_stopped(error: Exception, line: int) -> tuple[int, str]:
    """Return the line and the reason of an error of a file that was being read from this *line* on."""
    if not isinstance(error, UnicodeDecodeError):
        return line, f"cannot be read ({error})"
    # A text file decodes ahead, many lines at once: the lines before the bad byte are good, and count.
    before = error.object[: error.start] + b"."
    bad = error.object[error.start]
    reason = f"is not {error.encoding} (byte 0x{bad:02x}); open the file with its own encoding, or save it as UTF-8"
    return line + len(before.splitlines()) - 1, reason


def _name(source: FileSource) -> str:
    if isinstance(source, str | os.PathLike):
        return os.fspath(source)
    if not hasattr(source, "read"):
        raise InvalidValueError("source", source, "must be a path or an open file")
    name = getattr(source, "name", None)
    return name if isinstance(name, str) else "the file"


def write_rows(target: str | os.PathLike[str] | IO[str], rows: Iterable[tuple[str, ...]]) -> None:
    """Write *rows* as CSV in UTF-8 with line feeds; a file is written whole or not at all.

    A cell that a spreadsheet would execute is written as text; :class:`UserFile` reads it back as it was.
    """
    text = "".join(f"{','.join(map(_cell, row))}\n" for row in rows)
    if isinstance(target, str | os.PathLike):
        with replacing(target) as part:
            part.write_text(text, encoding="utf-8", newline="")
    elif hasattr(target, "write"):
        target.write(text)
    else:
        raise InvalidValueError("target", target, "must be a path or an open file")


_EXECUTED = re.compile(r"['\s]*[=+\-@\t\r\n＝＋－＠]")
"""How a cell begins that a spreadsheet executes, or that :func:`_cell` made into a text."""


def _cell(text: str) -> str:
    """Return a cell of CSV: an apostrophe before what a spreadsheet would execute, quoted if need be.

    Not ``csv.writer``, which quotes no carriage return.
    """
    text = text.rstrip()
    text = f"'{text}" if _EXECUTED.match(text) else text
    quoted = text.replace('"', '""')
    return f'"{quoted}"' if any(char in text for char in '",\r\n') else text


def _as_it_was(cell: str) -> str:
    """Return a cell without the apostrophe of :func:`_cell`."""
    return cell[1:] if cell.startswith("'") and _EXECUTED.match(cell) else cell


@contextmanager
def replacing(target: str | os.PathLike[str]) -> Iterator[Path]:
    """Yield the path of a new file that takes the place of *target* when the block ends without an error.

    The new file is on the same disk and keeps the permissions of the old one; a link stays a link. What is
    no regular file, such as a pipe, is written to as it is.
    """
    path = Path(target).resolve()
    if path.exists() and not path.is_file():
        yield path
        return
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(target))
    with tempfile.TemporaryDirectory(prefix=".magnesium-", dir=path.parent) as folder:
        part = Path(folder, path.name)
        yield part
        if path.exists():
            shutil.copymode(path, part)
        part.replace(path)
