"""Decide which files hold free-text lines rather than a table."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

from magnesium.foods.files.account import Account, FileSource, name_of, path_of
from magnesium.foods.files.layouts import wanted
from magnesium.foods.files.text_lines import text_lines
from magnesium.intake.food_log import LOG_KIND

_OF_TEXTS = frozenset({".txt", ".md", ".text"})
_DELIMITERS = ",;\t|"
_OTHER_FORMATS = (b"PK", b"\xd0\xcf", b"{", b"[", b"<")
_LEAST_COLUMNS = 2


class _Named(io.BytesIO):
    """A file in memory with a name."""

    name = "standard input"


def lines_of(source: FileSource) -> list[tuple[int, str]] | FileSource:
    """Return the numbered lines of a text without a header, or else the file, which is a table.

    A path is a table unless it has the extension of a text file. An open file or a string is a table if its header
    has two columns of a log. Blank lines, and lines that begin with "#", are skipped.
    """
    if isinstance(source, str | os.PathLike) and Path(source).suffix.casefold() not in _OF_TEXTS:
        return source
    data = path_of(source).read_bytes() if isinstance(source, str | os.PathLike) else _content(source)
    file = _Named(data)
    file.name = name_of(source)
    if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(_OTHER_FORMATS):
        return file
    account = Account(file.name)
    lines = [(number, line.strip()) for number, line in enumerate(text_lines(file, account), start=1)]
    kept = [(number, line) for number, line in lines if line and not line.startswith("#")]
    if not kept or account.problems or _is_header(kept[0][1]):
        file.seek(0)
        return file
    return kept


def _content(source: Any) -> bytes:
    name_of(source)  # raises if it is not a file
    found = source.read()
    return found.encode("utf-8", "surrogatepass") if isinstance(found, str) else bytes(found)


def _is_header(line: str) -> bool:
    score = wanted(None, "auto", LOG_KIND).score
    cells = ([cell.strip().strip('"') for cell in line.split(mark)] for mark in _DELIMITERS)
    return line.startswith("sep=") or any(score(each) >= _LEAST_COLUMNS for each in cells)
