"""Delimited text: the delimiter and the header of a CSV file, and its rows."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any

import attrs

from magnesium.foods.files.account import Account
from magnesium.foods.files.grids import LOOKED_AT, Score

_DELIMITERS = ",;\t|"


@attrs.define(kw_only=True)
class DelimitedText:
    """A file of cells separated by a comma, a semicolon, a tab or a bar."""

    headers: list[str]
    header_line: int
    delimiter: str
    rest: Iterator[str]
    account: Account
    is_quoted: bool = True
    """Whether quotation marks enclose cells; for some programs they are ordinary characters."""

    def has(self, header: str) -> bool:
        """Return whether there is such a column."""
        return header in self.headers

    def rows(self, wanted: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
        """Yield the line and the wanted cells of each row; record rows whose width differs from the header."""
        places = [self.headers.index(header) for header in wanted]
        pick: Any = itemgetter(*places) if len(places) > 1 else lambda cells: [cells[place] for place in places]
        width = len(self.headers)
        for line, cells in _cells(self._reader(), self.header_line, self.account):
            if len(cells) == width and any(cells):
                yield line, pick(cells)
            elif any(cell.strip() for cell in cells):
                # Spreadsheets write empty columns on the right, or omit them.
                if any(cell.strip() for cell in cells[width:]) or len(cells) < width:
                    self.account.problem(line, None, f"has {len(cells)} fields where the header has {width}")
                else:
                    yield line, pick(cells)

    def _reader(self) -> Any:
        if self.is_quoted:
            return csv.reader(self.rest, delimiter=self.delimiter, strict=True)
        return csv.reader(self.rest, delimiter=self.delimiter, quoting=csv.QUOTE_NONE)


def delimited_text(lines: Iterator[str], account: Account, score: Score) -> DelimitedText | None:
    """Return the file with the delimiter and the header that fit best; ``None`` for a file without text.

    Args:
        lines: The lines of the file.
        account: Records problems.
        score: Counts the recognized columns of a header.
    """
    lines = iter(lines)
    first = list(itertools.islice(lines, LOOKED_AT))
    candidates = [found for delimiter in _DELIMITERS for found in _headers(first, delimiter, score)]
    if not candidates:
        return None
    _, after, delimiter, headers = max(candidates, key=itemgetter(0))
    while headers and not headers[-1]:
        headers.pop()
    rest = itertools.chain(first[after:], lines)
    return DelimitedText(headers=headers, header_line=after, delimiter=delimiter, rest=rest, account=account)


def _headers(first: list[str], delimiter: str, score: Score) -> Iterator[tuple[Any, int, str, list[str]]]:
    """Yield each line that may be the header, with its rank, its last line, the delimiter and its cells."""
    reader = csv.reader(first, delimiter=delimiter)
    start = 0
    has_text = False
    try:
        for cells in reader:
            stripped = [" ".join(cell.split()) for cell in cells]
            text = [cell for cell in stripped if cell]
            if text and not (len(text) <= 2 and text[0].casefold().startswith("sep=")):
                # Without a recognized column, the first line of text with the most cells.
                rank = (score(stripped), not has_text, len(text), -start)
                has_text = True
                yield rank, reader.line_num, delimiter, stripped
            start = reader.line_num
    except csv.Error:
        return


def _cells(reader: Any, behind: int, account: Account) -> Iterator[tuple[int, list[str]]]:
    """Yield the first line and the cells of each row; record lines that are not CSV."""
    start = behind + 1
    while True:
        try:
            for cells in reader:
                yield start, cells
                start = reader.line_num + behind + 1
        except csv.Error as error:
            account.problem(start, None, f"is not readable as CSV ({error}); is a quotation mark not closed?")
            start = reader.line_num + behind + 1
            continue
        return
