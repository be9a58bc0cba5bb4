"""Turn the collected reference values into a table: ``data-sources/reference_values.csv`` and its editions.

A collected row names its edition by id (``data-sources/editions.toml``); the body, title, year and
source are the edition's. The ids of the values are made of their content. ``seen`` names the copies
in which a figure was read and is not bundled. A new authority or edition takes rows in these files
only.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from magnesium.needs.kinds import Confidence, ReferenceKind
from magnesium.needs.scopes import UpperLevelScope
from magnesium.needs.values import COLUMNS, group_of_row, value_id
from tools.tables import Table, csv_table


def read_reference_values(folder: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of the table from the collected files in *folder*.

    Raises ``ValueError`` with the file and the line of a bad row.
    """
    editions = tomllib.loads((folder / "editions.toml").read_text(encoding="utf-8"))
    with (folder / "reference_values.csv").open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), start=2):
            try:
                yield _bundled(row, editions)
            except (KeyError, ValueError) as error:
                msg = f"reference_values.csv, line {line}: {error}"
                raise ValueError(msg) from None


def _bundled(row: Mapping[str, str], editions: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    edition = editions[row["edition"]]
    if not row["mg_per_day"] and not row["note"]:
        msg = "a blank value needs a note that says why"
        raise ValueError(msg)
    _check_amount(row)
    return {
        **row,
        "id": value_id(row["edition"], row["kind"], group_of_row(row)),
        "authority": row["edition"].partition(":")[0],
        "edition": edition["title"],
        "year": str(edition.get("year", "")),
        "kind": ReferenceKind(row["kind"]),
        "scope": UpperLevelScope(row["scope"]),
        "confidence": Confidence(row["confidence"]),
        "source": edition["source"],
    }


def _check_amount(row: Mapping[str, str]) -> None:
    if row["is_increment"] not in {"yes", "no"}:
        msg = f"is_increment must be yes or no, got {row['is_increment']!r}"
        raise ValueError(msg)
    if row["mg_per_day"]:
        mg = float(row["mg_per_day"])
        if not 0 <= mg < 10_000 or (mg == 0 and row["is_increment"] == "no"):
            msg = f"mg_per_day must be above 0 (or 0 for an increment) and below 10,000, got {row['mg_per_day']!r}"
            raise ValueError(msg)


def reference_values_table(rows: Iterable[Mapping[str, str]]) -> Table:
    """Return the table of values in the order of the collection.

    Raises ``ValueError`` for two values with the same content.
    """
    table: dict[str, tuple[str, ...]] = {}
    for row in rows:
        if row["id"] in table:
            msg = f"reference_values.csv: two values {row['id']}"
            raise ValueError(msg)
        table[row["id"]] = tuple(row[column] for column in COLUMNS)
    return csv_table(
        "reference_values.csv",
        COLUMNS,
        table.values(),
    )
