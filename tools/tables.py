"""Write tables that are byte-identical for the same input."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs


@attrs.frozen(kw_only=True)
class Table:
    """One bundled file."""

    name: str
    text: str
    rows: int

    @property
    def data(self) -> bytes:
        """The bytes to write and hash."""
        return self.text.encode("utf-8")


def csv_table(name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """Return *rows* under *header* as a CSV table, each line ended by a line feed."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    count = 0
    for row in rows:
        writer.writerow(row)
        count += 1
    return Table(name=name, text=out.getvalue(), rows=count)


def number(value: float | None) -> str:
    """Return a string that reads back as *value*, without ".0"; empty for unknown.

    >>> number(79.0), number(14.2), number(None)
    ('79', '14.2', '')
    """
    if value is None:
        return ""
    return str(int(value)) if value == int(value) else repr(value)


def toml_table(name: str, fields: Mapping[str, Any]) -> str:
    """Return a table of TOML with these *fields*."""
    return f'\n["{name}"]\n' + "\n".join(f"{key} = {_toml(value)}" for key, value in fields.items())


def _toml(value: str | int | Sequence[str]) -> str:
    """Return a value as TOML; strings, numbers and lists are as in JSON, except for the character DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
