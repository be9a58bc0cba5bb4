"""Write tables that come out byte for byte the same from the same input."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence

import attrs


@attrs.frozen(kw_only=True)
class Table:
    """One bundled file: its text, and what the manifest says of it."""

    name: str
    text: str
    rows: int
    about: Mapping[str, str]

    @property
    def data(self) -> bytes:
        """The bytes that are written and hashed."""
        return self.text.encode("utf-8")


def csv_table(name: str, header: Sequence[str], rows: Iterable[Sequence[str]], about: Mapping[str, str]) -> Table:
    """Return *rows* under *header* as a CSV table, each line ended by a line feed."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    count = 0
    for row in rows:
        writer.writerow(row)
        count += 1
    return Table(name=name, text=out.getvalue(), rows=count, about=about)


def number(value: float | None) -> str:
    """Return a text that reads back as *value*, without ".0"; empty for unknown.

    >>> number(79.0), number(14.2), number(None)
    ('79', '14.2', '')
    """
    if value is None:
        return ""
    return str(int(value)) if value == int(value) else repr(value)


def manifest(tables: Iterable[Table]) -> str:
    """Return SOURCES.toml: for each file where it is from and what it holds."""
    out = [
        "# Made by tools/build.py; where each bundled table comes from.",
        "schema = 1",
    ]
    for table in sorted(tables, key=lambda t: t.name):
        out += ["", f'["{table.name}"]']
        out += [f"{key} = {_toml(text)}" for key, text in table.about.items()]
        out += [f"rows = {table.rows}", f'sha256 = "{hashlib.sha256(table.data).hexdigest()}"']
    return "\n".join(out) + "\n"


def _toml(text: str) -> str:
    """Return *text* as a TOML basic string, whose escapes are those of JSON but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
