"""Report the progress of a build on standard error, if it is a terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tools.tables import Table

T = TypeVar("T")

_STEP = 100


def counted(rows: Iterable[T], what: str) -> Iterator[T]:
    """Yield *rows*, and count them on one line if standard error is a terminal."""
    out = sys.stderr
    if not out.isatty():
        yield from rows
        return
    count = 0
    out.write(f"{what} …")
    try:
        for row in rows:
            count += 1
            if count % _STEP == 0:
                out.write(f"\r{what}: {count:,}")
                out.flush()
            yield row
    finally:
        # Also before a traceback, which begins on a new line.
        out.write(f"\r{what}: {count:,}\n")


def told(tables: Iterable[Table]) -> Iterator[Table]:
    """Yield *tables*, and name each with its rows if standard error is a terminal."""
    for table in tables:
        if sys.stderr.isatty():
            sys.stderr.write(f"{table.name}: {table.rows:,} rows\n")
        yield table
