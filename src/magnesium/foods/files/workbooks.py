"""Excel workbooks (.xlsx), which need the extra ``excel``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import IO, Any

import attrs

from magnesium.errors import MissingExtraError
from magnesium.foods.files.account import Account
from magnesium.foods.files.grids import LOOKED_AT, Score, text_of


@attrs.define(kw_only=True)
class Sheet:
    """A sheet of a workbook: the cells from its header on."""

    headers: list[str]
    header_line: int
    cells: list[list[str]]
    delimiter: str = ""

    def has(self, header: str) -> bool:
        """Return whether there is such a column."""
        return header in self.headers

    def rows(self, wanted: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
        """Yield the row number and the wanted cells of each row that is not blank."""
        places = [self.headers.index(header) for header in wanted]
        for line, cells in enumerate(self.cells, self.header_line + 1):
            if any(cells):
                yield line, [cells[place] if place < len(cells) else "" for place in places]


def workbook_sheet(file: IO[bytes], account: Account, score: Score) -> Sheet | None:
    """Return the sheet, with its header, that fits best; ``None`` for a workbook without text.

    Args:
        file: The open file.
        account: Records problems.
        score: Counts the recognized columns of a header.

    Raises:
        MissingExtraError: The extra ``excel`` is not installed.
    """
    try:
        import openpyxl
    except ModuleNotFoundError:
        raise MissingExtraError("excel", "openpyxl") from None
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        sheets = {sheet.title: [[_text(cell) for cell in row] for row in _values(sheet)] for sheet in book.worksheets}
    except Exception as error:  # noqa: BLE001  (openpyxl raises what zipfile, XML and its own descriptors raise)
        account.unreadable(None, f"is not a workbook that can be read ({error}); save it as .xlsx or as CSV")
        return None
    ranked = [
        ((score(row), -number, -place), title, place)
        for number, (title, rows) in enumerate(sheets.items())
        for place, row in enumerate(rows[:LOOKED_AT])
        if any(row)
    ]
    if not ranked:
        return None
    _, title, place = max(ranked)
    if len(sheets) > 1:
        account.note(f"has {len(sheets)} sheets; {title!r} was read")
    rows = sheets[title]
    headers = [" ".join(cell.split()) for cell in rows[place]]
    while headers and not headers[-1]:
        headers.pop()
    return Sheet(headers=headers, header_line=place + 1, cells=rows[place + 1 :])


def _values(sheet: Any) -> Iterator[tuple[Any, ...]]:
    rows: Iterator[tuple[Any, ...]] = sheet.iter_rows(values_only=True)
    return rows


def _text(value: object) -> str:
    if isinstance(value, dt.datetime):
        is_day = value.time() == dt.time()
        return value.date().isoformat() if is_day else value.isoformat(sep=" ", timespec="seconds")
    return text_of(value).strip()
