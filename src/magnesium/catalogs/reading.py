"""Make records from bundled files: from rows of CSV or tables of TOML, by the declared fields."""

from __future__ import annotations

import enum
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import attrs

from magnesium.catalogs.fields import BackLink, Cell, cell, derivation
from magnesium.catalogs.tables import LazyRecords, bundled_table, bundled_toml, lazy_table

R = TypeVar("R")

_YES_NO = {"yes": True, "no": False}


def read_file(record: type[R], file: str) -> Mapping[str, R]:
    """Return the records of a bundled file by id.

    Raises :class:`~magnesium.DataError` with every damaged row or record.
    """
    if file.endswith(".toml"):
        return bundled_toml(file, _builder(record))
    return bundled_table(file, columns(record), _row_reader(record))


def read_lazily(record: type[R], file: str) -> LazyRecords[R]:
    """Return the same for a large CSV file, whose records are made on first use."""
    return lazy_table(file, columns(record), _row_reader(record))


def columns(record: type[Any]) -> tuple[str, ...]:
    """Return the columns of the CSV file of such records.

    >>> from magnesium import Water
    >>> columns(Water)
    ('id', 'name', 'names', 'description', 'mg_per_l', 'calcium_mg_per_l', 'source')
    """
    return tuple(dict.fromkeys(_column(field) for field in _stored(record)))


def _fields(record: type[Any]) -> tuple[attrs.Attribute[Any], ...]:
    fields: tuple[attrs.Attribute[Any], ...] = attrs.fields(record)
    return fields


def _stored(record: type[Any]) -> tuple[attrs.Attribute[Any], ...]:
    return tuple(field for field in _fields(record) if derivation(field) is None)


def _column(field: attrs.Attribute[Any]) -> str:
    return cell(field).column or field.name


def _builder(record: type[R]) -> Callable[[str, Mapping[str, Any]], R]:
    """Return a function from an id and its stored fields to a record with all fields."""
    make = typing.cast("Callable[..., R]", record)
    derived = [(field.name, derive) for field in _fields(record) if (derive := derivation(field))]

    def build(id_: str, stored: Mapping[str, Any]) -> R:
        fields = dict(stored)
        for name, derive in derived:
            if isinstance(derive, BackLink) and name in stored:
                msg = f"{name} must not be stated here; it is read from {derive.link}"
                raise ValueError(msg)
            fields[name] = derive(id_, stored)
        return make(id=id_, **fields)

    return build


def _row_reader(record: type[R]) -> Callable[[list[str]], R]:
    names, build = columns(record), _builder(record)
    hints = typing.get_type_hints(record)
    readers = [
        (field.name, names.index(_column(field)), _cell_reader(hints[field.name], cell(field)))
        for field in _stored(record)
    ]

    def read(row: list[str]) -> R:
        fields = {name: read_cell(row[place]) for name, place, read_cell in readers}
        return build(fields.pop("id"), fields)

    return read


def _cell_reader(hint: Any, how: Cell) -> Callable[[str], Any]:
    """Return a function from a cell to its value; a blank cell is unknown (``None``) or empty (``()``)."""
    kinds = [kind for kind in _members(hint) if kind is not type(None)]
    if typing.get_origin(kinds[0]) is tuple:
        each = how.read or _value_reader(typing.get_args(kinds[0])[0])
        return lambda text: tuple(each(part) for part in text.split(how.separator)) if text else ()
    one = how.read or _value_reader(kinds[0])
    is_optional = len(kinds) < len(_members(hint))
    return (lambda text: one(text) if text else None) if is_optional else one


def _members(hint: Any) -> tuple[Any, ...]:
    return typing.get_args(hint) if typing.get_origin(hint) in {typing.Union, types.UnionType} else (hint,)


def _value_reader(kind: Any) -> Callable[[str], Any]:
    if kind is bool:
        return _YES_NO.__getitem__
    if kind in {str, int, float} or issubclass(kind, enum.Enum):
        return typing.cast("Callable[[str], Any]", kind)
    msg = f"a CSV file cannot hold a {kind.__name__}; declare how its cells are read"
    raise TypeError(msg)
