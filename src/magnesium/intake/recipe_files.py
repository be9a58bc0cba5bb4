"""Read recipes from files, one ingredient per line or a CSV file with food and amount, all or nothing."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.errors import DataError, InvalidValueError, MagnesiumError, NotFoundError, Problem
from magnesium.foods.amounts import mass_grams, parse_amount, parse_number
from magnesium.foods.entries import Entry
from magnesium.foods.files.account import FileSource, path_of
from magnesium.foods.foods import Food
from magnesium.foods.ingredients import read_ingredient, unknown_ingredient
from magnesium.foods.parse import Assume, check_assume
from magnesium.intake.food_log import OnUnknown, is_kept, read_food_log
from magnesium.intake.recipes import Recipe
from magnesium.text import forms

_SETTING = re.compile(r"(id|name|servings|cooking|cooked(?:[ _]grams)?)\s*:\s*(.+)", re.IGNORECASE)
_BULLET = re.compile(r"^[-*•]\s+")
_CSV_HEADER = frozenset({"food", "amount"})


def read_recipe(
    source: FileSource,
    *,
    id: str | None = None,  # noqa: A002  (the name of the field)
    name: str | None = None,
    servings: float | None = None,
    cooking: str | None = None,
    cooked_grams: float | None = None,
    foods: Catalog[Food | Recipe] | None = None,
    assume: Assume = "usual",
    on_unknown: OnUnknown = "raise",
) -> Recipe:
    """Read a recipe from a file in UTF-8.

    A plain text file has one ingredient per line, such as ``200 g lentils, raw``; a line may begin with ``-`` or
    ``*``, and ``#`` begins a comment. Lines such as ``name: Lentil soup``, ``servings: 4``,
    ``cooking: boiled, water used`` and ``cooked: 1.2 kg`` state the fields of the recipe. A CSV file has the columns
    of a food log: ``food`` and ``amount``, and optionally ``unit``.

    Args:
        source: A path, or an open file.
        id: Id of the recipe; by default "recipe:" and the words of its name.
        name: Name of the recipe; by default the file name without extension.
        servings: Number of servings; this and the next two replace what the file states.
        cooking: How it is cooked.
        cooked_grams: Weight of the finished dish.
        foods: The user's foods and recipes, searched first.
        assume: "usual" resolves ambiguous words as :func:`~magnesium.parse` does; "never" makes them an error.
        on_unknown: "raise" makes an unknown food an error; "keep" keeps it, so the figures are lower bounds.

    Raises:
        DataError: Some lines are invalid; lists all of them; nothing is loaded. FoodLogError for a CSV file.
        OSError: The file cannot be opened.
    """
    check_assume(assume)
    keep, file = is_kept(on_unknown), _Content.of(source)
    fields: dict[str, Any]
    if file.is_csv():
        fields = {
            "ingredients": read_food_log(file.opened(), foods=foods, assume=assume, on_unknown=on_unknown).entries
        }
    else:
        fields = _fields(file, foods, assume, keep=keep)
    given = {"id": id, "name": name, "servings": servings, "cooking": cooking, "cooked_grams": cooked_grams}
    fields |= {key: value for key, value in given.items() if value is not None}
    fields.setdefault("name", file.stem)
    fields.setdefault("id", "recipe:" + "-".join(forms(fields["name"])))
    return Recipe(**fields)


class _Named(io.BytesIO):
    """A file in memory that has a name."""

    name = "the recipe"


@attrs.frozen
class _Content:
    """The bytes and the name of a file."""

    name: str
    data: bytes

    @classmethod
    def of(cls, source: FileSource) -> _Content:
        if isinstance(source, str | os.PathLike):
            return cls(os.fspath(source), path_of(source).read_bytes())
        if not hasattr(source, "read"):
            raise InvalidValueError("source", source, "must be a path or an open file")
        read = source.read()
        name = getattr(source, "name", None)
        data = read.encode("utf-8", "surrogatepass") if isinstance(read, str) else read
        return cls(name if isinstance(name, str) else "the recipe", data)

    @property
    def stem(self) -> str:
        """The file name without folder and extension."""
        return Path(self.name).stem.strip("<>") or "recipe"

    def opened(self) -> _Named:
        """Return the content as an open file."""
        file = _Named(self.data)
        file.name = self.name
        return file

    def lines(self) -> Iterator[tuple[int, str]]:
        """Yield the numbered lines that are not blank; raise :class:`DataError` if the file is not UTF-8."""
        try:
            text = self.data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            bad_line = self.data[: error.start].count(b"\n") + 1
            raise DataError(self.name, (Problem(bad_line, None, "is not UTF-8; save the file as UTF-8"),)) from None
        for number, line in enumerate(text.splitlines(), start=1):
            plain = line.partition("#")[0].strip()
            if plain:
                yield number, plain

    def is_csv(self) -> bool:
        """Return whether the first line is the header of a CSV file."""
        _, first = next(self.lines(), (1, ""))
        return set(forms(first)) >= _CSV_HEADER


def _fields(file: _Content, foods: Catalog[Food | Recipe] | None, assume: Assume, *, keep: bool) -> dict[str, Any]:
    """Return the fields that a plain text file states, or raise :class:`DataError` with every problem."""
    fields: dict[str, Any] = {}
    ingredients: list[Entry] = []
    problems: list[Problem] = []
    for number, line in file.lines():
        try:
            if setting := _SETTING.fullmatch(line):
                _set(fields, setting[1], setting[2])
            else:
                ingredients.append(_ingredient(_BULLET.sub("", line), foods, assume, keep=keep))
        except MagnesiumError as error:
            problems.append(Problem(number, None, str(error)))
    if not ingredients and not problems:
        problems.append(Problem(None, None, "has no ingredient; write one per line, such as '200 g lentils, raw'"))
    if problems:
        raise DataError(file.name, tuple(problems))
    return {**fields, "ingredients": ingredients}


def _ingredient(line: str, foods: Catalog[Food | Recipe] | None, assume: Assume, *, keep: bool) -> Entry:
    try:
        return read_ingredient(line, foods=foods, assume=assume)
    except NotFoundError:
        if keep:
            return unknown_ingredient(line)
        raise


def _set(fields: dict[str, Any], key: str, value: str) -> None:
    """Set the field that a line such as "servings: 4" states."""
    key = "cooked_grams" if key.casefold().startswith("cooked") else key.casefold()
    if key in fields:
        raise InvalidValueError(key, value, "is stated twice")
    if key == "servings":
        fields[key] = parse_number(value, key)
    elif key == "cooked_grams":
        quantity, unit = parse_amount(value)
        grams = mass_grams(unit or "g")
        if grams is None:
            raise InvalidValueError("cooked", value, "must be a weight, such as '1200 g'")
        fields[key] = quantity * grams
    else:
        fields[key] = value
    _check(key, fields[key])


def _check(key: str, value: Any) -> None:
    """Raise the error of the recipe for an impossible value."""
    nothing = Entry(item=Food(id="x", name="x", mg_per_100g=0, source="x"), origin=None, quantity=0, unit="g", mg=0)
    Recipe(**{"id": "x", "name": "x", "ingredients": [nothing], key: value})
