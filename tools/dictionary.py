"""The dictionary of the bundled files: what each is, where it is from, and what each column holds.

Provenance is the manifest's. Types, vocabularies and meanings are those of the records that a file
becomes, and units stand in the names, so nothing here is written a second time.
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

import magnesium as mg
from magnesium.nutrition.adequacy import WithinPersonSD
from magnesium.nutrition.foods import Everyday
from magnesium.tables import bundled_text
from tools.docstrings import texts_of
from tools.markdown import anchor, escaped, source_link, table

RECORDS: dict[str, type[Any]] = {
    "authorities.csv": mg.Authority,
    "bibliography.csv": mg.Source,
    "claims.toml": mg.Claim,
    "complications.toml": mg.Complication,
    "compounds.csv": mg.Compound,
    "differential_diagnoses.toml": mg.DifferentialDiagnosis,
    "everyday.csv": Everyday,
    "foods.csv": mg.Food,
    "interactions.toml": mg.Interaction,
    "lab_tests.toml": mg.LabTest,
    "label_claims.csv": mg.ContentClaim,
    "mechanisms.toml": mg.Mechanism,
    "reference_values.csv": mg.ReferenceValue,
    "risk_factors.toml": mg.RiskFactor,
    "studies.toml": mg.Study,
    "symptoms.toml": mg.Symptom,
    "treatments.toml": mg.Treatment,
    "warning_signs.toml": mg.WarningSign,
    "waters.csv": mg.Water,
    "within_person_sd.csv": WithinPersonSD,
}
"""The record that a row of each file becomes."""

UNITS = {
    "mg_per_100g": "mg in 100 g",
    "kcal_per_100g": "kcal in 100 g",
    "mg_per_litre": "mg in a litre",
    "mg_per_day": "mg a day",
    "g_per_mol": "g/mol",
    "mmol_per_l": "mmol/L",
    "percent": "percent",
    "months": "months",
    "hours": "hours",
    "hours_before": "hours",
    "hours_after": "hours",
    "year": "year",
    "mg_atoms": "atoms of magnesium in a formula",
    "grams": "g",
    "mg": "mg",
}
"""How a name ends that holds a number, and its unit in words."""

_INTRODUCTION = """\
The bundled files stand in `magnesium/data/` of the installed package; `SOURCES.toml` there is their manifest.
A file is compared with its SHA-256 before it is believed. A blank number is unknown, never zero. Types and
vocabularies are those of the record that a row becomes."""
_HEADER = ("column", "type", "unit", "filled in", "meaning")
_ABOUT = ("title", "publisher", "edition", "licence", "attribution", "built_by", "rows", "sha256")
_TYPES = {str: "text", int: "whole number", float: "number", bool: "yes or no"}


def manifest() -> dict[str, dict[str, Any]]:
    """Return what the manifest says of each bundled file."""
    return {name: about for name, about in tomllib.loads(bundled_text("SOURCES.toml")[0]).items() if name != "schema"}


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
        lines += [f"- **sources**: {_sources(about['sources'])}", f"- **bytes**: {len(_text(name).encode()):,}", ""]
        record = RECORDS[name]
        lines += [f"Each row becomes {_linked(record)}: {plain(_first_paragraph(record))}", ""]
        lines += [*table(_HEADER, _columns(name, record)), ""]
    return "\n".join(lines)


def _about(key: str, value: Any) -> str:
    return f"`{value}`" if key == "sha256" else f"{value:,}" if isinstance(value, int) else escaped(value)


def _sources(keys: str) -> str:
    if "." in keys:
        return "each row names its own"
    return ", ".join(map(source_link, keys.split()))


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
        filled = sum(row.get(column, "") not in ("", []) for row in rows)
        kind = hints.get(column)
        yield (
            f"`{column}`",
            _type(kind) if kind is not None else "text",
            unit(column) if kind is not None and _holds_number(kind) else "",
            "all" if filled == len(rows) else f"{filled:,} of {len(rows):,}",
            plain(said.get(column, "")),
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


def _type(kind: Any) -> str:
    if typing.get_origin(kind) is tuple:
        return f"several: {_type(_members(kind)[0])}"
    member = _members(kind)[0]
    if typing.get_origin(member) is tuple:
        return f"several: {_type(member)}"
    if isinstance(member, type) and issubclass(member, enum.Enum):
        return f"one of: {'; '.join(escaped(str(word)) for word in member)}"
    if attrs.has(member):
        return f"{escaped(member.__name__)}: {', '.join(f'`{field.name}`' for field in attrs.fields(member))}"
    return _TYPES[member]
