"""A user's words for foods: a CSV file with the columns words and id."""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping
from typing import Any

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.search import Document
from magnesium.errors import DataError, MagnesiumError, NotFoundError, Problem
from magnesium.foods.files.account import path_of
from magnesium.foods.files.writing import as_it_was, write_rows
from magnesium.foods.foods import Food
from magnesium.foods.foods import foods as bundled_foods
from magnesium.text import fold

HEADER = ("words", "id")


def read_aliases(path: str | os.PathLike[str]) -> dict[str, str]:
    """Read the id of each of the user's words.

    Raises :class:`~magnesium.DataError` with every line that lacks two cells, or whose words have two ids.
    """
    found: dict[str, str] = {}
    problems: list[Problem] = []
    try:
        rows = list(csv.reader(path_of(path).read_text(encoding="utf-8-sig").splitlines()))
    except UnicodeDecodeError:
        raise DataError(os.fspath(path), (Problem(None, None, "is not UTF-8; save the file as UTF-8"),)) from None
    for line, row in enumerate(rows, start=1):
        cells = tuple(as_it_was(cell.strip()) for cell in row)
        if not any(cells) or (line == 1 and tuple(map(fold, cells)) == HEADER):
            continue
        if len(cells) != len(HEADER) or not all(cells):
            problems.append(
                Problem(line, None, "must have two cells: the words and an id, such as 'my bread,sr28:18075'")
            )
        elif found.setdefault(fold(cells[0]), cells[1]) != cells[1]:
            problems.append(Problem(line, "words", f"{cells[0]!r} has two ids, {found[fold(cells[0])]} and {cells[1]}"))
    if problems:
        raise DataError(os.fspath(path), tuple(problems))
    return found


def write_aliases(aliases: Mapping[str, str], path: str | os.PathLike[str]) -> None:
    """Write aliases to a file for :func:`read_aliases`, completely or not at all."""
    write_rows(path, [HEADER, *sorted(aliases.items())])


def with_aliases(own: Catalog[Any] | None, aliases: Mapping[str, str]) -> Catalog[Any] | None:
    """Return the user's *own* foods and recipes, if any, and the aliased foods, which the aliases find.

    Raises :class:`~magnesium.NotFoundError` for an id that is neither in *own* nor bundled.
    """
    if not aliases:
        return own
    records: dict[str, Any] = {}
    words: dict[str, list[str]] = {}
    for name, id_ in aliases.items():
        record = _record(own, id_)
        records[record.id] = record
        words.setdefault(record.id, []).append(name)
    mine = frozenset(own or ())
    aliased: Catalog[Any] = Catalog(
        Food,
        records=records.values(),
        documents=lambda found: (
            Document(id=id_, names=(*words[id_], *((record.name,) if id_ in mine else ())))
            for id_, record in found.items()
        ),
    )
    return aliased if own is None else own | aliased


def _record(own: Catalog[Any] | None, id_: str) -> Any:
    for catalog in (bundled_foods,) if own is None else (own, bundled_foods):
        if id_ in catalog:
            return catalog[id_]
    raise NotFoundError("food", id_, (), "an alias names the id of a food")


def food_meant(text: str, own: Catalog[Any] | None) -> str:
    """Return the id of the food or recipe that *text* names by its id or its words.

    Raises as :func:`~magnesium.parse`.
    """
    from magnesium.foods.parse import parse

    try:
        return str(_record(own, text.strip()).id)
    except NotFoundError:
        item = parse(text, foods=own).item
    try:
        return str(_record(own, item.id).id)
    except MagnesiumError:
        raise NotFoundError("food", text, (), f"it names {item.id} ({item.name}), and an alias names a food") from None
