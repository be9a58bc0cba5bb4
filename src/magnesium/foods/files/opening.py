"""Open a file of any format as a grid: the first bytes decide between text, a workbook, JSON and XML."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from magnesium.foods.files.account import Account, FileSource, path_of
from magnesium.foods.files.delimited import delimited_text
from magnesium.foods.files.documents import json_records, xml_records
from magnesium.foods.files.grids import Grid, Score
from magnesium.foods.files.text_lines import MAX_LINE_BYTES, text_lines, where_reading_stopped
from magnesium.foods.files.workbooks import workbook_sheet
from magnesium.foods.log_profiles import log_profiles

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"


class _Begun:
    """A file whose beginning was read to detect its format."""

    def __init__(self, first: Any, file: IO[Any]) -> None:
        self._first = first
        self._file = file
        self.readline = self._first_line
        """Returns the next line."""

    def _first_line(self, size: int, /) -> Any:
        self.readline = self._file.readline  # from now on, as fast as the file itself
        first, self._first = self._first, self._first[:0]
        if len(first) >= size or first[-1:] in {b"\n", "\n"}:
            return first
        return first + self._file.readline(size - len(first))

    def read(self, size: int = -1, /) -> Any:
        """Return the next bytes or characters."""
        first, self._first = self._first, self._first[:0]
        return first or self._file.read(size)


@contextmanager
def opened(source: FileSource) -> Iterator[IO[Any]]:
    """Yield the open file."""
    if isinstance(source, str | os.PathLike):
        with path_of(source).open("rb") as file:
            yield file
    else:
        yield source


def grid_of(file: IO[Any], account: Account, score: Score) -> Grid | None:
    """Return the rows of a file of any format; ``None`` for a file without any, after recording its problems.

    Args:
        file: The open file.
        account: Records problems.
        score: Counts the recognized columns of a header.
    """
    try:
        first = file.readline(MAX_LINE_BYTES + 1)
    except (EOFError, ValueError) as error:
        account.unreadable(*where_reading_stopped(error, 1))
        return None
    begun: Any = _Begun(first, file)
    start = first if isinstance(first, bytes) else first.encode("utf-8", "replace")
    if start.startswith(_ZIP):
        return workbook_sheet(io.BytesIO(first + file.read()), account, score)
    if start.startswith(_OLD_EXCEL):
        account.unreadable(None, "is an old Excel workbook (.xls); save it as .xlsx or as CSV")
        return None
    start = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"{", b"[")):
        return json_records(begun, account)
    if start.startswith((b"<?xml", b"<!DOCTYPE", b"<HealthData")):
        return _xml(begun, account)
    return delimited_text(text_lines(begun, account), account, score)


def _xml(file: Any, account: Account) -> Grid | None:
    for profile in log_profiles.values():
        if profile.element:
            return xml_records(file, account, profile.element, profile.where_mapping)
    return None
