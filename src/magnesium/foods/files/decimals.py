"""Decimals: the meaning of points and commas in numbers, decided for the whole file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from magnesium.errors import Problem

# A number with one mark: "1.250", "1.250 g" and "1.250e3", but not "1.234,5".
_MARKED = re.compile(r"(?<![\d.,])(\d*)([.,])(\d+)(e[-+]?\d+)?(?![\d.,]*\d)", re.IGNORECASE)
# Both marks: the last one is the decimal mark.
_GROUPED = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:(?:,\d{3})+(\.)\d+|(?:\.\d{3})+(,)\d+)(?![\d.,])")
_PERHAPS_THOUSANDS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")


class Decimals:
    """The decimal marks that were seen in a file.

    "1.250" has a decimal point, or is 1250 if the comma is the decimal mark. Other numbers of the file decide; if
    none does, the number is refused.
    """

    def __init__(self) -> None:
        self._seen: dict[str, str] = {}
        self._two_ways: list[tuple[int, str, str]] = []

    def see(self, line: int, column: str, text: str) -> None:
        """Record the decimal marks of a cell, which may hold units and several numbers.

        Args:
            line: Number of the line.
            column: Header of the column.
            text: The cell.
        """
        if "." not in text and "," not in text and text.isascii():
            return
        plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
        for match in _MARKED.finditer(plain):
            if not _PERHAPS_THOUSANDS.fullmatch(match[0]):
                self._seen.setdefault(match[2], match[0])
            elif match[2] == ".":
                self._two_ways.append((line, column, match[0]))
        for match in _GROUPED.finditer(plain):
            self._seen.setdefault(match[1] or match[2], match[0])

    def problems(self, delimiter: str) -> Iterator[Problem]:
        """Yield the numbers that are ambiguous in a file with this delimiter."""
        if "," in self._seen:
            reason = f"beside the decimal comma of {self._seen[',']!r}"
        elif delimiter == ";" and "." not in self._seen:
            reason = "in a file with semicolons, whose decimal mark no other number shows"
        else:
            return
        for line, column, text in self._two_ways:
            hint = f"write {text.replace('.', '')} or {text.replace('.', ',').rstrip('0').rstrip(',')}"
            yield Problem(line, column, f"{text!r} can be read two ways {reason}; {hint}")
