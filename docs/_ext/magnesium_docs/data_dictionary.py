"""The dictionary of the bundled files: contents, provenance, and the meaning of each column.

Provenance is read from the manifest; types, vocabularies and meanings from the records that a file
becomes; units from column names. This module adds what no record says: how a file packs its cells,
where it has its own vocabulary, and the meaning of columns that most records share.
"""

from __future__ import annotations

import csv
import enum
import inspect
import io
import re
import tomllib
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs
from importlib_resources import files

import magnesium as mg
from magnesium.catalogs.fields import cell
from magnesium.catalogs.tables import bundled_text
from magnesium.foods.fndds import release_file
from magnesium.foods.food_tables import foods_file
from magnesium.foods.line_tables import UsualAmount
from magnesium_docs.docstrings import texts_of
from magnesium_docs.markdown import anchor, escaped, source_link, table

RECORDS: dict[str, type[Any]] = {
    # The rows of this file are served by the authorities.
    "reference_values.csv": mg.ReferenceValue,
    **{foods_file(table): mg.Food for table in mg.food_tables},
    **{release_file(id_): mg.Food for id_, release in mg.fndds_releases.items() if release.source != "fndds"},
    **{catalog.file: catalog.record for catalog in mg.catalogs.all().values() if catalog.file},
}
"""The record that a row of each file becomes."""

UNITS = {
    "mg_per_100g": "mg in 100 g",
    "kcal_per_100g": "kcal in 100 g",
    "mg_per_l": "mg in a liter",
    "mg_per_ml": "mg in a milliliter",
    "low": "as in the column unit",
    "usual": "as in the column unit",
    "high": "as in the column unit",
    "mg_per_day": "mg a day",
    "g_per_mol": "g/mol",
    "mmol_per_l": "mmol/L",
    "mg_per_dl": "mg/dL",
    "ml_per_min_per_1_73_m2": "mL/min/1.73 m²",
    "value": "as in the column unit",
    "celsius": "°C",
    "mv": "mV",
    "grade": "grade",
    "version": "version",
    "percent": "percent",
    "months": "months",
    "years": "years",
    "lower": "as in the column quantity",
    "upper": "as in the column quantity",
    "at_least": "facts",
    "hours": "hours",
    "hours_before": "hours",
    "hours_after": "hours",
    "year": "year",
    "requirement_cv": "fraction of the EAR",
    "rank": "position",
    "power": "λ of Box-Cox",
    "within_to_between": "ratio of variances",
    "se": "as in the column before it",
    "mg_atoms": "atoms of magnesium in a formula",
    "grams": "g",
    "mg": "mg",
    "samples": "samples",
    "pairs": "pairs of foods",
    "codes": "food codes",
    "equal_share": "fraction of the codes",
    "relative_sd": "fraction of the value",
    "tau": "fraction of the value",
    "between_samples": "fraction of the value",
    "elsewhere_ratio": "ratio",
    "tables": "food tables",
}
"""How the names of numeric columns end, and the unit in words."""


@attrs.frozen
class Packing:
    """How a cell of a CSV file packs several values."""

    separator: str
    each: str
    """Description of one value, in Markdown."""

    def __str__(self) -> str:
        return f"several, separated by {_SIGNS[self.separator]}: {self.each}"


_SIGNS = {"|": "vertical bars", " ": "spaces"}

_EACH = {
    (mg.Food, "portions"): "grams, amount and description, separated by spaces, such as `244 1 cup`",
    (mg.Food, "translations"): "language and name, separated by a space, such as `fr Lait entier`",
    (UsualAmount, "guidelines"): "grams and what they are added to, separated by a space",
}
"""Description of one value of a packed column, if it is not plain text."""


def packing(name: str, record: type[Any], column: str) -> Packing | None:
    """Return how a cell of this column packs several values; ``None`` for a single value."""
    field = attrs.fields_dict(record).get(column)
    if field is None or not name.endswith(".csv"):
        return None
    if typing.get_origin(typing.get_type_hints(record)[column]) is not tuple:
        return None
    return Packing(cell(field).separator, _EACH.get((record, column), "text"))


COMMON = {
    "age_from_months": "First month of the age range; blank if the range has no start.",
    "age_to_months": "Month at which the age range ends (exclusive); blank if the range has no end.",
    "authority": "The body that set it.",
    "category": "The group that the record belongs to.",
    "confidence": "Whether two sources agree on the figure, or only one was seen.",
    "description": "Description, in our own words.",
    "direction": "Whether it is associated with too little magnesium, too much, both or neither.",
    "hpo": "Its term in the Human Phenotype Ontology.",
    "icd10cm": "Its codes in ICD-10-CM.",
    "id": "Identifier, unique in this file.",
    "life_stage": "The life stage that the value applies to.",
    "loinc": "Its code in LOINC.",
    "mechanisms": "Ids of the mechanisms that cause it.",
    "name": "Name.",
    "note": "Information needed to use the figures.",
    "risk_factors": "Ids of the associated risk factors.",
    "sex": "The sex that the value applies to; blank for both.",
    "source": "Key of the bibliography: the source of the figures.",
    "symptoms": "Ids of the associated symptoms.",
    "urgency": "How soon a professional should assess it.",
}
"""The meaning of a column of this name, if the record does not describe it."""

_IN_THE_FILE = {
    ("bibliography.csv", "seen"): "`secondary` if the work was read only through another work that reports it.",
    (
        "bibliography.csv",
        "class",
    ): "The kind of work, for sources of graded records; it limits the grade.",
    ("reference_values.csv", "mg_per_day"): (
        "Magnesium per day. Blank if the body could set no value: the row becomes an "
        "{py:class}`~magnesium.UndeterminedValue`, whose reason is the note."
    ),
    ("reference_values.csv", "sex"): "The sex that the value applies to; the record has `None` for `both`.",
}
"""Columns that a file writes differently from its record, in Markdown."""

_INTRODUCTION = """\
The bundled files are in `magnesium/data/` of the installed package; `SOURCES.toml` there is their manifest.
Each file is verified against its SHA-256 when it is loaded. A blank number is unknown, never zero. Types and
vocabularies are those of the record that a row becomes, or of the file if it has its own."""
_HEADER = ("column", "type", "unit", "filled in", "meaning")
_ABOUT = ("title", "publisher", "edition", "license", "attribution", "built_by", "rows", "sha256")
_TYPES = {str: "text", int: "whole number", float: "number", bool: "yes or no"}


def manifest() -> dict[str, dict[str, Any]]:
    """Return the manifest entry of each bundled file."""
    text = files("magnesium").joinpath("data", "SOURCES.toml").read_text(encoding="utf-8")
    return {name: about for name, about in tomllib.loads(text).items() if name != "schema"}


def dictionary(title: str) -> str:
    """Return the page of every bundled file, its provenance and its columns."""
    lines = [
        f"# {escaped(title)}",
        "",
        _INTRODUCTION,
        "",
    ]
    for name, about in manifest().items():
        lines += [f"({anchor(f'file:{name}')})=", "", f"## {escaped(name)}", ""]
        lines += [f"- **{key.replace('_', ' ')}**: {_about(key, about[key])}" for key in _ABOUT if key in about]
        lines += [
            f"- **sources**: {_sources(about.get('sources', ''))}",
            f"- **bytes**: {len(_text(name).encode()):,}",
            "",
        ]
        record = RECORDS[name]
        lines += [f"Each row becomes {_linked(record)}: {plain(_first_paragraph(record))}", ""]
        lines += [*table(_HEADER, _columns(name, record)), ""]
    return "\n".join(lines)


def _about(key: str, value: Any) -> str:
    return f"`{value}`" if key == "sha256" else f"{value:,}" if isinstance(value, int) else escaped(value)


def _sources(keys: str) -> str:
    return ", ".join(map(source_link, keys.split())) or "stated in each row"


def _text(name: str) -> str:
    return bundled_text(name)[0]


def _linked(record: type[Any]) -> str:
    is_public = getattr(mg, record.__name__, None) is record
    return f"{{py:class}}`~magnesium.{record.__name__}`" if is_public else f"`{record.__name__}`"


def _first_paragraph(record: type[Any]) -> str:
    return (inspect.getdoc(record) or "").partition("\n\n")[0]


def plain(text: str) -> str:
    """Return the text of a docstring without its markup, escaped.

    >>> plain("``None`` where *name* is; see :func:`~magnesium.rda`")
    'None where name is; see rda'
    """
    named = re.sub(r":\w+:`~?(?:[\w.]*\.)?(\w+)`", r"\1", text)
    return escaped(re.sub(r"\*(\w+)\*", r"\1", named.replace("``", "")))


def _columns(name: str, record: type[Any]) -> Iterator[tuple[str, ...]]:
    rows = list(_rows(name))
    hints, said = typing.get_type_hints(record), texts_of(record)
    for column in dict.fromkeys(column for row in rows for column in row):
        cells = [row[column] for row in rows if row.get(column, "") not in ("", [])]
        kind = hints.get(column)
        yield (
            f"`{column}`",
            str(packing(name, record, column) or _type_in_file(kind, cells)),
            unit(column) if kind is not None and _holds_number(kind) else "",
            "all" if len(cells) == len(rows) else f"{len(cells):,} of {len(rows):,}",
            _IN_THE_FILE.get((name, column)) or plain(said.get(column) or COMMON.get(column, "")),
        )


def _rows(name: str) -> Iterable[Mapping[str, Any]]:
    if name.endswith(".csv"):
        return csv.DictReader(io.StringIO(_text(name)))
    return [{"id": id_, **fields} for id_, fields in tomllib.loads(_text(name)).items()]


def unit(name: str) -> str:
    """Return the unit that the name of a number ends in.

    Raises ``KeyError`` for a name without one.

    >>> unit("calcium_mg_per_100g"), unit("age_from_months")
    ('mg in 100 g', 'months')
    """
    for ending, words in UNITS.items():
        if name == ending or name.endswith(f"_{ending}"):
            return words
    raise KeyError(name)


def _members(kind: Any) -> tuple[Any, ...]:
    """Return the types that a union or a tuple is made of, ``None`` and the ellipsis left out."""
    if typing.get_origin(kind) in {typing.Union, types.UnionType, tuple}:
        return tuple(member for member in typing.get_args(kind) if member not in {type(None), ...})
    return (kind,)


def _holds_number(kind: Any) -> bool:
    return any(member in {int, float} for member in _members(kind))


def _is_vocabulary(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, enum.Enum)


def _type_in_file(kind: Any, cells: list[Any]) -> str:
    """Return the type of a column in words, with the file's own vocabulary where it has one."""
    if kind is None:
        return _one_of(dict.fromkeys(cells))
    member = _members(kind)[0]
    if _is_vocabulary(member) and not set(_words(cells)) <= {str(word) for word in member}:
        return _one_of(dict.fromkeys(cells))
    return _type(kind)


def _words(cells: Iterable[Any]) -> Iterator[str]:
    for held in cells:
        yield from held if isinstance(held, list) else [held]


def _one_of(words: Iterable[Any]) -> str:
    return f"one of: {'; '.join(escaped(str(word)) for word in words)}"


def _type(kind: Any) -> str:
    if typing.get_origin(kind) is tuple:
        return f"several: {_type(_members(kind)[0])}"
    member = _members(kind)[0]
    if typing.get_origin(member) is tuple:
        return f"several: {_type(member)}"
    if _is_vocabulary(member):
        return _one_of(member)
    if attrs.has(member):
        return f"{escaped(member.__name__)}: {', '.join(f'`{field.name}`' for field in attrs.fields(member))}"
    return _TYPES[member]
