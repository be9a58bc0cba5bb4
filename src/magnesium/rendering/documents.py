"""Documents: a record as plain JSON types, with its type, the version of the schema, and derived figures.

    {"schema": 2, "type": "Portion", "version": {"library": "0.2.0", "data": "…"},
     "record": {"description": "cup", "grams": 180.0, "amount": 1.0}, "derived": {"label": "1 cup"}}

``record`` has the fields from which the record is rebuilt; ``derived`` has the figures that follow from
them, for other programs. Numbers are exact; only text and HTML round.
"""

from __future__ import annotations

import datetime as dt
import enum
import functools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol, runtime_checkable

import attrs

from magnesium.errors import MagnesiumError
from magnesium.versions import data_version, library_version

SCHEMA = 2
"""Version of the documents; it increases if a reader of old documents could misread new ones."""

OPEN = "open_type"
"""Metadata of a field whose value states its type, because several types are possible."""


def document(record: Any) -> dict[str, Any]:
    """Return a record as a document."""
    found = {
        "schema": SCHEMA,
        "type": type(record).__name__,
        "version": {"library": library_version(), "data": data_version()},
        "record": plain(record),
    }
    figures = derived(record)
    return {**found, "derived": figures} if figures else found


def plain(value: Any) -> Any:
    """Return a value as plain JSON types; a record is an object of its fields.

    >>> plain((1.5, dt.date(2026, 11, 26), None))
    [1.5, '2026-11-26', None]
    """
    if value is None or type(value) in {str, float, int, bool}:
        return value
    kind: Any = type(value)
    if attrs.has(kind):
        return {name: _field(getattr(value, name), is_open=is_open) for name, is_open in _fields_of(kind)}
    return next((write(value) for kinds, write in _WRITERS if isinstance(value, kinds)), None)


def _list(value: Iterable[Any]) -> list[Any]:
    return [plain(inner) for inner in value]


def _without_nan(value: Any) -> Any:
    """Return a number, or nested lists of numbers, with ``None`` for NaN, which JSON does not have."""
    if isinstance(value, list):
        return [_without_nan(inner) for inner in value]
    return None if isinstance(value, float) and math.isnan(value) else plain(value)


@runtime_checkable
class _Numeric(Protocol):
    """A number or an array of NumPy, which is not imported here."""

    def tolist(self) -> Any: ...


_WRITERS: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (enum.Enum, lambda value: value.value),
    ((dt.date, dt.time), lambda value: value.isoformat()),
    (Mapping, lambda value: {str(key): plain(inner) for key, inner in value.items()}),
    (str, str),
    (Sequence, _list),
    ((set, frozenset), lambda value: sorted(_list(value), key=str)),
    (_Numeric, lambda value: _without_nan(value.tolist())),
    (object, str),
)
"""How each kind of value is written; the first match is used."""


def _field(value: Any, *, is_open: bool) -> Any:
    if not is_open or value is None:
        return plain(value)
    if isinstance(value, tuple | list):
        return [_field(inner, is_open=True) for inner in value]
    return {"type": type(value).__name__, **plain(value)}


@functools.cache
def _fields_of(kind: Any) -> tuple[tuple[str, bool], ...]:
    return tuple((field.name, bool(field.metadata.get(OPEN))) for field in attrs.fields(kind) if field.init)


def derived(record: Any) -> dict[str, Any]:
    """Return the derived figures of a record: its properties, and under a field's name those of the answer in it.

    A property without a value for this record is omitted.
    """
    if (own := getattr(record, "derived_figures", None)) is not None:
        return dict(own())
    kind: Any = type(record)
    found = {}
    for name in (*properties_of(kind), *_computed_of(kind)):
        try:
            value = getattr(record, name)
        except MagnesiumError:
            continue
        found[name] = _followed(value)
    if attrs.has(kind):
        for name, _ in _fields_of(kind):
            if inner := _inside(getattr(record, name)):
                found[name] = inner
    return found


def _followed(value: Any) -> Any:
    """Return the value of a property; several records with ids are written as their ids."""
    if isinstance(value, tuple) and value and all(hasattr(inner, "id") for inner in value):
        return [inner.id for inner in value]
    kind: Any = type(value)
    if attrs.has(kind):
        own = {name: plain(getattr(value, name)) for name in _scalars_of(kind)}
        return {**plain(value), **own}
    return plain(value)


def _inside(value: Any) -> Any:
    if attrs.has(type(value)) and not hasattr(value, "id"):
        return derived(value)
    if isinstance(value, Sequence) and value and attrs.has(type(value[0])) and not hasattr(value[0], "id"):
        inner = [derived(one) for one in value]
        return inner if any(inner) else None
    return None


@functools.cache
def properties_of(kind: Any) -> tuple[str, ...]:
    """Return the names of the public properties of a class, those of its bases first."""
    classes = [cls for cls in reversed(kind.__mro__) if cls.__module__.startswith("magnesium.")]
    names = (name for cls in classes for name, held in vars(cls).items() if isinstance(held, property))
    fields = {field.name for field in attrs.fields(kind)} if attrs.has(kind) else set()
    return tuple(dict.fromkeys(name for name in names if not name.startswith("_") and name not in fields))


@functools.cache
def _computed_of(kind: Any) -> tuple[str, ...]:
    """Return the public fields that a record computes when it is made."""
    fields = attrs.fields(kind) if attrs.has(kind) else ()
    return tuple(field.name for field in fields if not field.init and not field.name.startswith("_"))


@functools.cache
def _scalars_of(kind: Any) -> tuple[str, ...]:
    """Return the properties that are annotated as one number, string or truth value."""
    plain_types = ("float", "int", "str", "bool", "float | None", "int | None", "str | None", "bool | None")
    return tuple(
        name for name in properties_of(kind) if getattr(kind, name).fget.__annotations__.get("return") in plain_types
    )
