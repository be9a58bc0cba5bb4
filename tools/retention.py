"""Read USDA's retention factors (release 6) and cooking yields (release 2) from their spreadsheets."""

from __future__ import annotations

import itertools
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

from magnesium.catalogs.reading import columns
from magnesium.foods.retention import CookingYield, RetentionFactor
from magnesium.text import forms
from tools.foods.sr28 import SR_GROUPS
from tools.tables import Table, csv_table, number

MAGNESIUM = 304


def read_retention_factors(path: Path) -> Iterator[tuple[str, str, str, str]]:
    """Yield code, description, food group and magnesium retention in percent; blank where the publisher's cell is."""
    for code, group, description, nutrient, _, percent, *_ in _rows(path):
        if nutrient == MAGNESIUM:
            yield f"{code:04}", str(description), SR_GROUPS[f"{group:02}00"], number(_figure(percent))


def retention_table(path: Path) -> Table:
    """Return the table of retention factors."""
    return csv_table("retention_factors.csv", columns(RetentionFactor), sorted(read_retention_factors(path)))


def read_cooking_yields(path: Path) -> Iterator[tuple[str, ...]]:
    """Yield the cooking yields; footnotes have no method."""
    for group, ndb, name, method, *figures, release in _rows(path):
        if not isinstance(group, int):
            continue
        words = forms(str(method)) if ndb else forms(f"{name} {method}")
        id_ = "-".join((str(ndb), *words) if ndb else words)
        food = f"sr28:{ndb:05}" if isinstance(ndb, int) else ""
        yield (
            id_,
            _tidy(name),
            SR_GROUPS[f"{group:02}00"],
            food,
            _tidy(method),
            *(number(_figure(x)) for x in figures),
            str(release),
        )


def yields_table(path: Path) -> Table:
    """Return the table of cooking yields. Raises ``ValueError`` for two rows with one id."""
    rows = sorted(read_cooking_yields(path))
    if doubled := {a[0] for a, b in itertools.pairwise(rows) if a[0] == b[0]}:
        msg = f"{path.name}: duplicated {', '.join(sorted(doubled))}"
        raise ValueError(msg)
    return csv_table("cooking_yields.csv", columns(CookingYield), rows)


def _tidy(text: object) -> str:
    return " ".join(str(text).split())


def _figure(value: object) -> float | None:
    """Return a number, also one that is stored as text; "n/a" and a blank cell are unknown."""
    text = str(value).strip()
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None


def _rows(path: Path) -> Iterator[tuple[object, ...]]:
    import openpyxl

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Unknown extension", category=UserWarning)
        book = openpyxl.load_workbook(path, read_only=True)
        rows = list(book.worksheets[0].iter_rows(values_only=True))
        book.close()
    yield from rows
