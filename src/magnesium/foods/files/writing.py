"""Write CSV files completely or not at all, and without cells that a spreadsheet would execute."""

from __future__ import annotations

import errno
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from magnesium.errors import InvalidValueError
from magnesium.foods.files.account import path_of


def write_rows(target: str | os.PathLike[str] | IO[str], rows: Iterable[tuple[str, ...]]) -> None:
    """Write *rows* as CSV in UTF-8 with line feeds; a file is written completely or not at all.

    A cell that a spreadsheet would execute is written as text; :func:`as_it_was` reads it back.
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
"""First characters of a cell that a spreadsheet executes, or that :func:`_cell` made into text."""


def _cell(text: str) -> str:
    """Return a cell of CSV, quoted if necessary, with an apostrophe if a spreadsheet would execute it.

    Not ``csv.writer``, which does not quote a carriage return.
    """
    text = text.rstrip()
    text = f"'{text}" if _EXECUTED.match(text) else text
    quoted = text.replace('"', '""')
    return f'"{quoted}"' if any(char in text for char in '",\r\n') else text


def as_it_was(cell: str) -> str:
    """Return a cell without the apostrophe that :func:`write_rows` adds.

    >>> as_it_was("'=1+1"), as_it_was("'tis")
    ('=1+1', "'tis")
    """
    return cell[1:] if cell.startswith("'") and _EXECUTED.match(cell) else cell


@contextmanager
def replacing(target: str | os.PathLike[str]) -> Iterator[Path]:
    """Yield the path of a new file that replaces *target* when the block ends without an error.

    The new file is on the same disk and keeps the permissions of the old one; a link stays a link. Anything but a
    regular file, such as a pipe, is written to directly.
    """
    path = path_of(target).resolve()
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
